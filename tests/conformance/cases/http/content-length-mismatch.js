// strictContentLength, and a body shorter or longer than it promised.
const http = require('node:http');
const { listen, send } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.strictContentLength = true;
  response.setHeader('Content-Length', 3);
  try {
    response.write('too long');
  } catch (error) {
    console.log(error.code, error.message);
    request.socket.destroy();
  }
});
listen(server).then(async (port) => {
  await send(port, 'GET', '/').catch((error) => console.log(error.code));
  server.close();
});
