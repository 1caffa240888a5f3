// Queries: what an assert or a capture looks at in the responses of an entry.
// Facts: https://hurl.dev/docs/asserting-response.html and the behaviour of Hurl 8.1.
import type { CookieAttributeName, Query, Span } from './ast.ts';
import { BodyDecodingError, type Decompressor, decodeText, headerValues, isHtml, uncompressed } from './body-decoding.ts';
import { cookieAttribute, parseSetCookie } from './cookies.ts';
import { parseDate } from './dates.ts';
import { HurlRunError } from './errors.ts';
import type { CompleteCall, ReceivedResponse } from './exchange.ts';
import { jsonpath } from './filters.ts';
import { parseJson, type Parsed } from './json-query.ts';
import { regexOf, renderTemplate, type Scope } from './scope.ts';
import { bytes, integer, string, type Value } from './value.ts';
import type { Markup } from './xpath-query.ts';

/** The responses of one entry; what is decoded or parsed is kept for the next query. */
export class Responses {
  readonly calls: readonly CompleteCall[];
  readonly last: ReceivedResponse;
  readonly #limit: number;
  readonly #brotli: Decompressor | undefined;
  #data: Promise<Uint8Array> | undefined;
  #text: string | undefined;
  #json: Parsed | undefined;
  #markup: Markup | undefined;

  constructor(calls: readonly CompleteCall[], last: ReceivedResponse, limit: number, brotli?: Decompressor) {
    this.calls = calls;
    this.last = last;
    this.#limit = limit;
    this.#brotli = brotli;
  }

  /** The body without its Content-Encoding. @throws HurlRunError at the span */
  async data(span: Span): Promise<Uint8Array> {
    try {
      this.#data ??= uncompressed(this.last, this.#limit, this.#brotli);
      return await this.#data;
    } catch (error) {
      throw decodingError(error, span);
    }
  }

  /** The body as text. @throws HurlRunError at the span */
  async text(span: Span): Promise<string> {
    if (this.#text === undefined) {
      const data = await this.data(span);
      try {
        this.#text = decodeText(this.last, data);
      } catch (error) {
        throw decodingError(error, span);
      }
    }
    return this.#text;
  }

  async json(span: Span): Promise<Parsed> {
    if (this.#json === undefined) {
      const text = await this.text(span);
      try {
        this.#json = parseJson(text);
      } catch (cause) {
        throw new HurlRunError('INVALID_JSON', 'Invalid JSON', 'HTTP response is not a valid JSON', span, { cause });
      }
    }
    return this.#json;
  }

  async markup(span: Span): Promise<Markup> {
    if (this.#markup === undefined) {
      const text = await this.text(span);
      const { parseMarkup } = await import('./xpath-query.ts');
      this.#markup = await parseMarkup(text, isHtml(this.last) ? 'html' : 'xml');
      if (this.#markup === undefined) throw new HurlRunError('INVALID_XML', 'Invalid XML', 'HTTP response is not a valid XML', span);
    }
    return this.#markup;
  }
}

function decodingError(error: unknown, span: Span): unknown {
  if (!(error instanceof BodyDecodingError)) return error;
  return new HurlRunError('DECODING', error.description, error.message, span, { cause: error });
}

function cookieValue(response: ReceivedResponse, name: string, attribute: CookieAttributeName, span: Span): Value | undefined {
  const cookies = headerValues(response.headers, 'Set-Cookie').map(parseSetCookie);
  const cookie = cookies.find((c) => c?.name === name);
  if (cookie === undefined) return undefined;
  const value = cookieAttribute(cookie, attribute);
  if (value === undefined) return undefined;
  switch (attribute) {
    case 'Secure':
    case 'HttpOnly':
      return value === true ? { kind: 'unit' } : undefined;
    case 'Max-Age':
      return typeof value === 'string' && /^[+-]?[0-9]+$/.test(value) ? integer(BigInt(value.replace(/^\+/, ''))) : undefined;
    case 'Expires': {
      if (value === true) return undefined;
      const nanoseconds =
        parseDate(value, '%a, %d %b %Y %H:%M:%S GMT') ??
        parseDate(value, '%a, %d %b %Y %H:%M:%S %z') ??
        parseDate(value, '%a, %d-%b-%Y %H:%M:%S%.f GMT');
      if (nanoseconds !== undefined) return { kind: 'date', nanoseconds };
      throw new HurlRunError('DECODING', 'HTTP connection', `could not parse Cookie Expires attribute value <${value}>`, span);
    }
    default:
      return value === true ? undefined : string(value);
  }
}

async function digest(kind: 'sha256' | 'md5', data: Uint8Array): Promise<Uint8Array> {
  if (kind === 'sha256') return new Uint8Array(await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>));
  const { md5 } = await import('@noble/hashes/legacy.js');
  return md5(data);
}

/** chrono's dates are the certificate's, to the second. */
const date = (value: Date | undefined): Value | undefined =>
  value === undefined ? undefined : { kind: 'date', nanoseconds: BigInt(value.getTime()) * 1_000_000n };

const text = (value: string | undefined | null): Value | undefined => (value === undefined || value === null ? undefined : string(value));

function certificateValue(query: Extract<Query, { kind: 'certificate' }>, response: ReceivedResponse): Value | undefined {
  const certificate = response.certificate;
  if (certificate === null) {
    if (!response.url.startsWith('https:')) return undefined;
    const detail = 'the facts of a TLS certificate cannot be seen here: run this file with the command line';
    throw new HurlRunError('UNSUPPORTED', 'Unsupported query', detail, query.span);
  }
  switch (query.field) {
    case 'Subject':
      return text(certificate.subject);
    case 'Issuer':
      return text(certificate.issuer);
    case 'Start-Date':
      return date(certificate.startDate);
    case 'Expire-Date':
      return date(certificate.expireDate);
    case 'Serial-Number':
      return text(certificate.serialNumber);
    case 'Subject-Alt-Name':
      return text(certificate.subjectAltName);
    case 'Value':
      return text(certificate.value);
  }
}

function redirects(calls: readonly CompleteCall[]): Value {
  const items = calls.slice(0, -1).map((call, i): Value => {
    return { kind: 'httpResponse', location: calls[i + 1]?.response.url ?? '', status: call.response.status };
  });
  return { kind: 'list', items };
}

/** @returns undefined when the query finds nothing. @throws HurlRunError when it cannot be evaluated */
export async function evaluateQuery(query: Query, responses: Responses, scope: Scope, jsonpathCoercion: boolean): Promise<Value | undefined> {
  const { last } = responses;
  switch (query.kind) {
    case 'status':
      return integer(last.status);
    case 'version':
      return string(last.version.replace(/^HTTP\//, ''));
    case 'url':
      return string(last.url);
    case 'header': {
      const values = headerValues(last.headers, renderTemplate(query.argument, scope));
      return values.length > 1 ? { kind: 'list', items: values.map(string) } : text(values[0]);
    }
    case 'cookie':
      return cookieValue(last, renderTemplate(query.name, scope), query.attribute ?? 'Value', query.name.span);
    case 'body':
      return string(await responses.text(query.span));
    case 'xpath': {
      const markup = await responses.markup(query.span);
      const { evaluateXPath } = await import('./xpath-query.ts');
      return evaluateXPath(markup, renderTemplate(query.argument, scope), query.argument.span);
    }
    case 'jsonpath':
      return jsonpath(await responses.json(query.span), query.argument, scope, jsonpathCoercion);
    case 'regex': {
      const body = await responses.text(query.span);
      return text((await regexOf(query.argument, scope)).firstGroup(body));
    }
    case 'variable':
      return scope.variables.get(renderTemplate(query.argument, scope));
    case 'duration':
      return integer(Math.floor(last.durationMs));
    case 'bytes':
      return bytes(await responses.data(query.span));
    case 'rawbytes':
      return bytes(last.body);
    case 'sha256':
    case 'md5':
      return bytes(await digest(query.kind, await responses.data(query.span)));
    case 'certificate':
      return certificateValue(query, last);
    case 'ip':
      return text(last.remoteAddress);
    case 'redirects':
      return redirects(responses.calls);
  }
}
