// A reader that pauses makes the writer wait; nothing is lost.
const net = require('node:net');
const CHUNK = Buffer.alloc(65536, 'z');
const TOTAL = 200;
let full = 0;
const server = net.createServer((socket) => {
  let sent = 0;
  (function more() {
    while (sent < TOTAL) {
      sent += 1;
      if (!socket.write(CHUNK)) {
        full += 1;
        return socket.once('drain', more);
      }
    }
    socket.end();
  })();
});
server.listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1');
  let size = 0;
  socket.on('data', (data) => {
    if (size === 0) {
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    }
    size += data.length;
  });
  socket.on('end', () => {
    console.log(size === TOTAL * CHUNK.length, full > 0);
    server.close();
  });
});
