// Searching the console.
import { expect, test } from 'vitest';
import type { ConsoleBlock } from './console-log.ts';
import { findLines, plainText } from './console-search.ts';

const blocks: readonly ConsoleBlock[] = [
  { id: 1, lines: [{ id: 1, kind: 'divider', text: 'Run 1' }, { id: 2, kind: 'stdout', text: 'GET \u001b[32m/users\u001b[0m' }] },
  { id: 3, lines: [{ id: 3, kind: 'stderr', text: 'no such thing' }] },
];

test('lines are found whatever their case and colours, and dividers stay', () => {
  const { blocks: found, count } = findLines(blocks, 'get /USERS');
  expect(count).toBe(1);
  expect(found.flatMap(({ lines }) => lines.map(({ id }) => id))).toEqual([1, 2]);
});

test('where nothing is sought everything is shown, without a copy', () => {
  expect(findLines(blocks, '').blocks).toBe(blocks);
});

test('the clipboard gets the text without colours', () => {
  expect(plainText(blocks)).toBe('--- Run 1\nGET /users\nno such thing\n');
});
