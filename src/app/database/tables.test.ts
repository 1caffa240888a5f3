// What is asked about tables, of a real Postgres: names of every kind, keys, pages, counts.
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresClient, type ByteConnection } from '../../container/postgres/client.ts';
import { startDatabase, type RunningDatabase } from '../../../tools/lessons/database.ts';
import { CELL_CHARACTERS, countRows, firstQuery, LIST_TABLES, MOST_COUNTED, PAGE_ROWS, pagesOf, rowsOfPage, sqlNameOf, titleOfTable, type TableInfo } from './tables.ts';

const SCHEMA = `
CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(40) NOT NULL UNIQUE, admin boolean DEFAULT false, CHECK (email <> ''));
CREATE SCHEMA "my ""shop""";
CREATE TABLE "my ""shop"""."Order items" ("order" int, "No." int, "user" int REFERENCES users ON DELETE CASCADE, note text, gone int, PRIMARY KEY ("No.", "order"));
ALTER TABLE "my ""shop"""."Order items" DROP COLUMN gone;
CREATE INDEX by_note ON "my ""shop"""."Order items" (lower(note));
CREATE TABLE numbers AS SELECT n, n * 2 AS "double" FROM generate_series(1, 120) n;
CREATE VIEW admins AS SELECT * FROM users WHERE admin;
CREATE VIEW broken AS SELECT 1 / (id - id) AS never FROM users;
CREATE TABLE many AS SELECT FROM generate_series(1, ${MOST_COUNTED + 5});
INSERT INTO users (email) VALUES ('ada@example.com');
INSERT INTO "my ""shop"""."Order items" VALUES (2, 1, 1, repeat('x', 2000)), (1, 2, 1, NULL), (1, 1, NULL, '');
`;

let database: RunningDatabase;
let client: PostgresClient;
let tables: readonly TableInfo[];

beforeAll(async () => {
  database = await startDatabase({ seed: SCHEMA });
  await database.renew();
  client = await PostgresClient.connect(Duplex.toWeb(connect(Number(database.environment['PGPORT']), '127.0.0.1')) as ByteConnection);
  // A program may have done this: nothing here depends on it.
  await client.query("SET search_path = ''; SET standard_conforming_strings = off");
  tables = JSON.parse(String((await rowsOf(LIST_TABLES))[0]?.[0])) as TableInfo[];
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.close();
});

async function rowsOf(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const { results, error } = await client.query(sql);
  if (error !== null) throw error;
  return results[0]!.rows;
}
const tableOf = (title: string): TableInfo => tables.find((table) => titleOfTable(table) === title)!;

test('tables come before views, those of the public schema before others, and none of Postgres itself', () => {
  expect(tables.map((table) => `${table.kind} ${titleOfTable(table)}`)).toEqual([
    'table many', 'table numbers', 'table users', 'view admins', 'view broken', 'table my "shop".Order items',
  ]);
});

test('columns have their types, defaults, and whether they may be NULL', () => {
  expect(tableOf('users').columns).toEqual([
    { name: 'id', type: 'integer', isNullable: false, default: 'GENERATED ALWAYS AS IDENTITY' },
    { name: 'email', type: 'character varying(40)', isNullable: false, default: null },
    { name: 'admin', type: 'boolean', isNullable: true, default: 'false' },
  ]);
  expect(tableOf('my "shop".Order items').columns.map(({ name }) => name)).toEqual(['order', 'No.', 'user', 'note']);
});

test('constraints have their kinds and columns, foreign keys what they refer to; indexes stand beside them', () => {
  expect(tableOf('users').constraints.map(({ name, kind, columns }) => [name, kind, columns])).toEqual([
    ['users_pkey', 'primary', ['id']], ['users_email_key', 'unique', ['email']], ['users_email_check', 'other', ['email']],
  ]);
  const items = tableOf('my "shop".Order items').constraints;
  expect(items.map(({ kind, columns }) => [kind, columns])).toEqual([['primary', ['No.', 'order']], ['foreign', ['user']], ['index', []]]);
  expect(items[1]).toMatchObject({ target: { schema: 'public', table: 'users', columns: ['id'] }, definition: 'FOREIGN KEY ("user") REFERENCES public.users(id) ON DELETE CASCADE' });
});

test('rows come in the order of the primary key, whatever the names are; long values come short', async () => {
  const rows = await rowsOf(rowsOfPage(tableOf('my "shop".Order items'), 0));
  expect(rows.map(([order, number]) => [order, number])).toEqual([['1', '1'], ['2', '1'], ['1', '2']]);
  expect(rows.map(([, , , note]) => note?.length)).toEqual([0, CELL_CHARACTERS + 1, undefined]);
});

test('pages go on where the one before ends, by number and not by text', async () => {
  const pages: Awaited<ReturnType<typeof rowsOf>>[] = [];
  for (const page of [0, 1, 2]) pages.push(await rowsOf(rowsOfPage(tableOf('numbers'), page)));
  expect(pages.map(({ length }) => length)).toEqual([PAGE_ROWS, PAGE_ROWS, 20]);
  expect(pages.flat().map(([n]) => Number(n))).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  expect([pagesOf(0), pagesOf(PAGE_ROWS), pagesOf(PAGE_ROWS + 1), pagesOf(MOST_COUNTED + 1)]).toEqual([1, 1, 2, MOST_COUNTED / PAGE_ROWS]);
});

test('rows are counted up to a limit; those of views are counted too, and a view that fails says so', async () => {
  const count = async (title: string): Promise<number> => Number((await rowsOf(countRows(tableOf(title))))[0]?.[0]);
  expect(await count('my "shop".Order items')).toBe(3);
  expect(await count('admins')).toBe(0);
  expect(await count('many')).toBe(MOST_COUNTED + 1);
  await expect(rowsOf(rowsOfPage(tableOf('broken'), 0))).rejects.toMatchObject({ code: '22012' });
});

test('names are quoted where SQL needs it', async () => {
  const name = (schema: string, table: string): string => sqlNameOf({ schema, name: table });
  expect([name('public', 'users'), name('public', 'Users'), name('public', 'order'), name('shop', 'user'), name('a"b', '1st')]).toEqual(['users', '"Users"', '"order"', 'shop."user"', '"a""b"."1st"']);
  expect(firstQuery(tableOf('users'))).toBe('SELECT *\nFROM users\nORDER BY id\nLIMIT 20;');
  expect(await rowsOf(firstQuery(tableOf('my "shop".Order items')))).toHaveLength(3);
});
