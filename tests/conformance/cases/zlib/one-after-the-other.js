// Streams one after the other and side by side, with the same settings and with others, closed half-way, reset and with a dictionary:
// nothing of an earlier one shows in the bytes of a later one.
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');

const text = (seed, length) => {
  let state = seed;
  let made = '';
  while (made.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648;
    made += `${(state >> 8) % 50 === 0 ? '\n' : ' '}word${(state >> 4) % 300}`;
  }
  return made.slice(0, length);
};
const show = (name, bytes) => console.log(name, bytes.length, createHash('sha256').update(bytes).digest('hex').slice(0, 16));

const settings = [{}, { level: 1 }, { level: 9 }, { level: 0 }, { windowBits: 9, memLevel: 1 }, { strategy: zlib.constants.Z_RLE }, { dictionary: Buffer.from(text(5, 500)) }];
for (let round = 0; round < 3; round++) {
  for (const [index, options] of settings.entries()) {
    for (const length of [10, 3000, 90_000]) {
      const input = text(round * 100 + index * 10 + length, length);
      show(`gzip ${round} ${index}`, zlib.gzipSync(input, options.dictionary ? {} : options));
      show(`deflate ${round} ${index}`, zlib.deflateSync(input, options));
      show(`raw ${round} ${index}`, zlib.deflateRawSync(input, options));
    }
  }
}

/** A stream that is given some text, and then destroyed. */
const abandoned = (make, options) =>
  new Promise((resolve) => {
    const stream = make(options);
    stream.on('close', resolve).on('error', () => {});
    stream.write(text(77, 50_000), () => stream.destroy());
  });
const whole = (make, options, input) =>
  new Promise((resolve) => {
    const parts = [];
    make(options).on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).end(input);
  });

async function main() {
  for (const make of [zlib.createGzip, zlib.createDeflate, zlib.createDeflateRaw]) {
    await abandoned(make, {});
    show(make.name, await whole(make, {}, text(3, 40_000)));
    const changed = make({});
    const parts = [];
    changed.on('data', (part) => parts.push(part));
    changed.write(text(4, 20_000));
    await new Promise((resolve) => changed.params(9, zlib.constants.Z_FILTERED, resolve));
    await new Promise((resolve) => changed.on('end', resolve).end(text(5, 20_000)));
    show(`${make.name} changed`, Buffer.concat(parts));
    show(`${make.name} after it`, await whole(make, {}, text(6, 40_000)));
    const reset = make({});
    const again = [];
    reset.on('data', (part) => again.push(part));
    reset.write('before');
    await new Promise((resolve) => reset.flush(resolve));
    reset.reset();
    await new Promise((resolve) => reset.on('end', resolve).end(text(7, 20_000)));
    show(`${make.name} reset`, Buffer.concat(again));
    const beside = await Promise.all([1, 2, 3, 4].map((seed) => whole(make, {}, text(seed, 30_000))));
    for (const bytes of beside) show(`${make.name} beside`, bytes);
  }
}
main();
