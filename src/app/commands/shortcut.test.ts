// Shortcuts: exact modifiers, and the right key names on each machine.
import { expect, test } from 'vitest';
import { keysOf, matchesShortcut } from './shortcut.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}, code = '') => ({
  key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held,
});

test('a shortcut matches its key with exactly its modifiers', () => {
  const run = { key: 'Enter', ctrl: true };
  expect(matchesShortcut(run, press('Enter', { ctrlKey: true }), false)).toBe(true);
  expect(matchesShortcut(run, press('Enter'), false)).toBe(false);
  expect(matchesShortcut(run, press('Enter', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
});

test('on Apple machines the Command key is meant', () => {
  expect(matchesShortcut({ key: 'k', ctrl: true }, press('k', { metaKey: true }), true)).toBe(true);
  expect(matchesShortcut({ key: 'k', ctrl: true }, press('k', { ctrlKey: true }), true)).toBe(false);
  expect(keysOf({ key: 'k', ctrl: true }, true)).toEqual(['⌘', 'K']);
});

test('a digit with Alt is told by its place on the keyboard', () => {
  expect(matchesShortcut({ key: '2', alt: true }, press('™', { altKey: true }, 'Digit2'), false)).toBe(true);
});

test('keys are written as they are printed', () => {
  expect(keysOf({ key: 'Enter', ctrl: true, shift: true }, false)).toEqual(['Ctrl', 'Shift', 'Enter']);
});
