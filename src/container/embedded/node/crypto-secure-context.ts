// internalBinding('crypto').SecureContext (src/crypto/crypto_context.cc): what a TLS server or client is set up with: keys and certificates, whom
// it trusts, and what it is willing to agree to (tls/connection.ts).
import { codedError, copyOf } from './bytes.ts';
import { heavyCrypto } from './crypto-loader.ts';
import { bytesOfInput } from './encodings.ts';
import { asBuffer, type Environment } from './environment.ts';
import { keyTooSmall, keyValuesMismatch, noCipherMatch } from './openssl-errors.ts';
import { NotImplementedError, type Binding } from './shapes.ts';
import type { Identity, TlsSettings } from './tls/connection.ts';
import type { Group, Scheme, Suite } from './tls/suites.ts';
import type { Certificate } from './x509.ts';
import type { KeyMaterial } from './crypto-keys.ts';

// include/openssl/tls1.h
const TLS1_VERSION = 0x0301;
const TLS1_2_VERSION = 0x0303;
const TLS1_3_VERSION = 0x0304;
const TICKET_KEYS_LENGTH = 48;
/** OpenSSL's default (ssl_get_default_timeout of tls1) */
const SESSION_TIMEOUT = 7200;
/** security level 2, OpenSSL's default */
const SMALLEST_RSA = 2048;

/** SSL_METHODs by their names: the versions that they leave; null: those that can be had for no program */
const METHODS = /^(SSLv23|TLS|TLSv1|TLSv1_1|TLSv1_2)_(?:server_|client_)?method$/;
const METHOD_VERSIONS: Readonly<Record<string, number>> = { TLSv1: TLS1_VERSION, TLSv1_1: 0x0302, TLSv1_2: TLS1_2_VERSION };

const settings = new WeakMap<object, () => TlsSettings>();

/** What a secure context holds. @param context the binding's object */
export function settingsOf(context: object): TlsSettings {
  const read = settings.get(context);
  if (read === undefined) throw new TypeError('a SecureContext was expected');
  return read();
}

/** The binding's members. @param random fills bytes at random */
export function secureContext(env: Environment, random: (target: Uint8Array<ArrayBuffer>) => void): Binding {
  const pem = (data: unknown): string => new env.natives.TextDecoder().decode(bytesOfInput(data));
  /** who is trusted by contexts that name nobody: who the program has said (tls.setDefaultCACertificates) */
  let roots: readonly Certificate[] = [];

  /** OpenSSL reads certificates until there is none, whatever that is. */
  function certificatesIn(text: string): Certificate[] {
    try {
      return heavyCrypto().readPemCertificates(text);
    } catch {
      return [];
    }
  }

  class SecureContext {
    #minimum = TLS1_2_VERSION;
    #maximum = TLS1_3_VERSION;
    #ticketKeys: Uint8Array<ArrayBuffer> | undefined;
    #sessionTimeout = SESSION_TIMEOUT;
    #chains: (readonly [Certificate, ...Certificate[]])[] = [];
    #keys: KeyMaterial[] = [];
    #trusted: Certificate[] = [];
    #partialChain = false;
    #suites: readonly Suite[] | undefined;
    #groups: readonly Group[] | undefined;
    #schemes: readonly Scheme[] | undefined;

    constructor() {
      settings.set(this, () => this.#settings());
    }

    #settings(): TlsSettings {
      const { GROUPS, SCHEMES, SUITES } = heavyCrypto();
      return {
        minVersion: this.#minimum, maxVersion: this.#maximum, suites: this.#suites ?? SUITES, groups: this.#groups ?? GROUPS, schemes: this.#schemes ?? SCHEMES,
        identities: this.#identities(), trusted: this.#trusted, partialChain: this.#partialChain, sessionTimeout: this.#sessionTimeout,
        ticketKeys: () => this.#ownTicketKeys(),
      };
    }

    /** Each key with its certificate; a certificate that came alone is sent with those that are known to have issued it. */
    #identities(): Identity[] {
      const { buildChain, publicKeyOf, samePublicKey } = heavyCrypto();
      return this.#chains.flatMap((chain): Identity[] => {
        const key = this.#keys.find((one) => samePublicKey(one, publicKeyOf(chain[0])));
        if (key === undefined) return [];
        return [{ key, chain: chain.length > 1 ? chain : buildChain(chain[0], [], this.#trusted).chain }];
      });
    }

    /** @throws ERR_TLS_INVALID_PROTOCOL_METHOD; NotImplementedError where nothing is left above TLS 1.2 */
    init(method: string | undefined, minimum: number, maximum: number): void {
      this.#minimum = minimum;
      this.#maximum = maximum;
      if (typeof method !== 'string') return this.#checkVersions();
      const refuse = (message: string): Error => codedError(TypeError, 'ERR_TLS_INVALID_PROTOCOL_METHOD', message);
      const [, name = ''] = METHODS.exec(method) ?? [];
      if (/^SSLv[23]_/.test(method)) throw refuse(`${method.slice(0, 5)} methods disabled`);
      if (name === '') throw refuse(`Unknown method: ${method}`);
      this.#maximum = METHOD_VERSIONS[name] ?? TLS1_3_VERSION;
      this.#checkVersions();
    }
    #checkVersions(): void {
      if (this.#maximum < TLS1_3_VERSION) throw new NotImplementedError('TLS before version 1.3 (maxVersion, secureProtocol)');
    }
    setKey(key: unknown, passphrase?: unknown): void {
      const { publicKeyOf, readPemKey, samePublicKey } = heavyCrypto();
      const material = readPemKey(pem(key), 'private', passphrase === undefined || passphrase === null ? undefined : bytesOfInput(passphrase));
      const certified = this.#chains.map(([leaf]) => publicKeyOf(leaf)).filter(({ type }) => type === material.type);
      if (certified.length > 0 && !certified.some((one) => samePublicKey(one, material))) throw keyValuesMismatch();
      this.#keys = [material, ...this.#keys];
    }
    /** A later certificate takes the place of one for a key of the same kind. */
    setCert(certificate: unknown): void {
      const { bitLength, publicKeyOf, readPemCertificates } = heavyCrypto();
      const [leaf, ...others] = readPemCertificates(pem(certificate)) as [Certificate, ...Certificate[]];
      const key = publicKeyOf(leaf);
      if (key.type === 'rsa' && bitLength(key.public.n) < SMALLEST_RSA) throw keyTooSmall();
      this.#chains = [...this.#chains.filter(([one]) => publicKeyOf(one).type !== key.type), [leaf, ...others]];
    }
    addCACert(certificate: unknown): void {
      this.#trusted.push(...certificatesIn(pem(certificate)));
    }
    addRootCerts(): void {
      this.#trusted.push(...roots);
    }
    setAllowPartialTrustChain(): void {
      this.#partialChain = true;
    }
    getCertificate(): Uint8Array | null {
      const leaf = this.#chains[0]?.[0];
      return leaf === undefined ? null : asBuffer(env, leaf.raw.slice());
    }
    getIssuer(): Uint8Array | null {
      const leaf = this.#chains[0]?.[0];
      const issuer = leaf && heavyCrypto().buildChain(leaf, this.#chains[0]?.slice(1) ?? [], this.#trusted).chain[1];
      return issuer === undefined ? null : asBuffer(env, issuer.raw.slice());
    }
    getMinProto(): number {
      return this.#minimum;
    }
    getMaxProto(): number {
      return this.#maximum;
    }
    setMinProto(version: number): void {
      this.#minimum = version;
    }
    setMaxProto(version: number): void {
      this.#maximum = version;
      this.#checkVersions();
    }
    /** Those of TLS 1.2 and before: names are checked no further than that there are some. */
    setCiphers(): void {}
    setCipherSuites(list: string): void {
      const { SUITES } = heavyCrypto();
      this.#suites = list.split(':').filter((name) => !name.startsWith('!')).map((name) => {
        const suite = SUITES.find((one) => one.name === name);
        if (suite === undefined) throw noCipherMatch();
        return suite;
      });
    }
    setSigalgs(list: string): void {
      const { schemeNamed } = heavyCrypto();
      this.#schemes = list.split(':').flatMap((name) => {
        const scheme = schemeNamed(name);
        if (scheme === undefined) throw new Error('error:00000000:lib(0)::reason(0)');
        return scheme;
      });
    }
    setECDHCurve(list: string): void {
      if (list === 'auto') return;
      const { groupNamed } = heavyCrypto();
      this.#groups = list.split(':').map((name) => {
        const group = groupNamed(name);
        if (group === undefined) throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to set ECDH curve');
        return group;
      });
    }
    setSessionTimeout(seconds: number): void {
      this.#sessionTimeout = seconds;
    }
    #ownTicketKeys(): Uint8Array<ArrayBuffer> {
      if (this.#ticketKeys === undefined) random((this.#ticketKeys = new Uint8Array(TICKET_KEYS_LENGTH)));
      return this.#ticketKeys;
    }
    getTicketKeys(): Uint8Array {
      return asBuffer(env, this.#ownTicketKeys().slice());
    }
    setTicketKeys(keys: ArrayBufferView): boolean {
      this.#ticketKeys = copyOf(keys);
      return true;
    }
    // What has no meaning in TLS 1.3, or only between servers that share tickets' keys.
    setDHParam(): void {}
    setOptions(): void {}
    setSessionIdContext(): void {}
    close(): void {}
  }

  return {
    SecureContext,
    /** Of TLS 1.3, which are those that can be agreed on. */
    getSSLCiphers: () => heavyCrypto().SUITES.map(({ name }) => name.toLowerCase()),
    resetRootCertStore(certificates: readonly unknown[]): void {
      roots = certificates.flatMap((one) => heavyCrypto().readPemCertificates(pem(one)));
    },
    getUserRootCertificates: () => roots.map(({ raw }) => heavyCrypto().writePem('CERTIFICATE', raw)),
  };
}
