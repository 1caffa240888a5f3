// @fastify/rate-limit: headers, the limit, a route's own, an allow list, the answer of one's own.
const Fastify = require('fastify');
(async () => {
  const app = Fastify();
  await app.register(require('@fastify/rate-limit'), { max: 2, timeWindow: '1 hour', allowList: ['10.0.0.1'], errorResponseBuilder: (request, context) => ({ statusCode: 429, error: 'Slow down', max: context.max }) });
  app.get('/', async () => 'ok');
  app.get('/one', { config: { rateLimit: { max: 1, keyGenerator: (request) => request.headers['x-key'] ?? 'none' } } }, async () => 'one');
  app.get('/free', { config: { rateLimit: false } }, async () => 'free');
  const ask = async (url, options) => {
    const { statusCode, headers, body } = await app.inject({ url, ...options });
    console.log(url, statusCode, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining'], headers['retry-after'] !== undefined, body);
  };
  for (let count = 0; count < 3; count++) await ask('/');
  await ask('/', { remoteAddress: '10.0.0.1' });
  await ask('/one', { headers: { 'x-key': 'a' } });
  await ask('/one', { headers: { 'x-key': 'a' } });
  await ask('/one', { headers: { 'x-key': 'b' } });
  await ask('/free');
  await app.close();
})();
