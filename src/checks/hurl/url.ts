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
    const reason = host.replace(/:.*$/, '') === '' ? 'empty host' : /:\d*[^\d\]]/.test(host) || /:\d{6,}$/.test(host) ? 'invalid port number' : 'invalid international domain name';
    throw new UrlError(`invalid URL <${text}> (${reason})`, { cause });
  }
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
