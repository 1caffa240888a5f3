// A parser that is freed while it parses takes no further request of the same packet.
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((request, response) => {
  console.log(request.url);
  request.socket.emit('close');
  response.end();
}).listen(0, () => {
  const client = net.connect(server.address().port).on('error', () => {});
  client.end('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  setTimeout(() => process.exit(0), 200);
});
