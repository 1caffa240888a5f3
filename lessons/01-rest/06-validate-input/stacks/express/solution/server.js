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

/** What is wrong with a user that a client sent: field -> message. Empty where all is well. */
function findProblems({ name, email }) {
  const fields = {};
  if (typeof name !== 'string' || name.trim() === '') {
    fields.name = 'must be a string that is not blank';
  } else if (name.length > 100) {
    fields.name = 'must have at most 100 characters';
  }
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    fields.email = 'must be an email address';
  }
  return fields;
}

/** Answers 400 if there are problems, and tells whether it did. */
function refuse(response, fields) {
  if (Object.keys(fields).length === 0) return false;
  response.status(400).json({ error: 'Invalid input', fields });
  return true;
}

app.get('/users', (request, response) => {
  response.json(users.map(toPublic));
});

app.post('/users', (request, response) => {
  const body = request.body ?? {};
  if (refuse(response, findProblems(body))) return;
  const { name, email } = body;
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
  const body = request.body ?? {};
  if (refuse(response, findProblems(body))) return;
  user.name = body.name;
  user.email = body.email;
  response.json(toPublic(user));
});

app.patch('/users/:id', (request, response) => {
  const user = findUser(request.params.id);
  if (user === undefined) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  const changed = { ...toPublic(user), ...request.body };
  if (refuse(response, findProblems(changed))) return;
  user.name = changed.name;
  user.email = changed.email;
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

app.use((error, request, response, next) => {
  if (error.type === 'entity.parse.failed') {
    refuse(response, { body: 'must be valid JSON' });
    return;
  }
  next(error);
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
