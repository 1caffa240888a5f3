// The server's side of a TLS 1.3 handshake (RFC 8446, section 4).
import { equalBytes } from '../bytes.ts';
import { binder } from './client.ts';
import { Connection, CONTENT, type TlsOptions, type TlsSettings } from './connection.ts';
import { ALERT, sslError } from './errors.ts';
import {
  MESSAGE, readClientHello, VERSION, writeCertificateRequest, writeEncryptedExtensions, writeServerHello, writeTicket, type ClientHello,
} from './hello.ts';
import { isFresh, openTicket, sealTicket, type Session } from './session.ts';
import type { Group, Suite } from './suites.ts';
import { number } from './wire.ts';

type Step = 'clientHello' | 'secondClientHello' | 'certificate' | 'certificateVerify' | 'finished' | 'done';

export interface ServerOptions extends TlsOptions {
  /** asks clients for a certificate; `needed`: refuses those that have none */
  readonly clientCertificate: () => { readonly asked: boolean; readonly needed: boolean };
}

/** as many as OpenSSL gives (SSL_CTX_set_num_tickets) */
const TICKETS = 2;

export class ServerConnection extends Connection {
  protected override readonly isServer = true;
  readonly #given: ServerOptions;
  #step: Step = 'clientHello';
  #waiting: (() => void) | undefined;
  #usesName = false;

  constructor(given: ServerOptions) {
    super(given);
    this.#given = given;
  }

  /** Goes on after `clientHello` made it wait. @param settings those for the name that was asked for */
  resume(settings: TlsSettings | undefined): void {
    const step = this.#waiting;
    this.#waiting = undefined;
    if (settings !== undefined) {
      this.settings = settings;
      this.#usesName = true;
    }
    if (step !== undefined) this.resumeWith(step);
  }

  protected override onMessage(type: number, body: Uint8Array, whole: Uint8Array): void {
    const expected = { clientHello: MESSAGE.clientHello, secondClientHello: MESSAGE.clientHello, certificate: MESSAGE.certificate, certificateVerify: MESSAGE.certificateVerify, finished: MESSAGE.finished, done: -1 }[this.#step];
    if (type !== expected) throw sslError('unexpected message', ALERT.unexpectedMessage);
    switch (this.#step) {
      case 'clientHello':
      case 'secondClientHello':
        return this.#onHello(readClientHello(body), whole);
      case 'certificate':
        this.readPeerChain(body);
        if (this.peerChain.length === 0 && this.#given.clientCertificate().needed) throw sslError('peer did not return a certificate', ALERT.certificateRequired);
        this.transcript.add(whole);
        this.#step = this.peerChain.length === 0 ? 'finished' : 'certificateVerify';
        return;
      case 'certificateVerify':
        this.checkPeerSignature(body);
        this.transcript.add(whole);
        this.#step = 'finished';
        return;
      case 'finished':
        this.checkFinished(body);
        this.transcript.add(whole);
        this.startResumption();
        this.protect('read', 'application');
        this.#step = 'done';
        this.#sendTickets();
        return this.establish();
      case 'done':
    }
  }

  #onHello(hello: ClientHello, whole: Uint8Array): void {
    const first = this.#step === 'clientHello';
    if (first) this.options.events.handshakeStarted();
    const { settings } = this;
    if (!hello.versions.includes(VERSION.tls13) || settings.maxVersion < VERSION.tls13) throw sslError('unsupported protocol', ALERT.protocolVersion);
    const suite = settings.suites.find(({ id }) => hello.suites.includes(id));
    if (suite === undefined) throw sslError('no shared cipher', ALERT.handshakeFailure);
    if (hello.schemes.length === 0) throw sslError('missing sigalgs extension', ALERT.missingExtension);
    this.clientRandom = hello.random.slice();
    this.serverName = hello.serverName;
    const shared = settings.groups.filter(({ id }) => hello.groups.includes(id));
    const group = shared.find(({ id }) => hello.shares.some((share) => share.group === id));
    if (group !== undefined) {
      const session = this.#sessionOf(hello, suite, whole);
      this.chooseSuite(suite);
      this.transcript.add(whole);
      const proceed = (): void => this.#answer(hello, { suite, group, session });
      this.#waiting = proceed;
      this.pause();
      if (!this.options.events.clientHello(hello)) this.resume(undefined);
      return;
    }
    const [wanted] = shared;
    if (wanted === undefined || !first) throw sslError('no suitable key share', ALERT.handshakeFailure);
    this.#askAgain(hello, { suite, group: wanted, whole });
  }

  /** Asks for a key share of a group that both sides know. */
  #askAgain({ sessionId }: ClientHello, { suite, group, whole }: { suite: Suite; group: Group; whole: Uint8Array }): void {
    this.transcript.add(whole);
    this.transcript.restart(suite);
    this.sendMessage(writeServerHello({ random: undefined, sessionId, suite: suite.id, group: group.id }));
    this.sendCompatibility();
    this.#step = 'secondClientHello';
  }

  /** The session that a client proves to know. */
  #sessionOf(hello: ClientHello, suite: Suite, whole: Uint8Array): Session | undefined {
    if (!hello.agreesWithPsk) return undefined;
    const keys = this.options.settings.ticketKeys();
    for (const [index, { identity }] of hello.psks.entries()) {
      const session = openTicket(identity, keys);
      // A ServerHello of this server accepts the first one only.
      if (index > 0 || session === undefined || session.suite !== suite.id || !isFresh(session, this.options.now())) continue;
      const transcript = this.transcript.digestWith(suite, whole.subarray(0, whole.length - hello.bindersLength));
      if (!equalBytes(binder(suite, session.secret, transcript), hello.binders[index] ?? new Uint8Array(0))) throw sslError('binder does not verify', ALERT.decryptError);
      return session;
    }
    return undefined;
  }

  #answer(hello: ClientHello, { suite, group, session }: { suite: Suite; group: Group; session: Session | undefined }): void {
    const protocol = hello.protocols === undefined ? undefined : this.options.events.chooseProtocol(hello.protocols);
    if (protocol === false) throw sslError('no application protocol', ALERT.noApplicationProtocol);
    this.protocol = protocol && new TextDecoder().decode(protocol);
    this.sharedSchemes = this.settings.schemes.filter(({ id }) => hello.schemes.includes(id));
    const signed = session === undefined ? this.identityFor(this.sharedSchemes) : undefined;
    if (session === undefined && signed === undefined) throw sslError('no suitable signature algorithm', ALERT.handshakeFailure);
    if (session !== undefined) this.recall(session.peerChain, session.verifyCode);

    const { privateKey, share } = group.generate(this.options.random);
    const peerShare = hello.shares.find((one) => one.group === group.id)?.share ?? new Uint8Array(0);
    const agreed = this.agree(group, privateKey, peerShare);
    this.sendMessage(writeServerHello({ random: this.randomBytes(32), sessionId: hello.sessionId, suite: suite.id, group: group.id, share, usesPsk: session !== undefined }));
    if (this.#step === 'clientHello' && hello.sessionId.length > 0) this.sendCompatibility();
    this.startHandshakeSecrets(agreed, session?.secret);
    this.protect('write', 'handshake');
    this.protect('read', 'handshake');
    this.sendMessage(writeEncryptedExtensions(protocol, this.#usesName));
    const asks = session === undefined && this.#given.clientCertificate().asked;
    if (asks) this.sendMessage(writeCertificateRequest(this.settings.schemes.map(({ id }) => id)));
    if (signed !== undefined) this.sendCertificate(signed);
    this.sendFinished();
    this.startApplicationSecrets();
    this.protect('write', 'application');
    this.#step = asks ? 'certificate' : 'finished';
  }

  #sendTickets(): void {
    const { settings, now, random } = this.options;
    const lifetime = settings.sessionTimeout;
    for (let index = 0; index < TICKETS; index++) {
      const nonce = number(8, index);
      const ageAdd = this.randomBytes(4).reduce((value, byte) => value * 256 + byte, 0);
      const ticket = sealTicket(
        {
          suite: this.chosenSuite.id, secret: this.ticketSecret(nonce), issued: now(), lifetime, ageAdd, ticket: new Uint8Array(0),
          peerChain: this.peerChain.map(({ raw }) => raw), verifyCode: this.verifyError?.code ?? '',
        },
        settings.ticketKeys(),
        random,
      );
      this.send(CONTENT.handshake, writeTicket({ lifetime, ageAdd, nonce, ticket }));
    }
  }
}
