// @fastify/cors: defaults, origins by list and by function, preflights, strict ones, hidden routes.
const Fastify = require('fastify');
const cors = require('@fastify/cors');
const run = async (label, options, requests) => {
  const app = Fastify();
  await app.register(cors, options);
  app.get('/', async () => ({ ok: true }));
  for (const request of requests) {
    const { statusCode, headers, body } = await app.inject({ url: '/', ...request });
    delete headers.date;
    console.log(label, request.method ?? 'GET', statusCode, headers, body);
  }
  await app.close();
};
(async () => {
  const preflight = { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'PUT' } };
  await run('defaults', {}, [{}, { headers: { origin: 'https://a.example' } }, preflight, { method: 'OPTIONS' }]);
  await run('list', { origin: ['https://a.example', /b\.example$/], credentials: true, exposedHeaders: ['X-A', 'X-B'], maxAge: 60, methods: ['GET'] }, [{ headers: { origin: 'https://a.example' } }, { headers: { origin: 'https://evil.example' } }, preflight]);
  await run('function', { origin: async (origin) => origin === 'https://a.example', strictPreflight: false }, [preflight, { method: 'OPTIONS' }]);
  await run('error', { origin: (origin, done) => done(new Error('no such origin')) }, [{ headers: { origin: 'x' } }]);
})();
