import { expect, test } from 'vitest';
import { Terminal } from './terminal.ts';

function setup() {
  const shown: string[] = [];
  const signals: number[] = [];
  const decoder = new TextDecoder();
  const terminal = new Terminal(
    { cols: 80, rows: 24 },
    { show: (_fd, bytes) => void shown.push(decoder.decode(bytes)), signal: (_group, signal) => void signals.push(signal), closed() {} },
  );
  const lines: (string | null)[] = [];
  const read = (): void => void terminal.read((bytes) => void lines.push(bytes === null ? null : decoder.decode(bytes)));
  return { terminal, signals, lines, read, screen: () => shown.join('') };
}

test('a line is read when it is ended, and is seen while it is typed', () => {
  const { terminal, lines, read, screen } = setup();
  read();
  terminal.input('he');
  expect(lines).toEqual([]);
  terminal.input('llo\r');
  expect(lines).toEqual(['hello\n']);
  expect(screen()).toBe('hello\r\n');
});

test('keys erase a character, a word and the line', () => {
  const { terminal, lines, read } = setup();
  for (let index = 0; index < 3; index++) read();
  terminal.input('abx\x7f\x7fc\r');
  terminal.input('one two\x17three\r');
  terminal.input('gone\x15kept\r');
  expect(lines).toEqual(['ac\n', 'one three\n', 'kept\n']);
});

test('Ctrl+C is a signal and forgets the line, Ctrl+D at its beginning is the end of input, once', () => {
  const { terminal, signals, lines, read, screen } = setup();
  read();
  read();
  terminal.input('half\x03\x04');
  expect(signals).toEqual([2]);
  expect(screen()).toBe('half^C');
  expect(lines).toEqual([null]);
  terminal.input('more\r');
  expect(lines).toEqual([null, 'more\n']);
});

test('in raw mode every key goes to the program, unseen', () => {
  const { terminal, signals, lines, read, screen } = setup();
  terminal.setRaw(true);
  read();
  terminal.input('\x03');
  expect(lines).toEqual(['\x03']);
  expect(signals).toEqual([]);
  expect(screen()).toBe('');
});

test("a program's newlines begin the next line at its left", () => {
  const { terminal, screen } = setup();
  terminal.output.sink?.write(new TextEncoder().encode('a\nb\n'), () => {});
  expect(screen()).toBe('a\r\nb\r\n');
});
