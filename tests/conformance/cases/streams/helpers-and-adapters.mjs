// Iterator helpers, compose, pipeline and finished with errors, duplexes from everything, web streams both ways.
import {
  Readable,
  Writable,
  Transform,
  Duplex,
  PassThrough,
  pipeline,
  finished,
  compose,
  addAbortSignal,
  isErrored,
  isReadable,
  isDisturbed,
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  isDestroyed,
  isWritable,
} from 'node:stream';
import * as sp from 'node:stream/promises';
import * as sc from 'node:stream/consumers';
const log = console.log;
log(
  await Readable.from([1, 2, 3, 4, 5])
    .filter((x) => x % 2)
    .map(async (x) => x * 2, { concurrency: 2 })
    .toArray(),
);
log(
  await Readable.from([1, 2, 3])
    .flatMap((x) => [x, x])
    .drop(1)
    .take(4)
    .toArray(),
);
log(
  await Readable.from([1, 2, 3]).reduce((a, b) => a + b),
  await Readable.from([1, 2, 3]).some((x) => x > 2),
  await Readable.from([1]).every((x) => x > 2),
  await Readable.from([1, 2, 3]).find((x) => x > 1),
);
await Readable.from(['a', 'b']).forEach((x) => log(x));
log(await Readable.from('abc').toArray(), await Readable.from(Buffer.from('x')).toArray());
for (const f of [
  () => Readable.from([1]).map(1),
  () => Readable.from([1]).take(-1),
  () => Readable.from([1]).map((x) => x, { concurrency: 0 }),
  () => Readable.from(1),
  () =>
    Readable.from([])
      .reduce((a, b) => a)
      .catch((e) => log(e.name, e.code, e.message)),
])
  try {
    await f();
  } catch (e) {
    log(e.name, e.code, e.message);
  }
const up = new Transform({
  transform(c, e, cb) {
    cb(null, String(c).toUpperCase());
  },
});
const c = compose(async function* (s) {
  for await (const x of s) yield x + '!';
}, up);
c.end('hey');
log(await sc.text(c));
log(
  await sc.json(Readable.from(['{"a"', ':1}'])),
  await sc.buffer(Readable.from([Buffer.from('z')])),
  await sc.arrayBuffer(Readable.from([Buffer.from('z')])),
  (await sc.blob(Readable.from([Buffer.from('z')]))).size,
);
const ac = new AbortController();
const r = addAbortSignal(ac.signal, new Readable({ read() {} }));
ac.abort();
try {
  for await (const x of r);
} catch (e) {
  log(e.name, e.code, e.message, isErrored(r), isReadable(r), isDisturbed(r));
}
try {
  await sp.pipeline(
    Readable.from(['a', 'b']),
    async function* (src) {
      for await (const x of src) yield x + x;
    },
    async (src) => {
      let s = '';
      for await (const x of src) s += x;
      log(s);
      throw new Error('last');
    },
  );
} catch (e) {
  log(e.message);
}
log(
  await sp.pipeline(Readable.from(['a']), async (src) => {
    for await (const x of src);
    return 'result';
  }),
);
try {
  const w = new Writable({
    write(c, e, cb) {
      cb(new Error('w'));
    },
  });
  await sp.pipeline(Readable.from(['a']), w);
} catch (e) {
  log(e.message);
}
try {
  const p = new PassThrough();
  setImmediate(() => p.destroy());
  await sp.finished(p);
} catch (e) {
  log(e.code, e.message);
}
try {
  const p = new PassThrough();
  setImmediate(() => p.destroy());
  await sp.pipeline(p, new PassThrough());
} catch (e) {
  log(e.code, e.message);
}
const d = Duplex.from(async function* (s) {
  for await (const x of s) yield String(x).length;
});
d.end('four');
log(await d.toArray());
const [s1, s2] = [
  Duplex.from({
    readable: Readable.from(['r']),
    writable: new Writable({
      write(c, e, cb) {
        log('w', String(c));
        cb();
      },
    }),
  }),
  Duplex.from(Promise.resolve('p')),
];
s1.end('in');
log(await s1.toArray(), await s2.toArray());
log(getDefaultHighWaterMark(false), getDefaultHighWaterMark(true));
const w = new Writable({
  highWaterMark: 3,
  write(c, e, cb) {
    setImmediate(cb);
  },
  final(cb) {
    log('final');
    cb();
  },
  destroy(e, cb) {
    log('destroy', e);
    cb(e);
  },
});
log(w.write('ab'), w.write('cd'), w.writableNeedDrain, w.writableLength);
w.on('drain', () => {
  log('drain');
  w.end();
});
await sp.finished(w);
log(w.closed, w.errored, w.destroyed, w.writableAborted);
const web = Readable.toWeb(Readable.from([Buffer.from('q')]));
log(web.constructor.name);
for await (const x of web) log(x);
log(await sc.text(Readable.fromWeb(new Blob(['blob']).stream())));
const { readable, writable } = Duplex.toWeb(new PassThrough());
const wr = writable.getWriter();
wr.write(Buffer.from('dd'));
wr.close();
for await (const x of readable) log(x);
const rs = Readable.from([1, 2, 3]);
const it = rs.iterator({ destroyOnReturn: false });
for await (const x of it) {
  log(x);
  break;
}
log(rs.destroyed);
for await (const x of rs) log('rest', x);
try {
  await Readable.from([1, 2])
    .map((x, { signal }) => {
      if (x === 2) throw new Error('map');
      return x;
    })
    .toArray();
} catch (e) {
  log(e.message);
}
const pair = (await import('node:stream')).duplexPair();
pair[0].write('x');
pair[1].on('data', (x) => {
  log('pair', String(x));
});
{
  await using rr = Readable.from([1]);
}
log('disposed');
const rd = new Readable({
  read() {
    this.push('a');
    this.push(null);
  },
  construct(cb) {
    log('construct');
    setImmediate(cb);
  },
});
log(await rd.toArray());
const wv = new Writable({
  writev(chunks, cb) {
    log(
      'writev',
      chunks.map((c) => String(c.chunk)),
    );
    cb();
  },
});
wv.cork();
wv.write('1');
wv.write('2');
wv.uncork();
wv.end('3');
await sp.finished(wv);
log(
  new Readable({ read() {} }).readableFlowing,
  new Readable({ objectMode: true, read() {} }).readableHighWaterMark,
  Readable.from([]).readableObjectMode,
);
try {
  new Readable({ highWaterMark: -1 });
} catch (e) {
  log(e.code, e.message);
}
const pt = new PassThrough();
pt.on('error', (e) => log(e.code, e.message));
pt.end();
pt.write('late');
const un = new PassThrough();
un.unshift('b');
un.unshift('a');
un.end();
log((await un.toArray()).join());
