// Keys that are cut, of another form than is said, or no keys at all, in DER and PEM; digests that a kind of key does not sign with.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');
const { keys, encrypted } = require('./unusual-keys.json');

const message = Buffer.from('message');
const { plain, limited, dsa, dhGroup, ec } = keys;
for (const [name, pem] of Object.entries({ plain, limited, dsa, dhGroup, ...ec, p256: encrypted.ec, rsa: encrypted.rsa })) {
  const [privateKey, publicKey] = [crypto.createPrivateKey(pem), crypto.createPublicKey(pem)];
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const read = (key, type) => () => crypto.createPrivateKey({ key, format: 'der', type }).equals(privateKey);
  attempt(`${name} cut`, read(pkcs8.subarray(0, 20), 'pkcs8'));
  attempt('cut public', () => crypto.createPublicKey({ key: spki.subarray(0, 20), format: 'der', type: 'spki' }));
  attempt('public as private', read(spki, 'pkcs8'));
  attempt('private as public', () => crypto.createPublicKey({ key: pkcs8, format: 'der', type: 'spki' }));
  for (const type of ['pkcs1', 'sec1']) attempt(`PKCS #8 as ${type}`, read(pkcs8, type));
  attempt('nothing', read(Buffer.alloc(0), 'pkcs8'));
  attempt('no base64', () => crypto.createPrivateKey(pem.replace(/\n[A-Za-z0-9+/]{5}/, '\n!!!!!')));
  attempt('no base64, public', () => crypto.createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).replace(/\n[A-Za-z0-9+/]{5}/, '\n!!!!!')));
  attempt('lines of Windows', () => crypto.createPrivateKey(pem.replace(/\n/g, '\r\n')).equals(privateKey));
  attempt('text before it', () => crypto.createPrivateKey(`hello\n${pem}`).equals(privateKey));
  for (const digest of ['RSA-SHA256', 'sha512-224', 'sha3-256', 'shake256', 'blake2b512', 'ripemd160', 'nothing']) {
    attempt(`${name} ${digest}`, () => crypto.verify(digest, message, publicKey, crypto.sign(digest, message, privateKey)));
  }
}
