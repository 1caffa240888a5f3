// Shapes of random values: sizes, ranges, formats.
const crypto = require('node:crypto');
console.log(crypto.randomBytes(16).length, crypto.randomBytes(0).length, crypto.randomBytes(70_000).length);
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), crypto.randomUUID() !== crypto.randomUUID());
const numbers = Array.from({ length: 200 }, () => crypto.randomInt(3, 6));
console.log([...new Set(numbers)].sort());
const filled = crypto.randomFillSync(new Uint32Array(8));
console.log(filled.some((n) => n !== 0), crypto.getRandomValues(new Uint8Array(4)).length, crypto.webcrypto.getRandomValues(new Uint8Array(2)).length);
crypto.randomBytes(4, (error, bytes) => console.log(error, bytes.length));
crypto.randomInt(10, (error, n) => console.log(error, n >= 0 && n < 10));
try {
  crypto.randomInt(5, 5);
} catch (error) {
  console.log(error.code, error.message);
}
