// Hooks and their order, decorators, plugins and encapsulation, ready, onClose, printRoutes.
const Fastify = require('fastify');
const { send } = require('./exchange.cjs');
const fastify = Fastify();
const log = [];
for (const hook of ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse']) {
  fastify.addHook(hook, async () => {
    log.push(hook);
  });
}
fastify.addHook('onClose', async () => console.log('onClose'));
fastify.addHook('onRoute', ({ method, url }) => console.log('route', method, url));
fastify.decorate('config', { a: 1 });
fastify.decorateRequest('user', null);
fastify.register(async (scope, options) => {
  scope.decorate('inner', options.value);
  scope.addHook('preHandler', async (request) => {
    request.user = 'Ada';
  });
  scope.get('/inner', async (request) => ({ user: request.user, inner: scope.inner, config: scope.config }));
}, { prefix: '/v1', value: 42 });
fastify.get('/outer', async (request) => ({ user: request.user, inner: fastify.hasDecorator('inner') }));
fastify.listen({ port: 0, host: '127.0.0.1' }).then(async (address) => {
  const port = Number(new URL(address).port);
  await send(port, 'GET', '/v1/inner');
  await send(port, 'GET', '/outer');
  console.log(log);
  console.log(fastify.printRoutes());
  await fastify.close();
});
