// What goes wrong in a worker reaches its parent as an 'error' event.
const { Worker } = require('node:worker_threads');

const run = (name, code) =>
  new Promise((resolve) => {
    const worker = new Worker(code, { eval: true, stderr: true });
    worker.on('error', (error) => console.log(name, error instanceof Error, error?.name, error?.message, error?.code, error?.extra));
    worker.on('exit', (exitCode) => resolve(console.log(name, 'exit', exitCode)));
  });

(async () => {
  await run('throws', 'throw new TypeError("sync")');
  await run('later', 'setTimeout(() => { throw Object.assign(new RangeError("later"), { code: "E_X", extra: 1 }) }, 5)');
  await run('rejects', 'Promise.reject(new Error("rejected"))');
  await run('no error', 'throw { plain: 1 }');
  await run('handled', 'process.on("uncaughtException", (e) => console.log("handler", e.message)); setTimeout(() => { throw new Error("caught") }, 5)');
  await run('exit', 'process.exit(3)');
  await run('exitCode', 'process.exitCode = 4');
  await run('exit in handler', 'process.on("exit", (c) => { process.exitCode = c + 7 })');
})();
