// close waits for what is running and refuses what comes after; listening twice; closing twice.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
// By exchange: which of the two ends first is up to the machine.
const log = { server: [], first: [], second: [] };
const server = http.createServer((request, response) => setTimeout(() => response.end('late but whole'), 20));
listen(server).then((port) => {
  try {
    server.listen(port);
  } catch (error) {
    console.log(error.code);
  }
  console.log(server.listening);
  http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => log.first.push(text));
  });
  server.once('request', () => {
    server.close((error) => {
      log.server.push(`closed ${error}`);
      server.close((again) => log.server.push(again.code));
    });
    console.log(server.listening, server.address());
    http.get({ port, host: '127.0.0.1', agent: false }).on('error', (error) => log.second.push(error.code));
  });
});
process.on('exit', () => console.log(log));
