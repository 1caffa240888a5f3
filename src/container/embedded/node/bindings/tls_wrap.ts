// internalBinding('tls_wrap'): TLS over another stream handle (src/crypto/crypto_tls.cc, lib/internal/tls/wrap.js). The protocol is in ../tls; here are its
// bytes' way to the handle below and to who reads here, and what the library asks. Where the page is the other side, TLS is played (../tls/played.ts).
import { bytesOf, concatBytes, copyOf } from '../bytes.ts';
import type { certificates } from '../crypto-certificates.ts';
import { heavyCrypto } from '../crypto-loader.ts';
import { settingsOf } from '../crypto-secure-context.ts';
import { asBuffer, type Environment } from '../environment.ts';
import { opensslError } from '../openssl-errors.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import type { ByteStream, ByteStreamEvents } from '../kernel-link.ts';
import type { ClientConnection } from '../tls/client.ts';
import type { SecuredConnection, TlsEvents, TlsSettings } from '../tls/connection.ts';
import type { ClientHello } from '../tls/hello.ts';
import { PageConnection, PlayedConnection } from '../tls/played.ts';
import type { ServerConnection } from '../tls/server.ts';
import type { streamWrapOf } from './stream_wrap.ts';

type StreamWrap = ReturnType<typeof streamWrapOf>;
type Handle = InstanceType<StreamWrap['LibuvStreamWrap']>;
type CertificateClass = ReturnType<typeof certificates>['X509Certificate'];

const VERSION = 'TLSv1.3';
const ECANCELED = -125;
/** SSL_CTX_set_max_send_fragment's limits */
const FRAGMENT = { smallest: 512, largest: 16_384 } as const;
/** Errors to which Node adds where trust may be found. */
const HINTED = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT']);
const HINT = '; if the root CA is installed locally, try running Node.js with --use-system-ca';

interface Write {
  readonly bytes: Uint8Array;
  readonly settled: (errno: number) => void;
}

export function tlsWrap(env: Environment): Binding {
  // Not imported: this script comes apart from the one that has them.
  const { LibuvStreamWrap } = env.internalBinding('stream_wrap') as unknown as StreamWrap;
  const certificateClass = (): CertificateClass => (env.internalBinding('crypto') as { X509Certificate: CertificateClass }).X509Certificate;
  const random = (target: Uint8Array<ArrayBuffer>): void => void env.natives.crypto.getRandomValues(target);
  const now = (): number => Date.now();
  const buffer = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes && asBuffer(env, copyOf(bytes));

  class TLSWrap extends LibuvStreamWrap {
    /** set by the library */
    onhandshakedone?: unknown;
    onhandshakestart?: unknown;
    onerror?: unknown;
    oncertcb?: unknown;
    onclienthello?: unknown;
    onnewsession?: unknown;
    onkeylog?: unknown;
    ALPNCallback?: unknown;
    sni_context?: object;

    readonly #isServer: boolean;
    readonly #settings: TlsSettings;
    #connection: SecuredConnection | undefined;
    /** the stream below */
    #below: ByteStream | undefined;
    #incoming: Uint8Array[] = [];
    /** bytes that came from below and were not told to be consumed */
    #owed = 0;
    #belowEnded = false;
    #ended = false;
    #scheduled = false;
    #cycling = false;
    #destroyed = false;
    /** what is written before the handshake is over */
    #pending: Write[] = [];
    #name: string | undefined;
    #protocols: Uint8Array | undefined;
    #session: Uint8Array | undefined;
    #asksCertificate = false;
    #refusesUncertified = false;
    #callsForCertificate = false;
    #callsForProtocol = false;
    #callsForSessions = false;
    #logsKeys = false;
    #hello: ClientHello | undefined;

    constructor(inner: Handle, context: object, isServer: boolean) {
      super('TLSWRAP');
      this.#isServer = isServer;
      this.#settings = settingsOf(context);
      if (isServer) this.#connection = inner.fromPage ? this.#servePage() : this.#serve();
      // What has come already waits until the library has set what it is told by.
      this.#cycling = true;
      this.takeOver(inner);
      this.#cycling = false;
      this.#schedule();
    }

    #serve(): ServerConnection {
      const { ServerConnection } = heavyCrypto();
      const clientCertificate = (): { asked: boolean; needed: boolean } => ({ asked: this.#asksCertificate, needed: this.#asksCertificate && this.#refusesUncertified });
      return new ServerConnection({ settings: this.#settings, events: this.#tlsEvents, random, now, clientCertificate });
    }
    #servePage(): PageConnection {
      const connection = new PageConnection({ settings: this.#settings, events: this.#tlsEvents, later: this.#later }, () => this.#protocols);
      connection.start();
      return connection;
    }
    readonly #later = (callback: () => void): void => env.loop.enqueue(() => !this.closed && callback());

    /** The library closes the handle below in place of this one. */
    override get closed(): boolean {
      return this.#destroyed || super.closed || (this.inner?.closed ?? false);
    }

    override get comesAtOnce(): boolean {
      return true;
    }

    // ---- the stream below ----

    /** What is written and ended here goes below as TLS. */
    protected override attach(below: ByteStream): void {
      this.#below = below;
      super.attach({
        write: (bytes, settled) => this.#write(bytes, settled),
        end: () => {
          this.#connection?.close();
          this.#flush();
          below.end();
        },
        destroy: () => below.destroy(),
        reset: (reason) => below.reset(reason),
        consumed: () => {},
      });
    }

    protected override get fromInner(): ByteStreamEvents {
      return {
        data: (bytes) => {
          this.#incoming.push(bytes);
          this.#wake();
        },
        end: () => {
          this.#belowEnded = true;
          this.#wake();
        },
        reset: (reason) => this.events.reset(reason),
      };
    }

    override readStart(): number {
      const result = super.readStart();
      this.#schedule();
      return result;
    }

    #wake(): void {
      if (this.inner?.comesAtOnce === true && this.reads) this.#cycle();
      else this.#schedule();
    }
    #schedule(): void {
      if (this.#scheduled || !this.reads || (this.#incoming.length === 0 && !this.#belowEnded)) return;
      this.#scheduled = true;
      env.loop.enqueue(() => {
        this.#scheduled = false;
        if (!this.closed && this.reads) this.#cycle();
      });
    }

    /** Reads what has come from below, and sends what that brings. */
    #cycle(): void {
      // What is sent may bring an answer at once.
      if (this.#cycling || this.#connection === undefined) return;
      this.#cycling = true;
      try {
        while (this.#incoming.length > 0 && !this.closed) this.#process(this.#connection, concatBytes(this.#incoming.splice(0)));
      } finally {
        this.#cycling = false;
      }
      if (this.#belowEnded) this.#end();
    }

    #process(connection: SecuredConnection, bytes: Uint8Array): void {
      this.#owed += bytes.length;
      try {
        if (!connection.over) connection.receive(bytes);
      } finally {
        this.#below?.consumed(this.#owed - connection.buffered);
        this.#owed = connection.buffered;
        this.#flush();
      }
    }

    #end(): void {
      if (this.#ended || this.closed) return;
      this.#ended = true;
      this.deliverEnd();
    }

    #write(bytes: Uint8Array, settled: (errno: number) => void): void {
      if (this.#connection?.established !== true) {
        this.#pending.push({ bytes, settled });
        return;
      }
      this.#connection.write(bytes);
      this.#flush(settled);
    }

    /** Sends what waits to be sent. @param settled told, in a later phase of the loop, when it is taken */
    #flush(settled?: (errno: number) => void): void {
      if (this.closed) return;
      const connection = this.#connection;
      const later = (errno: number): void => {
        if (settled !== undefined) env.loop.enqueueCheck(() => settled(errno));
      };
      const output = connection?.takeOutput();
      if (output === undefined) later(0);
      else this.#below?.write(output, later);
      if (connection?.established === true) for (const write of this.#pending.splice(0)) this.#write(write.bytes, write.settled);
    }

    /** Bytes that another stream had read before. */
    receive(bytes: ArrayBufferView): void {
      this.#incoming.push(copyOf(bytesOf(bytes)));
      this.#cycle();
    }

    destroySSL(): void {
      if (this.#destroyed) return;
      this.#destroyed = true;
      for (const { settled } of this.#pending.splice(0)) settled(ECANCELED);
    }

    // ---- what the connection tells ----

    get #tlsEvents(): TlsEvents {
      return {
        handshakeStarted: () => void this.makeCallback(this.onhandshakestart, env.loop.now()),
        handshakeDone: () => {
          this.makeCallback(this.onhandshakedone);
          // Where the handshake is over by itself, and not by what has come, nobody else sends what was written meanwhile.
          if (this.#connection instanceof PlayedConnection || this.#connection instanceof PageConnection) this.#flush();
        },
        data: (bytes) => {
          if (!this.closed) this.deliver(bytes);
        },
        ended: () => this.#end(),
        failed: (error) => {
          this.#flush();
          this.makeCallback(this.onerror, error);
        },
        session: (session) => {
          if (this.#callsForSessions) this.makeCallback(this.onnewsession, asBuffer(env, new Uint8Array(0)), buffer(session));
        },
        keyLog: (line) => {
          if (this.#logsKeys) this.makeCallback(this.onkeylog, buffer(new TextEncoder().encode(line)));
        },
        clientHello: (hello) => this.#onClientHello(hello),
        chooseProtocol: (offered) => this.#chooseProtocol(offered),
      };
    }

    /** @returns whether the library will say when to go on */
    #onClientHello(hello: ClientHello): boolean {
      this.#hello = hello;
      if (this.#callsForSessions) {
        const { sessionId, hasTicket, serverName, asksForStatus } = hello;
        this.makeCallback(this.onclienthello, { sessionId: buffer(sessionId), tlsTicket: hasTicket, servername: serverName ?? '', ocspRequest: asksForStatus });
        return true;
      }
      return this.#askForCertificate(hello);
    }
    #askForCertificate({ serverName, asksForStatus }: ClientHello): boolean {
      if (!this.#callsForCertificate) return false;
      this.makeCallback(this.oncertcb, { servername: serverName ?? '', OCSPRequest: asksForStatus });
      return true;
    }
    /** A session was looked for. */
    endParser(): void {
      const hello = this.#hello;
      if (hello === undefined || this.#askForCertificate(hello)) return;
      this.#resume(undefined);
    }
    /** The library has chosen a context, or none. */
    certCbDone(): void {
      const context = this.sni_context;
      try {
        this.#resume(context === undefined ? undefined : settingsOf(context));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        this.makeCallback(this.onerror, new TypeError('Invalid SNI context'));
      }
    }
    #resume(settings: TlsSettings | undefined): void {
      (this.#connection as ServerConnection | undefined)?.resume(settings);
      this.#flush();
    }

    #chooseProtocol(offered: Uint8Array): Uint8Array | undefined | false {
      const at = (wire: Uint8Array, position: number): Uint8Array => wire.subarray(position + 1, position + 1 + (wire[position] ?? 0));
      if (this.#callsForProtocol) {
        const chosen = this.makeCallback(this.ALPNCallback, buffer(offered));
        return typeof chosen === 'number' ? at(offered, chosen) : false;
      }
      const own = this.#protocols;
      if (own === undefined || own.length === 0) return undefined;
      const texts: string[] = [];
      for (let position = 0; position < offered.length; position += 1 + (offered[position] ?? 0)) texts.push(at(offered, position).join());
      for (let position = 0; position < own.length; position += 1 + (own[position] ?? 0)) {
        if (texts.includes(at(own, position).join())) return at(own, position);
      }
      return false;
    }

    // ---- what the library sets ----

    /** Begins a client's handshake. */
    start(): void {
      if (this.#isServer) return;
      const given = { settings: this.#settings, events: this.#tlsEvents, serverName: this.#name, protocols: this.#protocols };
      const host = this.inner?.outsideHost;
      if (host === undefined) {
        const { ClientConnection } = heavyCrypto();
        this.#begin(new ClientConnection({ ...given, random, now, session: this.#session }));
      } else {
        this.#begin(new PlayedConnection({ ...given, host, later: this.#later }));
      }
    }
    #begin(connection: ClientConnection | PlayedConnection): void {
      this.#connection = connection;
      connection.start();
      this.#flush();
      this.#schedule();
    }

    setVerifyMode(asks: boolean, refuses: boolean): void {
      this.#asksCertificate = asks;
      this.#refusesUncertified = refuses;
    }
    /** @param name as SNI sends it */
    setServername(name: string): void {
      this.#name = name === '' ? undefined : name;
    }
    /** @param wire each protocol with its length before it (RFC 7301) */
    setALPNProtocols(wire: ArrayBufferView): void {
      this.#protocols = copyOf(wire);
    }
    setSession(session: ArrayBufferView): void {
      this.#session = copyOf(session);
    }
    setKeyCert(context: object): void {
      if (this.#connection !== undefined) this.#connection.settings = settingsOf(context);
    }
    enableCertCb(): void {
      this.#callsForCertificate = true;
    }
    enableALPNCb(): void {
      this.#callsForProtocol = true;
    }
    enableSessionCallbacks(): void {
      this.#callsForSessions = true;
    }
    enableKeylogCallback(): void {
      this.#logsKeys = true;
    }
    enablePskCallback(): void {
      throw new NotImplementedError('a TLS connection with a pre-shared key (pskCallback)');
    }
    /** @returns 1: it is so */
    setMaxSendFragment(size: number): number {
      if (size < FRAGMENT.smallest || size > FRAGMENT.largest || this.#connection === undefined) return 0;
      this.#connection.fragment = size;
      return 1;
    }
    /** @throws always: TLS 1.3 has none */
    renegotiate(): never {
      throw opensslError({ number: '0A00010A', library: 'SSL routines', reason: 'wrong ssl version', code: 'ERR_SSL_WRONG_SSL_VERSION' });
    }
    // Sessions are in tickets, and what was written below before goes out before.
    loadSession(): void {}
    newSessionDone(): void {}
    writesIssuedByPrevListenerDone(): void {}

    // ---- what the library asks ----

    getServername(): string | false {
      return (this.#isServer ? this.#connection?.serverName : this.#name) ?? false;
    }
    getALPNNegotiatedProtocol(): string | false {
      return this.#connection?.protocol ?? false;
    }
    getProtocol(): string {
      return VERSION;
    }
    getCipher(): Record<string, string> | undefined {
      const name = this.#connection?.suite?.name;
      return name === undefined ? undefined : { name, standardName: name, version: VERSION };
    }
    getSharedSigalgs(): string[] {
      return this.#connection?.sharedSchemes.map(({ name }) => name) ?? [];
    }
    /** of clients */
    getEphemeralKeyInfo(): Record<string, unknown> | null {
      if (this.#isServer) return null;
      const group = this.#connection?.group;
      return group === undefined ? {} : { type: 'ECDH', name: group.name, size: group.bits };
    }
    getFinished(): Uint8Array | undefined {
      return buffer(this.#connection?.finished);
    }
    getPeerFinished(): Uint8Array | undefined {
      return buffer(this.#connection?.peerFinished);
    }
    exportKeyingMaterial(length: number, label: string, context?: ArrayBufferView): Uint8Array | undefined {
      return buffer(this.#connection?.exportKeyingMaterial(length, label, context === undefined ? new Uint8Array(0) : copyOf(context)));
    }
    isSessionReused(): boolean {
      return this.#connection?.resumed ?? false;
    }
    getSession(): Uint8Array | undefined {
      return buffer(this.#connection?.session ?? this.#session);
    }
    getTLSTicket(): Uint8Array | undefined {
      const session = this.#connection?.session;
      return session && buffer(heavyCrypto().readSession(session)?.ticket);
    }

    /** What is wrong with the peer's certificate, as an error; null: nothing. */
    verifyError(): Error | null {
      const connection = this.#connection;
      if (connection === undefined || connection instanceof PlayedConnection) return null;
      const none = connection.peerChain.length === 0 && !connection.resumed;
      const found = none ? { code: 'UNABLE_TO_GET_ISSUER_CERT', message: 'unable to get issuer certificate' } : connection.verifyError;
      if (found === undefined) return null;
      return Object.assign(new Error(`${found.message}${HINTED.has(found.code) ? HINT : ''}`), { code: found.code });
    }

    /** The peer's certificate, linked to those that issued it. @param trusted where issuers may be besides what was sent */
    #peer(trusted: TlsSettings['trusted']) {
      const [leaf, ...others] = this.#connection?.peerChain ?? [];
      // A client's record of a session is without the chain that it saw.
      if (leaf === undefined || (!this.#isServer && this.isSessionReused())) return undefined;
      const X509Certificate = certificateClass();
      return heavyCrypto().buildChain(leaf, others, trusted).chain.reduceRight<InstanceType<CertificateClass> | undefined>((issuer, one) => new X509Certificate(one, issuer), undefined);
    }
    getPeerCertificate(detailed?: boolean): Record<string, unknown> | undefined {
      if (this.#connection instanceof PlayedConnection) return this.#connection.certificate;
      const peer = this.#peer(this.#settings.trusted);
      return detailed === true ? peer?.toLegacyChain() : peer?.toLegacy();
    }
    getPeerX509Certificate(): object | undefined {
      return this.#peer([]);
    }
    #own(): InstanceType<CertificateClass> | undefined {
      const leaf = (this.#connection?.identity ?? (this.#connection?.settings ?? this.#settings).identities[0])?.chain[0];
      return leaf && new (certificateClass())(leaf);
    }
    getCertificate(): Record<string, unknown> | undefined {
      return this.#own()?.toLegacy();
    }
    getX509Certificate(): object | undefined {
      return this.#own();
    }
  }

  return {
    TLSWrap,
    wrap: (handle: Handle, context: object, isServer: boolean): TLSWrap => new TLSWrap(handle, context, isServer),
  };
}
