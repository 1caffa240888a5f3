import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WireResponse } from '../container.ts';
import { PreviewScripts, withScripts } from './preview-script.ts';

const REPORT = { type: 'PREVIEW_CONSOLE_ERROR', previewId: 'p', port: 3000, pathname: '/', search: '', hash: '', args: ['broken'] };

function setup() {
  const scripts = new PreviewScripts(true);
  const [, token = ''] = /\("([0-9a-f-]{36})",3000/.exec(scripts.html(3000, '/port/3000/')) ?? [];
  return { scripts, token };
}

const page = (chunks: readonly Uint8Array<ArrayBuffer>[], headers: WireResponse['headers'] = [['Content-Type', 'text/html']]): WireResponse => ({
  status: 200, statusText: 'OK', httpVersion: '1.1', headers, body: new ReadableStream({ start(controller) { for (const chunk of chunks) controller.enqueue(chunk); controller.close(); } }),
});
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (response: WireResponse): Promise<string> => new Response(response.body).text();

test('a report of a preview is taken', () => {
  const { scripts, token } = setup();
  expect(token).not.toBe('');
  expect(scripts.read({ type: 'backlot-preview', token, report: REPORT })).toEqual(REPORT);
});

test.each([
  ['of another container', (token: string) => ({ type: 'backlot-preview', token: `${token}x`, report: REPORT })],
  ['without a token', () => ({ type: 'backlot-preview', report: REPORT })],
  ['of an unknown type', (token: string) => ({ type: 'backlot-preview', token, report: { ...REPORT, type: 'PREVIEW_OWNED' } })],
  ['that is null', (token: string) => ({ type: 'backlot-preview', token, report: null })],
  ['that is text', (token: string) => ({ type: 'backlot-preview', token, report: 'PREVIEW_CONSOLE_ERROR' })],
  ['in a message that is null', () => null],
])('a report %s is none', (_what, message) => {
  const { scripts, token } = setup();
  expect(scripts.read(message(token))).toBeUndefined();
});

test('a script can not end the element that it stands in', () => {
  const scripts = new PreviewScripts();
  scripts.set('say("</script><script>evil()</script><!--")', { defer: true });
  expect(scripts.html(3000, '/port/3000/')).toBe('<script defer>say("\\x3c/script>\\x3cscript>evil()\\x3c/script>\\x3c!--")</script>');
});

test.each([
  ['behind the start of the head', ['<!doctype html><html><he', 'ad lang="é"><title>é</title></head>'], '<!doctype html><html><head lang="é">SCRIPT<title>é</title></head>'],
  ['behind the start of a page without a head', ['<!doctype html><html lang="en"><p>hi'], '<!doctype html><html lang="en">SCRIPT<p>hi'],
  ['before everything where there is no tag of the page', ['<p>hi'], 'SCRIPT<p>hi'],
])('scripts go %s', async (_where, chunks, shown) => {
  expect(await textOf(withScripts(page(chunks.map(utf8)), 'GET', 'SCRIPT'))).toBe(shown);
});

test('a compressed page is unpacked, and says no more how long it is', async () => {
  const packed = new Uint8Array(gzipSync('<head></head>'));
  const response = withScripts(page([packed], [['content-type', 'text/html; charset=utf-8'], ['Content-Encoding', 'gzip'], ['Content-Length', String(packed.length)]]), 'GET', 'SCRIPT');
  expect(response.headers).toEqual([['content-type', 'text/html; charset=utf-8']]);
  expect(await textOf(response)).toBe('<head>SCRIPT</head>');
});

test.each([
  ['JSON', 'GET', [['Content-Type', 'application/json']]],
  ['the answer to HEAD', 'HEAD', [['Content-Type', 'text/html']]],
  ['a page in UTF-16', 'GET', [['Content-Type', 'text/html; charset=utf-16']]],
  ['a page compressed with Brotli', 'GET', [['Content-Type', 'text/html'], ['Content-Encoding', 'br']]],
] as const)('%s stays as it is', (_what, method, headers) => {
  const response = page([utf8('<head>')], headers);
  expect(withScripts(response, method, 'SCRIPT')).toBe(response);
});
