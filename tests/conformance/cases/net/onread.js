// A socket with a buffer of its own to read into: one call for each time that it is full, the buffers that its function gives, and pauses.
const net = require('node:net');

const bytes = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
const server = net.createServer((socket) => socket.on('error', ({ code }) => console.log(code)).end(bytes)).listen(0, async () => {
  const read = (name, buffer, callback) => new Promise((resolve) => {
    let paused = false;
    const socket = net.connect({
      port: server.address().port,
      onread: {
        buffer,
        callback(count, given) {
          console.log(name, count, paused, given[0], given[count - 1]);
          return callback(socket, (is) => (paused = is));
        },
      },
    }).on('close', resolve);
  });
  await read('one', Buffer.alloc(40), () => true);
  const pool = [Buffer.alloc(30), Buffer.alloc(30)];
  let turn = 0;
  await read('pool', () => pool[turn++ % 2], () => true);
  await read('paused', Buffer.alloc(40), (socket, set) => {
    set(true);
    setTimeout(() => {
      set(false);
      socket.resume();
    }, 20);
    return false;
  });
  await read('destroyed', Buffer.alloc(40), (socket) => void socket.destroy());
  server.close();
});
