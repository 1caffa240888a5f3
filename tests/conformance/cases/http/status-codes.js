// STATUS_CODES and METHODS, and that 204 and 304 carry no body.
const http = require('node:http');
const { send, listen } = require('./exchange.cjs');
console.log(http.STATUS_CODES, http.METHODS.join(' '), http.maxHeaderSize);
const server = http.createServer((request, response) => {
  response.statusCode = Number(request.url.slice(1));
  response.end('a body that some statuses forbid');
});
listen(server).then(async (port) => {
  for (const status of [200, 204, 205, 304, 404, 418, 500, 599]) await send(port, 'GET', `/${status}`);
  server.close();
});
