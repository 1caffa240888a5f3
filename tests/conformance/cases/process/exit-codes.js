// process.exitCode and the exit events, in order.
process.on('beforeExit', (code) => {
  console.log('beforeExit', code);
  if (code === 0) {
    process.exitCode = 3;
    setTimeout(() => console.log('more work'), 1);
  }
});
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  setTimeout(() => console.log('never'), 0);
});
console.log('main');
