// V8's serialization format: bytes, what comes back, what can't be written, and the classes under it.
const v8 = require('node:v8');
const show = (value) => {
  try {
    const bytes = v8.serialize(value);
    console.log(bytes.toString('hex'), v8.deserialize(bytes));
  } catch (error) {
    console.log(error.name, error.message);
  }
};
const named = (error, stack = '') => Object.assign(error, { stack });
const circle = { name: 'circle' };
circle.self = circle;
for (const value of [
  undefined, null, true, false, 0, -1, 1073741824, -1073741825, 2147483648, 1.5, -0, NaN, 0n, -12345678901234567890n, '', 'text', 'é', '☃ wide', 'x☃',
  [], [1, 2, 3], [1, 2.5], [1, , 3], Object.assign([1], { extra: 2 }), ['a', { b: [undefined] }], [1n, 'x', null],
  {}, { 1: 2, a: 3, 4294967295: 4 }, circle, Object.create({ inherited: 1 }), { get got() { return 7; } },
  new Date(5), new Date(NaN), /a\/b/giu, Object(true), Object(false), Object(1.5), Object('boxed'), Object(7n),
  new Map([[{ key: 1 }, 'value'], ['b', new Set([1, [2]])]]), new Set(),
  new ArrayBuffer(3), Uint8Array.of(1, 2, 3).buffer, Buffer.from('buffer'), new Float64Array([1.5, -2]), new DataView(new ArrayBuffer(4), 1, 2),
  new BigInt64Array([5n]), new Uint16Array([1, 2, 3]).subarray(1), [Buffer.from('a'), Buffer.from('b')],
  named(new TypeError('message', { cause: 'why' }), 'stack'), named(new Error('plain')), named(new RangeError()), named(new (class Own extends Error {})('own')),
  () => 1, Symbol('s'), new Proxy({}, {}), Promise.resolve(), new WeakMap(), Object(Symbol('s')), class A {}, { deep: [function named() {}] },
  new (class X { constructor() { this.y = 1; } })(),
]) show(value);
const shared = {};
show([shared, shared]);

class Own extends v8.Serializer {
  _writeHostObject(object) {
    this.writeUint32(object.byteLength);
    this.writeRawBytes(object);
  }
}
const own = new Own();
own._setTreatArrayBufferViewsAsHostObjects(true);
own.writeHeader();
own.writeUint32(300);
own.writeUint64(3, 4);
own.writeDouble(2.5);
own.writeValue(new Uint8Array([9, 8]));
const bytes = own.releaseBuffer();
console.log(bytes, own.releaseBuffer());
class OwnReader extends v8.Deserializer {
  _readHostObject() {
    return { raw: this.readRawBytes(this.readUint32()) };
  }
}
const reader = new OwnReader(bytes);
console.log(reader.readHeader(), reader.getWireFormatVersion(), reader.readUint32(), reader.readUint64(), reader.readDouble(), reader.readValue());
const transferring = new v8.Serializer();
const memory = new ArrayBuffer(4);
transferring.transferArrayBuffer(5, memory);
transferring.writeHeader();
transferring.writeValue({ memory });
const receiving = new v8.Deserializer(transferring.releaseBuffer());
receiving.transferArrayBuffer(5, new ArrayBuffer(8));
receiving.readHeader();
console.log(receiving.readValue());
for (const attempt of [
  () => v8.Serializer(),
  () => new v8.Deserializer('text'),
  () => v8.deserialize(Buffer.from([255, 99])),
  () => v8.deserialize(Buffer.from([255, 15, 0x99])),
  () => v8.deserialize(Buffer.from([255, 15])),
  () => new v8.Deserializer(Buffer.alloc(0)).readUint32(),
  () => new v8.Deserializer(Buffer.alloc(0)).readDouble(),
  () => new v8.Deserializer(Buffer.alloc(1)).readRawBytes(5),
  () => new v8.Serializer().writeRawBytes('x'),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(Object.keys(v8.getHeapStatistics()), v8.getHeapStatistics().heap_size_limit > 1e6, v8.getHeapSpaceStatistics().length);
