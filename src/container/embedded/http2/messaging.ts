// What HTTP asks of the header fields and the content of one stream (RFC 9113, section 8), as strictly as nghttp2 asks it
// (lib/nghttp2_http.c): fields that are not characters of HTTP are dropped, what would confuse a peer about the message is malformed.
import type { HeaderField } from './hpack.ts';

/** What becomes of a field: it is passed on, dropped, or makes the message malformed. */
export type FieldVerdict = 'valid' | 'ignored' | 'malformed';

const NAME = /^:?[a-z0-9!#$%&'*+\-.^_`|~]+$/;
 
const FORBIDDEN_IN_VALUES = /[\0-\x08\x0a-\x1f\x7f]/;
const SURROUNDED = /^[ \t]|[ \t]$/;
const METHOD = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
const PATH = /^[\x21-\x7e\x80-\xff]*$/;
const AUTHORITY = /^[A-Za-z0-9!$%&'()*+,\-./:;=@[\]_~]*$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+\-.]*$/;
const CONNECTION_FIELDS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** The message that comes over a stream. */
export class IncomingMessage {
  readonly #isRequest: boolean;
  readonly #promised: boolean;
  readonly #connectProtocol: boolean;
  readonly #lenientWhitespace: boolean;
  /** of the request that this is the response to */
  #requestMethod: string | undefined;
  #pseudo = new Map<string, string>();
  #pseudoAllowed = true;
  #hasHost = false;
  #status = -1;
  #contentLength = -1;
  #received = 0;
  /** what came until now were informational responses */
  #expectsFinal = false;

  /**
   * @param options `isRequest`: what comes are requests; `promised`: by the server itself; `connectProtocol`: extended CONNECT is enabled (RFC 8441);
   *   `lenientWhitespace`: values may begin and end with white space
   */
  constructor(options: { readonly isRequest: boolean; readonly promised: boolean; readonly connectProtocol: boolean; readonly lenientWhitespace: boolean }) {
    this.#isRequest = options.isRequest;
    this.#promised = options.promised;
    this.#connectProtocol = options.connectProtocol;
    this.#lenientWhitespace = options.lenientWhitespace;
  }

  /** The request that was sent. */
  answers(method: string): void {
    this.#requestMethod = method;
  }

  get expectsFinal(): boolean {
    return this.#expectsFinal;
  }

  /** A new header block begins. */
  begin(): void {
    this.#pseudo = new Map();
    this.#pseudoAllowed = true;
  }

  /** Judges the next field of a block. */
  field({ name, value }: HeaderField, trailer: boolean): FieldVerdict {
    if (!NAME.test(name)) {
      if (name.startsWith(':') || /[A-Z]/.test(name)) return 'malformed';
      this.#pseudoAllowed = false;
      return 'ignored';
    }
    const isPseudo = name.startsWith(':');
    if (!this.#isValidValue(name, value)) {
      this.#pseudoAllowed = false;
      return isPseudo ? 'malformed' : 'ignored';
    }
    if (isPseudo) return !trailer && this.#pseudoAllowed && this.#pseudoField(name, value) ? 'valid' : 'malformed';
    this.#pseudoAllowed = false;
    if (CONNECTION_FIELDS.has(name) || (name === 'te' && value.toLowerCase() !== 'trailers')) return 'malformed';
    if (name === 'host' && this.#isRequest) {
      if (this.#hasHost || value === '') return 'malformed';
      this.#hasHost = true;
    }
    return name === 'content-length' && !trailer ? this.#lengthField(value) : 'valid';
  }

  #isValidValue(name: string, value: string): boolean {
    switch (name) {
      case ':method':
        return METHOD.test(value);
      case ':path':
        return PATH.test(value);
      case ':scheme':
        return SCHEME.test(value);
      case ':authority':
      case 'host':
        return this.#isRequest ? AUTHORITY.test(value) : !FORBIDDEN_IN_VALUES.test(value);
      default:
        return !FORBIDDEN_IN_VALUES.test(value) && (this.#lenientWhitespace || !SURROUNDED.test(value));
    }
  }

  #pseudoField(name: string, value: string): boolean {
    if (value === '' || this.#pseudo.has(name)) return false;
    this.#pseudo.set(name, value);
    if (!this.#isRequest) {
      if (name !== ':status' || !/^\d{3}$/.test(value) || value === '101') return false;
      this.#status = Number(value);
      return true;
    }
    switch (name) {
      case ':method':
        return !(this.#promised && value === 'CONNECT');
      case ':protocol':
        return this.#connectProtocol;
      default:
        return name === ':path' || name === ':scheme' || name === ':authority';
    }
  }

  #lengthField(value: string): FieldVerdict {
    if (!this.#isRequest) {
      if (this.#status === 204) {
        if (this.#contentLength !== -1 || value !== '0') return 'malformed';
        this.#contentLength = 0;
        return 'ignored';
      }
      if (this.#status >= 100 && this.#status < 200) return 'malformed';
      if (this.#status >= 200 && this.#status < 300 && this.#requestMethod === 'CONNECT') return 'ignored';
    }
    if (this.#contentLength !== -1 || !/^\d+$/.test(value) || Number(value) > Number.MAX_SAFE_INTEGER) return 'malformed';
    this.#contentLength = Number(value);
    return 'valid';
  }

  /** The block of a request is whole. @returns whether the request is well-formed */
  requestComplete(): boolean {
    const method = this.#pseudo.get(':method');
    const path = this.#pseudo.get(':path');
    const scheme = this.#pseudo.get(':scheme');
    const hasAuthority = this.#pseudo.has(':authority');
    const protocol = this.#pseudo.has(':protocol');
    if (method === 'CONNECT' && !protocol) {
      this.#contentLength = -1;
      return path === undefined && scheme === undefined && hasAuthority;
    }
    if (method === undefined || path === undefined || scheme === undefined || !(hasAuthority || this.#hasHost)) return false;
    if (protocol && (method !== 'CONNECT' || !hasAuthority)) return false;
    return !/^https?$/i.test(scheme) || path.startsWith('/') || (method === 'OPTIONS' && path === '*');
  }

  /** The block of a response is whole, which may be an informational one. @returns whether it is well-formed */
  responseComplete(): boolean {
    if (!this.#pseudo.has(':status')) return false;
    this.#expectsFinal = this.#status < 200;
    if (this.#expectsFinal) this.#contentLength = -1;
    else if (this.#requestMethod === 'HEAD' || this.#status === 304 || this.#status === 204) this.#contentLength = 0;
    else if (this.#requestMethod === 'CONNECT') this.#contentLength = -1;
    return true;
  }

  /** Content has come. @returns whether the message may have that much */
  content(length: number): boolean {
    this.#received += length;
    return !this.#expectsFinal && (this.#contentLength === -1 || this.#received <= this.#contentLength);
  }

  /** The message is over. @returns whether it may be */
  end(): boolean {
    return !this.#expectsFinal && (this.#contentLength === -1 || this.#received === this.#contentLength);
  }
}
