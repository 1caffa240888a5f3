// The leak warning, once per emitter and event.
const { EventEmitter } = require('node:events');
const emitter = new EventEmitter();
process.on('warning', (warning) => console.log(warning.name, warning.message, warning.count, warning.type));
for (let i = 0; i < 13; i++) emitter.on('many', () => {});
console.log(EventEmitter.defaultMaxListeners, emitter.getMaxListeners());
