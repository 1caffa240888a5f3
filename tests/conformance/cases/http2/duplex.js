// Sessions over streams of JavaScript, in place of sockets.
const http2 = require('node:http2');
const { duplexPair } = require('node:stream');

const [clientSide, serverSide] = duplexPair();
const session = http2.performServerHandshake(serverSide);
session.on('stream', (stream, headers) => {
  console.log(headers[':path'], session.encrypted, session.alpnProtocol);
  stream.respond({ ':status': 200 });
  stream.pipe(stream);
});
session.on('close', () => console.log('session closed'));
const client = http2.connect('http://localhost:1', { createConnection: () => clientSide });
const stream = client.request({ ':method': 'POST', ':path': '/echo' });
stream.end('x'.repeat(100_000));
let length = 0;
stream.on('data', (chunk) => (length += chunk.length));
stream.on('end', () => {
  console.log('echoed', length);
  client.close(() => console.log('client closed'));
});
