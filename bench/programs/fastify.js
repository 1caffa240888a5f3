// The users API in Fastify: a list with a response schema and a create with a body schema.
const fastify = require('fastify')();
const users = [{ id: 1, name: 'Ada' }];
const user = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } };
fastify.get('/users', { schema: { response: { 200: { type: 'array', items: user } } } }, async () => users);
fastify.post('/users', { schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } }, async (request, reply) => {
  return reply.code(201).send({ id: 2, name: request.body.name });
});
fastify.listen({ port: Number(process.env.PORT), host: '127.0.0.1' }).then(() => console.log('listening'));
module.exports = fastify.server;
