// structuredClone of what Node knows: Blob, URL refused, errors, transfer of buffers and ports, DOMException.
const { Blob } = require('node:buffer');
for (const make of [() => new Map([[{ a: 1 }, new Set([1])]]), () => Object.assign(new TypeError('t', { cause: 1 }), { extra: 1 }), () => new Date(0), () => /x/gi, () => new Uint16Array([1, 2]), () => [1, , 3], () => Object.create(null), () => new (class A { x = 1; })(), () => new Blob(['x']), () => new DOMException('m', 'AbortError'), () => 5n, () => new Boolean(false), () => Symbol('s'), () => () => {}, () => new WeakMap(), () => Promise.resolve(), () => new URL('http://x')]) {
  try { console.log(structuredClone(make())); } catch (error) { console.log(error.name, error.code, error.message); }
}
const buffer = new ArrayBuffer(4); const clone = structuredClone({ buffer }, { transfer: [buffer] }); console.log(buffer.byteLength, clone.buffer.byteLength, buffer.detached);
const { port1 } = new MessageChannel(); const moved = structuredClone(port1, { transfer: [port1] }); console.log(moved.constructor.name); moved.close();
const loop = {}; loop.self = loop; const copy = structuredClone(loop); console.log(copy.self === copy, copy !== loop);
