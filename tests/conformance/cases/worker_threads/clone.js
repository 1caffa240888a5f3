// What arrives of the values that a message may have.
const { Worker } = require('node:worker_threads');
const { Blob } = require('node:buffer');

const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  parentPort.once('message', async (value) => {
    console.log(value);
    console.log(value.error.stack.split('\\n')[0], value.error.cause, value.date instanceof Date, value.self === value, value.shared[0] === value.shared[1]);
    console.log(Buffer.isBuffer(value.buffer), value.buffer.constructor.name, await value.blob.text(), value.url);
    parentPort.postMessage('done');
  });
`, { eval: true });
const one = { one: 1 };
class Point {
  constructor() {
    this.x = 1;
  }
  get y() {
    return 2;
  }
}
const value = {
  text: 'é', number: -0, big: 2n ** 70n, nothing: null, missing: undefined, nan: NaN, date: new Date(0), regex: /a/gi, map: new Map([[one, new Set([1])]]),
  array: [1, , 3], typed: new Uint16Array([1, 2]), view: new DataView(new ArrayBuffer(2)), boxed: Object('s'), point: new Point(),
  error: new RangeError('r', { cause: 'c' }), shared: [one, one], buffer: Buffer.from('abc'), blob: new Blob(['blob text']), deep: { a: { b: { c: {} } } },
};
value.error.stack = 'RangeError: r';
value.self = value;
worker.on('message', (message) => console.log(message));
worker.postMessage(value);
