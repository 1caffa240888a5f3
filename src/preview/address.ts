// Addresses of previews: `<site>/port/3000/users` is GET /users of the program that listens on port 3000. `<site>/port/3000.k3f9/users` names the
// container too, for pages that own one among several; without a name it is the container that was used last.

export interface PreviewPlace {
  readonly port: number;
  /** the container; undefined: the one that was used last */
  readonly container: string | undefined;
  /** path and query as the program sees them; begins with a slash */
  readonly target: string;
}

const SEGMENT = /^(\d{1,5})(?:\.([a-z0-9]+))?$/;

/** Reads the address of a preview. @param scope the site's first page, ends with a slash @returns undefined when it is something else */
export function parsePreviewAddress(address: string, scope: string): PreviewPlace | undefined {
  const prefix = `${scope}port/`;
  if (!address.startsWith(prefix)) return undefined;
  const url = new URL(address);
  const rest = url.pathname.slice(new URL(prefix).pathname.length);
  const slash = rest.indexOf('/');
  const [, digits, container] = SEGMENT.exec(slash < 0 ? rest : rest.slice(0, slash)) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) return undefined;
  const path = slash < 0 ? '/' : rest.slice(slash);
  // Apps that are given the address of a port put a slash and a path behind it, whether it ends with a slash or not.
  return { port, container, target: (container === undefined ? path : path.replace(/^\/{2,}/, '/')) + url.search };
}

/** The address of a place. @param target path and query, begins with a slash */
export function formatPreviewAddress({ port, container, target }: PreviewPlace, scope: string): string {
  return `${scope}port/${port}${container === undefined ? '' : `.${container}`}${target}`;
}

/**
 * Where an address that a page or a program of the container names leads: an address of the site itself means the program that the page came from
 * (pages are written for the root of their own server), `http://localhost:<port>` means that port. The address of a preview means that port of the
 * page's own container; that of another container's is a path like any other, so that what one container serves reaches no other.
 * @returns undefined for an address outside the container
 */
export function resolveInContainer(address: string, from: PreviewPlace, scope: string): PreviewPlace | undefined {
  let url: URL;
  try {
    url = new URL(address, formatPreviewAddress(from, scope));
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const target = url.pathname + url.search;
  if (url.origin === new URL(scope).origin) {
    const place = parsePreviewAddress(url.href, scope);
    const own = place !== undefined && (place.container === undefined || place.container === from.container);
    return own ? { ...place, container: from.container } : { ...from, target };
  }
  const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
  if (isLocal && url.protocol === 'http:') return { ...from, port: Number(url.port || '80'), target };
  return undefined;
}
