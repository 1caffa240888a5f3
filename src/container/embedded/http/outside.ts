// The other end of a program's connections to other machines: reads HTTP/1.1 requests from the connection (RFC 9112), has them answered by whoever plays
// the outside world, writes the answers back as they come, and records each exchange.
import { nobody, type OutsideWorld } from '../../container.ts';
import type { ExchangeRecorder, ExchangeTap } from '../../exchange.ts';
import type { ByteStream, ByteStreamEvents } from '../kernel/byte-stream.ts';
import { concatBytes } from '../kernel/concat-bytes.ts';
import { HPE, HTTP_METHODS, PARSER_TYPE, type Llhttp, type LlhttpParser } from './llhttp.ts';
import { readPlayed } from './played-tls.ts';

/** A connection on which nothing was said for so long is no HTTP client's, in milliseconds. */
const FIRST_WORD = 10_000;
/** Ports of protocols in which the server speaks first, or that are not HTTP: nobody needs to wait there. */
const OTHER_PROTOCOLS = new Set([21, 22, 23, 25, 53, 110, 143, 389, 465, 587, 993, 995, 1433, 3306, 5432, 5672, 6379, 9092, 11211, 27017]);
const WITHOUT_BODY = new Set([204, 304]);
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-connection']);

export interface OutsideConnection {
  readonly host: string;
  readonly port: number;
  /** Takes the connection. */
  accept(events: ByteStreamEvents): ByteStream;
}

interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
}

const ascii = new TextEncoder();

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0xff) return ascii.encode(text);
    bytes[at] = text.charCodeAt(at);
  }
  return bytes;
}

/**
 * Serves a connection to the outside until it is closed.
 * @param world asked anew for each request; null: nobody plays the outside
 */
export function serveOutside(connection: OutsideConnection, llhttp: Llhttp, world: () => OutsideWorld | null, exchanges: ExchangeRecorder): void {
  const { host, port } = connection;
  const gone = new AbortController();
  const queue: Asked[] = [];
  let working = false;
  let secure: boolean | undefined;
  let servername = host;
  let first: Uint8Array = new Uint8Array(0);
  const parser = requestParser(llhttp, {
    asked: (asked) => {
      queue.push(asked);
      void work();
    },
    expectsContinue: () => stream.write(latin1('HTTP/1.1 100 Continue\r\n\r\n'), () => {}),
  });
  const stream = connection.accept({
    data(bytes) {
      clearTimeout(silence);
      const { length } = bytes;
      let rest = bytes;
      if (secure === undefined) {
        const all = new Uint8Array(first.length + bytes.length);
        all.set(first);
        all.set(bytes, first.length);
        const begun = readPlayed(all);
        if (begun === null) {
          first = all;
          stream.consumed(length);
          return;
        }
        secure = begun.hello !== undefined;
        if (begun.hello?.servername) ({ servername } = begun.hello);
        rest = begun.rest;
      }
      stream.consumed(length);
      const result = rest.length === 0 ? undefined : parser.execute(rest);
      if (result !== undefined && result.errno !== HPE.ok && result.errno !== HPE.paused && result.errno !== HPE.pausedUpgrade) refuse(onlyHttp());
    },
    end: close,
    reset: close,
  });
  const silence = setTimeout(() => refuse(onlyHttp()), OTHER_PROTOCOLS.has(port) ? 0 : FIRST_WORD);

  function close(): void {
    clearTimeout(silence);
    gone.abort();
    stream.destroy();
    queueMicrotask(() => parser.free());
  }
  function refuse(reason?: string): void {
    clearTimeout(silence);
    gone.abort();
    stream.reset(reason);
    queueMicrotask(() => parser.free());
  }
  const onlyHttp = (): string =>
    `A connection to ${host}:${port} is not HTTP. Programs in Backlot reach other machines by HTTP and HTTPS only, as far as the lesson's upstream.ts plays them; raw TCP leads nowhere.`;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let asked = queue.shift(); asked !== undefined && !gone.signal.aborted; asked = queue.shift()) {
      try {
        await answer(asked);
      } catch (error) {
        refuse(error instanceof Error ? error.message : String(error));
      }
    }
    working = false;
  }

  async function answer(asked: Asked): Promise<void> {
    const named = asked.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
    const usual = secure === true ? 443 : 80;
    // A client that was given an address names the host in its header.
    const authority = named ?? (port === usual ? servername : `${servername}:${port}`);
    const address = /^https?:\/\//i.test(asked.target) ? asked.target : `${secure === true ? 'https' : 'http'}://${authority}${asked.target}`;
    const tap = exchanges.begin({ sender: 'program', direction: 'out', host: authority, method: asked.method, target: asked.target, headers: asked.headers });
    if (asked.body.length > 0) tap.requestBody(asked.body);
    const fail = (code: string, message: string, reason?: string): void => {
      tap.fail(code, message);
      refuse(reason);
    };
    if (asked.upgrade) {
      const message = `${asked.method} ${address} asks for another protocol (Upgrade), which the outside world of a lesson does not speak.`;
      return fail('UPGRADE', message, message);
    }
    if (asked.method === 'CONNECT') {
      const message = `There is no proxy at ${host}:${port}: the outside world of a lesson answers requests, and tunnels nothing.`;
      return fail('CONNECT', message, message);
    }
    const playing = world() ?? nobody;
    const outcome = await playing({ method: asked.method, url: address, headers: asked.headers, body: asked.body, signal: gone.signal });
    if (gone.signal.aborted) return tap.fail('ABORTED', 'The program closed the connection.');
    if (outcome.kind === 'refused') return fail(outcome.code, outcome.message, outcome.message);
    if (outcome.kind === 'network-error') return fail('ECONNRESET', 'The host broke the connection (HttpResponse.error()).');
    await send(asked, outcome.response, outcome.headers, tap);
  }

  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => stream.write(bytes, (errno) => (errno === 0 ? resolve() : reject(new Error('The program closed the connection.')))));

  async function send(asked: Asked, response: Response, given: readonly (readonly [string, string])[], tap: ExchangeTap): Promise<void> {
    const headers = given.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase())).map(([name, value]): [string, string] => [name, value]);
    const has = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
    if (!has('date')) headers.push(['date', new Date().toUTCString()]);
    const withoutBody = WITHOUT_BODY.has(response.status) || asked.method === 'HEAD';
    const body = withoutBody ? null : response.body;
    const chunked = body !== null && !has('content-length');
    if (chunked) headers.push(['transfer-encoding', 'chunked']);
    else if (body === null && !withoutBody && !has('content-length')) headers.push(['content-length', '0']);
    headers.push(['connection', asked.keepAlive ? 'keep-alive' : 'close']);
    const { status, statusText } = response;
    tap.response({ status, statusText, httpVersion: '1.1', headers });
    const text = `HTTP/1.1 ${status} ${statusText}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    try {
      await write(latin1(text));
      const reader = body?.getReader();
      gone.signal.addEventListener('abort', () => void reader?.cancel().catch(() => undefined));
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
        const bytes = part.value;
        if (bytes.length === 0) continue;
        tap.responseBody(bytes);
        if (chunked) await write(latin1(`${bytes.length.toString(16)}\r\n`));
        await write(bytes.slice());
        if (chunked) await write(latin1('\r\n'));
      }
      if (chunked && !gone.signal.aborted) await write(latin1('0\r\n\r\n'));
    } catch (error) {
      // A body that fails in the middle is a connection that breaks in the middle.
      const message = error instanceof Error ? error.message : String(error);
      tap.fail(gone.signal.aborted ? 'ABORTED' : 'ECONNRESET', message);
      return gone.signal.aborted ? undefined : refuse();
    }
    if (gone.signal.aborted) tap.fail('ABORTED', 'The program closed the connection.');
    else tap.end();
    if (!asked.keepAlive) stream.end();
  }
}

function requestParser(llhttp: Llhttp, told: { asked(request: Asked): void; expectsContinue(): void }): LlhttpParser {
  let target = '';
  let headers: [string, string][] = [];
  let inValue = true;
  let body: Uint8Array[] = [];
  let keepAlive = true;
  let upgrade = false;
  const parser: LlhttpParser = llhttp.createParser(PARSER_TYPE.request, {
    onMessageBegin() {
      target = '';
      headers = [];
      body = [];
      inValue = true;
      return 0;
    },
    onUrl(text) {
      target += text;
      return 0;
    },
    onStatus: () => 0,
    onHeaderField(text) {
      const last = headers.at(-1);
      if (inValue || last === undefined) headers.push([text, '']);
      else last[0] += text;
      inValue = false;
      return 0;
    },
    onHeaderValue(text) {
      const last = headers.at(-1);
      if (last !== undefined) last[1] += text;
      inValue = true;
      return 0;
    },
    onHeadersComplete(_status, isUpgrade, shouldKeepAlive) {
      keepAlive = shouldKeepAlive;
      upgrade = isUpgrade;
      if (headers.some(([name, value]) => name.toLowerCase() === 'expect' && /100-continue/i.test(value))) told.expectsContinue();
      return 0;
    },
    onBody(bytes) {
      body.push(bytes.slice());
      return 0;
    },
    onMessageComplete() {
      told.asked({ method: HTTP_METHODS[parser.method] ?? 'GET', target, headers, body: concatBytes(body), keepAlive, upgrade });
      return 0;
    },
  });
  return parser;
}
