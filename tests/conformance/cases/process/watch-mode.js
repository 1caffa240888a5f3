// `node --watch` runs a program again when it, or what it requires, has changed.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-'));
const app = path.join(folder, 'app.js');
const part = path.join(folder, 'part.js');
fs.writeFileSync(part, "exports.word = 'one';\n");
fs.writeFileSync(app, "console.log('app 1 says', require('./part').word);\nsetInterval(() => {}, 1000);\n");

const child = spawn(process.execPath, ['--watch', app], { env: { ...process.env, NO_COLOR: '1' } });
let out = '';
const steps = [
  ['app 1 says one', () => fs.writeFileSync(part, "exports.word = 'two';\n")],
  ['app 1 says two', () => fs.writeFileSync(app, "console.log('app 2 says', require('./part').word);\n")],
  ['app 2 says two', () => child.kill('SIGTERM')],
];
const told = (text) => text.replaceAll(folder, '<folder>').replace(/\x1bc|\x1b\[[0-9;]*[A-Za-z]/g, '');
child.stdout.setEncoding('utf8');
child.stdout.on('data', (text) => {
  out += text;
  const [step] = steps;
  if (step === undefined || !out.includes(step[0])) return;
  steps.shift();
  // Watching begins after the program has been started.
  setTimeout(step[1], 1500);
});
child.stderr.on('data', (text) => console.log('stderr', told(String(text)).trimEnd()));
child.on('close', (code, signal) => {
  console.log(told(out).trimEnd());
  console.log('ended', code, signal);
  fs.rmSync(folder, { recursive: true });
});
