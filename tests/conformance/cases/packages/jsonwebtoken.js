// jsonwebtoken: every algorithm that it knows signs and verifies, fixed tokens are the same bytes, every refusal.
const jwt = require('jsonwebtoken');
const { generateKeyPairSync } = require('node:crypto');
const payload = { sub: 'ada', admin: true, iat: 1_700_000_000 };
for (const algorithm of ['HS256', 'HS384', 'HS512']) console.log(jwt.sign(payload, 'a secret', { algorithm, expiresIn: '1h', header: { kid: 'k' } }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
for (const algorithm of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) console.log(algorithm, jwt.verify(jwt.sign(payload, rsa.privateKey, { algorithm }), rsa.publicKey));
for (const [algorithm, namedCurve] of [['ES256', 'P-256'], ['ES384', 'P-384'], ['ES512', 'P-521']]) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve, privateKeyEncoding: { type: 'sec1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  console.log(algorithm, jwt.verify(jwt.sign(payload, privateKey, { algorithm }), publicKey, { algorithms: [algorithm] }));
}
const tries = {
  'bad signature': () => jwt.verify(jwt.sign(payload, 'a'), 'b'),
  expired: () => jwt.verify(jwt.sign({ exp: 1_600_000_000 }, 'a'), 'a'),
  'not yet': () => jwt.verify(jwt.sign({ nbf: 4_000_000_000 }, 'a'), 'a'),
  'other audience': () => jwt.verify(jwt.sign({ aud: 'x' }, 'a'), 'a', { audience: 'y' }),
  'algorithm not allowed': () => jwt.verify(jwt.sign({}, 'a'), 'a', { algorithms: ['HS512'] }),
  none: () => jwt.verify(jwt.sign({}, null, { algorithm: 'none' }), 'a'),
  'no token': () => jwt.verify('x.y', 'a'),
  'small RSA key': () => jwt.sign({}, generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, { algorithm: 'RS256' }),
  'wrong key': () => jwt.sign({}, generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, { algorithm: 'ES256' }),
  'bad option': () => jwt.sign({}, 'a', { expiresIn: 'soon' }),
};
for (const [name, attempt] of Object.entries(tries)) {
  try {
    console.log(name, attempt());
  } catch (error) {
    console.log(name, error.name, error.message, error.expiredAt, error.date);
  }
}
console.log(jwt.decode(jwt.sign(payload, 'x'), { complete: true }));
