// What a program is asked by a preview, and what the browser gets to see of its answer.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RequestError, type WireRequest, type WireResponse } from '../container/container.ts';
import { parsePreviewAddress } from './address.ts';
import { answerPreview, previewCookies } from './answer.ts';
import { NAVIGATION_HEADER, PROBLEM_HEADER } from './messages.ts';

const scope = 'https://example.org/course/';

function setup(answer: Partial<WireResponse> | Error = {}) {
  const asked: { port: number; wire: WireRequest; sender: string | undefined }[] = [];
  const cookies = previewCookies();
  const ask = (path: string, init?: RequestInit) => {
    const address = `${scope}port/${path}`;
    const place = parsePreviewAddress(address, scope);
    if (place === undefined) throw new Error(`${path} is no preview`);
    return answerPreview(new Request(address, init), place, { scope, cookies, userAgent: 'Test/1', container: {
      async request(port, wire, options) {
        asked.push({ port, wire, sender: options?.sender });
        if (answer instanceof Error) throw answer;
        const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
        return { status: 200, statusText: 'OK', httpVersion: '1.1', headers: [], body, ...answer };
      },
    } });
  };
  const header = (name: string) => asked.at(-1)?.wire.headers?.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
  return { ask, asked, header };
}

test('the program sees a request to its own port', async () => {
  const { ask, asked, header } = setup();
  await ask('3000/users?x=1', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect(asked[0]).toMatchObject({ port: 3000, sender: 'preview', wire: { method: 'POST', target: '/users?x=1' } });
  expect(new TextDecoder().decode(asked[0]?.wire.body as Uint8Array)).toBe('{}');
  expect(header('host')).toEqual(['localhost:3000']);
  expect(header('origin')).toEqual(['http://localhost:3000']);
  expect(header('content-type')).toEqual(['application/json']);
});

test('cookies are kept for their port, and never shown to the browser', async () => {
  const { ask, header } = setup({ headers: [['Set-Cookie', 'a=1; HttpOnly; Path=/'], ['Set-Cookie', 'b=2; Path=/admin']] });
  const first = await ask('3000/');
  expect(first.headers.has('set-cookie')).toBe(false);
  await ask('3000/users');
  expect(header('cookie')).toEqual(['a=1']);
  await ask('3000/admin/x');
  expect(header('cookie')).toEqual(['b=2; a=1']);
  await ask('3001/users');
  expect(header('cookie')).toEqual([]);
});

test.each([
  ['/users/1#top', 'https://example.org/course/port/3000/users/1#top'],
  ['http://localhost:3000/x', 'https://example.org/course/port/3000/x'],
  ['http://localhost:4000/x', 'https://example.org/course/port/4000/x'],
  ['https://other.example/x', 'https://other.example/x'],
])('a redirect to %s leads to %s', async (location, expected) => {
  const { ask } = setup({ status: 302, headers: [['Location', location]] });
  const response = await ask('3000/a/b');
  expect([response.status, response.headers.get('location')]).toEqual([302, expected]);
});

test('what would forbid the page around a document, or speak for the site, is left out', async () => {
  const { ask } = setup({ headers: [['Content-Security-Policy', "default-src 'none'"], ['X-Frame-Options', 'DENY'], ['Clear-Site-Data', '"*"'], ['X-Powered-By', 'Express'], ['Cache-Control', 'max-age=60']] });
  const { headers } = await ask('3000/');
  expect([...headers.keys()].sort()).toEqual(['cache-control', 'x-content-type-options', 'x-powered-by']);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a compressed body is what it was before', async () => {
  const gzip = new Blob(['hello']).stream().pipeThrough(new CompressionStream('gzip'));
  const { ask } = setup({ headers: [['Content-Encoding', 'gzip'], ['Content-Length', '25']], body: gzip });
  const response = await ask('3000/');
  expect(await response.text()).toBe('hello');
  expect(response.headers.has('content-encoding')).toBe(false);
});

test('a status without a body has none', async () => {
  const { ask } = setup({ status: 204 });
  expect((await ask('3000/')).body).toBeNull();
});

test.each([
  ['ECONNREFUSED', 503, 'Nothing listens on port 3000. Press Run in Backlot to start the program.'],
  ['ECONNRESET', 502, 'The program on port 3000 gave no answer: it broke'],
] as const)('%s is told in words', async (code, status, message) => {
  const { ask } = setup(new RequestError(code, 'it broke'));
  const response = await ask('3000/');
  expect([response.status, response.headers.get(PROBLEM_HEADER), (await response.text()).trim()]).toEqual([status, code, message]);
});

const bodyOf = (...pieces: string[]): ReadableStream<Uint8Array> => new Blob(pieces).stream();
const navigation = { headers: { [NAVIGATION_HEADER]: 'document' } };

test.each([
  ['HTML', '<h1>hello</h1>', [], 'text/html'],
  ['text', 'hello', [], 'text/plain'],
  ['HTML that may not be sniffed', '<h1>hello</h1>', [['X-Content-Type-Options', 'nosniff']], 'text/plain'],
  ['a type that says nothing', '<p>hello', [['Content-Type', '*/*']], 'text/html'],
  ['a type that is none', '<p>hello', [['Content-Type', 'html']], 'text/html'],
  ['a type that says something', '<p>hello', [['Content-Type', 'text/plain; charset=utf-8']], 'text/plain; charset=utf-8'],
] as const)('a tab is told what %s is', async (_what, text, headers, type) => {
  const { ask } = setup({ headers: headers.map(([name, value]) => [name, value]), body: bodyOf(text) });
  const response = await ask('3000/', navigation);
  expect([response.headers.get('content-type'), await response.text()]).toEqual([type, text]);
});

test('what a page fetches has no type that the program did not send', async () => {
  const { ask } = setup({ body: bodyOf('<h1>hello</h1>') });
  expect((await ask('3000/')).headers.get('content-type')).toBeNull();
});

test('a compressed answer is sniffed as what it was before', async () => {
  const { ask } = setup({ headers: [['Content-Encoding', 'gzip']], body: new Blob([gzipSync('<html lang="en">')]).stream() });
  expect((await ask('3000/', navigation)).headers.get('content-type')).toBe('text/html');
});
