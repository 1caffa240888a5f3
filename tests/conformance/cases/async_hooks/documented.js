// What is documented of async_hooks: resources of one's own, ids, hooks that are switched on and off, and the storage's helpers.
const asyncHooks = require('node:async_hooks');
const { EventEmitterAsyncResource, once } = require('node:events');
const net = require('node:net');
const fs = require('node:fs');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } = asyncHooks;

(async () => {
  console.log(executionAsyncId() > 0, typeof triggerAsyncId(), Object.keys(asyncHooks.asyncWrapProviders).includes('TCPWRAP'));

  // The life of a resource of one's own
  const lives = [];
  const hook = createHook({
    init: (id, type, trigger, resource) => type === 'MINE' && lives.push(['init', id, trigger, resource.constructor.name]),
    before: (id) => lives.some(([, known]) => known === id) && lives.push(['before', id]),
    after: (id) => lives.some(([, known]) => known === id) && lives.push(['after', id]),
    destroy: (id) => lives.some(([, known]) => known === id) && lives.push(['destroy', id]),
  }).enable();
  class Query extends AsyncResource {
    constructor(sql) {
      super('MINE', { requireManualDestroy: true });
      this.sql = sql;
    }
    answer(callback) {
      this.runInAsyncScope(callback, { receiver: true }, this.sql, 'second');
      this.emitDestroy();
    }
  }
  const outer = executionAsyncId();
  const query = new Query('SELECT 1');
  query.answer(function (first, second) {
    console.log(this, first, second, executionAsyncId() === query.asyncId(), triggerAsyncId() === query.triggerAsyncId(), executionAsyncResource() === query);
  });
  console.log(executionAsyncId() === outer);
  await new Promise(setImmediate);
  hook.disable();
  console.log(lives.map(([name]) => name), lives[0][2] === query.triggerAsyncId(), lives[0][3]);
  new Query('not seen').emitDestroy();
  console.log(lives.length);
  const chosen = new AsyncResource('MINE', { triggerAsyncId: 42 });
  console.log(chosen.triggerAsyncId(), chosen.asyncId() > query.asyncId());
  for (const wrong of [() => new AsyncResource(), () => new AsyncResource('MINE', { triggerAsyncId: -2 }), () => createHook({ init: 1 }), () => AsyncResource.bind(1)]) {
    try {
      wrong();
    } catch (error) {
      console.log(error.name, error.code);
    }
  }

  // What a callback hangs off: the resource is the same in it and in what it begins
  setTimeout(() => {
    const timer = executionAsyncResource();
    timer.mark = 'of the timer';
    process.nextTick(() => console.log(typeof executionAsyncResource(), timer.constructor.name, timer.mark));
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  const types = new Set();
  const watching = createHook({ init: (_id, type) => types.add(type) }).enable();
  const server = net.createServer((socket) => socket.end()).listen(0);
  await once(server, 'listening');
  const socket = net.connect(server.address().port).resume();
  await once(socket, 'close');
  server.close();
  await once(server, 'close');
  await new Promise((resolve) => fs.stat('.', resolve));
  setImmediate(() => {});
  watching.disable();
  console.log(['FSREQCALLBACK', 'Immediate', 'TCPCONNECTWRAP', 'TCPSERVERWRAP', 'TCPWRAP', 'TickObject'].filter((type) => !types.has(type)));

  // Bound functions
  const storage = new AsyncLocalStorage();
  const bound = storage.run('at binding', () => AsyncResource.bind(function (value) { return [storage.getStore(), value, this === undefined]; }));
  console.log(bound('given'), bound.length, storage.run('elsewhere', () => bound('again')));
  const method = storage.run('method', () => new AsyncResource('MINE').bind(function () { return [storage.getStore(), this.name]; }));
  console.log(method.call({ name: 'receiver' }));
  const fixed = AsyncResource.bind(function () { return this; }, 'MINE', 'this');
  console.log(fixed());

  // An emitter whose listeners run where it was made
  class Emitter extends EventEmitterAsyncResource {}
  const emitter = storage.run('emitter', () => new Emitter({ name: 'Q' }));
  emitter.on('event', () => console.log(storage.getStore(), executionAsyncId() === emitter.asyncId, emitter.asyncResource.eventEmitter === emitter, emitter.triggerAsyncId > 0));
  storage.run('emitting', () => emitter.emit('event'));
  emitter.emitDestroy();

  // The storage itself
  const named = new AsyncLocalStorage({ name: 'named', defaultValue: 'default' });
  console.log(named.name, named.getStore(), named.run('inside', () => named.getStore()), named.exit(() => named.getStore()));
  console.log(storage.name === '', storage.getStore());
  const snapshot = storage.run('snapshot', () => AsyncLocalStorage.snapshot());
  console.log(storage.run('now', () => snapshot((...given) => [storage.getStore(), ...given], 1, 2)));
  const later = storage.run('bound', () => AsyncLocalStorage.bind((value) => [storage.getStore(), value]));
  console.log(later('x'));
  storage.run('outer', () => {
    storage.run('inner', () => console.log(storage.getStore()));
    console.log(storage.getStore(), storage.exit(() => storage.getStore()));
    setTimeout(() => console.log('timer', storage.getStore()), 1);
    storage.enterWith('entered');
    queueMicrotask(() => console.log('microtask', storage.getStore()));
  });
  try {
    storage.run('thrown', () => {
      throw new Error('inside');
    });
  } catch (error) {
    console.log(error.message, storage.getStore());
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  storage.enterWith('here');
  console.log(storage.getStore());
  storage.disable();
  console.log(storage.getStore(), storage.run('again', () => storage.getStore()));
})();
