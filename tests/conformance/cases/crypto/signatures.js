// Keys of every kind: reading, writing and signing; what is fixed is compared byte by byte, the rest by round trips.
const crypto = require('node:crypto');
const rsaPem = `-----BEGIN RSA PRIVATE KEY-----
MIIBOwIBAAJBAKnoo064ATXbo2BKF7SVw5eT+lt/WOm5HPaSd71MJO26E41/snfe
UYewYs7ZqqbD8IJnkgx445GXHWRCOV83BMMCAwEAAQJAESOxjZhMLvWoBmeS+pl8
8IZx49b1ziXpQQpHX+YVd5F6nLHO9DWphDMbaXd9eYqrH1BoMj5CFQqpnbbDEgtp
MQIhANcJk5ZLYHbiBOFT7s7aE1RxpayVaBQC7IdiEEm+yJ1LAiEAykZV/kdXfWgd
Sj0Kk0T/bLUeE6zzciUdzRjpONI/42kCIEIhvNTc65bEHdIaWPgekxFGPjhcXnzB
BXMBUpcLaHEPAiEArdoWPx8CS38Y7Z3ZYQqEnuJsn2yfMRRFsOogSf4re0ECIQCv
SMvDqiefhZ5K36W7SvkGb0LSXdTsBLvi9p/hn6nhqQ==
-----END RSA PRIVATE KEY-----
`;
const ecPem = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg49uIZ/TcEvaTfNlC
K7yARFYSmEJkC1Ewc7I3RqDtdJ+hRANCAAQyCfyyYxVYvuqd6fKtiQbDmzKRnSM+
dILatPKxuG+9vyxbqDkUovgbu1DkuTQLNqG+GwR9XoVdaNwh9gOTsUVA
-----END PRIVATE KEY-----
`;
const data = Buffer.from('what is signed');
const attempt = require('./attempt.cjs');
const formats = (key) => {
  const types = key.type === 'public' ? ['spki'] : ['pkcs8'];
  if (key.asymmetricKeyType === 'rsa') types.push('pkcs1');
  if (key.asymmetricKeyType === 'ec' && key.type === 'private') types.push('sec1');
  for (const type of types) {
    console.log(type, key.export({ type, format: 'pem' }));
    const again = (key.type === 'public' ? crypto.createPublicKey : crypto.createPrivateKey)({ key: key.export({ type, format: 'der' }), type, format: 'der' });
    console.log(again.equals(key));
  }
  const jwk = key.export({ format: 'jwk' });
  console.log(jwk);
  console.log((key.type === 'public' ? crypto.createPublicKey : crypto.createPrivateKey)({ key: jwk, format: 'jwk' }).equals(key));
};

const ed = crypto.createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }, format: 'jwk' });
for (const key of [crypto.createPrivateKey(rsaPem), crypto.createPrivateKey(ecPem), ed]) {
  const open = crypto.createPublicKey(key);
  console.log(key.asymmetricKeyType, key.asymmetricKeyDetails, open.type);
  formats(key);
  formats(open);
}
attempt('rsa sha256', () => crypto.sign('sha256', data, rsaPem));
attempt('rsa sha1', () => crypto.createSign('RSA-SHA1').update('what is ').update('signed').sign(rsaPem));
attempt('rsa default', () => crypto.sign(null, data, rsaPem));
attempt('rsa verify', () => crypto.verify('sha256', data, crypto.createPublicKey(rsaPem), crypto.sign('sha256', data, rsaPem)));
attempt('ed25519', () => crypto.sign(null, data, ed));
attempt('ed25519 verify', () => crypto.verify(null, data, crypto.createPublicKey(ed), crypto.sign(null, data, ed)));
attempt('ed25519 with a digest', () => crypto.sign('sha256', data, ed));
attempt('ed25519 in pieces', () => crypto.createSign('sha256').update(data).sign(ed));
attempt('private encrypt', () => crypto.privateEncrypt(rsaPem, Buffer.from('short')));
attempt('public decrypt', () => crypto.publicDecrypt(rsaPem, crypto.privateEncrypt(rsaPem, Buffer.from('short'))).toString());
attempt('too long', () => crypto.publicEncrypt(rsaPem, Buffer.alloc(100)));
attempt('digest too big', () => crypto.sign('sha512', data, rsaPem));
attempt('oaep garbage', () => crypto.privateDecrypt(rsaPem, Buffer.alloc(64)));

const pairs = {
  rsa: crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
  'P-256': crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': crypto.generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
  'P-521': crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  secp256k1: crypto.generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  ed25519: crypto.generateKeyPairSync('ed25519'),
};
for (const [name, { publicKey, privateKey }] of Object.entries(pairs)) {
  const digest = name === 'ed25519' ? null : 'sha512';
  const signature = crypto.sign(digest, data, privateKey);
  console.log(name, publicKey.asymmetricKeyDetails, crypto.verify(digest, data, publicKey, signature), crypto.verify(digest, 'other', publicKey, signature));
  console.log(crypto.verify(digest, data, publicKey, Buffer.alloc(8)));
  if (name.startsWith('P-') || name === 'secp256k1') {
    const raw = crypto.sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    console.log(raw.length, crypto.verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw));
  }
}
const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST } = crypto.constants;
for (const saltLength of [undefined, 20, RSA_PSS_SALTLEN_DIGEST]) {
  const signature = crypto.sign('sha256', data, { key: pairs.rsa.privateKey, padding, saltLength });
  console.log(signature.length, crypto.verify('sha256', data, { key: pairs.rsa.publicKey, padding }, signature));
  console.log(crypto.verify('sha256', data, { key: pairs.rsa.publicKey, padding, saltLength: 11 }, signature));
}
for (const options of [{}, { oaepHash: 'sha256', oaepLabel: Buffer.from('label') }, { padding: crypto.constants.RSA_PKCS1_PADDING }]) {
  const sealed = crypto.publicEncrypt({ key: pairs.rsa.publicKey, ...options }, data);
  console.log(sealed.length, crypto.privateDecrypt({ key: pairs.rsa.privateKey, ...options }, sealed).toString());
}
const sealedPem = pairs['P-256'].privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
console.log(sealedPem.split('\n')[0], crypto.createPrivateKey({ key: sealedPem, passphrase: 'secret' }).equals(pairs['P-256'].privateKey));
// Which error it is depends on the random salt: one wrong key in 256 gives padding that looks right.
try {
  crypto.createPrivateKey({ key: sealedPem, passphrase: 'wrong' });
  console.log('opened with a wrong passphrase');
} catch {
  console.log('wrong passphrase refused');
}
attempt('no key', () => crypto.createPublicKey('nope'));
attempt('public as private', () => crypto.createPrivateKey(pairs.rsa.publicKey.export({ type: 'spki', format: 'pem' })));
attempt('sign with text', () => crypto.createSign('sha256').update('x').sign('secret'));
attempt('unknown digest', () => crypto.createSign('nope'));
attempt('unknown curve', () => crypto.generateKeyPairSync('ec', { namedCurve: 'nope' }));
attempt('jwk', () => crypto.createPublicKey({ key: { kty: 'RSA' }, format: 'jwk' }));
attempt('jwk kind', () => crypto.createPublicKey({ key: { kty: 'zz' }, format: 'jwk' }));
attempt('jwk point', () => crypto.createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }, format: 'jwk' }));
attempt('rsa too small', () => crypto.generateKeyPairSync('rsa', { modulusLength: 100 }));
attempt('pkcs1 of ec', () => pairs['P-256'].publicKey.export({ type: 'pkcs1', format: 'pem' }));

const alice = crypto.createECDH('secp256k1');
const bob = crypto.createECDH('secp256k1');
alice.setPrivateKey('0000000000000000000000000000000000000000000000000000000000000007', 'hex');
bob.generateKeys();
console.log(alice.getPublicKey('hex'), alice.getPublicKey('hex', 'compressed'), alice.getPublicKey('hex', 'hybrid'));
console.log(alice.computeSecret(bob.getPublicKey(null, 'compressed')).equals(bob.computeSecret(alice.getPublicKey())));
attempt('no keys', () => crypto.createECDH('prime256v1').getPublicKey());
attempt('no point', () => alice.computeSecret(Buffer.alloc(3)));
attempt('no private key', () => alice.setPrivateKey(Buffer.alloc(32)));
const x = [crypto.generateKeyPairSync('x25519'), crypto.generateKeyPairSync('x25519')];
console.log(
  crypto.diffieHellman({ privateKey: x[0].privateKey, publicKey: x[1].publicKey })
    .equals(crypto.diffieHellman({ privateKey: x[1].privateKey, publicKey: x[0].publicKey })),
);
crypto.generateKeyPair('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }, (error, open, secret) => {
  console.log(error, open.split('\n')[0], crypto.verify('sha256', data, open, crypto.sign('sha256', data, secret)));
});
