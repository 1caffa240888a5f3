// on, once, prepend, off, listeners, counts, newListener, symbols.
const { EventEmitter } = require('node:events');
const emitter = new EventEmitter();
emitter.on('newListener', (name) => console.log('new', String(name)));
emitter.on('removeListener', (name) => console.log('removed', String(name)));
const on = () => console.log('on');
emitter.on('x', on);
emitter.once('x', (...args) => console.log('once', args));
emitter.prependListener('x', () => console.log('first'));
console.log(emitter.emit('x', 1, 2), emitter.emit('x'), emitter.emit('nobody'));
emitter.off('x', on);
console.log(emitter.listenerCount('x'), emitter.eventNames(), emitter.rawListeners('x').length);
emitter.on(Symbol('sym'), () => {});
emitter.removeAllListeners();
console.log(emitter.eventNames());
