// The logger (pino): its lines for a request, for an error and for what the program logs.
const fastify = require('fastify')({ logger: true });
const { send } = require('./exchange.cjs');
fastify.get('/', async (request) => {
  request.log.info({ user: 'Ada' }, 'in the handler');
  return { ok: true };
});
fastify.get('/boom', async () => {
  throw new Error('kaboom');
});
fastify.listen({ port: 0, host: '127.0.0.1' }).then(async (address) => {
  const port = Number(new URL(address).port);
  await send(port, 'GET', '/', { quiet: true });
  await send(port, 'GET', '/boom', { quiet: true });
  fastify.log.warn('%s closing', 'now');
  await fastify.close();
});
