// Web streams: tee, byte streams, transforms, compression both ways, cancelling and their errors.
const log = console.log;
const rs = new ReadableStream({
  start(c) {
    c.enqueue('a');
    c.enqueue('b');
    c.close();
  },
});
const [x, y] = rs.tee();
log(await Array.fromAsync(x), await Array.fromAsync(y));
const bs = new ReadableStream({
  type: 'bytes',
  pull(c) {
    const v = c.byobRequest;
    if (v) {
      v.view[0] = 7;
      v.respond(1);
    } else {
      c.enqueue(new Uint8Array([1]));
    }
  },
});
const br = bs.getReader({ mode: 'byob' });
log(await br.read(new Uint8Array(4)));
log(await br.read(new Uint8Array(2), { min: 1 }));
br.releaseLock();
const ts = new TransformStream({
  transform(c, k) {
    k.enqueue(c * 2);
  },
  flush(k) {
    k.enqueue('end');
  },
});
const w = ts.writable.getWriter();
w.write(1);
w.write(2);
w.close();
log(await Array.fromAsync(ts.readable));
log(await Array.fromAsync(ReadableStream.from([1, 2])));
const cs = new CompressionStream('gzip');
const cw = cs.writable.getWriter();
cw.write(new TextEncoder().encode('hello'));
cw.close();
const out = await new Response(cs.readable.pipeThrough(new DecompressionStream('gzip'))).text();
log(out);
for (const f of ['deflate', 'deflate-raw', 'brotli'])
  try {
    const r = new Blob(['zz']).stream().pipeThrough(new CompressionStream(f)).pipeThrough(new DecompressionStream(f));
    log(f, await new Response(r).text());
  } catch (e) {
    log(f, e.name, e.code, e.message);
  }
try {
  new CompressionStream('bad');
} catch (e) {
  log(e.name, e.code, e.message);
}
try {
  await new Response(new Blob(['garbage']).stream().pipeThrough(new DecompressionStream('gzip'))).text();
} catch (e) {
  log(e.name, e.code, e.message);
}
log(await new Response(new Blob(['héé']).stream().pipeThrough(new TextDecoderStream())).text().catch((e) => e.message));
const enc = new Blob(['é']).stream().pipeThrough(new TextDecoderStream()).pipeThrough(new TextEncoderStream());
for await (const c of enc) log(c);
log(rs, new WritableStream(), ts, new CountQueuingStrategy({ highWaterMark: 2 }), new ByteLengthQueuingStrategy({ highWaterMark: 3 }));
try {
  rs.getReader();
} catch (e) {
  log(e.name, e.code, e.message);
}
const ws = new WritableStream({
  write() {
    throw new Error('bad');
  },
  abort(r) {
    log('abort', r);
  },
});
const ww = ws.getWriter();
ww.closed.catch((e) => log('closed', e.message));
await ww.write(1).catch((e) => log(e.message));
await ww.write(2).catch((e) => log(e.message));
log(ww.desiredSize);
const ac = new AbortController();
const p = new ReadableStream({
  pull(c) {
    c.enqueue(1);
  },
}).pipeTo(new WritableStream(), { signal: ac.signal });
ac.abort(new Error('stop'));
await p.catch((e) => log(e.message));
const c2 = new ReadableStream({
  cancel(r) {
    log('cancel', r);
  },
});
await c2.cancel('why');
try {
  structuredClone(new ReadableStream());
} catch (e) {
  log(e.name, e.code, e.message);
}
