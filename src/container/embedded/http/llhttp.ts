// llhttp, the HTTP/1 parser of Node, as the WebAssembly build that Node ships within undici. Used by
// internalBinding('http_parser') in a process and by the page's HTTP client.
// Facts: https://github.com/nodejs/llhttp (src/llhttp/c-headers.ts, src/native/api.h).
import { bytesOfLatin1, latin1OfBytes } from '../../latin1.ts';

/** llhttp_type_t */
export const PARSER_TYPE = { both: 0, request: 1, response: 2 } as const;

/** llhttp_method_t, by its number */
export const HTTP_METHODS: readonly string[] = [
  'DELETE', 'GET', 'HEAD', 'POST', 'PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'COPY', 'LOCK', 'MKCOL', 'MOVE', 'PROPFIND', 'PROPPATCH', 'SEARCH', 'UNLOCK', 'BIND', 'REBIND',
  'UNBIND', 'ACL', 'REPORT', 'MKACTIVITY', 'CHECKOUT', 'MERGE', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE', 'PATCH', 'PURGE', 'MKCALENDAR', 'LINK', 'UNLINK', 'SOURCE',
];

/** llhttp_errno_t, as far as it is looked at here */
export const HPE = { ok: 0, paused: 21, pausedUpgrade: 22 } as const;

/** llhttp_lenient_flags_t, in the order of HTTPParser.kLenient* (src/node_http_parser.cc) */
const LENIENT_SETTERS = [
  'llhttp_set_lenient_headers',
  'llhttp_set_lenient_chunked_length',
  'llhttp_set_lenient_keep_alive',
  'llhttp_set_lenient_transfer_encoding',
  'llhttp_set_lenient_version',
  'llhttp_set_lenient_data_after_close',
  'llhttp_set_lenient_optional_lf_after_cr',
  'llhttp_set_lenient_optional_crlf_after_chunk',
  'llhttp_set_lenient_optional_cr_before_lf',
  'llhttp_set_lenient_spaces_after_chunk_size',
] as const;

interface Exports extends Record<(typeof LENIENT_SETTERS)[number], (parser: number, on: number) => void> {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;
  malloc(size: number): number;
  free(pointer: number): void;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_execute(parser: number, data: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_resume(parser: number): void;
  llhttp_resume_after_upgrade(parser: number): void;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
  llhttp_errno_name(errno: number): number;
  llhttp_get_http_major(parser: number): number;
  llhttp_get_http_minor(parser: number): number;
  llhttp_get_method(parser: number): number;
  llhttp_get_upgrade(parser: number): number;
}

/** What a parser reports. A callback that returns a non-zero number stops the parser with that error. */
export interface LlhttpCallbacks {
  onMessageBegin(): number;
  onUrl(text: string): number;
  onStatus(text: string): number;
  onHeaderField(text: string): number;
  onHeaderValue(text: string): number;
  /** 0: go on; 1: no body follows; 2: no body and no further messages (upgrade) */
  onHeadersComplete(statusCode: number, upgrade: boolean, shouldKeepAlive: boolean): number;
  /** a view into the parser's memory, valid during the call only */
  onBody(bytes: Uint8Array): number;
  onMessageComplete(): number;
}

export interface LlhttpResult {
  /** llhttp_errno_t */
  readonly errno: number;
  /** how many bytes were taken: all of them unless there was an error, a pause or an upgrade */
  readonly consumed: number;
  /** `HPE_INVALID_METHOD`, ... */
  readonly code: string;
  readonly reason: string;
}

export interface LlhttpParser {
  execute(bytes: Uint8Array): LlhttpResult;
  /** Tells the parser that the stream has ended. */
  finish(): LlhttpResult;
  resume(): void;
  resumeAfterUpgrade(): void;
  /** Gives the parser's memory back; not from within one of its callbacks. */
  free(): void;
  readonly httpMajor: number;
  readonly httpMinor: number;
  /** index into llhttp's methods */
  readonly method: number;
  readonly upgrade: boolean;
}

export interface Llhttp {
  /** @param lenient bit set of HTTPParser.kLenient* */
  createParser(type: number, callbacks: LlhttpCallbacks, lenient?: number): LlhttpParser;
}

/** How many short texts are kept, and how long one of them is at most. */
const KEPT_TEXTS = 512;
const LONGEST_KEPT = 64;

/**
 * Makes texts of latin1 bytes. Header names and most of their values are the same in one message after another: short texts are kept in a
 * table by a hash of their bytes, since to find one again costs a tenth of making it.
 */
function createTextReader(): (memory: Uint8Array, at: number, length: number) => string {
  const kept = new Array<string>(KEPT_TEXTS).fill('');
  return (memory, at, length) => {
    if (length > LONGEST_KEPT) return latin1OfBytes(memory.subarray(at, at + length));
    let hash = length;
    for (let index = at; index < at + length; index++) hash = (Math.imul(hash, 31) + (memory[index] as number)) | 0;
    const place = (hash ^ (hash >>> 9)) & (KEPT_TEXTS - 1);
    const known = kept[place] as string;
    if (known.length === length) {
      let same = 0;
      while (same < length && known.charCodeAt(same) === memory[at + same]) same++;
      if (same === length) return known;
    }
    return (kept[place] = latin1OfBytes(memory.subarray(at, at + length)));
  };
}

/** Instantiates llhttp; parsers made from it share its memory. */
export function instantiateLlhttp(module: WebAssembly.Module): Llhttp {
  const byPointer = new Map<number, LlhttpCallbacks>();
  const callbacksOf = (pointer: number): LlhttpCallbacks => {
    const callbacks = byPointer.get(pointer);
    if (callbacks === undefined) throw new Error('llhttp called back for a parser that was freed');
    return callbacks;
  };
  const view = (at: number, length: number) => bytes().subarray(at, at + length);
  const readText = createTextReader();
  let memory = new Uint8Array(0);
  /** The module's memory, whose buffer is another one once it has grown. */
  const bytes = (): Uint8Array => (memory.byteLength === 0 ? (memory = new Uint8Array(wasm.memory.buffer)) : memory);
  const text = (at: number, length: number) => readText(bytes(), at, length);
  const instance = new WebAssembly.Instance(module, {
    env: {
      wasm_on_message_begin: (p: number) => callbacksOf(p).onMessageBegin(),
      wasm_on_url: (p: number, at: number, length: number) => callbacksOf(p).onUrl(text(at, length)),
      wasm_on_status: (p: number, at: number, length: number) => callbacksOf(p).onStatus(text(at, length)),
      wasm_on_header_field: (p: number, at: number, length: number) => callbacksOf(p).onHeaderField(text(at, length)),
      wasm_on_header_value: (p: number, at: number, length: number) => callbacksOf(p).onHeaderValue(text(at, length)),
      wasm_on_headers_complete: (p: number, status: number, upgrade: number, keepAlive: number) =>
        callbacksOf(p).onHeadersComplete(status, upgrade !== 0, keepAlive !== 0),
      wasm_on_body: (p: number, at: number, length: number) => callbacksOf(p).onBody(view(at, length)),
      wasm_on_message_complete: (p: number) => callbacksOf(p).onMessageComplete(),
    },
  });
  const wasm = instance.exports as unknown as Exports;
  wasm._initialize?.();

  const cString = (pointer: number): string => {
    if (pointer === 0) return '';
    return text(pointer, bytes().indexOf(0, pointer) - pointer);
  };

  // One buffer serves all parsers, unless a parser runs within a callback of another one.
  let scratch = 0;
  let scratchSize = 0;
  let scratchInUse = false;
  function withBytes<T>(bytes: Uint8Array, use: (pointer: number) => T): T {
    const own = scratchInUse;
    if (!own && bytes.length > scratchSize) {
      if (scratch !== 0) wasm.free(scratch);
      scratchSize = Math.max(65536, bytes.length);
      scratch = wasm.malloc(scratchSize);
    }
    const pointer = own ? wasm.malloc(bytes.length) : scratch;
    if (!own) scratchInUse = true;
    try {
      view(pointer, bytes.length).set(bytes);
      return use(pointer);
    } finally {
      if (own) wasm.free(pointer);
      else scratchInUse = false;
    }
  }

  return {
    createParser(type, callbacks, lenient = 0) {
      const pointer = wasm.llhttp_alloc(type);
      byPointer.set(pointer, callbacks);
      LENIENT_SETTERS.forEach((setter, bit) => {
        if (lenient & (1 << bit)) wasm[setter](pointer, 1);
      });
      const result = (errno: number, start: number, length: number): LlhttpResult => {
        if (errno === HPE.ok) return { errno, consumed: length, code: 'HPE_OK', reason: '' };
        const position = wasm.llhttp_get_error_pos(pointer);
        return {
          errno,
          consumed: position >= start && position <= start + length ? position - start : length,
          code: cString(wasm.llhttp_errno_name(errno)),
          reason: cString(wasm.llhttp_get_error_reason(pointer)),
        };
      };
      return {
        execute: (bytes) =>
          withBytes(bytes, (at) => result(wasm.llhttp_execute(pointer, at, bytes.length), at, bytes.length)),
        finish: () => result(wasm.llhttp_finish(pointer), 0, 0),
        resume: () => wasm.llhttp_resume(pointer),
        resumeAfterUpgrade: () => wasm.llhttp_resume_after_upgrade(pointer),
        free() {
          byPointer.delete(pointer);
          wasm.llhttp_free(pointer);
        },
        get httpMajor() {
          return wasm.llhttp_get_http_major(pointer);
        },
        get httpMinor() {
          return wasm.llhttp_get_http_minor(pointer);
        },
        get method() {
          return wasm.llhttp_get_method(pointer);
        },
        get upgrade() {
          return wasm.llhttp_get_upgrade(pointer) !== 0;
        },
      };
    },
  };
}

/** Parses a request and a response that nobody has sent. The engine compiles what a parser needs when it is called first, which takes longer than a request. */
export function rehearse(llhttp: Llhttp): void {
  const none = (): number => 0;
  const callbacks: LlhttpCallbacks = { onMessageBegin: none, onUrl: none, onStatus: none, onHeaderField: none, onHeaderValue: none, onHeadersComplete: none, onBody: none, onMessageComplete: none };
  for (const [type, start] of [[PARSER_TYPE.request, 'POST / HTTP/1.1'], [PARSER_TYPE.response, 'HTTP/1.1 200 OK']] as const) {
    const parser = llhttp.createParser(type, callbacks);
    parser.execute(bytesOfLatin1(`${start}\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}`));
    parser.free();
  }
}
