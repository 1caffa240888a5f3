// Finding lessons by their words, and what to go on with.
import { expect, test } from 'vitest';
import type { Course, LessonSummary } from '../../lesson/lesson.ts';
import type { ProgressRecord } from '../../lesson/progress.ts';
import { findIn, nextToDo } from './search-lessons.ts';

const lesson = (id: string, title: string): LessonSummary => ({ id, partId: 'rest', title, summary: 'GET and friends', time: 5, stacks: ['express'], needs: [] });
const prose = 'First the request goes out. Then an idempotent method may be sent again, which POST may not, and caf\u00e9s are closed. The end of it comes after a while.';

test('words are found in part, title and summary without the prose', () => {
  expect(findIn('users rest', lesson('a/b', 'List users'), 'REST', null)).toEqual({ excerpt: null });
  expect(findIn('idempotent', lesson('a/b', 'List users'), 'REST', null)).toBeNull();
});

test('words of the prose are found with where they stand, accents aside', () => {
  expect(findIn('idempotent list', lesson('a/b', 'List users'), 'REST', prose)?.excerpt).toMatch(/^(… )?.*idempotent method may be sent again.* …$/);
  expect(findIn('cafes', lesson('a/b', 'List users'), 'REST', prose)?.excerpt).toContain('caf\u00e9s');
  expect(findIn('idempotent nonsense', lesson('a/b', 'List users'), 'REST', prose)).toBeNull();
});

test('one goes on with what was begun last, else with the first that is not solved', () => {
  const course: Course = { title: '', description: '', defaultStack: 'express', stacks: [], parts: [{ id: 'rest', title: 'REST', summary: '', lessons: [lesson('a', 'A'), lesson('b', 'B'), lesson('c', 'C')] }] };
  const record = (id: string, updatedAt: number, solvedAt: number | null): [string, ProgressRecord] => [`${id}@express`, { version: 1, course: 'c', lesson: id, stack: 'express', passed: [], total: 1, solvedAt, updatedAt }];
  const next = (...records: [string, ProgressRecord][]) => {
    const found = nextToDo(course, Object.fromEntries(records), 'express');
    return found && [found.lesson.id, found.isBegun];
  };
  expect(next()).toEqual(['a', false]);
  expect(next(record('a', 1, 1))).toEqual(['b', false]);
  expect(next(record('a', 1, 1), record('b', 2, null), record('c', 3, null))).toEqual(['c', true]);
  expect(next(record('a', 1, 1), record('b', 2, 2), record('c', 3, 3))).toBeNull();
});
