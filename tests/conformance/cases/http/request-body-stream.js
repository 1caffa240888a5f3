// A request body arrives in pieces and can be iterated; backwards it is echoed as it comes.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer(async (request, response) => {
  let size = 0;
  for await (const chunk of request) size += chunk.length;
  response.end(`${size} ${request.headers['transfer-encoding']} ${request.complete}`);
});
listen(server).then((port) => {
  const request = http.request({ port, method: 'PUT', agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => console.log(text));
    response.on('end', () => server.close());
  });
  let sent = 0;
  (function more() {
    if (sent === 200) return request.end();
    sent += 1;
    if (request.write(Buffer.alloc(10_000, 'x'))) setImmediate(more);
    else request.once('drain', more);
  })();
});
