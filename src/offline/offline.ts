// The page's side of the service worker where it keeps the site: begins keeping when the page has nothing better to do, tells how far it is, and tells
// of a new version. Nothing is ever loaded again by itself.
import { isBacklotMessage, type PageToWorker } from '../preview/messages.ts';

export interface OfflineEvents {
  /** the whole site is kept: it works without a network from now on */
  kept(): void;
  /** it can't be kept; the message is for people */
  notKept(message: string): void;
  /** bytes that are kept so far, and of how many */
  keeping?(done: number, total: number): void;
  /** A new version is complete and waits. @param takeOver lets it take over; load the page again when the promise resolves */
  update(takeOver: () => Promise<void>): void;
}

/** How often a page that stays open asks for a new version, in milliseconds. */
const ASK_EVERY = 60 * 60 * 1000;

/**
 * Keeps the site for use without a network and watches for new versions.
 * @returns stops watching
 */
export function keepSite(registration: ServiceWorkerRegistration, events: OfflineEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  navigator.serviceWorker.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => {
      if (!isBacklotMessage(data)) return;
      if (data.type === 'backlot:kept') events.kept();
      else if (data.type === 'backlot:not-kept') events.notKept(data.message);
      else if (data.type === 'backlot:keeping') events.keeping?.(data.done, data.total);
    },
    { signal },
  );
  post(registration.active, { type: 'backlot:keep' });

  let offered: ServiceWorker | null = null;
  const offer = (): void => {
    const { waiting } = registration;
    if (waiting === null || waiting === offered) return;
    offered = waiting;
    events.update(async () => {
      const controlled = new Promise<void>((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true }));
      // A later one may wait by now.
      post(registration.waiting ?? waiting, { type: 'backlot:take-over' });
      await controlled;
    });
  };
  const watch = (): void => registration.installing?.addEventListener('statechange', offer, { signal });
  registration.addEventListener('updatefound', watch, { signal });
  watch();
  offer();
  const timer = setInterval(() => void registration.update(), ASK_EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
  return () => stop.abort();
}

function post(worker: ServiceWorker | null, message: PageToWorker): void {
  worker?.postMessage(message);
}
