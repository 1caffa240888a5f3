// What Node's documentation of events promises: arguments and this, once, prepend, error events, captureRejections, listeners.
const EventEmitter = require('node:events');
const { once, on, getEventListeners, listenerCount, addAbortListener, errorMonitor, captureRejectionSymbol } = EventEmitter;
class Mine extends EventEmitter {}
const emitter = new Mine();
emitter.on('event', function (a, b) { console.log(a, b, this === emitter); });
emitter.prependListener('event', () => console.log('first'));
emitter.once('event', () => console.log('once'));
console.log(emitter.emit('event', 'a', 'b'), emitter.emit('nothing'), emitter.emit('event', 1));
console.log(emitter.eventNames(), emitter.listenerCount('event'), emitter.rawListeners('event').length, listenerCount(emitter, 'event'));
emitter.on(errorMonitor, (error) => console.log('monitor', error.message));
try { emitter.emit('error', new Error('unheard')); } catch (error) { console.log('thrown', error.message); }
try { emitter.emit('error', { code: 5 }); } catch (error) { console.log(error.code, error.message, error.context); }
emitter.on('newListener', (name) => console.log('new', name));
emitter.on('removeListener', (name) => console.log('removed', name));
const f = () => {};
emitter.on('x', f); emitter.off('x', f); emitter.removeAllListeners('event');
const capturing = new EventEmitter({ captureRejections: true });
capturing.on('go', async () => { throw new Error('async'); });
capturing.on('error', (error) => console.log('captured', error.message));
capturing.emit('go');
const own = new EventEmitter({ captureRejections: true });
own[captureRejectionSymbol] = (error, name, ...args) => console.log('own', error.message, name, args);
own.on('go', async () => { throw new Error('mine'); });
own.emit('go', 1, 2);
(async () => {
  const e = new EventEmitter();
  setImmediate(() => e.emit('ready', 1, 2));
  console.log(await once(e, 'ready'));
  setImmediate(() => e.emit('error', new Error('instead')));
  await once(e, 'ready').catch((error) => console.log(error.message));
  const controller = new AbortController();
  setImmediate(() => { e.emit('n', 1); e.emit('n', 2); controller.abort(); });
  try { for await (const values of on(e, 'n', { signal: controller.signal })) console.log(values); } catch (error) { console.log(error.name, error.code); }
  const target = new EventTarget();
  target.addEventListener('t', f);
  console.log(getEventListeners(target, 't').length, getEventListeners(e, 'n').length);
  const disposable = addAbortListener(new AbortController().signal, f);
  disposable[Symbol.dispose]();
  try { e.on('x', 5); } catch (error) { console.log(error.code, error.message); }
  try { e.setMaxListeners(-1); } catch (error) { console.log(error.code, error.message); }
})();
