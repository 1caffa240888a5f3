// The page's HTTP/1.1 client over connections of the container (RFC 9112): persistent connections, streamed bodies in both
// directions with back-pressure, every header as it is. Fetch's rules (forbidden headers, CORS, caching) do not apply.
import { RequestError, type ContainerResponse, type WireRequest } from '../../container.ts';
import type { ExchangeTap } from '../../exchange.ts';
import type { ByteStream, ByteStreamEvents } from '../kernel/byte-stream.ts';
import { soonest } from '../kernel/microtasks.ts';
import { IncomingBody } from './incoming-body.ts';
import { beginsServed, SERVED_TLS } from './played-tls.ts';
import { HPE, PARSER_TYPE, type Llhttp, type LlhttpParser, type LlhttpResult } from './llhttp.ts';

/** Opens a connection to a port; `opened` is told whether somebody listens there. */
export type Connect = (port: number, events: ByteStreamEvents, opened: (accepted: boolean) => void) => ByteStream;

/** Methods whose answer may be asked for again when a persistent connection broke before it came (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const refused = (port: number): RequestError => new RequestError('ECONNREFUSED', `Nothing listens on port ${port}.`);
const aborted = (): RequestError => new RequestError('ABORTED', 'The request was cancelled.');

/** The head of a request as bytes. @throws RequestError for a header that would break the message's framing */
function encodeHead(port: number, request: WireRequest, tap: ExchangeTap | undefined): Uint8Array {
  const headers = [...(request.headers ?? [])];
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  if (!has('host')) headers.unshift(['Host', `localhost:${port}`]);
  if (request.body instanceof Uint8Array && !has('content-length') && !has('transfer-encoding')) {
    headers.push(['Content-Length', String(request.body.byteLength)]);
  } else if (request.body instanceof ReadableStream && !has('content-length') && !has('transfer-encoding')) {
    headers.push(['Transfer-Encoding', 'chunked']);
  } else if (!request.body && !has('content-length') && ['POST', 'PUT', 'PATCH'].includes(request.method)) {
    headers.push(['Content-Length', '0']);
  }
  const bad = headers.find(([name, value]) => !HEADER_NAME.test(name) || /[\r\n\0]/.test(value));
  if (bad !== undefined || /[\s\0]/.test(request.target) || !HEADER_NAME.test(request.method)) {
    throw new RequestError('HPE_INVALID', `The request can't be sent: ${bad ? `header ${JSON.stringify(bad[0])}` : 'its request line'} is not valid HTTP.`);
  }
  tap?.requestHeaders(headers);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return latin1OrUtf8(`${request.method} ${request.target} HTTP/1.1\r\n${lines}\r\n`);
}

/** Field values are bytes: latin1 where they fit, UTF-8 where they don't, as curl sends what it is given. */
function latin1OrUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) return new TextEncoder().encode(text);
    bytes[index] = code;
  }
  return bytes;
}

const usesChunks = (request: WireRequest): boolean =>
  request.body instanceof ReadableStream && !(request.headers ?? []).some(([name]) => name.toLowerCase() === 'content-length');

/** Whether bytes are the frame with which every HTTP/2 server begins (RFC 9113, 3.4): SETTINGS, of which a whole number fits, on stream 0. */
function isSettingsFrame(bytes: Uint8Array): boolean {
  const [high, middle = 0, low = 0, type, flags, ...stream] = bytes.subarray(0, 9);
  return high === 0 && type === 4 && flags === 0 && (middle * 256 + low) % 6 === 0 && stream.length === 4 && stream.every((byte) => byte === 0);
}

interface Exchange {
  readonly request: WireRequest;
  /** records what goes by */
  readonly tap: ExchangeTap | undefined;
  readonly resolve: (response: ContainerResponse) => void;
  readonly reject: (error: RequestError) => void;
  body: IncomingBody | undefined;
  done: boolean;
}

/** One persistent connection; carries one exchange at a time. */
class Connection {
  readonly #stream: ByteStream;
  readonly #parser: LlhttpParser;
  readonly #port: number;
  readonly #onIdle: (connection: Connection) => void;
  readonly #onClose: (connection: Connection) => void;
  #exchange: Exchange | undefined;
  #closed = false;
  #keepAlive = true;
  /** whether a byte of the present exchange's answer has come */
  #answered = false;
  /** whether the server has sent anything yet */
  #begun = false;
  /** whether the server speaks TLS */
  #secured = false;
  /** how many exchanges were over before the present one */
  #served = 0;
  #statusText = '';
  #headers: [string, string][] = [];
  #inValue = true;
  #informational = false;

  constructor(port: number, connect: Connect, llhttp: Llhttp, onIdle: (c: Connection) => void, onClose: (c: Connection) => void) {
    this.#port = port;
    this.#onIdle = onIdle;
    this.#onClose = onClose;
    this.#parser = llhttp.createParser(PARSER_TYPE.response, this.#callbacks());
    this.#stream = connect(
      port,
      {
        data: (bytes) => this.#onData(bytes),
        end: () => this.#onEnd(),
        reset: () => this.#fail(new RequestError('ECONNRESET', 'The connection was closed before the answer was complete.')),
      },
      (accepted) => {
        if (!accepted) this.#fail(refused(port));
      },
    );
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(request: WireRequest, tap: ExchangeTap | undefined): Promise<ContainerResponse> {
    return new Promise((resolve, reject) => {
      const head = encodeHead(this.#port, request, tap);
      const exchange: Exchange = { request, tap, resolve, reject, body: undefined, done: false };
      this.#exchange = exchange;
      this.#answered = false;
      const signal = request.signal;
      if (signal?.aborted) return this.#fail(aborted());
      signal?.addEventListener('abort', () => {
        if (!exchange.done) this.#fail(aborted());
      });
      if (request.body instanceof Uint8Array) {
        const message = new Uint8Array(head.length + request.body.length);
        message.set(head);
        message.set(request.body, head.length);
        tap?.requestBody(request.body);
        this.#stream.write(message, () => {});
        return undefined;
      }
      this.#stream.write(head, () => {});
      if (request.body) void this.#sendStream(request.body, usesChunks(request), tap);
      return undefined;
    });
  }

  async #sendStream(body: ReadableStream<Uint8Array>, chunked: boolean, tap: ExchangeTap | undefined): Promise<void> {
    const write = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) =>
        this.#stream.write(bytes, (errno) => (errno === 0 ? resolve() : reject(new RequestError('ECONNRESET', 'The connection was closed.')))),
      );
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (value.length === 0) continue;
        tap?.requestBody(value);
        if (chunked) await write(latin1OrUtf8(`${value.length.toString(16)}\r\n`));
        await write(value.slice());
        if (chunked) await write(latin1OrUtf8('\r\n'));
      }
      if (chunked) await write(latin1OrUtf8('0\r\n\r\n'));
    } catch (error) {
      await reader.cancel(error).catch(() => {});
      // A server may answer and close before it has read the whole body: then the answer counts.
      if (!(error instanceof RequestError)) this.#fail(new RequestError('ABORTED', `The request's body failed: ${String(error)}`));
    }
  }

  #callbacks() {
    return {
      onMessageBegin: () => {
        this.#statusText = '';
        this.#headers = [];
        this.#inValue = true;
        return 0;
      },
      onUrl: () => 0,
      onStatus: (text: string) => {
        this.#statusText += text;
        return 0;
      },
      onHeaderField: (text: string) => {
        const last = this.#headers.at(-1);
        if (this.#inValue || last === undefined) this.#headers.push([text, '']);
        else last[0] += text;
        this.#inValue = false;
        return 0;
      },
      onHeaderValue: (text: string) => {
        const last = this.#headers.at(-1);
        if (last !== undefined) last[1] += text;
        this.#inValue = true;
        return 0;
      },
      onHeadersComplete: (status: number, upgrade: boolean, keepAlive: boolean) => {
        this.#informational = status >= 100 && status < 200 && status !== 101;
        if (this.#informational) return 0;
        const head = this.#exchange?.request.method === 'HEAD';
        // llhttp does not know that no body follows, and would have the connection end it.
        this.#keepAlive = keepAlive || (head && this.#parser.httpMinor === 1 && !this.#asksToClose());
        this.#begin(status);
        if (upgrade) return 2;
        return head ? 1 : 0;
      },
      onBody: (bytes: Uint8Array) => {
        this.#exchange?.tap?.responseBody(bytes);
        this.#exchange?.body?.push(bytes.slice());
        return 0;
      },
      onMessageComplete: () => {
        if (!this.#informational) this.#complete();
        return 0;
      },
    };
  }

  #asksToClose(): boolean {
    return this.#headers.some(([name, value]) => name.toLowerCase() === 'connection' && /\bclose\b/i.test(value));
  }

  #begin(status: number): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const body = (exchange.body = new IncomingBody({
      consumed: (byteLength) => {
        if (!this.#closed) this.#stream.consumed(byteLength);
      },
      cancelled: () => {
        if (!exchange.done) this.#fail(aborted());
      },
    }));
    const answer = {
      status,
      statusText: this.#statusText,
      httpVersion: `${this.#parser.httpMajor}.${this.#parser.httpMinor}`,
      headers: this.#headers.map(([name, value]) => [name, value.trimEnd()] as const),
    };
    exchange.tap?.response(answer);
    exchange.resolve({
      ...answer,
      get body() {
        return body.stream();
      },
      bytes: () => body.bytes(),
    });
  }

  #complete(): void {
    const exchange = this.#exchange;
    if (exchange === undefined || exchange.done) return;
    exchange.done = true;
    exchange.tap?.end();
    exchange.body?.end();
    this.#exchange = undefined;
    this.#served++;
    // Not from within one of the parser's callbacks.
    if (this.#keepAlive) soonest(() => this.#onIdle(this));
    else this.#close();
  }

  #onData(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (!this.#begun) {
      this.#begun = true;
      this.#secured = beginsServed(bytes);
      if (this.#secured) {
        this.#stream.consumed(SERVED_TLS.length);
        if (bytes.length > SERVED_TLS.length) this.#onData(bytes.subarray(SERVED_TLS.length));
        return;
      }
    }
    if (this.#exchange?.request.secure === true && !this.#secured) {
      return this.#fail(new RequestError('EPROTO', `The server on port ${this.#port} does not speak TLS.`));
    }
    if (!this.#answered && this.#served === 0 && isSettingsFrame(bytes)) {
      const message = `The server on port ${this.#port} speaks HTTP/2 only, without TLS; the page speaks HTTP/1.1. Programs of the container reach it with http2.connect.`;
      return this.#fail(new RequestError('HPE_INVALID', message));
    }
    this.#answered = true;
    const result = this.#parser.execute(bytes);
    const body = this.#exchange?.body;
    if (body === undefined) this.#stream.consumed(bytes.byteLength);
    else body.arrived(bytes.byteLength);
    this.#check(result);
  }

  #onEnd(): void {
    if (this.#closed) return;
    // A body that ends with the connection is complete now (RFC 9112, 6.3); any other message was cut short.
    this.#parser.finish();
    this.#fail(new RequestError('ECONNRESET', this.#answered ? 'The server closed the connection in the middle of its answer.' : 'The server closed the connection without an answer.'));
  }

  #check(result: LlhttpResult): void {
    if (result.errno === HPE.ok || result.errno === HPE.paused || result.errno === HPE.pausedUpgrade) return;
    this.#fail(new RequestError('HPE_INVALID', `The server's answer is not valid HTTP: ${result.reason} (${result.code}).`));
  }

  /** Whether a request that failed on this connection may be sent again on a new one. */
  mayRetry(request: WireRequest): boolean {
    return this.#served > 0 && !this.#answered && !(request.body instanceof ReadableStream) && IDEMPOTENT.has(request.method);
  }

  #fail(error: RequestError): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange !== undefined && !exchange.done) {
      exchange.done = true;
      if (exchange.body === undefined) {
        exchange.reject(error);
      } else {
        exchange.tap?.fail(error.code, error.message);
        exchange.body.fail(error);
      }
    }
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.destroy();
    // Not from within one of the parser's callbacks.
    queueMicrotask(() => this.#parser.free());
    this.#onClose(this);
  }

  close(error: RequestError): void {
    this.#fail(error);
  }
}

export interface HttpClient {
  /** @param tap records the exchange @throws RequestError */
  request(port: number, request: WireRequest, tap?: ExchangeTap): Promise<ContainerResponse>;
  /** Ends all connections; what is under way fails with the given error. */
  close(error: RequestError): void;
}

/** An HTTP client with a pool of persistent connections per port. */
export function createHttpClient(connect: Connect, llhttp: Llhttp): HttpClient {
  const idle = new Map<number, Connection[]>();
  const open = new Set<Connection>();

  function openConnection(port: number): Connection {
    const connection = new Connection(
      port,
      connect,
      llhttp,
      (freed) => {
        if (freed.closed) return;
        const pool = idle.get(port);
        if (pool === undefined) idle.set(port, [freed]);
        else pool.push(freed);
      },
      (closed) => {
        open.delete(closed);
        const pool = idle.get(port);
        if (pool?.includes(closed)) idle.set(port, pool.filter((other) => other !== closed));
      },
    );
    open.add(connection);
    return connection;
  }

  return {
    async request(port, request, tap) {
      for (;;) {
        const connection = idle.get(port)?.pop() ?? openConnection(port);
        try {
          return await connection.send(request, tap);
        } catch (error) {
          const broken = error instanceof RequestError && error.code === 'ECONNRESET';
          if (broken && connection.mayRetry(request)) continue;
          tap?.fail(error instanceof RequestError ? error.code : null, error instanceof Error ? error.message : String(error));
          throw error;
        }
      }
    },
    close(error) {
      for (const connection of [...open]) connection.close(error);
    },
  };
}
