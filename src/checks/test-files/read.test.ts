import { expect, test } from 'vitest';
import { readTestChecks } from './read.ts';

test('a check is the test below its comment, with the lines between as its title', () => {
  const source = `import { test } from 'node:test';

// Something else.
// @check in-order task=2
// Answers come
// in order
test('order', () => {});
await describe.only('more', () => {});

// @check last
// The end
it('ends', () => {});
`;
  const { checks, groups, problems } = readTestChecks(source, 'checks/02.test.js');
  expect(problems).toEqual([]);
  expect(checks).toEqual([
    { id: 'in-order', title: 'Answers come in order', task: 2, file: 'checks/02.test.js', line: 7 },
    { id: 'last', title: 'The end', file: 'checks/02.test.js', line: 12 },
  ]);
  expect(groups.map((group) => group.lines)).toEqual([[7, 8], [12]]);
});

test.each([
  ['a first test without a check', `test('x', () => {});`, 1, /first test needs a check/],
  ['a check above something else', `// @check a\n// b\nconst x = 1;`, 1, /stands above no test/],
  ['an id twice', `// @check a\n// b\ntest('x');\n// @check a\n// c\ntest('y');`, 6, /there twice/],
  ['a check without a title', `// @check a\ntest('x');`, 1, /no title/],
  ['a word that is not known', `// @check a tsk=1\n// b\ntest('x');`, 1, /"tsk=1" is not known/],
  ['a file that is no JavaScript', `test(;\n`, 1, /is not JavaScript/],
  ['a file without checks', `import 'node:test';`, undefined, /has no check/],
])('%s is a problem with its line', (_what, source, line, message) => {
  const { problems } = readTestChecks(source, 'a.test.js');
  expect(problems[0]?.line).toBe(line);
  expect(problems[0]?.message).toMatch(message);
});
