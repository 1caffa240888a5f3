import Fastify from 'fastify';
import pg from 'pg';

const app = Fastify();

// Where the database is stands in the environment: PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.
const pool = new pg.Pool();

app.get('/users', async () => {
  const { rows } = await pool.query('SELECT id, name, email FROM users ORDER BY id');
  return rows;
});

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
