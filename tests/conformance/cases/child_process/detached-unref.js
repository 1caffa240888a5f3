// A parent does not wait for a child that it has let go.
const { spawn } = require('node:child_process');

const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30000)'], { detached: true, stdio: 'ignore' });
child.unref();
console.log('spawned', typeof child.pid, process.kill(child.pid, 0));
process.on('exit', () => {
  process.kill(-child.pid, 'SIGKILL');
  console.log('parent ends');
});
