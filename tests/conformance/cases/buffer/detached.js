// Memory that was transferred is empty.
const { isAscii, isUtf8 } = require('node:buffer');

const memory = new ArrayBuffer(3);
const bytes = Buffer.from(memory).fill(0xff);
console.log([memory, bytes, new Uint8Array(memory)].map((input) => [isAscii(input), isUtf8(input)]));
const views = [memory, bytes, new Uint8Array(memory), new DataView(memory)];
structuredClone(memory, { transfer: [memory] });
console.log(views.slice(0, 3).map((input) => [isAscii(input), isUtf8(input)]), bytes.toString(), bytes.length, bytes.equals(Buffer.alloc(0)));
