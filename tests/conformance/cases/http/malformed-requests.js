// What is not HTTP is answered by 400 (or the right 4xx) and clientError tells why.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.sendDate = false;
  response.end('fine');
});
server.on('clientError', (error, socket) => {
  console.log('clientError', error.code, error.reason ?? '');
  socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
});
const plain = http.createServer((request, response) => {
  response.sendDate = false;
  response.end('fine');
});
const raw = (port, bytes) =>
  new Promise((resolve) => {
    const socket = net.connect(port, () => socket.write(bytes));
    let text = '';
    socket.on('data', (part) => (text += part));
    socket.on('close', () => resolve(text.replace(/Date: .*?GMT/, 'Date: <date>')));
    socket.on('error', (error) => console.log(error.code));
  });
(async () => {
  const port = await listen(server);
  const bad = [
    'NONSENSE\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nBad Header\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
  ];
  for (const bytes of bad) console.log(JSON.stringify(await raw(port, bytes)));
  const plainPort = await listen(plain);
  console.log(JSON.stringify(await raw(plainPort, 'nonsense\r\n\r\n')));
  console.log(JSON.stringify(await raw(plainPort, 'GET / HTTP/1.1\r\n\r\n')));
  console.log(JSON.stringify(await raw(plainPort, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)));
  server.close();
  plain.close();
})();
