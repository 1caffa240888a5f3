import { expect, test } from 'vitest';
import { findExecutable, installExecutables } from './executables.ts';
import { FileTree } from './files.ts';

function setup() {
  const files = new FileTree();
  installExecutables(files, 'node', ['/usr/local/bin/node']);
  const write = (path: string, content: string, mode: number): void => {
    files.mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    files.writeFile(path, new TextEncoder().encode(content));
    files.chmod(path, mode);
  };
  const find = (command: string) => findExecutable(files, command, { cwd: '/app', path: '/app/node_modules/.bin:/usr/local/bin' });
  return { files, write, find };
}

test('a runtime is found along PATH, and by its path', () => {
  const { find } = setup();
  expect(find('node')).toEqual({ kind: 'node', before: [], path: '/usr/local/bin/node' });
  expect(find('/usr/local/bin/node')).toMatchObject({ kind: 'node' });
  expect(find('deno')).toBe(-2);
});

test('a script says by its first line who runs it', () => {
  const { files, write, find } = setup();
  write('/app/node_modules/tool/cli.js', '#!/usr/bin/env node\nconsole.log(1)', 0o755);
  files.mkdir('/app/node_modules/.bin');
  files.symlink('../tool/cli.js', '/app/node_modules/.bin/tool');
  expect(find('tool')).toEqual({ kind: 'node', before: ['/app/node_modules/.bin/tool'], path: '/usr/local/bin/node' });
  write('/app/run', '#!/usr/local/bin/node --no-warnings\n', 0o755);
  expect(find('./run')).toEqual({ kind: 'node', before: ['--no-warnings', './run'], path: '/usr/local/bin/node' });
});

test('a file that may not be executed is EACCES, one that says nothing of how is ENOEXEC', () => {
  const { write, find } = setup();
  write('/app/plain', '#!/usr/bin/env node\n', 0o644);
  expect(find('./plain')).toBe(-13);
  write('/app/data', 'text', 0o755);
  expect(find('./data')).toBe(-8);
  expect(find('/app')).toBe(-13);
});
