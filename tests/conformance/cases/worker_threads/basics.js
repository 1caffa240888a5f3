// A worker from the same file: workerData, messages both ways, exit.
const { Worker, isMainThread, parentPort, workerData, threadId, resourceLimits } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { numbers: [1, 2, 3], map: new Map([['k', new Set([1])]]) }, argv: ['x', 'y'] });
  console.log('main', threadId, parentPort, workerData, worker.threadId, resourceLimits);
  worker.on('online', () => console.log('online'));
  worker.on('message', (message) => {
    console.log('main got', message);
    if (message.sum) worker.postMessage({ stop: true });
  });
  worker.on('exit', (code) => console.log('exit', code, worker.threadId));
} else {
  parentPort.postMessage({ sum: workerData.numbers.reduce((a, b) => a + b), map: workerData.map, argv: process.argv.slice(2), threadId, main: isMainThread, pid: typeof process.pid });
  parentPort.on('message', (message) => {
    parentPort.postMessage({ echo: message });
    parentPort.close();
  });
}
