// postMessageToThread: to a thread, between two of them, to the main one; what it is rejected with.
const { Worker, isMainThread, postMessageToThread, threadId, workerData, parentPort } = require('node:worker_threads');
const { on } = require('node:events');

/** Gives a thread's messages one by one, whenever they came. */
const inboxOf = (worker) => {
  const messages = on(worker, 'message');
  return async () => (await messages.next()).value[0];
};
const attempt = (...args) => postMessageToThread(...args).then(() => 'delivered', (error) => `${error.code}: ${error.message}`);

async function main() {
  const heard = [];
  process.on('workerMessage', (value, source) => heard.push([value, source > 0]));
  const listener = new Worker(__filename, { workerData: 'listen' });
  const fromListener = inboxOf(listener);
  await fromListener();
  console.log(await attempt(listener.threadId, { hello: 'thread' }));
  console.log(await fromListener());
  const buffer = new ArrayBuffer(8);
  console.log(await attempt(listener.threadId, { buffer }, [buffer]), buffer.byteLength);
  console.log(await fromListener());
  const sender = new Worker(__filename, { workerData: { to: listener.threadId } });
  console.log(await inboxOf(sender)());
  console.log(await attempt(listener.threadId, 'throw'));
  console.log(await attempt(999, 'nobody'), await attempt(threadId, 'self'));
  const deaf = new Worker('require("node:worker_threads").parentPort.once("message", () => {}).postMessage("up")', { eval: true });
  await inboxOf(deaf)();
  console.log(await attempt(deaf.threadId, 'x'));
  const busy = new Worker('process.on("workerMessage", () => {}); const { parentPort } = require("node:worker_threads"); parentPort.once("message", () => {}).postMessage("up"); const end = Date.now() + 600; while (Date.now() < end);', { eval: true });
  await inboxOf(busy)();
  console.log(await attempt(busy.threadId, 'x', 50));
  console.log(heard);
  for (const worker of [listener, deaf, busy]) await worker.terminate();
}

async function listen() {
  process.on('workerMessage', (value, source) => {
    if (value === 'throw') throw new Error('in the listener');
    parentPort.postMessage({ value, source });
  });
  parentPort.on('message', () => {}).postMessage('up');
}

async function send() {
  const answers = [await attempt(workerData.to, 'from another thread'), await attempt(0, 'to the main thread')];
  clearInterval(turning);
  parentPort.postMessage(answers);
}

// Native Node's loop does not turn for the promise of Atomics.waitAsync alone.
const turning = setInterval(() => {}, 5);
if (isMainThread) main().finally(() => clearInterval(turning));
else if (workerData === 'listen') listen();
else send();
