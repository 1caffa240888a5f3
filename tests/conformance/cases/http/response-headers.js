// setHeader, getHeader, removeHeader, appendHeader, writeHead with arrays, statusMessage.
const http = require('node:http');
const { send, listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.setHeader('X-One', 1);
  response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  response.appendHeader('X-More', 'first');
  response.appendHeader('X-More', 'second');
  response.setHeader('X-Gone', 'x');
  response.removeHeader('x-gone');
  console.log(response.getHeader('x-one'), response.getHeaderNames(), response.hasHeader('X-GONE'), response.headersSent);
  response.writeHead(299, 'Quite Fine', { 'X-Head': 'yes' });
  console.log(response.headersSent, response.statusCode);
  response.end('ok');
  console.log(response.writableEnded);
});
listen(server).then(async (port) => {
  const { headers } = await send(port, 'GET', '/');
  console.log(headers['set-cookie'], headers['x-more']);
  server.close();
});
