// The part of internalBinding('crypto') that works with ciphers and asymmetric keys (src/crypto/crypto_cipher.cc, crypto_aes.cc,
// crypto_sig.cc, crypto_keygen.cc, crypto_ec.cc, crypto_rsa.cc): classes and jobs over crypto-heavy.ts, which is loaded by the
// first of them that a program uses.
import { bytesOf, codedError, concatBytes, copyOf } from './bytes.ts';
import type { RunningCipher } from './crypto-ciphers.ts';
import { digestAlgorithm, digestName, type DigestAlgorithm, type RunningDigest } from './crypto-digests.ts';
import type { KeyMaterial, PssRestrictions, Wanted } from './crypto-keys.ts';
import { heavyCrypto } from './crypto-loader.ts';
import { cipherInfo, curveInfo, isVectorLength, type CipherInfo } from './crypto-names.ts';
import type { SignatureOptions } from './crypto-signatures.ts';
import { bytesOfInput } from './encodings.ts';
import { asBuffer, type Environment } from './environment.ts';
import { modpPrime } from './crypto-primes.ts';
import { invalidCurve, notForThisKeyType, operationNotSupported, opensslError } from './openssl-errors.ts';
import { NotImplementedError, type Binding } from './shapes.ts';

// src/crypto/crypto_keys.h
export const KEY_TYPE = { secret: 0, public: 1, private: 2 } as const;
const FORMAT = { der: 0, pem: 1, jwk: 2, rawPublic: 3, rawPrivate: 4 } as const;
// src/crypto/crypto_sig.h
const SIGN = 0;
const ENCODING_P1363 = 1;
const ENCRYPT = 0;
// WebCryptoKeyFormat's AES variants, three sizes each (src/crypto/crypto_aes.h).
const AES_MODES = ['ctr', 'cbc', 'gcm', 'kw', 'ocb'] as const;
const AES_SIZES = [128, 192, 256] as const;
/** RFC 3394, section 2.2.3.1 */
const WRAP_CHECK = new Uint8Array(8).fill(0xa6);
const KEY_VARIANT_RSA_PSS = 1;
const EVP_PKEY: Readonly<Record<number, string>> = { 1087: 'ed25519', 1034: 'x25519', 1088: 'ed448', 1035: 'x448' };
const TAG_LENGTHS = [4, 8, 12, 13, 14, 15, 16];
const DEFAULT_DIGEST = 'sha256';
const SMALLEST_RSA = 512;
/** RFC 4055, section 3.1 */
const PSS_DEFAULT_SALT = 20;

type Bytes = ArrayBufferView | ArrayBufferLike;
type Random = (target: Uint8Array<ArrayBuffer>) => void;

/** What the rest of the binding gives to this part. */
export interface CryptoHost {
  readonly env: Environment;
  readonly Job: abstract new (mode: number) => { run(): unknown };
  readonly webCryptoMode: number;
  readonly random: Random;
  /** the bytes of a secret key, or of what is given in place of one */
  secretBytes(key: unknown): Uint8Array<ArrayBuffer>;
  /** the key in a handle; undefined for what is no handle of an asymmetric key */
  materialOf(handle: unknown): KeyMaterial | undefined;
  createHandle(type: number, key: KeyMaterial): object;
  createCryptoKey(handle: object, algorithm: object, usagesMask: number, extractable: boolean): object;
}

type KeyOfBytes = Extract<KeyMaterial, { readonly public: Uint8Array }>;
/** Whether a key is on a curve: its halves are bytes by themselves. */
const isOfBytes = (key: KeyMaterial): key is KeyOfBytes => key.public instanceof Uint8Array;
const noRawForm = (): Error =>
  codedError(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS', 'The selected key encoding is incompatible with the key type');

/** The five arguments that a key is handed over in. */
export type KeyArguments = [data: unknown, format?: number | null, type?: number | string | null, passphrase?: Bytes | null, namedCurve?: string | null];

/** Reads a key that the library hands over. @throws errors of OpenSSL and Node when it is no key */
export function keyFromArguments(host: Pick<CryptoHost, 'materialOf' | 'env'>, given: KeyArguments, wanted: Wanted): KeyMaterial {
  const [data, format, type, passphrase, namedCurve] = given;
  const existing = host.materialOf(data);
  if (existing !== undefined) return existing;
  const { readDerKey, readJwk, readPemKey, readRaw } = heavyCrypto();
  const secret = passphrase === undefined || passphrase === null ? undefined : copyOf(passphrase);
  if (format === FORMAT.jwk) return readJwk(data as Record<string, unknown>, wanted);
  const bytes = copyOf(data as Bytes);
  switch (format) {
    case FORMAT.der:
      return readDerKey(bytes, Number(type), wanted, secret);
    case FORMAT.pem:
      return readPemKey(new host.env.natives.TextDecoder().decode(bytes), wanted, secret);
    case FORMAT.rawPublic:
    case FORMAT.rawPrivate:
      return readRaw(bytes, String(type), namedCurve ?? null, format === FORMAT.rawPrivate ? 'private' : 'public');
    default:
      throw new NotImplementedError('a key from a store or in the raw seed format');
  }
}

/** What has a form of its own in each class: arguments that choose how a generated key is handed out. */
type KeyPairEncoding = [
  publicFormat?: number, publicType?: number, privateFormat?: number, privateType?: number, cipher?: string | null, passphrase?: Bytes | null,
];

/** The members of internalBinding('crypto') that work: keys, signatures, ciphers, derivations, and the jobs that do them in the pool. */
export function cryptoOperations(host: CryptoHost): Binding {
  const { env, Job, random, secretBytes } = host;
  const invalidState = (): Error => codedError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state');
  const readKey = (given: KeyArguments, wanted: Wanted): KeyMaterial => keyFromArguments(host, given, wanted);

  /** A job whose work is a function, made when the arguments have been checked. */
  class WorkJob extends Job {
    readonly #work: () => unknown;
    constructor(mode: number, work: () => unknown) {
      super(mode);
      this.#work = work;
    }
    protected work(): unknown {
      return this.#work();
    }
  }

  // ---- ciphers ----

  function knownCipher(name: string): CipherInfo {
    const info = cipherInfo(name);
    if (info !== undefined) return info;
    if (env.facts.ciphers.some((known) => known.toLowerCase() === name.toLowerCase())) throw new NotImplementedError(`the cipher ${name}`);
    throw codedError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
  }

  const invalidTag = (length: number): Error =>
    codedError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`);

  function isTagLength({ mode }: CipherInfo, length: number): boolean {
    if (mode === 'gcm') return TAG_LENGTHS.includes(length);
    if (mode === 'ccm') return length >= 4 && length <= 16 && length % 2 === 0;
    return length <= 16 && (length > 0 || mode === 'ocb');
  }

  class CipherBase {
    readonly #info: CipherInfo;
    readonly #encrypts: boolean;
    #running: RunningCipher | undefined;
    #finished = false;
    /** bytes of the tag, when the program has said */
    #tagLength: number | undefined;
    /** what was made, or what is expected */
    #tag: Uint8Array<ArrayBuffer> | undefined;
    /** bytes, of CCM */
    #longestText = Infinity;

    constructor(encrypts: boolean, name: string, credential: unknown, iv: Bytes | null, tagLength: number) {
      const info = knownCipher(name);
      const key = secretBytes(credential);
      const vector = iv === null ? new Uint8Array(0) : copyOf(iv);
      if (!isVectorLength(info, vector.length)) throw codedError(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
      if (key.length !== info.keyLength) throw codedError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
      if (info.authenticates && tagLength >= 0) {
        if (!isTagLength(info, tagLength)) throw invalidTag(tagLength);
        this.#tagLength = tagLength;
      } else if (info.mode === 'ccm' || info.mode === 'ocb') {
        throw codedError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `authTagLength required for ${name}`);
      }
      this.#info = info;
      this.#encrypts = encrypts;
      if (info.mode === 'ccm') this.#longestText = Math.min(2 ** (8 * (15 - vector.length)), 2 ** 31) - 1;
      this.#running = heavyCrypto().startCipher(info, key, vector, encrypts, this.#tagLength);
    }

    update(data: unknown, encoding?: unknown): Uint8Array {
      if (this.#running === undefined) throw new Error('Trying to add data in unsupported state');
      const bytes = bytesOfInput(data, encoding);
      this.#checkTextLength(bytes.length);
      return asBuffer(env, this.#running.update(bytes));
    }

    #checkTextLength(length: number): void {
      if (length > this.#longestText) throw codedError(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
    }

    final(): Uint8Array {
      const running = this.#running;
      if (running === undefined) throw invalidState();
      this.#running = undefined;
      this.#finished = true;
      const rest = running.final();
      if (running.tag !== undefined) {
        const tag = running.tag();
        if (this.#encrypts) this.#tag = tag.slice(0, this.#tagLength ?? tag.length);
        else if (this.#tag === undefined || !this.#tag.every((byte, index) => tag[index] === byte)) {
          throw heavyCrypto().failedAuthentication();
        }
      }
      return asBuffer(env, rest);
    }

    setAutoPadding(on: boolean): boolean {
      this.#running?.setAutoPadding?.(on);
      return this.#running !== undefined;
    }

    getAuthTag(): Uint8Array | undefined {
      if (!this.#finished || !this.#encrypts || this.#tag === undefined) return undefined;
      return asBuffer(env, this.#tag.slice());
    }

    setAuthTag(tag: Bytes): boolean {
      if (!this.#info.authenticates || this.#encrypts || this.#running === undefined || this.#tag !== undefined) return false;
      const bytes = copyOf(tag);
      const valid = isTagLength(this.#info, bytes.length) && (this.#tagLength === undefined || this.#tagLength === bytes.length);
      if (!valid) throw invalidTag(bytes.length);
      if (this.#info.mode === 'gcm' && this.#tagLength === undefined && bytes.length < 16) warnOfShortTag();
      this.#tag = bytes;
      this.#running.expectTag?.(bytes);
      return true;
    }

    /** @param textLength -1 when the program has not said */
    setAAD(data: Bytes, textLength: number): boolean {
      if (this.#running?.authenticate === undefined) return false;
      if (this.#info.mode === 'ccm') {
        if (textLength < 0) throw codedError(TypeError, 'ERR_MISSING_ARGS', 'options.plaintextLength required for CCM mode with AAD');
        this.#checkTextLength(textLength);
      }
      this.#running.authenticate(copyOf(data), textLength);
      return true;
    }
  }

  let warned = false;
  function warnOfShortTag(): void {
    if (warned) return;
    warned = true;
    const message =
      'Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when initializing decryption is deprecated.';
    (env.process['emitWarning'] as (message: string, type: string, code: string) => void)(message, 'DeprecationWarning', 'DEP0182');
  }

  function getCipherInfo(target: Record<string, unknown>, nameOrNid: string | number, keyLength?: number, ivLength?: number): object | undefined {
    const info = cipherInfo(nameOrNid);
    if (info === undefined || (keyLength !== undefined && keyLength !== info.keyLength)) return undefined;
    if (ivLength !== undefined && !isVectorLength(info, ivLength)) return undefined;
    Object.assign(target, { mode: info.mode, name: info.name, nid: info.nid });
    if (info.blockSize !== undefined) target['blockSize'] = info.blockSize;
    if (info.ivLength !== undefined) target['ivLength'] = ivLength ?? info.ivLength;
    return Object.assign(target, { keyLength: info.keyLength });
  }

  /** crypto.subtle's AES. @param parameters initialisation vector, then what belongs to the mode */
  class AESCipherJob extends WorkJob {
    constructor(mode: number, ...args: [direction: number, key: unknown, data: Bytes, variant: number, vector?: Bytes, length?: number, additional?: Bytes]) {
      const [direction, key, data, variant, vector, length, additional] = args;
      const aesMode = AES_MODES[Math.floor(variant / AES_SIZES.length)] as (typeof AES_MODES)[number];
      const secret = copyOf(secretBytes(key));
      const input = copyOf(data);
      const iv = vector === undefined ? new Uint8Array(0) : copyOf(vector);
      const aad = additional === undefined ? new Uint8Array(0) : copyOf(additional);
      const encrypts = direction === ENCRYPT;
      super(mode, () => {
        const { counterPieces } = heavyCrypto();
        if (aesMode === 'kw') return runCipher(knownCipher(`aes${secret.length * 8}-wrap`), secret, WRAP_CHECK, input, encrypts).buffer;
        const info = knownCipher(`aes-${secret.length * 8}-${aesMode}`);
        if (aesMode === 'ctr') {
          const pieces = counterPieces(input, iv, length ?? 128);
          return concatBytes(pieces.map(({ counter, bytes }) => runCipher(info, secret, counter, bytes, encrypts))).buffer;
        }
        if (aesMode === 'cbc') return runCipher(info, secret, iv, input, encrypts).buffer;
        return sealOrOpen(info, { secret, iv, aad, input, encrypts, tagLength: length ?? 16 }).buffer;
      });
    }
  }

  function runCipher(info: CipherInfo, key: Uint8Array, iv: Uint8Array, input: Uint8Array, encrypts: boolean): Uint8Array<ArrayBuffer> {
    const running = heavyCrypto().startCipher(info, key, iv, encrypts);
    return concatBytes([running.update(input), running.final()]);
  }

  function sealOrOpen(
    info: CipherInfo,
    given: { secret: Uint8Array; iv: Uint8Array; aad: Uint8Array; input: Uint8Array; encrypts: boolean; tagLength: number },
  ): Uint8Array<ArrayBuffer> {
    const { secret, iv, aad, input, encrypts, tagLength } = given;
    if (!encrypts && input.length < tagLength) throw new Error('The provided data is too small');
    const running = heavyCrypto().startCipher(info, secret, iv, encrypts, tagLength);
    running.authenticate?.(aad);
    const end = encrypts ? input.length : input.length - tagLength;
    const output = concatBytes([running.update(input.subarray(0, end)), running.final()]);
    const tag = (running.tag?.() ?? new Uint8Array(0)).subarray(0, tagLength);
    if (encrypts) return concatBytes([output, tag]);
    if (tag.some((byte, index) => input[end + index] !== byte)) throw new Error('Cipher job failed');
    return output;
  }

  // ---- signatures ----

  const invalidDigest = (message = 'Invalid digest'): Error => codedError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', message);

  const signatureOptions = (digest: DigestAlgorithm | undefined, padding?: number, saltLength?: number, encoding?: number): SignatureOptions => ({
    digest, padding, saltLength, p1363: encoding === ENCODING_P1363, random,
  });

  /** Whether a key signs digests, not whole messages. */
  const isHashSigner = ({ type }: KeyMaterial): boolean => type === 'rsa' || type === 'rsa-pss' || type === 'dsa' || type === 'ec';

  class SignatureBase {
    #digest: DigestAlgorithm | undefined;
    #running: RunningDigest | undefined;

    init(name: string): void {
      this.#digest = digestAlgorithm(name);
      if (this.#digest === undefined) throw invalidDigest();
      this.#running = this.#digest.create();
    }
    update(data: unknown, encoding?: unknown): void {
      this.#running?.update(bytesOfInput(data, encoding));
    }
    /** Ends the message. @throws for a key that signs whole messages only, and when it has ended already */
    protected finish(key: KeyMaterial): { hash: Uint8Array; digest: DigestAlgorithm } {
      const [running, digest] = [this.#running, this.#digest];
      if (running === undefined || digest === undefined) throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Not initialised');
      this.#running = undefined;
      if (key.type === 'dh') throw operationNotSupported();
      if (!isHashSigner(key)) throw codedError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');
      return { hash: running.digest(), digest };
    }
  }
  class Sign extends SignatureBase {
    sign(...args: [...key: Required<KeyArguments>, padding?: number, saltLength?: number, encoding?: number]): Uint8Array {
      const [data, format, type, passphrase, namedCurve, padding, saltLength, encoding] = args;
      const key = readKey([data, format, type, passphrase, namedCurve], 'private');
      const { hash, digest } = this.finish(key);
      return asBuffer(env, heavyCrypto().sign(key, { hash }, signatureOptions(digest, padding, saltLength, encoding)));
    }
  }
  class Verify extends SignatureBase {
    verify(...args: [...key: Required<KeyArguments>, signature: Bytes, padding?: number, saltLength?: number, encoding?: number]): boolean {
      const [data, format, type, passphrase, namedCurve, signature, padding, saltLength, encoding] = args;
      const key = readKey([data, format, type, passphrase, namedCurve], 'public');
      const { hash, digest } = this.finish(key);
      return heavyCrypto().verify(key, { hash }, copyOf(signature), signatureOptions(digest, padding, saltLength, encoding));
    }
  }

  type SignJobArguments = [
    signMode: number, ...key: Required<KeyArguments>, data: Bytes, digest?: string | null, saltLength?: number, padding?: number, encoding?: number,
    context?: Bytes, signature?: Bytes,
  ];
  class SignJob extends WorkJob {
    constructor(mode: number, ...args: SignJobArguments) {
      const [signMode, keyData, format, type, passphrase, namedCurve, data, digestName, saltLength, padding, encoding, context, signature] = args;
      const signs = signMode === SIGN;
      const key = readKey([keyData, format, type, passphrase, namedCurve], signs ? 'private' : 'public');
      if (context !== undefined && key.type !== 'ed448') throw new NotImplementedError(`a signature with a context by a key of the type ${key.type}`);
      let digest = typeof digestName === 'string' ? digestAlgorithm(digestName) : undefined;
      if (typeof digestName === 'string' && digest === undefined) throw invalidDigest(`Invalid digest: ${digestName}`);
      if (digest === undefined && isHashSigner(key)) digest = digestAlgorithm((key.type === 'rsa-pss' && key.restrictions?.digest) || DEFAULT_DIGEST);
      const message = copyOf(data);
      const expected = signature === undefined ? new Uint8Array(0) : copyOf(signature);
      const options = { ...signatureOptions(digest, padding, saltLength, encoding), context: context === undefined ? undefined : copyOf(context) };
      super(mode, () => {
        const { sign, verify } = heavyCrypto();
        return signs ? sign(key, { message }, options).buffer : verify(key, { message }, expected, options);
      });
    }
  }

  // ---- generation ----

  type KeyPairArguments = KeyPairEncoding | [algorithm: object, publicMask: number, privateMask: number, extractable: boolean];

  /** A generated key as its job hands it out: key objects, texts, or CryptoKeys. */
  function handOut(mode: number, key: KeyMaterial, given: KeyPairArguments): unknown {
    const { exportKey, publicHalf, writeJwk } = heavyCrypto();
    const publicKey = publicHalf(key);
    if (mode === host.webCryptoMode) {
      const [algorithm, publicMask, privateMask, extractable] = given as [object, number, number, boolean];
      return {
        publicKey: host.createCryptoKey(host.createHandle(KEY_TYPE.public, publicKey), algorithm, publicMask, true),
        privateKey: host.createCryptoKey(host.createHandle(KEY_TYPE.private, key), algorithm, privateMask, extractable),
      };
    }
    const [publicFormat, publicType, privateFormat, privateType, cipher, passphrase] = given as KeyPairEncoding;
    const one = (isPrivate: boolean, format: number | undefined, encoding: number | undefined): unknown => {
      const half = isPrivate ? key : publicKey;
      if (format === undefined) return host.createHandle(isPrivate ? KEY_TYPE.private : KEY_TYPE.public, half);
      if (format === FORMAT.jwk) return writeJwk(half, isPrivate, {});
      if (format !== FORMAT.pem && format !== FORMAT.der) return rawKey(half, isPrivate, encoding);
      const secret = passphrase === undefined || passphrase === null ? undefined : copyOf(passphrase);
      const exported = exportKey(half, {
        pem: format === FORMAT.pem, encoding: encoding ?? 0, isPrivate, cipher: isPrivate ? cipher : undefined, passphrase: secret, random,
      });
      return typeof exported === 'string' ? exported : asBuffer(env, exported);
    };
    return [one(false, publicFormat, publicType), one(true, privateFormat, privateType)];
  }

  function rawKey(key: KeyMaterial, isPrivate: boolean, form: number | undefined): Uint8Array {
    if (!isOfBytes(key)) throw noRawForm();
    if (isPrivate) return asBuffer(env, copyOf(key.private ?? new Uint8Array(0)));
    return asBuffer(env, key.type === 'ec' ? heavyCrypto().convertPoint(key.curve, key.public, form) : copyOf(key.public));
  }

  type PssArguments = [hash?: string, maskHash?: string, saltLength?: number];
  const PSS_ARGUMENTS = 3;

  /** What a key of the type rsa-pss is for (RsaKeyGenTraits::Setup, src/crypto/crypto_rsa.cc). */
  function pssRestrictions([hash, maskHash = hash, saltLength]: PssArguments): PssRestrictions | undefined {
    if (hash === undefined && maskHash === undefined && saltLength === undefined) return undefined;
    const named = (name: string, message: string): DigestAlgorithm => {
      const digest = digestAlgorithm(name);
      if (digest === undefined) throw invalidDigest(message);
      return digest;
    };
    const digest = named(hash ?? 'sha1', `Invalid digest: ${hash}`);
    const maskDigest = named(maskHash ?? 'sha1', `Invalid MGF1 digest: ${maskHash}`);
    const length = saltLength ?? (hash === undefined ? PSS_DEFAULT_SALT : digest.length);
    return { digest: digestName(digest), maskDigest: digestName(maskDigest), saltLength: length };
  }

  class RsaKeyPairGenJob extends WorkJob {
    readonly #finish: (key: KeyMaterial) => unknown;
    readonly #bits: number;
    readonly #exponent: number;
    constructor(mode: number, variant: number, bits: number, exponent: number, ...rest: KeyPairArguments | [...PssArguments, ...KeyPairArguments]) {
      const isForPss = variant === KEY_VARIANT_RSA_PSS;
      const restrictions = isForPss ? pssRestrictions(rest.slice(0, PSS_ARGUMENTS) as PssArguments) : undefined;
      const given = (isForPss ? rest.slice(PSS_ARGUMENTS) : rest) as KeyPairArguments;
      const finish = (key: KeyMaterial): unknown => handOut(mode, isForPss ? heavyCrypto().restrictedToPss(key, restrictions) : key, given);
      super(mode, () => {
        if (bits < SMALLEST_RSA) throw new Error('error:1C8000AB:Provider routines::key size too small');
        return finish(heavyCrypto().generateRsaKey(bits, BigInt(exponent), random));
      });
      this.#finish = finish;
      this.#bits = bits;
      this.#exponent = exponent;
    }
    /** The browser makes the key off this thread, and fast. */
    protected workElsewhere(): Promise<unknown> | undefined {
      const subtle = env.natives.crypto.subtle as SubtleCrypto | undefined;
      if (subtle === undefined || this.#bits < SMALLEST_RSA) return undefined;
      return this.#byBrowser(subtle).catch(() => undefined);
    }
    async #byBrowser(subtle: SubtleCrypto): Promise<unknown> {
      const { bigintToBytes, ENCODED, readDerKey } = heavyCrypto();
      const publicExponent = bigintToBytes(BigInt(this.#exponent));
      const algorithm = { name: 'RSASSA-PKCS1-v1_5', modulusLength: this.#bits, publicExponent, hash: 'SHA-256' };
      const pair = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const exported = await subtle.exportKey('pkcs8', pair.privateKey);
      return this.#finish(readDerKey(new Uint8Array(exported), ENCODED.pkcs8, 'private', undefined));
    }
  }

  class DsaKeyPairGenJob extends WorkJob {
    /** @param divisorBits -1 when the program has not said */
    constructor(mode: number, bits: number, divisorBits: number, ...given: KeyPairArguments) {
      super(mode, () => handOut(mode, heavyCrypto().generateDsaKey(bits, divisorBits, random), given));
    }
  }

  class DhKeyPairGenJob extends WorkJob {
    /** with the name of a group; or with a prime, or the bits of one, and the generator */
    constructor(mode: number, group: string | number | Bytes, ...rest: KeyPairArguments | [generator: number, ...KeyPairArguments]) {
      const isNamed = typeof group === 'string';
      const generator = isNamed ? 2n : BigInt(rest[0] as number);
      const given = (isNamed ? rest : rest.slice(1)) as KeyPairArguments;
      const known = isNamed ? modpPrime(group) : undefined;
      if (isNamed && known === undefined) throw codedError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group');
      super(mode, () => {
        const { bytesToBigint, generateDhDomain, generateDhKey } = heavyCrypto();
        const prime = known ?? (typeof group === 'object' ? bytesToBigint(copyOf(group)) : undefined);
        const domain = prime === undefined ? generateDhDomain(Number(group), generator, random) : { prime, generator };
        return handOut(mode, generateDhKey(domain, random), given);
      });
    }
  }

  class EcKeyPairGenJob extends WorkJob {
    constructor(mode: number, name: string, parameters: number | undefined, ...given: KeyPairArguments) {
      const curve = knownCurve(name);
      if (parameters === 0) throw new NotImplementedError('an EC key with explicit curve parameters');
      super(mode, () => handOut(mode, heavyCrypto().generateEc(curve, random), given));
    }
  }

  class NidKeyPairGenJob extends WorkJob {
    constructor(mode: number, nid: number, ...given: KeyPairArguments) {
      const type = EVP_PKEY[nid];
      if (type === undefined || !heavyCrypto().isByteCurve(type)) throw new NotImplementedError('a post-quantum key pair');
      super(mode, () => handOut(mode, heavyCrypto().generateOnByteCurve(type, random), given));
    }
  }

  function knownCurve(name: string) {
    const curve = heavyCrypto().curveNamed(name);
    if (curve !== undefined) return curve;
    if (env.facts.curves.includes(name)) throw new NotImplementedError(`the curve ${name}`);
    throw invalidCurve();
  }

  // ---- agreement ----

  class DHBitsJob extends WorkJob {
    constructor(mode: number, ...args: [...Required<KeyArguments>, ...Required<KeyArguments>]) {
      const publicKey = readKey(args.slice(0, 5) as KeyArguments, 'public');
      const privateKey = readKey(args.slice(5) as KeyArguments, 'private');
      super(mode, () => {
        const isMismatch =
          (privateKey.type === 'ec' && publicKey.type === 'ec' && privateKey.curve !== publicKey.curve) ||
          (privateKey.type === 'dh' && publicKey.type === 'dh' && privateKey.domain.prime !== publicKey.domain.prime);
        if (isMismatch) {
          const reason = 'mismatching domain parameters';
          throw opensslError({ number: '1C8000CB', library: 'Provider routines', reason, code: 'ERR_OSSL_MISMATCHING_DOMAIN_PARAMETERS' });
        }
        return heavyCrypto().agree(privateKey, publicKey).buffer;
      });
    }
  }

  class ECDH {
    readonly #curve;
    #private: Uint8Array<ArrayBuffer> | undefined;
    #public: Uint8Array<ArrayBuffer> | undefined;

    constructor(name: string) {
      this.#curve = knownCurve(name);
    }
    generateKeys(): void {
      const { generatePrivateKey, publicPoint } = heavyCrypto();
      this.#private = generatePrivateKey(this.#curve, random);
      this.#public = publicPoint(this.#curve, this.#private);
    }
    /** The secret, or the name of an error for the library to throw. */
    computeSecret(other: Bytes): Uint8Array | string {
      const { convertPoint, sharedX } = heavyCrypto();
      let point: Uint8Array;
      try {
        point = convertPoint(this.#curve, copyOf(other));
      } catch {
        return 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY';
      }
      if (this.#private === undefined) throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to compute ECDH key');
      return asBuffer(env, sharedX(this.#curve, this.#private, point));
    }
    getPublicKey(form: number): Uint8Array {
      if (this.#public === undefined) throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to get ECDH public key');
      return asBuffer(env, heavyCrypto().convertPoint(this.#curve, this.#public, form));
    }
    getPrivateKey(): Uint8Array {
      if (this.#private === undefined) throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to get ECDH private key');
      return asBuffer(env, this.#private.slice());
    }
    setPrivateKey(key: Bytes): void {
      const { bigintToBytes, bytesToBigint, isPrivateKey, publicPoint } = heavyCrypto();
      const bytes = copyOf(key);
      if (bytes.length > this.#curve.size || !isPrivateKey(this.#curve, bytes)) {
        throw codedError(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', 'Private key is not valid for specified curve.');
      }
      this.#private = bigintToBytes(bytesToBigint(bytes), this.#curve.size);
      this.#public = publicPoint(this.#curve, this.#private);
    }
    setPublicKey(key: Bytes): void {
      try {
        this.#public = heavyCrypto().convertPoint(this.#curve, copyOf(key));
      } catch {
        throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to convert Buffer to EC_POINT');
      }
    }
  }

  function ECDHConvertKey(key: Bytes, name: string, form: number): Uint8Array {
    const curve = knownCurve(name);
    try {
      return asBuffer(env, heavyCrypto().convertPoint(curve, copyOf(key), form));
    } catch {
      throw codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', 'Failed to convert Buffer to EC_POINT');
    }
  }

  // ---- RSA encryption ----

  type RsaArguments = [...key: Required<KeyArguments>, data: Bytes, padding: number, digest?: string, label?: Bytes];

  function rsaArguments(args: RsaArguments, wanted: Wanted) {
    const [data, format, type, passphrase, namedCurve, message, padding, digestName, label] = args;
    const key = readKey([data, format, type, passphrase, namedCurve], wanted);
    if (key.type === 'rsa-pss') throw notForThisKeyType();
    if (key.type !== 'rsa') throw operationNotSupported();
    const digest = digestAlgorithm(digestName ?? 'sha1');
    if (digest === undefined) throw codedError(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'error:03000098:digital envelope routines::invalid digest');
    const options = { padding, digest, label: label === undefined ? new Uint8Array(0) : copyOf(label), random };
    return { key, message: copyOf(message), padding, options };
  }
  function privateNumbers(key: Extract<KeyMaterial, { type: 'rsa' }>) {
    if (key.private === undefined) throw new TypeError('the private half of a public key was asked for');
    return key.private;
  }

  class RSACipherJob extends WorkJob {
    constructor(mode: number, ...args: [direction: number, key: unknown, data: Bytes, variant: number, digest: string, label?: Bytes]) {
      const [direction, handle, data, , digest, label] = args;
      const encrypts = direction === ENCRYPT;
      const given = rsaArguments([handle, null, null, null, null, data, 4, digest, label], encrypts ? 'public' : 'private');
      super(mode, () => {
        const { decryptWithPrivate, encryptWithPublic } = heavyCrypto();
        const { key, message, options } = given;
        return (encrypts ? encryptWithPublic(key.public, message, options) : decryptWithPrivate(privateNumbers(key), message, options)).buffer;
      });
    }
  }

  return {
    CipherBase,
    AESCipherJob,
    RSACipherJob,
    Sign,
    Verify,
    SignJob,
    RsaKeyPairGenJob,
    DsaKeyPairGenJob,
    DhKeyPairGenJob,
    EcKeyPairGenJob,
    NidKeyPairGenJob,
    DHBitsJob,
    ECDH,
    ECDHConvertKey,
    getCipherInfo,
    /** Only what is implemented. */
    getCiphers: () => env.facts.ciphers.filter((name) => cipherInfo(name) !== undefined),
    getCurves: () => env.facts.curves.filter((name) => curveInfo(name) !== undefined),
    publicEncrypt(...args: RsaArguments) {
      const { key, message, options } = rsaArguments(args, 'public');
      return asBuffer(env, heavyCrypto().encryptWithPublic(key.public, message, options));
    },
    privateDecrypt(...args: RsaArguments) {
      const { key, message, options } = rsaArguments(args, 'private');
      return asBuffer(env, heavyCrypto().decryptWithPrivate(privateNumbers(key), message, options));
    },
    privateEncrypt(...args: RsaArguments) {
      const { key, message, padding } = rsaArguments(args, 'private');
      return asBuffer(env, heavyCrypto().encryptWithPrivate(privateNumbers(key), message, padding));
    },
    publicDecrypt(...args: RsaArguments) {
      const { key, message, padding } = rsaArguments(args, 'public');
      return asBuffer(env, heavyCrypto().decryptWithPublic(key.public, message, padding));
    },
  };
}

/** What KeyObjectHandle does for asymmetric keys. */
export function asymmetricHandle(host: Pick<CryptoHost, 'env' | 'random'>, key: KeyMaterial, isPrivate: boolean) {
  const { env, random } = host;
  const buffer = (bytes: Uint8Array): Uint8Array => asBuffer(env, copyOf(bytes));
  return {
    export(format: number, encoding: number, cipher?: string | null, passphrase?: Bytes | null): string | Uint8Array {
      const secret = passphrase === undefined || passphrase === null ? undefined : bytesOf(passphrase);
      const exported = heavyCrypto().exportKey(key, { pem: format === FORMAT.pem, encoding, isPrivate, cipher, passphrase: secret, random });
      return typeof exported === 'string' ? exported : buffer(exported);
    },
    exportJwk: (target: Record<string, unknown>) => heavyCrypto().writeJwk(key, isPrivate, target),
    rawPublicKey(): Uint8Array {
      if (!isOfBytes(key)) throw noRawForm();
      return buffer(key.public);
    },
    rawPrivateKey(): Uint8Array {
      if (!isOfBytes(key) || key.private === undefined) throw noRawForm();
      return buffer(key.private);
    },
    exportECPublicRaw(form: number): Uint8Array {
      if (key.type !== 'ec') throw noRawForm();
      return buffer(heavyCrypto().convertPoint(key.curve, key.public, form));
    },
    keyDetail(target: Record<string, unknown>): Record<string, unknown> {
      const { bigintToBytes, bitLength } = heavyCrypto();
      if (key.type === 'rsa' || key.type === 'rsa-pss') {
        target['modulusLength'] = bitLength(key.public.n);
        target['publicExponent'] = bigintToBytes(key.public.e).buffer;
        if (key.type === 'rsa-pss' && key.restrictions !== undefined) {
          const { digest, maskDigest, saltLength } = key.restrictions;
          Object.assign(target, { hashAlgorithm: digest, mgf1HashAlgorithm: maskDigest, saltLength });
        }
      } else if (key.type === 'dsa') {
        target['modulusLength'] = bitLength(key.domain.p);
        target['divisorLength'] = bitLength(key.domain.q);
      } else if (key.type === 'ec') {
        target['namedCurve'] = key.curve.name;
      }
      return target;
    },
    spki: () => heavyCrypto().writeSpki(key),
  };
}
