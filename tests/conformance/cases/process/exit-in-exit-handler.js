// An exit handler may change the code.
process.on('exit', () => {
  process.exitCode = 9;
});
