import { expect, test } from 'vitest';
import { FileTree } from '../kernel/files.ts';
import type { Pack } from '../kernel/packs.ts';
import { createKnownPaths } from './found-paths.ts';
import { createTestEnvironment } from './test-environment.ts';

const EXTENSIONS = { '.js': 0, '.json': 0, '.node': 0 };
const KEY = ['a', '/app/lib/node_modules', '/app/node_modules', '/node_modules'].join('\0');
const FOUND = '/app/node_modules/a/index.js';
const pack: Pack = { id: 'a-1', index: { 'a/index.js': [0, 1], 'a/package.json': [1, 2] }, data: new TextEncoder().encode('1{}') };

/** A program that has found the package, and the files that it ran on. */
function setup() {
  const files = new FileTree();
  files.mkdir('/app/lib', { recursive: true });
  files.writeFile('/app/server.js', new Uint8Array());
  files.mountPack(pack, '/app/node_modules');
  const run = () => {
    const { env } = createTestEnvironment();
    Object.assign(env, { files: FileTree.restore(files.snapshot(), [pack]) });
    return { env, known: createKnownPaths(() => env) };
  };
  const first = run();
  first.known.find(KEY, EXTENSIONS);
  first.known.note(KEY, FOUND, true, EXTENSIONS);
  return { files, first, run };
}

/** What the next program is told of the search of the first. */
function foundNext({ first, run }: ReturnType<typeof setup>): string | undefined {
  const found = first.known.report();
  const { known } = run();
  if (found !== undefined) known.remember(found);
  return known.find(KEY, EXTENSIONS)?.filename;
}

test('the next program finds what the last one has found, also when a file of the program has changed', () => {
  const one = setup();
  one.files.writeFile('/app/server.js', new TextEncoder().encode('changed'));
  one.files.writeFile('/app/new.js', new Uint8Array());
  one.files.writeFile(FOUND, new TextEncoder().encode('changed'));
  expect(foundNext(one)).toBe(FOUND);
});

test.each<[string, (files: FileTree) => void]>([
  ['a package comes nearer to the program', (files) => files.mkdir('/app/lib/node_modules/a', { recursive: true })],
  ['a file of the package goes', (files) => files.unlink(FOUND)],
  ['a package.json is written', (files) => files.writeFile('/app/node_modules/a/package.json', new TextEncoder().encode('{"main":"b.js"}'))],
  ['a package.json beside the program is written', (files) => files.writeFile('/app/package.json', new TextEncoder().encode('{}'))],
  ['a folder above has another name', (files) => files.rename('/app/lib', '/app/other')],
  ['a link is made', (files) => files.symlink('/tmp', '/app/lib/more')],
  ['permissions change', (files) => files.chmod('/app', 0o700)],
])('it is looked for again when %s', (_what, change) => {
  const one = setup();
  change(one.files);
  expect(foundNext(one)).toBeUndefined();
});

test('what changes while the program runs is seen by it', () => {
  const { first, run } = setup();
  const { env, known } = run();
  known.remember(first.known.report() ?? { layout: -1, paths: [] });
  expect(known.find(KEY, EXTENSIONS)?.filename).toBe(FOUND);
  env.files.rm('/app/node_modules/a', { recursive: true });
  expect(known.find(KEY, EXTENSIONS)).toBeUndefined();
  expect(known.report()).toBeUndefined();
});

test('a program that looks for modules in another way searches by itself', () => {
  const { first, run } = setup();
  const found = first.known.report() ?? { layout: -1, paths: [] };
  const { known } = run();
  known.remember(found);
  expect(known.find(KEY, { '.ts': 0, ...EXTENSIONS })).toBeUndefined();
  const other = run();
  Object.assign(other.env, { options: { ...other.env.options, optionValues: { ...other.env.options.optionValues, '--conditions': ['development'] } } });
  other.known.remember(found);
  expect(other.known.find(KEY, EXTENSIONS)).toBeUndefined();
});

test('only searches that end in a pack and went through folders of packages alone are told', () => {
  const { first } = setup();
  const searches: [string, string][] = [
    [['a', '/custom', '/app/node_modules'].join('\0'), FOUND],
    [['./node_modules/a', '/app'].join('\0'), FOUND],
    [['./index.js', '/app/node_modules/a'].join('\0'), FOUND],
    [['b', '/app/node_modules'].join('\0'), '/app/server.js'],
  ];
  for (const [key, filename] of searches) first.known.note(key, filename, true, EXTENSIONS);
  expect(first.known.report()?.paths.map(({ key }) => key)).toEqual([KEY, searches[2]?.[0]]);
});
