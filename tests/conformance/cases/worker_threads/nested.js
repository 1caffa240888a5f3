// Workers of workers, and a port that goes through two of them.
const { Worker, isMainThread, parentPort, workerData, MessageChannel } = require('node:worker_threads');

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (message) => {
    console.log('straight from the innermost:', message);
    port1.close();
  });
  const worker = new Worker(__filename, { workerData: { level: 1, port: port2 }, transferList: [port2] });
  worker.on('message', (message) => console.log('main got', message));
  worker.on('exit', (code) => console.log('exit', code));
} else if (workerData.level === 1) {
  const { port } = workerData;
  const inner = new Worker(__filename, { workerData: { level: 2, port }, transferList: [port] });
  inner.on('message', (message) => parentPort.postMessage(`relayed ${message}`));
  inner.on('exit', (code) => parentPort.postMessage(`inner exit ${code}`));
} else {
  workerData.port.postMessage('hello');
  parentPort.postMessage('from the inner');
}
