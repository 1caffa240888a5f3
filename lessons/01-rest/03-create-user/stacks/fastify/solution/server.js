import Fastify from 'fastify';
import { users } from './users.js';

const app = Fastify();

// Ids are given out once and never again, also when a user is deleted.
let nextId = 3;

/** The fields of a user that clients may see. */
function toPublic(user) {
  return { id: user.id, name: user.name, email: user.email };
}

app.get('/users', async () => users.map(toPublic));

app.post('/users', async (request, reply) => {
  const { name, email } = request.body;
  const user = { id: nextId++, name, email };
  users.push(user);
  reply.code(201);
  return toPublic(user);
});

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
