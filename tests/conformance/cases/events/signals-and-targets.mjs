// Captured rejections, once and on with signals, monitors, warnings, event targets.
import EE, {
  once,
  on,
  EventEmitter,
  getEventListeners,
  setMaxListeners,
  errorMonitor,
  captureRejectionSymbol,
  addAbortListener,
  getMaxListeners,
  listenerCount,
  EventEmitterAsyncResource,
} from 'node:events';
const log = console.log;
process.on('warning', (w) => log('W', w.name, w.message, w.type, w.count));
const e = new EE({ captureRejections: true });
e.on('error', (x) => log('err', x.message));
e.on('a', async () => {
  throw new Error('rej');
});
e.emit('a');
const e2 = new EE({ captureRejections: true });
e2[captureRejectionSymbol] = (err, ev, ...a) => log('cap', err.message, ev, a);
e2.on('z', async () => {
  throw new Error('q');
});
e2.emit('z', 1, 2);
const e3 = new EE();
setTimeout(() => e3.emit('x', 1, 2), 5);
log(await once(e3, 'x'));
setTimeout(() => e3.emit('error', new Error('oops')), 5);
await once(e3, 'x').catch((x) => log(x.message));
const ac = new AbortController();
const p = once(e3, 'never', { signal: ac.signal });
ac.abort('r');
await p.catch((x) => log(x.name, x.code, x.message, x.cause));
setTimeout(() => {
  e3.emit('i', 1);
  e3.emit('i', 2);
  e3.emit('end');
}, 5);
for await (const v of on(e3, 'i', { close: ['end'] })) log(v);
const ac2 = new AbortController();
setTimeout(() => ac2.abort(), 10);
try {
  for await (const v of on(e3, 'j', { signal: ac2.signal }));
} catch (x) {
  log(x.name, x.code);
}
for (let i = 0; i < 11; i++) e3.on('many', () => {});
log(e3.listenerCount('many'), e3.eventNames(), e3.getMaxListeners(), e3.rawListeners('many').length);
e3.once('o', () => log('o'));
e3.prependListener('o', () => log('first'));
e3.prependOnceListener('o', () => log('zeroth'));
e3.emit('o');
e3.emit('o');
e3.on('newListener', (n) => log('new', n));
e3.on('removeListener', (n) => log('rm', n));
const f = () => {};
e3.on('f', f);
e3.off('f', f);
e3.on(errorMonitor, (x) => log('mon', x.message));
try {
  e3.emit('error', new Error('thrown'));
} catch (x) {
  log(x.message);
}
try {
  e3.emit('error', { a: 1 });
} catch (x) {
  log(x.code, x.message, x.context);
}
try {
  new EE().emit('error');
} catch (x) {
  log(x.code, x.message);
}
for (const b of [() => e3.on('x'), () => e3.setMaxListeners(-1), () => new EE().on('x', 1), () => once({}, 'x'), () => e3.emit()])
  try {
    await b();
  } catch (x) {
    log(x.code, x.message);
  }
const et = new EventTarget();
et.addEventListener(
  'q',
  {
    handleEvent(ev) {
      log(ev.type, this !== et, ev.target === et, ev.eventPhase, ev.cancelable, ev.defaultPrevented);
      ev.preventDefault();
      log(ev.defaultPrevented);
    },
  },
  { once: true },
);
log(et.dispatchEvent(new Event('q', { cancelable: true })), et.dispatchEvent(new Event('q')));
log(getEventListeners(et, 'q').length, getMaxListeners(et), new CustomEvent('c', { detail: 5 }).detail);
et.addEventListener('t', () => {
  throw new Error('in target');
});
process.once('uncaughtException', (x) => log('UE', x.message));
et.dispatchEvent(new Event('t'));
setMaxListeners(1, et);
et.addEventListener('m', () => {});
et.addEventListener('m', () => {});
const d = addAbortListener(AbortSignal.abort(), () => log('abort listener'));
log(typeof d[Symbol.dispose]);
const s = AbortSignal.any([AbortSignal.timeout(5), new AbortController().signal]);
const ka = setTimeout(() => {}, 500);
await new Promise((r) => (s.onabort = r));
clearTimeout(ka);
log(s.reason.name, s.reason.message, s.reason.code);
try {
  AbortSignal.abort(3).throwIfAborted();
} catch (x) {
  log(x);
}
log(e3, Object.keys(EE).sort().join());
class R extends EventEmitterAsyncResource {}
const r = new R({ name: 'N' });
log(typeof r.asyncId, r.asyncResource.constructor.name);
try {
  et.dispatchEvent({});
} catch (x) {
  log(x.name, x.code, x.message);
}
try {
  new Event();
} catch (x) {
  log(x.code, x.message);
}
