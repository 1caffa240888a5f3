// X509Certificate: what it reads in certificates of many kinds, whom they are for, and who issued them.
const { X509Certificate, createPrivateKey, createPublicKey } = require('node:crypto');
const attempt = require('./attempt.cjs');
const fixtures = require('./certificates.json');

const read = Object.fromEntries(Object.entries(fixtures).map(([name, { cert }]) => [name, new X509Certificate(cert)]));

for (const [name, certificate] of Object.entries(read)) {
  console.log(name, certificate);
  console.log(JSON.stringify([certificate.subject, certificate.subjectAltName, certificate.infoAccess]));
  const legacy = certificate.toLegacyObject();
  console.log(legacy, legacy.raw.equals(certificate.raw), legacy.pubkey?.toString('hex'));
  console.log(certificate.ca, certificate.publicKey.asymmetricKeyType, certificate.publicKey.asymmetricKeyDetails);
  console.log(certificate.toString() === fixtures[name].cert, JSON.stringify(certificate) === JSON.stringify(fixtures[name].cert), certificate.issuerCertificate);
  console.log(new X509Certificate(certificate.raw).fingerprint === certificate.fingerprint);
  if (fixtures[name].key) {
    const key = createPrivateKey({ key: fixtures[name].key, passphrase: fixtures[name].passphrase });
    console.log('its key', certificate.checkPrivateKey(key), read.root.checkPrivateKey(key), certificate.publicKey.equals(createPublicKey(key)));
  }
}

for (const [name, certificate] of Object.entries(read)) {
  const issuers = Object.entries(read).filter(([, other]) => certificate.checkIssued(other)).map(([issuer]) => issuer);
  const signers = Object.entries(read).filter(([, other]) => certificate.verify(other.publicKey)).map(([signer]) => signer);
  console.log(name, 'issued by', issuers, 'signed by', signers);
}

const { leaf, names, self, client } = read;
for (const host of ['localhost', 'LOCALHOST', 'a.example.test', 'a.b.example.test', '.example.test', 'example.test', 'xn--a.example.test', '*.example.test', 'a_b.example.test', 'other', '', '127.0.0.1']) {
  for (const options of [undefined, { wildcards: false }, { partialWildcards: false }, { multiLabelWildcards: true }, { singleLabelSubdomains: true }, { subject: 'always' }]) {
    console.log('host', host, options, leaf.checkHost(host, options));
  }
}
for (const subject of ['default', 'always', 'never']) {
  console.log(subject, names.checkHost('rsa.test', { subject }), client.checkHost('client', { subject }), client.checkHost('CLIENT', { subject }), self.checkHost('localhost', { subject }));
  console.log(subject, names.checkEmail('me@rsa.test', { subject }), leaf.checkEmail('a@b.test', { subject }), leaf.checkEmail('a@B.test', { subject }), leaf.checkEmail('A@b.test', { subject }));
}
for (const ip of ['127.0.0.1', '127.0.0.2', '::1', '0:0:0:0:0:0:0:1', '::2']) console.log('ip', ip, leaf.checkIP(ip), self.checkIP(ip), names.checkIP(ip));
attempt('no ip', () => leaf.checkIP('localhost'));
attempt('zero in a host', () => leaf.checkHost('local\0host'));
attempt('zero in an address', () => leaf.checkEmail('a\0@b.test'));
attempt('a subject that is none', () => leaf.checkHost('a', { subject: 'x' }));
attempt('no key', () => leaf.verify('x'));
attempt('a private key', () => leaf.verify(createPrivateKey(fixtures.leaf.key)));

attempt('nothing', () => new X509Certificate(''));
attempt('a number', () => new X509Certificate(1));
attempt('text', () => new X509Certificate('hello'));
attempt('a key', () => new X509Certificate(fixtures.leaf.key));
attempt('no base64', () => new X509Certificate('-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----'));
attempt('no certificate', () => new X509Certificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'));
attempt('other DER', () => new X509Certificate(Buffer.from('3003020105', 'hex')));
attempt('cut short', () => new X509Certificate(leaf.raw.subarray(0, 200)));
attempt('text around', () => new X509Certificate(`before\n${fixtures.leaf.cert}after\n${fixtures.self.cert}`).subject);
