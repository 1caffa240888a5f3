import { expect, test } from 'vitest';
import { compileRegex, MAX_SEARCHED, RegexLimitError } from './regex.ts';

async function matches(pattern: string, text: string): Promise<boolean> {
  const regex = await compileRegex(pattern);
  if (regex === undefined) throw new Error(`no regex: ${pattern}`);
  return regex.test(text);
}

test.each([
  ['^\\d{4}$', '2024', true],
  ['^\\d+$', '٣٤', true],
  ['^\\w+$', 'café_1', true],
  ['^\\W$', 'é', false],
  ['\\s', '\u00a0', true],
  ['^[\\w-]+$', 'a-b', true],
  ['^[^\\d\\s]+$', 'a1', false],
  ['^[[:alpha:]]+$', 'abc', true],
  ['^[a-c[x-z]]+$', 'ax', true],
  ['(?i)^ADA$', 'ada', true],
  ['(?m)^b$', 'a\nb', true],
  ['(?s)a.b', 'a\nb', true],
  ['(?x) a  b # comment', 'ab', true],
  ['^\\p{Lu}\\p{L}+$', 'Émile', true],
  ['\\Aab\\z', 'ab', true],
  ['^\\u{e9}\\x41$', 'éA', true],
  ['^a\\.b\\/c$', 'a.b/c', true],
  ['(?<year>\\d{4})', '2024', true],
  ['^\\bword\\b$', 'word', true],
  ['^[\\]\\-^]+$', ']-^', true],
  ['', 'anything', true],
  ['^😀$', '😀', true],
])('%s on %j: %s', async (pattern, text, expected) => {
  expect(await matches(pattern, text)).toBe(expected);
});

test.each(['(', ')', '[a', 'a{2,1}', '*a', 'a**b|*', '\\', '(?=a)', '(?<!a)', '\\1', '(?z)', '\\p{Klingon}'])('%s is refused', async (pattern) => {
  expect(await compileRegex(pattern)).toBeUndefined();
});

test('groups can be taken and used in a replacement', async () => {
  const regex = await compileRegex('(?P<a>\\w)(\\w)?');
  expect(regex?.firstGroup('  xy')).toBe('x');
  expect(regex?.firstGroup('--')).toBeUndefined();
  expect(regex?.replaceAll('xy z', '<$a|$2|$9|$$>')).toBe('<x|y||$> <z|||$>');
});

test.each(['^(a+)+$', '(a|a)*b', '(.*)*x', '(a?){60}a{60}b'])('the hostile pattern %s ends soon', async (pattern) => {
  const start = performance.now();
  expect(await matches(pattern, `${'a'.repeat(20_000)}!`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(8000);
});

test('a text beyond the limit is refused', async () => {
  const regex = await compileRegex('a');
  expect(() => regex?.test('b'.repeat(MAX_SEARCHED + 1))).toThrow(RegexLimitError);
});
