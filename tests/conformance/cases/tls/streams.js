// TLS over other streams than TCP, and what passes through it: over a Duplex, over TLS, on a connection that began without it; much at once, slowly read.
const tls = require('node:tls');
const net = require('node:net');
const { duplexPair } = require('node:stream');
const { once } = require('node:events');
const { createHash } = require('node:crypto');
const F = require('./certificates.json');

const own = { key: F.self.key, cert: F.self.cert };
const trusting = { ca: F.self.cert, host: 'localhost' };

async function listening(server) {
  server.listen(0);
  await once(server, 'listening');
  return server.address().port;
}
const textOf = (stream) => new Promise((resolve) => {
  let text = '';
  stream.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
});

async function overDuplex() {
  const [a, b] = duplexPair();
  const server = new tls.TLSSocket(a, { isServer: true, ...own });
  const client = tls.connect({ socket: b, ...trusting });
  await once(client, 'secureConnect');
  console.log('duplex', client.authorized, client.getProtocol(), client.remoteAddress);
  client.end('over a duplex');
  console.log(await textOf(server));
  server.end('and back');
  console.log(await textOf(client));
}

async function overTls() {
  const inner = tls.createServer({ key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert }, (socket) => socket.pipe(socket));
  const outer = tls.createServer(own, (socket) => inner.emit('connection', socket));
  const port = await listening(outer);
  const first = tls.connect({ port, ...trusting });
  await once(first, 'secureConnect');
  const second = tls.connect({ socket: first, ca: F.root.cert, host: 'localhost' });
  await once(second, 'secureConnect');
  second.end('twice');
  console.log('tls over tls', second.authorized, await textOf(second));
  outer.close();
}

async function upgraded() {
  const server = net.createServer((socket) => {
    socket.once('data', (bytes) => {
      console.log('plain', String(bytes));
      socket.write('go on');
      const secured = new tls.TLSSocket(socket, { isServer: true, secureContext: tls.createSecureContext(own) });
      secured.on('secure', () => console.log('upgraded', secured.getCipher().version));
      secured.on('data', (data) => secured.end(`secured ${data}`));
    });
  });
  const port = await listening(server);
  const socket = net.connect(port, 'localhost');
  socket.write('STARTTLS');
  await once(socket, 'data');
  const client = tls.connect({ socket, ...trusting });
  client.write('hello');
  console.log(await textOf(client));
  await new Promise((resolve) => server.close(resolve));
}

async function large() {
  const bytes = Buffer.alloc(3_000_000, 'backlot ');
  const sum = (of) => createHash('sha256').update(of).digest('hex').slice(0, 16);
  const server = tls.createServer(own, (socket) => socket.end(bytes));
  const port = await listening(server);
  const client = tls.connect({ port, ...trusting });
  await once(client, 'secureConnect');
  client.pause();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const chunks = [];
  client.on('data', (chunk) => {
    chunks.push(chunk);
    if (chunks.length % 50 === 0) {
      client.pause();
      setImmediate(() => client.resume());
    }
  });
  client.resume();
  await once(client, 'end');
  console.log('large', sum(Buffer.concat(chunks)) === sum(bytes), client.bytesRead >= bytes.length);
  server.close();
}

async function writes() {
  const server = tls.createServer(own, (socket) => {
    const fragment = [socket.setMaxSendFragment(512), socket.setMaxSendFragment(100)];
    socket.setEncoding('utf8');
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.on('end', () => socket.end(`${fragment} ${text.length} ${text.slice(-4)}`));
  });
  const port = await listening(server);
  const client = tls.connect({ port, allowHalfOpen: true, ...trusting });
  // Before the handshake is over.
  client.write('a'.repeat(1000), () => console.log('first written'));
  client.write(Buffer.from('b'));
  client.cork();
  client.write('ü', 'latin1');
  client.write('7a7a', 'hex');
  client.uncork();
  client.end('end.', () => console.log('finished'));
  console.log(await textOf(client));
  server.close();
}

(async () => {
  await overDuplex();
  await overTls();
  await upgraded();
  await large();
  await writes();
})();
