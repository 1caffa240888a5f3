// The users API of the lessons: list, create, read, 404, bad JSON, no body.
const express = require('express');
const { send, sendJson, listen } = require('./exchange.cjs');
const app = express();
app.use(express.json());
const users = [{ id: 1, name: 'Ada' }];
app.get('/users', (request, response) => response.json(users));
app.get('/users/:id', (request, response) => {
  const user = users.find(({ id }) => id === Number(request.params.id));
  if (user === undefined) return response.status(404).json({ error: 'Not found' });
  response.json(user);
});
app.post('/users', (request, response) => {
  if (!request.body?.name) return response.status(400).json({ error: 'name is required' });
  const user = { id: users.length + 1, ...request.body };
  users.push(user);
  response.status(201).location(`/users/${user.id}`).json(user);
});
listen(require('node:http').createServer(app)).then(async (port) => {
  await send(port, 'GET', '/users');
  await send(port, 'HEAD', '/users');
  await send(port, 'OPTIONS', '/users');
  await send(port, 'GET', '/users/1');
  await send(port, 'GET', '/users/9');
  await sendJson(port, 'POST', '/users', { name: 'Grace' });
  await sendJson(port, 'POST', '/users', {});
  await send(port, 'POST', '/users');
  await sendJson(port, 'POST', '/users', 'name=Grace', { headers: { 'Content-Type': 'text/plain' } });
  await send(port, 'GET', '/users?page=2&sort[]=a&sort[]=b');
  await send(port, 'DELETE', '/users');
  await send(port, 'GET', '/nothing');
  process.exit();
});
