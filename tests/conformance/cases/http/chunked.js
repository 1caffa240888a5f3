// A response of unknown length is chunked; the client sees whole chunks; trailers come after.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.setHeader('Trailer', 'X-Check');
  response.write('one');
  setTimeout(() => response.write('two'), 5);
  setTimeout(() => {
    response.addTrailers({ 'X-Check': 'summed' });
    response.end('three');
  }, 10);
});
listen(server).then((port) => {
  http.get({ port, agent: false }, (response) => {
    console.log(response.headers['transfer-encoding'], response.headers['content-length']);
    response.on('data', (chunk) => console.log('chunk', String(chunk)));
    response.on('end', () => {
      console.log(response.trailers, response.complete);
      server.close();
    });
  });
});
