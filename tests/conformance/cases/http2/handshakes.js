// Sessions over sockets that the program made; peers that do not speak HTTP/2, one way and the other.
const http2 = require('node:http2');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

async function own() {
  const server = net.createServer((socket) => {
    const session = http2.performServerHandshake(socket, { settings: { maxConcurrentStreams: 3 } });
    session.on('stream', (stream) => {
      stream.respond({ ':status': 200, 'x-server': String(session.server), 'x-type': session.type });
      stream.end('over a socket of its own');
    });
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const client = http2.connect('http://example.com', { createConnection: () => net.connect(port) });
  const stream = client.request();
  const [headers] = await once(stream, 'response');
  console.log(headers[':status'], headers['x-server'], headers['x-type'], client.remoteSettings.maxConcurrentStreams);
  for await (const chunk of stream) console.log(String(chunk));
  const { socket } = client;
  console.log(socket.remotePort === port, socket instanceof net.Socket, typeof socket.setTimeout);
  for (const action of ['pause', 'write', 'end']) {
    try {
      socket[action]();
    } catch (error) {
      console.log(action, error.code);
    }
  }
  client.close();
  await once(client, 'close');
  server.close();
}

async function strangers() {
  const old = http.createServer((request, response) => response.end('HTTP/1.1'));
  old.listen(0);
  await once(old, 'listening');
  const client = http2.connect(`http://localhost:${old.address().port}`);
  const stream = client.request();
  stream.on('error', (error) => console.log('stream', error.code, error.errno, error.message));
  client.on('error', (error) => console.log('client', error.code, error.errno, error.message));
  await new Promise((resolve) => client.on('close', resolve));
  old.close();
  old.closeAllConnections();

  const server = http2.createServer();
  server.on('sessionError', (error) => console.log('session', error.code, error.message));
  server.listen(0);
  await once(server, 'listening');
  const request = http.get({ port: server.address().port });
  request.on('response', () => console.log('a response'));
  const [error] = await once(request, 'error');
  console.log('http', error.code.startsWith('HPE_'));
  server.close();
}

async function nobody() {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  const client = http2.connect(`http://localhost:${port}`);
  client.on('error', (error) => console.log('client', error.code, client.destroyed));
  const stream = client.request();
  stream.on('error', (error) => console.log('stream', error.code, error.message.includes('ECONNREFUSED')));
  await new Promise((resolve) => client.on('close', resolve));
  try {
    http2.connect('ftp://localhost');
  } catch (error) {
    console.log(error.code);
  }
}

own().then(strangers).then(nobody);
