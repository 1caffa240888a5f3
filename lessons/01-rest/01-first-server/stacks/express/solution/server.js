import express from 'express';

const app = express();

app.get('/', (request, response) => {
  response.json({ message: 'Hello, world' });
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
