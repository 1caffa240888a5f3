// fast-json-stringify: formats, nullable, additionalProperties, $ref, dates, wrong types.
const fastify = require('fastify')();
fastify.addSchema({ $id: 'address', type: 'object', properties: { city: { type: 'string' } } });
const reply = (schema) => ({ schema: { response: { 200: schema } } });
fastify.get('/ref', reply({ type: 'object', properties: { address: { $ref: 'address#' } } }), async () => ({ address: { city: 'Bern', zip: 3000 } }));
fastify.get('/date', reply({ type: 'object', properties: { at: { type: 'string', format: 'date-time' }, day: { type: 'string', format: 'date' } } }), async () => ({ at: new Date(0), day: new Date(0) }));
fastify.get('/null', reply({ type: 'object', properties: { a: { type: ['string', 'null'] }, n: { type: 'integer', nullable: true } } }), async () => ({ a: null, n: null }));
fastify.get('/extra', reply({ type: 'object', additionalProperties: { type: 'integer' } }), async () => ({ a: '1', b: 2.7 }));
fastify.get('/required', reply({ type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }), async () => ({}));
fastify.get('/escape', reply({ type: 'object', properties: { s: { type: 'string' } } }), async () => ({ s: 'quote " back \\ line\n \u2028 \ud800 é' }));
fastify.get('/big', async () => ({ n: 2 ** 60, f: 0.1 + 0.2 }));
(async () => {
  for (const path of ['/ref', '/date', '/null', '/extra', '/required', '/escape', '/big']) {
    const response = await fastify.inject(path);
    console.log(path, response.statusCode, response.headers['content-type'], response.headers['content-length'], response.body);
  }
})();
