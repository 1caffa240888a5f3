import { expect, test } from 'vitest';
import type { Container } from '../../container/container.ts';
import { HISTORY_FILE, newestLines, ShellHistory } from './shell-history.ts';

/** A container of which only files are asked. */
function container() {
  const files = new Map<string, string>();
  let tell: (event: 'change', file: string) => void = () => undefined;
  const fs = {
    readFile: async (path: string) => files.get(path) ?? '',
    writeFile: async (path: string, text: string) => void files.set(path, text),
    watch: (_path: string, _options: object, listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  return { files, fake: { fs } as unknown as Container, write: (text: string) => (files.set(HISTORY_FILE, text), tell('change', '.sh_history')) };
}

test('a new container begins with what was typed in the one before', async () => {
  let kept = 'ls\n';
  const history = new ShellHistory({ read: () => kept, write: (text) => (kept = text) });
  const first = container();
  await history.follow(first.fake);
  expect(first.files.get(HISTORY_FILE)).toBe('ls\n');
  first.write('ls\nnode server.js\n');
  await new Promise((resolve) => setTimeout(resolve));
  expect(kept).toBe('ls\nnode server.js\n');
  const second = container();
  await history.follow(second.fake);
  expect(second.files.get(HISTORY_FILE)).toBe('ls\nnode server.js\n');
});

test('another shell of the same container does not bring back what has been there', async () => {
  const history = new ShellHistory({ read: () => 'old\n', write: () => undefined });
  const only = container();
  await history.follow(only.fake);
  only.files.set(HISTORY_FILE, 'old\nnew\n');
  await history.follow(only.fake);
  expect(only.files.get(HISTORY_FILE)).toBe('old\nnew\n');
});

test('of a long history the newest whole lines are kept', () => {
  expect(newestLines('one\ntwo\nthree\n', 10)).toBe('three\n');
  expect(newestLines('one\n', 10)).toBe('one\n');
});
