// Routes: what the address says and what it is read as.
import { expect, test } from 'vitest';
import { formatRoute, formatShared, parseRoute } from './route.ts';

test('a lesson and its stack are read from the fragment', () => {
  expect(parseRoute('#/rest/create-user?stack=fastify')).toEqual({ lesson: 'rest/create-user', stack: 'fastify', shared: null });
});

test('an empty fragment names nothing', () => {
  expect(parseRoute('')).toEqual({ lesson: null, stack: null, shared: null });
  expect(parseRoute('#/')).toEqual({ lesson: null, stack: null, shared: null });
});

test('a fragment that is not valid percent-encoding is taken as it stands', () => {
  expect(parseRoute('#/%E0%A4%A').lesson).toBe('%E0%A4%A');
});

test('what is written is read back', () => {
  expect(parseRoute(formatRoute('a b/c?d', 'x&y'))).toEqual({ lesson: 'a b/c?d', stack: 'x&y', shared: null });
});

test('an address can carry files, which are read back as they were', () => {
  expect(parseRoute(formatShared('rest/list-users', 'express', '1.ab-_'))).toEqual({ lesson: 'rest/list-users', stack: 'express', shared: '1.ab-_' });
});
