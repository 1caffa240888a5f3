// createHook: init, before, after, destroy and promiseResolve in their order, for timers, ticks, immediates and promises.
const { createHook, executionAsyncId, AsyncResource } = require('node:async_hooks');
const names = new Map([[1, 'root'], [0, 'none']]);
const log = [];
const hook = createHook({
  init(id, type, trigger) { names.set(id, `${type}#${[...names.values()].filter((n) => n.startsWith(type)).length}`); log.push(`init ${names.get(id)} by ${names.get(trigger)} in ${names.get(executionAsyncId())}`); },
  before(id) { log.push(`before ${names.get(id)}`); },
  after(id) { log.push(`after ${names.get(id)}`); },
  destroy(id) { log.push(`destroy ${names.get(id)}`); },
  promiseResolve(id) { log.push(`resolve ${names.get(id)}`); },
});
// Output is not watched: where it goes differs from machine to machine.
hook.enable();
setTimeout(() => { log.push('timeout'); process.nextTick(() => log.push('tick')); }, 1);
setImmediate(() => log.push('immediate'));
const resource = new AsyncResource('MINE');
resource.runInAsyncScope(() => log.push('scope'));
resource.emitDestroy();
// Whether a timer of a millisecond comes before an immediate depends on how long this script takes, unless it takes longer.
for (const end = performance.now() + 5; performance.now() < end;);
setTimeout(() => {
  hook.disable();
  setImmediate(() => log.push('not seen'));
  setTimeout(() => {
    console.log(hook.enable() === hook.disable());
    // When destroy is called is left open.
    console.log(log.filter((line) => !line.startsWith('destroy')).join('\n'));
    console.log(log.filter((line) => line.startsWith('destroy')).sort().join('\n'));
  }, 30);
}, 60);
