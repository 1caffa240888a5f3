// Addresses of previews, and where an address inside one leads.
import { expect, test } from 'vitest';
import { formatPreviewAddress, parsePreviewAddress, resolveInContainer } from './address.ts';

const scope = 'https://example.org/course/';
const here = { port: 3000, container: undefined, target: '/users/1?x=y' };

test.each([
  ['port/3000/', { port: 3000, container: undefined, target: '/' }],
  ['port/3000', { port: 3000, container: undefined, target: '/' }],
  ['port/3000.a1b2//users', { port: 3000, container: 'a1b2', target: '/users' }],
  ['port/3000//users', { port: 3000, container: undefined, target: '//users' }],
  ['port/3000.a1b2/users?page=2#top', { port: 3000, container: 'a1b2', target: '/users?page=2' }],
])('%s is read', (path, place) => {
  expect(parsePreviewAddress(scope + path, scope)).toEqual(place);
});

test.each(['', 'index.html', 'port/', 'port/0/', 'port/65536/', 'port/http/', 'port/3000x/'])('%s is no preview', (path) => {
  expect(parsePreviewAddress(scope + path, scope)).toBeUndefined();
});

test('an address of another site, or above this one, is no preview', () => {
  expect(parsePreviewAddress('https://example.org/port/3000/', scope)).toBeUndefined();
  expect(parsePreviewAddress('https://other.example/course/port/3000/', scope)).toBeUndefined();
});

test('what is formatted is read again', () => {
  const place = { port: 8080, container: 'k3f9', target: '/a%20b?c=d' };
  expect(parsePreviewAddress(formatPreviewAddress(place, scope), scope)).toEqual(place);
});

test.each([
  ['/login', '/login', 3000],
  ['edit', '/users/edit', 3000],
  ['?x=z', '/users/1?x=z', 3000],
  ['https://example.org/style.css', '/style.css', 3000],
  ['https://example.org/course/port/3001/x', '/x', 3001],
  ['http://localhost:4000/x', '/x', 4000],
  ['http://127.0.0.1/x', '/x', 80],
])('from a page of the program, %s means %s of port %i', (address, target, port) => {
  expect(resolveInContainer(address, here, scope)).toEqual({ container: undefined, port, target });
});

test('an address of a preview means the page’s own container, and never another one', () => {
  const named = { ...here, container: 'a1b2' };
  expect(resolveInContainer('https://example.org/course/port/3001/x', named, scope)).toEqual({ container: 'a1b2', port: 3001, target: '/x' });
  expect(resolveInContainer('https://example.org/course/port/3001.a1b2/x', named, scope)).toEqual({ container: 'a1b2', port: 3001, target: '/x' });
  for (const from of [named, here]) {
    expect(resolveInContainer('https://example.org/course/port/3001.ffff/x', from, scope)).toEqual({ ...from, target: '/course/port/3001.ffff/x' });
  }
});

test.each(['https://cdn.example.com/x.js', 'mailto:ada@example.org', 'http://', 'https://localhost/'])('%s is outside', (address) => {
  expect(resolveInContainer(address, here, scope)).toBeUndefined();
});
