// An emitter's error event without a listener.
const { EventEmitter } = require('node:events');
process.nextTick(() => new EventEmitter().emit('error', new Error('nobody listens')));
