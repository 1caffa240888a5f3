// What deflate makes, byte for byte: every format, level, strategy, memory level and window, with dictionaries, flushes and
// changes of parameters in the middle. Prints the length and the CRC-32 of each.
const zlib = require('node:zlib');
const { constants } = zlib;

let state = 1;
/** A number of a fixed sequence, from 0 up to `limit`. */
const next = (limit) => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) % limit;
const words = Array.from({ length: 200 }, () => Array.from({ length: 2 + next(8) }, () => String.fromCharCode(97 + next(26))).join(''));
const text = (length) => {
  let made = '';
  while (made.length < length) made += `${words[next(next(200) + 1)]} `;
  return Buffer.from(made.slice(0, length));
};
const records = Array.from({ length: 3000 }, (_, id) => ({ id, name: words[id % 200], value: next(1000), tags: [words[next(9)], words[next(90)]] }));
const corpus = {
  empty: Buffer.alloc(0),
  short: Buffer.from('abcabcabcd'),
  text: text(90_000),
  json: Buffer.from(JSON.stringify(records)),
  random: Buffer.from(Array.from({ length: 40_000 }, () => next(256))),
  runs: Buffer.concat(Array.from({ length: 300 }, () => Buffer.alloc(1 + next(600), next(7)))),
  few: Buffer.from(Array.from({ length: 50_000 }, () => next(3))),
};
const print = (name, bytes) => console.log(name, bytes.length, zlib.crc32(bytes).toString(16));

for (const [name, data] of Object.entries(corpus)) {
  print(`${name} gzip`, zlib.gzipSync(data));
  print(`${name} deflate`, zlib.deflateSync(data));
  for (let level = 0; level <= 9; level++) print(`${name} level ${level}`, zlib.deflateRawSync(data, { level }));
  for (let strategy = 0; strategy <= 4; strategy++) print(`${name} strategy ${strategy}`, zlib.deflateRawSync(data, { strategy }));
  for (let memLevel = 1; memLevel <= 9; memLevel++) print(`${name} memLevel ${memLevel}`, zlib.deflateRawSync(data, { memLevel, level: memLevel }));
  for (let windowBits = 8; windowBits <= 15; windowBits++) print(`${name} windowBits ${windowBits}`, zlib.deflateSync(data, { windowBits }));
  for (const dictionary of [corpus.short, corpus.text]) print(`${name} dictionary`, zlib.deflateSync(data, { dictionary, windowBits: 13 }));
}

/** A stream that is written in pieces, with what `between` does after each; the chunks that come of it. */
const stream = (name, compress, data, size, between) =>
  new Promise((resolve) => {
    const chunks = [];
    compress.on('data', (chunk) => chunks.push(chunk));
    compress.on('end', () => {
      print(name, Buffer.concat(chunks));
      console.log(chunks.map(({ length }) => length).join(' '));
      resolve();
    });
    const write = (at) => {
      if (at >= data.length) compress.end();
      else compress.write(data.subarray(at, at + size), () => between(compress, () => write(at + size), at / size));
    };
    write(0);
  });

(async () => {
  for (const flush of ['Z_NO_FLUSH', 'Z_PARTIAL_FLUSH', 'Z_SYNC_FLUSH', 'Z_FULL_FLUSH', 'Z_BLOCK']) {
    const between = (compress, done) => (flush === 'Z_NO_FLUSH' ? done() : compress.flush(constants[flush], done));
    await stream(`text ${flush}`, zlib.createGzip(), corpus.text, 7001, between);
    await stream(`json ${flush}`, zlib.createDeflateRaw({ level: 1, chunkSize: 1000 }), corpus.json, 65_536, between);
    await stream(`runs ${flush}`, zlib.createDeflate({ strategy: constants.Z_RLE, chunkSize: 100 }), corpus.runs, 9000, between);
  }
  const changes = [[0, 0], [9, 0], [1, 2], [0, 3], [0, 0], [4, 1], [6, 4], [0, 0], [6, 0]];
  for (const compress of [zlib.createDeflate(), zlib.createDeflateRaw({ windowBits: 10, memLevel: 3 }), zlib.createGzip()]) {
    const between = (compress, done, turn) => compress.params(...changes[turn % changes.length], done);
    await stream(`${compress.constructor.name} with changes`, compress, corpus.json, 20_000, between);
  }
})();
