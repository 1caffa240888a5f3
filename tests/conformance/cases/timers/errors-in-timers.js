// A timer that throws doesn't stop the others when the error is handled.
process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
setTimeout(() => {
  throw new Error('first');
}, 1);
setTimeout(() => console.log('second runs'), 1);
setImmediate(() => {
  throw new Error('immediate');
});
setImmediate(() => console.log('next immediate runs'));
