// What is written at once comes in pieces of 64 KB at most.
const net = require('node:net');

const server = net.createServer((socket) => {
  const lengths = [];
  socket.on('data', ({ length }) => lengths.push(length));
  socket.on('end', () => {
    console.log(Math.max(...lengths), lengths.reduce((sum, length) => sum + length));
    server.close();
  });
}).listen(0, () => net.connect(server.address().port).end(Buffer.alloc(3e6)));
