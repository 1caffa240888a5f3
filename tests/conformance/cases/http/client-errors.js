// Refused, aborted, hung up, timed out: the codes a client sees.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  if (request.url === '/hangup') request.socket.destroy();
  if (request.url === '/cut') {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('only this');
    setTimeout(() => request.socket.destroy(), 5);
  }
});
const attempt = (options, use = () => {}) =>
  new Promise((resolve) => {
    const request = http.get({ agent: false, ...options }, (response) => {
      response.on('error', (error) => resolve(`response ${error.code} ${error.message}`));
      response.on('end', () => resolve('ended'));
      response.resume();
    });
    request.on('error', (error) => resolve(`request ${error.code} ${error.message.replace(/\d{4,}/, 'PORT')}`));
    use(request);
  });
listen(server).then(async (port) => {
  console.log(await attempt({ port, path: '/hangup' }));
  console.log(await attempt({ port, path: '/cut' }));
  console.log(await attempt({ port, path: '/never' }, (request) => request.setTimeout(20, () => request.destroy(new Error('timed out by the case')))));
  console.log(await attempt({ port, path: '/never', signal: AbortSignal.timeout(20) }));
  server.closeAllConnections();
  server.close();
  console.log(await attempt({ port: 1, host: '127.0.0.1' }));
});
