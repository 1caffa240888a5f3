import Fastify from 'fastify';

const app = Fastify();

// Answer GET /users here.

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
