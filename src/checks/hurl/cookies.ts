// Cookies: what a Set-Cookie header says, and the jar that a run keeps, by RFC 6265.
import type { CookieAttributeName } from './ast.ts';

/** One Set-Cookie header, taken apart as Hurl does it: nothing is trimmed from name and value. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: readonly { readonly name: string; readonly value: string | undefined }[];
}

/** Reads a value of Set-Cookie as Hurl does. @returns undefined when it names no cookie */
export function parseSetCookie(header: string): ResponseCookie | undefined {
  const equals = header.indexOf('=');
  if (equals < 0) return undefined;
  const [value = '', ...rest] = header.slice(equals + 1).split(';');
  const attributes = rest
    .filter((text) => text !== '')
    .map((text) => {
      const parts = text.split('=');
      return { name: (parts[0] ?? '').trim(), value: parts[1] };
    });
  return { name: header.slice(0, equals), value, attributes };
}

/** An attribute of a cookie, or its value. @returns true for one without a value; undefined: it is not there */
export function cookieAttribute(cookie: ResponseCookie, name: CookieAttributeName): string | true | undefined {
  if (name === 'Value') return cookie.value;
  const found = cookie.attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : (found.value ?? true);
}

export interface StoredCookie {
  readonly domain: string;
  readonly includeSubdomains: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** seconds since 1970; 0 for the session */
  readonly expires: number;
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
}

function defaultPath(url: URL): string {
  const end = url.pathname.lastIndexOf('/');
  return end <= 0 ? '/' : url.pathname.slice(0, end);
}

const domainMatches = (host: string, domain: string): boolean => host === domain || (host.endsWith(`.${domain}`) && !/^[\d.]+$|:/.test(host));

function pathMatches(path: string, cookiePath: string): boolean {
  return path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'));
}

/** Secure cookies also go to the machine itself, as in browsers and curl. */
const isSecure = (url: URL): boolean => url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

function expiry(cookie: ResponseCookie, now: number): number {
  const maxAge = cookieAttribute(cookie, 'Max-Age');
  if (typeof maxAge === 'string' && /^-?[0-9]+$/.test(maxAge.trim())) {
    return Number(maxAge) <= 0 ? 1 : Math.floor(now / 1000) + Number(maxAge);
  }
  const expires = cookieAttribute(cookie, 'Expires');
  if (typeof expires !== 'string') return 0;
  const time = Date.parse(expires.trim().replaceAll('-', ' '));
  return Number.isNaN(time) ? 0 : Math.max(1, Math.floor(time / 1000));
}

/** The cookies of a run. */
export class CookieJar {
  #cookies: StoredCookie[] = [];

  /** Takes the cookies of a response. */
  store(url: URL, setCookies: readonly string[], now: number): void {
    for (const header of setCookies) {
      const cookie = parseSetCookie(header);
      if (cookie === undefined) continue;
      const attribute = cookieAttribute(cookie, 'Domain');
      const domain = typeof attribute === 'string' ? attribute.trim().replace(/^\./, '').toLowerCase() : '';
      // A server cannot set cookies for a domain that it is not in.
      if (domain !== '' && !domainMatches(url.hostname, domain)) continue;
      const secure = cookieAttribute(cookie, 'Secure') !== undefined;
      if (secure && !isSecure(url)) continue;
      const path = cookieAttribute(cookie, 'Path');
      this.add({
        domain: domain === '' ? url.hostname : domain,
        includeSubdomains: domain !== '',
        path: typeof path === 'string' && path.trim().startsWith('/') ? path.trim() : defaultPath(url),
        secure,
        expires: expiry(cookie, now),
        name: cookie.name.trim(),
        value: cookie.value.trim(),
        httpOnly: cookieAttribute(cookie, 'HttpOnly') !== undefined,
      });
    }
  }

  add(cookie: StoredCookie): void {
    const same = (c: StoredCookie): boolean => c.name === cookie.name && c.domain === cookie.domain && c.path === cookie.path;
    const at = this.#cookies.findIndex(same);
    if (cookie.expires === 1) {
      if (at >= 0) this.#cookies.splice(at, 1);
    } else if (at >= 0) this.#cookies[at] = cookie;
    else this.#cookies.push(cookie);
  }

  clear(): void {
    this.#cookies = [];
  }

  get all(): readonly StoredCookie[] {
    return this.#cookies;
  }

  /** `name=value` of each cookie that goes with a request, longest path first. */
  matching(url: URL, now: number): string[] {
    this.#cookies = this.#cookies.filter((cookie) => cookie.expires === 0 || cookie.expires * 1000 > now);
    return this.#cookies
      .filter((cookie) => (cookie.includeSubdomains ? domainMatches(url.hostname, cookie.domain) : url.hostname === cookie.domain))
      .filter((cookie) => pathMatches(url.pathname, cookie.path) && (!cookie.secure || isSecure(url)))
      .sort((a, b) => b.path.length - a.path.length)
      .map((cookie) => `${cookie.name}=${cookie.value}`);
  }
}

/** One line of a Netscape cookie file. @returns undefined when it is none */
export function parseNetscapeCookie(line: string): StoredCookie | undefined {
  const match = /^\s*(\S+)\s+(TRUE|FALSE)\s+(\S+)\s+(TRUE|FALSE)\s+(\d+)\s+(\S+)(?:\s+(.*))?$/.exec(line);
  if (match === null) return undefined;
  const [, domain = '', subdomains, path = '/', secure, expires = '0', name = '', value = ''] = match;
  const httpOnly = domain.startsWith('#HttpOnly_');
  return {
    domain: domain.replace(/^#HttpOnly_/, '').replace(/^\./, ''),
    includeSubdomains: subdomains === 'TRUE',
    path,
    secure: secure === 'TRUE',
    expires: Number(expires),
    name,
    value,
    httpOnly,
  };
}

/** A cookie as a line of a Netscape cookie file. */
export function formatNetscapeCookie(cookie: StoredCookie): string {
  const flag = (value: boolean): string => (value ? 'TRUE' : 'FALSE');
  const domain = `${cookie.httpOnly ? '#HttpOnly_' : ''}${cookie.includeSubdomains ? '.' : ''}${cookie.domain}`;
  return [domain, flag(cookie.includeSubdomains), cookie.path, flag(cookie.secure), cookie.expires, cookie.name, cookie.value].join('\t');
}
