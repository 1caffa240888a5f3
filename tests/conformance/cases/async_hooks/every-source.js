// The store through timers, immediates, ticks, microtasks, events, file callbacks, streams, readline and abort signals.
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter, once, on } = require('node:events');
const fs = require('node:fs');
const { Readable, Transform, pipeline, PassThrough } = require('node:stream');
const { promisify } = require('node:util');
const { setTimeout: sleep, setInterval: every } = require('node:timers/promises');
const dns = require('node:dns');
const als = new AsyncLocalStorage();
const flows = {
  timeout: (look) => new Promise((r) => setTimeout(() => r(look()), 1)),
  interval: (look) => new Promise((r) => { const t = setInterval(() => { clearInterval(t); r(look()); }, 1); }),
  immediate: (look) => new Promise((r) => setImmediate(() => r(look()))),
  tick: (look) => new Promise((r) => process.nextTick(() => r(look()))),
  microtask: (look) => new Promise((r) => queueMicrotask(() => r(look()))),
  sleep: async (look) => { await sleep(1); return look(); },
  everyFew: async (look) => { let n = 0; for await (const _ of every(1)) if (++n === 2) return look(); },
  emit: async (look) => { const e = new EventEmitter(); let seen; als.run('listener', () => e.on('x', () => { seen = look(); })); e.emit('x'); return seen; },
  once: async (look) => { const e = new EventEmitter(); als.run('emitter', () => setTimeout(() => e.emit('x'), 1)); await once(e, 'x'); return look(); },
  on: async (look) => { const e = new EventEmitter(); als.run('emitter', () => setTimeout(() => { e.emit('x', 1); e.emit('x', 2); }, 1)); let n = 0; for await (const _ of on(e, 'x')) { n++; if (n === 2) break; } return look(); },
  fileCallback: (look) => new Promise((r) => fs.readFile(__filename, () => r(look()))),
  filePromise: async (look) => { await fs.promises.stat(__filename); return look(); },
  fileStream: async (look) => { for await (const _ of fs.createReadStream(__filename)) void _; return look(); },
  readable: async (look) => { let seen; for await (const part of Readable.from(['a', 'b', 'c'])) seen = look() + part; return seen; },
  pipeline: async (look) => { const parts = []; await promisify(pipeline)(Readable.from(['a', 'b']), new Transform({ objectMode: true, transform(chunk, _e, done) { setImmediate(() => { parts.push(look()); done(null, chunk); }); } }), new PassThrough({ objectMode: true }).resume()); return parts.join() + look(); },
  operators: async (look) => (await Readable.from([1, 2]).map(async (n) => { await sleep(1); return look() + n; }).toArray()).join(),
  web: async (look) => { const s = new ReadableStream({ async pull(c) { await sleep(1); c.enqueue(look()); c.close(); } }); let seen; for await (const part of s) seen = part; return seen + look(); },
  lookup: (look) => new Promise((r) => dns.lookup('localhost', () => r(look()))),
  abort: (look) => new Promise((r) => { const c = new AbortController(); c.signal.addEventListener('abort', () => r(look())); c.abort(); }),
  target: async (look) => { const t = new EventTarget(); let seen; t.addEventListener('x', () => { seen = look(); }); t.dispatchEvent(new Event('x')); return seen; },
  channel: (look) => new Promise((r) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => { port1.close(); r('message'); }; port2.postMessage(1); }).then(look),
  promisify: async (look) => { await promisify(setTimeout)(1); return look(); },
};
(async () => {
  for (const [name, flow] of Object.entries(flows)) {
    const results = await Promise.all([1, 2, 3].map((id) => als.run(id, () => flow(() => String(als.getStore()))).then((seen) => `${seen}`)));
    console.log(name, results.join(' '));
  }
  console.log(als.getStore());
})();
