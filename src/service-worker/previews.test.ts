import { expect, test, vi } from 'vitest';
import { parsePreviewAddress } from '../preview/address.ts';
import { NAVIGATION_HEADER, PROBLEM_HEADER } from '../preview/messages.ts';
import { OwnerGoneError } from './msw.ts';
import { createPreviews } from './previews.ts';
import type { WorkerClient } from './scope.ts';

// The build puts MSW's own worker there; whoever answers here is given to `setup`.
vi.mock('virtual:msw-worker', () => ({ runMsw() {} }));

const SITE = 'https://course.example/';
const OWNER = { id: 'page', url: SITE, postMessage() {} } as unknown as WorkerClient;

/** A worker whose one page has the container `abc` and answers so. */
function setup(answer: (request: Request) => Response | Promise<Response>) {
  const clients = { get: async (id: string) => (id === OWNER.id ? OWNER : undefined), matchAll: async () => [OWNER] };
  const previews = createPreviews({ clients, registration: { scope: SITE } } as unknown as Parameters<typeof createPreviews>[0], { message: () => false, respond: async (request) => answer(request) }, 'SHELL');
  previews.owns('abc', { client: OWNER.id, embedderPolicy: undefined });
  /** What an address answers. @param mode `navigate`: a tab shows it */
  const get = async (path: string, mode: 'navigate' | 'cors' = 'navigate', headers: HeadersInit = {}): Promise<Response> => {
    const url = `${SITE}port/${path}`;
    const place = parsePreviewAddress(url, SITE);
    if (place === undefined) throw new Error(`${url} is no address of a preview`);
    // No script can make a request of the mode `navigate`.
    const request = { url, mode, method: 'GET', headers: new Headers(headers), destination: mode === 'navigate' ? 'document' : '', referrer: '', signal: new AbortController().signal } as unknown as Request;
    return previews.respond({ request, clientId: '' }, place);
  };
  return { previews, get };
}

const html = (body: string, headers: Record<string, string> = {}): Response => new Response(body, { headers: { 'content-type': 'text/html', ...headers } });

test('an HTML page is never shown as it is: it stands as data in a page of ours', async () => {
  const { get } = setup(() => html('<script>parent.evil()</script>', { 'content-security-policy': 'default-src *' }));
  const shown = await get('3000/');
  const text = await shown.text();
  expect(shown.headers.get('content-security-policy')).toBe("frame-src 'none'; object-src 'none'; base-uri 'none'");
  expect(text).not.toContain('<script>parent.evil()');
  expect(text).toContain('\\u003cscript>parent.evil()');
  expect(text).toContain('<script>SHELL</script>');
});

test.each([
  ['SVG', 'image/svg+xml'],
  ['XHTML', 'application/xhtml+xml'],
  ['XML', 'text/xml'],
  ['what pretends to be plain', 'text/plain'],
])('%s that is navigated to has an opaque origin and runs no scripts', async (_what, type) => {
  const { get } = setup(() => new Response('<svg xmlns="http://www.w3.org/2000/svg"><script>evil()</script></svg>', { headers: { 'content-type': type, 'content-security-policy': 'sandbox allow-scripts allow-same-origin' } }));
  expect((await get('3000/picture')).headers.get('content-security-policy')).toBe('sandbox allow-downloads');
});

test('an HTML attachment is not shown either', async () => {
  const { get } = setup(() => html('<script>evil()</script>', { 'content-disposition': 'attachment; filename=a.html' }));
  expect((await get('3000/a.html')).headers.get('content-security-policy')).toBe('sandbox allow-downloads');
});

test('what a page fetches comes as the program sent it', async () => {
  const { get } = setup(() => html('<b>part</b>', { 'x-of': 'program' }));
  const fetched = await get('3000/part', 'cors');
  expect([await fetched.text(), fetched.headers.get('x-of'), fetched.headers.get('content-security-policy')]).toEqual(['<b>part</b>', 'program', null]);
});

test('nobody but the worker says that a request is a navigation', async () => {
  const seen: (string | null)[] = [];
  const { get } = setup((request) => {
    seen.push(request.headers.get(NAVIGATION_HEADER));
    return new Response('ok');
  });
  await get('3000/', 'cors', { [NAVIGATION_HEADER]: 'document' });
  await get('3000/');
  expect(seen).toEqual([null, 'document']);
});

test('a redirect at an address that names no container stays without one', async () => {
  const { get } = setup(() => new Response(null, { status: 302, headers: { location: `${SITE}port/3000.abc/next` } }));
  expect((await get('3000/', 'cors')).headers.get('location')).toBe(`${SITE}port/3000/next`);
  expect((await get('3000.abc/', 'cors')).headers.get('location')).toBe(`${SITE}port/3000.abc/next`);
});

test('why there is no answer stands in a page of ours, as text', async () => {
  const { get } = setup(() => new Response('Nothing listens on <port> 3000.', { status: 502, headers: { [PROBLEM_HEADER]: 'ECONNREFUSED' } }));
  const shown = await get('3000/');
  expect(shown.status).toBe(502);
  expect(await shown.text()).toContain('Nothing listens on &#60;port&#62; 3000.');
});

test('the preview of a page that is gone says so', async () => {
  const { get } = setup(() => Promise.reject(new OwnerGoneError()));
  const shown = await get('3000.abc/');
  expect(shown.status).toBe(503);
  expect(await shown.text()).toContain('was closed or loaded again');
});
