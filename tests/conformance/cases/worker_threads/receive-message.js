// receiveMessageOnPort takes what waits in a port of this thread.
const { MessageChannel, receiveMessageOnPort, moveMessagePortToContext, Worker } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
port1.postMessage({ first: 1 });
port1.postMessage('second');
console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2), receiveMessageOnPort(port2));
try {
  receiveMessageOnPort({});
} catch (error) {
  console.log(error.code, error.message);
}
port2.on('message', (message) => {
  console.log('event', message);
  port2.close();
});
port1.postMessage('third');
try {
  new Worker(5);
} catch (error) {
  console.log(error.code);
}
