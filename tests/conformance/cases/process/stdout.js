// write with callbacks, binary, order of stdout against console.log, end is refused.
process.stdout.write('one ', () => console.log('written'));
process.stdout.write(Buffer.from('two\n'));
process.stdout.write('68656c6c6f0a', 'hex');
console.log(process.stdout.isTTY, process.stdout.columns, process.stdout.writableHighWaterMark > 0, process.stdout._type !== undefined);
console.error('on stderr');
process.stderr.write('also on stderr\n');
