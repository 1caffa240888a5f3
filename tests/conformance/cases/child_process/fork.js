// fork: messages both ways, disconnect, exit.
const { fork } = require('node:child_process');

const child = fork('./child.js', ['one'], { env: { ...process.env, MARK: 'm' } });
console.log(child.connected, child.channel !== null, child.stdin, child.stdout);
child.on('message', (message, handle) => {
  console.log('parent got', message, handle);
  if (message.type === 'ready') child.send({ type: 'work', numbers: [1, 2, 3], text: 'é', nested: { date: new Date(0), undef: undefined } }, (error) => console.log('sent', error));
  if (message.type === 'sum') child.disconnect();
});
child.on('disconnect', () => console.log('parent: disconnected', child.connected));
child.on('exit', (code, signal) => console.log('exit', code, signal));
child.on('close', () => {
  child.send('late', (error) => console.log('late:', error.code, error.message));
});
