// Writing to a child that has ended is EPIPE.
const { spawn } = require('node:child_process');

const child = spawn(process.execPath, ['-e', '0']);
child.stdin.on('error', (error) => console.log('stdin', error.code, error.syscall));
child.on('exit', () => child.stdin.write('too late'));
child.on('close', () => console.log('close', child.stdin.destroyed));
