// What can't be posted or transferred, by name; what a port that was closed had been sent still comes.
const { MessageChannel, markAsUncloneable, markAsUntransferable, receiveMessageOnPort } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
const attempt = (name, value, list) => {
  try {
    port1.postMessage(value, list);
    console.log(name, receiveMessageOnPort(port2)?.message);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
attempt('function', () => {});
attempt('symbol', Symbol('x'));
attempt('weak map', new WeakMap());
attempt('class instance', new (class Point { x = 1; })());
const buffer = new ArrayBuffer(4);
attempt('moved', buffer, [buffer]);
console.log(buffer.byteLength);
attempt('moved twice', 1, [buffer]);
const kept = new ArrayBuffer(1);
markAsUntransferable(kept);
attempt('kept', kept, [kept]);
attempt('own port', 1, [port1]);
const uncloneable = {};
markAsUncloneable(uncloneable);
attempt('uncloneable', uncloneable);
attempt('list', 1, 'x');
attempt('list', 1, 5);
port2.on('close', () => console.log('closed'));
port2.on('message', (message) => console.log(message));
port1.postMessage('last');
port1.close();
