// Thenables, promise chains made elsewhere, event emitters run in the emitter's context.
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter, once } = require('node:events');
const als = new AsyncLocalStorage({ defaultValue: 'default', name: 'mine' });
console.log(als.getStore(), als.name);
const emitter = new EventEmitter();
als.run('registering', () => emitter.on('x', () => console.log('listener', als.getStore())));
als.run('emitting', () => emitter.emit('x'));
als.run('thenable', async () => {
  await { then: (resolve) => setTimeout(resolve, 1) };
  console.log(als.getStore());
  setTimeout(() => als.run('other', () => emitter.emit('y', 1)), 1);
  await once(emitter, 'y');
  console.log('after once', als.getStore());
});
let later;
const shared = new Promise((resolve) => (later = resolve));
als.run('waiter', () => shared.then(() => console.log('then', als.getStore())));
als.run('resolver', () => setTimeout(later, 40));
