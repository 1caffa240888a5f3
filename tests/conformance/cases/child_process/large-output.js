// Much output arrives whole, in order.
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');

const hashOf = (code) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', code]);
    const hash = createHash('sha256');
    let bytes = 0;
    child.stdout.on('data', (data) => {
      bytes += data.length;
      hash.update(data);
    });
    child.on('close', (exitCode) => resolve([exitCode, bytes, hash.digest('hex').slice(0, 16)]));
  });

(async () => {
  console.log(await hashOf('for (let i = 0; i < 50000; i++) process.stdout.write(`line ${i} of the output\\n`)'));
  console.log(await hashOf('const { Readable } = require("stream"); Readable.from((function* () { for (let i = 0; i < 300; i++) yield Buffer.alloc(10000, i % 251) })()).pipe(process.stdout)'));
})();
