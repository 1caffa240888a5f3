// An end that is destroyed with bytes that it has not read breaks the connection: the other one's reads and writes fail.
const net = require('node:net');

const watch = (name, socket) => {
  for (const event of ['end', 'finish']) socket.on(event, () => console.log(name, event));
  socket.on('error', ({ code, syscall }) => console.log(name, 'error', code, syscall));
  return new Promise((resolve) => socket.on('close', (failed) => resolve(console.log(name, 'close', failed))));
};
const meet = () => new Promise((resolve) => {
  const server = net.createServer((accepted) => {
    server.close();
    resolve([client, accepted]);
  });
  const client = net.connect(server.listen(0).address().port);
});

(async () => {
  {
    console.log('many writes');
    const [client, accepted] = await meet();
    const closed = watch('server', accepted);
    for (let index = 0; index < 4; index++) accepted.write(Buffer.alloc(20e6), (error) => console.log('written', index, error?.code));
    accepted.end();
    client.once('data', () => {
      client.pause();
      setTimeout(() => client.destroy(), 20);
    });
    await closed;
  }
  {
    console.log('a little');
    const [client, accepted] = await meet();
    const closed = watch('server', accepted);
    client.pause();
    accepted.resume().write('not read', () => setTimeout(() => client.destroy(), 20));
    await closed;
  }
  {
    console.log('all read');
    const [client, accepted] = await meet();
    const closed = watch('server', accepted);
    accepted.resume().write('read');
    client.once('data', () => client.destroy());
    await closed;
  }
})();
