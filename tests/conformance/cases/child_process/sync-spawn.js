// spawnSync: results, descriptors, time-outs, maxBuffer, errors that are returned.
const { spawnSync, execFileSync } = require('node:child_process');
const fs = require('node:fs');

const show = ({ pid, error, ...rest }) => {
  const text = (value) => (Buffer.isBuffer(value) ? `<${value}>` : value);
  console.log({ ...rest, output: rest.output?.map(text), stdout: text(rest.stdout), stderr: text(rest.stderr), pid: pid > 0 });
  if (!error) return;
  const named = (text) => text.replaceAll(process.execPath, 'node');
  console.log(named(error.message), error.code, error.errno, named(error.syscall), named(error.path), error.spawnargs, Object.keys(error).join());
};
const node = (code, options) => spawnSync(process.execPath, ['-e', code], options);

show(node('console.log(1 + 1); console.error("warned"); process.exitCode = 5'));
show(node('process.stdin.pipe(process.stdout)', { input: 'through' }));
show(node('process.stdin.pipe(process.stdout)', { input: new Uint8Array([104, 105]), encoding: 'utf8' }));
show(node('process.stdin.on("end", () => console.log("no input")).resume()'));
show(node('console.log(process.argv0, process.cwd() === "/")', { cwd: '/', argv0: 'another' }));
show(node('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000)'));
show(node('process.abort()').signal === 'SIGABRT' ? node('') : node('"no"'));
show(spawnSync('no-such-program', ['x']));
show(spawnSync('node', ['-v'], { cwd: '/no/such/folder' }));
show(node('setInterval(() => {}, 1000); console.log("began")', { timeout: 4000 }));
show(node('setInterval(() => {}, 1000)', { timeout: 1000, killSignal: 'SIGKILL' }));
const flooded = node('for (let i = 0; i < 100; i++) console.log("x".repeat(100)); setInterval(() => {}, 1000)', { maxBuffer: 1000 });
console.log(flooded.error.code, flooded.status, flooded.signal, flooded.stdout.length > 1000);
show(node('console.log("kept"); console.error("dropped")', { stdio: ['ignore', 'pipe', 'ignore'] }));
show(node('require("fs").writeSync(3, "on three")', { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }));
const log = fs.openSync('log.txt', 'w');
show(node('console.log("to a file")', { stdio: ['ignore', log, log] }));
console.log(fs.readFileSync('log.txt', 'utf8'));
console.log('before the child');
node('console.log("the child itself")', { stdio: 'inherit' });
console.log('after the child');
const large = node('process.stdout.write("y".repeat(700000))', { maxBuffer: Infinity });
console.log(large.stdout.length, large.stdout.every((byte) => byte === 121));
console.log(execFileSync('node', ['-p', '6 * 7'], { encoding: 'utf8' }));
try {
  execFileSync('node', ['-e', 'console.error("bad"); process.exit(2)'], { stdio: 'pipe' });
} catch (error) {
  console.log(error.message, error.status);
}
for (const options of [{ timeout: -1 }, { maxBuffer: 'much' }, { killSignal: 'SIGNOTHING' }, { stdio: ['ipc'] }, { input: 5 }]) {
  try {
    node('', options);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
