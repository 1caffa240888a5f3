// A child that starts a child of its own, with pipes through and through.
const { spawn } = require('node:child_process');

const level = Number(process.argv[2] ?? 0);
if (level === 2) {
  process.stdin.on('data', (data) => process.stdout.write(String(data).toUpperCase()));
} else {
  const child = spawn(process.execPath, [__filename, String(level + 1)], { stdio: ['pipe', 'pipe', 'inherit'] });
  process.stdin.pipe(child.stdin);
  child.stdout.pipe(process.stdout);
  child.on('close', (code) => {
    if (level === 0) console.log('closed', code, process.ppid !== process.pid);
  });
  if (level === 0) child.stdin.end('through two processes\n');
}
