// The users API in Express: a list and a create with a JSON body.
const express = require('express');
const app = express();
app.use(express.json());
const users = [{ id: 1, name: 'Ada' }];
app.get('/users', (request, response) => response.json(users));
app.post('/users', (request, response) => response.status(201).json({ id: 2, name: request.body.name }));
module.exports = app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
