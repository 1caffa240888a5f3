// Brotli both ways: at once, by callback, as streams, flushed, cut off, of another format, over HTTP with fetch.
const http = require('node:http');
const zlib = require('node:zlib');
const { pipeline, Readable } = require('node:stream');
const text = 'the quick brown fox jumps over the lazy dog. '.repeat(50);
const quality = (value) => ({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: value } });
console.log(zlib.brotliCompressSync('hello hello hello').toString('hex'), zlib.brotliCompressSync('').toString('hex'));
for (const level of [5, 9, 11]) console.log(level, zlib.brotliCompressSync(text, quality(level)).length, String(zlib.brotliDecompressSync(zlib.brotliCompressSync(text, quality(level)))) === text);
for (const bad of [Buffer.from('ffffffffffff', 'hex'), zlib.brotliCompressSync(text).subarray(0, 20)]) {
  try {
    zlib.brotliDecompressSync(bad);
  } catch (error) {
    console.log(error.message);
  }
}
try {
  zlib.brotliCompressSync('x', { params: { 99: 1 } });
} catch (error) {
  console.log(error.code);
}
zlib.brotliCompress(text, (error, packed) => zlib.brotliDecompress(packed, (failed, unpacked) => console.log(error, failed, unpacked.length)));
const compress = zlib.createBrotliCompress();
const seen = [];
const decompress = zlib.createBrotliDecompress();
compress.pipe(decompress).on('data', (data) => {
  seen.push(String(data));
  if (seen.join('') === 'first') compress.write('second', () => compress.flush());
  if (seen.join('') === 'firstsecond') compress.end('third');
}).on('end', () => {
  console.log(seen);
  serve();
});
compress.write('first');
compress.flush();
function serve() {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Encoding': 'br', 'Content-Type': 'text/plain' });
    pipeline(Readable.from([text, text]), zlib.createBrotliCompress(quality(4)), response, () => {});
  });
  server.listen(0, '127.0.0.1', async () => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}`);
    console.log(response.headers.get('content-encoding'), (await response.text()).length);
    server.close();
  });
}
