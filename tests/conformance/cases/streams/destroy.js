// destroy: order of error and close, autoDestroy, emitClose, async iteration that breaks.
const { Readable, Duplex } = require('node:stream');
const stream = new Readable({
  read() {},
  destroy(error, callback) {
    console.log('_destroy', error?.message);
    setImmediate(callback, error);
  },
});
stream.on('error', (error) => console.log('error', error.message));
stream.on('close', async () => {
  console.log('close', stream.errored?.message, stream.closed);
  const numbers = Readable.from([1, 2, 3]);
  for await (const n of numbers) {
    console.log(n);
    break;
  }
  console.log(numbers.destroyed);
  const half = new Duplex({ allowHalfOpen: false, read() { this.push(null); }, write(c, e, cb) { cb(); } });
  half.on('finish', () => console.log('finish follows end'));
  half.resume();
});
stream.destroy(new Error('torn down'));
stream.destroy(new Error('twice'));
console.log('after destroy', stream.destroyed);
