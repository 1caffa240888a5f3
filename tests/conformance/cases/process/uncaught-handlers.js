// uncaughtException, its monitor, unhandledRejection: who is called, with what; the program goes on.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('uncaughtException', (error, origin) => console.log('caught', error.message, origin));
setTimeout(() => {
  throw new Error('one');
}, 1);
setTimeout(() => Promise.reject(new Error('two')), 60);
setTimeout(() => queueMicrotask(() => {
  throw new Error('three');
}), 120);
setTimeout(() => process.nextTick(() => {
  throw new Error('four');
}), 180);
setTimeout(() => console.log('still running'), 240);
