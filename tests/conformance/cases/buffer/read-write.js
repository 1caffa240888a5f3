// Every numeric accessor at its limits, and out of range.
const buffer = Buffer.alloc(16);
const rows = [['UInt8', 255], ['Int8', -128], ['UInt16LE', 65535], ['UInt16BE', 258], ['Int16LE', -32768], ['Int16BE', -2], ['UInt32LE', 4294967295], ['UInt32BE', 16909060], ['Int32LE', -2147483648], ['Int32BE', -3], ['FloatLE', 1.5], ['FloatBE', -0], ['DoubleLE', Math.PI], ['DoubleBE', Infinity], ['BigUInt64LE', 2n ** 64n - 1n], ['BigInt64BE', -5n]];
for (const [name, value] of rows) {
  buffer.fill(0);
  console.log(name, buffer[`write${name}`](value, 1), buffer.toString('hex'), buffer[`read${name}`](1));
}
console.log(buffer.writeIntBE(-123456, 0, 6), buffer.readIntBE(0, 6), buffer.writeUIntLE(0x123456, 2, 3), buffer.readUIntLE(2, 3));
for (const attempt of [() => buffer.readUInt8(16), () => buffer.writeInt8(128, 0), () => buffer.readInt32LE(13), () => buffer.readUIntBE(0, 7), () => buffer.writeUInt16LE(-1), () => buffer.readInt8('0')]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
