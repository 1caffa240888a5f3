// internalBinding('url'): Node's URL class keeps an href and where its parts begin (ada::url_aggregator, src/node_url.cc).
// Parsing is the browser's; the offsets are read off the normalised href.
import type { BindingFactory, Environment } from '../environment.ts';
import { codedError } from '../bytes.ts';
import { punycodeToUnicode } from '../punycode.ts';

const OMITTED = 0xffffffff;
/** ada::scheme::type */
const SCHEME_TYPES: Readonly<Record<string, number>> = { 'http:': 0, 'https:': 2, 'ws:': 3, 'ftp:': 4, 'wss:': 5, 'file:': 6 };
const NOT_SPECIAL = 1;

/** What a setter of the library's URL changes, by the number it passes (`updateActions` in lib/internal/url.js). */
const UPDATED_PARTS = ['protocol', 'host', 'hostname', 'port', 'username', 'password', 'pathname', 'search', 'hash', 'href'] as const;

/** ada::url_components of a normalised href */
interface Components {
  protocolEnd: number;
  usernameEnd: number;
  /** at the '@' when there are credentials */
  hostStart: number;
  hostEnd: number;
  port: number;
  pathnameStart: number;
  searchStart: number;
  hashStart: number;
}

function componentsOf(href: string): Components {
  const protocolEnd = href.indexOf(':') + 1;
  const hash = href.indexOf('#');
  const query = href.indexOf('?');
  const parts: Components = {
    protocolEnd,
    usernameEnd: protocolEnd,
    hostStart: protocolEnd,
    hostEnd: protocolEnd,
    port: OMITTED,
    pathnameStart: protocolEnd,
    searchStart: query >= 0 && (hash < 0 || query < hash) ? query : OMITTED,
    hashStart: hash >= 0 ? hash : OMITTED,
  };
  if (!href.startsWith('//', protocolEnd)) {
    // A path that begins with two slashes is written after "/.", which is no part of it.
    if (href.startsWith('/.//', protocolEnd)) parts.pathnameStart += 2;
    return parts;
  }
  const start = protocolEnd + 2;
  let end = start;
  while (end < href.length && !'/?#'.includes(href[end] as string)) end++;
  const at = href.lastIndexOf('@', end - 1);
  let host = start;
  if (at >= start) {
    const colon = href.indexOf(':', start);
    parts.usernameEnd = colon >= 0 && colon < at ? colon : at;
    parts.hostStart = at;
    host = at + 1;
  } else {
    parts.usernameEnd = start;
    parts.hostStart = start;
  }
  const bracket = href[host] === '[' ? href.indexOf(']', host) : host;
  const colon = href.indexOf(':', bracket);
  if (colon >= 0 && colon < end) {
    parts.hostEnd = colon;
    parts.port = Number(href.slice(colon + 1, end));
  } else {
    parts.hostEnd = end;
  }
  parts.pathnameStart = end;
  return parts;
}

function invalidUrl(input: string, base: string | undefined): Error {
  const error = codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
  return Object.assign(error, base === undefined ? { input } : { input, base });
}

/** Schemes whose hosts are domains; a file's may be empty. */
const DOMAIN_SCHEMES = /^(?:https?|wss?|ftp|file):\/\//;
/** https://url.spec.whatwg.org/#forbidden-domain-code-point: what browsers percent-encode in a host instead of refusing it. */
const FORBIDDEN_IN_DOMAIN = /[\x00-\x20"#%/:<>?@[\\\]^`{|}\x7f]/;

/** Whether the standard (and so ada) takes the host of a URL that the browser has parsed. */
function hasValidHost(parsed: URL): boolean {
  const { href, hostname } = parsed;
  return !DOMAIN_SCHEMES.test(href) || hostname.startsWith('[') || !FORBIDDEN_IN_DOMAIN.test(hostname);
}

const DUMMY_HOST = 'backlot.invalid';

/** url.domainToASCII: the host that a domain becomes in a URL, empty when it is not valid. */
export function domainToAsciiHost(env: Environment, domain: string): string {
  if (domain === '') return '';
  const url = new env.natives.URL(`ws://${DUMMY_HOST}`);
  url.hostname = domain;
  return url.hostname === DUMMY_HOST && domain.toLowerCase() !== DUMMY_HOST ? '' : url.hostname;
}

/** UTS #46 ToASCII by itself: no percent-decoding, no IPv4, no host rules; empty when it fails. */
export function domainToAscii(env: Environment, domain: string): string {
   
  if (/^[\x00-\x7f]*$/.test(domain)) return domain.toLowerCase();
  return domainToAsciiHost(env, domain);
}

/** Punycode labels decoded. */
export function domainToUnicode(_env: Environment, domain: string): string {
  return punycodeToUnicode(domain);
}

/** What PathToFileURL (src/node_url.cc) escapes by itself, before the path is parsed. */
const ESCAPED_IN_PATHS = /[%\\\n\r\t?#[\]^|~]/g;

export const url: BindingFactory = (env) => {
  const { URL } = env.natives;
  const urlComponents = new Uint32Array(9);

  /** Tells the library where the parts of `href` are, and hands it the href. */
  function publish(href: string): string {
    const parts = componentsOf(href);
    urlComponents[0] = parts.protocolEnd;
    urlComponents[1] = parts.usernameEnd;
    urlComponents[2] = parts.hostStart;
    urlComponents[3] = parts.hostEnd;
    urlComponents[4] = parts.port;
    urlComponents[5] = parts.pathnameStart;
    urlComponents[6] = parts.searchStart;
    urlComponents[7] = parts.hashStart;
    urlComponents[8] = SCHEME_TYPES[href.slice(0, parts.protocolEnd)] ?? NOT_SPECIAL;
    return href;
  }

  return {
    urlComponents,

    /** @throws TypeError ERR_INVALID_URL, with `input` and `base`, if `raise`; else answers undefined */
    parse(input: string, base: string | undefined, raise: boolean) {
      let parsed: URL;
      try {
        parsed = new URL(input, base);
        if (!hasValidHost(parsed)) throw new TypeError('Invalid host');
      } catch {
        if (raise) throw invalidUrl(input, base);
        return undefined;
      }
      return publish(parsed.href);
    },

    canParse(input: string, base?: string) {
      try {
        return hasValidHost(new URL(input, base));
      } catch {
        return false;
      }
    },

    /** Changes a part; false when the value is not acceptable. */
    update(href: string, action: number, value: string) {
      const part = UPDATED_PARTS[action];
      if (part === undefined) return false;
      try {
        if (part === 'href') {
          const replaced = new URL(value);
          return hasValidHost(replaced) && publish(replaced.href);
        }
        const parsed = new URL(href);
        parsed[part] = value;
        return publish(hasValidHost(parsed) ? parsed.href : href);
      } catch {
        return false;
      }
    },

    pathToFileURL(path: string, windows: boolean, hostname?: string) {
      const parsed = new URL('file://');
      parsed.pathname = path.replace(ESCAPED_IN_PATHS, (character) =>
        windows && character === '\\' ? character : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      );
      if (hostname !== undefined) parsed.hostname = hostname;
      return publish(parsed.href);
    },

    getOrigin(href: string) {
      try {
        return new URL(href).origin;
      } catch {
        throw codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
      }
    },

    domainToASCII: (domain: string) => domainToAsciiHost(env, domain),
    domainToUnicode: (domain: string) => punycodeToUnicode(domainToAsciiHost(env, domain)),

    format(href: string, fragment: boolean, unicode: boolean, search: boolean, auth: boolean) {
      const parsed = new URL(href);
      if (!fragment) parsed.hash = '';
      if (!search) parsed.search = '';
      if (!auth) {
        parsed.username = '';
        parsed.password = '';
      }
      if (!unicode || parsed.hostname === '') return parsed.href;
      const { hostStart, hostEnd } = componentsOf(parsed.href);
      const begin = parsed.href[hostStart] === '@' ? hostStart + 1 : hostStart;
      return parsed.href.slice(0, begin) + punycodeToUnicode(parsed.hostname) + parsed.href.slice(hostEnd);
    },
  };
};
