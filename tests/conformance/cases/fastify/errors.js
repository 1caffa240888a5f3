// Errors from handlers: thrown, status codes, custom handler, 404 handler, timeouts in hooks, serialiser.
const Fastify = require('fastify');
const { send } = require('./exchange.cjs');
const fastify = Fastify();
fastify.get('/throw', async () => {
  throw new Error('kaboom');
});
fastify.get('/status', async () => {
  throw Object.assign(new Error('teapot'), { statusCode: 418, code: 'TEA' });
});
fastify.get('/string', async () => {
  throw 'just text';
});
fastify.get('/undefined', async () => undefined);
fastify.get('/twice', (request, reply) => {
  reply.send('one');
  reply.send('two');
});
fastify.get('/bad-status', async (request, reply) => reply.code(1000).send('x'));
fastify.register(async (scope) => {
  scope.setErrorHandler((error, request, reply) => reply.code(500).send({ handled: error.message, url: request.url }));
  scope.setNotFoundHandler((request, reply) => reply.code(404).send({ nothing: request.url }));
  scope.get('/throw', async () => {
    throw new Error('in scope');
  });
}, { prefix: '/scope' });
fastify.listen({ port: 0, host: '127.0.0.1' }).then(async (address) => {
  const port = Number(new URL(address).port);
  for (const path of ['/throw', '/status', '/string', '/undefined', '/twice', '/bad-status', '/scope/throw', '/scope/nope', '/nope', '/%zz']) await send(port, 'GET', path);
  await fastify.close();
});
