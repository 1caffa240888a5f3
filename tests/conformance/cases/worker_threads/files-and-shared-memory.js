// What a thread has written to files before it says so through shared memory is there for those who wait for that, blocked or not.
const fs = require('node:fs');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) main();
else work();

function work() {
  const turn = new Int32Array(workerData);
  fs.writeFileSync('first.txt', 'written before the first turn');
  const open = fs.openSync('open.txt', 'a+');
  fs.writeSync(open, 'one ');
  Atomics.store(turn, 0, 1);
  Atomics.notify(turn, 0);
  Atomics.wait(turn, 0, 1);
  parentPort.postMessage([fs.readFileSync('answer.txt', 'utf8'), fs.existsSync('first.txt')]);
  fs.writeSync(open, 'two');
  fs.mkdirSync('made/deep', { recursive: true });
  fs.writeFileSync('made/deep/module.js', 'module.exports = "a module that the worker wrote";');
  Atomics.store(turn, 0, 3);
  Atomics.notify(turn, 0);
}

async function main() {
  const turn = new Int32Array(new SharedArrayBuffer(8));
  fs.writeFileSync('open.txt', '');
  const open = fs.openSync('open.txt', 'r');
  const worker = new Worker(__filename, { workerData: turn.buffer });
  const exited = new Promise((resolve) => worker.on('exit', resolve));
  let read;
  worker.on('message', (message) => (read = message));
  Atomics.wait(turn, 0, 0);
  console.log('after a wait:', fs.readFileSync('first.txt', 'utf8'));
  console.log(fs.readSync(open, Buffer.alloc(20)), 'bytes of an open file');

  // The pool of threads goes on while this one is blocked.
  let written = false;
  fs.writeFile('later.txt', 'x', () => {
    written = true;
  });
  const fd = fs.openSync('answer.txt', 'w');
  let wrote;
  fs.write(fd, 'an answer', (error, count) => (wrote = [error, count]));
  Atomics.wait(turn, 1, 0, 200);
  console.log('what was asked for before:', JSON.stringify(fs.readFileSync('answer.txt', 'utf8')), written);

  Atomics.store(turn, 0, 2);
  // Before the worker, which waits already and is first in the row, is woken: it could be quicker than this thread.
  const waiting = Atomics.waitAsync(turn, 0, 2);
  Atomics.notify(turn, 0, 1);
  console.log(waiting.async, waiting.async && (await waiting.value));
  console.log(require('./made/deep/module.js'), fs.readSync(open, Buffer.alloc(20)), 'bytes more');
  await exited;
  console.log('the worker read', read, 'the pool wrote', wrote);
  console.log(Atomics.wait.length, Atomics.wait.name, Atomics.waitAsync.length, Atomics.waitAsync.name);
  console.log(Atomics.wait(turn, 0, 0), Atomics.waitAsync(turn, 0, 0).value, Object.keys(Atomics));
  for (const wrong of [() => Atomics.wait(new Float64Array(1), 0, 0), () => Atomics.waitAsync({}, 0, 0), () => Atomics.wait(turn, 9, 0)]) {
    try {
      wrong();
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
}
