// HTTP/2 over TLS: ALPN, the fallback to HTTP/1.1, clients that offer neither, certificates that are refused, origins.
const http2 = require('node:http2');
const https = require('node:https');
const tls = require('node:tls');
const { once } = require('node:events');
const F = require('./certificates.json');

const identity = { key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert };
const ca = F.root.cert;

async function body(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

async function secure() {
  const server = http2.createSecureServer({ ...identity, origins: ['https://example.com'] }, (request, response) => {
    const { alpnProtocol, encrypted, servername } = request.socket;
    response.end([request.httpVersion, request.scheme, alpnProtocol, encrypted, servername, request.stream.session.alpnProtocol].join(' '));
  });
  server.on('unknownProtocol', (socket) => {
    console.log('unknownProtocol', socket.alpnProtocol);
    socket.destroy();
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const client = http2.connect(`https://localhost:${port}`, { ca });
  client.on('origin', (origins) => console.log('origin', origins));
  const stream = client.request({ ':path': '/' });
  const [headers] = await once(stream, 'response');
  console.log(headers[':status'], await body(stream));
  console.log(client.alpnProtocol, client.encrypted, client.socket.authorized, client.originSet.map((origin) => origin.replace(/\d+$/, '')));
  const upload = client.request({ ':method': 'POST' });
  upload.end(Buffer.alloc(300_000));
  console.log((await body(upload)).length);
  client.close();
  await once(client, 'close');

  const refused = http2.connect(`https://localhost:${port}`);
  refused.on('error', (error) => console.log('refused', error.code));
  await once(refused, 'close').catch(() => {});
  const plain = tls.connect({ port, ca, servername: 'localhost' });
  plain.on('error', (error) => console.log('plain', error.code));
  await new Promise((resolve) => plain.on('close', resolve));
  server.close();
}

async function fallback() {
  const server = http2.createSecureServer({ ...identity, allowHTTP1: true }, (request, response) => {
    response.setHeader('x-version', request.httpVersion);
    response.end(`${request.method} ${request.url} ${request.httpVersion === '2.0' ? request.stream.id : request.stream}`);
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const [response] = await once(https.get({ port, host: 'localhost', ca, path: '/old', agent: false }), 'response');
  console.log(response.httpVersion, response.headers['x-version'], await body(response));
  const client = http2.connect(`https://localhost:${port}`, { ca });
  console.log(await body(client.request({ ':path': '/new' })));
  client.close();
  server.close();
}

secure().then(fallback);
