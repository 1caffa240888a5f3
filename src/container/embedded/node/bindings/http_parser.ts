// internalBinding('http_parser') over llhttp. Facts: src/node_http_parser.cc of the pinned Node.
import { HPE, PARSER_TYPE, type LlhttpParser, type LlhttpResult } from '../../http/llhttp.ts';
import { bytesOf, concatBytes } from '../bytes.ts';
import type { BootstrapHooks } from '../bootstrap.ts';
import { asBuffer, type Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import type { StreamConsumer, StreamHandle } from './stream_wrap.ts';

// Where the library puts its callbacks on a parser (HTTPParser.kOn*).
const ON_MESSAGE_BEGIN = 0;
const ON_HEADERS = 1;
const ON_HEADERS_COMPLETE = 2;
const ON_BODY = 3;
const ON_MESSAGE_COMPLETE = 4;
const ON_EXECUTE = 5;

const DEFAULT_MAX_HEADER_SIZE = 16 * 1024;
/** What a callback answers when the library threw: llhttp stops, the error is thrown on. */
const CALLBACK_FAILED = -1;
const EMPTY = new Uint8Array(0);

export function httpParser(env: Environment, hooks: BootstrapHooks): Binding {
  class HTTPParser extends env.wraps.AsyncWrap {
    [callback: number]: unknown;
    #type: number = PARSER_TYPE.request;
    #parser: LlhttpParser | undefined;
    #connections: ConnectionsList | undefined;
    #stream: StreamHandle | undefined;
    #maxHeaderSize = DEFAULT_MAX_HEADER_SIZE;
    #headerBytes = 0;
    #url = '';
    #statusMessage = '';
    #headers: string[] = [];
    #lastWasValue = true;
    #current: Uint8Array = EMPTY;
    #depth = 0;
    #pendingPause = false;
    #freeWhenDone = false;
    #thrown: { readonly error: unknown } | undefined;
    #overflowed = false;
    /** The library sets it on the parser; 0 is none. Read once for the headers of a message and once for its trailers. */
    #mostHeaderTexts: number | undefined;
    /** when the present message began, in milliseconds; 0: none is under way */
    messageStart = 0;
    headersCompleted = false;

    constructor() {
      super(null);
    }

    initialize(type: number, resource: object, maxHeaderSize = 0, lenient = 0, connections?: ConnectionsList): void {
      this.#type = type;
      this.#maxHeaderSize = maxHeaderSize > 0 ? maxHeaderSize : DEFAULT_MAX_HEADER_SIZE;
      this.begin(type === PARSER_TYPE.request ? 'HTTPINCOMINGMESSAGE' : 'HTTPCLIENTREQUEST', resource);
      this.#release();
      this.#freeWhenDone = false;
      this.#connections = connections ?? undefined;
      this.#beginMessage();
      this.#parser = hooks.llhttp().createParser(type, this.#callbacks(), lenient);
      this.#pendingPause = false;
      this.messageStart = 0;
      this.headersCompleted = false;
      if (connections) {
        this.messageStart = env.natives.performance.now();
        connections.add(this);
      }
    }

    #beginMessage(): void {
      this.#url = '';
      this.#statusMessage = '';
      this.#headers = [];
      this.#mostHeaderTexts = undefined;
      this.#headerBytes = 0;
      this.#lastWasValue = true;
      this.headersCompleted = false;
    }

    /** Runs a callback of the library; an exception stops the parser and is thrown on by execute(). */
    #notify(index: number, ...args: unknown[]): unknown {
      const callback = this[index];
      if (typeof callback !== 'function') return undefined;
      try {
        return this.makeCallback(callback, ...args);
      } catch (error) {
        this.#thrown = { error };
        return undefined;
      }
    }

    /** What a llhttp callback answers after the library's was run (MaybePause in node_http_parser.cc). */
    #outcome(): number {
      if (this.#thrown !== undefined) return CALLBACK_FAILED;
      // A parser that the library has freed takes no further message.
      return this.#pendingPause || this.#freeWhenDone ? HPE.paused : 0;
    }

    #trackHeader(length: number): number {
      this.#headerBytes += length;
      if (this.#headerBytes < this.#maxHeaderSize) return 0;
      this.#overflowed = true;
      return CALLBACK_FAILED;
    }

    /** Of a response the library takes as many headers as it wants by itself. */
    #readMostHeaderTexts(): number {
      if (this.#type !== PARSER_TYPE.request) return 0;
      try {
        const { maxHeaderPairs } = this as { maxHeaderPairs?: unknown };
        return typeof maxHeaderPairs === 'number' ? maxHeaderPairs : 0;
      } catch (error) {
        this.#thrown = { error };
        return 0;
      }
    }

    #takeHeaders(): string[] {
      const headers = this.#headers;
      for (let index = 1; index < headers.length; index += 2) headers[index] = (headers[index] as string).replace(/[ \t]+$/, '');
      this.#headers = [];
      this.#mostHeaderTexts = undefined;
      this.#lastWasValue = true;
      return headers;
    }

    #callbacks() {
      return {
        onMessageBegin: (): number => {
          this.#beginMessage();
          this.messageStart = env.natives.performance.now();
          this.#connections?.activate(this);
          this.#notify(ON_MESSAGE_BEGIN);
          return this.#outcome();
        },
        onUrl: (text: string): number => {
          this.#url += text;
          return this.#trackHeader(text.length);
        },
        onStatus: (text: string): number => {
          this.#statusMessage += text;
          return this.#trackHeader(text.length);
        },
        onHeaderField: (text: string): number => {
          if (this.#lastWasValue) {
            const most = (this.#mostHeaderTexts ??= this.#readMostHeaderTexts());
            if (this.#thrown !== undefined) return CALLBACK_FAILED;
            if (most > 0 && this.#headers.length + 2 > most) {
              this.#overflowed = true;
              return CALLBACK_FAILED;
            }
            this.#headers.push(text, '');
            this.#lastWasValue = false;
          } else {
            this.#headers[this.#headers.length - 2] += text;
          }
          return this.#trackHeader(text.length);
        },
        onHeaderValue: (text: string): number => {
          this.#headers[this.#headers.length - 1] += text;
          this.#lastWasValue = true;
          return this.#trackHeader(text.length);
        },
        onHeadersComplete: (statusCode: number, upgrade: boolean, shouldKeepAlive: boolean): number => {
          const parser = this.#parser as LlhttpParser;
          const request = this.#type === PARSER_TYPE.request;
          this.headersCompleted = true;
          this.#headerBytes = 0;
          const result = this.#notify(
            ON_HEADERS_COMPLETE,
            parser.httpMajor,
            parser.httpMinor,
            this.#takeHeaders(),
            request ? parser.method : undefined,
            request ? this.#url : undefined,
            request ? undefined : statusCode,
            request ? undefined : this.#statusMessage,
            upgrade,
            shouldKeepAlive,
          );
          if (this.#thrown !== undefined) return CALLBACK_FAILED;
          if (typeof result === 'number' && result !== 0) return result;
          return this.#outcome();
        },
        onBody: (bytes: Uint8Array): number => {
          if (bytes.length === 0) return 0;
          this.#notify(ON_BODY, asBuffer(env, bytes.slice()));
          return this.#outcome();
        },
        onMessageComplete: (): number => {
          this.messageStart = 0;
          this.#connections?.deactivate(this);
          if (this.#headers.length > 0) this.#notify(ON_HEADERS, this.#takeHeaders(), '');
          if (this.#thrown === undefined) this.#notify(ON_MESSAGE_COMPLETE);
          return this.#outcome();
        },
      };
    }

    /** @returns the bytes parsed, or an Error with code, reason and bytesParsed */
    #run(bytes: Uint8Array | undefined): unknown {
      const parser = this.#parser;
      if (parser === undefined) return undefined;
      this.#depth++;
      this.#current = bytes ?? EMPTY;
      let result: LlhttpResult;
      try {
        result = bytes === undefined ? parser.finish() : parser.execute(bytes);
      } finally {
        this.#depth--;
        this.#current = EMPTY;
      }
      const upgrade = parser.upgrade;
      if (result.errno === HPE.pausedUpgrade) parser.resumeAfterUpgrade();
      if (result.errno === HPE.paused && bytes !== undefined) this.#unparsed = bytes.slice(result.consumed);
      if (this.#freeWhenDone && this.#depth === 0) this.#release();
      if (this.#thrown !== undefined) {
        const { error } = this.#thrown;
        this.#thrown = undefined;
        throw error;
      }
      const failed = result.errno !== HPE.ok && result.errno !== HPE.pausedUpgrade && result.errno !== HPE.paused;
      if (failed && !(upgrade && !this.#overflowed)) return this.#error(result);
      return bytes === undefined ? undefined : result.consumed;
    }

    /** what was left when the library paused within a callback; parsed by resume() */
    #unparsed: Uint8Array | undefined;

    #error(result: LlhttpResult): Error {
      let { code, reason } = result;
      if (this.#overflowed) {
        this.#overflowed = false;
        code = 'HPE_HEADER_OVERFLOW';
        reason = 'Header overflow';
      }
      // The library adds the reason to the message where it wants it.
      const error = new Error('Parse Error');
      return Object.assign(error, { bytesParsed: result.consumed, code, reason });
    }

    execute(buffer: ArrayBufferView): unknown {
      return this.#run(bytesOf(buffer));
    }

    finish(): unknown {
      return this.#run(undefined);
    }

    pause(): void {
      this.#pendingPause = true;
    }

    resume(): void {
      this.#pendingPause = false;
      const rest = this.#unparsed;
      if (rest === undefined) return;
      this.#unparsed = undefined;
      this.#parser?.resume();
      if (rest.length > 0) this.#onStreamBytes(rest);
    }

    getCurrentBuffer(): Uint8Array {
      return asBuffer(env, this.#current.slice());
    }

    /** Takes over reading from a stream: bytes go to the parser without passing through the stream's 'data' events. */
    consume(stream: StreamHandle): void {
      this.unconsume();
      this.#stream = stream;
      const consumer: StreamConsumer = { onBytes: (bytes) => this.#onStreamBytes(bytes) };
      stream.consumer = consumer;
    }

    unconsume(): void {
      if (this.#stream !== undefined) this.#stream.consumer = undefined;
      this.#stream = undefined;
    }

    #onStreamBytes(bytes: Uint8Array): void {
      if (this.#unparsed !== undefined) {
        this.#unparsed = concatBytes([this.#unparsed, bytes]);
        return;
      }
      this.#current = bytes;
      const result = this.#run(bytes);
      this.#current = bytes;
      this.makeCallback(this[ON_EXECUTE], result);
      this.#current = EMPTY;
    }

    remove(): void {
      this.#connections?.remove(this);
    }

    close(): void {
      this.free();
    }

    free(): void {
      this.emitDestroy();
      this.unconsume();
      if (this.#depth > 0) this.#freeWhenDone = true;
      else this.#release();
    }

    #release(): void {
      this.#connections?.remove(this);
      this.#parser?.free();
      this.#parser = undefined;
      this.#unparsed = undefined;
      this.#headers = [];
    }
  }

  /** The connections of a server, by whether a message is under way (ConnectionsList in node_http_parser.cc). */
  class ConnectionsList {
    readonly #all = new Set<HTTPParser>();
    readonly #active = new Set<HTTPParser>();

    add(parser: HTTPParser): void {
      this.#all.add(parser);
      this.#active.add(parser);
    }

    activate(parser: HTTPParser): void {
      if (this.#all.has(parser)) this.#active.add(parser);
    }

    deactivate(parser: HTTPParser): void {
      this.#active.delete(parser);
    }

    remove(parser: HTTPParser): void {
      this.#all.delete(parser);
      this.#active.delete(parser);
    }

    all(): HTTPParser[] {
      return [...this.#all];
    }

    idle(): HTTPParser[] {
      return [...this.#all].filter((parser) => parser.messageStart === 0);
    }

    active(): HTTPParser[] {
      return [...this.#active];
    }

    /** Those whose headers or whole request take too long; they are no longer listed afterwards. Times in milliseconds. */
    expired(headersTimeout: number, requestTimeout: number): HTTPParser[] {
      const now = env.natives.performance.now();
      const late = [...this.#active].filter((parser) => {
        if (parser.messageStart === 0) return false;
        const age = now - parser.messageStart;
        return (!parser.headersCompleted && headersTimeout > 0 && age > headersTimeout) || (requestTimeout > 0 && age > requestTimeout);
      });
      for (const parser of late) this.#active.delete(parser);
      return late;
    }
  }

  return { HTTPParser, ConnectionsList };
}
