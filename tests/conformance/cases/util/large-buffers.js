// Buffers of several megabytes are compared and shown without going through their indices one by one.
const assert = require('node:assert');
const util = require('node:util');
const bytes = Buffer.alloc(6 << 20, 'abc');
const same = Buffer.from(bytes);
assert.deepStrictEqual(bytes, same);
assert.deepEqual(new Uint8Array(bytes), new Uint8Array(same));
console.log(util.isDeepStrictEqual(bytes, same), util.inspect(bytes));
same[same.length - 1] ^= 1;
console.log(util.isDeepStrictEqual(bytes, same), util.isDeepStrictEqual(bytes, bytes.subarray(1)));
const marked = Object.assign(Buffer.from(bytes), { [Symbol.for('mark')]: 1 });
console.log(util.isDeepStrictEqual(bytes, marked), util.inspect(new Float32Array(1 << 20), { maxArrayLength: 3 }), util.inspect(marked, { maxArrayLength: 0 }));
const short = Object.assign(Buffer.from('abc'), { name: 'x' });
console.log(short, util.isDeepStrictEqual(short, Buffer.from('abc')));
