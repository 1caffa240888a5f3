// Options of node on a child's command line.
const { execFile } = require('node:child_process');

const runs = [
  ['-v'],
  ['-p', 'process.argv.length', 'a', 'b'],
  ['-pe', '[1, 2].map(String)'],
  ['--print', 'process.execArgv.join("|")', '--', '-x'],
  ['--eval=console.log("inline")'],
  ['--input-type=module', '-e', 'import fs from "node:fs"; console.log(typeof fs.readFileSync, import.meta.url.slice(0, 5))'],
  ['-r', './preload.js', '-p', 'globalThis.preloaded'],
  ['--import', './preload.mjs', '-p', 'globalThis.preloaded'],
  ['--no-warnings', 'script.js', '--flag', 'x'],
  ['--conditions=special', '-p', 'process.execArgv'],
  ['--stack-trace-limit=2', '-p', 'Error.stackTraceLimit'],
  ['--no-such-option'],
  ['--max-old-space-size=100', '-p', '"fine"'],
  ['-c', 'script.js'],
  ['-c', 'broken.js'],
  ['--eval'],
  ['missing.js'],
];
const next = () => {
  const args = runs.shift();
  if (args === undefined) return;
  execFile(process.execPath, args, (error, stdout, stderr) => {
    console.log(args.join(' '), '->', error?.code ?? 0, JSON.stringify(stdout), JSON.stringify(stderr.split('\n').find((line) => /option|argument|Error/.test(line))?.replace(process.execPath, 'node') ?? ''));
    next();
  });
};
next();
