import { expect, test } from 'vitest';
import { judge } from './known.ts';
import { normalise } from './normalise.ts';
import { readCases } from './case.ts';

const results = new Map([
  ['a/same', true],
  ['a/differs', false],
]);

test('an identical case and a listed difference pass', () => {
  expect(judge(results, { 'a/differs': 'because of this' }, true)).toEqual({ passed: ['a/same', 'a/differs'], problems: [] });
});

test('an unlisted difference is a problem', () => {
  expect(judge(results, {}, true).problems).toEqual(['a/differs differs']);
});

test('a listed case that became identical is a problem', () => {
  expect(judge(results, { 'a/same': 'it once did', 'a/differs': 'because' }, true).problems).toEqual([expect.stringContaining('a/same is identical now')]);
});

test('a listed case that does not exist is a problem, unless only some cases ran', () => {
  const known = { 'a/differs': 'because', 'a/gone': 'because' };
  expect(judge(results, known, true).problems).toEqual([expect.stringContaining('no such case')]);
  expect(judge(results, known, false).problems).toEqual([]);
});

test('every case on disk is read, with the shared files beside it', () => {
  const cases = readCases();
  expect(cases.length).toBeGreaterThan(120);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  for (const { files, entry } of cases) expect(Object.keys(files)).toEqual(expect.arrayContaining(['exchange.cjs', entry]));
});

test('nothing but the folder is replaced unless the case says so', () => {
  const [plain] = readCases().filter(({ normalise: rules, sortLines }) => rules.length === 0 && !sortLines);
  const outcome = { stdout: '(node:12) 127.0.0.1:3000 at x (node:internal/y:1:2)\n', stderr: 'at /tmp/z/a.js:1\n', code: 0, folder: '/tmp/z' };
  expect(normalise(outcome, plain!)).toEqual({ stdout: outcome.stdout, stderr: 'at <folder>/a.js:1\n', code: 0 });
});

test('frames of the library are dropped where a case says so, those of the program are kept', () => {
  const [framed] = readCases().filter((one) => one.normalise.join() === 'internal-frames');
  const stderr = 'Error: x\n    at main (/tmp/z/a.js:1:2)\n    at node:internal/main:28:49\n    at process.run (node:internal/y:1:2) {\n  code: 1\n}\n';
  expect(normalise({ stdout: '', stderr, code: 1, folder: '/tmp/z' }, framed!).stderr).toBe('Error: x\n    at main (<folder>/a.js:1:2)\n{\n  code: 1\n}\n');
});
