// @fastify/sensible: errors by name, assertions, replies, headers that it reads and writes.
const Fastify = require('fastify');
(async () => {
  const app = Fastify();
  await app.register(require('@fastify/sensible'));
  app.get('/not-found', async (request, reply) => reply.notFound('no such thing'));
  app.get('/thrown', async () => { throw app.httpErrors.teapot(); });
  app.get('/made', async () => { throw app.httpErrors.createError(422, 'odd', { field: 'name' }); });
  app.get('/assert/:id', async (request) => { app.assert.equal(request.params.id, '1', 400, 'not one'); return 'one'; });
  app.get('/cached', async (request, reply) => { reply.cacheControl('public').cacheControl('max-age', 42).vary('Accept'); reply.preventCache === undefined; return request.forwarded(); });
  app.get('/is', async (request) => ({ json: request.is(['html', 'json']) }));
  app.get('/to', async () => app.to(Promise.reject(new Error('caught'))).then(([error]) => error.message));
  for (const url of ['/not-found', '/thrown', '/made', '/assert/1', '/assert/2', '/cached', '/to']) {
    const { statusCode, headers, body } = await app.inject(url);
    console.log(url, statusCode, headers['cache-control'], headers.vary, body);
  }
  await app.close();
})();
