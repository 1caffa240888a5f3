// inject: requests without a socket.
const fastify = require('fastify')();
fastify.post('/echo', async (request) => ({ body: request.body, query: request.query, ip: request.ip, host: request.host, id: request.id }));
fastify.get('/stream', (request, reply) => reply.type('text/plain').send(require('node:stream').Readable.from(['a', 'b', 'c'])));
fastify.get('/buffer', async () => Buffer.from('bytes'));
(async () => {
  const echo = await fastify.inject({ method: 'POST', url: '/echo?x=1', payload: { a: 1 }, headers: { host: 'my.example' } });
  console.log(echo.statusCode, echo.json(), { ...echo.headers, date: typeof echo.headers.date });
  const stream = await fastify.inject('/stream');
  console.log(stream.payload, stream.headers['content-type'], stream.headers['transfer-encoding']);
  console.log((await fastify.inject('/buffer')).rawPayload, (await fastify.inject('/none')).json());
  fastify.inject('/buffer', (error, response) => console.log(error, response.body));
})();
