// What the engine needs from whoever carries its requests: the page's container, or Node's sockets on the command line.

/** One request as it is to be put on the wire. Host, Content-Length and Connection are the transport's business. */
export interface TransportRequest {
  readonly method: string;
  /** absolute, `http:` or `https:` */
  readonly url: string;
  /** in order, duplicates kept */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
  /** milliseconds for the whole exchange, body included */
  readonly timeoutMs: number;
  /** milliseconds until the connection must be up */
  readonly connectTimeoutMs: number;
  /** aborted when the run is cancelled or the time is up */
  readonly signal: AbortSignal;
  /** what the entry asks for beyond a plain exchange; a transport throws `UNSUPPORTED` for what it cannot do */
  readonly wishes: TransportWishes;
}

/** Options that only a transport can honour. Absent: not asked for. */
export interface TransportWishes {
  readonly httpVersion?: '1.0' | '1.1' | '2' | '2-prior-knowledge' | '3';
  readonly insecure?: boolean;
  readonly ipVersion?: 4 | 6;
  readonly unixSocket?: string;
  /** `host:port:address`, as curl's `--resolve` */
  readonly resolve?: readonly string[];
  /** `host1:port1:host2:port2`, as curl's `--connect-to` */
  readonly connectTo?: readonly string[];
  readonly proxy?: string;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly pathAsIs?: boolean;
  /** bytes a second */
  readonly limitRate?: number;
}

/** Facts about the server's TLS certificate, as Hurl's `certificate` query names them. */
export interface TransportCertificate {
  readonly subject?: string;
  readonly issuer?: string;
  readonly startDate?: Date;
  readonly expireDate?: Date;
  readonly serialNumber?: string;
  readonly subjectAltName?: string;
  /** PEM */
  readonly value?: string;
}

export interface TransportResponse {
  readonly httpVersion: '1.0' | '1.1' | '2' | '3';
  readonly status: number;
  readonly statusText: string;
  /** in order, duplicates kept, names as sent */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** de-chunked, still compressed; throws TransportError when the connection breaks */
  readonly body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
  /** the headers really sent, where the transport knows them */
  readonly sentHeaders?: readonly (readonly [name: string, value: string])[];
  readonly remoteAddress?: string;
  readonly certificate?: TransportCertificate;
  readonly timings?: { readonly connectMs?: number; readonly firstByteMs?: number };
}

/** Sends requests. Must not follow redirects, keep cookies, or decompress bodies. */
export interface Transport {
  /** shown in error texts: `the browser`, `Node` */
  readonly name: string;
  /** @throws TransportError when no whole response head came */
  send(request: TransportRequest): Promise<TransportResponse>;
}

export type TransportErrorCode =
  | 'REFUSED' // nobody listens there
  | 'RESET' // the connection broke
  | 'EMPTY' // closed before a response
  | 'TIMEOUT'
  | 'ABORTED' // cancelled by the caller's signal
  | 'HOST_NOT_FOUND'
  | 'PROTOCOL' // what came is not HTTP
  | 'TLS'
  | 'LOST' // the container went away
  | 'UNSUPPORTED'; // this transport cannot do that

/** curl's numbers for the same failures, which Hurl's users know. */
const CURL_CODES: Readonly<Record<TransportErrorCode, number | undefined>> = {
  REFUSED: 7,
  RESET: 56,
  EMPTY: 52,
  TIMEOUT: 28,
  ABORTED: 42,
  HOST_NOT_FOUND: 6,
  PROTOCOL: 1,
  TLS: 60,
  LOST: undefined,
  UNSUPPORTED: undefined,
};

/** No (whole) response came. `message` is for people; `code` is stable. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;
  readonly curlCode: number | undefined;
  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions & { curlCode?: number }) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
    this.curlCode = options?.curlCode ?? CURL_CODES[code];
  }
}

/**
 * The HTTP version of a wish that a transport with HTTP/1.1 alone cannot grant; undefined when it can. `http2` over `http:` only offers
 * an upgrade, which servers without HTTP/2 pass over (curl's `--http2`).
 */
export function refusedVersion({ httpVersion = '1.1' }: TransportWishes, protocol: string): string | undefined {
  if (httpVersion === '1.1' || (httpVersion === '2' && protocol === 'http:')) return undefined;
  return `HTTP/${httpVersion.charAt(0) === '1' ? httpVersion : httpVersion.charAt(0)}`;
}
