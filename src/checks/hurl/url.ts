// URLs as Hurl takes them: http and https only, sent as they are written.

/** The text is no URL that can be requested. The message has Hurl's wording. */
export class UrlError extends Error {}

/** @throws UrlError */
export function parseHttpUrl(text: string): URL {
  if (!/^https?:\/\//.test(text)) {
    const reason = /^[a-z]+:\/\//.test(text)
      ? 'Only <http://> and <https://> schemes are supported'
      : 'Missing scheme <http://> or <https://>';
    throw new UrlError(`invalid URL <${text}> (${reason})`);
  }
  try {
    return new URL(text);
  } catch (cause) {
    const authority = /^https?:\/\/([^/?#]*)/.exec(text)?.[1] ?? '';
    const host = authority.replace(/^.*@/, '');
    throw new UrlError(`invalid URL <${text}> (${reasonOf(host)})`, { cause });
  }
}

/** Why a host with its port is none, in the words of the `url` crate. */
function reasonOf(host: string): string {
  if (host.startsWith('[')) return 'invalid IPv6 address';
  const name = host.replace(/:.*$/, '');
  if (name === '') return 'empty host';
  if (/:\d*[^\d\]]/.test(host) || /:\d{6,}$/.test(host)) return 'invalid port number';
  // A host whose last label is a number is an IPv4 address (URL Standard, "ends in a number").
  return /(?:^|\.)(?:\d+|0[xX][\da-fA-F]*)\.?$/.test(name) ? 'invalid IPv4 address' : 'invalid international domain name';
}

/** Whether curl refuses a URL: it takes no blanks and no control characters (`CURLE_URL_MALFORMAT`). */
export function isMalformed(url: string): boolean {
  return /[\x00-\x20\x7f]/.test(url);
}

/** Removes `.` and `..` segments (RFC 3986, section 5.2.4). */
function withoutDots(path: string): string {
  if (!path.includes('/.')) return path;
  const out: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === '..') {
      out.pop();
      if (last) out.push('');
    } else if (segment === '.') {
      if (last) out.push('');
    } else out.push(segment);
  }
  return `/${out.join('/')}`;
}

/**
 * The request-target of a URL: path and query as they are written, without fragment; dot segments are resolved unless asked not
 * to, and what cannot stand on a request line is percent-encoded.
 */
export function requestTarget(url: string, pathAsIs = false): string {
  const rest = url.replace(/^https?:\/\/[^/?#]*/, '').replace(/#.*$/s, '');
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(rest) ?? [];
  const target = (path === '' ? '/' : pathAsIs ? path : withoutDots(path)) + query;
  return target.replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}
