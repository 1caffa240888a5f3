// What is sent for a query, and what is shown of its answer.
import { expect, test } from 'vitest';
import { PostgresError, type QueryOutcome } from '../../container/postgres/client.ts';
import { answerOf, errorOf, explained, SHOWN_RESULTS, SHOWN_ROWS, spanAt } from './query.ts';
import { CELL_CHARACTERS } from './tables.ts';

const outcome = (given: Partial<QueryOutcome>): QueryOutcome => ({ results: [], error: null, notices: [], isInTransaction: false, ...given });
const column = (name: string) => ({ name, type: 25 });
const marked = (sql: string, position: number): string => {
  const { start, end } = spanAt(sql, position);
  return sql.slice(start, end);
};

test('the place of an error is the word there, in characters and not in UTF-16 units', () => {
  expect(spanAt('SELECT 1;\nSELEC 2', 11)).toEqual({ start: 10, end: 15, line: 2, column: 1 });
  expect(marked("SELECT '\u{1f600}\u{1f600}', nme FROM users", 14)).toBe('nme');
  expect(marked('SELECT "no such" FROM users', 8)).toBe('"no such"');
  expect(marked("SELECT 'it''s' + 1", 8)).toBe("'it''s'");
  expect(marked('SELECT größe FROM users', 8)).toBe('größe');
  expect(marked('SELECT 1 + ) 2', 12)).toBe(')');
});

test('an error at the end of the text has its place there', () => {
  expect(spanAt('SELECT (\n', 10)).toEqual({ start: 9, end: 9, line: 2, column: 1 });
  expect(spanAt('', 1)).toEqual({ start: 0, end: 0, line: 1, column: 1 });
});

test('EXPLAIN stands before one statement, and the place of an error is told without it', () => {
  const sql = 'SELECT nme FROM users; -- all';
  expect(explained(sql)).toEqual({ sql: `EXPLAIN ${sql}`, shift: 8 });
  const error = new PostgresError({ C: '42703', M: 'column "nme" does not exist', P: '16' });
  const { start, end } = errorOf(error, sql, 8).span!;
  expect(sql.slice(start, end)).toBe('nme');
  // What is wrong with EXPLAIN itself has no place in the learner's text.
  expect(errorOf(new PostgresError({ C: '42601', M: 'syntax error', P: '1' }), sql, 8).span).toBeNull();
});

test('what asks for its plan already stays as it is, and several statements are not explained: all but the first would run', () => {
  expect(explained(' explain analyze SELECT 1')).toEqual({ sql: ' explain analyze SELECT 1', shift: 0 });
  expect(explained('SELECT 1; DELETE FROM users')).toBeNull();
  expect(explained("SELECT ';'")).toMatchObject({ shift: 8 });
  expect(explained('-- nothing')).toBeNull();
});

test('of many rows the first are shown, over all results, and how many there were is told', () => {
  const many = { columns: [column('n')], rows: Array.from({ length: SHOWN_ROWS }, (_, n) => [String(n)]), rowCount: 12_345, tag: 'SELECT 12345' };
  const { results } = answerOf(outcome({ results: [many, many] }), '', 0, 1);
  expect(results.map(({ rows, rowCount }) => [rows.length, rowCount])).toEqual([[SHOWN_ROWS, 12_345], [0, 12_345]]);
});

test('a long value is cut, NULL and what is short enough are not', () => {
  const long = 'x'.repeat(CELL_CHARACTERS + 1);
  const given = (rows: (string | null)[][]) => answerOf(outcome({ results: [{ columns: [column('a'), column('b')], rows, rowCount: 1, tag: 'SELECT 1' }] }), '', 0, 1);
  expect(given([[long, null]])).toMatchObject({ isCut: true, results: [{ rows: [[`${'x'.repeat(CELL_CHARACTERS)}…`, null]] }] });
  expect(given([[long.slice(1), '']])).toMatchObject({ isCut: false, results: [{ rows: [[long.slice(1), '']] }] });
});

test('of many statements the first results are shown', () => {
  const one = { columns: null, rows: [], rowCount: 0, tag: 'INSERT 0 1' };
  const answer = answerOf(outcome({ results: Array.from({ length: 80 }, () => one) }), '', 0, 1);
  expect([answer.results.length, answer.resultCount]).toEqual([SHOWN_RESULTS, 80]);
});

test('a plan is text', () => {
  const plan = { columns: [column('QUERY PLAN')], rows: [['Limit'], ['  ->  Seq Scan on users']], rowCount: 2, tag: 'EXPLAIN' };
  expect(answerOf(outcome({ results: [plan] }), '', 0, 1).results[0]?.plan).toBe('Limit\n  ->  Seq Scan on users');
});
