// The store follows timers, ticks, promises, await, emitters and is restored afterwards.
const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const als = new AsyncLocalStorage();
const show = (what) => console.log(what, als.getStore());
(async () => {
  await als.run('A', async () => {
    show('sync');
    await null;
    show('await');
    await sleep(2);
    show('sleep');
    await new Promise((resolve) => setTimeout(() => (show('timer'), setImmediate(() => (show('immediate'), process.nextTick(() => (show('tick'), queueMicrotask(() => (show('microtask'), resolve()))))))), 1));
    show('after callbacks');
    try {
      await Promise.reject(new Error('x'));
    } catch {
      show('catch');
    } finally {
      await null;
      show('finally');
    }
    await als.run('B', async () => {
      await sleep(1);
      show('nested');
    });
    show('after nested');
    als.exit(() => show('exit'));
    await Promise.all([1, 2].map((n) => als.run(`C${n}`, async () => (await sleep(n), show('all')))));
  });
  show('outside');
  als.enterWith('entered');
  await null;
  show('enterWith');
})();
