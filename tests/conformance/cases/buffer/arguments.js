// Buffers with arguments at their limits and beyond.
const b = require('buffer');
const { Buffer: B, Blob, File, constants, transcode, isUtf8, isAscii, kMaxLength, resolveObjectURL } = b;
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
for (const e of ['utf8', 'utf-8', 'UCS2', 'utf16le', 'latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url', 'bad'])
  t(() => [e, B.from('héllo☃', 'latin1').toString(e), B.isEncoding(e), B.byteLength('héé', e)]);
t(() => B.from('zz', 'hex'));
t(() => B.from('abc', 'hex'));
t(() => B.from('a-_b==', 'base64'));
t(() => B.from([256, -1, 1.7, '5', NaN]));
t(() => B.from({ length: 3, 0: 1 }));
t(() => B.from(new String('s')));
t(() => B.from({ type: 'Buffer', data: [1, 2] }));
t(() => B.from(new Uint16Array([1, 300])));
t(() => B.from(new ArrayBuffer(4), 1, 2));
t(() => B.from(new ArrayBuffer(2), 5));
for (const v of [1, null, undefined, true, Symbol(), () => {}]) t(() => B.from(v));
t(() => B.alloc(5, 'ab'));
t(() => B.alloc(3, ''));
t(() => B.alloc(-1));
t(() => B.alloc('5'));
t(() => B.alloc(3, 'zz', 'hex'));
t(() => B.allocUnsafe(3).length);
t(() => B.concat([B.from('a'), B.from('bc')], 2));
t(() => B.concat([1]));
t(() => B.concat('x'));
t(() => B.compare(B.from('a'), B.from('b')));
t(() => B.from('abcabc').indexOf('c', -1));
t(() => B.from('abcabc').lastIndexOf('a'));
t(() => B.from('abc').includes(98));
t(() => B.from('abc').indexOf(''));
t(() => B.from('abc').indexOf({}));
t(() => B.from('abc').fill('xy', 1));
t(() => B.from('abc').fill(257));
t(() => B.from('abc').fill('a', 5));
t(() => B.from('abcd').swap16());
t(() => B.from('abc').swap16());
t(() => B.from('abcdefgh').swap64().toString());
t(() => B.from('abc').equals(new Uint8Array([97, 98, 99])));
t(() => B.from('abc').equals('abc'));
t(() => B.from('abcdef').copy(B.alloc(2), 0, 2));
t(() => B.from('x').copy(B.alloc(1), 0, 5));
t(() => B.alloc(4).write('é', 3));
t(() => B.alloc(4).write('abc', 9));
t(() => B.alloc(4).write('abc', 1, 2, 'latin1'));
t(() => JSON.stringify(B.from('a')));
t(() => B.from('abc').subarray(-2));
t(() => B.from('abc').slice(1).toString());
t(() => B.from('abc').at(-1));
t(() => B.poolSize);
const n = B.alloc(16);
for (const [m, v, o] of [
  ['writeInt8', -128, 0],
  ['writeInt8', 128, 0],
  ['writeUInt8', -1, 0],
  ['writeUInt16BE', 65535, 14],
  ['writeUInt16BE', 1, 15],
  ['writeInt32LE', -1, 0],
  ['writeUInt32BE', 2 ** 32, 0],
  ['writeBigInt64LE', -1n, 0],
  ['writeBigUInt64BE', 2n ** 64n, 0],
  ['writeBigInt64LE', 1, 0],
  ['writeDoubleBE', 1.1, 0],
  ['writeFloatLE', 1e40, 0],
  ['writeFloatLE', 'x', 0],
  ['writeUInt8', 1, '0'],
  ['writeUInt8', 1, 1.5],
  ['writeUInt8', 1, 99],
])
  t(() => [m, n[m](v, o)]);
t(() => n.writeIntBE(-5, 0, 6));
t(() => n.readIntBE(0, 6));
t(() => n.readUIntLE(0, 7));
t(() => n.writeUIntBE(2 ** 40, 0, 3));
t(() => n.readInt8(20));
t(() => n.readDoubleLE(9));
t(() => n.readBigUInt64LE(8));
t(() => n.readUint16le);
t(() => B.alloc(1).readInt16LE(0));
t(() => transcode(B.from('€'), 'utf8', 'latin1'));
t(() => transcode(B.from('a'), 'utf8', 'bad'));
t(() => isUtf8(B.from([0xff])));
t(() => isAscii(B.from('a')));
t(() => [constants.MAX_LENGTH, kMaxLength, constants.MAX_STRING_LENGTH, b.INSPECT_MAX_BYTES]);
log(B.alloc(60), B.from('x'), Object.assign(B.from('y'), { p: 1 }));
t(() => B.from('abc').toLocaleString());
t(() => [...B.from('ab').entries()].join('|'));
t(() => B.of(1, 2));
t(() => B.from('test').readUInt32BE().toString(16));
t(() => B.from('a').parent instanceof ArrayBuffer);
t(() => B.copyBytesFrom(new Uint16Array([1, 2]), 1));
t(() => new B(3));
t(() => B(1));
t(() => b.SlowBuffer);
t(() => b.atob('YQ=='));
t(() => b.btoa('\u0100'));
t(() => Object.keys(b).sort().join());
t(() => B.from('ff', 'hex').toString('utf8'));
t(() => B.from([0xf0, 0x9f, 0x92]).toString());
t(() => B.from('💩').toString('utf16le').length);
t(() => B.from('a').toString('utf8', -1, 5));
t(() => B.from('abc').toString(undefined, 1, 2));
t(() => B.from('abc').hexSlice());
t(() => resolveObjectURL('blob:x'));
t(() => new Blob('x'));
t(() => new Blob([{}]).size);
