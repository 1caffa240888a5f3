// write says false above the high-water mark and drain follows; finish and close come once.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  console.log(response.writableHighWaterMark, response.write('small'), response.write(Buffer.alloc(200_000)));
  response.once('drain', () => {
    console.log('drain');
    response.end();
  });
  response.on('finish', () => console.log('finish'));
  response.on('close', () => console.log('close', response.writableFinished));
});
listen(server).then((port) => {
  http.get({ port, agent: false }, (response) => {
    let size = 0;
    response.on('data', (chunk) => (size += chunk.length));
    response.on('end', () => setTimeout(() => (console.log(size), server.close()), 20));
  });
});
