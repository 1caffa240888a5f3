// Connect, write, half-close, close: events in order on both sides.
const net = require('node:net');
const log = [];
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('data', (data) => log.push(`server data ${data}`));
  socket.on('end', () => {
    log.push('server end');
    socket.end('bye');
  });
});
server.listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.on('connect', () => {
    log.push(`connected ${socket.remoteAddress} ${socket.remoteFamily} ${socket.readyState}`);
    socket.end('hello');
    log.push(socket.readyState);
  });
  socket.on('data', (data) => log.push(`client data ${data}`));
  socket.on('end', () => log.push('client end'));
  socket.on('close', (hadError) => {
    log.push(`client close ${hadError}`);
    server.close(() => {
      console.log(log.join('\n'));
      console.log(socket.bytesRead, socket.bytesWritten, socket.destroyed);
    });
  });
});
