import express from 'express';

const app = express();

// Answer GET /users here.

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
