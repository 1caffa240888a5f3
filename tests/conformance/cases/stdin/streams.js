// What the standard streams are when they are pipes.
for (const name of ['stdin', 'stdout', 'stderr']) {
  const stream = process[name];
  console.log(name, stream.constructor.name, stream.fd, stream.isTTY, stream._type, stream.readable, stream.writable, stream.writableHighWaterMark, stream.columns);
}
console.log(process.stdout.write('x'), process.stdout.writableLength, require('tty').isatty(0), require('tty').isatty(1));
process.stdout.write('callback\n', () => console.log('written'));
