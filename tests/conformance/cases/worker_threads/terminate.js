// terminate ends a worker whatever it does.
const { Worker } = require('node:worker_threads');

(async () => {
  for (const code of ['for (;;);', 'setInterval(() => {}, 1e6)', 'require("node:http").createServer().listen(0)', 'new Promise(() => {}); require("worker_threads").parentPort.on("message", () => {})']) {
    const worker = new Worker(`require("worker_threads").parentPort.postMessage("up"); ${code}`, { eval: true });
    worker.on('exit', (exitCode) => console.log('exit event', exitCode));
    await new Promise((resolve) => worker.once('message', resolve));
    console.log('terminated with', await worker.terminate());
    console.log('again', await worker.terminate(), worker.threadId);
    worker.postMessage('nobody hears this');
  }
})();
