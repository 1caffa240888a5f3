// Links that carry files: they come back as they went, and hostile ones are refused with a reason.
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { foreignLimits, pathProblem } from './foreign-files.ts';
import { decodeShared, encodeShared, MAX_LINK } from './share.ts';

const shared = { lesson: 'rest/create-user', stack: 'express', files: { 'server.js': "console.log('h\u00e9llo \u{1f600}')\n", 'lib/a.js': '' } };
const packed = (value: unknown): string => `1.${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`;
const refusal = (text: string): Promise<string> => decodeShared(text).then(() => 'accepted', (error: Error) => `${error.name}: ${error.message}`);

test('files go into a link and come back the same', async () => {
  const text = await encodeShared(shared);
  expect(text).toMatch(/^1\.[\w-]+$/);
  expect(await decodeShared(text)).toEqual(shared);
});

test('a link of the first version is read by every later one', async () => {
  // Kept as it was made: what people have passed on must stay readable.
  const kept = '1.BcFRCoAgFATAu-xXgRn9ehuRLSrReGsRSHdvpiNTqgUBRrU5GWPjdIsGB7WYTgTwvYwSHNY9Uwgdoj00fwgBqRbVTJ_rNiwjvu8H';
  expect(await decodeShared(kept)).toMatchObject({ lesson: 'rest/create-user', stack: 'express', files: { 'server.js': 'console.log(1)' } });
});

test('files that are too large for a link are told so, with what carries them', async () => {
  const noise = Array.from({ length: 100_000 }, (_, index) => ((index * 2_654_435_761) % 4_294_967_296).toString(36)).join('').slice(0, 400_000);
  await expect(encodeShared({ ...shared, files: { 'a.js': noise } })).rejects.toThrow(/too large for a link .* A zip carries them/);
});

test('what is no link, cut off, changed or of a newer Backlot is told apart', async () => {
  const text = await encodeShared(shared);
  expect(await refusal('nonsense')).toMatch(/no link of Backlot/);
  expect(await refusal(`2.${text.slice(2)}`)).toMatch(/newer Backlot/);
  expect(await refusal(text.slice(0, -9))).toMatch(/cut off or changed/);
  expect(await refusal(`${text.slice(0, 9)}+${text.slice(10)}`)).toMatch(/characters that it cannot have/);
  expect(await refusal(`1.${'A'.repeat(MAX_LINK)}`)).toMatch(/longer than a link can be/);
  expect(await refusal(packed('{"lesson":'))).toMatch(/changed on its way/);
});

test('a link that unpacks to very much is given up before it does', async () => {
  expect(await refusal(packed(JSON.stringify({ ...shared, files: { 'a.js': 'x'.repeat(30_000_000) } })))).toMatch(/unpacks to more than 4 MB/);
});

test('wrong types and missing parts are refused', async () => {
  for (const value of [null, 1, [], {}, { ...shared, lesson: 1 }, { ...shared, lesson: '../x' }, { ...shared, lesson: 'a/b/c' }, { ...shared, stack: '<b>' }, { ...shared, files: [] }, { ...shared, files: {} }, { ...shared, files: null }, { ...shared, files: { 'a.js': 5 } }]) {
    expect(await refusal(packed(value)), JSON.stringify(value)).toMatch(/^ForeignFilesError/);
  }
  expect(await refusal(packed({ ...shared, files: Object.fromEntries(Array.from({ length: foreignLimits.count + 1 }, (_, index) => [`f${index}.js`, ''])) }))).toMatch(/more than 200 are not opened/);
  expect(await refusal(packed({ ...shared, files: { a: '', 'a/b': '' } }))).toMatch(/a file and a folder/);
});

test('paths that lead out of the folder or mean something else are refused', async () => {
  for (const path of ['../a.js', 'a/../../b', '/etc/passwd', 'C:/x', 'a\\b', 'a//b', './a', '', 'node_modules/x/index.js', '__proto__', 'a/__proto__/b', '.git/config', 'nul', 'con.js', 'a\nb', 'a\u202eb', 'x'.repeat(201)]) {
    expect(pathProblem(path), path).not.toBeNull();
  }
  for (const path of ['server.js', 'a/b/c.test.js', '.env', 'caf\u00e9.js', 'constructor', 'console.js']) expect(pathProblem(path), path).toBeNull();
  expect(await refusal(packed('{"lesson":"a/b","stack":"s","files":{"__proto__":"x"}}'))).toMatch(/refused: its name is reserved/);
});
