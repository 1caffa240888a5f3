// Raw bytes on one connection: two requests at once are answered in order, byte for byte.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const server = http.createServer({ keepAliveTimeout: 5000 }, (request, response) => {
  response.sendDate = false;
  setTimeout(() => response.end(`for ${request.url}`), request.url === '/slow' ? 10 : 0);
});
listen(server).then((port) => {
  const socket = net.connect(port);
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (part) => (text += part));
  socket.on('close', () => {
    console.log(JSON.stringify(text));
    server.close();
  });
  socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /quick HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
});
