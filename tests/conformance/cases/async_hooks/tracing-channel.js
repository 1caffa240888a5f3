// diagnostics_channel: channels, bound stores, and the five channels of a TracingChannel.
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');
const als = new AsyncLocalStorage();
const channel = dc.channel('app:event');
console.log(channel.hasSubscribers, dc.hasSubscribers('app:event'), dc.channel('app:event') === channel);
const listener = (message, name) => console.log('got', message, name);
dc.subscribe('app:event', listener);
channel.publish({ a: 1 });
console.log(dc.unsubscribe('app:event', listener), dc.unsubscribe('app:event', listener), channel.hasSubscribers);
channel.bindStore(als, (data) => ({ wrapped: data }));
console.log(channel.runStores({ b: 2 }, function (x) { return [als.getStore(), this.self, x]; }, { self: 'this' }, 9));
console.log(channel.unbindStore(als), channel.runStores({ b: 2 }, () => als.getStore()));
const tracing = dc.tracingChannel('work');
const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
const handlers = Object.fromEntries(names.map((name) => [name, (ctx) => console.log(name, JSON.stringify({ ...ctx, error: ctx.error?.message }), als.getStore())]));
tracing.subscribe(handlers);
tracing.start.bindStore(als, (ctx) => `store of ${ctx.job}`);
console.log(tracing.hasSubscribers);
console.log(tracing.traceSync((a) => a * 2, { job: 'sync' }, null, 4));
try { tracing.traceSync(() => { throw new Error('bad'); }, { job: 'sync error' }); } catch (error) { console.log('thrown', error.message); }
(async () => {
  console.log(await tracing.tracePromise(async () => { await 1; return als.getStore(); }, { job: 'promise' }));
  await tracing.tracePromise(async () => { throw new Error('rejected'); }, { job: 'promise error' }).catch((e) => console.log('caught', e.message));
  await new Promise((resolve) => tracing.traceCallback((x, done) => setTimeout(done, 1, null, x), 1, { job: 'callback' }, null, 'x', (error, value) => { console.log('callback', error, value, als.getStore()); resolve(); }));
  await new Promise((resolve) => tracing.traceCallback((done) => process.nextTick(done, new Error('cb')), 0, { job: 'callback error' }, null, (error) => { console.log('callback', error.message); resolve(); }));
  console.log(tracing.unsubscribe(handlers));
})();
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
const throwing = () => { throw new Error('subscriber'); };
dc.subscribe('t', throwing);
dc.channel('t').publish(1);
