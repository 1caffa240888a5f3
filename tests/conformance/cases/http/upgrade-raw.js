// Upgrade: the server's 'upgrade' event, bytes both ways, the client's 'upgrade' event, and a server without a listener.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const server = http.createServer((req, res) => res.end('plain ' + req.headers.upgrade));
server.on('upgrade', (req, socket, head) => {
  console.log('upgrade', req.url, req.headers.upgrade, req.headers.connection, head.toString());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello');
  socket.on('data', (d) => socket.write(`echo ${d}`));
  socket.on('end', () => { console.log('server end'); socket.end(); });
});
listen(server).then(async (port) => {
  await new Promise((resolve) => {
    const req = http.request({ port, host: '127.0.0.1', path: '/chat', headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
    req.on('response', () => console.log('not a response'));
    req.on('upgrade', (res, socket, head) => {
      console.log('client upgrade', res.statusCode, res.statusMessage, res.headers, head.toString());
      socket.once('data', (d) => { console.log(String(d)); socket.end(); });
      socket.on('close', resolve);
      socket.write('one');
    });
    req.end();
  });
  const socket = net.connect(port, '127.0.0.1', () => socket.write('GET /early HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly bytes'));
  let text = '';
  socket.on('data', (d) => { text += d; if (text.endsWith('hello')) socket.end(); });
  await new Promise((resolve) => socket.on('close', resolve));
  console.log(JSON.stringify(text));
  server.removeAllListeners('upgrade');
  await new Promise((resolve) => http.get({ port, host: '127.0.0.1', agent: false, headers: { Connection: 'Upgrade', Upgrade: 'x' } }, (res) => { res.setEncoding('utf8').on('data', (d) => console.log(res.statusCode, d)).on('end', resolve); }));
  const refusing = http.createServer();
  refusing.on('upgrade', (_req, socket) => { socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'); });
  const p = await listen(refusing);
  await new Promise((resolve) => http.get({ port: p, host: '127.0.0.1', headers: { Connection: 'Upgrade', Upgrade: 'x' } }, (res) => { console.log(res.statusCode); res.resume().on('end', resolve); }));
  refusing.close(); server.close(() => console.log('closed'));
});
