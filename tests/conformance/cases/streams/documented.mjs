// What is documented of streams, piece by piece: pipes that come and go, data that is put back, wrapped old streams, iterators that
// leave a stream open, duplexes from many things, construction, signals and high-water marks.
import { EventEmitter, once } from 'node:events';
import {
  addAbortSignal, Duplex, duplexPair, finished, getDefaultHighWaterMark, isErrored, isReadable, PassThrough, Readable, setDefaultHighWaterMark, Transform, Writable,
} from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { finished as isFinished, pipeline } from 'node:stream/promises';

const log = (...values) => console.log(...values);
const failure = async (promise) => promise.then((value) => value, (error) => `${error.name} ${error.code} ${error.message}`);
const sink = (written, options = {}) => new Writable({ ...options, write: (chunk, _encoding, done) => (written.push(String(chunk)), done()) });

// pipe, unpipe, and their events
{
  const source = new PassThrough();
  const [left, right] = [[], []];
  const [a, b] = [sink(left), sink(right)];
  for (const [name, target] of Object.entries({ a, b })) for (const event of ['pipe', 'unpipe']) target.on(event, (from) => log(name, event, from === source));
  source.pipe(a);
  source.pipe(b, { end: false });
  source.write('both');
  await new Promise(setImmediate);
  source.unpipe(a);
  source.end('one');
  await once(source, 'end');
  await new Promise(setImmediate);
  log(left, right, a.writableEnded, b.writableEnded, source.readableFlowing);
}

// A header is read, and what follows it is put back.
{
  const source = Readable.from(['Name: x\r', '\n\r\nbody ', 'goes on'], { objectMode: false });
  let head = '';
  for (;;) {
    const chunk = source.read();
    if (chunk === null) {
      await once(source, 'readable');
      continue;
    }
    head += chunk;
    const at = head.indexOf('\r\n\r\n');
    if (at < 0) continue;
    source.unshift(Buffer.from(head.slice(at + 4)));
    head = head.slice(0, at);
    break;
  }
  log(JSON.stringify(head), await text(source));
  const ended = Readable.from(['x']);
  await ended.toArray();
  log(ended.readableEnded, ended.closed, ended.destroyed, ended.readableDidRead, ended.readableAborted);
  ended.on('error', (error) => log(error.code, error.message));
  ended.unshift('late');
}

// The three states of flowing
{
  const source = new Readable({ read() {} });
  log(source.readableFlowing, source.isPaused());
  source.on('data', (chunk) => log('data', String(chunk)));
  log(source.readableFlowing);
  source.pause();
  log(source.readableFlowing, source.isPaused());
  source.push('kept');
  log(source.readableLength, source.readableHighWaterMark === getDefaultHighWaterMark(false));
  source.resume();
  source.push(null);
  await once(source, 'end');
}

// A stream of the first kind
{
  const old = new EventEmitter();
  old.pause = () => log('paused');
  old.resume = () => log('resumed');
  const wrapped = new Readable().wrap(old);
  const reading = text(wrapped);
  setImmediate(() => {
    old.emit('data', Buffer.from('old '));
    old.emit('data', Buffer.from('ways'));
    old.emit('end');
  });
  log(await reading);
}

// Leaving a loop, with and without destroying what it reads
{
  const source = Readable.from([1, 2, 3, 4]);
  for await (const value of source.iterator({ destroyOnReturn: false })) {
    log(value);
    if (value === 2) break;
  }
  log(source.destroyed);
  for await (const value of source) {
    log(value);
    break;
  }
  log(source.destroyed, source.readableAborted, source.errored.name);
  const failing = new Readable({ read() {} });
  failing.push('first');
  setImmediate(() => failing.destroy(new Error('broken')));
  const seen = [];
  log(await failure((async () => { for await (const chunk of failing) seen.push(String(chunk)); })()), seen, isErrored(failing), isReadable(failing));
}

// Duplexes from an iterable, a function, a promise, a pair, a web stream, a Blob
{
  log(await text(Duplex.from(['a', 'b'])), await text(Duplex.from(async function* () { yield 'generated'; })), await text(Duplex.from(Promise.resolve('promised'))));
  const upper = Duplex.from(async function* (source) { for await (const chunk of source) yield String(chunk).toUpperCase(); });
  upper.end('through a function');
  log(await text(upper));
  const written = [];
  const pair = Duplex.from({ readable: Readable.from(['out']), writable: sink(written) });
  pair.end('in');
  log(await text(pair), written);
  log(await text(Duplex.from(new Blob(['blob']))), await text(Duplex.from(new Blob(['web']).stream())));
  const consumer = Duplex.from(async (source) => log('consumed', await text(source)));
  consumer.end('eaten');
  await once(consumer, 'close');
  const [left, right] = duplexPair();
  left.end('across');
  right.end('and back');
  log(await text(right), await text(left));
}

// What is constructed later
{
  const order = [];
  const slow = new Writable({
    construct: (done) => setTimeout(() => (order.push('constructed'), done()), 5),
    write: (chunk, _encoding, done) => (order.push(`written ${chunk}`), done()),
    final: (done) => (order.push('final'), done()),
    destroy: (error, done) => (order.push(`destroyed ${error}`), done(error)),
  });
  slow.write('early');
  slow.end();
  order.push('asked');
  await once(slow, 'close');
  log(order);
  const broken = new Readable({ construct: (done) => done(new Error('no construction')), read() {} });
  log(await failure(text(broken)));
}

// writev gets what was corked together; strings keep their encoding when they are not decoded
{
  const batches = [];
  const many = new Writable({ decodeStrings: false, writev: (chunks, done) => (batches.push(chunks.map(({ chunk, encoding }) => `${chunk}:${encoding}`)), done()) });
  many.cork();
  many.write('a', 'utf8');
  many.write('62', 'hex');
  log(many.writableCorked, many.writableLength);
  process.nextTick(() => many.uncork());
  many.end();
  await isFinished(many);
  log(batches, many.writableFinished);
  const [small, taken] = [new PassThrough({ highWaterMark: 2 }), []];
  log(small.write('abc'), small.writableNeedDrain);
  small.on('drain', () => log('drained', small.writableNeedDrain));
  small.on('data', (chunk) => taken.push(String(chunk)));
  await once(small, 'drain');
  log(taken);
}

// Signals
{
  const controller = new AbortController();
  const source = addAbortSignal(controller.signal, new Readable({ read() {} }));
  const reading = failure(text(source));
  controller.abort();
  log(await reading, source.destroyed);
  const stopping = new AbortController();
  const running = failure(pipeline(new Readable({ read() {} }), new PassThrough(), sink([]), { signal: stopping.signal }));
  stopping.abort();
  log(await running);
  const open = new PassThrough();
  await pipeline(Readable.from(['not ', 'ended']), open, { end: false });
  log(open.writableEnded, String(open.read()));
}

// finished: what it tells, and how it is taken off again
{
  const cut = new Readable({ read() {} });
  finished(cut, (error) => log('finished', error.code));
  cut.destroy();
  await once(cut, 'close');
  const quiet = new PassThrough();
  const cleanup = finished(quiet, () => log('never'));
  cleanup();
  quiet.resume().end();
  await once(quiet, 'close');
  log(await failure(isFinished(new Writable({ write: (_c, _e, done) => done(new Error('not written')) }).end('x'))));
}

// Transform: what flush adds, what a thrown error does; consumers
{
  const counting = new Transform({
    transform(chunk, _encoding, done) {
      this.count = (this.count ?? 0) + chunk.length;
      done(null, chunk);
    },
    flush(done) {
      done(null, ` (${this.count})`);
    },
  });
  counting.end('counted');
  log(await text(counting));
  log(await json(Readable.from(['{"a":', '1}'])), await buffer(Readable.from([Buffer.from('b')])));
  log(await failure(json(Readable.from(['{']))));
}

// Options of the default behaviour
{
  const silent = new Readable({ emitClose: false, read() {} });
  silent.on('close', () => log('must not come'));
  silent.destroy();
  const kept = new Readable({ autoDestroy: false, read() { this.push(null); } });
  kept.resume();
  await once(kept, 'end');
  log(kept.destroyed, silent.destroyed);
  const [bytes, objects] = [getDefaultHighWaterMark(false), getDefaultHighWaterMark(true)];
  setDefaultHighWaterMark(false, 1234);
  log(bytes, objects, new PassThrough().readableHighWaterMark);
  setDefaultHighWaterMark(false, bytes);
  await using disposed = new PassThrough();
  disposed.on('error', (error) => log('disposed', error.code));
  disposed.once('close', () => log('disposed of'));
}
