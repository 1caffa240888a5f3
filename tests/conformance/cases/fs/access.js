// access and exists: without a mode, with each, for what is not there and what may not be run.
const fs = require('node:fs');
const attempt = require('./attempt.cjs');

fs.writeFileSync('file.txt', 'text');
fs.writeFileSync('program', '#!/bin/sh\n', { mode: 0o755 });
fs.mkdirSync('folder');
const { F_OK, R_OK, W_OK, X_OK } = fs.constants;
for (const path of ['file.txt', 'program', 'folder', 'missing', 'file.txt/below']) {
  attempt(`${path} without a mode`, () => fs.accessSync(path));
  for (const mode of [undefined, F_OK, R_OK, W_OK, R_OK | W_OK, X_OK, R_OK | W_OK | X_OK]) attempt(`${path} ${mode}`, () => fs.accessSync(path, mode));
  attempt(`${path} exists`, () => fs.existsSync(path));
}
for (const mode of [null, -1, 8, 1.5, 'r']) attempt(`mode ${mode}`, () => fs.accessSync('file.txt', mode));
(async () => {
  for (const path of ['file.txt', 'missing']) {
    await fs.promises.access(path).then((value) => console.log(path, value), ({ code, message }) => console.log(path, code, message));
    await new Promise((resolve) => fs.access(path, (error) => resolve(console.log(path, error?.message ?? error))));
    await new Promise((resolve) => fs.access(path, X_OK, (error) => resolve(console.log(path, error?.message ?? error))));
  }
})();
