import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { bundleApart, filesOfBundles } from './bundle.ts';
import { formatNotices, mergeNotices, noticesOfFiles, packageFolder, postgresNotice, readNotice } from './notices.ts';

const scratch = mkdtempSync(join(tmpdir(), 'backlot-notices-'));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function install(name: string, manifest: object, files: Record<string, string> = {}): string {
  const folder = join(scratch, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

test('a file belongs to the innermost package it lies in, scope included', () => {
  expect(packageFolder(join('/a', 'node_modules', 'b', 'node_modules', '@c', 'd', 'lib', 'x.js'))).toBe(join('/a', 'node_modules', 'b', 'node_modules', '@c', 'd'));
  expect(packageFolder('/a/src/x.js')).toBeUndefined();
});

test('a package is quoted with its licence file and its notice file', () => {
  const folder = install('quoted', { license: 'Apache-2.0' }, { 'LICENSE.md': 'the licence\n', NOTICE: 'the notice\n', 'ThirdPartyNotices.txt': 'the work of others\n', 'license-checker.js': 'a program' });
  const { title, license, text } = readNotice(folder);
  expect([title, license]).toEqual(['quoted 1.0.0', 'Apache-2.0']);
  expect(text.split('\n\n')).toEqual(['the licence', 'the notice', 'the work of others']);
});

test('a package without a licence file is credited by author and origin', () => {
  const folder = install('bare', { license: { type: 'MIT' }, author: { name: 'Ada' }, repository: 'ada/bare' });
  expect(readNotice(folder).text).toBe('Licensed under MIT. Ada, ada/bare');
});

test('many files of one package make one notice', () => {
  const folder = install('once', { license: 'MIT' });
  expect(noticesOfFiles([join(folder, 'a.js'), join(folder, 'lib', 'b.js'), '/elsewhere/c.js']).map(({ title }) => title)).toEqual(['once 1.0.0']);
});

test('what is bundled apart from the page is credited, down to the packages that packages use', async () => {
  install('deep', { license: 'ISC' }, { 'index.js': 'export const depth = Math.random();' });
  install('unused', { license: 'ISC', sideEffects: false }, { 'index.js': 'export const nothing = 0;' });
  const direct = install('direct', { license: 'MIT' }, { 'index.js': "export { nothing } from 'unused'; export { depth } from 'deep';" });
  await bundleApart({ stdin: { contents: "import { depth } from 'direct'; console.log(depth);", resolveDir: join(direct, '..') }, bundle: true });
  expect(noticesOfFiles(filesOfBundles()).map(({ title }) => title)).toEqual(expect.arrayContaining(['deep 1.0.0']));
  expect([...filesOfBundles()].join()).not.toContain('unused');
});

test('Postgres is credited with the licence that its copies must carry', () => {
  const { text } = postgresNotice();
  expect(text).toContain('Portions Copyright (c) 1994, The Regents of the University of California');
  expect(text).toContain('provided that the above copyright notice and this\nparagraph and the following two paragraphs appear in all copies.');
});

test('the text has each section with its notices in order', () => {
  const notice = (title: string) => ({ title, license: 'MIT', text: `text of ${title}` });
  const text = formatNotices([{ heading: 'First', notices: mergeNotices([notice('b 1'), notice('a 1'), notice('b 1')]) }]);
  expect(text.match(/^(First|[ab] 1 \(MIT\))$/gm)).toEqual(['First', 'a 1 (MIT)', 'b 1 (MIT)']);
});
