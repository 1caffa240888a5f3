// 'error' without a listener throws; non-errors are wrapped.
const { EventEmitter, errorMonitor } = require('node:events');
const emitter = new EventEmitter();
emitter.on(errorMonitor, (error) => console.log('monitor', error));
for (const value of ['text', { code: 7 }, undefined]) {
  try {
    emitter.emit('error', value);
  } catch (error) {
    console.log(error.code, error.message, error.context);
  }
}
try {
  emitter.emit('error', new RangeError('mine'));
} catch (error) {
  console.log(error.name, error.message);
}
