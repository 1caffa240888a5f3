// ArrayBuffers and ports move with a message; what can't be cloned is refused.
const { Worker, MessageChannel, markAsUntransferable, isMarkedAsUntransferable } = require('node:worker_threads');

const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  parentPort.once('message', ({ buffer, port, typed }) => {
    const view = new Uint8Array(buffer);
    view[0] = 42;
    port.postMessage({ from: 'worker', first: typed[0], length: view.length });
    port.on('message', (message) => {
      port.postMessage({ answer: message + 1 });
      port.close();
    });
    parentPort.postMessage(buffer, [buffer]);
  });
`, { eval: true });
const { port1, port2 } = new MessageChannel();
port1.postMessage('posted before the transfer is not lost');
port2.on('message', () => {});
port2.removeAllListeners('message');
const buffer = new ArrayBuffer(16);
port1.on('message', (message) => {
  console.log('port1', message);
  if (message.from) port1.postMessage(1);
});
port1.on('close', () => console.log('port1 closed'));
worker.on('message', (back) => console.log('back', back.byteLength, new Uint8Array(back)[0]));
worker.on('exit', (code) => console.log('exit', code));
const other = new MessageChannel();
for (const [name, value, list] of [['function', () => {}], ['symbol', Symbol('s')], ['port', { port: other.port1 }], ['promise', Promise.resolve()], ['proxy', new Proxy({}, {})], ['twice', 1, [buffer, buffer]], ['weak', new WeakMap()]]) {
  try {
    worker.postMessage(value, list);
    console.log(name, 'did not throw');
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
const kept = new ArrayBuffer(4);
markAsUntransferable(kept);
console.log(isMarkedAsUntransferable(kept));
try {
  worker.postMessage(kept, [kept]);
} catch (error) {
  console.log(error.name, error.message);
}
other.port1.close();
worker.postMessage({ buffer, port: port2, typed: new Float64Array([1.5]) }, [buffer, port2]);
console.log('length after transfer', buffer.byteLength);
