// Event, EventTarget, CustomEvent, MessageEvent: phases, options, cancelling, handlers that are objects, errors in listeners.
const target = new EventTarget();
target.addEventListener('a', (event) => { console.log(event.type, event.target === target, event.eventPhase, event.cancelable, event.defaultPrevented); event.preventDefault(); }, { once: true });
target.addEventListener('a', { handleEvent(event) { console.log('object', this.constructor.name, event.defaultPrevented); event.stopImmediatePropagation(); } });
target.addEventListener('a', () => console.log('never'));
console.log(target.dispatchEvent(new Event('a', { cancelable: true })), target.dispatchEvent(new Event('a')));
const controller = new AbortController();
target.addEventListener('b', () => console.log('b'), { signal: controller.signal });
target.dispatchEvent(new Event('b')); controller.abort(); target.dispatchEvent(new Event('b'));
const custom = new CustomEvent('c', { detail: { x: 1 } });
console.log(custom.detail, custom instanceof Event, custom.isTrusted, typeof custom.timeStamp);
console.log(String(new Event('inspect')), target);
for (const f of [() => new Event(), () => target.dispatchEvent({}), () => target.addEventListener('x', 5), () => Event.prototype.type]) { try { console.log(f()); } catch (error) { console.log(error.name, error.code, error.message); } }
const { signal } = controller;
console.log(signal.aborted, signal.reason.name, AbortSignal.any([signal]).aborted);
try { signal.throwIfAborted(); } catch (error) { console.log(error.name, error.code); }
AbortSignal.timeout(1).addEventListener('abort', (event) => console.log(event.target.reason.name));
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
target.addEventListener('bad', () => { throw new Error('listener'); });
target.addEventListener('bad', () => console.log('goes on'));
target.dispatchEvent(new Event('bad'));
setTimeout(() => {}, 20);
