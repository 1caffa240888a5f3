import Fastify from 'fastify';
import { users } from './users.js';

const app = Fastify();

/** The fields of a user that clients may see. */
function toPublic(user) {
  return { id: user.id, name: user.name, email: user.email };
}

app.get('/users', async () => users.map(toPublic));

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
