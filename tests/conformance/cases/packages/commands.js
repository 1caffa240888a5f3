// Commands of installed packages: links in .bin, found along PATH by scripts and by spawn.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const bin = module.paths.map((folder) => path.join(folder, '.bin')).find((folder) => fs.existsSync(folder));
console.log(fs.readlinkSync(path.join(bin, 'mocha')), (fs.statSync(path.join(bin, 'mocha')).mode & 0o111) !== 0);
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
const run = (command, args) => new Promise((resolve) => {
  const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  child.on('error', (error) => resolve(error.code)).on('close', (code) => resolve(code));
});
(async () => {
  console.log(await run('mocha', ['--version']));
  console.log(await run('sh', ['-c', 'mocha --version && mocha --no-color --reporter dot test.cjs']));
  console.log(await run('absent', []));
})();
