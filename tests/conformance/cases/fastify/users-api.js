// The users API: schemas for responses, 201 with Location, 404, HEAD by itself.
const fastify = require('fastify')();
const { send, sendJson } = require('./exchange.cjs');
const users = [{ id: 1, name: 'Ada', secret: 'not shown' }];
const user = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } };
fastify.get('/users', { schema: { response: { 200: { type: 'array', items: user } } } }, async () => users);
fastify.get('/users/:id', async (request, reply) => users.find(({ id }) => id === Number(request.params.id)) ?? reply.code(404).send({ error: 'Not found' }));
fastify.post('/users', { schema: { response: { 201: user } } }, async (request, reply) => {
  const created = { id: users.length + 1, ...request.body };
  users.push(created);
  return reply.code(201).header('Location', `/users/${created.id}`).send(created);
});
fastify.listen({ port: 0, host: '127.0.0.1' }).then(async (address) => {
  const port = Number(new URL(address).port);
  await send(port, 'GET', '/users');
  await send(port, 'HEAD', '/users');
  await send(port, 'GET', '/users/1');
  await send(port, 'GET', '/users/9');
  await sendJson(port, 'POST', '/users', { name: 'Grace', extra: 1 });
  await send(port, 'POST', '/users');
  await sendJson(port, 'POST', '/users', '{"broken":');
  await sendJson(port, 'POST', '/users', '');
  await send(port, 'POST', '/users', { headers: { 'Content-Type': 'text/csv', 'Content-Length': 1 }, body: 'x' });
  await send(port, 'DELETE', '/users');
  await send(port, 'GET', '/nothing');
  await fastify.close();
  console.log('closed');
});
