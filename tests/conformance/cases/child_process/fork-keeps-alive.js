// A child with a channel lives as long as it listens for messages; unref and disconnect let it go.
const { fork } = require('node:child_process');

if (process.argv[2] === 'idle') {
  console.log('idle ends by itself');
} else if (process.argv[2] === 'unref') {
  process.on('message', () => {});
  process.channel.unref();
  console.log('unref ends');
} else if (process.argv[2] === 'once') {
  process.once('message', (message) => console.log('once', message));
} else {
  let left = 3;
  for (const mode of ['idle', 'unref', 'once']) {
    const child = fork(__filename, [mode]);
    if (mode === 'once') child.send('hello');
    child.on('exit', (code) => {
      console.log(mode, code);
      if (--left === 0) console.log('done', child.connected);
    });
  }
}
