// Addresses, states, timeouts, setNoDelay, pause and resume of sockets; the options of servers.
const net = require('node:net');
const server = net.createServer({ pauseOnConnect: true }, (socket) => {
  console.log('paused', socket.isPaused(), socket.remoteFamily, socket.localAddress, socket.timeout);
  socket.on('data', (data) => { console.log(String(data)); socket.end(); });
  setImmediate(() => socket.resume());
});
server.maxConnections = 1;
server.on('drop', (data) => console.log('drop', data.localAddress, data.remoteFamily));
server.listen({ port: 0, host: '127.0.0.1', backlog: 3 }, () => {
  const { port } = server.address();
  console.log(server.address().family, server.listening);
  const socket = net.createConnection(port, '127.0.0.1');
  console.log(socket.connecting, socket.pending, socket.readyState);
  socket.setTimeout(10_000);
  console.log(socket.timeout, socket.setNoDelay() === socket, socket.setKeepAlive(true, 5) === socket);
  socket.on('lookup', () => console.log('lookup'));
  socket.on('ready', () => console.log('ready'));
  socket.on('connect', () => {
    console.log(socket.connecting, socket.readyState, socket.remoteAddress, socket.remotePort === port, socket.address().family);
    const second = net.connect(port, '127.0.0.1');
    second.on('close', () => { console.log('second closed'); socket.write('hello'); });
    second.on('error', (error) => console.log(error.code));
  });
  socket.on('close', () => { console.log(socket.destroyed, socket.readyState); server.close(); });
});
for (const value of ['127.0.0.1', '::1', 'x', '::ffff:1.2.3.4', '']) console.log(value, net.isIP(value), net.isIPv4(value), net.isIPv6(value));
console.log(net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout());
