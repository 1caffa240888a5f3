import { expect, test } from 'vitest';
import { createOutput } from './process-output.ts';

function setup() {
  const sent: [fd: number, text: string][] = [];
  const turns: (() => void)[] = [];
  let now = 0;
  const decoder = new TextDecoder();
  const output = createOutput((fd, bytes) => sent.push([fd, decoder.decode(bytes)]), { now: () => now, later: (callback) => turns.push(callback) });
  const encoder = new TextEncoder();
  return {
    sent,
    print: (fd: 1 | 2, text: string) => output.print(fd, encoder.encode(text)),
    flush: () => output.flush(),
    turn: () => {
      for (const callback of turns.splice(0)) callback();
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('what a program prints now and then goes out at once', () => {
  const { print, sent } = setup();
  print(1, 'before the endless loop\n');
  print(2, 'problem\n');
  expect(sent).toEqual([[1, 'before the endless loop\n'], [2, 'problem\n']]);
});

test('a flood goes out in large pieces, whole and in order', () => {
  const { print, sent, turn } = setup();
  const line = `${'x'.repeat(99)}\n`;
  for (let count = 0; count < 5000; count++) print(count % 1000 === 999 ? 2 : 1, line);
  turn();
  expect(sent.length).toBeLessThan(250);
  expect(sent.map(([, text]) => text).join('')).toBe(line.repeat(5000));
  expect(sent.filter(([fd]) => fd === 2).map(([, text]) => text).join('')).toBe(line.repeat(5));
});

test('what is held back goes out when it is asked for, and in the next turn at the latest', () => {
  const { print, sent, flush, turn } = setup();
  for (let count = 0; count < 200; count++) print(1, '.');
  print(1, 'held');
  expect(sent.at(-1)).toEqual([1, '.']);
  flush();
  expect(sent.at(-1)).toEqual([1, 'held']);
  print(1, 'again');
  turn();
  expect(sent.at(-1)).toEqual([1, 'again']);
});

test('after a quiet moment output goes out at once again', () => {
  const { print, sent, turn, pass } = setup();
  for (let count = 0; count < 300; count++) print(1, '.');
  turn();
  pass(100);
  print(1, 'quiet');
  expect(sent.at(-1)).toEqual([1, 'quiet']);
});
