// One side of a TLS 1.3 connection (RFC 8446): records, secrets and what client and server have in common. It is given bytes and gives bytes; it knows
// nothing of sockets, and does everything at once, so that what programs are told keeps its order.
import { concatBytes, copyOf, equalBytes } from '../bytes.ts';
import type { KeyMaterial } from '../crypto-keys.ts';
import type { RunningDigest } from '../crypto-digests.ts';
import { publicKeyOf, readCertificate, type Certificate } from '../x509.ts';
import { verifyChain, VERIFY_ERRORS, type VerifyError } from '../x509-chain.ts';
import { ALERT, alertError, sslError, TlsFailure } from './errors.ts';
import { message, MESSAGE, readCertificateMessage, readCertificateVerify, writeCertificate, writeCertificateVerify, type ClientHello } from './hello.ts';
import {
  derived, expandLabel, extractSecret, finishedMac, fitsScheme, Protection, signTranscript, TAG_LENGTH, verifyTranscript, zeros, type FillRandom, type Group, type Scheme,
  type Suite,
} from './suites.ts';
import { number } from './wire.ts';

/** A key with the certificate for it and those that lead on from there. */
export interface Identity {
  readonly chain: readonly Certificate[];
  readonly key: KeyMaterial;
}

/** What a connection is made with: a secure context, read. */
export interface TlsSettings {
  readonly minVersion: number;
  readonly maxVersion: number;
  /** in the order of preference, as the groups and schemes */
  readonly suites: readonly Suite[];
  readonly groups: readonly Group[];
  readonly schemes: readonly Scheme[];
  readonly identities: readonly Identity[];
  readonly trusted: readonly Certificate[];
  readonly partialChain: boolean;
  /** seconds that a ticket is good for */
  readonly sessionTimeout: number;
  /** 48 bytes that a server's tickets are sealed with */
  ticketKeys(): Uint8Array;
}

/** What a connection tells. */
export interface TlsEvents {
  handshakeStarted(): void;
  handshakeDone(): void;
  data(bytes: Uint8Array): void;
  /** close_notify has come */
  ended(): void;
  failed(error: Error): void;
  /** client: a session that can be resumed */
  session(session: Uint8Array): void;
  /** a line of the key log (draft-ietf-tls-keylogfile) */
  keyLog(line: string): void;
  /** server: a client has said what it wants. @returns whether the handshake waits for `resume` */
  clientHello(hello: ClientHello): boolean;
  /**
   * server: chooses one of the protocols that a client offers.
   * @returns undefined: none, which is no fault; false: none, which ends the connection
   */
  chooseProtocol(offered: Uint8Array): Uint8Array | undefined | false;
}

export interface TlsOptions {
  readonly settings: TlsSettings;
  readonly events: TlsEvents;
  readonly random: FillRandom;
  /** milliseconds since 1970 */
  readonly now: () => number;
}

export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
const LARGEST_PLAIN = 16_384;
const LARGEST_SEALED = LARGEST_PLAIN + 256;
const HEADER_LENGTH = 5;
const LEVEL = { warning: 1, fatal: 2 } as const;
const UPDATE_REQUESTED = 1;
const EMPTY = new Uint8Array(0);
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The messages of a handshake, as they go into its secrets. */
class Transcript {
  #early: Uint8Array[] = [];
  #running: RunningDigest | undefined;

  add(whole: Uint8Array): void {
    if (this.#running === undefined) this.#early.push(whole);
    else this.#running.update(whole);
  }
  /** The hash is known from here on. */
  start({ digest }: Suite): void {
    if (this.#running !== undefined) return;
    this.#running = digest.create();
    for (const whole of this.#early.splice(0)) this.#running.update(whole);
  }
  /** Of all until now, and of a piece of a message more. */
  digest(more: Uint8Array = EMPTY): Uint8Array {
    const copy = this.#running?.clone();
    copy?.update(more);
    return copy?.digest() ?? EMPTY;
  }
  /** The first ClientHello gives way to its hash (section 4.4.1). */
  restart(suite: Suite): void {
    this.start(suite);
    const first = this.digest();
    this.#running = suite.digest.create();
    this.#running.update(message(MESSAGE.messageHash, first));
  }
  /** As it will be with a suite's hash. */
  digestWith({ digest }: Suite, more: Uint8Array): Uint8Array {
    return this.#running === undefined ? digest.hash(concatBytes([...this.#early, more])) : this.digest(more);
  }
}

interface Secrets {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** What a stream needs of the TLS over it. */
export interface SecuredConnection {
  readonly established: boolean;
  /** nothing more will be read */
  readonly over: boolean;
  /** bytes that have come and are not a whole record */
  readonly buffered: number;
  readonly suite: { readonly name: string } | undefined;
  readonly peerChain: readonly Certificate[];
  readonly verifyError: VerifyError | undefined;
  readonly identity: Identity | undefined;
  readonly group: { readonly name: string; readonly bits: number } | undefined;
  readonly serverName: string | undefined;
  readonly protocol: string | undefined;
  readonly resumed: boolean;
  readonly sharedSchemes: readonly Scheme[];
  readonly finished: Uint8Array | undefined;
  readonly peerFinished: Uint8Array | undefined;
  /** client: what an earlier or this connection was told of, to resume */
  readonly session?: Uint8Array | undefined;
  /** bytes of a record at most */
  fragment: number;
  settings: TlsSettings;
  receive(bytes: Uint8Array): void;
  write(bytes: Uint8Array): void;
  close(): void;
  takeOutput(): Uint8Array<ArrayBuffer> | undefined;
  exportKeyingMaterial(length: number, label: string, context: Uint8Array): Uint8Array;
}

export abstract class Connection implements SecuredConnection {
  protected readonly options: TlsOptions;
  /** client: its own settings; server: those that were chosen for the name that was asked for */
  settings: TlsSettings;
  protected readonly transcript = new Transcript();
  #suite: Suite | undefined;
  #reading: Protection | undefined;
  #writing: Protection | undefined;
  #input: Uint8Array = EMPTY;
  #handshake: Uint8Array = EMPTY;
  readonly #output: Uint8Array[] = [];
  #firstRecord = true;
  #paused = false;
  #over = false;
  #sentClose = false;
  #established = false;
  #secret: Uint8Array = EMPTY;
  #exporter: Uint8Array | undefined;
  #resumption: Uint8Array | undefined;
  protected clientRandom: Uint8Array = EMPTY;
  /** of the handshake: how each side's Finished is made */
  protected handshakeSecrets: Secrets = { client: EMPTY, server: EMPTY };
  #applicationSecrets: Secrets = { client: EMPTY, server: EMPTY };

  peerChain: readonly Certificate[] = [];
  verifyError: VerifyError | undefined;
  identity: Identity | undefined;
  group: Group | undefined;
  serverName: string | undefined;
  protocol: string | undefined;
  resumed = false;
  sharedSchemes: readonly Scheme[] = [];
  finished: Uint8Array | undefined;
  peerFinished: Uint8Array | undefined;
  fragment = LARGEST_PLAIN;
  protected abstract readonly isServer: boolean;

  constructor(options: TlsOptions) {
    this.options = options;
    this.settings = options.settings;
  }

  get established(): boolean {
    return this.#established;
  }
  get over(): boolean {
    return this.#over;
  }
  get buffered(): number {
    return this.#input.length;
  }
  get suite(): Suite | undefined {
    return this.#suite;
  }
  protected get chosenSuite(): Suite {
    if (this.#suite === undefined) throw sslError('unexpected message', ALERT.unexpectedMessage);
    return this.#suite;
  }

  protected abstract onMessage(type: number, body: Uint8Array, whole: Uint8Array): void;

  // ---- what the other side sends ----

  /** Takes what has come from the other side. */
  receive(bytes: Uint8Array): void {
    this.#input = this.#input.length === 0 ? bytes : concatBytes([this.#input, bytes]);
    this.process();
  }

  /** Goes on after `pause`. @param step what was put off */
  protected resumeWith(step: () => void): void {
    this.#paused = false;
    this.attempt(step);
    this.process();
  }
  protected pause(): void {
    this.#paused = true;
  }

  /** Does a step of the protocol; a failure of it ends the connection. */
  protected attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof TlsFailure)) throw error;
      this.fail(error);
    }
  }

  protected fail({ error, alert }: TlsFailure): void {
    if (this.#over) return;
    this.#over = true;
    if (alert !== undefined) this.send(CONTENT.alert, Uint8Array.of(LEVEL.fatal, alert));
    this.options.events.failed(error);
  }

  protected process(): void {
    this.attempt(() => {
      while (!this.#paused && !this.#over) {
        if (this.#handleHandshake()) continue;
        const record = this.#nextRecord();
        if (record === undefined) return;
        this.#handleRecord(record.type, record.content);
      }
    });
  }

  #nextRecord(): { readonly type: number; readonly content: Uint8Array } | undefined {
    const input = this.#input;
    if (input.length < HEADER_LENGTH) return undefined;
    const [type = 0, major = 0, , high = 0, low = 0] = input;
    this.#checkHeader(input, major);
    const length = high * 256 + low;
    if (length > LARGEST_SEALED) throw sslError('encrypted length too long', ALERT.recordOverflow);
    if (input.length < HEADER_LENGTH + length) return undefined;
    this.#firstRecord = false;
    const [header, content] = [input.subarray(0, HEADER_LENGTH), input.subarray(HEADER_LENGTH, HEADER_LENGTH + length)];
    this.#input = input.subarray(HEADER_LENGTH + length);
    if (this.#reading === undefined || type === CONTENT.changeCipherSpec) return { type, content };
    if (type !== CONTENT.applicationData) {
      // The other side may have failed before it had keys.
      if (type === CONTENT.alert && !this.#established) return { type, content };
      throw sslError('unexpected message', ALERT.unexpectedMessage);
    }
    return this.#open(this.#reading, header, content);
  }

  /** What does not begin as TLS does is told by its first bytes, and gets no alert. */
  #checkHeader(input: Uint8Array, major: number): void {
    if (major === 3) return;
    if (!this.#firstRecord) throw sslError('wrong version number', ALERT.protocolVersion);
    const begin = String.fromCharCode(...input.subarray(0, HEADER_LENGTH));
    if (/^(?:GET |POST|HEAD|PUT )/.test(begin)) throw sslError('http request', undefined);
    throw sslError(begin === 'CONNE' ? 'https proxy request' : 'wrong version number', undefined);
  }

  #open(protection: Protection, header: Uint8Array, sealed: Uint8Array): { type: number; content: Uint8Array } {
    let plain: Uint8Array;
    try {
      plain = protection.open(header, sealed);
    } catch {
      throw sslError('decryption failed or bad record mac', ALERT.badRecordMac);
    }
    let end = plain.length - 1;
    while (end >= 0 && plain[end] === 0) end--;
    if (end < 0) throw sslError('unexpected message', ALERT.unexpectedMessage);
    return { type: plain[end] as number, content: plain.subarray(0, end) };
  }

  #handleRecord(type: number, content: Uint8Array): void {
    switch (type) {
      case CONTENT.changeCipherSpec:
        return;
      case CONTENT.alert:
        return this.#handleAlert(content[1] ?? ALERT.decodeError);
      case CONTENT.handshake:
        this.#handshake = this.#handshake.length === 0 ? content : concatBytes([this.#handshake, content]);
        return;
      case CONTENT.applicationData:
        if (!this.#established) throw sslError('unexpected message', ALERT.unexpectedMessage);
        if (content.length > 0) this.options.events.data(copyOf(content));
        return;
      default:
        throw sslError('unexpected message', ALERT.unexpectedMessage);
    }
  }

  #handleAlert(alert: number): void {
    if (alert === ALERT.userCanceled) return;
    if (alert !== ALERT.closeNotify) throw alertError(alert);
    this.#over = true;
    this.options.events.ended();
  }

  /** @returns whether there was a message */
  #handleHandshake(): boolean {
    const waiting = this.#handshake;
    if (waiting.length < 4) return false;
    const [type = 0, a = 0, b = 0, c = 0] = waiting;
    const end = 4 + a * 65_536 + b * 256 + c;
    if (waiting.length < end) return false;
    this.#handshake = waiting.subarray(end);
    const whole = waiting.subarray(0, end);
    if (this.#established && type === MESSAGE.keyUpdate) this.#updateKeys(whole[4] === UPDATE_REQUESTED);
    else this.onMessage(type, whole.subarray(4), whole);
    return true;
  }

  #updateKeys(requested: boolean): void {
    this.#reading = this.#reading?.next();
    if (!requested) return;
    this.send(CONTENT.handshake, message(MESSAGE.keyUpdate, number(1, 0)));
    this.#writing = this.#writing?.next();
  }

  // ---- what goes to the other side ----

  /** The bytes that wait to be sent; undefined: none. */
  takeOutput(): Uint8Array<ArrayBuffer> | undefined {
    return this.#output.length === 0 ? undefined : concatBytes(this.#output.splice(0));
  }

  /** Sends a program's bytes; the handshake must be over. */
  write(bytes: Uint8Array): void {
    this.send(CONTENT.applicationData, bytes);
  }

  /** Says that nothing more will be written. */
  close(): void {
    if (this.#sentClose || !this.#established) return;
    this.#sentClose = true;
    this.send(CONTENT.alert, Uint8Array.of(LEVEL.warning, ALERT.closeNotify));
  }

  protected send(type: number, content: Uint8Array, version = 3): void {
    for (let at = 0; at === 0 || at < content.length; at += this.fragment) {
      const part = content.subarray(at, at + this.fragment);
      const writing = this.#writing;
      if (writing === undefined || type === CONTENT.changeCipherSpec) {
        this.#output.push(Uint8Array.of(type, 3, version, part.length >> 8, part.length & 0xff), part);
        continue;
      }
      const length = part.length + 1 + TAG_LENGTH;
      const header = Uint8Array.of(CONTENT.applicationData, 3, 3, length >> 8, length & 0xff);
      const inner = new Uint8Array(part.length + 1);
      inner.set(part);
      inner[part.length] = type;
      this.#output.push(header, writing.seal(header, inner));
    }
  }

  /** Sends a handshake message, which is part of the transcript. */
  protected sendMessage(whole: Uint8Array): void {
    this.transcript.add(whole);
    this.send(CONTENT.handshake, whole);
  }

  /** For machines in between that know TLS 1.2 only (appendix D.4). */
  protected sendCompatibility(): void {
    this.send(CONTENT.changeCipherSpec, Uint8Array.of(1));
  }

  // ---- secrets ----

  protected chooseSuite(suite: Suite): void {
    this.#suite = suite;
    this.transcript.start(suite);
  }

  protected deriveSecret(secret: Uint8Array, label: string): Uint8Array {
    return expandLabel(this.chosenSuite, secret, label, this.transcript.digest());
  }

  /** After ServerHello. @param psk the resumed session's secret */
  protected startHandshakeSecrets(agreed: Uint8Array, psk: Uint8Array | undefined): void {
    const suite = this.chosenSuite;
    const early = extractSecret(suite, zeros(suite), psk ?? zeros(suite));
    this.#secret = extractSecret(suite, derived(suite, early), agreed);
    this.handshakeSecrets = { client: this.deriveSecret(this.#secret, 'c hs traffic'), server: this.deriveSecret(this.#secret, 's hs traffic') };
  }

  /** After the server's Finished. */
  protected startApplicationSecrets(): void {
    const suite = this.chosenSuite;
    this.#secret = extractSecret(suite, derived(suite, this.#secret), zeros(suite));
    this.#applicationSecrets = { client: this.deriveSecret(this.#secret, 'c ap traffic'), server: this.deriveSecret(this.#secret, 's ap traffic') };
    this.#exporter = this.deriveSecret(this.#secret, 'exp master');
    this.#log('EXPORTER_SECRET', this.#exporter);
  }

  /** After the client's Finished. */
  protected startResumption(): void {
    this.#resumption = this.deriveSecret(this.#secret, 'res master');
  }
  /** The secret that a ticket stands for. */
  protected ticketSecret(nonce: Uint8Array): Uint8Array {
    return expandLabel(this.chosenSuite, this.#resumption ?? EMPTY, 'resumption', nonce);
  }

  protected protect(direction: 'read' | 'write', stage: 'handshake' | 'application'): void {
    const secrets = stage === 'handshake' ? this.handshakeSecrets : this.#applicationSecrets;
    const side = (direction === 'write') === this.isServer ? 'server' : 'client';
    const protection = new Protection(this.chosenSuite, secrets[side]);
    this.#log(`${side.toUpperCase()}_${stage === 'handshake' ? 'HANDSHAKE_TRAFFIC_SECRET' : 'TRAFFIC_SECRET_0'}`, secrets[side]);
    if (direction === 'read') this.#reading = protection;
    else this.#writing = protection;
  }

  #log(label: string, secret: Uint8Array): void {
    this.options.events.keyLog(`${label} ${hex(this.clientRandom)} ${hex(secret)}\n`);
  }

  /** Keying material for other protocols (section 7.5). */
  exportKeyingMaterial(length: number, label: string, context: Uint8Array): Uint8Array {
    const suite = this.chosenSuite;
    const secret = expandLabel(suite, this.#exporter ?? EMPTY, label, suite.digest.hash(EMPTY));
    return expandLabel(suite, secret, 'exporter', suite.digest.hash(context), length);
  }

  // ---- what both sides do alike ----

  protected establish(): void {
    this.#established = true;
    this.options.events.handshakeDone();
  }

  /** The public value that agrees with the other side's. */
  protected agree(group: Group, privateKey: Uint8Array, share: Uint8Array): Uint8Array {
    this.group = group;
    try {
      return group.agree(privateKey, share);
    } catch {
      throw sslError('bad key share', ALERT.illegalParameter);
    }
  }

  protected randomBytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.options.random(bytes);
    return bytes;
  }

  /** The identity that can sign by one of the schemes, in the order in which these are given. */
  protected identityFor(schemes: readonly Scheme[]): { readonly identity: Identity; readonly scheme: Scheme } | undefined {
    for (const scheme of schemes) {
      const identity = this.settings.identities.find(({ key }) => fitsScheme(key, scheme));
      if (identity !== undefined) return { identity, scheme };
    }
    return undefined;
  }

  /** @param signed undefined: a client has no certificate to show */
  protected sendCertificate(signed: { identity: Identity; scheme: Scheme } | undefined, context: Uint8Array = EMPTY): void {
    this.sendMessage(writeCertificate(context, signed?.identity.chain.map(({ raw }) => raw) ?? []));
    if (signed === undefined) return;
    this.identity = signed.identity;
    const { isServer } = this;
    const signature = signTranscript(signed.identity.key, signed.scheme, { isServer, transcript: this.transcript.digest(), random: this.options.random });
    this.sendMessage(writeCertificateVerify(signed.scheme.id, signature));
  }

  protected readPeerChain(body: Uint8Array): void {
    const encoded = readCertificateMessage(body);
    try {
      this.peerChain = encoded.map((one) => readCertificate(copyOf(one)));
    } catch (error) {
      throw new TlsFailure(error as Error, ALERT.badCertificate);
    }
    const [leaf, ...others] = this.peerChain;
    if (leaf === undefined) return;
    const { trusted, partialChain } = this.settings;
    const now = Math.floor(this.options.now() / 1000);
    this.verifyError = verifyChain([leaf, ...others], { trusted, partialChain, purpose: this.isServer ? 'client' : 'server', now });
  }

  protected checkPeerSignature(body: Uint8Array): void {
    const [leaf] = this.peerChain;
    if (leaf === undefined) throw sslError('unexpected message', ALERT.unexpectedMessage);
    const { scheme: id, signature } = readCertificateVerify(body);
    const key = publicKeyOf(leaf);
    const scheme = this.settings.schemes.find((one) => one.id === id);
    if (scheme === undefined || !fitsScheme(key, scheme)) throw sslError('wrong signature type', ALERT.illegalParameter);
    const given = { isServer: !this.isServer, transcript: this.transcript.digest(), signature };
    if (!verifyTranscript(key, scheme, given)) throw sslError('bad signature', ALERT.decryptError);
  }

  /** Takes over what a resumed session knew of the other side. */
  protected recall(peerChain: readonly Uint8Array[], verifyCode: string): void {
    this.resumed = true;
    this.peerChain = peerChain.map((one) => readCertificate(one));
    const code = verifyCode as keyof typeof VERIFY_ERRORS;
    this.verifyError = verifyCode === '' ? undefined : { code, message: VERIFY_ERRORS[code] ?? verifyCode };
  }

  protected sendFinished(): void {
    const mac = finishedMac(this.chosenSuite, this.isServer ? this.handshakeSecrets.server : this.handshakeSecrets.client, this.transcript.digest());
    this.finished = mac;
    this.sendMessage(message(MESSAGE.finished, mac));
  }

  protected checkFinished(body: Uint8Array): void {
    const expected = finishedMac(this.chosenSuite, this.isServer ? this.handshakeSecrets.client : this.handshakeSecrets.server, this.transcript.digest());
    if (!equalBytes(expected, body)) throw sslError('digest check failed', ALERT.decryptError);
    this.peerFinished = expected;
  }
}
