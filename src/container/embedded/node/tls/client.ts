// The client's side of a TLS 1.3 handshake (RFC 8446, section 4).
import { concatBytes, copyOf, equalBytes } from '../bytes.ts';
import { Connection, CONTENT, type TlsOptions } from './connection.ts';
import { ALERT, sslError } from './errors.ts';
import {
  MESSAGE, readCertificateRequest, readEncryptedExtensions, readServerHello, readTicket, VERSION, writeClientHello, type ServerHello,
} from './hello.ts';
import { isFresh, readSession, writeSession, type Session } from './session.ts';
import { expandLabel, extractSecret, finishedMac, SUITES, zeros, type Group, type Suite } from './suites.ts';

type Step = 'serverHello' | 'encryptedExtensions' | 'certificateOrRequest' | 'certificate' | 'certificateVerify' | 'finished' | 'done';

export interface ClientOptions extends TlsOptions {
  readonly serverName: string | undefined;
  /** in ALPN's own form */
  readonly protocols: Uint8Array | undefined;
  /** what `session` was told in an earlier connection */
  readonly session: Uint8Array | undefined;
}

/** A session with the suite whose hash its secret is for. */
type OfferedSession = Session & { readonly psk: Suite };

const EMPTY = new Uint8Array(0);
const RANDOM_LENGTH = 32;

export class ClientConnection extends Connection {
  protected override readonly isServer = false;
  readonly #given: ClientOptions;
  #step: Step = 'serverHello';
  #sessionId: Uint8Array = EMPTY;
  #offer: { readonly group: Group; readonly privateKey: Uint8Array; readonly share: Uint8Array } | undefined;
  #session: OfferedSession | undefined;
  #cookie: Uint8Array | undefined;
  #hasRetried = false;
  #request: { readonly context: Uint8Array; readonly schemes: readonly number[] } | undefined;
  #latest: Uint8Array | undefined;

  constructor(given: ClientOptions) {
    super(given);
    this.#given = given;
    this.serverName = given.serverName;
  }

  /** The session that can be resumed: the newest that the server gave. */
  get session(): Uint8Array | undefined {
    return this.#latest ?? this.#given.session;
  }

  /** Sends the first message. */
  start(): void {
    this.options.events.handshakeStarted();
    this.attempt(() => {
      const { settings } = this;
      const [first] = settings.groups;
      if (settings.maxVersion < VERSION.tls13 || settings.suites.length === 0) throw sslError('no protocols available', undefined);
      if (first === undefined) throw sslError('no suitable key share', ALERT.handshakeFailure);
      this.clientRandom = this.randomBytes(RANDOM_LENGTH);
      this.#sessionId = this.randomBytes(RANDOM_LENGTH);
      this.#session = this.#usableSession();
      this.#sendHello(first);
    });
  }

  #usableSession(): OfferedSession | undefined {
    const session = this.#given.session && readSession(this.#given.session);
    const suite = SUITES.find(({ id }) => id === session?.suite);
    const offered = this.settings.suites.some(({ digest }) => digest === suite?.digest);
    return session !== undefined && suite !== undefined && offered && isFresh(session, this.options.now()) ? { ...session, psk: suite } : undefined;
  }

  #sendHello(group: Group): void {
    const { settings } = this;
    const session = this.#session;
    this.#offer = { group, ...group.generate(this.options.random) };
    const age = session && this.options.now() - session.issued;
    const hello = writeClientHello({
      random: this.clientRandom, sessionId: this.#sessionId, suites: settings.suites.map(({ id }) => id), versions: [VERSION.tls13],
      groups: settings.groups.map(({ id }) => id), schemes: settings.schemes.map(({ id }) => id), shares: [{ group: group.id, share: this.#offer.share }],
      serverName: this.#given.serverName, protocols: this.#given.protocols, cookie: this.#cookie,
      psk: session && { identity: session.ticket, obfuscatedAge: ((age ?? 0) + session.ageAdd) % 2 ** 32, binderLength: session.psk.digest.length },
    });
    const whole = session === undefined ? hello : this.#bind(hello, session);
    this.transcript.add(whole);
    this.send(CONTENT.handshake, whole, 1);
  }

  /** Puts the proof that the session's secret is known into a ClientHello (section 4.2.11.2). */
  #bind(hello: Uint8Array, { psk, secret }: OfferedSession): Uint8Array {
    const { length } = psk.digest;
    const truncated = hello.subarray(0, hello.length - length - 3);
    const transcript = this.transcript.digestWith(psk, truncated);
    return concatBytes([hello.subarray(0, hello.length - length), binder(psk, secret, transcript)]);
  }

  protected override onMessage(type: number, body: Uint8Array, whole: Uint8Array): void {
    if (this.#step === 'done') {
      if (type !== MESSAGE.newSessionTicket) throw sslError('unexpected message', ALERT.unexpectedMessage);
      return this.#onTicket(body);
    }
    switch (this.#step) {
      case 'serverHello':
        expectType(type, MESSAGE.serverHello);
        return this.#onServerHello(readServerHello(body), whole);
      case 'encryptedExtensions':
        expectType(type, MESSAGE.encryptedExtensions);
        this.transcript.add(whole);
        this.#readExtensions(body);
        this.#step = this.resumed ? 'finished' : 'certificateOrRequest';
        return;
      case 'certificateOrRequest':
        if (type === MESSAGE.certificateRequest) {
          this.#request = readCertificateRequest(copyOf(body));
          this.transcript.add(whole);
          this.#step = 'certificate';
          return;
        }
        return this.#onCertificate(type, body, whole);
      case 'certificate':
        return this.#onCertificate(type, body, whole);
      case 'certificateVerify':
        expectType(type, MESSAGE.certificateVerify);
        this.checkPeerSignature(body);
        this.transcript.add(whole);
        this.#step = 'finished';
        return;
      case 'finished':
        expectType(type, MESSAGE.finished);
        this.checkFinished(body);
        this.transcript.add(whole);
        return this.#finish();
    }
  }

  #onCertificate(type: number, body: Uint8Array, whole: Uint8Array): void {
    expectType(type, MESSAGE.certificate);
    this.readPeerChain(body);
    this.transcript.add(whole);
    this.#step = 'certificateVerify';
  }

  #onServerHello(hello: ServerHello, whole: Uint8Array): void {
    if (hello.version !== VERSION.tls13) throw sslError('unsupported protocol', ALERT.protocolVersion);
    const suite = this.settings.suites.find(({ id }) => id === hello.suite);
    if (suite === undefined || !equalBytes(hello.sessionId, this.#sessionId)) throw sslError('wrong cipher returned', ALERT.illegalParameter);
    if (hello.retries) return this.#retry(hello, suite, whole);
    const offer = this.#offer;
    const { share } = hello;
    if (offer === undefined || share === undefined || share.group !== offer.group.id) throw sslError('bad key share', ALERT.illegalParameter);
    this.chooseSuite(suite);
    this.transcript.add(whole);
    const session = this.#session;
    if (hello.usesPsk) {
      if (session === undefined || session.psk.digest !== suite.digest) throw sslError('bad extension', ALERT.illegalParameter);
      this.recall(session.peerChain, session.verifyCode);
    }
    this.startHandshakeSecrets(this.agree(offer.group, offer.privateKey, share.share), hello.usesPsk ? session?.secret : undefined);
    this.protect('read', 'handshake');
    this.#step = 'encryptedExtensions';
  }

  /** The server wants a key share of another group (section 4.1.4). */
  #retry(hello: ServerHello, suite: Suite, whole: Uint8Array): void {
    const group = this.settings.groups.find(({ id }) => id === hello.share?.group);
    if (this.#hasRetried || group === undefined || group === this.#offer?.group) throw sslError('bad key share', ALERT.illegalParameter);
    this.#hasRetried = true;
    this.#cookie = hello.cookie && copyOf(hello.cookie);
    this.transcript.restart(suite);
    this.transcript.add(whole);
    if (this.#session?.psk.digest !== suite.digest) this.#session = undefined;
    this.sendCompatibility();
    this.#sendHello(group);
  }

  #readExtensions(body: Uint8Array): void {
    this.protocol = readEncryptedExtensions(body);
    if (this.protocol !== undefined && this.#given.protocols === undefined) throw sslError('bad extension', ALERT.illegalParameter);
  }

  #finish(): void {
    this.startApplicationSecrets();
    this.protect('read', 'application');
    if (!this.#hasRetried) this.sendCompatibility();
    this.protect('write', 'handshake');
    const request = this.#request;
    if (request !== undefined) {
      this.sharedSchemes = this.settings.schemes.filter(({ id }) => request.schemes.includes(id));
      this.sendCertificate(this.identityFor(this.sharedSchemes), request.context);
    }
    this.sendFinished();
    this.startResumption();
    this.protect('write', 'application');
    this.#step = 'done';
    this.establish();
  }

  #onTicket(body: Uint8Array): void {
    const { lifetime, ageAdd, nonce, ticket } = readTicket(body);
    this.#latest = writeSession({
      suite: this.chosenSuite.id, secret: this.ticketSecret(nonce), issued: this.options.now(), lifetime, ageAdd, ticket: copyOf(ticket),
      peerChain: this.peerChain.map(({ raw }) => raw), verifyCode: this.verifyError?.code ?? '',
    });
    this.options.events.session(this.#latest);
  }
}

function expectType(type: number, expected: number): void {
  if (type !== expected) throw sslError('unexpected message', ALERT.unexpectedMessage);
}

/** The proof that a session's secret is known. */
export function binder(suite: Suite, secret: Uint8Array, transcript: Uint8Array): Uint8Array {
  const early = extractSecret(suite, zeros(suite), secret);
  return finishedMac(suite, expandLabel(suite, early, 'res binder', suite.digest.hash(EMPTY)), transcript);
}
