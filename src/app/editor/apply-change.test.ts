// Taking differences: insertions, removals and replacements, as Monaco describes them.
import { expect, test } from 'vitest';
import { applyChange } from './apply-change.ts';

const change = (os: number, oe: number, ms: number, me: number) => ({ originalStartLineNumber: os, originalEndLineNumber: oe, modifiedStartLineNumber: ms, modifiedEndLineNumber: me });

test('lines that only the solution has are inserted', () => {
  expect(applyChange('a\nc\n', 'a\nb\nc\n', change(1, 0, 2, 2))).toBe('a\nb\nc\n');
});

test('lines that the solution does not have are removed', () => {
  expect(applyChange('a\nb\nc\n', 'a\nc\n', change(2, 2, 1, 0))).toBe('a\nc\n');
});

test('lines that differ are replaced', () => {
  expect(applyChange('a\nx\ny\nd', 'a\nb\nd', change(2, 3, 2, 2))).toBe('a\nb\nd');
});

test('lines before the first are inserted at the top', () => {
  expect(applyChange('b', 'a\nb', change(0, 0, 1, 1))).toBe('a\nb');
});
