// What a microtask throws is an uncaught exception, seen before what comes next; the others run all the same, without the
// context of whatever ran before them.
const { AsyncLocalStorage } = require('node:async_hooks');
const storage = new AsyncLocalStorage();
const log = [];
process.on('uncaughtException', (error, origin) => log.push(`${error.message} (${origin})`));
process.on('unhandledRejection', (error) => log.push(`rejected ${error.message}`));
queueMicrotask(() => {
  log.push('one');
  queueMicrotask(() => log.push('four'));
  throw new Error('thrown');
});
queueMicrotask(() => log.push('two'));
Promise.resolve().then(() => log.push('three'));
process.nextTick(() => log.push('tick'));
setImmediate(() => {
  storage.run('inner', async () => {
    await null;
    log.push(`awaited in ${storage.getStore()}`);
  });
  queueMicrotask(() => log.push(`microtask in ${storage.getStore()}`));
  storage.run('other', () => queueMicrotask(() => log.push(`microtask in ${storage.getStore()}`)));
});
setTimeout(() => {
  let left = 100_000;
  const step = () => (--left > 0 ? queueMicrotask(step) : log.push('many'));
  queueMicrotask(step);
  Promise.resolve().then(() => log.push('beside'));
  setTimeout(() => {
    console.log(log.join('\n'));
    queueMicrotask(() => process.exit(9));
    queueMicrotask(() => console.log('not reached'));
  }, 20);
}, 20);
