// Keeping the site: a version is used when all of it is there, and not before.
import { beforeEach, expect, test } from 'vitest';
import type { WorkerToPage } from '../preview/messages.ts';
import { SiteCache, type SiteFiles } from './site-cache.ts';

const scope = 'https://example.org/course/';

/** Caches in memory, as far as they are used here. */
class Caches {
  readonly stored = new Map<string, Map<string, Response>>();
  async keys() { return [...this.stored.keys()]; }
  async has(name: string) { return this.stored.has(name); }
  async delete(name: string) { return this.stored.delete(name); }
  async open(name: string) {
    const entries = this.stored.get(name) ?? new Map<string, Response>();
    this.stored.set(name, entries);
    return { match: async (url: string) => entries.get(url)?.clone(), put: async (url: string, response: Response) => void entries.set(url, response.clone()) };
  }
}

const build = (version: string): SiteFiles => ({
  version,
  entry: `assets/index-${version}.js`,
  files: [
    { path: '', immutable: false, bytes: 10 },
    { path: `assets/index-${version}.js`, immutable: true, bytes: 20 },
    { path: 'assets/shared-12345678.js', immutable: true, bytes: 20 },
    { path: 'backlot.config.json', immutable: false, bytes: 2 },
  ],
});

let caches: Caches;
let host: Map<string, Response>;
let asked: string[];
let told: WorkerToPage[];
let offline: boolean;

function deploy(version: string): void {
  host = new Map([
    ['', new Response(`<script src="./assets/index-${version}.js">`, { headers: { 'content-type': 'text/html' } })],
    [`assets/index-${version}.js`, new Response(`code ${version}`)],
    ['assets/shared-12345678.js', new Response('shared')],
    ['backlot.config.json', new Response('{}')],
  ]);
}

beforeEach(() => {
  caches = new Caches();
  asked = [];
  told = [];
  offline = false;
  deploy('v1v1v1v1');
});

const worker = (version: string) =>
  new SiteCache({
    site: build(version),
    scope,
    caches: caches as unknown as CacheStorage,
    tell: (message) => void told.push(message),
    async fetch(request) {
      if (offline) throw new TypeError('Failed to fetch');
      const path = request.url.slice(scope.length);
      asked.push(path);
      return host.get(path)?.clone() ?? new Response('', { status: 404 });
    },
  });

const get = async (cache: SiteCache, path: string, init?: RequestInit) => (await cache.respond(new Request(scope + path, init)))?.text();

test('after everything was kept the site works without a network', async () => {
  const cache = worker('v1v1v1v1');
  await cache.keep();
  expect(told.at(-1)).toEqual({ type: 'backlot:kept' });
  expect(told).toContainEqual({ type: 'backlot:keeping', done: 52, total: 52 });
  offline = true;
  expect(await get(cache, '')).toContain('index-v1v1v1v1');
  expect(await get(cache, 'index.html')).toContain('index-v1v1v1v1');
  expect(await get(cache, 'assets/index-v1v1v1v1.js')).toBe('code v1v1v1v1');
  expect(await get(cache, 'backlot.config.json')).toBe('{}');
});

test('a download that broke off is told, changes nothing, and goes on later where it stopped', async () => {
  host.delete('assets/shared-12345678.js');
  const cache = worker('v1v1v1v1');
  await cache.keep();
  expect(told.at(-1)).toEqual({ type: 'backlot:not-kept', message: 'assets/shared-12345678.js could not be loaded (status 404)' });
  asked = [];
  expect(await get(cache, '')).toContain('index-v1v1v1v1');
  expect(asked).toEqual(['']);
  deploy('v1v1v1v1');
  asked = [];
  await cache.keep();
  expect(asked).not.toContain('assets/index-v1v1v1v1.js');
  expect(told.at(-1)).toEqual({ type: 'backlot:kept' });
});

test('an update is all or nothing, and takes over what has not changed', async () => {
  const old = worker('v1v1v1v1');
  await old.keep();
  deploy('v2v2v2v2');
  const broken = host.get('assets/index-v2v2v2v2.js')!;
  host.delete('assets/index-v2v2v2v2.js');
  await expect(worker('v2v2v2v2').installUpdate()).rejects.toThrow('assets/index-v2v2v2v2.js');
  expect(await get(old, '')).toContain('index-v1v1v1v1');
  expect(await get(old, 'assets/index-v1v1v1v1.js')).toBe('code v1v1v1v1');

  host.set('assets/index-v2v2v2v2.js', broken);
  asked = [];
  const next = worker('v2v2v2v2');
  await next.installUpdate();
  expect(asked).not.toContain('assets/shared-12345678.js');
  offline = true;
  expect(await get(next, '')).toContain('index-v2v2v2v2');
  // A page of the version before still finds its files, until it is gone.
  expect(await get(next, 'assets/index-v1v1v1v1.js')).toBe('code v1v1v1v1');
  await next.clean();
  expect([...caches.stored.keys()]).toEqual(['backlot /course/ v2v2v2v2']);
});

test('a first page of another version than the worker’s is not kept', async () => {
  await worker('v1v1v1v1').keep();
  await expect(worker('v2v2v2v2').installUpdate()).rejects.toThrow('the first page is of another version than its worker');
});

test('a host that sends a page where a file is missing is seen through', async () => {
  host.set('assets/shared-12345678.js', new Response('<h1>Home</h1>', { headers: { 'content-type': 'text/html; charset=utf-8' } }));
  await worker('v1v1v1v1').keep();
  expect(told.at(-1)).toEqual({ type: 'backlot:not-kept', message: 'assets/shared-12345678.js could not be loaded: the host sent a page in its place' });
});

test('a browser without room says so', async () => {
  caches.open = async () => ({ match: async () => undefined, put: async () => { throw new DOMException('Quota exceeded.', 'QuotaExceededError'); } });
  await worker('v1v1v1v1').keep();
  expect(told.at(-1)).toEqual({ type: 'backlot:not-kept', message: 'the browser has not enough room for it' });
});

test('the first visit installs at once and keeps nothing yet', async () => {
  await worker('v1v1v1v1').installUpdate();
  expect(asked).toEqual([]);
});

test('what a self-hoster edited is asked for anew while there is a network', async () => {
  const cache = worker('v1v1v1v1');
  await cache.keep();
  host.set('backlot.config.json', new Response('{"title":"New"}'));
  expect(await get(cache, 'backlot.config.json')).toBe('{"title":"New"}');
});

test('caches of another site on the same origin are left alone', async () => {
  await caches.open('backlot /other/ v9');
  const cache = worker('v1v1v1v1');
  await cache.keep();
  await cache.clean();
  expect([...caches.stored.keys()]).toContain('backlot /other/ v9');
});

test.each([
  ['another method', 'assets/shared-12345678.js', { method: 'POST' }],
  ['a part of a file', 'assets/shared-12345678.js', { headers: { range: 'bytes=0-1' } }],
  ['what is no file of the site', 'unknown/thing', {}],
] as const)('%s is the network’s', (_name, path, init) => {
  expect(worker('v1v1v1v1').respond(new Request(scope + path, init))).toBeUndefined();
});

test('another origin and another folder are the network’s', () => {
  const cache = worker('v1v1v1v1');
  expect(cache.respond(new Request('https://cdn.example.com/course/'))).toBeUndefined();
  expect(cache.respond(new Request('https://example.org/'))).toBeUndefined();
});
