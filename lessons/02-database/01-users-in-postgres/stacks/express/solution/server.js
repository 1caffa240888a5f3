import express from 'express';
import pg from 'pg';

const app = express();
app.use(express.json());

// Where the database is stands in the environment: PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
const pool = new pg.Pool();

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const NOT_NULL_VIOLATION = '23502';
const UNIQUE_VIOLATION = '23505';

app.get('/users', async (request, response) => {
  const { rows } = await pool.query('SELECT id, name, email FROM users ORDER BY id');
  response.json(rows);
});

app.post('/users', async (request, response) => {
  const { name, email } = request.body;
  try {
    const { rows } = await pool.query('INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id, name, email', [name, email]);
    response.status(201).location(`/users/${rows[0].id}`).json(rows[0]);
  } catch (error) {
    if (error.code === UNIQUE_VIOLATION) response.status(409).json({ error: 'Email is taken' });
    else if (error.code === NOT_NULL_VIOLATION) response.status(400).json({ error: `${error.column} is missing` });
    else throw error;
  }
});

app.get('/users/:id', async (request, response) => {
  // Postgres refuses to compare a number with 'abc'.
  const id = /^\d{1,9}$/.test(request.params.id) ? request.params.id : null;
  const { rows } = await pool.query('SELECT id, name, email FROM users WHERE id = $1', [id]);
  if (rows.length === 0) {
    response.status(404).json({ error: 'Not found' });
    return;
  }
  response.json(rows[0]);
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
