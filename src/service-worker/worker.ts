// The site's one service worker: answers previews (MSW) and keeps the site for use without a network. It touches nothing else: requests to other
// origins, requests for a part of a file, and what is neither a preview nor a file of the site go to the network as if it were not there.
import { shellScript } from 'virtual:preview-shell';
import { site } from 'virtual:site-files';
import { parsePreviewAddress } from '../preview/address.ts';
import { isBacklotMessage, type PageToWorker, type WorkerToPage } from '../preview/messages.ts';
import { createMsw } from './msw.ts';
import { createPreviews } from './previews.ts';
import type { WorkerClient, WorkerScope } from './scope.ts';
import { SiteCache } from './site-cache.ts';

const worker = globalThis as unknown as WorkerScope;
const base = worker.registration.scope;
const msw = createMsw(worker);
const previews = createPreviews(worker, msw, shellScript);
const cache = new SiteCache({ site, scope: base, caches: worker.caches, fetch: (request) => fetch(request), tell: (message) => void tellAll(message) });

async function tellAll(message: WorkerToPage): Promise<void> {
  for (const client of await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' })) client.postMessage(message);
}

/** Pages of the site itself; previews load nothing of it. */
async function pages(): Promise<readonly WorkerClient[]> {
  return (await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' })).filter((client) => client.url.startsWith(base) && !client.url.startsWith(`${base}port/`));
}

/** Removes versions that nobody needs, unless more than this many pages are open or the next version is on its way. */
async function clean(most: number): Promise<void> {
  const { waiting, installing } = worker.registration;
  if (!waiting && !installing && (await pages()).length <= most) await cache.clean();
}

worker.addEventListener('install', (event) => {
  event.waitUntil(
    cache.installUpdate().catch((error: unknown) => {
      // The worker that is there stays, with its version; the browser tries again with a later visit.
      console.info(`Backlot: the new version is not complete: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(clean(1).then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  if (msw.message(event)) return;
  const { data, source } = event;
  if (!isBacklotMessage(data) || source === null) return;
  const message = data as PageToWorker;
  switch (message.type) {
    case 'backlot:container':
      return previews.owns(message.id, { client: source.id, embedderPolicy: message.embedderPolicy });
    case 'backlot:container-gone':
      return previews.gone(message.id);
    case 'backlot:claim':
      return event.waitUntil(worker.clients.claim());
    case 'backlot:keep':
      return event.waitUntil(cache.keep());
    case 'backlot:take-over':
      return event.waitUntil(worker.skipWaiting());
  }
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (!request.url.startsWith(base)) return;
  const place = parsePreviewAddress(request.url, base);
  if (place !== undefined) return event.respondWith(previews.respond(event, place));
  // Once the last page of an earlier version is gone, so may its files be.
  if (request.mode === 'navigate') event.waitUntil(clean(0));
  const answer = cache.respond(request);
  if (answer !== undefined) event.respondWith(answer);
});
