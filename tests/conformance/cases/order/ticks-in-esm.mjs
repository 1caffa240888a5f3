// In an ES module the body itself is a microtask: promise reactions come before ticks.
const log = [];
process.nextTick(() => log.push('tick'));
Promise.resolve().then(() => log.push('micro'));
queueMicrotask(() => log.push('micro 2'));
setImmediate(() => log.push('immediate'));
log.push('sync');
process.on('exit', () => console.log(log.join('\n')));
