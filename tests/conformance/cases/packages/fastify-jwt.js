// @fastify/jwt: sign, verify, decode; from a header and from a cookie; with secrets and with RSA and EC keys; every refusal.
const Fastify = require('fastify');
const { generateKeyPairSync } = require('node:crypto');
(async () => {
  const app = Fastify();
  app.register(require('@fastify/cookie'));
  app.register(require('@fastify/jwt'), { secret: 'shh', sign: { iss: 'case' }, verify: { allowedIss: 'case' }, cookie: { cookieName: 'token', signed: false } });
  app.post('/token', async (request, reply) => ({ token: await reply.jwtSign({ name: 'ada', iat: 1_700_000_000 }) }));
  app.get('/me', { onRequest: async (request) => request.jwtVerify() }, async (request) => request.user);
  const { token } = (await app.inject({ method: 'POST', url: '/token' })).json();
  console.log(token);
  const ask = async (headers) => {
    const response = await app.inject({ url: '/me', headers });
    console.log(response.statusCode, response.body);
  };
  await ask({ authorization: `Bearer ${token}` });
  await ask({ cookie: `token=${token}` });
  await ask({});
  await ask({ authorization: 'Basic x' });
  await ask({ authorization: 'Bearer a.b.c' });
  await ask({ authorization: `Bearer ${token.slice(0, -2)}xx` });
  await ask({ authorization: `Bearer ${app.jwt.sign({ exp: 1 })}` });
  await ask({ authorization: `Bearer ${app.jwt.sign({}, { iss: 'other' })}` });
  console.log(app.jwt.decode(token, { complete: true }));
  await app.close();
  for (const [algorithm, pair] of [['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })], ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })], ['EdDSA', generateKeyPairSync('ed25519')]]) {
    const other = Fastify();
    const pem = { private: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), public: pair.publicKey.export({ type: 'spki', format: 'pem' }) };
    await other.register(require('@fastify/jwt'), { secret: pem, sign: { algorithm } });
    const signed = other.jwt.sign({ a: 1, iat: 5 });
    console.log(algorithm, other.jwt.verify(signed), signed.split('.')[0]);
    await other.close();
  }
})();
