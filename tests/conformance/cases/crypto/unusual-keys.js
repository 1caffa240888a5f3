// Keys of the types rsa-pss, dsa and dh, and keys on the curves that Web Crypto lacks: reading, writing, details, what each signs with which
// digest, padding and salt, agreement, generation. Signatures of native Node are checked, and our own.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');
const { keys, signatures } = require('./unusual-keys.json');

const message = Buffer.from('message');
const pair = (pem) => ({ privateKey: crypto.createPrivateKey(pem), publicKey: crypto.createPublicKey(pem) });
const hex = (bytes) => bytes.toString('hex');

/** Everything that a key can be written as. */
function write(name, { privateKey, publicKey }, pem) {
  console.log(name, publicKey.asymmetricKeyType, privateKey.asymmetricKeyType, publicKey.asymmetricKeyDetails, privateKey.asymmetricKeyDetails);
  console.log(pem === privateKey.export({ type: 'pkcs8', format: 'pem' }), hex(publicKey.export({ type: 'spki', format: 'der' })));
  console.log(publicKey.equals(crypto.createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))), publicKey.equals(privateKey));
  const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' });
  console.log(crypto.createPrivateKey({ key: locked, passphrase: 'secret' }).equals(privateKey));
  attempt('jwk', () => JSON.stringify(publicKey.export({ format: 'jwk' })));
  for (const type of ['pkcs1', 'sec1']) attempt(type, () => typeof privateKey.export({ type, format: 'pem' }));
  attempt('raw', () => typeof publicKey.export({ format: 'raw-public' }));
}

const pss = ['plain', 'limited', 'mixed'];
for (const name of pss) {
  const key = pair(keys[name]);
  write(name, key, keys[name]);
  for (const digest of ['sha1', 'sha256', 'sha384', null, 'md5']) {
    for (const options of [{}, { padding: 1 }, { padding: 6 }, { saltLength: 16 }, { saltLength: 20 }, ...[-2, -1, 10, 16, 90].map((saltLength) => ({ padding: 6, saltLength }))]) {
      let signature = Buffer.from(signatures[name], 'base64');
      attempt(`${name} ${digest} ${JSON.stringify(options)}`, () => (signature = crypto.sign(digest, message, { key: key.privateKey, ...options })).length);
      attempt('verified', () => crypto.verify(digest, message, { key: key.publicKey, ...options }, signature));
      attempt('with any salt', () => crypto.verify(digest, message, key.publicKey, signature));
      attempt('with a salt of 20', () => crypto.verify(digest, message, { key: key.publicKey, padding: 6, saltLength: 20 }, signature));
    }
  }
  attempt('by Sign', () => crypto.createSign('sha256').update(message).sign(key.privateKey).length);
  attempt('encryption', () => crypto.publicEncrypt(key.publicKey, message));
  attempt('decryption', () => crypto.privateDecrypt(key.privateKey, Buffer.alloc(128)));
}
for (const [name, digest] of [['plain', 'sha1'], ['limited', 'sha256'], ['mixed', 'sha384']]) {
  console.log(name, crypto.verify(digest, message, keys[name], Buffer.from(signatures[name], 'base64')));
}

const dsa = pair(keys.dsa);
write('dsa', dsa, keys.dsa);
for (const digest of ['sha1', 'sha224', 'sha256', 'sha512', 'sha512-256', 'sha3-256', null, 'md5', 'ripemd160']) {
  for (const dsaEncoding of ['der', 'ieee-p1363']) {
    attempt(`dsa ${digest} ${dsaEncoding}`, () => {
      const signature = crypto.sign(digest, message, { key: dsa.privateKey, dsaEncoding });
      const check = (text, bytes) => crypto.verify(digest, text, { key: dsa.publicKey, dsaEncoding }, bytes);
      return [check(message, signature), check(Buffer.from('other'), signature), check(message, signature.subarray(1)), check(message, Buffer.concat([signature, message]))].join();
    });
  }
}
console.log(crypto.verify('sha256', message, dsa.publicKey, Buffer.from(signatures.dsa, 'base64')));
console.log(crypto.createVerify('sha256').update(message).verify(dsa.publicKey, crypto.createSign('sha256').update(message).sign(dsa.privateKey)));
attempt('zero signature', () => crypto.verify('sha256', message, { key: dsa.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.alloc(40)));
attempt('dsa encryption', () => crypto.publicEncrypt(dsa.publicKey, message));
attempt('dsa agreement', () => crypto.diffieHellman({ privateKey: dsa.privateKey, publicKey: dsa.publicKey }));

const [dh, group] = [pair(keys.dh), pair(keys.dhGroup)];
write('dh', dh, keys.dh);
write('dh of a group', group, keys.dhGroup);
for (const key of [dh, group]) attempt('agreement', () => hex(crypto.diffieHellman(key)));
attempt('other group', () => crypto.diffieHellman({ privateKey: dh.privateKey, publicKey: group.publicKey }));
attempt('other type', () => crypto.diffieHellman({ privateKey: dh.privateKey, publicKey: dsa.publicKey }));
for (const digest of ['sha256', null]) attempt(`dh signs ${digest}`, () => crypto.sign(digest, message, dh.privateKey));
attempt('dh verifies', () => crypto.verify('sha256', message, dh.publicKey, Buffer.alloc(5)));
attempt('dh by Sign', () => crypto.createSign('sha256').sign(dh.privateKey));

const curves = crypto.getCurves();
for (const [name, pem] of Object.entries(keys.ec)) {
  const key = pair(pem);
  console.log(name, curves.includes(name));
  write(name, key, pem);
  console.log(crypto.verify('sha256', message, key.publicKey, Buffer.from(signatures[name], 'base64')));
  for (const digest of ['sha1', 'sha512', 'md5']) attempt(digest, () => crypto.verify(digest, message, key.publicKey, crypto.sign(digest, message, key.privateKey)));
  console.log(hex(crypto.diffieHellman(key)));
  const exchange = crypto.createECDH(name);
  exchange.setPrivateKey(crypto.createHash('sha256').update(name).digest().subarray(1, 24));
  console.log(hex(exchange.getPublicKey()), hex(exchange.getPublicKey(null, 'compressed')), hex(exchange.computeSecret(exchange.getPublicKey(null, 'compressed'))));
  const { publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: name });
  console.log(publicKey.asymmetricKeyDetails, publicKey.export({ type: 'spki', format: 'der' }).length);
}
for (const name of ['P-192', 'P-224', 'P-999']) attempt(name, () => crypto.generateKeyPairSync('ec', { namedCurve: name }).publicKey.asymmetricKeyDetails);

const generated = (type, options) => () => {
  const key = crypto.generateKeyPairSync(type, options);
  return JSON.stringify([key.publicKey.asymmetricKeyDetails, crypto.createPublicKey(key.privateKey).equals(key.publicKey)], (_, value) => (typeof value === 'bigint' ? String(value) : value));
};
const pssOptions = [
  {}, { hashAlgorithm: 'sha512' }, { saltLength: 5 }, { mgf1HashAlgorithm: 'sha256' }, { hashAlgorithm: 'sha1', mgf1HashAlgorithm: 'sha1', saltLength: 20 },
  { hashAlgorithm: 'sha384', mgf1HashAlgorithm: 'sha256', saltLength: 7 }, { hashAlgorithm: 'nothing' }, { hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'nothing' },
];
for (const options of pssOptions) attempt(JSON.stringify(options), generated('rsa-pss', { modulusLength: 512, ...options }));
for (const [modulusLength, divisorLength] of [[1024, 160], [512, 160], [500, 160], [512, 224], [512, 100], [1024, 100], [512]]) {
  attempt(`dsa ${modulusLength} ${divisorLength}`, generated('dsa', { modulusLength, divisorLength }));
}
for (const options of [{ group: 'modp14' }, { group: 'modp1' }, { group: 'modp99' }, { prime: crypto.getDiffieHellman('modp5').getPrime(), generator: 5 }, { primeLength: 256 }, { prime: Buffer.from([23]) }]) {
  attempt(`dh ${JSON.stringify(options).slice(0, 40)}`, generated('dh', options));
}
crypto.generateKeyPair('dh', { group: 'modp14', publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } }, (error, publicKey, privateKey) => {
  const its = crypto.createPublicKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  console.log(error, its.asymmetricKeyType, its.equals(crypto.createPublicKey({ key: publicKey, format: 'der', type: 'spki' })));
});
