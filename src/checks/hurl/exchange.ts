// Sends an entry's request and, where it is asked to, the requests that redirects lead to. Every wait has an end: the body's
// size, the time and the caller's signal are all limited.
import type { Span } from './ast.ts';
import { concatBytes } from './concat-bytes.ts';
import type { CookieJar } from './cookies.ts';
import { HurlRunError } from './errors.ts';
import type { RunOptions } from './options.ts';
import { type PreparedRequest, wireHeaders } from './request.ts';
import { type Transport, type TransportCertificate, TransportError, type TransportResponse } from './transport.ts';
import { isMalformed } from './url.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
}

export interface ReceivedResponse {
  /** `HTTP/1.1` */
  readonly version: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** as it came, still compressed */
  readonly body: Uint8Array;
  readonly url: string;
  readonly remoteAddress: string | null;
  readonly certificate: TransportCertificate | null;
  readonly durationMs: number;
}

/** One exchange: `response` is null when no whole response came. */
export interface Call {
  readonly request: SentRequest;
  readonly response: ReceivedResponse | null;
  /** milliseconds since 1970 */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** A call that has its response. */
export type CompleteCall = Call & { readonly response: ReceivedResponse };

export interface ExchangeContext {
  readonly transport: Transport;
  readonly jar: CookieJar;
  readonly signal: AbortSignal;
  /** every call, also one that failed */
  readonly onCall: (call: Call) => void;
}

/** Rejects when the signal is aborted, whatever the promise does. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

class BodyTooLarge extends Error {}

async function* chunksOf(stream: TransportResponse['body']): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in stream) yield* stream as AsyncIterable<Uint8Array>;
  else {
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}

async function readBody(stream: TransportResponse['body'], limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const iterator = chunksOf(stream)[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let done = false;
  try {
    for (;;) {
      const next = await orAbort(iterator.next(), signal);
      if (next.done === true) break;
      size += next.value.length;
      if (size > limit) throw new BodyTooLarge();
      chunks.push(next.value);
    }
    done = true;
  } finally {
    // Tells the source that no more is wanted; not waited for, since it may never answer.
    if (!done) void iterator.return(undefined).catch(() => undefined);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : concatBytes(chunks);
}

function connectionError(error: TransportError, url: Span): HurlRunError {
  const detail = error.curlCode === undefined ? error.message : `(${error.curlCode}) ${error.message}`;
  const codes: Partial<Record<TransportError['code'], 'TIMEOUT' | 'ABORTED' | 'UNSUPPORTED'>> = {
    TIMEOUT: 'TIMEOUT',
    ABORTED: 'ABORTED',
    UNSUPPORTED: 'UNSUPPORTED',
  };
  return new HurlRunError(codes[error.code] ?? 'CONNECTION', 'HTTP connection', detail, url, { cause: error });
}

async function sendOnce(prepared: PreparedRequest, options: RunOptions, context: ExchangeContext, urlSpan: Span): Promise<CompleteCall> {
  if (isMalformed(prepared.url)) throw new HurlRunError('INVALID_URL', 'HTTP connection', '(3) URL using bad/illegal format or missing URL', urlSpan);
  const url = new URL(prepared.url);
  const startedAt = Date.now();
  const jarCookies = options.noCookieStore ? [] : context.jar.matching(url, startedAt);
  let request: SentRequest = { method: prepared.method, url: prepared.url, headers: wireHeaders(prepared, options, jarCookies), body: prepared.body };
  const clock = performance.now();
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), Math.min(options.timeoutMs, 2 ** 31 - 1));
  const signal = AbortSignal.any([context.signal, timer.signal]);
  let received = 0;
  try {
    const response = await orAbort(
      context.transport.send({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        timeoutMs: options.timeoutMs,
        connectTimeoutMs: options.connectTimeoutMs,
        signal,
        wishes: options.wishes,
      }),
      signal,
    );
    if (response.sentHeaders !== undefined) request = { ...request, headers: response.sentHeaders };
    received = 1;
    const body = await readBody(response.body, options.maxBodySize, signal);
    const durationMs = performance.now() - clock;
    const call: CompleteCall = {
      request,
      startedAt,
      durationMs,
      response: {
        version: `HTTP/${response.httpVersion}`,
        status: response.status,
        statusText: response.statusText,
        headers: response.headers.map(([name, value]) => [name, value.trim()] as const),
        body,
        url: url.href,
        remoteAddress: response.remoteAddress ?? null,
        certificate: response.certificate ?? null,
        durationMs,
      },
    };
    if (!options.noCookieStore) {
      const cookies = call.response.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
      context.jar.store(url, cookies, startedAt);
    }
    context.onCall(call);
    return call;
  } catch (error) {
    context.onCall({ request, response: null, startedAt, durationMs: performance.now() - clock });
    if (context.signal.aborted) {
      throw new HurlRunError('ABORTED', 'HTTP connection', 'the run was cancelled', urlSpan, { cause: error });
    }
    if (timer.signal.aborted) {
      const detail = `(28) Operation timed out after ${Math.round(performance.now() - clock)} milliseconds${received === 0 ? ' with 0 bytes received' : ''}`;
      throw new HurlRunError('TIMEOUT', 'HTTP connection', detail, urlSpan, { cause: error });
    }
    if (error instanceof BodyTooLarge) {
      const detail = `exceeded the maximum allowed file size (${options.maxBodySize} bytes)`;
      throw new HurlRunError('BODY_TOO_LARGE', 'HTTP connection', detail, urlSpan);
    }
    if (error instanceof TransportError) throw connectionError(error, urlSpan);
    const detail = error instanceof Error ? error.message : String(error);
    throw new HurlRunError('CONNECTION', 'HTTP connection', detail, urlSpan, { cause: error });
  } finally {
    clearTimeout(timeout);
  }
}

const sameOrigin = (a: URL, b: URL): boolean => a.origin === b.origin;
const isCredential = ([name]: readonly [string, string]): boolean => ['authorization', 'cookie'].includes(name.toLowerCase());

/** @throws HurlRunError; the calls made before it have been told to `onCall` */
export async function exchange(prepared: PreparedRequest, options: RunOptions, context: ExchangeContext, urlSpan: Span): Promise<CompleteCall[]> {
  const calls: CompleteCall[] = [];
  const first = new URL(prepared.url);
  let request = prepared;
  let current = options;
  for (;;) {
    const call = await sendOnce(request, current, context, urlSpan);
    calls.push(call);
    const { status, headers } = call.response;
    const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
    if (options.followLocation === 'no' || status < 300 || status >= 400 || location === undefined) return calls;
    let next: URL;
    try {
      next = new URL(location, request.url);
    } catch (cause) {
      const detail = `invalid URL <${request.url}> (Can not use relative path '${location}')`;
      throw new HurlRunError('INVALID_URL', 'Invalid URL', detail, urlSpan, { cause });
    }
    if (next.protocol !== 'http:' && next.protocol !== 'https:') {
      const detail = `invalid URL <${next.href}> (Only <http://> and <https://> schemes are supported)`;
      throw new HurlRunError('INVALID_URL', 'Invalid URL', detail, urlSpan);
    }
    if (options.maxRedirects >= 0 && calls.length > options.maxRedirects) {
      throw new HurlRunError('TOO_MANY_REDIRECTS', 'HTTP connection', 'too many redirect', urlSpan);
    }
    const method = status >= 301 && status <= 303 ? 'GET' : request.method;
    const trusted = options.followLocation === 'trusted' || sameOrigin(first, next);
    const keepBody = method === request.method;
    request = {
      method,
      url: next.href,
      headers: trusted ? prepared.headers : prepared.headers.filter((header) => !isCredential(header)),
      cookies: trusted ? prepared.cookies : [],
      body: keepBody ? request.body : null,
      contentType: keepBody ? request.contentType : null,
    };
    current = trusted ? options : { ...options, headers: options.headers.filter((header) => !isCredential(header)), user: null };
  }
}
