import { expect, test } from 'vitest';
import { copiesFromClient, dropsPreparedStatements, listenChange, statementsOf } from './statements.ts';

const skeletons = (sql: string): string[] => statementsOf(sql).map(({ skeleton }) => skeleton);

test('statements end at semicolons that stand in no string, name or comment', () => {
  expect(skeletons(`SELECT ';', "a;b", $$;$$, $x$ $$; $x$ -- ;\n; /* ; /* ; */ ; */ SELECT E'\\';' ; `)).toEqual([`SELECT '', "a;b", '', ''`, `SELECT E''`]);
  expect(skeletons(`SELECT 'it''s; one', $1; ;`)).toEqual([`SELECT '', $1`]);
});

test('what is not closed goes to the end of the text', () => {
  expect(skeletons('SELECT 1 /* ;')).toEqual(['SELECT 1']);
  expect(skeletons('SELECT $a$ ; ')).toEqual(["SELECT ''"]);
});

test('COPY FROM STDIN is told from other COPY, and from its own words in a string', () => {
  const copies = (sql: string): boolean => statementsOf(sql).some(copiesFromClient);
  expect(copies('/* x */ copy users (name)\nfrom  stdin with csv')).toBe(true);
  expect(copies('SELECT 1; COPY users FROM STDIN')).toBe(true);
  expect(copies('COPY users TO STDOUT')).toBe(false);
  expect(copies(`COPY "from stdin" FROM '/tmp/x'`)).toBe(false);
  expect(copies(`INSERT INTO notes VALUES ('COPY users FROM STDIN')`)).toBe(false);
});

test('names of channels are those that Postgres makes of them', () => {
  const changes = (sql: string) => statementsOf(sql).map(listenChange);
  expect(changes('LISTEN Jobs; listen "My ""Jobs"""; UNLISTEN jobs; unlisten *; DISCARD ALL; SELECT 1')).toEqual([
    { kind: 'listen', channel: 'jobs' },
    { kind: 'listen', channel: 'My "Jobs"' },
    { kind: 'unlisten', channel: 'jobs' },
    { kind: 'unlisten', channel: null },
    { kind: 'unlisten', channel: null },
    undefined,
  ]);
});

test('statements that drop what was prepared', () => {
  expect(statementsOf('DISCARD ALL; deallocate all; DEALLOCATE PREPARE ALL; DEALLOCATE x; DISCARD TEMP').map(dropsPreparedStatements)).toEqual([true, true, true, false, false]);
});
