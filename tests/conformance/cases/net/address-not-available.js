// An address that is no address of this machine: listened at, and connected from.
const http = require('node:http');
const net = require('node:net');

const tell = (name) => ({ message, code, syscall, address, port }) => console.log(name, { message, code, syscall, address, port });
const server = net.createServer().once('error', (error) => {
  tell('listen')(error);
  net.createServer().once('error', (error) => {
    tell('listen IPv6')(error);
    const answering = http.createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1', () => {
      http.get({ port: answering.address().port, host: '127.0.0.1', localAddress: '203.0.113.9' }, () => console.log('answered'))
        .on('error', ({ message, code, syscall }) => {
          console.log('from', message.replace(/:\d+$/, ':port'), code, syscall);
          http.get({ port: answering.address().port, host: '127.0.0.1', localAddress: '127.0.0.5' }, (response) => {
            console.log(response.statusCode);
            response.resume();
            answering.close();
          });
        });
    });
  }).listen(4100, '2001:db8::9');
});
server.listen(4100, '203.0.113.9');
