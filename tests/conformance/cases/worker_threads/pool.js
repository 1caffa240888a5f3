// A pool of workers with AsyncResource, as Node's documentation builds one: every task is answered, in its own context.
const { AsyncResource, AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const FREED = Symbol('freed');

class TaskInfo extends AsyncResource {
  constructor(callback) {
    super('TaskInfo');
    this.callback = callback;
  }
  done(error, result) {
    this.runInAsyncScope(this.callback, null, error, result);
    this.emitDestroy();
  }
}

class Pool extends EventEmitter {
  constructor(size) {
    super();
    this.workers = [];
    this.free = [];
    this.tasks = [];
    for (let index = 0; index < size; index++) this.add();
    this.on(FREED, () => {
      const next = this.tasks.shift();
      if (next) this.run(...next);
    });
  }
  add() {
    const worker = new Worker(__filename);
    worker.on('message', (result) => {
      worker.task.done(null, result);
      worker.task = null;
      this.free.push(worker);
      this.emit(FREED);
    });
    worker.on('error', (error) => {
      worker.task?.done(error, null);
      this.workers.splice(this.workers.indexOf(worker), 1);
      this.add();
    });
    this.workers.push(worker);
    this.free.push(worker);
    this.emit(FREED);
  }
  run(task, callback) {
    const worker = this.free.pop();
    if (!worker) return void this.tasks.push([task, callback]);
    worker.task = new TaskInfo(callback);
    worker.postMessage(task);
  }
  close() {
    for (const worker of this.workers) worker.terminate();
  }
}

if (isMainThread) {
  const pool = new Pool(3);
  const storage = new AsyncLocalStorage();
  const results = [];
  let failed = 0;
  for (let n = 0; n < 40; n++) {
    storage.run(n, () =>
      pool.run({ n }, (error, result) => {
        if (error) failed++;
        else results.push([n, result, storage.getStore() === n]);
        if (results.length + failed === 40) {
          console.log(results.every(([given, answer, context]) => answer === given * given && context), results.length, failed);
          pool.close();
        }
      }),
    );
  }
} else {
  parentPort.on('message', ({ n }) => {
    if (n === 13) throw new Error('unlucky');
    parentPort.postMessage(n * n);
  });
}
