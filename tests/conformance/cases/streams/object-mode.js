// Object mode counts objects; null ends; undefined is refused in byte mode.
const { Readable, Writable } = require('node:stream');
const objects = new Readable({ objectMode: true, highWaterMark: 2, read() {} });
console.log(objects.push({ a: 1 }), objects.push(0), objects.push(''), objects.readableLength);
objects.push(null);
objects.on('data', (value) => console.log('object', value));
objects.on('end', () => {
  const bytes = new Writable({ write: (chunk, encoding, callback) => callback() });
  try {
    bytes.write(42);
  } catch (error) {
    console.log(error.code, error.message);
  }
  try {
    bytes.write(null);
  } catch (error) {
    console.log(error.code);
  }
});
