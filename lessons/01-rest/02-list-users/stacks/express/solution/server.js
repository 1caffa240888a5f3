import express from 'express';
import { users } from './users.js';

const app = express();

/** The fields of a user that clients may see. */
function toPublic(user) {
  return { id: user.id, name: user.name, email: user.email };
}

app.get('/users', (request, response) => {
  response.json(users.map(toPublic));
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
