// events.once, events.on, getEventListeners, abort signals, EventTarget.
import { EventEmitter, getEventListeners, on, once } from 'node:events';
const emitter = new EventEmitter();
setTimeout(() => emitter.emit('ready', 1, 2), 1);
console.log(await once(emitter, 'ready'));
setTimeout(() => emitter.emit('error', new Error('failed while waiting')), 1);
await once(emitter, 'ready').catch((error) => console.log(error.message));
await once(emitter, 'ready', { signal: AbortSignal.abort() }).catch((error) => console.log(error.name, error.code));
setTimeout(() => [1, 2, 3].forEach((n) => emitter.emit('n', n)), 1);
for await (const [n] of on(emitter, 'n')) {
  console.log(n);
  if (n === 3) break;
}
console.log(getEventListeners(emitter, 'n').length);
const target = new EventTarget();
target.addEventListener('ping', (event) => console.log(event.type, event.detail, event instanceof Event), { once: true });
console.log(target.dispatchEvent(new CustomEvent('ping', { detail: 5 })), target.dispatchEvent(new Event('ping', { cancelable: true })));
