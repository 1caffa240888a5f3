import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { url } from './url.ts';

interface UrlBinding {
  urlComponents: Uint32Array;
  parse(input: string, base: string | undefined, raise: boolean): string | undefined;
  update(href: string, action: number, value: string): string | false;
  format(href: string, fragment: boolean, unicode: boolean, search: boolean, auth: boolean): string;
  pathToFileURL(path: string, windows: boolean): string;
  getOrigin(href: string): string;
  domainToASCII(domain: string): string;
  domainToUnicode(domain: string): string;
}

const ours = createTestEnvironment().binding<UrlBinding>('url', url);
const OMITTED = 0xffffffff;

// Offsets as the pinned binary gives them.
test.each([
  ['http://u:p@h:81/p?q#f', [5, 8, 10, 12, 81, 15, 17, 19, 0]],
  ['http://u@h/', [5, 8, 8, 10, OMITTED, 10, OMITTED, OMITTED, 0]],
  ['http://:p@h/', [5, 7, 9, 11, OMITTED, 11, OMITTED, OMITTED, 0]],
  ['http://[::1]:3/x', [5, 7, 7, 12, 3, 14, OMITTED, OMITTED, 0]],
  ['http://h/?', [5, 7, 7, 8, OMITTED, 8, 9, OMITTED, 0]],
  ['file:///a/b', [5, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 6]],
  ['data:text,a?b#c', [5, 5, 5, 5, OMITTED, 5, 11, 13, 1]],
  ['foo:/.//p', [4, 4, 4, 4, OMITTED, 6, OMITTED, OMITTED, 1]],
])('%s is taken apart', (href, offsets) => {
  expect(ours.parse(href, undefined, true)).toBe(href);
  expect([...ours.urlComponents]).toEqual(offsets);
});

test('what is no URL is refused with its input and base', () => {
  expect(() => ours.parse('x', 'y', true)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_URL', input: 'x', base: 'y' }));
  expect(ours.parse('x', undefined, false)).toBeUndefined();
});

test('a part is changed in the href, and an unacceptable href is refused', () => {
  expect(ours.update('http://h/', 7, 'q=1')).toBe('http://h/?q=1');
  expect(ours.update('http://h/', 9, 'nope')).toBe(false);
});

test('file paths keep their special characters', () => {
  expect(ours.pathToFileURL('/a b/ü%?#\\\n\t"<[]^|~', false)).toBe('file:///a%20b/%C3%BC%25%3F%23%5C%0A%09%22%3C%5B%5D%5E%7C%7E');
});

test.each([['español.com', 'xn--espaol-zwa.com', 'español.com'], ['xn--fiq228c.com', 'xn--fiq228c.com', '中文.com'], ['a b', '', ''], ['a:80', '', '']])(
  'the domain %s is %j in ASCII and %j in Unicode',
  (domain, ascii, unicode) => {
    expect(ours.domainToASCII(domain)).toBe(ascii);
    expect(ours.domainToUnicode(domain)).toBe(unicode);
  },
);

test('format leaves out what it is told to', () => {
  const href = 'http://u:p@xn--espaol-zwa.com:81/p?q#f';
  expect(ours.format(href, true, true, true, true)).toBe('http://u:p@español.com:81/p?q#f');
  expect(ours.format(href, false, false, false, false)).toBe('http://xn--espaol-zwa.com:81/p');
});
