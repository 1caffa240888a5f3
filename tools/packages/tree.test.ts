import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { dependencyFolders, packageFiles, readLock, type LockedPackages } from './tree.ts';

const scratch = mkdtempSync(join(tmpdir(), 'backlot-tree-'));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function write(files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), '{}');
  }
  return scratch;
}

const lock: LockedPackages = {
  '': { version: '' },
  'node_modules/app': { version: '1.0.0', dependencies: { shared: '1', own: '1' }, optionalDependencies: { 'not-here': '1', 'for-macs': '1', 'for-linux': '1', 'for-a-processor': '1', 'not-for-linux': '1' } },
  'node_modules/for-macs': { version: '1.0.0', os: ['darwin'] },
  'node_modules/for-linux': { version: '1.0.0', os: ['darwin', 'linux'] },
  'node_modules/not-for-linux': { version: '1.0.0', os: ['!linux'] },
  'node_modules/for-a-processor': { version: '1.0.0', os: ['linux'], cpu: ['x64'] },
  'node_modules/shared': { version: '1.0.0' },
  'node_modules/own': { version: '1.0.0', dependencies: { shared: '2', '@scope/x': '1' }, peerDependencies: { app: '1', absent: '1' } },
  'node_modules/own/node_modules/shared': { version: '2.0.0' },
  'node_modules/@scope/x': { version: '1.0.0', dependencies: { shared: '1' } },
  'node_modules/unrelated': { version: '1.0.0' },
};

test('a package\'s dependencies are found where Node would find them', () => {
  expect(dependencyFolders(lock, 'app')).toEqual([
    'node_modules/@scope/x', 'node_modules/app', 'node_modules/for-linux', 'node_modules/own', 'node_modules/own/node_modules/shared', 'node_modules/shared',
  ]);
});

test('a missing dependency is an error that names both packages', () => {
  const broken = { 'node_modules/a': { version: '1.0.0', dependencies: { b: '1' } } };
  expect(() => dependencyFolders(broken, 'a')).toThrow('package-lock.json lacks b, which node_modules/a needs');
});

test('a lock file of another version is refused', async () => {
  writeFileSync(join(write(['x.json']), 'package-lock.json'), '{"lockfileVersion":1}');
  await expect(readLock(scratch)).rejects.toThrow('lockfileVersion 1, expected 3');
});

test('files that a program can use are kept, those for a package\'s authors are not', async () => {
  const kept = ['LICENSE', 'dist/data.json', 'dist/x.wasm', 'index.js', 'lib/esm.mjs', 'lib/lib.es2022.full.d.ts', 'lib/old.cjs', 'lib/test/helper.js', 'package.json'];
  const left = [
    '.github/x.js', 'README.md', 'benchmarks/run.js', 'docs/a.js', 'eslint.config.mjs', 'index.d.ts', 'lib/library.d.ts', 'index.js.map', 'lib/__tests__/a.js',
    'node_modules/b/index.js', 'test.js', 'test/a.js', 'index.test.js', 'src/a.ts',
  ];
  expect(await packageFiles(write([...kept, ...left]))).toEqual(kept);
});
