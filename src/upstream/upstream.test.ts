// The outside world of a lesson, played by MSW's handlers.
import { delay, http, HttpResponse, passthrough } from 'msw';
import { expect, test } from 'vitest';
import type { OutsideRequest } from '../container/container.ts';
import { handlersOf, playUpstream } from './upstream.ts';

function setup(...handlers: ReturnType<typeof http.get>[]) {
  const problems: string[] = [];
  const world = playUpstream({ handlers: () => handlers, onProblem: (message) => problems.push(message) });
  const ask = (method: string, url: string, more: Partial<OutsideRequest> = {}) =>
    world({ method, url, headers: [], body: new Uint8Array(0), signal: new AbortController().signal, ...more });
  return { ask, problems };
}

test('a handler sees the request with all its headers and its body', async () => {
  const { ask } = setup(http.post('https://api.example.com/:what', async ({ request, params }) =>
    HttpResponse.json({ what: params['what'], cookie: request.headers.get('cookie'), host: request.headers.get('host'), body: await request.json() })));
  const answer = await ask('POST', 'https://api.example.com/users', {
    headers: [['Host', 'api.example.com'], ['Cookie', 'a=1'], ['Content-Type', 'application/json']],
    body: new TextEncoder().encode('{"x":1}'),
  });
  expect(answer.kind === 'response' && (await answer.response.json())).toEqual({ what: 'users', cookie: 'a=1', host: 'api.example.com', body: { x: 1 } });
});

test('status, headers and cookies come as written', async () => {
  const { ask } = setup(http.get('https://api.example.com/', () => new HttpResponse('no', { status: 429, headers: [['Retry-After', '2'], ['Set-Cookie', 'a=1; Path=/'], ['Set-Cookie', 'b=2']] })));
  const answer = await ask('GET', 'https://api.example.com/');
  expect(answer).toMatchObject({ kind: 'response', response: { status: 429 } });
  expect(answer.kind === 'response' && answer.headers.filter(([name]) => name !== 'content-type')).toEqual([['retry-after', '2'], ['set-cookie', 'a=1; Path=/'], ['set-cookie', 'b=2']]);
});

test('HttpResponse.error() breaks the connection, delay() takes its time', async () => {
  const { ask } = setup(http.get('https://api.example.com/', async () => {
    await delay(30);
    return HttpResponse.error();
  }));
  const begun = performance.now();
  expect(await ask('GET', 'https://api.example.com/')).toEqual({ kind: 'network-error' });
  expect(performance.now() - begun).toBeGreaterThanOrEqual(25);
});

test('without a handler the error names host and method and how to add one, and is told once', async () => {
  const { ask, problems } = setup();
  const answer = await ask('DELETE', 'https://api.example.com/users/1?x=y');
  expect(answer).toMatchObject({ kind: 'refused', code: 'NO_HANDLER' });
  expect(answer.kind === 'refused' && answer.message).toContain("No handler answers DELETE https://api.example.com/users/1.");
  expect(answer.kind === 'refused' && answer.message).toContain("adds http.delete('https://api.example.com/users/1', ...) to it");
  await ask('DELETE', 'https://api.example.com/users/1?x=y');
  expect(problems).toHaveLength(1);
});

test('there is no network to pass through to', async () => {
  const { ask } = setup(http.get('https://api.example.com/', () => passthrough()));
  expect(await ask('GET', 'https://api.example.com/')).toMatchObject({ kind: 'refused' });
});

test('a handler that throws is a server that fails, and is told', async () => {
  const { ask, problems } = setup(http.get('https://api.example.com/', () => {
    throw new Error('oops');
  }));
  expect(await ask('GET', 'https://api.example.com/')).toMatchObject({ kind: 'response', response: { status: 500 } });
  expect(problems).toEqual(['The handler of upstream.ts for GET https://api.example.com/ failed: oops']);
});

test('handlers may be an array or a function that makes one; anything else is told', () => {
  const handler = http.get('https://api.example.com/', () => new HttpResponse());
  expect(handlersOf({ handlers: [handler] })).toEqual([handler]);
  expect(handlersOf({ default: () => [handler] })).toEqual([handler]);
  expect(() => handlersOf({})).toThrow('upstream.ts must export `handlers`');
  expect(() => handlersOf({ handlers: ['x'] })).toThrow('upstream.ts must export `handlers`');
});
