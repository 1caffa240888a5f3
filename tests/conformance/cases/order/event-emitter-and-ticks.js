// Emitting is synchronous; captureRejections turns a rejected listener into an error event.
const { EventEmitter } = require('node:events');
const emitter = new EventEmitter({ captureRejections: true });
emitter.on('work', async (n) => {
  console.log('listener', n);
  await null;
  throw new Error(`rejected ${n}`);
});
emitter.on('error', (error) => console.log('error event', error.message));
console.log('before');
emitter.emit('work', 1);
console.log('after');
