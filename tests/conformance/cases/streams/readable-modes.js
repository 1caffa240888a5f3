// Flowing and paused mode, read(n), setEncoding, readable events.
const { Readable } = require('node:stream');
const make = () => Readable.from(['alpha', 'beta', 'gamma'], { objectMode: false });
const flowing = make().setEncoding('utf8');
flowing.on('data', (text) => console.log('data', text));
flowing.on('end', () => {
  const paused = make();
  paused.on('readable', () => {
    let chunk;
    while ((chunk = paused.read(4)) !== null) console.log('read', String(chunk), paused.readableLength);
  });
  paused.on('end', () => console.log('end'));
  paused.on('close', () => console.log('close', paused.readableEnded, paused.destroyed));
});
