// Sessions that are resumed, keys that are exported and logged, and certificates seen again.
const tls = require('node:tls');
const { once } = require('node:events');
const F = require('./certificates.json');

async function connect(port, options = {}) {
  const client = tls.connect({ port, host: 'localhost', ca: F.root.cert, ...options });
  const sessions = [];
  client.on('session', (session) => sessions.push(session));
  await once(client, 'secureConnect');
  const peer = client.getPeerCertificate().subject?.CN;
  const reused = client.isSessionReused();
  client.write('x');
  let text = '';
  for await (const chunk of client) text += chunk;
  return { client, sessions, text, peer, reused };
}

(async () => {
  const seen = [];
  const server = tls.createServer({ key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert, ca: F.root.cert, requestCert: true, rejectUnauthorized: false }, (socket) => {
    seen.push([socket.isSessionReused(), socket.authorized, socket.authorizationError, socket.getPeerCertificate().subject?.CN]);
    socket.on('data', () => socket.end(socket.exportKeyingMaterial(16, 'EXPORTER-test', Buffer.from('context')).toString('hex')));
  });
  const lines = [];
  server.on('keylog', (line) => lines.push(String(line).replace(/ .*/s, '')));
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();

  const first = await connect(port, { key: F.client.key, cert: F.client.cert });
  console.log(first.reused, first.sessions.length, first.text.length);
  const [session] = first.sessions;
  const again = await connect(port, { session });
  console.log('resumed', again.reused, again.client.authorized, again.peer);
  const changed = Buffer.from(session);
  changed[changed.length - 1] ^= 1;
  const other = await connect(port, { session: first.sessions[1], servername: 'a.example.test' });
  console.log('for another name', other.reused);
  server.setTicketKeys(Buffer.alloc(48, 1));
  const after = await connect(port, { session: again.sessions[0] });
  console.log('after new keys', after.reused);
  console.log(seen);
  console.log([...new Set(lines)]);

  const client = tls.connect({ port, host: 'localhost', ca: F.root.cert, maxVersion: 'TLSv1.3' });
  const logged = [];
  client.on('keylog', (line) => logged.push(String(line).replace(/ [0-9a-f]+/g, ({ length }) => ` ${length - 1}`)));
  await once(client, 'secureConnect');
  console.log(logged);
  console.log(client.exportKeyingMaterial(20, 'EXPORTER-x').length, client.renegotiate({}, (error) => console.log('renegotiate', error.code)));
  for (const given of [[], [10], [10, 'x', 'y'], [0.5, 'x']]) {
    try {
      client.exportKeyingMaterial(...given);
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  setImmediate(() => {
    client.destroy();
    server.close();
  });
})();
