import express from 'express';
import pg from 'pg';

const app = express();
app.use(express.json());

// Where the database is stands in the environment: PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
const pool = new pg.Pool();

app.get('/users', async (request, response) => {
  const { rows } = await pool.query('SELECT id, name, email FROM users ORDER BY id');
  response.json(rows);
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
