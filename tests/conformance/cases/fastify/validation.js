// Schema errors of body, query, params and headers; coercion, defaults, removed properties.
const fastify = require('fastify')();
const { send, sendJson } = require('./exchange.cjs');
fastify.post('/:id', {
  schema: {
    params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
    querystring: { type: 'object', properties: { page: { type: 'integer', default: 1 }, tags: { type: 'array', items: { type: 'string' } } } },
    headers: { type: 'object', required: ['x-key'], properties: { 'x-key': { type: 'string', pattern: '^k' } } },
    body: { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string', minLength: 2 }, age: { type: 'integer' }, mail: { type: 'string', format: 'email' }, role: { enum: ['a', 'b'], default: 'a' } } },
  },
}, async ({ params, query, body }) => ({ params, query, body }));
fastify.listen({ port: 0, host: '127.0.0.1' }).then(async (address) => {
  const port = Number(new URL(address).port);
  const headers = { 'X-Key': 'k1' };
  await sendJson(port, 'POST', '/5?page=2&tags=x', { name: 'Ada', age: '42', unknown: true }, { headers });
  await sendJson(port, 'POST', '/5', { name: 'A' }, { headers });
  await sendJson(port, 'POST', '/5', { age: 1 }, { headers });
  await sendJson(port, 'POST', '/5', { name: 'Ada', age: 'old' }, { headers });
  await sendJson(port, 'POST', '/5', { name: 'Ada', mail: 'nope' }, { headers });
  await sendJson(port, 'POST', '/5', { name: 'Ada', role: 'c' }, { headers });
  await sendJson(port, 'POST', '/0', { name: 'Ada' }, { headers });
  await sendJson(port, 'POST', '/x', { name: 'Ada' }, { headers });
  await sendJson(port, 'POST', '/5?page=two', { name: 'Ada' }, { headers });
  await sendJson(port, 'POST', '/5', { name: 'Ada' });
  await sendJson(port, 'POST', '/5', [], { headers });
  await sendJson(port, 'POST', '/5', '{"__proto__":{"x":1},"name":"Ada"}', { headers });
  await fastify.close();
});
