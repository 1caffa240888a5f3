// AsyncResource: its ids, runInAsyncScope, bind, emitDestroy, and what executionAsyncId says in it.
const { AsyncResource, AsyncLocalStorage, executionAsyncId, triggerAsyncId, executionAsyncResource } = require('node:async_hooks');
const als = new AsyncLocalStorage();
class Pool extends AsyncResource {
  constructor() { super('Pool'); }
  use(callback) { return this.runInAsyncScope(callback, null, 1, 2); }
}
const pool = als.run('creation', () => new Pool());
console.log(executionAsyncId(), triggerAsyncId(), pool.asyncId() > 1, pool.triggerAsyncId());
console.log(als.run('call', () => pool.use((a, b) => [als.getStore(), a + b, executionAsyncId() === pool.asyncId(), triggerAsyncId() === pool.triggerAsyncId(), executionAsyncResource() === pool])));
console.log(als.run('outside', () => { pool.use(() => {}); return als.getStore(); }));
const bound = als.run('bind', () => AsyncResource.bind(function (x) { return [this === undefined || this === globalThis, als.getStore(), x]; }));
console.log(bound(3), bound.length);
const own = pool.bind(function () { return [this.tag, als.getStore()]; });
console.log(own.call({ tag: 'this' }));
const fixed = pool.bind(function () { return this.tag; }, { tag: 'fixed' });
console.log(fixed.call({ tag: 'ignored' }));
try { pool.use(() => { throw new Error('in scope'); }); } catch (error) { console.log(error.message, executionAsyncId()); }
console.log(pool.emitDestroy() === pool);
try { pool.emitDestroy(); } catch (error) { console.log(error.code, error.message); }
for (const make of [() => new AsyncResource(), () => new AsyncResource(''), () => new AsyncResource('X', { triggerAsyncId: -5 }), () => AsyncResource.bind(1)]) {
  try { make(); console.log('no error'); } catch (error) { console.log(error.name, error.code, error.message); }
}
const manual = new AsyncResource('Manual', { triggerAsyncId: 1, requireManualDestroy: true });
console.log(manual.triggerAsyncId());
setTimeout(() => console.log(executionAsyncId() > 1, triggerAsyncId()), 1);
