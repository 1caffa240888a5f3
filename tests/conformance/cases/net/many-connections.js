// Fifty connections at once, each answered; getConnections; maxConnections drops.
const net = require('node:net');
const server = net.createServer((socket) => socket.on('data', (data) => socket.end(`re: ${data}`)));
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(String(i)));
      socket.setEncoding('utf8');
      socket.on('data', resolve);
      socket.on('error', reject);
    })),
  );
  console.log(answers.every((answer, i) => answer === `re: ${i}`), answers.length);
  server.maxConnections = 0;
  server.on('drop', () => console.log('dropped'));
  net.connect(port, '127.0.0.1').on('close', () => server.close(() => console.log('closed'))).resume();
});
