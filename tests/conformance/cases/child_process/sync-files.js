// What a child changes is seen by the parent when the call returns, whatever else is under way; and the loop goes on afterwards.
const { execFileSync, execSync, spawn } = require('node:child_process');
const fs = require('node:fs');

fs.writeFileSync('writer.js', `
  const fs = require('node:fs');
  const [from, to] = process.argv.slice(2).map(Number);
  for (let i = from; i < to; i++) fs.writeFileSync('file' + i + '.txt', 'contents ' + i);
  fs.appendFileSync('all.txt', from + '-' + to + ';');
`);
const order = [];
const other = spawn(process.execPath, ['writer.js', '100', '150']);
other.on('close', (code) => {
  console.log('other', code, fs.readFileSync('file149.txt', 'utf8'), fs.readFileSync('file149.txt', 'utf8').length);
  console.log(fs.readdirSync('.').filter((name) => /^file\d+/.test(name)).length);
});
setTimeout(() => order.push('timer'), 0);
setImmediate(() => order.push('immediate'));
Promise.resolve().then(() => order.push('promise'));
process.nextTick(() => order.push('tick'));
for (let round = 0; round < 3; round++) {
  fs.writeFileSync('mine.txt', `round ${round}`);
  execFileSync(process.execPath, ['writer.js', String(round * 10), String(round * 10 + 10)]);
  console.log(round, fs.readFileSync(`file${round * 10 + 9}.txt`, 'utf8'), execSync('cat mine.txt', { encoding: 'utf8' }));
}
console.log(fs.readFileSync('all.txt', 'utf8').includes('0-10;'), order);
fs.renameSync('file0.txt', 'renamed.txt');
console.log(execSync('cat renamed.txt; ls file1.txt', { encoding: 'utf8' }));
console.log(execFileSync(process.execPath, ['-e', `
  const { execSync } = require('node:child_process');
  execSync('echo deep > deep.txt');
  console.log(execSync('node -p "1 + 2"').toString().trim(), require('fs').readFileSync('deep.txt', 'utf8').trim());
`], { encoding: 'utf8' }), fs.readFileSync('deep.txt', 'utf8'));
setTimeout(() => console.log(order.join()), 100);
