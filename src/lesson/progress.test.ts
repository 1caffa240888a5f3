// Progress: which checks passed, and when a lesson counts as solved.
import { expect, test } from 'vitest';
import { afterChecks, progressState } from './progress.ts';

const key = { course: 'c', lesson: 'l', stack: 's' };

test('a lesson is solved when all its checks passed in one run', () => {
  const record = afterChecks(null, key, ['a', 'b'], { a: true, b: true }, 5);
  expect(record).toMatchObject({ passed: ['a', 'b'], total: 2, solvedAt: 5 });
  expect(progressState(record)).toBe('solved');
});

test('checks run one by one count as passed but do not solve the lesson, since the code may have changed between', () => {
  const first = afterChecks(null, key, ['a', 'b'], { a: true }, 1);
  const second = afterChecks(first, key, ['a', 'b'], { b: true }, 2);
  expect(second.passed).toEqual(['a', 'b']);
  expect(progressState(second)).toBe('begun');
});

test('a solved lesson stays solved when a later run fails', () => {
  const solved = afterChecks(null, key, ['a'], { a: true }, 1);
  const broken = afterChecks(solved, key, ['a'], { a: false }, 2);
  expect(broken).toMatchObject({ passed: [], solvedAt: 1 });
});

test('a check that the lesson no longer has is forgotten', () => {
  const before = afterChecks(null, key, ['old', 'a'], { old: true, a: true }, 1);
  expect(afterChecks(before, key, ['a'], {}, 2).passed).toEqual(['a']);
});

test('a lesson without a record is new', () => {
  expect(progressState(undefined)).toBe('new');
});
