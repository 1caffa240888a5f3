// What went in and out of a container's servers, as the Network panel shows it: one record an HTTP exchange, filled in while it
// happens. Whoever carries a request (the page's HTTP client, a tap between two processes, the player of outside hosts) begins
// a record with the container's recorder and tells it what goes by; whoever shows exchanges listens. Recording never holds back
// or changes what is carried, and costs next to nothing while nobody listens.
import { concatBytes } from './embedded/kernel/concat-bytes.ts';

/** Who sent a request: a check, the Requests panel, a command of the terminal, a program, a preview in the browser, or the page itself. */
export type ExchangeSender = 'check' | 'requests' | 'terminal' | 'program' | 'preview' | 'page';

/** Bytes of each body that are kept; the size told is always the true one. */
export const KEPT_BODY = 256 * 1024;

/** The body of a message: its beginning and its true size. It grows while the message is under way. */
export interface RecordedBody {
  /** the beginning, in pieces as they came; `KEPT_BODY` bytes at most, unless whoever began the record asked for more */
  readonly pieces: readonly Uint8Array[];
  /** bytes that went over the wire so far (without chunk framing, before content decoding) */
  readonly size: number;
  /** the pieces were let go to save memory */
  readonly dropped: boolean;
}

export type RecordedHeaders = readonly (readonly [name: string, value: string])[];

export interface RecordedRequest {
  readonly method: string;
  /** request-target as sent: path and query, or another form */
  readonly target: string;
  readonly headers: RecordedHeaders;
  readonly body: RecordedBody;
}

export interface RecordedResponse {
  readonly status: number;
  readonly statusText: string;
  /** `1.0` or `1.1` */
  readonly httpVersion: string;
  readonly headers: RecordedHeaders;
  readonly body: RecordedBody;
}

/** One exchange. The object stays the same while it happens; `revision` goes up with each change of it. */
export interface Exchange {
  /** unique in the page, in the order in which exchanges began */
  readonly id: number;
  readonly sender: ExchangeSender;
  /** `in`: to a port of the container; `out`: from a program to the outside world */
  readonly direction: 'in' | 'out';
  /** the port of the container, for `in` */
  readonly port: number | null;
  /** where it goes, as in an address: `localhost:3000`, `api.example.com` */
  readonly host: string;
  readonly request: RecordedRequest;
  /** null until the response's head has come */
  readonly response: RecordedResponse | null;
  /** milliseconds since 1970 */
  readonly startedAt: number;
  /** milliseconds from the start until the response's head came; null until then */
  readonly waited: number | null;
  /** milliseconds from the start until everything was over; null until then */
  readonly duration: number | null;
  readonly state: 'waiting' | 'receiving' | 'done' | 'failed';
  /** why it failed, with the code of the error where there is one (`ECONNREFUSED`, `ABORTED`, ...) */
  readonly error: { readonly code: string | null; readonly message: string } | null;
  readonly revision: number;
}

export interface ExchangeStart {
  readonly sender: ExchangeSender;
  readonly direction: 'in' | 'out';
  /** for `in` */
  readonly port?: number;
  /** default: `localhost:<port>` */
  readonly host?: string;
  readonly method: string;
  readonly target: string;
  readonly headers?: RecordedHeaders;
  /** bytes of each body to keep; default: `KEPT_BODY` */
  readonly keep?: number;
  /** hears of this exchange alone, before the others who listen */
  readonly listener?: ExchangeListener | undefined;
}

/** Told by whoever carries an exchange. Calls after the end are ignored. */
export interface ExchangeTap {
  /** the headers as they were put on the wire, where they differ from those given at the start */
  requestHeaders(headers: RecordedHeaders): void;
  /** The bytes are copied as far as they are kept. */
  requestBody(bytes: Uint8Array): void;
  response(head: Omit<RecordedResponse, 'body'>): void;
  responseBody(bytes: Uint8Array): void;
  /** the response is complete */
  end(): void;
  fail(code: string | null, message: string): void;
}

/** @param event `begin` once, then any number of `change`, then `end` once (also after a failure) */
export type ExchangeListener = (exchange: Exchange, event: 'begin' | 'change' | 'end') => void;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface BodyInTheMaking extends Writable<RecordedBody> {
  pieces: Uint8Array[];
}

interface ExchangeInTheMaking extends Writable<Exchange> {
  request: Writable<RecordedRequest> & { body: BodyInTheMaking };
  response: (Writable<RecordedResponse> & { body: BodyInTheMaking }) | null;
}

const unheard: ExchangeTap = { requestHeaders() {}, requestBody() {}, response() {}, responseBody() {}, end() {}, fail() {} };

/** Ids go on across containers: a page may have one after another. */
let lastId = 0;

/** A container's recorder of exchanges. */
export class ExchangeRecorder {
  readonly #listeners = new Set<ExchangeListener>();
  readonly #now: () => number;

  readonly #onListening: (isHeard: boolean) => void;

  /**
   * @param onListening told when the first listener comes and when the last one goes
   * @param now milliseconds, monotonic; for durations
   */
  constructor(onListening: (isHeard: boolean) => void = () => undefined, now: () => number = () => performance.now()) {
    this.#onListening = onListening;
    this.#now = now;
  }

  /** Hears of every exchange that begins from now on. @returns stops hearing */
  listen(listener: ExchangeListener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#onListening(true);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#onListening(false);
    };
  }

  /** Begins the record of an exchange. While nobody listens it records nothing. */
  begin(start: ExchangeStart): ExchangeTap {
    if (this.#listeners.size === 0 && start.listener === undefined) return unheard;
    const keep = start.keep ?? KEPT_BODY;
    const begun = this.#now();
    const exchange: ExchangeInTheMaking = {
      id: ++lastId,
      sender: start.sender,
      direction: start.direction,
      port: start.port ?? null,
      host: start.host ?? (start.port === undefined ? '' : `localhost:${start.port}`),
      request: { method: start.method, target: start.target, headers: start.headers ?? [], body: emptyBody() },
      response: null,
      startedAt: Date.now(),
      waited: null,
      duration: null,
      state: 'waiting',
      error: null,
      revision: 0,
    };
    const tell = (event: 'begin' | 'change' | 'end'): void => {
      exchange.revision++;
      start.listener?.(exchange, event);
      for (const listener of this.#listeners) listener(exchange, event);
    };
    const isOver = (): boolean => exchange.state === 'done' || exchange.state === 'failed';
    const finish = (state: 'done' | 'failed'): void => {
      exchange.state = state;
      exchange.duration = this.#now() - begun;
      tell('end');
    };
    tell('begin');
    return {
      requestHeaders(headers) {
        if (isOver()) return;
        exchange.request.headers = headers;
        tell('change');
      },
      requestBody(bytes) {
        if (isOver()) return;
        append(exchange.request.body, bytes, keep);
        tell('change');
      },
      response: (head) => {
        if (isOver()) return;
        exchange.response = { ...head, body: emptyBody() };
        exchange.waited = this.#now() - begun;
        exchange.state = 'receiving';
        tell('change');
      },
      responseBody(bytes) {
        if (isOver() || exchange.response === null) return;
        append(exchange.response.body, bytes, keep);
        tell('change');
      },
      end() {
        if (!isOver()) finish('done');
      },
      fail(code, message) {
        if (isOver()) return;
        exchange.error = { code, message };
        finish('failed');
      },
    };
  }
}

const emptyBody = (): BodyInTheMaking => ({ pieces: [], size: 0, dropped: false });

/** Bytes of a body that are kept at present. */
export function keptBytes({ pieces }: RecordedBody): number {
  let kept = 0;
  for (const piece of pieces) kept += piece.byteLength;
  return kept;
}

function append(body: BodyInTheMaking, bytes: Uint8Array, keep: number): void {
  // What is kept so far is the whole so far, unless it is cut already.
  const room = keep - body.size;
  body.size += bytes.byteLength;
  if (room <= 0 || body.dropped || bytes.byteLength === 0) return;
  // A copy: whoever reads the body next may pass the bytes' buffer on.
  body.pieces.push(bytes.slice(0, room));
}

/** Lets go of the kept bytes of both bodies of an exchange. @returns how many bytes that were */
export function dropBodies(exchange: Exchange): number {
  let freed = 0;
  for (const body of [exchange.request.body, exchange.response?.body] as (BodyInTheMaking | undefined)[]) {
    if (body === undefined || body.pieces.length === 0) continue;
    freed += keptBytes(body);
    body.pieces = [];
    body.dropped = true;
  }
  (exchange as ExchangeInTheMaking).revision++;
  return freed;
}

/** The kept beginning of a body in one piece. */
export function bodyBytes(body: RecordedBody): Uint8Array {
  const [first] = body.pieces;
  if (first !== undefined && body.pieces.length === 1) return first;
  return concatBytes(body.pieces);
}
