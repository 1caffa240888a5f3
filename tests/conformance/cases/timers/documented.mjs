// What Node's documentation of timers promises: arguments, refs, refresh, primitives, the promise versions and the scheduler.
import timers, { setTimeout as sleep, setImmediate as immediate, setInterval as every, scheduler } from 'node:timers/promises';
const timeout = setTimeout((a, b) => console.log('timeout', a, b), 1, 'x', 'y');
console.log(timeout.hasRef(), timeout.unref() === timeout, timeout.hasRef(), timeout.ref() === timeout, typeof timeout[Symbol.toPrimitive]());
clearTimeout(timeout[Symbol.toPrimitive]()); clearTimeout(undefined); clearTimeout('x'); clearTimeout({});
console.log(await sleep(1, 'value'), await immediate('now'));
let n = 0;
for await (const value of every(1, 'tick')) { console.log(value); if (++n === 3) break; }
const controller = new AbortController();
setImmediate(() => controller.abort(new Error('why')));
await sleep(1000, null, { signal: controller.signal }).catch((error) => console.log(error.name, error.code, error.cause.message));
await sleep(1, null, { signal: AbortSignal.abort() }).catch((error) => console.log(error.code));
await scheduler.wait(1); await scheduler.yield();
for (const f of [() => setTimeout('x'), () => setInterval(), () => setImmediate(5), () => setTimeout(() => {}, 1)[Symbol.dispose]()]) { try { console.log(f()); } catch (error) { console.log(error.code, error.message); } }
await timers.setTimeout('x').catch((error) => console.log(error.code, error.message));
await timers.setTimeout(1, 1, { ref: 5 }).catch((error) => console.log(error.code));
const refreshed = setTimeout(() => console.log('refreshed'), 2); refreshed.refresh();
await new Promise((resolve) => setTimeout(resolve, 20));
{ using t = setTimeout(() => console.log('never'), 1); void t; }
console.log(setTimeout(() => {}, 0)._idleTimeout, setTimeout(() => {}, NaN)._idleTimeout);
const interval = setInterval(() => { clearInterval(interval); console.log('interval once', interval._repeat); }, 1);
