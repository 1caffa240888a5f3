// What a program may post to the app that embeds the container, and what becomes of it.
import { expect, test } from 'vitest';
import { nobody, type OutsideRequest } from '../container.ts';
import { APP_ADDRESS, withAppHost, type OpenRequest } from './app-host.ts';

function setup() {
  const opened: OpenRequest[] = [];
  const world = withAppHost((request) => opened.push(request), nobody);
  const post = (path: string, body: unknown, origin = APP_ADDRESS) => {
    const request: OutsideRequest = {
      method: 'POST', url: `${origin}${path}`, headers: [], body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)), signal: new AbortController().signal,
    };
    return world(request);
  };
  return { opened, post };
}

test('what xdg-open and code post is handed on, and nothing besides', async () => {
  const { opened, post } = setup();
  expect(await post('/xdg-open', { text: 'https://example.org/', more: 1 })).toMatchObject({ kind: 'response', response: { status: 204 } });
  await post('/code', { type: 'open', files: [{ filepath: '/a.js', line: 3, column: 1, secret: true }, { filepath: '/b.js' }] });
  expect(opened).toEqual([
    { event: 'xdg-open', text: 'https://example.org/' },
    { event: 'code', type: 'open', files: [{ filepath: '/a.js', line: 3, column: 1 }, { filepath: '/b.js' }] },
  ]);
});

test.each([
  ['/xdg-open', {}],
  ['/xdg-open', 'no JSON'],
  ['/code', { type: 'delete', files: [] }],
  ['/code', { type: 'open', files: [{ filepath: 1 }] }],
  ['/code', { type: 'open', files: [{ filepath: 'a', line: 'x' }] }],
  ['/other', { text: 'x' }],
] as const)('%s %j is refused', async (path, body) => {
  const { opened, post } = setup();
  expect(await post(path, body)).toMatchObject({ kind: 'response', response: { status: 400 } });
  expect(opened).toEqual([]);
});

test('other hosts are the rest of the world', async () => {
  const { opened, post } = setup();
  expect(await post('/xdg-open', { text: 'x' }, 'http://example.org')).toMatchObject({ kind: 'refused' });
  expect(opened).toEqual([]);
});
