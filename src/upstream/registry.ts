// The npm registry that a site's owner has allowed: `npm install` in the container asks a host of the container's own, and the
// page fetches from the real address. Programs can read from it, and nothing else.
import type { OutsideAnswer, OutsideWorld } from '../container/container.ts';

/** The registry as the container's programs know it, whatever and wherever it really is. */
const REGISTRY_HOST = 'registry.backlot.internal';
export const REGISTRY_ADDRESS = `http://${REGISTRY_HOST}`;

/** Fields of a response that the container's npm needs; what the browser has decoded already must not be told. */
const PASSED = ['content-type', 'etag', 'last-modified'];

/**
 * Puts the registry before the rest of the outside world.
 * @param registry its address; null: there is none, and its host is as unknown as any
 */
export function withRegistry(registry: () => string | null, world: OutsideWorld): OutsideWorld {
  return async (request) => {
    const url = new URL(request.url);
    const base = registry();
    if (url.hostname !== REGISTRY_HOST || base === null) return world(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'Packages can only be read from here.');
    // The path as it was sent: the slash of a scoped package's name is escaped in it.
    const address = base.replace(/\/+$/, '') + url.pathname + url.search;
    const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1];
    let response: Response;
    try {
      response = await fetch(address, { method: request.method, credentials: 'omit', signal: request.signal, ...(accept !== undefined && { headers: { accept } }) });
    } catch {
      // Offline, or a registry that other origins may not read (CORS): the browser does not tell which.
      return { kind: 'network-error' };
    }
    return { kind: 'response', response, headers: PASSED.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? ''] as const] : [])) };
  };
}

function text(status: number, message: string): OutsideAnswer {
  return { kind: 'response', response: new Response(message, { status }), headers: [['content-type', 'text/plain']] };
}
