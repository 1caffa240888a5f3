import express from 'express';
import { users } from './users.js';

const app = express();
app.use(express.json());

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

app.get('/users', (request, response) => {
  response.json(users.map(toPublic));
});

app.post('/users', (request, response) => {
  const { name, email } = request.body;
  const user = { id: nextId++, name, email };
  users.push(user);
  response.status(201).json(toPublic(user));
});

app.get('/users/:id', (request, response) => {
  const user = findUser(request.params.id);
  if (user === undefined) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  response.json(toPublic(user));
});

app.put('/users/:id', (request, response) => {
  const user = findUser(request.params.id);
  if (user === undefined) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  const { name, email } = request.body;
  user.name = name;
  user.email = email;
  response.json(toPublic(user));
});

app.patch('/users/:id', (request, response) => {
  const user = findUser(request.params.id);
  if (user === undefined) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  const { name, email } = request.body;
  if (name !== undefined) user.name = name;
  if (email !== undefined) user.email = email;
  response.json(toPublic(user));
});

app.delete('/users/:id', (request, response) => {
  const index = users.findIndex((user) => user.id === Number(request.params.id));
  if (index === -1) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  users.splice(index, 1);
  response.status(204).end();
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
