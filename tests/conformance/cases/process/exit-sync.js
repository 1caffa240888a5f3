// process.exit in the middle of the program: nothing after it is run.
process.on('exit', (code) => console.log('exit handler', code));
process.nextTick(() => console.log('never: tick'));
console.log('before');
process.exit();
console.log('never: after');
