// execFile and exec in callback and promise form: output, error fields, maxBuffer, timeout, encoding.
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');

const node = process.execPath;
const run = (args, options) =>
  new Promise((resolve) => execFile(node, args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr })));
const show = (name, { error, stdout, stderr }) => {
  const about = error && { message: error.message.split('\n')[0].replace(node, 'node'), code: error.code, killed: error.killed, signal: error.signal, cmd: error.cmd?.replace(node, 'node') };
  console.log(name, about, stdout, stderr);
};

(async () => {
  show('plain', await run(['-p', '1 + 1']));
  show('buffer', await run(['-p', '"é"'], { encoding: 'buffer' }));
  show('code', await run(['-e', 'console.log("before"); process.exit(7)']));
  show('throws', { ...(await run(['-e', 'throw new Error("x")'])), stderr: '' });
  show('maxBuffer', await run(['-e', 'process.stdout.write("x".repeat(100))'], { maxBuffer: 10 }));
  show('timeout', await run(['-e', 'setInterval(() => {}, 1000)'], { timeout: 300 }));
  show('cwd', await run(['-p', 'process.cwd()'], { cwd: '/' }));
  show('env', await run(['-p', 'Object.keys(process.env).sort() + process.env.A'], { env: { A: '1' } }));
  try {
    await promisify(execFile)(node, ['-e', 'console.log("o"); console.error("e"); process.exit(2)']);
  } catch (error) {
    console.log('promise', error.code, JSON.stringify(error.stdout), JSON.stringify(error.stderr));
  }
  const fine = promisify(execFile)(node, ['-p', '3']);
  console.log(typeof fine.child.pid, await fine);
})();
