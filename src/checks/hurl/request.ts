// From an entry's request to what is sent: URL with its query, headers, cookies, body.
import type { BodyValue, KeyValue, MultipartParam, Request } from './ast.ts';
import { base64OfBytes } from './base64.ts';
import { concatBytes } from './concat-bytes.ts';
import { HurlRunError } from './errors.ts';
import type { RunOptions } from './options.ts';
import { literalBytes, readNamedFile, renderJson, renderMultiline, renderTemplate, type Scope } from './scope.ts';
import { parseHttpUrl, UrlError } from './url.ts';

export interface PreparedRequest {
  readonly method: string;
  /** as written, with the query parameters added */
  readonly url: string;
  /** of the request itself, without those of options and defaults */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `name=value` of the [Cookies] section */
  readonly cookies: readonly string[];
  readonly body: Uint8Array | null;
  /** added where the request has no Content-Type of its own */
  readonly contentType: string | null;
}

const encoder = new TextEncoder();

/** A value of the Authorization header (RFC 7617). @param pair user and password with a colon between them */
function basicCredentials(pair: string): string {
  return `Basic ${base64OfBytes(encoder.encode(pair))}`;
}

/** As curl_easy_escape: all but unreserved characters. */
function percentEncode(text: string): string {
  return Array.from(encoder.encode(text), (byte) => {
    const c = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Names are sent as they are written, values encoded. */
function formEncode(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}=${percentEncode(value)}`).join('&');
}

function renderPairs(pairs: readonly KeyValue[], scope: Scope): [name: string, value: string][] {
  return pairs.map((pair) => [renderTemplate(pair.key, scope), renderTemplate(pair.value, scope)]);
}

const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

const quoteParameter = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

async function multipartBody(params: readonly MultipartParam[], boundary: string, scope: Scope): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const text = (line: string): unknown => parts.push(encoder.encode(line));
  for (const { kind, param } of params) {
    const name = quoteParameter(renderTemplate(param.key, scope));
    text(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`);
    if (kind === 'param') text(`\r\n\r\n${renderTemplate(param.value, scope)}\r\n`);
    else {
      const file = await readNamedFile(param.filename, scope);
      const extension = /\.([^./]+)$/.exec(file.name)?.[1] ?? '';
      const type = param.contentType === null ? (TYPES[extension] ?? 'application/octet-stream') : renderTemplate(param.contentType, scope);
      text(`; filename="${quoteParameter(file.name)}"\r\nContent-Type: ${type}\r\n\r\n`);
      parts.push(file.data);
      text('\r\n');
    }
  }
  text(`--${boundary}--\r\n`);
  return concatBytes(parts);
}

/** The bytes of a body as it is sent: placeholders filled in, files read. @throws HurlRunError */
export async function bodyBytes(value: BodyValue, scope: Scope): Promise<Uint8Array> {
  switch (value.kind) {
    case 'json':
      return encoder.encode(renderJson(value.value, scope));
    case 'xml':
      return encoder.encode(value.text);
    case 'oneline':
      return encoder.encode(renderTemplate(value.value, scope));
    case 'multiline':
      return encoder.encode(renderMultiline(value, scope));
    default:
      return literalBytes(value, scope);
  }
}

function implicitType(value: BodyValue | undefined): string | null {
  if (value === undefined) return null;
  const language = value.kind === 'multiline' ? value.language : value.kind;
  if (language === 'json' || language === 'graphql') return 'application/json';
  return language === 'xml' ? 'application/xml' : null;
}

/** @throws HurlRunError */
export async function prepareRequest(request: Request, scope: Scope): Promise<PreparedRequest> {
  let url = renderTemplate(request.url, scope);
  try {
    parseHttpUrl(url);
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new HurlRunError('INVALID_URL', 'Invalid URL', error.message, request.url.span, { cause: error });
  }
  const headers = renderPairs(request.headers, scope);
  let form: [string, string][] = [];
  let multipart: readonly MultipartParam[] = [];
  let cookies: string[] = [];
  for (const section of request.sections) {
    switch (section.name) {
      case 'BasicAuth':
        if (section.credentials !== null) {
          const [pair] = renderPairs([section.credentials], scope);
          headers.push(['Authorization', basicCredentials((pair ?? []).join(':'))]);
        }
        break;
      case 'Query':
      case 'QueryStringParams': {
        const query = formEncode(renderPairs(section.params, scope));
        if (query !== '') url += (url.endsWith('?') ? '' : url.includes('?') ? '&' : '?') + query;
        break;
      }
      case 'Form':
      case 'FormParams':
        form = renderPairs(section.params, scope);
        break;
      case 'Multipart':
      case 'MultipartFormData':
        multipart = section.params;
        break;
      case 'Cookies':
        cookies = renderPairs(section.cookies, scope).map(([name, value]) => `${name}=${value}`);
        break;
      case 'Options':
        break;
    }
  }
  const value = request.body?.value;
  let body = value === undefined ? null : await bodyBytes(value, scope);
  let contentType = implicitType(value);
  if (multipart.length > 0) {
    const boundary = `------------------------${crypto.randomUUID().replaceAll('-', '').slice(0, 22)}`;
    if (body === null || body.length === 0) body = await multipartBody(multipart, boundary, scope);
    contentType = `multipart/form-data; boundary=${boundary}`;
    const own = headers.find(([name]) => name.toLowerCase() === 'content-type');
    if (own !== undefined && /^multipart\//i.test(own[1]) && !/boundary=/i.test(own[1])) own[1] += `; boundary=${boundary}`;
  }
  if (form.length > 0) {
    if (body === null || body.length === 0) body = encoder.encode(formEncode(form));
    contentType = 'application/x-www-form-urlencoded';
  }
  return { method: request.method, url, headers, cookies, body: body?.length === 0 ? null : body, contentType };
}

/** The headers of one exchange: the request's, the options', and what Hurl adds by itself. */
export function wireHeaders(request: PreparedRequest, options: RunOptions, jarCookies: readonly string[]): [string, string][] {
  const headers: [string, string][] = [...request.headers, ...options.headers].map(([name, value]) => [name, value]);
  const has = (name: string): boolean => headers.some(([n]) => n.toLowerCase() === name);
  if (!has('content-type') && request.contentType !== null) headers.push(['Content-Type', request.contentType]);
  if (!has('user-agent')) headers.push(['User-Agent', options.userAgent]);
  const { username, password } = new URL(request.url);
  if (username !== '' && !has('authorization')) {
    headers.push(['Authorization', basicCredentials(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)]);
  }
  if (options.user !== null && !has('authorization')) headers.push(['Authorization', basicCredentials(options.user)]);
  if (options.compressed && !has('accept-encoding')) headers.push(['Accept-Encoding', 'gzip, deflate, br']);
  if (!has('accept')) headers.unshift(['Accept', '*/*']);
  const cookies = [...jarCookies, ...request.cookies];
  if (cookies.length > 0 && !has('cookie')) headers.push(['Cookie', cookies.join('; ')]);
  const unwanted = options.noHeaders.map((name) => name.toLowerCase());
  return headers.filter(([name]) => !unwanted.includes(name.toLowerCase()));
}
