// once(worker), EventTarget-style listeners of ports, messageerror, ports that are closed.
const { once } = require('node:events');
const { Worker, MessageChannel } = require('node:worker_threads');

(async () => {
  const worker = new Worker('const { parentPort } = require("worker_threads"); parentPort.postMessage("a"); parentPort.postMessage("b"); parentPort.addEventListener("message", ({ data, target }) => { parentPort.postMessage([data, target === parentPort]); parentPort.close() });', { eval: true });
  console.log(await once(worker, 'message'), await once(worker, 'message'));
  worker.postMessage('c');
  console.log(await once(worker, 'message'), await once(worker, 'exit'));
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data, ports, type }) => console.log(data, ports.length, type);
  port1.postMessage('with a port', [port1.constructor === Object ? null : new MessageChannel().port1]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  port1.close();
  await once(port2, 'close');
  port1.postMessage('to nobody');
  console.log(port1.hasRef?.(), port2.hasRef?.());
})();
