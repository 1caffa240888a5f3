// Messages between processes in the advanced serialization keep their types.
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send({ back: message, isMap: message.map instanceof Map, isDate: message.date instanceof Date });
    process.disconnect();
  });
} else {
  const child = fork(__filename, ['child'], { serialization: 'advanced' });
  child.on('message', (message) => console.log(message));
  child.on('exit', (code) => console.log('exit', code));
  const cyclic = { name: 'c' };
  cyclic.self = cyclic;
  child.send({ map: new Map([[1, new Set(['a'])]]), date: new Date(0), big: 10n, buffer: Buffer.from('abc'), typed: new Float64Array([1.5]), error: new RangeError('r'), undef: undefined, cyclic, regex: /x/g });
}
