// A file that one thread has written is there for the one that is told of it.
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const fs = require('node:fs');

if (isMainThread) {
  fs.writeFileSync('input.txt', '0');
  const worker = new Worker(__filename);
  let round = 0;
  worker.on('message', (name) => {
    if (fs.readFileSync(name, 'utf8') !== `written by the worker ${round}`) console.log('stale', name);
    if (++round === 200) return worker.postMessage(null);
    fs.writeFileSync('input.txt', String(round));
    worker.postMessage('input.txt');
  });
  worker.on('exit', (code) => console.log('rounds', round, 'exit', code));
  worker.postMessage('input.txt');
} else {
  parentPort.on('message', (name) => {
    if (name === null) return parentPort.close();
    const round = fs.readFileSync(name, 'utf8');
    fs.writeFileSync(`output-${round}.txt`, `written by the worker ${round}`);
    parentPort.postMessage(`output-${round}.txt`);
  });
}
