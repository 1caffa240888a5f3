// HTTP/2 over TLS, agreed on by ALPN, and HTTP/1.1 beside it.
const http2 = require('node:http2');
const https = require('node:https');
const { once } = require('node:events');
const F = require('./certificates.json');

(async () => {
  const server = http2.createSecureServer({ key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert, allowHTTP1: true }, (request, response) => {
    response.end(JSON.stringify([request.httpVersion, request.method, request.url, request.socket.alpnProtocol, request.socket.encrypted]));
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const session = http2.connect(`https://localhost:${port}`, { ca: F.root.cert });
  await once(session, 'connect');
  console.log(session.alpnProtocol, session.encrypted, session.socket.authorized);
  const stream = session.request({ ':path': '/two' });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  await once(stream, 'end');
  console.log(text);
  await new Promise((resolve) => session.close(resolve));
  await new Promise((resolve) => {
    https.get({ port, host: 'localhost', path: '/one', ca: F.root.cert, agent: false }, (response) => {
      response.on('data', (chunk) => console.log(String(chunk))).on('end', resolve);
    });
  });
  server.close(() => console.log('closed'));
})();
