// alloc, from, concat, of, fill, pools and views.
const { Buffer, constants, kMaxLength, INSPECT_MAX_BYTES } = require('node:buffer');
console.log(Buffer.alloc(3), Buffer.alloc(5, 'ab'), Buffer.alloc(4, 'YQ==', 'base64'), Buffer.of(1, 257, -1), Buffer.from([1.9, '2', 'x']));
console.log(Buffer.from('héllo'), Buffer.from('68690', 'hex'), Buffer.from('aGk_-', 'base64url'), Buffer.from('aGk=', 'base64'), Buffer.from('hi', 'utf16le'), Buffer.from('ÿ€', 'latin1'), Buffer.from('é', 'ascii'));
const bytes = new Uint8Array([1, 2, 3, 4]);
const view = Buffer.from(bytes.buffer, 1, 2);
bytes[1] = 99;
console.log(view, view.buffer === bytes.buffer, Buffer.from(bytes).buffer === bytes.buffer, Buffer.from(view));
console.log(Buffer.concat([Buffer.from('a'), new Uint8Array([98])], 3), Buffer.byteLength('€'), Buffer.byteLength('aGk=', 'base64'), Buffer.isBuffer(bytes), Buffer.isEncoding('UTF-8'), Buffer.isEncoding('x'));
console.log(Buffer.poolSize, typeof kMaxLength, INSPECT_MAX_BYTES, typeof constants.MAX_LENGTH, Buffer.alloc(60));
for (const attempt of [() => Buffer.from(5), () => Buffer.from(null), () => Buffer.alloc('5'), () => Buffer.alloc(-1), () => Buffer.from('x', 'nope')]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
