// The store in an ES module: top-level await, dynamic import, async generators, class members, arrow functions.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
const als = new AsyncLocalStorage();
als.enterWith('top');
await sleep(1);
console.log('top-level await', als.getStore());
const other = await als.run('import', () => import('./other.mjs').then((m) => [m.value, als.getStore()]));
console.log(other, als.getStore());
class Service {
  #value = 1;
  static async make() { await sleep(1); return new this(); }
  async *items() { for (let i = 0; i < 3; i++) { await sleep(1); yield `${i} ${als.getStore()}`; } }
  get later() { return (async () => { await null; return als.getStore(); })(); }
  arrow = async (x = als.getStore()) => { await x; return [x, als.getStore(), this.#value]; };
  async [`computed${1}`]() { await 1; return als.getStore(); }
}
for (const id of ['a', 'b']) {
  await als.run(id, async () => {
    const service = await Service.make();
    for await (const item of service.items()) console.log(id, item, als.getStore());
    console.log(await service.later, await service.arrow(), await service.computed1());
    const gen = service.items();
    console.log((await gen.next()).value);
    await als.run('returning', () => gen.return());
    console.log(als.getStore());
  });
}
console.log(als.getStore());
for await (const value of [sleep(1, 'x'), 'y']) console.log(value, als.getStore());
try { await import('./broken.mjs'); } catch (error) { console.log(error.message, als.getStore()); }
await Promise.all([1, 2, 3].map((n) => als.run(n, async () => { await using thing = { async [Symbol.asyncDispose]() { await sleep(1); console.log('disposed', n, als.getStore()); } }; await sleep(n); })));
