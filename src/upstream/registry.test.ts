// The registry of the site: reached under the container's name for it, read-only, and nobody else's business.
import { afterEach, expect, test, vi } from 'vitest';
import type { OutsideRequest } from '../container/container.ts';
import { REGISTRY_ADDRESS, withRegistry } from './registry.ts';

afterEach(() => void vi.unstubAllGlobals());

const ask = (url: string, method = 'GET'): OutsideRequest => ({ method, url, headers: [['Accept', 'application/json'], ['Cookie', 'secret=1']], body: new Uint8Array(0), signal: new AbortController().signal });
const elsewhere = async () => ({ kind: 'refused', code: 'NO_HANDLER', message: 'elsewhere' }) as const;

test('a package is fetched from the configured address, without what the program sent besides', async () => {
  const fetched = vi.fn(async () => new Response('{}', { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }));
  vi.stubGlobal('fetch', fetched);
  const world = withRegistry(() => 'https://registry.example.org/npm/', elsewhere);
  const answer = await world(ask(`${REGISTRY_ADDRESS}/@scope%2fname?write=true`));
  expect(answer).toMatchObject({ kind: 'response', headers: [['content-type', 'application/json']] });
  expect(fetched.mock.calls[0]).toMatchObject(['https://registry.example.org/npm/@scope%2fname?write=true', { method: 'GET', credentials: 'omit', headers: { accept: 'application/json' } }]);
});

test('nothing is written, and what can not be reached is a broken connection', async () => {
  const fetched = vi.fn(async () => Promise.reject(new TypeError('Failed to fetch')));
  vi.stubGlobal('fetch', fetched);
  const world = withRegistry(() => 'https://registry.example.org', elsewhere);
  expect(await world(ask(`${REGISTRY_ADDRESS}/a`, 'PUT'))).toMatchObject({ response: { status: 405 } });
  expect(fetched).not.toHaveBeenCalled();
  expect(await world(ask(`${REGISTRY_ADDRESS}/a`))).toEqual({ kind: 'network-error' });
});

test('without a registry, and for every other host, the lesson answers', async () => {
  expect(await withRegistry(() => null, elsewhere)(ask(`${REGISTRY_ADDRESS}/a`))).toMatchObject({ message: 'elsewhere' });
  expect(await withRegistry(() => 'https://registry.example.org', elsewhere)(ask('https://registry.example.org/a'))).toMatchObject({ message: 'elsewhere' });
});
