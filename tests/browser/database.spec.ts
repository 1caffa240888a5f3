// Real Postgres beside a program: `pg` over the container's sockets, checks that begin from the seed, and what goes wrong, told in words.
import { checkOf, consoleOf, courseFile, expect, expectAllPass, openLesson, press, test, typeProgram } from './journey.ts';

const lesson = 'database/users-in-postgres';
const solution = (stack: string): string => courseFile(`02-database/01-users-in-postgres/stacks/${stack}/solution/server.js`);
const CHECKS = 10;

for (const stack of ['express', 'fastify'] as const) {
  test(`a learner stores users in Postgres with ${stack}, and each Check begins from the seed`, async ({ page }) => {
    await openLesson(page, lesson, stack);
    await press(page, 'Check');
    await expect(checkOf(page, 'GET /users lists the users in the order of their ids, without password hashes')).toContainText('Passed');
    await expect(checkOf(page, 'POST /users answers 201 with the user as the database has stored it')).toContainText('Failed');
    await typeProgram(page, solution(stack));
    await press(page, 'Check');
    await expectAllPass(page, CHECKS);
    // The same program again: what the checks have stored is gone.
    await press(page, 'Check');
    await expectAllPass(page, CHECKS);
  });
}

test('transactions, prepared statements, notifications and errors are each connection\'s own', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, `import { createServer } from 'node:http';
import pg from 'pg';
const pool = new pg.Pool({ max: 10 });
const count = async (client) => (await client.query('SELECT count(*)::int AS n FROM users')).rows[0].n;

const listener = await pool.connect();
listener.on('notification', ({ channel, payload }) => console.log('heard', channel, payload));
await listener.query('LISTEN created');

const writer = await pool.connect();
await writer.query('BEGIN');
await writer.query("INSERT INTO users (name, email) VALUES ('Temporary', 't@example.com')");
const others = Promise.all(Array.from({ length: 8 }, () => count(pool)));
console.log('within', await count(writer));
await writer.query('ROLLBACK');
writer.release();
console.log('others', (await others).join());

const insert = { name: 'insert', text: 'INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id' };
const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.query({ ...insert, values: ['u' + i, i + '@example.com'] })));
console.log('distinct', new Set(ids.map(({ rows }) => rows[0].id)).size);
await pool.query(insert).catch(({ code }) => console.log('without values', code));
await pool.query("SELEC 1").catch(({ code, position }) => console.log(code, position));
await pool.query({ ...insert, values: ['again', '3@example.com'] }).catch(({ code, constraint }) => console.log(code, constraint));
await pool.query("NOTIFY created, 'Ada'");
await pool.query('COPY users FROM STDIN').catch(({ code, message }) => console.log(code, message));

const holder = await pool.connect();
await holder.query('BEGIN');
await pool.query('SELECT 1').catch(({ code, hint }) => console.log(code, hint.includes('one transaction at a time')));
await holder.query('COMMIT');
console.log('after', (await pool.query('SELECT 1 AS one')).rows[0].one);
createServer((request, response) => response.end()).listen(3000, () => console.log(process.env.DATABASE_URL));
`);
  await press(page, 'Run');
  const printed = consoleOf(page);
  await expect(printed).toContainText('postgres://postgres:postgres@localhost:5432/postgres');
  for (const line of ['within 3', 'others 2,2,2,2,2,2,2,2', 'distinct 20', 'without values 08P01', '42601 1', '23505 users_email_key', 'heard created Ada', '0A000 COPY FROM STDIN', '55P03 true', 'after 1']) {
    await expect(printed).toContainText(line);
  }
});
