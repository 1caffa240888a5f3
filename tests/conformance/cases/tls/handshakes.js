// What both sides of a connection are told: certificates, names, protocols, and what goes wrong.
const tls = require('node:tls');
const F = require('./certificates.json');

/** Errors of OpenSSL have a thread and a line of C in their message. */
const told = (error) => [error.code, error.reason, error.library, /error:[0-9A-F]{8}:/.test(error.message) ? '' : error.message];

async function run(name, ofServer, ofClient) {
  const server = tls.createServer({ key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert, ecdhCurve: 'X25519', ...ofServer });
  const logs = { client: [], server: [] };
  const log = (side, ...entries) => logs[side].push(entries);
  const over = new Promise((resolve) => server.on('tlsClientError', resolve).on('connection', (socket) => socket.on('close', resolve)));
  server.on('secureConnection', (socket) => {
    log('server', 'secure', socket.authorized, socket.authorizationError, socket.servername, socket.alpnProtocol, socket.getProtocol(), socket.getPeerCertificate().subject, socket.getCipher().name, socket.encrypted, socket.isSessionReused());
    socket.on('data', (bytes) => {
      log('server', 'data', String(bytes));
      socket.end(`answer to ${bytes}`);
    });
    socket.on('end', () => log('server', 'end'));
    socket.on('close', (hadError) => log('server', 'close', hadError));
    socket.on('error', (error) => log('server', 'error', ...told(error)));
  });
  server.on('tlsClientError', (error) => log('server', 'tlsClientError', ...told(error)));
  await new Promise((resolve) => server.listen(0, resolve));
  const client = tls.connect({ port: server.address().port, host: 'localhost', ca: F.root.cert, ecdhCurve: 'X25519', ...ofClient });
  client.on('secureConnect', () => {
    log('client', 'secure', client.authorized, client.authorizationError, client.servername, client.alpnProtocol, client.getCipher(), client.getEphemeralKeyInfo(), client.isSessionReused());
    const certificate = client.getPeerCertificate(true);
    log('client', certificate.subject, certificate.issuerCertificate?.subject, certificate.issuerCertificate?.issuerCertificate?.subject, client.getPeerX509Certificate().subject);
    log('client', client.getCertificate()?.subject, client.getFinished().length, client.getPeerFinished().length);
    client.write('hi');
  });
  client.on('session', (session) => log('client', 'session', Buffer.isBuffer(session)));
  client.on('data', (bytes) => log('client', 'data', String(bytes)));
  client.on('end', () => log('client', 'end'));
  client.on('error', (error) => log('client', 'error', ...told(error)));
  await new Promise((resolve) => client.on('close', (hadError) => resolve(log('client', 'close', hadError))));
  await over;
  await new Promise((resolve) => server.close(resolve));
  console.log(`--- ${name}`);
  for (const [side, entries] of Object.entries(logs)) for (const entry of entries) console.log(side, ...entry);
}

(async () => {
  await run('a chain to a trusted root', {}, {});
  await run('nobody trusted', {}, { ca: undefined });
  await run('a self-signed certificate', { key: F.self.key, cert: F.self.cert }, {});
  await run('a self-signed certificate, trusted', { key: F.self.key, cert: F.self.cert }, { ca: F.self.cert });
  await run('without what is between', { cert: F.leaf.cert }, {});
  await run('what is between is known to the server', { cert: F.leaf.cert, ca: F.intermediate.cert }, {});
  await run('another root in the chain', { cert: F.leaf.cert + F.intermediate.cert + F.root.cert }, { ca: F.client.cert });
  await run('part of a chain trusted', { cert: F.leaf.cert }, { ca: F.intermediate.cert });
  await run('part of a chain trusted, and that is enough', { cert: F.leaf.cert }, { ca: F.intermediate.cert, allowPartialTrustChain: true });
  await run('another name', {}, { servername: 'nope.test' });
  await run('a name with a wildcard', {}, { servername: 'a.example.test' });
  await run('not verified', {}, { ca: undefined, rejectUnauthorized: false });
  await run('verified by the program', {}, { checkServerIdentity: (host, certificate) => Object.assign(new Error(`${host} ${certificate.subject.CN}`), { code: 'MINE' }) });
  await run('expired', { key: F.expired.key, cert: F.expired.cert }, { servername: 'expired.test' });
  await run('RSA', { key: F.rsaLeaf.key, cert: F.rsaLeaf.cert }, {});
  await run('Ed25519', { key: F.ed25519.key, cert: F.ed25519.cert }, { ca: F.ed25519.cert, servername: 'ed.test' });
  await run('P-384', { key: F.p384.key, cert: F.p384.cert }, { ca: F.p384.cert, servername: 'p384.test' });
  await run('a key with a passphrase', F.encrypted, { ca: F.self.cert });
  await run('two keys', { key: [F.rsaLeaf.key, F.leaf.key], cert: [F.rsaLeaf.cert, F.leaf.cert + F.intermediate.cert] }, {});
  await run('a protocol of both', { ALPNProtocols: ['h2', 'http/1.1'] }, { ALPNProtocols: ['http/1.1', 'h2'] });
  await run('no protocol of both', { ALPNProtocols: ['h2'] }, { ALPNProtocols: ['http/1.1'] });
  await run('protocols of the client only', {}, { ALPNProtocols: ['http/1.1'] });
  await run('protocols of the server only', { ALPNProtocols: ['http/1.1'] }, {});
  await run('a protocol chosen by the program', { ALPNCallback: ({ servername, protocols }) => (servername === 'localhost' ? protocols[1] : undefined) }, { ALPNProtocols: ['a', 'b'], servername: 'localhost' });
  await run('none chosen by the program', { ALPNCallback: () => undefined }, { ALPNProtocols: ['a', 'b'] });
  await run('ChaCha20', { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }, {});
  await run('AES-128', {}, { ciphers: 'TLS_AES_128_GCM_SHA256' });
  await run('no cipher of both', { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }, { ciphers: 'TLS_AES_128_GCM_SHA256' });
  await run('P-256', { ecdhCurve: 'P-256' }, { ecdhCurve: 'X25519:P-256:P-384' });
  await run('P-521', { ecdhCurve: 'P-521' }, { ecdhCurve: 'X25519:P-521' });
  await run('no group of both', { ecdhCurve: 'P-521' }, { ecdhCurve: 'X25519' });
  await run('no key', { key: undefined, cert: undefined }, {});
  await run('a client certificate', { requestCert: true, ca: F.root.cert }, { key: F.client.key, cert: F.client.cert });
  await run('no client certificate', { requestCert: true, ca: F.root.cert, rejectUnauthorized: false }, {});
  await run('a client certificate of a stranger', { requestCert: true, ca: F.root.cert, rejectUnauthorized: false }, { key: F.self.key, cert: F.self.cert });
  await run('a client certificate that nobody asked for', {}, { key: F.client.key, cert: F.client.cert });
})();
