import { expect, test } from 'vitest';
import { readCases } from './case.ts';
import { readKnownDifferences } from './known.ts';
import { probeCase, readModules, readPeers, tableInReadme, tableOf } from './table.ts';

const ids = readCases().map(({ id }) => id);

test('everything that other Nodes in a browser get wrong is held right by cases that exist and are not known to differ', () => {
  const known = readKnownDifferences();
  for (const cases of Object.values(readPeers())) {
    for (const id of cases) {
      expect(ids).toContain(id);
      expect(known).not.toHaveProperty([id]);
    }
  }
});

test('the table of the README has every module, and says of each what is left out', () => {
  const rows = readModules();
  expect(tableInReadme().map(([module, , leftOut]) => [module, leftOut])).toEqual(Object.entries(rows).map(([module, { leftOut = '' }]) => [module, leftOut]));
});

test('every case belongs to a row of the table', () => {
  const wanted = Object.values(readModules()).flatMap(({ cases }) => cases);
  const homeless = ids.filter((id) => !id.startsWith('platform/') && !wanted.some((part) => id === part || id.startsWith(`${part}/`)));
  expect(homeless).toEqual([]);
});

test('a row counts its cases and shows the error of what is left out', () => {
  const rows = { thing: { cases: ['thing'], probe: 'x', leftOut: 'parts' } };
  const known = { 'thing/b': 'because it is so' };
  const printed = { stdout: '["thing","ERR_X","no | thing. See \\"Limits\\" in it"]\n', stderr: '', code: 0, folder: '/' };
  expect(tableOf(rows, ['thing/a', 'thing/b', 'other/a'], known, printed).split('\n').at(-1)).toBe('| thing | 1 of 2 | parts | `ERR_X`: no \\| thing. |');
  expect(probeCase(rows).files['probes.js']).toContain('Promise.resolve(x)');
});

test('there are at least 300 cases', () => {
  expect(ids.length).toBeGreaterThanOrEqual(300);
});
