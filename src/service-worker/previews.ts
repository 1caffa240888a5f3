// Previews in the worker: finds the page that owns the container of an address, has it answer (through MSW), and sees to it that what the program
// answers can't act as the site.
//
// A document of the learner's server would be of the site's own origin. So HTML is never shown as it is: the address shows a page of ours
// (src/preview/shell/) that holds the document in a sandboxed frame of an opaque origin. No worker controls such a frame, so that page also fetches
// for it, follows its links and sends its forms. Everything else that is navigated to (JSON, text, pictures, SVG) is shown under a policy that
// gives it an opaque origin and no scripts.
import { formatPreviewAddress, parsePreviewAddress, type PreviewPlace } from '../preview/address.ts';
import { NAVIGATION_HEADER, PROBLEM_HEADER, REFERRER_HEADER, type EmbedderPolicy, type WorkerToPage } from '../preview/messages.ts';
import { OwnerGoneError, type Msw } from './msw.ts';
import { allowEmbedding, problemPage, shellPage } from './pages.ts';
import type { RequestEvent, WorkerClient, WorkerScope } from './scope.ts';

/** How long a page that is being loaded may take to say that it has a container, in milliseconds. */
const OWNER_WAIT = 4000;

interface Owner {
  readonly client: string;
  readonly embedderPolicy: EmbedderPolicy | undefined;
}

export interface Previews {
  /** A page says that it owns a container. */
  owns(id: string, owner: Owner): void;
  gone(id: string): void;
  respond(event: Pick<RequestEvent, 'request' | 'clientId'>, place: PreviewPlace): Promise<Response>;
}

/** Previews of one worker. @param shellScript of the page around an HTML document */
export function createPreviews(scope: Pick<WorkerScope, 'clients' | 'registration'>, msw: Msw, shellScript: string): Previews {
  /** in the order in which they were announced; the last is the one that was used last */
  const owners = new Map<string, Owner>();
  let waiting: (() => void)[] = [];

  async function ask(): Promise<readonly WorkerClient[]> {
    const clients = await scope.clients.matchAll({ type: 'window' });
    const message: WorkerToPage = { type: 'backlot:who' };
    for (const client of clients) client.postMessage(message);
    return clients;
  }

  /** The container that is meant and the page that owns it. */
  async function pick(place: PreviewPlace, clientId: string): Promise<{ id: string; owner: Owner; client: WorkerClient } | undefined> {
    const candidates = [...owners].filter(([id]) => place.container === undefined || id === place.container).reverse();
    // A page that asks for a port means its own container.
    const own = candidates.find(([, owner]) => owner.client === clientId);
    for (const [id, owner] of own === undefined ? candidates : [own, ...candidates]) {
      const client = await scope.clients.get(owner.client);
      if (client !== undefined) return { id, owner, client };
      owners.delete(id);
    }
    return undefined;
  }

  async function find(place: PreviewPlace, clientId: string): ReturnType<typeof pick> {
    const found = await pick(place, clientId);
    if (found !== undefined) return found;
    const clients = await ask();
    // Pages of previews own nothing: when there are only those, there is nobody to wait for.
    if (clients.every((client) => client.url.startsWith(`${scope.registration.scope}port/`))) return undefined;
    const end = Date.now() + OWNER_WAIT;
    while (Date.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      const now = await pick(place, clientId);
      if (now !== undefined) return now;
    }
    return undefined;
  }

  return {
    owns(id, owner) {
      owners.delete(id);
      owners.set(id, owner);
      const told = waiting;
      waiting = [];
      for (const resolve of told) resolve();
    },
    gone(id) {
      owners.delete(id);
    },
    async respond({ request, clientId }, place) {
      const base = scope.registration.scope;
      const isNavigation = request.mode === 'navigate';
      const asked = await find(place, clientId);
      const nobody = (): Response => {
        const message = place.container === undefined
          ? 'Backlot is not open in this browser. The program runs in its page, so it ends with it.'
          : 'The page that this preview belongs to was closed or loaded again.';
        return isNavigation ? problemPage({ message, site: base, port: place.port, status: 503, embedderPolicy: 'require-corp' }) : new Response(`${message}\n`, { status: 503, headers: { [PROBLEM_HEADER]: 'CLOSED' } });
      };
      if (asked === undefined) return nobody();
      const { id, owner, client } = asked;
      const headers = new Headers(request.headers);
      headers.delete(NAVIGATION_HEADER);
      if (isNavigation) headers.set(NAVIGATION_HEADER, request.destination === 'document' ? 'document' : 'iframe');
      if (!headers.has(REFERRER_HEADER) && request.referrer.startsWith(`${base}port/`)) headers.set(REFERRER_HEADER, request.referrer);
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const passedOn = new Request(formatPreviewAddress({ ...place, container: id }, base), {
        method: request.method,
        headers,
        signal: request.signal,
        mode: 'same-origin',
        redirect: 'manual',
        // MSW hands a request over as a whole.
        ...(hasBody ? { body: await request.arrayBuffer() } : {}),
      });
      let response: Response;
      try {
        response = await msw.respond(passedOn, client);
      } catch (error) {
        if (error instanceof OwnerGoneError) return nobody();
        throw error;
      }
      response = asAsked(response, place, id, base);
      if (!isNavigation) return response;
      if (response.headers.has(PROBLEM_HEADER)) {
        return problemPage({ message: (await response.text()).trim(), site: base, port: place.port, status: response.status, embedderPolicy: owner.embedderPolicy });
      }
      if (isHtml(response)) return shellPage(response, { place, scope: base, html: await response.text(), script: shellScript, embedderPolicy: owner.embedderPolicy });
      const guarded = new Headers(response.headers);
      guarded.set('content-security-policy', 'sandbox allow-downloads');
      allowEmbedding(guarded, owner.embedderPolicy);
      return new Response(response.body, { status: response.status, statusText: response.statusText, headers: guarded });
    },
  };
}

/** A redirect within an address that named no container stays without one, so that it outlives a reload. */
function asAsked(response: Response, place: PreviewPlace, id: string, base: string): Response {
  const to = place.container === undefined ? parsePreviewAddress(response.headers.get('location') ?? '', base) : undefined;
  if (to?.container !== id) return response;
  const headers = new Headers(response.headers);
  headers.set('location', formatPreviewAddress({ ...to, container: undefined }, base));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** A document that may hold scripts and links to what is beside it. An answer without a type has been given one by its page (src/preview/sniff.ts). */
function isHtml(response: Response): boolean {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'text/html' && response.body !== null && !response.headers.get('content-disposition')?.toLowerCase().startsWith('attachment');
}
