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
