// @fastify/swagger: an OpenAPI document out of the routes' schemas, as JSON and as YAML.
const Fastify = require('fastify');
(async () => {
  const app = Fastify();
  await app.register(require('@fastify/swagger'), { openapi: { info: { title: 'Users', version: '1.0.0' }, components: { securitySchemes: { key: { type: 'apiKey', name: 'x-key', in: 'header' } } } } });
  app.addSchema({ $id: 'user', type: 'object', required: ['name'], properties: { id: { type: 'integer' }, name: { type: 'string', examples: ['ada'] } } });
  app.post('/users/:group', { schema: { tags: ['users'], summary: 'Creates', params: { type: 'object', properties: { group: { type: 'string' } } }, querystring: { type: 'object', properties: { dry: { type: 'boolean', default: false } } }, body: { $ref: 'user#' }, response: { 201: { description: 'made', $ref: 'user#' }, '4xx': { type: 'object', properties: { message: { type: 'string' } } } } } }, async () => ({}));
  app.get('/hidden', { schema: { hide: true } }, async () => 'x');
  await app.ready();
  console.log(JSON.stringify(app.swagger(), null, 1));
  console.log(app.swagger({ yaml: true }));
  await app.close();
})();
