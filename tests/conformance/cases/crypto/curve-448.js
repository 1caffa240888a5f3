// Ed448 and X448: fixed keys give fixed bytes; new ones work together.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');
// The first test of RFC 8032, section 7.4, as PKCS #8.
const pkcs8 = (oid, hex) => Buffer.from(`3047020100300506032b65${oid}043b0439${hex}`, 'hex');
const secret = '6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b';
const privateKey = crypto.createPrivateKey({ key: pkcs8('71', secret), format: 'der', type: 'pkcs8' });
const publicKey = crypto.createPublicKey(privateKey);
console.log(privateKey.asymmetricKeyType, privateKey.asymmetricKeyDetails, publicKey.export({ format: 'jwk' }), privateKey.export({ format: 'jwk' }));
console.log(publicKey.export({ type: 'spki', format: 'pem' }), privateKey.export({ type: 'pkcs8', format: 'pem' }));
attempt('empty message', () => crypto.sign(null, Buffer.alloc(0), privateKey));
attempt('message', () => crypto.sign(undefined, Buffer.from('what is signed'), privateKey));
attempt('context', () => crypto.sign(null, Buffer.from('what is signed'), { key: privateKey, context: Buffer.from('backlot') }));
const signature = crypto.sign(null, Buffer.from('what is signed'), privateKey);
attempt('verified', () => crypto.verify(null, Buffer.from('what is signed'), publicKey, signature));
attempt('another message', () => crypto.verify(null, Buffer.from('something else'), publicKey, signature));
attempt('another context', () => crypto.verify(null, Buffer.from('what is signed'), { key: publicKey, context: Buffer.from('other') }, signature));
attempt('short', () => crypto.verify(null, Buffer.from('what is signed'), publicKey, signature.subarray(1)));
attempt('a digest', () => crypto.sign('sha256', Buffer.from('data'), privateKey));
attempt('in pieces', () => crypto.createSign('sha512').update('data').sign(privateKey));

const pair = crypto.generateKeyPairSync('ed448');
console.log(pair.publicKey.asymmetricKeyType, crypto.verify(null, signature, pair.publicKey, crypto.sign(null, signature, pair.privateKey)));

const x448 = (d, x) => crypto.createPrivateKey({ key: { kty: 'OKP', crv: 'X448', d: Buffer.from(d, 'hex').toString('base64url'), x: Buffer.from(x, 'hex').toString('base64url') }, format: 'jwk' });
// RFC 7748, section 6.2.
const alice = x448(
  '9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b',
  '9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0');
const bob = x448(
  '1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d',
  '3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609');
attempt('agreed', () => crypto.diffieHellman({ privateKey: alice, publicKey: crypto.createPublicKey(bob) }));
attempt('the other way', () => crypto.diffieHellman({ privateKey: bob, publicKey: crypto.createPublicKey(alice) }));
attempt('two kinds', () => crypto.diffieHellman({ privateKey: alice, publicKey }));
attempt('signs', () => crypto.sign(null, Buffer.from('data'), alice));
attempt('jwk', () => alice.export({ format: 'jwk' }));
crypto.generateKeyPair('x448', { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }, (error, der, pem) => {
  console.log(error, der.length, pem.split('\n')[0], crypto.createPrivateKey(pem).asymmetricKeyType);
});
