// Prime numbers: tests, and what generated ones are like.
const crypto = require('node:crypto');
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message, Object.keys(error));
  }
};
console.log([0n, 1n, 2n, 3n, 4n, 561n, 7919n, 8191n, 2n ** 61n - 1n, 2n ** 67n - 1n, 2n ** 127n - 1n].map((value) => crypto.checkPrimeSync(value)));
console.log(crypto.checkPrimeSync(Buffer.from([1, 0, 1])), crypto.checkPrimeSync(new Uint16Array([257]).buffer), crypto.checkPrimeSync(97n, { checks: 10 }));
attempt('not a number', () => crypto.checkPrimeSync('7'));
attempt('negative', () => crypto.checkPrimeSync(-7n));

const bits = (value) => value.toString(2).length;
for (const size of [2, 3, 8, 20, 64, 256]) {
  const prime = crypto.generatePrimeSync(size, { bigint: true });
  console.log(size, bits(prime), crypto.checkPrimeSync(prime));
}
const buffer = crypto.generatePrimeSync(20);
console.log(buffer instanceof ArrayBuffer, buffer.byteLength);
const safe = crypto.generatePrimeSync(128, { safe: true, bigint: true });
console.log(bits(safe), crypto.checkPrimeSync(safe), crypto.checkPrimeSync((safe - 1n) / 2n));
console.log(crypto.generatePrimeSync(3, { safe: true, bigint: true }));
const added = crypto.generatePrimeSync(32, { add: 12n, rem: 11n, bigint: true });
console.log(bits(added), added % 12n, crypto.checkPrimeSync(added), crypto.generatePrimeSync(32, { add: 12n, bigint: true }) % 12n);
attempt('one bit', () => crypto.generatePrimeSync(1));
attempt('safe of four bits', () => crypto.generatePrimeSync(4, { safe: true }));
attempt('add too large', () => crypto.generatePrimeSync(16, { add: 2n ** 20n }));
attempt('rem too large', () => crypto.generatePrimeSync(16, { add: 2n ** 8n, rem: 2n ** 9n }));
attempt('size', () => crypto.generatePrimeSync(0));
attempt('safe is no boolean', () => crypto.generatePrimeSync(8, { safe: 1 }));

crypto.checkPrime(2n ** 89n - 1n, (error, result) => {
  console.log('callback', error, result);
  crypto.generatePrime(64, { bigint: true }, (failure, prime) => {
    console.log('callback', failure, bits(prime), crypto.checkPrimeSync(prime));
    crypto.generatePrime(1, (reason, none) => console.log('callback', reason.message, none));
  });
});
