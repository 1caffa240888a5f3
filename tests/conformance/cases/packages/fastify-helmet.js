// @fastify/helmet: headers for all routes, for one, and a nonce in the content security policy.
const Fastify = require('fastify');
const helmet = require('@fastify/helmet');
(async () => {
  const app = Fastify();
  await app.register(helmet, { global: true, xPoweredBy: false });
  app.get('/', async () => 'plain');
  app.get('/off', { helmet: false }, async () => 'off');
  app.get('/one', { helmet: { frameguard: { action: 'deny' }, contentSecurityPolicy: false } }, async () => 'one');
  for (const url of ['/', '/off', '/one', '/missing']) {
    const { statusCode, headers } = await app.inject(url);
    delete headers.date;
    console.log(url, statusCode, headers);
  }
  await app.close();
  const nonces = Fastify();
  await nonces.register(helmet, { enableCSPNonces: true, contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], scriptSrc: ["'self'"] } } });
  nonces.get('/', async (request, reply) => ({ equal: reply.cspNonce.script !== reply.cspNonce.style, length: reply.cspNonce.script.length }));
  const { headers, body } = await nonces.inject('/');
  console.log(headers['content-security-policy'].replace(/nonce-[0-9a-f]+/g, 'nonce-<hex>'), body);
  await nonces.close();
})();
