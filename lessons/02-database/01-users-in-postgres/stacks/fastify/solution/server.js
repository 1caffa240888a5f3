import Fastify from 'fastify';
import pg from 'pg';

const app = Fastify();

// Where the database is stands in the environment: PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
const pool = new pg.Pool();

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const NOT_NULL_VIOLATION = '23502';
const UNIQUE_VIOLATION = '23505';

app.get('/users', async () => {
  const { rows } = await pool.query('SELECT id, name, email FROM users ORDER BY id');
  return rows;
});

app.post('/users', async (request, reply) => {
  const { name, email } = request.body;
  try {
    const { rows } = await pool.query('INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id, name, email', [name, email]);
    reply.code(201).header('Location', `/users/${rows[0].id}`);
    return rows[0];
  } catch (error) {
    if (error.code === UNIQUE_VIOLATION) {
      reply.code(409);
      return { error: 'Email is taken' };
    }
    if (error.code === NOT_NULL_VIOLATION) {
      reply.code(400);
      return { error: `${error.column} is missing` };
    }
    throw error;
  }
});

app.get('/users/:id', async (request, reply) => {
  // Postgres refuses to compare a number with 'abc'.
  const id = /^\d{1,9}$/.test(request.params.id) ? request.params.id : null;
  const { rows } = await pool.query('SELECT id, name, email FROM users WHERE id = $1', [id]);
  if (rows.length === 0) {
    reply.code(404);
    return { error: 'Not found' };
  }
  return rows[0];
});

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
