// Headers that must be refused, each with its code.
const http = require('node:http');
const { send, listen } = require('./exchange.cjs');
const attempts = [
  (r) => r.setHeader('bad name', 'x'),
  (r) => r.setHeader('X', 'line\nbreak'),
  (r) => r.setHeader('X', undefined),
  (r) => r.writeHead(99),
  (r) => r.writeHead(1000),
  (r) => {
    r.write('started');
    r.setHeader('X-Late', '1');
  },
  (r) => {
    r.end();
    r.write('after end');
  },
];
const server = http.createServer((request, response) => {
  response.on('error', (error) => console.log('error event', error.code));
  try {
    attempts[Number(request.url.slice(1))](response);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
  response.end();
});
listen(server).then(async (port) => {
  for (const i of attempts.keys()) await send(port, 'GET', `/${i}`, { quiet: true });
  server.close();
});
