// A child that gets its program over standard input.
const { spawn } = require('node:child_process');

const child = spawn(process.execPath, ['-', 'argument'], { stdio: ['pipe', 'inherit', 'inherit'] });
child.stdin.end('console.log("from stdin", process.argv.slice(1), __filename)');
child.on('close', (code) => {
  console.log(code);
  spawn(process.execPath, ['--input-type=module'], { stdio: ['pipe', 'inherit', 'inherit'] }).on('close', (next) => console.log(next)).stdin.end('console.log(typeof import.meta.url)');
});
