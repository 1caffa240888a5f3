// Places in program output: only the learner's own files become links.
import { expect, test } from 'vitest';
import { splitPlaces } from './stack-links.ts';

const exists = (path: string) => path === 'server.js' || path === 'routes/users.js';

test('a stack frame in a learner\'s file becomes a place', () => {
  expect(splitPlaces('    at handler (/home/app/server.js:9:15)', '/home/app', exists)).toEqual([
    { text: '    at handler (' },
    { text: '/home/app/server.js:9:15', place: { path: 'server.js', line: 9, column: 15 } },
    { text: ')' },
  ]);
});

test('a file URL of an ES module becomes a place', () => {
  expect(splitPlaces('at file:///home/app/routes/users.js:3:1', '/home/app', exists)[1]?.place).toEqual({ path: 'routes/users.js', line: 3, column: 1 });
});

test('the first line of a syntax error has no column', () => {
  expect(splitPlaces('/home/app/server.js:4', '/home/app', exists)).toEqual([{ text: '/home/app/server.js:4', place: { path: 'server.js', line: 4, column: 1 } }]);
});

test('frames of packages, of Node and of other folders stay text', () => {
  const text = 'at x (/home/app/node_modules/express/index.js:1:2) at node:internal/main:3:4 at /etc/server.js:1:1';
  expect(splitPlaces(text, '/home/app', exists)).toEqual([{ text }]);
});

test('an address of this machine becomes a link, without the sentence around it', () => {
  expect(splitPlaces('See http://localhost:3000/users. Ready.', '/home/app', exists)).toEqual([
    { text: 'See ' },
    { text: 'http://localhost:3000/users', address: { port: 3000, target: '/users' } },
    { text: '. Ready.' },
  ]);
  expect(splitPlaces('listening on http://127.0.0.1:8080', '/home/app', exists)[1]).toEqual({ text: 'http://127.0.0.1:8080', address: { port: 8080, target: '/' } });
  expect(splitPlaces('see https://example.com:443/a', '/home/app', exists)).toHaveLength(1);
});
