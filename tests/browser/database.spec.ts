// Real Postgres beside a program: `pg` over the container's sockets, checks that begin from the seed, and what goes wrong, told in words.
import type { Locator, Page } from '@playwright/test';
import { expectNoComplaints } from './axe.ts';
import { checkOf, consoleOf, courseFile, editorOf, expect, expectAllPass, openLesson, press, resizeTo, test, typeProgram } from './journey.ts';

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

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Database', exact: true });
const tableOf = (page: Page, name: RegExp): Locator => panelOf(page).getByRole('list', { name: 'Tables and views' }).getByRole('button', { name });
const fieldOf = (page: Page): Locator => panelOf(page).getByRole('textbox', { name: 'SQL' });
const answerOf = (page: Page): Locator => panelOf(page).getByRole('region', { name: 'Answer' });
const showPart = (page: Page, name: 'Tables' | 'Query'): Promise<void> => panelOf(page).getByRole('tab', { name, exact: true }).click();

/** Runs a query with the keyboard, and waits for its answer. */
async function query(page: Page, sql: string): Promise<void> {
  await fieldOf(page).fill(sql);
  await fieldOf(page).press('ControlOrMeta+Enter');
  await expect(answerOf(page)).toContainText(/Done in|Failed after/);
}

test('the Database panel shows tables, columns, keys and rows, and what requests change', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.keyboard.press('Alt+9');
  await expect(panelOf(page)).toBeFocused();
  await expect(tableOf(page, /^users 2 rows$/)).toBeVisible();
  const users = panelOf(page).getByRole('region', { name: 'users', exact: true });
  const columns = users.getByRole('group', { name: 'Columns of users' });
  await expect(columns.getByRole('row', { name: 'id integer no primary key GENERATED ALWAYS AS IDENTITY' })).toBeVisible();
  await expect(columns.getByRole('row', { name: 'email text no unique' })).toBeVisible();
  await expect(columns.getByRole('row', { name: 'password_hash text yes' })).toBeVisible();
  await users.getByText('2 constraints and indexes').click();
  await expect(users.getByText('UNIQUE (email)')).toBeVisible();
  const rows = users.getByRole('table', { name: 'Rows of users' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText('Ada Lovelace');

  // A request to the learner's server: nobody asks for the new row.
  await typeProgram(page, solution('express'));
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening');
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Paste curl' }).click();
  await page.getByRole('textbox', { name: 'curl command' }).fill(`curl http://localhost:3000/users --json '{"name":"Linus","email":"linus@example.com"}'`);
  await page.getByRole('button', { name: 'Take over' }).click();
  const requests = page.getByRole('region', { name: 'Requests', exact: true });
  await requests.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(requests.getByRole('region', { name: 'Response', exact: true })).toContainText('201');
  await page.keyboard.press('Alt+9');
  await expect(tableOf(page, /^users 3 rows$/)).toBeVisible();
  await expect(rows.nth(3)).toContainText('Linus');

  // What a program changes while the panel is shown is seen at once: what runs keep, and what a table has become.
  await typeProgram(page, `import { createServer } from 'node:http';
import pg from 'pg';
const pool = new pg.Pool();
await pool.query('CREATE VIEW names AS SELECT name FROM users');
createServer((request, response) => response.end()).listen(3000, () => console.log('made a view'));
`);
  await press(page, 'Run');
  await expect(tableOf(page, /^names view 3 rows$/)).toBeVisible();
});

test('a query shows its rows, marks where it is wrong, explains its plan, and the seed comes back', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.keyboard.press('Alt+9');
  await panelOf(page).getByRole('button', { name: 'Query users' }).click();
  await expect(fieldOf(page)).toHaveValue('SELECT *\nFROM users\nORDER BY id\nLIMIT 20;');
  await panelOf(page).getByRole('button', { name: 'Run query' }).click();
  await expect(answerOf(page)).toContainText('SELECT 2');
  await expect(answerOf(page).getByRole('row', { name: /Grace Hopper/ })).toBeVisible();

  await query(page, "SELECT id,\n  nme FROM users;");
  const error = answerOf(page).getByRole('alert');
  await expect(error).toContainText('ERROR 42703: column "nme" does not exist');
  await expect(error).toContainText('Hint: Perhaps you meant to reference the column "users.name".');
  await expect(fieldOf(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(panelOf(page).locator('mark')).toHaveText('nme');
  await answerOf(page).getByRole('button', { name: 'Go to line 2, column 3' }).click();
  await expect(fieldOf(page)).toBeFocused();
  expect(await fieldOf(page).evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))).toBe('nme');
  // What is typed takes the place of the mistake, which is marked no more.
  await page.keyboard.type('name');
  await expect(panelOf(page).locator('mark')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(answerOf(page)).toContainText('SELECT 2');

  await fieldOf(page).fill("SELECT * FROM users WHERE email = 'ada@example.com'");
  await panelOf(page).getByRole('button', { name: 'Explain', exact: true }).click();
  await expect(answerOf(page).getByRole('group', { name: 'Plan' })).toContainText(/(Index|Seq) Scan .*users/);

  await query(page, "BEGIN; INSERT INTO users (name, email) VALUES ('Lost', 'lost@example.com');");
  await expect(answerOf(page)).toContainText('so it was rolled back');
  await query(page, "DROP TABLE IF EXISTS nothing; INSERT INTO users (name, email) SELECT 'n' || n, n || '@example.com' FROM generate_series(1, 700) n RETURNING name, repeat('x', 600);");
  await expect(answerOf(page)).toContainText('NOTICE: table "nothing" does not exist, skipping');
  await expect(answerOf(page)).toContainText('INSERT 0 700');
  await expect(answerOf(page)).toContainText('The first 500 of 700 rows are shown.');
  await expect(answerOf(page)).toContainText('Values longer than 500 characters are cut');

  await showPart(page, 'Tables');
  await expect(tableOf(page, /^users 702 rows$/)).toBeVisible();
  await expect(panelOf(page).getByText('Rows 1 to 50 of 702')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Next rows' }).click();
  await expect(panelOf(page).getByText('Rows 51 to 100 of 702')).toBeVisible();

  await panelOf(page).getByRole('button', { name: 'Reset to seed' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the database to its seed?' });
  await expectNoComplaints(page, 'the question', '[role="dialog"]');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(tableOf(page, /^users 702 rows$/)).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Reset to seed' }).click();
  await dialog.getByRole('button', { name: 'Reset to seed' }).click();
  await expect(tableOf(page, /^users 2 rows$/)).toBeVisible();
});

test('a query that does not end is ended by a reset, which starts a program that runs anew', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening');
  await page.keyboard.press('Alt+9');
  await expect(tableOf(page, /^users 2 rows$/)).toBeVisible();
  await showPart(page, 'Query');
  await fieldOf(page).fill('SELECT count(*) FROM generate_series(1, 1e15::bigint) n WHERE n < 0');
  await fieldOf(page).press('ControlOrMeta+Enter');
  await expect(panelOf(page).getByText('A statement that does not end holds Postgres up.')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Reset to seed' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset to seed' }).click();
  await expect(page.getByText('The database is as it was at the beginning.')).toBeVisible();
  await expect(panelOf(page).getByRole('alert')).toContainText('Postgres');
  await expect(consoleOf(page)).toContainText('Run 2');
  await query(page, 'SELECT count(*) FROM users');
  await expect(answerOf(page).getByRole('cell', { name: '2', exact: true })).toBeVisible();
});

test('only lessons with Postgres have the panel, and axe finds nothing in it, wide and narrow', async ({ page }) => {
  test.setTimeout(480_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLesson(page, lesson, 'express');
  await page.keyboard.press('Alt+9');
  await expect(tableOf(page, /^users 2 rows$/)).toBeVisible();
  for (const width of [1440, 360]) {
    await resizeTo(page, { width, height: 844 });
    if (width < 900) await page.getByRole('tab', { name: 'Database', exact: true }).click();
    await showPart(page, 'Tables');
    await expect(panelOf(page).getByRole('table', { name: 'Rows of users' })).toBeVisible();
    await expectNoComplaints(page, `tables at ${width}`);
    await showPart(page, 'Query');
    await query(page, 'SELECT * FROM users');
    await expectNoComplaints(page, `rows at ${width}`);
    await query(page, 'SELECT nme FROM users');
    await expect(panelOf(page).locator('mark')).toHaveText('nme');
    await expectNoComplaints(page, `an error at ${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
  // The panel that was shown is not there in a lesson without Postgres.
  await page.goto('./#/rest/create-user?stack=express');
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Lesson', exact: true, selected: true })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Database', exact: true })).toHaveCount(0);
  await resizeTo(page, { width: 1440, height: 900 });
  await expect(page.getByRole('tab', { name: 'Database', exact: true })).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Checks', exact: true, selected: true })).toBeVisible();
});

test('pg is completed from its types', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "import pg from 'pg';\n\nconst pool = new pg.Pool();\npool.quer");
  const option = page.getByRole('listbox', { name: 'Suggest' }).getByRole('option', { name: /^query,/ });
  await expect(async () => {
    await editorOf(page).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+Space');
    await expect(option).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.type('y(');
  await expect(page.locator('.parameter-hints-widget')).toContainText('query');
});
