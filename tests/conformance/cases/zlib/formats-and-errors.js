// zlib: every format both ways, broken input, bad options, streams that are flushed, closed and fed byte by byte.
const z = require('zlib');
const { once } = require('events');
const { promisify } = require('util');
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.name, e.code, e.errno, e.message);
  }
};
const data = Buffer.from('hello hello hello '.repeat(50));
for (const [c, d] of [
  ['gzipSync', 'gunzipSync'],
  ['deflateSync', 'inflateSync'],
  ['deflateRawSync', 'inflateRawSync'],
  ['brotliCompressSync', 'brotliDecompressSync'],
  ['gzipSync', 'unzipSync'],
  ['deflateSync', 'unzipSync'],
])
  t(() => z[d](z[c](data)).equals(data));
t(() => z.gunzipSync('garbage'));
t(() => z.inflateSync(Buffer.alloc(5)));
t(() => z.brotliDecompressSync(Buffer.from([1, 2, 3])));
t(() => z.gunzipSync(z.gzipSync(data).subarray(0, 30)));
t(() => z.gunzipSync(z.gzipSync(data), { maxOutputLength: 10 }));
t(() => z.inflateRawSync(Buffer.from([255, 255])));
t(() => z.gunzipSync(z.gzipSync(data).subarray(0, 30), { finishFlush: z.constants.Z_SYNC_FLUSH }).length >= 0);
t(() => z.deflateSync(data, { level: 0 }).length > 900);
t(() => z.deflateSync(data, { level: 10 }));
t(() => z.deflateSync(data, { windowBits: 1 }));
t(() => z.deflateSync(data, { memLevel: 0 }));
t(() => z.deflateSync(data, { strategy: 9 }));
t(() => z.deflateSync(data, { chunkSize: 1 }));
t(() => z.deflateSync(data, { flush: 99 }));
t(() => z.deflateSync(1));
t(() => z.deflateSync(data, { dictionary: 1 }));
const dict = Buffer.from('hello');
t(() => z.inflateSync(z.deflateSync(data, { dictionary: dict }), { dictionary: dict }).equals(data));
t(() => z.inflateSync(z.deflateSync(data, { dictionary: dict })));
t(() => z.inflateSync(z.deflateSync(data, { dictionary: dict }), { dictionary: Buffer.from('x') }));
t(() => z.crc32('hello'));
t(() => z.crc32(Buffer.from('lo'), z.crc32('hel')));
t(() => z.crc32(1));
t(() => z.crc32('a', -1));
t(() => z.gunzipSync(Buffer.concat([z.gzipSync('a'), z.gzipSync('b')])).toString());
t(() => z.gunzipSync(Buffer.concat([z.gzipSync('a'), Buffer.from([0, 0, 0])])).toString());
t(() => z.gunzipSync(Buffer.concat([z.gzipSync('a'), Buffer.from('junk')])).toString());
t(() => {
  const r = z.inflateSync(z.deflateSync('x'), { info: true });
  return [String(r.buffer), r.engine.constructor.name, r.engine.bytesWritten];
});
t(() => z.brotliCompressSync('x', { params: { [z.constants.BROTLI_PARAM_QUALITY]: 99 } }));
t(() => z.brotliCompressSync('x', { params: { 9999: 1 } }));
t(() =>
  z
    .brotliDecompressSync(
      z.brotliCompressSync(data, { params: { [z.constants.BROTLI_PARAM_QUALITY]: 3, [z.constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
    )
    .equals(data),
);
t(() => z.deflateSync(data, { rejectGarbageAfterEnd: true }).length > 0);
t(() => z.inflateSync(Buffer.concat([z.deflateSync('a'), Buffer.from('junk')]), { rejectGarbageAfterEnd: true }));
log(Object.keys(z).sort().join());
log(Object.keys(z.constants).length, z.codes.Z_BUF_ERROR, z.codes['-5']);
const members = Buffer.concat([z.gzipSync('a'), z.gzipSync('b')]);
for (const rejectGarbageAfterEnd of [false, true]) {
  t(() => z.gunzipSync(members, { rejectGarbageAfterEnd }).toString());
  t(() => z.unzipSync(members, { rejectGarbageAfterEnd }).toString());
}
// One after the other: what is given to the pool's threads comes back in no settled order.
async function inTheBackground() {
  await new Promise((resolve) =>
    z.gzip(data, (e, b) =>
      z.gunzip(b, (e, r) => {
        log('cb', r.equals(data));
        resolve();
      }),
    ),
  );
  await promisify(z.gunzip)('bad').catch((e) => log(e.code, e.message, e.errno));
  const g = z.createGzip({ level: 9 });
  const out = [];
  g.on('data', (c) => out.push(c));
  g.on('end', () => log('end', z.gunzipSync(Buffer.concat(out)).toString(), g.bytesWritten, g.closed));
  g.write('abc');
  g.flush(() => {
    log('flushed', out.length > 0);
    g.params(1, z.constants.Z_DEFAULT_STRATEGY, () => {
      g.end('def');
    });
  });
  await once(g, 'close');
  const un = z.createGunzip();
  un.on('error', (e) => log('stream', e.code, e.message, un.destroyed));
  un.end('nope');
  await new Promise((resolve) => un.on('close', resolve));
  const cl = z.createDeflate();
  const closed = new Promise((resolve) => {
    cl.close(() => {
      log('closed');
      resolve();
    });
  });
  cl.on('error', (e) => log('cl', e.code));
  try {
    cl.write('x');
  } catch (e) {
    log(e.code);
  }
  await closed;
  const inf = z.createInflate();
  inf.on('data', (d) => log('part', String(d)));
  const full = z.deflateSync('slow byte by byte');
  for (const b of full) inf.write(Buffer.from([b]));
  inf.end();
  inf.on('end', () => log('inf end', inf.bytesWritten));
}
inTheBackground();
