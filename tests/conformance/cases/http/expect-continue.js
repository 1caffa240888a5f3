// 100-continue, early hints and switching protocols by upgrade.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.writeEarlyHints({ link: '</style.css>; rel=preload' });
  request.resume().on('end', () => response.end('got it'));
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  socket.pipe(socket);
});
listen(server).then((port) => {
  const request = http.request({ port, method: 'POST', agent: false, headers: { Expect: '100-continue', 'Content-Length': 2 } }, (response) => {
    console.log(response.statusCode);
    response.resume().on('end', upgrade);
  });
  request.on('continue', () => {
    console.log('continue');
    request.end('ok');
  });
  request.on('information', (info) => console.log('information', info.statusCode, info.headers));
  request.flushHeaders();
  function upgrade() {
    const asking = http.request({ port, agent: false, headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
    asking.on('upgrade', (response, socket) => {
      console.log('upgrade', response.statusCode, response.headers.upgrade);
      socket.once('data', (data) => {
        console.log(String(data));
        socket.end();
        server.close();
      });
      socket.write('echoed');
    });
    asking.end();
  }
});
