// Commands and folders that are not there.
const { spawn, execFile } = require('node:child_process');

const child = spawn('no-such-command', ['a'], {});
console.log(child.pid, child.stdin !== null);
child.on('error', (error) => console.log('error', error.message, error.code, error.errno, error.syscall, error.path, error.spawnargs));
child.on('exit', () => console.log('exit'));
child.on('close', (code) => {
  console.log('close', code);
  spawn(process.execPath, ['-v'], { cwd: '/no/such/folder' }).on('error', (error) => {
    console.log(error.code, error.syscall === `spawn ${process.execPath}`);
    execFile('./missing.sh', (problem, stdout) => console.log(problem.code, problem.message, JSON.stringify(stdout)));
  });
});
