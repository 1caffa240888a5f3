// What a program prints right before it ends arrives whole, whichever way it prints and whichever way it ends.
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');

function outputOf(code, args = []) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args, '-e', code]);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.on('close', (exitCode, signal) => resolve({ out, err: err.split('\n')[0], exitCode, signal }));
  });
}

const sync = "const fs = require('fs'); fs.writeSync(1, 'hello\\n', 'utf8'); fs.writeSync(1, 'world\\n', 'utf8');";
const spin = 'for (const until = performance.now() + 100; performance.now() < until;);';
const unfinished = "const fs = require('fs'); fs.write(1, 'first\\n', () => fs.writeSync(1, 'called back'));";
const programs = {
  'writeSync, exit': `${sync} process.exit(0)`,
  'process.stdout touched before': `process.stdout.fd; ${sync} process.exit(0)`,
  'a clock that stands still': `Date.now = () => 1459875739796; ${sync} process.exit(0)`,
  'a process of its own': `global.process = { __proto__: process, pid: 123456 }; process.stdout.fd; ${sync} process.exit(0)`,
  'standard error': "const fs = require('fs'); fs.writeSync(2, 'problem'); process.exit(3)",
  'in the exit event': `process.on('exit', () => { ${sync} }); process.exit(0)`,
  'nothing left to do': sync,
  abort: `${sync} process.abort()`,
  'an error that nobody catches': `${sync} throw new Error('thrown')`,
  'a rejection that nobody handles': `${sync} Promise.reject(new Error('rejected'))`,
  'a handler of errors': `process.on('uncaughtException', (error) => { require('fs').writeSync(1, error.message); process.exit(7) }); throw new Error('caught')`,
  'a signal of its own': `process.on('SIGTERM', () => { ${sync} process.exit(5) }); setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM')`,
  'a signal that ends it': `${sync} process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)`,
  'console.log': "console.log('a'); console.error('b'); process.exit(1)",
  'fs.write': "require('fs').write(1, 'asynchronous', () => process.exit(0))",
  'fs.write, exit': `${unfinished} process.exit(0)`,
  'fs.writev, exit': "require('fs').writev(1, [Buffer.from('a'), Buffer.from('b')], () => {}); process.exit(0)",
  'fs.write, an error that nobody catches': `${unfinished} throw new Error('thrown')`,
  'fs.write, a rejection that nobody handles': `require('fs').write(1, 'first\\n', () => {}); Promise.reject(new Error('rejected'))`,
  'fs.write, and writeSync in the exit event': `${unfinished} process.on('exit', () => { ${spin} fs.writeSync(1, 'last\\n') }); process.exit(0)`,
  'fs.write to a file': "const fs = require('fs'); fs.write(fs.openSync('written', 'w'), 'in the file', () => {}); process.exit(0)",
  flood: "const fs = require('fs'); for (let i = 0; i < 1000; i++) fs.writeSync(1, 'x'.repeat(100)); process.exit(0)",
  'a thread': `new (require('worker_threads').Worker)("require('fs').writeSync(1, 'from the thread'); process.exit(0)", { eval: true })`,
  'a thread that ends the process': `new (require('worker_threads').Worker)("require('fs').writeSync(1, 'from the thread'); process.kill(process.pid, 'SIGKILL')", { eval: true }); setInterval(() => {}, 1000)`,
};

(async () => {
  for (const [name, code] of Object.entries(programs)) {
    const { out, err, exitCode, signal } = await outputOf(code);
    console.log(name, out.length > 100 ? out.length : JSON.stringify(out), JSON.stringify(/nobody|abort/.test(name) ? undefined : err), exitCode, signal);
  }
  console.log(JSON.stringify(readFileSync('written', 'utf8')));
})();
