// AbortSignal, killSignal and timeout of spawn and execFile.
const { spawn, execFile } = require('node:child_process');

const controller = new AbortController();
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { signal: controller.signal });
child.on('error', (error) => console.log('error', error.name, error.code, error.cause));
child.on('spawn', () => controller.abort('enough'));
child.on('close', (code, signal) => {
  console.log('close', code, signal);
  execFile(process.execPath, ['-v'], { signal: AbortSignal.abort() }, (error) => {
    console.log(error.name, error.code);
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { timeout: 200, killSignal: 'SIGKILL' }).on('exit', (...args) => console.log(...args));
  });
});
