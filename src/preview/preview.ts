// Gives the programs of a container addresses in the browser: registers the site's service worker, and answers what it passes on with MSW's
// `setupWorker`. Works in any page of the site, one that another site embeds included (where the browser keeps a service worker of its own for
// that embedding).
import type { Container } from '../container/container.ts';
import { formatPreviewAddress, parsePreviewAddress } from './address.ts';
import { answerPreview, previewCookies, type PreviewCookies } from './answer.ts';
import { isBacklotMessage, NAVIGATION_HEADER, PORT_CHANNEL, type EmbedderPolicy, type PageToWorker } from './messages.ts';
import { registerWorker } from './register.ts';

/** A document was asked for: by a tab or by a frame. */
export interface PreviewNavigation {
  readonly kind: 'document' | 'iframe';
  readonly port: number;
  readonly target: string;
}

export interface Preview {
  /** names the container in addresses */
  readonly id: string;
  /**
   * The address of a port.
   * @param target path and query, begins with a slash
   * @param options `named` (default true): of this very container; false: of whichever container was used last, so that it outlives a reload
   */
  urlOf(port: number, target?: string, options?: { readonly named?: boolean }): string;
  /** Hears which documents are asked for. @returns stops hearing */
  onNavigation(listener: (navigation: PreviewNavigation) => void): () => void;
  /** Its addresses lead nowhere from now on. */
  close(): void;
}

interface Served {
  readonly container: Container;
  readonly cookies: PreviewCookies;
  readonly listeners: Set<(navigation: PreviewNavigation) => void>;
}

const served = new Map<string, Served>();
let starting: Promise<void> | undefined;
let embedderPolicy: EmbedderPolicy | undefined;

/** The site's first page, where its worker lies. */
export const siteScope = (): string => new URL('./', document.baseURI).href;

/** The policy that isolates this page, which only the answer that it came with tells; undefined where it is not isolated. */
async function readEmbedderPolicy(): Promise<EmbedderPolicy | undefined> {
  if (!crossOriginIsolated) return undefined;
  // A GET, which the service worker answers from what it keeps when there is no network.
  const response = await fetch(location.href).catch(() => undefined);
  void response?.body?.cancel();
  // What can't be asked (there is no network) is taken for the stricter one, which every isolated page may show.
  return response?.headers.get('cross-origin-embedder-policy')?.startsWith('credentialless') === true ? 'credentialless' : 'require-corp';
}

/** Starts MSW for this page, once. @throws when the browser has no service workers or refuses ours */
async function start(scope: string): Promise<void> {
  const [{ setupWorker }, { http }] = await Promise.all([import('msw/browser'), import('msw')]);
  const registration = await registerWorker(scope);
  embedderPolicy = await readEmbedderPolicy();
  const worker = setupWorker(
    http.all(`${scope}port/*`, async ({ request }) => {
      const place = parsePreviewAddress(request.url, scope);
      const found = place?.container === undefined ? undefined : served.get(place.container);
      if (place === undefined || found === undefined) return new Response('The container of this preview is gone.\n', { status: 503 });
      const kind = request.headers.get(NAVIGATION_HEADER);
      if (kind === 'document' || kind === 'iframe') for (const listener of found.listeners) listener({ kind, port: place.port, target: place.target });
      return answerPreview(request, place, { scope, container: found.container, cookies: found.cookies, userAgent: navigator.userAgent });
    }),
  );
  await worker.start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: registration.active?.scriptURL ?? `${scope}service-worker.js`, options: { scope } },
  });
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isBacklotMessage(data) && data.type === 'backlot:who') for (const id of served.keys()) tellOf(id);
  });
  // A new version of the worker knows nobody yet.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    for (const id of served.keys()) tellOf(id);
  });
}

/** Tells the worker that this page owns a container. */
function tellOf(id: string): void {
  tell({ type: 'backlot:container', id, embedderPolicy });
}

function tell(message: PageToWorker): void {
  navigator.serviceWorker.controller?.postMessage(message);
}

/**
 * Gives a container's ports addresses in the browser, until `close` or its page is gone.
 * @throws when the browser has no service workers or refuses ours (an insecure address, a private window, blocked storage); the message says why
 */
export async function servePreviews(container: Container, scope: string = siteScope()): Promise<Preview> {
  starting ??= start(scope);
  try {
    await starting;
  } catch (error) {
    starting = undefined;
    throw error;
  }
  const id = crypto.randomUUID().slice(0, 8);
  const entry: Served = { container, cookies: previewCookies(), listeners: new Set() };
  served.set(id, entry);
  tellOf(id);
  const channel = new BroadcastChannel(PORT_CHANNEL);
  const stopListening = container.on('server-ready', (port) => channel.postMessage(port));
  for (const port of container.ports) channel.postMessage(port);
  return {
    id,
    urlOf: (port, target = '/', { named = true } = {}) => formatPreviewAddress({ port, container: named ? id : undefined, target }, scope),
    onNavigation(listener) {
      entry.listeners.add(listener);
      return () => entry.listeners.delete(listener);
    },
    close() {
      served.delete(id);
      stopListening();
      channel.close();
      tell({ type: 'backlot:container-gone', id });
    },
  };
}
