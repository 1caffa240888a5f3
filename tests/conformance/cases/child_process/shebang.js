// A script that says by its first line who runs it, and the bin folder of packages.
const { spawn, execFile } = require('node:child_process');
const fs = require('node:fs');

fs.writeFileSync('tool.js', '#!/usr/bin/env node\nconsole.log("tool", process.argv.slice(2));\n');
fs.chmodSync('tool.js', 0o644);
execFile('./tool.js', (error) => {
  console.log(error.code);
  fs.chmodSync('tool.js', 0o755);
  execFile('./tool.js', ['x', 'y'], { env: { PATH: require('node:path').dirname(process.execPath) } }, (problem, stdout) => {
    console.log(problem, stdout);
    fs.mkdirSync('bin');
    fs.symlinkSync('../tool.js', 'bin/tool');
    spawn('tool', ['z'], { stdio: 'inherit', env: { PATH: `${process.cwd()}/bin:${require('node:path').dirname(process.execPath)}` } }).on('close', (code) => console.log(code));
  });
});
