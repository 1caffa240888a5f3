// Contexts by the name that a client asks for.
const tls = require('node:tls');
const { once } = require('node:events');
const F = require('./certificates.json');

const contexts = { leaf: { key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert }, p384: { key: F.p384.key, cert: F.p384.cert }, self: { key: F.self.key, cert: F.self.cert } };

async function ask(server, servername) {
  const client = tls.connect({ port: server.address().port, host: 'localhost', servername, rejectUnauthorized: false });
  const [event, error] = await new Promise((resolve) => {
    client.once('secureConnect', () => resolve(['secure']));
    client.once('error', (problem) => resolve(['error', problem]));
  });
  console.log(servername, event, event === 'secure' ? [client.getPeerCertificate().subject.CN, client.getPeerCertificate().serialNumber] : [error.code]);
  if (event === 'secure') client.resume().end();
  if (!client.closed) await once(client, 'close');
}

async function run(options, prepare = () => {}) {
  const server = tls.createServer({ ...contexts.self, ...options });
  const seen = [];
  server.on('secureConnection', (socket) => socket.end(String(seen.push(socket.servername))));
  server.on('tlsClientError', (error) => seen.push(/error:[0-9A-F]{8}:/.test(error.message) ? error.code : error.message));
  prepare(server);
  server.listen(0);
  await once(server, 'listening');
  for (const name of [undefined, 'a.example.test', 'P384.test', 'b.p384.test', 'other.test', 'late.test', 'bad.test', 'none.test']) await ask(server, name);
  await new Promise((resolve) => server.close(resolve));
  console.log(seen);
}

(async () => {
  await run({}, (server) => {
    server.addContext('*.example.test', contexts.leaf);
    server.addContext('p384.test', tls.createSecureContext(contexts.p384));
  });
  await run({
    SNICallback(name, done) {
      if (name === 'bad.test') return done(new Error('no such host'));
      if (name === 'late.test') return setTimeout(done, 20, null, tls.createSecureContext(contexts.p384));
      if (name === 'none.test') return done(null, {});
      return done(null, name.endsWith('example.test') ? tls.createSecureContext(contexts.leaf) : undefined);
    },
  });
})();
