// The files that stand for the shell's commands, and the commands that its program knows, are the same.
import { expect, test } from 'vitest';
import { SHELL_COMMANDS } from '../kernel/shell-commands.ts';
import { BUILTINS } from './builtins.ts';
import { commandNames } from './commands.ts';
import { readsInput } from './reads-input.ts';

test('every command has a file, and every file a command', () => {
  const known = new Set(commandNames());
  expect(SHELL_COMMANDS.filter((name) => !known.has(name) && !BUILTINS.has(name))).toEqual([]);
  expect([...known].filter((name) => !SHELL_COMMANDS.includes(name) && name !== 'node')).toEqual([]);
});

test.each([
  ['cat', [], true], ['cat', ['a'], false], ['cat', ['-'], true], ['cat', ['-n', 'a'], false], ['grep', ['x'], true], ['grep', ['x', 'f'], false], ['grep', ['-e', 'x'], true], ['grep', ['-e', 'x', 'f'], false], ['grep', ['-r', 'x'], false], ['grep', ['-A', '2', 'x'], true],
  ['sed', ['s/a/b/'], true], ['sed', ['-n', '1p', 'f'], false], ['sed', ['-e', '1d', '-e', '2d'], true], ['awk', ['{print}'], true], ['awk', ['-F', ':', '{print}'], true], ['awk', ['-F:', '{print}', 'f'], false], ['cut', ['-d', ',', '-f', '1'], true], ['cut', ['-d,', '-f1', 'f'], false], ['sort', ['-k', '2'], true], ['sort', ['-k2', 'f'], false],
  ['head', ['-n', '5'], true], ['head', ['-n5', 'f'], false], ['tr', ['a', 'b'], true], ['ls', [], false], ['find', ['.'], false], ['jq', ['-n', '1'], false], ['jq', ['.a'], true], ['xargs', ['echo'], true], ['wc', ['-l'], true], ['sort', ['--help'], false],
] as const)('%s %j reads its input: %s', (name, args, reads) => {
  expect(readsInput(name, args)).toBe(reads);
});
