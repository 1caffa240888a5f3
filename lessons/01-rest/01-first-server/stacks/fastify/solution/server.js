import Fastify from 'fastify';

const app = Fastify();

app.get('/', async () => ({ message: 'Hello, world' }));

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
