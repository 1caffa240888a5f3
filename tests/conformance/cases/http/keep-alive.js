// An agent that keeps connections reuses one for requests after one another.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
let connections = 0;
const server = http.createServer((request, response) => response.end(`${request.headers.connection} ${connections}`));
server.on('connection', () => (connections += 1));
const agent = new http.Agent({ keepAlive: true });
const get = (port, path) =>
  new Promise((resolve) => {
    const request = http.get({ port, path, agent }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(`${text} reused ${request.reusedSocket} ${response.headers.connection} ${response.headers['keep-alive']}`));
    });
  });
listen(server).then(async (port) => {
  console.log(await get(port, '/1'));
  await new Promise(setImmediate);
  console.log(await get(port, '/2'));
  await new Promise(setImmediate);
  console.log(await get(port, '/3'));
  agent.destroy();
  server.close(() => console.log('closed'));
});
