// The Database panel's state: what is read again when, and that answers which come too late change nothing.
import { expect, test } from 'vitest';
import { PostgresError, type QueryOutcome } from '../../container/postgres/client.ts';
import { DatabaseExplorer } from './database-explorer.ts';
import { PAGE_ROWS, type TableInfo } from './tables.ts';

const table = (name: string): TableInfo => ({ schema: 'public', name, kind: 'table', columns: [{ name: 'id', type: 'integer', isNullable: false, default: null }], constraints: [] });
const outcome = (rows: readonly (readonly string[])[], given: Partial<QueryOutcome> = {}): QueryOutcome => ({
  results: [{ columns: [{ name: 'a', type: 25 }], rows, rowCount: rows.length, tag: `SELECT ${rows.length}` }], error: null, notices: [], isInTransaction: false, ...given,
});

/** A Postgres that has tables with so many rows, and remembers what it was asked. */
function setup(tables: Record<string, number>) {
  const asked: string[] = [];
  const uses: string[] = [];
  const announced: string[] = [];
  const control = {
    tables,
    open: 0,
    /** answers what is not about tables */
    answer: async (_sql: string): Promise<QueryOutcome> => outcome([['1']]),
    /** waited for before the tables are listed */
    listing: Promise.resolve(),
  };
  const explorer = new DatabaseExplorer({
    connect: async (use) => {
      uses.push(use);
      control.open++;
      return {
        async query(sql) {
          asked.push(sql);
          if (sql.includes('pg_class')) {
            await control.listing;
            return outcome([[JSON.stringify(Object.keys(control.tables).map(table))]]);
          }
          const name = /FROM "public"\."(\w+)"/.exec(sql)?.[1];
          if (name === undefined) return control.answer(sql);
          return outcome([[sql.includes('count') ? String(control.tables[name]) : `${name} from ${/OFFSET (\d+)/.exec(sql)?.[1]}`]]);
        },
        end: async () => void control.open--,
      };
    },
    now: () => 0,
    announce: (text) => announced.push(text),
  });
  return { explorer, control, asked, uses, announced, now: () => explorer.state.getState() };
}

test('the first table is shown at first, then the one that is chosen, page by page', async () => {
  const { explorer, now, control } = setup({ posts: 2 * PAGE_ROWS + 1, users: 1 });
  await explorer.refresh();
  expect(now()).toMatchObject({ selected: 'posts', page: 0, rows: [['posts from 0']], tables: [{ name: 'posts', count: 101 }, { name: 'users', count: 1 }] });
  explorer.turnTo(2);
  await explorer.refresh();
  expect(now()).toMatchObject({ page: 2, rows: [['posts from 100']] });
  explorer.select('users');
  expect(now().rows).toBeNull();
  await explorer.refresh();
  expect(now()).toMatchObject({ selected: 'users', page: 0, rows: [['users from 0']] });
  expect(control.open).toBe(0);
});

test('a page that is no more is the last one that is, and a table that is no more the first one', async () => {
  const { explorer, now, control } = setup({ posts: 200, users: 120 });
  await explorer.refresh();
  explorer.select('users');
  explorer.turnTo(2);
  await explorer.refresh();
  control.tables = { posts: 200, users: 60 };
  await explorer.refresh();
  expect(now()).toMatchObject({ selected: 'users', page: 1 });
  control.tables = { posts: 200 };
  await explorer.refresh();
  expect(now()).toMatchObject({ selected: 'posts', page: 0 });
  control.tables = {};
  await explorer.refresh();
  expect(now()).toMatchObject({ tables: [], selected: null, rows: null });
});

test('what is asked for while the tables are read is read after it, once', async () => {
  const { explorer, asked, control } = setup({ users: 1 });
  let go = (): void => undefined;
  control.listing = new Promise((resolve) => (go = resolve));
  const first = explorer.refresh();
  const others = [explorer.refresh(), explorer.refresh(), explorer.refresh()];
  go();
  await Promise.all([first, ...others]);
  expect(asked.filter((sql) => sql.includes('pg_class'))).toHaveLength(2);
});

test('what another lesson\'s database answers is dropped', async () => {
  const { explorer, control, now } = setup({ users: 1 });
  let go = (): void => undefined;
  control.listing = new Promise((resolve) => (go = resolve));
  const reading = explorer.refresh();
  explorer.forget();
  go();
  await reading;
  expect(now().tables).toBeNull();
});

test('a query shows its answer, and the tables are read again after it', async () => {
  const { explorer, now, uses, control, announced } = setup({ users: 1 });
  explorer.write('DELETE FROM users');
  control.answer = async () => {
    control.tables = { users: 0 };
    return outcome([], { results: [{ columns: null, rows: [], rowCount: 0, tag: 'DELETE 1' }] });
  };
  await explorer.run('run');
  expect(now()).toMatchObject({ part: 'query', isRunning: false, answer: { results: [{ tag: 'DELETE 1' }], error: null }, tables: [{ count: 0 }] });
  expect(uses).toEqual(['change', 'read']);
  expect(announced).toHaveLength(1);
});

test('Explain asks for the plan of one statement; several are refused without being sent', async () => {
  const { explorer, now, asked, uses, control } = setup({});
  control.answer = async () => outcome([], { results: [], error: new PostgresError({ C: '42703', M: 'no such column', P: '16' }) });
  explorer.write('SELECT nme FROM users');
  await explorer.run('explain');
  expect(asked[0]).toBe('EXPLAIN SELECT nme FROM users');
  expect(now().answer?.error).toMatchObject({ code: '42703', span: { start: 7, end: 10, line: 1, column: 8 } });
  expect(uses[0]).toBe('read');
  explorer.write('SELECT 1; DROP TABLE users');
  await explorer.run('explain');
  expect(asked.filter((sql) => sql.includes('DROP'))).toEqual([]);
  expect(now()).toMatchObject({ answer: null, queryProblem: 'Explain takes one statement.' });
});

test('a connection that breaks is told, and the next query is asked all the same', async () => {
  const { explorer, now, control } = setup({});
  explorer.write('SELECT 1');
  control.answer = () => Promise.reject(new Error('the connection to Postgres was lost'));
  await explorer.run('run');
  expect(now()).toMatchObject({ isRunning: false, answer: null, queryProblem: 'the connection to Postgres was lost' });
  control.answer = async () => outcome([['1']]);
  await explorer.run('run');
  expect(now()).toMatchObject({ queryProblem: null, answer: { results: [{ rows: [['1']] }] } });
  expect(control.open).toBe(0);
});
