// SharedArrayBuffer between threads: one waits in Atomics.wait until another wakes it, a lock, waitAsync, a growable buffer.
const { on } = require('node:events');
const { Worker, isMainThread, parentPort, workerData, receiveMessageOnPort, MessageChannel } = require('node:worker_threads');

async function main() {
  const shared = new SharedArrayBuffer(64);
  const words = new Int32Array(shared);
  const waiter = new Worker(__filename, { workerData: { role: 'wait', shared } });
  const messages = on(waiter, 'message');
  console.log((await messages.next()).value[0], words[1]);
  Atomics.store(words, 0, 42);
  while (words[1] !== 42) await new Promise((resolve) => setTimeout(resolve, 5, Atomics.notify(words, 0)));
  console.log((await messages.next()).value[0], words[1]);

  const counters = Array.from({ length: 4 }, () => new Worker(__filename, { workerData: { role: 'count', shared } }));
  await Promise.all(counters.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  console.log('counted', words[3]);

  // The main thread waits too, for a thread that it has started, and reads its message without turning the loop.
  const { port1, port2 } = new MessageChannel();
  const answerer = new Worker(__filename, { workerData: { role: 'answer', shared, port: port2 }, transferList: [port2] });
  console.log(Atomics.wait(words, 5, 0) !== 'timed-out', words[5], words[6]);
  console.log(Atomics.wait(words, 7, 0, 10), Atomics.wait(words, 7, 1));
  const exited = new Promise((resolve) => answerer.on('exit', resolve));
  const fromPort = new Promise((resolve) => port1.once('message', resolve));
  console.log(await fromPort, await exited);
  port1.close();

  const async = Atomics.waitAsync(words, 8, 0);
  console.log(async.async, Atomics.notify(words, 8), await async.value);
  console.log(Atomics.waitAsync(words, 8, 1));
  const growable = new SharedArrayBuffer(8, { maxByteLength: 32 });
  growable.grow(16);
  console.log(growable.byteLength, growable.growable, structuredClone(growable) !== growable);
  console.log(shared, Buffer.from(shared, 0, 4).length, receiveMessageOnPort(port1));
}

const roles = {
  wait({ shared }) {
    const words = new Int32Array(shared);
    words[1] = 7;
    parentPort.postMessage('waiting');
    const result = Atomics.wait(words, 0, 0);
    words[1] = words[0];
    parentPort.postMessage(result === 'ok' || result === 'not-equal');
  },
  count({ shared }) {
    const words = new Int32Array(shared);
    for (let i = 0; i < 500; i++) {
      while (Atomics.compareExchange(words, 2, 0, 1) !== 0) Atomics.wait(words, 2, 1);
      words[3]++;
      Atomics.store(words, 2, 0);
      Atomics.notify(words, 2, 1);
    }
  },
  answer({ shared, port }) {
    const words = new Int32Array(shared);
    words[6] = 99;
    port.postMessage({ from: 'the thread', shared: new Int32Array(shared)[6] });
    Atomics.store(words, 5, 1);
    Atomics.notify(words, 5);
    port.close();
  },
};

if (isMainThread) main();
else roles[workerData.role](workerData);
