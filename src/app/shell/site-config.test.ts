// The site's configuration: read strictly, so that a typo is told and not ignored.
import { expect, test } from 'vitest';
import { parseSiteConfig } from './site-config.ts';

test('a title is taken over', () => {
  expect(parseSiteConfig('{ "title": "Node course" }')).toEqual({ title: 'Node course' });
});

test('an empty object leaves the defaults', () => {
  expect(parseSiteConfig('{}')).toEqual({ title: 'Backlot' });
});

test('mistakes are named', () => {
  expect(() => parseSiteConfig('{ "titel": "x" }')).toThrow('unknown setting "titel"; known: title');
  expect(() => parseSiteConfig('{ "title": 5 }')).toThrow('title must be a text');
  expect(() => parseSiteConfig('[]')).toThrow('must hold an object');
  expect(() => parseSiteConfig('{')).toThrow('is not JSON');
});
