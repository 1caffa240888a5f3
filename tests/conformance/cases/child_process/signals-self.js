// process.kill: on itself, on nobody, with signal 0.
const told = [];
process.on('SIGUSR2', (name, number) => {
  told.push([name, number]);
  process.kill(process.pid, 'SIGTERM');
});
process.once('SIGTERM', (name) => {
  told.push(name);
  console.log(told, process.listenerCount('SIGTERM'));
  clearInterval(timer);
});
const timer = setInterval(() => {}, 1000);
console.log(process.kill(process.pid, 0), process.kill(process.pid, 'SIGUSR2'));
for (const args of [[99999999, 0], [process.pid, 'SIGNOPE'], ['x', 0], [process.pid, 999]]) {
  try {
    process.kill(...args);
  } catch (error) {
    console.log(error.code, error.message, error.syscall);
  }
}
for (const name of ['SIGKILL', 'SIGSTOP']) {
  try {
    process.on(name, () => {});
  } catch (error) {
    console.log(name, error.code, error.syscall);
  }
}
