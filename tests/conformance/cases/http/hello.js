// The smallest server: headers that Node adds, in which order and case.
const http = require('node:http');
const { send, listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => response.end('hello\n'));
listen(server).then(async (port) => {
  await send(port, 'GET', '/');
  await send(port, 'HEAD', '/');
  await send(port, 'POST', '/', { headers: { 'Content-Length': 4 }, body: 'body' });
  server.close(() => console.log('closed'));
});
