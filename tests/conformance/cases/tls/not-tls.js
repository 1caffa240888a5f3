// A side that speaks something else.
const tls = require('node:tls');
const net = require('node:net');
const http = require('node:http');
const { once } = require('node:events');
const F = require('./certificates.json');

const closed = (socket) => new Promise((resolve) => socket.on('close', resolve));
const told = (error) => [error.code, error.reason, error.library, /error:[0-9A-F]{8}:/.test(error.message) ? '' : error.message];

(async () => {
  const server = tls.createServer({ key: F.self.key, cert: F.self.cert });
  server.on('tlsClientError', (error) => console.log('server', ...told(error)));
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  for (const text of ['GET / HTTP/1.1\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\n\r\n', 'hello, are you there?', Buffer.from('1603010005010000010001', 'hex'), Buffer.from('170303000141', 'hex'), Buffer.from('1603', 'hex')]) {
    const socket = net.connect(port, 'localhost');
    socket.on('error', () => {});
    const answer = [];
    socket.on('data', (bytes) => answer.push(bytes));
    socket.write(text);
    if (text.length === 2) socket.end();
    await closed(socket);
    console.log(JSON.stringify(String(text)), Buffer.concat(answer).toString('hex'));
  }
  await new Promise((resolve) => {
    http.get({ port, host: 'localhost' }, () => {}).on('error', (error) => resolve(console.log('http', error.code, error.message)));
  });
  server.close();

  const plain = http.createServer((request, response) => response.end('plain')).listen(0);
  await once(plain, 'listening');
  const client = tls.connect({ port: plain.address().port, host: 'localhost' });
  client.on('error', (error) => console.log('client', ...told(error)));
  await closed(client);
  plain.close();

  const silent = net.createServer((socket) => socket.end().resume()).listen(0);
  await once(silent, 'listening');
  const cut = tls.connect({ port: silent.address().port, host: 'localhost' });
  cut.on('error', (error) => console.log('cut', error.code, error.message, error.host));
  await closed(cut);
  silent.close();

  const slow = tls.createServer({ key: F.self.key, cert: F.self.cert, handshakeTimeout: 100 });
  slow.listen(0);
  await once(slow, 'listening');
  const waiting = net.connect(slow.address().port, 'localhost');
  waiting.on('error', () => {});
  const [error] = await once(slow, 'tlsClientError');
  console.log('slow', error.code, error.message);
  waiting.destroy();
  slow.close();
})();
