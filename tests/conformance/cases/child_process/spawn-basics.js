// What a spawned child prints, how it ends, and in which order that is told.
const { spawn } = require('node:child_process');

const child = spawn(process.execPath, ['-e', 'console.log("out", process.argv.slice(1).join()); console.error("err"); process.exitCode = 3', 'a', 'b']);
console.log(typeof child.pid, child.exitCode, child.spawnfile === process.execPath, child.spawnargs.length);
child.on('spawn', () => console.log('spawn event'));
let out = '';
let err = '';
child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
child.stderr.on('data', (data) => (err += data));
child.stdout.on('end', () => console.log('stdout end', JSON.stringify(out)));
child.on('exit', (code, signal) => console.log('exit', code, signal));
child.on('close', (code, signal) => {
  console.log('close', code, signal, JSON.stringify(err), child.exitCode, child.signalCode, child.killed);
});
