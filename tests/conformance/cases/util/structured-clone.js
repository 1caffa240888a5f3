// structuredClone: what it keeps and what it refuses.
const original = { date: new Date(0), map: new Map([[1, new Set(['x'])]]), re: /x/g, error: new RangeError('r'), bytes: new Uint8Array([1, 2]), big: 1n };
original.self = original;
const clone = structuredClone(original);
console.log(clone.self === clone, clone.map, clone.date.getTime(), clone.re, clone.error.name, clone.bytes, clone.big);
for (const value of [() => {}, Symbol('s'), { f() {} }]) {
  try {
    structuredClone(value);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const buffer = new ArrayBuffer(8);
structuredClone(buffer, { transfer: [buffer] });
console.log(buffer.byteLength, buffer.detached);
