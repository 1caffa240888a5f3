// Parameters that change on the way, flushing, and what is read when.
const zlib = require('node:zlib');
const text = Buffer.from('a text that repeats, '.repeat(400));
const read = (stream) => {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
};

const deflate = zlib.createDeflate({ level: 9 });
const all = read(deflate);
deflate.write(text);
deflate.params(0, zlib.constants.Z_DEFAULT_STRATEGY, (error) => {
  console.log('stored', error, all().length > 0);
  deflate.write(text, () => {
    deflate.params(6, zlib.constants.Z_HUFFMAN_ONLY, () => {
      deflate.end(text, () => {});
    });
  });
});
deflate.on('end', () => {
  const bytes = all();
  console.log(bytes.length > text.length, zlib.inflateSync(bytes).equals(Buffer.concat([text, text, text])));
  // One after the other: streams at work side by side take their turns as threads please.
  flushing();
});

function flushing() {
  const gzip = zlib.createGzip();
  const zipped = read(gzip);
  gzip.write('first');
  gzip.flush(() => {
    const soFar = zipped();
    console.log(zlib.gunzipSync(soFar, { finishFlush: zlib.constants.Z_SYNC_FLUSH }).toString());
    gzip.end('second');
  });
  gzip.on('end', () => {
    console.log(zlib.gunzipSync(zipped()).toString());
    try {
      zlib.gunzipSync(zipped().subarray(0, -4));
    } catch (error) {
      console.log(error.name, error.code, error.errno, error.message);
    }
    const raw = zlib.deflateRawSync(text, { strategy: zlib.constants.Z_FIXED });
    console.log(zlib.inflateRawSync(raw).equals(text));
    console.log(zlib.unzipSync(zlib.gzipSync('x')).toString(), zlib.crc32('hello'));
    for (const attempt of [() => zlib.inflateSync('nope'), () => zlib.createDeflate({ level: 99 }), () => zlib.createDeflate().params(99, 0)]) {
      try {
        attempt();
      } catch (error) {
        console.log(error.name, error.code, error.message);
      }
    }
  });
}
