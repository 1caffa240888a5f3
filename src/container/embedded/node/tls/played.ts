// TLS where one side is the page, which nothing has to be hidden from: nothing is encrypted, and the handshake is over at once.
// Toward hosts that the page plays, one line in place of the ClientHello says for which name and with which ALPN protocols the connection is. What a program can
// see is that of a TLS 1.3 connection to a host with a certificate for its name, issued by "Backlot". Of the page's own requests to a server a
// program sees a client without a certificate.
import { played, PLAYED_TLS, SERVED_TLS } from '../../http/played-tls.ts';
import { codedError, concatBytes } from '../bytes.ts';
import type { SecuredConnection, TlsEvents, TlsSettings } from './connection.ts';

/** As crypto's X509Certificate#toLegacyObject gives it. */
function certificateOf(name: string): Record<string, unknown> {
  const names = `DNS:${name}`;
  return {
    subject: { CN: name },
    issuer: { O: 'Backlot', CN: 'Backlot plays this host' },
    subjectaltname: /^[\d.]+$|:/.test(name) ? `IP Address:${name}` : names,
    ca: false,
    bits: 256,
    valid_from: 'Jan  1 00:00:00 2026 GMT',
    valid_to: 'Jan  1 00:00:00 2036 GMT',
    fingerprint: Array.from({ length: 20 }, () => '00').join(':'),
    fingerprint256: Array.from({ length: 32 }, () => '00').join(':'),
    serialNumber: '01',
  };
}

/** @param wire ALPN's own form: each name with its length before it */
function readProtocols(wire: Uint8Array | undefined): string[] {
  const protocols: string[] = [];
  if (wire === undefined) return protocols;
  for (let at = 0; at < wire.length; at += 1 + (wire[at] ?? 0)) protocols.push(String.fromCharCode(...wire.subarray(at + 1, at + 1 + (wire[at] ?? 0))));
  return protocols;
}

const protocolOf = (protocols: readonly string[]): string | undefined => (protocols.includes(PLAYED_TLS.protocol) ? PLAYED_TLS.protocol : undefined);

interface PlainOptions {
  readonly settings: TlsSettings;
  readonly events: TlsEvents;
  /** does something in a later turn of the loop */
  readonly later: (callback: () => void) => void;
}

/** A connection that shows what TLS would show, and lets bytes through. */
abstract class PlainConnection implements SecuredConnection {
  readonly over = false;
  readonly buffered = 0;
  readonly suite = { name: 'TLS_AES_256_GCM_SHA384' };
  readonly peerChain = [];
  readonly verifyError = undefined;
  readonly identity = undefined;
  readonly group = { name: 'X25519', bits: 253 };
  readonly resumed = false;
  readonly sharedSchemes = [];
  readonly finished = undefined;
  readonly peerFinished = undefined;
  abstract readonly serverName: string | undefined;
  abstract readonly protocol: string | undefined;
  fragment = 0;
  settings: TlsSettings;
  readonly #options: PlainOptions;
  #established = false;
  #output: Uint8Array[] = [];

  constructor(options: PlainOptions) {
    this.#options = options;
    this.settings = options.settings;
  }

  get established(): boolean {
    return this.#established;
  }
  /** The handshake is over in the loop's next turn. */
  start(): void {
    this.#options.later(() => this.#establish());
  }
  #establish(): void {
    if (this.#established) return;
    this.#established = true;
    this.#options.events.handshakeDone();
  }
  receive(bytes: Uint8Array): void {
    this.#establish();
    this.#options.events.data(bytes.slice());
  }
  write(bytes: Uint8Array): void {
    this.#output.push(bytes);
  }
  close(): void {}
  takeOutput(): Uint8Array<ArrayBuffer> | undefined {
    return this.#output.length === 0 ? undefined : concatBytes(this.#output.splice(0));
  }
  /** @throws always: there is no secret to derive from */
  exportKeyingMaterial(): never {
    throw codedError(Error, 'ERR_TLS_INVALID_STATE', 'A connection with the page has no keying material');
  }
}

/** A client's connection to a host that the page plays. */
export class PlayedConnection extends PlainConnection {
  readonly serverName: string | undefined;
  readonly protocol: string | undefined;
  /** the peer's certificate */
  readonly certificate: Record<string, unknown>;

  /** @param options `host`: for which name the connection is, where there is no server name; `protocols`: in ALPN's own form */
  constructor(options: PlainOptions & { readonly host: string; readonly serverName: string | undefined; readonly protocols: Uint8Array | undefined }) {
    super(options);
    const protocols = readProtocols(options.protocols);
    this.serverName = options.serverName;
    this.protocol = protocolOf(protocols);
    const name = options.serverName ?? options.host;
    this.certificate = certificateOf(name);
    this.write(played({ servername: name, protocols }));
  }
}

/** A server's connection from the page, which begins by telling the page that this is a TLS server. */
export class PageConnection extends PlainConnection {
  readonly serverName = undefined;
  readonly #protocols: () => Uint8Array | undefined;

  /** @param protocols what the server would agree to, in ALPN's own form */
  constructor(options: PlainOptions, protocols: () => Uint8Array | undefined) {
    super(options);
    this.#protocols = protocols;
    this.write(SERVED_TLS);
  }
  get protocol(): string | undefined {
    return protocolOf(readProtocols(this.#protocols()));
  }
}
