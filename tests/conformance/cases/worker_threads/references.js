// What keeps a worker and its parent alive: listeners, ref and unref.
const { Worker } = require('node:worker_threads');

(async () => {
  const idle = new Worker('1', { eval: true });
  console.log('idle', await new Promise((resolve) => idle.on('exit', resolve)));
  const listening = new Worker('const { parentPort } = require("worker_threads"); parentPort.once("message", (m) => parentPort.postMessage(m))', { eval: true });
  listening.on('message', (message) => console.log('once', message));
  listening.postMessage('hello');
  console.log('listening', await new Promise((resolve) => listening.on('exit', resolve)));
  const unref = new Worker('const { parentPort } = require("worker_threads"); parentPort.on("message", () => {}); parentPort.unref()', { eval: true });
  console.log('unref inside', await new Promise((resolve) => unref.on('exit', resolve)));
  const forgotten = new Worker('setInterval(() => {}, 1e6)', { eval: true });
  forgotten.unref();
  forgotten.on('exit', () => console.log('not told'));
  process.on('exit', (code) => console.log('main ends', code));
})();
