import Fastify from 'fastify';
import { users } from './users.js';

const app = Fastify();

// Ids are given out once and never again, also when a user is deleted.
let nextId = 3;

/** The fields of a user that clients may see. */
function toPublic(user) {
  return { id: user.id, name: user.name, email: user.email };
}

/** The user with that id, as it stands in a path; undefined where there is none. */
function findUser(id) {
  return users.find((user) => user.id === Number(id));
}

app.get('/users', async () => users.map(toPublic));

app.post('/users', async (request, reply) => {
  const { name, email } = request.body;
  const user = { id: nextId++, name, email };
  users.push(user);
  reply.code(201);
  return toPublic(user);
});

app.get('/users/:id', async (request, reply) => {
  const user = findUser(request.params.id);
  if (user === undefined) {
    reply.code(404);
    return { error: 'Not found' };
  }
  return toPublic(user);
});

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
