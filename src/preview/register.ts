// Registers the site's one service worker and waits until it controls this page.
import type { PageToWorker } from './messages.ts';

/** The worker's file, beside the site's first page, so that its scope needs no header. */
const WORKER_FILE = 'service-worker.js';

let registering: Promise<ServiceWorkerRegistration> | undefined;

/**
 * Registers the worker, once a page.
 * @param scope the site's first page
 * @throws Error that says why, when the browser has no service workers here or refuses ours
 */
export function registerWorker(scope: string): Promise<ServiceWorkerRegistration> {
  registering ??= register(scope).catch((error: unknown) => {
    registering = undefined;
    throw error;
  });
  return registering;
}

async function register(scope: string): Promise<ServiceWorkerRegistration> {
  if (!('serviceWorker' in navigator)) {
    throw new Error('This browser has no service workers here: they need https: or localhost, and some private windows turn them off.');
  }
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register(`${scope}${WORKER_FILE}`, { scope });
  } catch (error) {
    throw new Error(`The browser refused the site's service worker: ${error instanceof Error ? error.message : String(error)}`);
  }
  // MSW asks for a new version of the worker without hearing of a failure, which without a network would be an uncaught error.
  const update = registration.update.bind(registration);
  registration.update = () => update().catch(() => registration);
  await activated(registration);
  if (navigator.serviceWorker.controller === null) {
    // The first visit, or a page that was loaded past the worker (Shift+Reload): MSW would load it again.
    const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    const claim: PageToWorker = { type: 'backlot:claim' };
    registration.active?.postMessage(claim);
    await controlled;
  }
  return registration;
}

function activated(registration: ServiceWorkerRegistration): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = registration.active ?? registration.waiting ?? registration.installing;
    if (worker === null) return reject(new Error("The site's service worker is gone."));
    const look = (): void => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant') reject(new Error("The site's service worker could not be started."));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
