// CONNECT: a tunnel to a TCP server, and extended CONNECT (RFC 8441) with a protocol.
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');

const target = net.createServer((socket) => socket.on('data', (bytes) => socket.end(`target got ${bytes}`)));
const proxy = http2.createServer({ settings: { enableConnectProtocol: true } });
proxy.on('stream', (stream, headers) => {
  console.log(headers[':method'], headers[':protocol'], headers[':path'], headers[':scheme'], typeof headers[':authority']);
  if (headers[':protocol'] !== undefined) {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
    return;
  }
  const socket = net.connect(Number(headers[':authority'].split(':')[1]), '127.0.0.1', () => {
    stream.respond();
    socket.pipe(stream).pipe(socket);
  });
});

async function text(stream) {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}

target.listen(0, '127.0.0.1', () =>
  proxy.listen(0, async () => {
    const client = http2.connect(`http://localhost:${proxy.address().port}`);
    const [settings] = await once(client, 'remoteSettings');
    console.log('enabled', settings.enableConnectProtocol);
    const tunnel = client.request({ ':method': 'CONNECT', ':authority': `localhost:${target.address().port}` });
    const [head] = await Promise.all([once(tunnel, 'response'), tunnel.write('through the tunnel')]);
    console.log(head[0][':status'], await text(tunnel));
    tunnel.end();
    const socket = client.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/chat' });
    socket.write('one ');
    socket.end('two');
    console.log(await text(socket));
    client.close();
    proxy.close();
    target.close();
  }),
);
