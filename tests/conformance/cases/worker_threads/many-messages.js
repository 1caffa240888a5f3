// Thousands of messages arrive all, in order, also those that were posted right before the end.
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename);
  let next = 0;
  let wrong = 0;
  worker.on('message', ({ index, text }) => {
    if (index !== next++ || text !== 'x'.repeat(index % 100)) wrong++;
  });
  worker.on('exit', (code) => console.log(next, wrong, code));
  for (let index = 0; index < 5000; index++) worker.postMessage({ index, text: 'x'.repeat(index % 100) });
} else {
  let left = 5000;
  parentPort.on('message', (message) => {
    parentPort.postMessage(message);
    if (--left === 0) process.exit(9);
  });
}
