// Standard input read synchronously: line by line as prompts do, then all the rest; a child's from its parent.
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

function line() {
  const one = Buffer.alloc(1);
  let text = '';
  while (fs.readSync(0, one, 0, 1, null) === 1 && one[0] !== 10) text += one;
  return text;
}

console.log([line(), line()]);
const part = Buffer.alloc(4);
console.log(fs.readSync(0, part), String(part));
const rest = fs.readFileSync(0, 'utf8');
console.log(rest.length, rest.slice(0, 20), rest.endsWith('the end\n'));
console.log(fs.readSync(0, part), fs.readFileSync(0).length, JSON.stringify(fs.readFileSync(0, 'latin1')));
const child = spawnSync(process.execPath, ['-e', 'const all = require("fs").readFileSync(0); console.log(all.length, String(all).slice(-5))'], { input: `${'i'.repeat(300_000)}tail.` });
console.log(String(child.stdout), String(child.stderr));
console.log(String(spawnSync(process.execPath, ['-e', 'console.log(JSON.stringify(require("fs").readFileSync(0, "utf8")))'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout));
