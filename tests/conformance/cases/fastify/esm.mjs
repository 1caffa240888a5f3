// Fastify from an ES module, plugins as async functions, content type parsers.
import Fastify from 'fastify';
import exchange from './exchange.cjs';
const fastify = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
fastify.addContentTypeParser('text/csv', { parseAs: 'string' }, async (request, body) => body.split('\n').map((line) => line.split(',')));
fastify.post('/csv', async (request) => request.body);
await fastify.register(import('./plugin.mjs'));
await fastify.ready();
await fastify.listen({ port: 0, host: '127.0.0.1' });
const { port } = fastify.server.address();
await exchange.send(port, 'POST', '/csv/', { headers: { 'Content-Type': 'text/csv', 'Content-Length': 7 }, body: 'a,b\n1,2' });
await exchange.send(port, 'GET', '/plugin');
await fastify.close();
