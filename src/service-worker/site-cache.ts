// Keeps the site's files for use without a network, one cache a version. A version is served from its cache only when all of it is there, so a download
// that broke off changes nothing; the version before it is kept while a page that was loaded from it may still ask for its files.
import type { WorkerToPage } from '../preview/messages.ts';

export interface SiteFile {
  /** relative to the site's first page, which is the empty path */
  readonly path: string;
  /** its name tells its content: it never changes */
  readonly immutable: boolean;
  readonly bytes: number;
}

export interface SiteFiles {
  /** tells one build from every other */
  readonly version: string;
  readonly files: readonly SiteFile[];
  /** a name that the first page must mention, so that a page of another build isn't kept for this one's */
  readonly entry: string;
}

export interface SiteCacheOptions {
  readonly site: SiteFiles;
  /** the site's first page, ends with a slash */
  readonly scope: string;
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly tell: (message: WorkerToPage) => void;
}

/** In a cache, the name of the mark that says that all of the version is there. */
const COMPLETE = 'backlot-complete';
/** Files that a self-hoster edits after the build: the network goes first. */
const EDITABLE = new Set(['backlot.config.json']);
/** How many files are fetched at the same time: few, so that the page's own requests go first. */
const AT_ONCE = 2;

export class SiteCache {
  readonly #options: SiteCacheOptions;
  readonly #prefix: string;
  readonly #name: string;
  readonly #files: ReadonlyMap<string, SiteFile>;
  #keeping: Promise<void> | undefined;
  #complete: boolean | undefined;

  constructor(options: SiteCacheOptions) {
    this.#options = options;
    // Several sites may share an origin (user.github.io), and with it the storage of caches.
    this.#prefix = `backlot ${new URL(options.scope).pathname} `;
    this.#name = this.#prefix + options.site.version;
    this.#files = new Map(options.site.files.map((file) => [file.path, file]));
  }

  /** Whether an earlier version is kept whole, which an update must not break. */
  async hasEarlier(): Promise<boolean> {
    for (const name of await this.#names()) if (name !== this.#name && (await this.#isComplete(name))) return true;
    return false;
  }

  /** Before an update is offered: all of it, or nothing. @throws when a file can't be had */
  async installUpdate(): Promise<void> {
    if (await this.hasEarlier()) await this.#keepAll();
  }

  /** Fetches what is missing, in the background; tells pages how far it is and when it went wrong. Never throws. */
  async keep(): Promise<void> {
    if (this.#options.site.files.length === 0) return;
    this.#keeping ??= this.#keepAll().finally(() => (this.#keeping = undefined));
    try {
      await this.#keeping;
      this.#options.tell({ type: 'backlot:kept' });
    } catch (error) {
      this.#options.tell({ type: 'backlot:not-kept', message: whyNotKept(error) });
    }
  }

  /** Removes every other version: when no page of an earlier one is open, and no later one is on its way. */
  async clean(): Promise<void> {
    for (const name of await this.#names()) if (name !== this.#name) await this.#options.caches.delete(name);
  }

  /**
   * Answers a request for a file of the site.
   * @returns undefined where the browser should ask the network itself
   */
  respond(request: Request): Promise<Response> | undefined {
    const { scope, site } = this.#options;
    if (request.method !== 'GET' || request.headers.has('range') || site.files.length === 0) return undefined;
    const url = new URL(request.url);
    const base = new URL(scope);
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined;
    const path = decodeURI(url.pathname.slice(base.pathname.length));
    const file = this.#fileOf(path);
    if (file === undefined) {
      // What a page of the version before asks for.
      return /^(assets|packages)\//.test(path) ? this.#fromAnyVersion(path, request) : undefined;
    }
    if (EDITABLE.has(file.path)) return this.#networkFirst(file, request);
    return this.#cacheFirst(file, request);
  }

  #fileOf(path: string): SiteFile | undefined {
    for (const candidate of [path, path === 'index.html' ? '' : undefined, path.replace(/index\.html$/, ''), `${path}.html`, `${path}/`]) {
      const file = candidate === undefined ? undefined : this.#files.get(candidate);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  async #cacheFirst(file: SiteFile, request: Request): Promise<Response> {
    // A file whose name tells its content may be taken from a cache that isn't whole yet.
    if (file.immutable || (await this.#isWhole())) {
      const kept = await this.#match(this.#name, file.path);
      if (kept !== undefined) return kept;
    }
    return this.#networkFirst(file, request);
  }

  async #networkFirst(file: SiteFile, request: Request): Promise<Response> {
    try {
      return await this.#options.fetch(request);
    } catch (error) {
      const kept = await this.#match(this.#name, file.path);
      if (kept !== undefined) return kept;
      throw error;
    }
  }

  async #fromAnyVersion(path: string, request: Request): Promise<Response> {
    for (const name of await this.#names()) {
      const kept = await this.#match(name, path);
      if (kept !== undefined) return kept;
    }
    return this.#options.fetch(request);
  }

  async #keepAll(): Promise<void> {
    const { site, tell } = this.#options;
    if (await this.#isWhole()) return;
    const cache = await this.#options.caches.open(this.#name);
    const others = (await this.#names()).filter((name) => name !== this.#name);
    const total = site.files.reduce((sum, file) => sum + file.bytes, 0);
    let done = 0;
    const queue = [...site.files];
    let failed = false;
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined && !failed; file = queue.shift()) {
        try {
          await this.#keepFile(cache, file, others);
        } catch (error) {
          failed = true;
          throw error;
        }
        done += file.bytes;
        tell({ type: 'backlot:keeping', done, total });
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const broken = workers.find((worker) => worker.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    await cache.put(this.#addressOf(COMPLETE), new Response('', { headers: { 'content-type': 'text/plain' } }));
    this.#complete = true;
  }

  async #keepFile(cache: Cache, file: SiteFile, others: readonly string[]): Promise<void> {
    const address = this.#addressOf(file.path);
    if ((await cache.match(address)) !== undefined) return;
    if (file.immutable) {
      for (const name of others) {
        const kept = await this.#match(name, file.path);
        if (kept !== undefined) return cache.put(address, kept);
      }
    }
    // What is immutable was probably just loaded by the page; everything else must be this version's.
    const request = new Request(address, { cache: file.immutable ? 'default' : 'no-cache', credentials: 'same-origin', priority: 'low' });
    const response = await this.#options.fetch(request);
    if (!response.ok) throw new Error(`${file.path || 'the first page'} could not be loaded (status ${response.status})`);
    const isHtml = response.headers.get('content-type')?.toLowerCase().startsWith('text/html') ?? false;
    // Some hosts answer with a page where a file is missing.
    if (isHtml && !/(^|\/|\.html?)$/.test(file.path)) throw new Error(`${file.path} could not be loaded: the host sent a page in its place`);
    if (file.path === '' && this.#options.site.entry !== '') {
      const text = await response.clone().text();
      if (!text.includes(this.#options.site.entry)) throw new Error('the first page is of another version than its worker: the site is being changed');
    }
    // A response that came by a redirect may not answer a navigation.
    return cache.put(address, response.redirected ? new Response(response.body, { headers: response.headers }) : response);
  }

  #addressOf(path: string): string {
    return new URL(path, this.#options.scope).href;
  }

  async #match(name: string, path: string): Promise<Response | undefined> {
    if (!(await this.#options.caches.has(name))) return undefined;
    const cache = await this.#options.caches.open(name);
    return cache.match(this.#addressOf(path));
  }

  async #isWhole(): Promise<boolean> {
    // `true` never changes back while this worker lives; `false` does.
    if (this.#complete !== true) this.#complete = await this.#isComplete(this.#name);
    return this.#complete;
  }

  async #isComplete(name: string): Promise<boolean> {
    return (await this.#match(name, COMPLETE)) !== undefined;
  }

  async #names(): Promise<string[]> {
    return (await this.#options.caches.keys()).filter((name) => name.startsWith(this.#prefix));
  }
}

/** Why the site isn't kept, in words. */
function whyNotKept(error: unknown): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'the browser has not enough room for it';
  return error instanceof Error ? error.message : String(error);
}
