// close waits for what is running and refuses what comes after; closeIdleConnections; listening twice.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => setTimeout(() => response.end('late but whole'), 20));
listen(server).then((port) => {
  console.log(server.listening);
  http.get({ port, agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => console.log(text));
  });
  server.once('request', () => {
    server.close((error) => {
      console.log('closed', error);
      server.close((again) => console.log(again.code));
    });
    console.log(server.listening, server.address());
    http.get({ port, agent: false }).on('error', (error) => console.log(error.code));
  });
  try {
    server.listen(port);
  } catch (error) {
    console.log(error.code);
  }
});
