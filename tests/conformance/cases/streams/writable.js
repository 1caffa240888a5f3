// Buffering, cork, highWaterMark, drain, finish, writev, errors after end.
const { Writable } = require('node:stream');
const sink = new Writable({
  highWaterMark: 6,
  write(chunk, encoding, callback) {
    console.log('write', String(chunk), encoding);
    setImmediate(callback);
  },
  writev(chunks, callback) {
    console.log('writev', chunks.map(({ chunk }) => String(chunk)));
    callback();
  },
  final(callback) {
    console.log('final');
    callback();
  },
});
console.log(sink.write('abc'), sink.write('defg'), sink.writableLength, sink.writableNeedDrain);
sink.once('drain', () => {
  console.log('drain');
  sink.cork();
  sink.write('x');
  sink.write('y');
  sink.uncork();
  sink.end('z');
  sink.write('late', (error) => console.log(error.code));
});
sink.on('finish', () => console.log('finish'));
sink.on('error', (error) => console.log('error', error.code, error.message));
sink.on('close', () => console.log('close'));
