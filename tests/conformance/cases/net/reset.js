// destroy with unread data resets the other end; resetAndDestroy does so always.
const net = require('node:net');
const server = net.createServer((socket) => {
  socket.on('error', (error) => console.log('server', error.code));
  socket.on('close', () => server.close(() => console.log('closed')));
  socket.write('hello');
});
server.listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1', () => {
    socket.once('data', () => socket.resetAndDestroy());
  });
});
