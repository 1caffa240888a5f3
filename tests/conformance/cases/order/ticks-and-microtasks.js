// process.nextTick runs before promise reactions, both before timers.
const log = [];
setTimeout(() => log.push('timeout'), 0);
process.nextTick(() => log.push('tick 1'));
Promise.resolve().then(() => {
  log.push('micro 1');
  process.nextTick(() => log.push('tick from micro'));
  queueMicrotask(() => log.push('micro from micro'));
});
process.nextTick(() => {
  log.push('tick 2');
  Promise.resolve().then(() => log.push('micro from tick'));
  process.nextTick(() => log.push('tick from tick'));
});
queueMicrotask(() => log.push('micro 2'));
log.push('sync');
process.on('exit', () => console.log(log.join('\n')));
