// What is documented of worker_threads besides messages: environment data, marks, names, figures, references and the ways to end.
const threads = require('node:worker_threads');
const { once } = require('node:events');
const { Worker, isMainThread, MessageChannel, parentPort, threadId, workerData } = threads;

async function main() {
  console.log(isMainThread, threadId, parentPort, workerData, threads.resourceLimits, threads.isInternalThread, threads.threadName);
  threads.setEnvironmentData('Hello', { from: 'main' });
  threads.setEnvironmentData('gone', 1);
  threads.setEnvironmentData('gone', undefined);
  const worker = new Worker(__filename, { name: 'helper', workerData: { map: new Map([[1, new Set(['two'])]]) }, argv: ['--flag'], env: { ONLY: 'this' }, execArgv: ['--no-warnings'] });
  console.log(worker.threadId > 0, worker.threadName);
  worker.on('online', () => console.log('online'));
  const messages = [];
  worker.on('message', (message) => messages.push(message));
  await once(worker, 'online');
  worker.postMessage('figures');
  while (messages.length < 2) await once(worker, 'message');
  console.log(messages[0], messages[1]);
  const { utilization, idle, active } = worker.performance.eventLoopUtilization();
  console.log([utilization, idle, active].map((value) => typeof value));

  // Marked objects stay where they are.
  const kept = new ArrayBuffer(4);
  threads.markAsUntransferable(kept);
  console.log(threads.isMarkedAsUntransferable(kept), threads.isMarkedAsUntransferable(new ArrayBuffer(1)));
  const { port1, port2 } = new MessageChannel();
  for (const [name, transfer] of [['transfer of a marked one', () => port1.postMessage(kept, [kept])], ['clone of a marked one', () => port1.postMessage(kept)]]) {
    try {
      transfer();
      console.log(name, 'done', kept.byteLength);
    } catch (error) {
      console.log(name, error.name, error.code);
    }
  }
  const hidden = { text: 'plain' };
  threads.markAsUncloneable(hidden);
  try {
    port1.postMessage(hidden);
  } catch (error) {
    console.log(error.name, error.code);
  }
  console.log(threads.receiveMessageOnPort(port2), threads.receiveMessageOnPort(port2));
  port1.postMessage({ gone: new Uint8Array(2) });
  console.log(threads.receiveMessageOnPort(port2).message);
  console.log(port1.hasRef(), port1.ref(), port1.hasRef(), port1.unref(), port1.hasRef());
  const closed = once(port2, 'close');
  port1.close();
  await closed;

  worker.postMessage('throw');
  const [error] = await once(worker, 'error');
  console.log(error instanceof RangeError, error.message, error.limit);
  if (worker.threadId !== -1) await once(worker, 'exit');
  console.log(worker.threadId);

  const ending = new Worker('process.exit(7)', { eval: true });
  console.log(await once(ending, 'exit'));
  const endless = new Worker('setInterval(() => {}, 1000)', { eval: true });
  await once(endless, 'online');
  console.log(await endless.terminate(), await endless.terminate());
  for (const wrong of [() => new Worker('relative.js'), () => new Worker(1), () => new Worker('1', { eval: true, workerData() {} }), () => new Worker('1', { eval: true, execArgv: ['--title=x'] })]) {
    try {
      wrong();
      console.log('made');
    } catch (failure) {
      console.log(failure.name, failure.code);
    }
  }
}

async function thread() {
  parentPort.on('message', (what) => {
    if (what === 'figures') {
      parentPort.postMessage([isMainThread, threads.threadName, threads.getEnvironmentData('Hello'), threads.getEnvironmentData('gone'), process.argv.slice(2), process.env.ONLY, Object.keys(process.env), process.execArgv]);
      parentPort.postMessage(workerData);
    }
    if (what === 'throw') throw Object.assign(new RangeError('in the thread'), { limit: 5 });
  });
}

(isMainThread ? main : thread)();
