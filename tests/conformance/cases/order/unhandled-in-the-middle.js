// process.on('unhandledRejection') and 'rejectionHandled' fire after the ticks of the turn.
const log = [];
process.on('unhandledRejection', (reason) => log.push(`unhandled ${reason.message}`));
process.on('rejectionHandled', () => log.push('handled late'));
const promise = Promise.reject(new Error('no'));
process.nextTick(() => log.push('tick'));
Promise.resolve().then(() => log.push('micro'));
setTimeout(() => {
  promise.catch(() => log.push('caught'));
}, 60);
setTimeout(() => console.log(log.join('\n')), 150);
