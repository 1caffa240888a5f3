// --insecure-http-parser: a header's value with a control character is let through, with a warning.
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((request, response) => response.end(JSON.stringify(request.headers['x-odd']))).listen(0, () => {
  const socket = net.connect(server.address().port, () => socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-Odd: a\x08b\r\nConnection: close\r\n\r\n'));
  socket.on('data', (bytes) => console.log(String(bytes).split('\r\n').filter((line) => !line.startsWith('Date'))));
  socket.on('end', () => server.close());
});
