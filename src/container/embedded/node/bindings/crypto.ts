// internalBinding('crypto'): digests, HMAC, key derivation, random bytes and secret keys (src/crypto/*.cc), over @noble/hashes
// and the browser's random generator; ciphers, signatures and asymmetric keys are in ../crypto-operations.ts. What neither
// has (post-quantum keys) is throwing stubs.
import { hkdf } from '@noble/hashes/hkdf.js';
import { asBuffer, type BindingFactory, type Environment } from '../environment.ts';
import { bytesOf, codedError, copyOf, equalBytes } from '../bytes.ts';
import { certificates } from '../crypto-certificates.ts';
import { diffieHellman } from '../crypto-diffie-hellman.ts';
import { digestAlgorithm, type DigestAlgorithm, type MessageAuthentication, type RunningDigest } from '../crypto-digests.ts';
import type { KeyMaterial } from '../crypto-keys.ts';
import { heavyCrypto } from '../crypto-loader.ts';
import { asymmetricHandle, cryptoOperations, KEY_TYPE, keyFromArguments, type KeyArguments } from '../crypto-operations.ts';
import { compute, type CryptoTask, type Derivation } from '../crypto-tasks.ts';
import { createHelperThreads } from '../crypto-threads.ts';
import { bitLength } from '../crypto-primes.ts';
import { secureContext } from '../crypto-secure-context.ts';
import { bytesToBigint } from '../der.ts';
import { bytesOfInput, decode, decodeBase64url, ENCODING, parseEncoding } from '../encodings.ts';

// Constants of the binding (src/crypto/crypto_util.h, crypto_keys.h, crypto_sig.h).
const JOB_SYNC = 1;
const JOB_WEB_CRYPTO = 2;
const KEY_FORMAT_JWK = 2;
const SIGN = 0;

/** What crypto.getRandomValues gives at once. */
const RANDOM_QUOTA = 65536;
const invalidDigest = (name: unknown): Error => codedError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${String(name)}`);

/** An error as OpenSSL's error queue becomes one (src/crypto/crypto_util.cc, Decorate). */
function opensslError(code: string, number: string, reason: string): Error {
  const error = new Error(`error:${number}:digital envelope routines::${reason}`);
  return Object.assign(error, { library: 'digital envelope routines', reason, code });
}

function knownDigest(name: string): DigestAlgorithm {
  const algorithm = digestAlgorithm(name);
  if (algorithm === undefined) throw invalidDigest(name);
  return algorithm;
}

/** Digest in progress with a fixed output length. */
class DigestState {
  readonly algorithm: DigestAlgorithm;
  readonly #running: RunningDigest;
  readonly #length: number;

  constructor(algorithm: DigestAlgorithm, running: RunningDigest, length: number | undefined) {
    if (length !== undefined && length !== algorithm.length && !algorithm.extendable) {
      throw opensslError('ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH', '030000B2', 'not XOF or invalid length');
    }
    this.algorithm = algorithm;
    this.#running = running;
    this.#length = length ?? algorithm.length;
  }

  copy(length: number | undefined): DigestState {
    return new DigestState(this.algorithm, this.#running.clone(), length);
  }

  update(bytes: Uint8Array): void {
    this.#running.update(bytes);
  }

  digest(): Uint8Array<ArrayBuffer> {
    if (this.#length === 0) return new Uint8Array(0);
    const { xof } = this.#running;
    const bytes = this.algorithm.extendable && xof ? xof.call(this.#running, this.#length) : this.#running.digest();
    return copyOf(bytes);
  }
}

function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array, length?: number): Uint8Array<ArrayBuffer> {
  const state = new DigestState(algorithm, algorithm.create(), length);
  state.update(bytes);
  return state.digest();
}

/** Digest bytes as the library asks for them: a string in an encoding, or a Buffer. */
function encodeDigest(env: Environment, bytes: Uint8Array, encoding: unknown): unknown {
  const code = parseEncoding(encoding, ENCODING.buffer);
  return code === ENCODING.buffer ? asBuffer(env, bytes) : decode(bytes, code);
}

/** PBKDF2 by the browser, off this thread and fast; undefined where it cannot. */
async function webCryptoPbkdf2(
  env: Environment,
  algorithm: DigestAlgorithm,
  { password, salt, iterations, length }: { password: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer>; iterations: number; length: number },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const subtle = env.natives.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined || algorithm.webCryptoName === undefined) return undefined;
  try {
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: algorithm.webCryptoName, salt, iterations }, key, length * 8);
    return new Uint8Array(bits);
  } catch {
    return undefined;
  }
}

export const crypto: BindingFactory = (env) => {
  const { AsyncWrap } = env.wraps;

  const randomBytes = (target: Uint8Array<ArrayBuffer>): void => {
    for (let at = 0; at < target.length; at += RANDOM_QUOTA) {
      const chunk = new Uint8Array(Math.min(RANDOM_QUOTA, target.length - at));
      env.natives.crypto.getRandomValues(chunk);
      target.set(chunk, at);
    }
  };

  // ---- keys ----

  type StoredKey = { readonly type: 0; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly type: 1 | 2; readonly key: KeyMaterial };
  const storedKeys = new WeakMap<object, StoredKey>();
  const stored = (handle: object): StoredKey => {
    const found = storedKeys.get(handle);
    if (found === undefined) throw new TypeError('the key handle was not initialised');
    return found;
  };
  const materialOf = (handle: unknown): KeyMaterial | undefined => {
    const found = typeof handle === 'object' && handle !== null ? storedKeys.get(handle) : undefined;
    return found === undefined || found.type === KEY_TYPE.secret ? undefined : found.key;
  };
  const secretOf = (handle: object): Uint8Array<ArrayBuffer> => {
    const found = stored(handle);
    if (found.type !== KEY_TYPE.secret) throw new TypeError('a secret key was expected');
    return found.bytes;
  };
  const asymmetric = (handle: object): ReturnType<typeof asymmetricHandle> => {
    const found = stored(handle);
    if (found.type === KEY_TYPE.secret) throw new TypeError('an asymmetric key was expected');
    return asymmetricHandle({ env, random: randomBytes }, found.key, found.type === KEY_TYPE.private);
  };
  /** the key itself, for the other classes of this file */
  const keyBytes = (key: unknown): Uint8Array<ArrayBuffer> =>
    key instanceof KeyObjectHandle ? secretOf(key) : bytesOf(key as ArrayBufferView | ArrayBufferLike);

  class KeyObjectHandle {
    init(type: number, ...given: KeyArguments): void {
      const [data, format] = given;
      if (type === KEY_TYPE.secret) {
        const bytes = format === KEY_FORMAT_JWK ? secretOfJwk(data as Record<string, unknown>) : copyOf(data as ArrayBufferView | ArrayBufferLike);
        storedKeys.set(this, { type: KEY_TYPE.secret, bytes });
        return;
      }
      const wanted = type === KEY_TYPE.private ? 'private' : 'public';
      const key = keyFromArguments({ env, materialOf }, given, wanted);
      storedKeys.set(this, wanted === 'private' ? { type: KEY_TYPE.private, key } : { type: KEY_TYPE.public, key: heavyCrypto().publicHalf(key) });
    }
    getKeyType(): number {
      return stored(this).type;
    }
    getSymmetricKeySize(): number {
      return secretOf(this).length;
    }
    getAsymmetricKeyType(): string | undefined {
      return materialOf(this)?.type;
    }
    keyDetail(target: Record<string, unknown>): Record<string, unknown> {
      return asymmetric(this).keyDetail(target);
    }
    checkEcKeyData(): boolean {
      // Points and private keys were checked when they were read.
      return true;
    }
    export(...given: [format: number, encoding: number, cipher?: string | null, passphrase?: ArrayBufferView | null] | []): string | Uint8Array {
      const [format, encoding, cipher, passphrase] = given;
      if (format === undefined || encoding === undefined) return asBuffer(env, secretOf(this).slice());
      return asymmetric(this).export(format, encoding, cipher, passphrase);
    }
    exportJwk(target: Record<string, unknown>): Record<string, unknown> {
      if (stored(this).type !== KEY_TYPE.secret) return asymmetric(this).exportJwk(target);
      const bytes = secretOf(this);
      target['kty'] = 'oct';
      target['k'] = decodeBase64url(bytes, 0, bytes.length);
      return target;
    }
    rawPublicKey(): Uint8Array {
      return asymmetric(this).rawPublicKey();
    }
    rawPrivateKey(): Uint8Array {
      return asymmetric(this).rawPrivateKey();
    }
    exportECPublicRaw(form: number): Uint8Array {
      return asymmetric(this).exportECPublicRaw(form);
    }
    exportECPrivateRaw(): Uint8Array {
      return asymmetric(this).rawPrivateKey();
    }
    equals(other: KeyObjectHandle): boolean {
      const [mine, its] = [stored(this), stored(other)];
      if (mine.type !== its.type) return false;
      if (mine.type === KEY_TYPE.secret) return equalBytes(mine.bytes, secretOf(other));
      return equalBytes(asymmetric(this).spki(), asymmetric(other).spki());
    }
  }

  const keyObjects = new WeakMap<object, KeyObjectHandle>();
  class NativeKeyObject {
    constructor(handle: KeyObjectHandle) {
      keyObjects.set(this, handle);
    }
  }

  interface CryptoKeySlots {
    readonly handle: KeyObjectHandle;
    readonly algorithm: object;
    readonly usagesMask: number;
    readonly extractable: boolean;
  }
  const cryptoKeys = new WeakMap<object, CryptoKeySlots>();
  class NativeCryptoKey {
    constructor(handle: KeyObjectHandle, algorithm: object, usagesMask: number, extractable: boolean) {
      cryptoKeys.set(this, { handle, algorithm, usagesMask, extractable });
    }
  }
  type CryptoKeyClass = new (handle: KeyObjectHandle, algorithm: object, usagesMask: number, extractable: boolean) => object;
  let InternalCryptoKey: CryptoKeyClass | undefined;

  const createCryptoKey = (handle: object, algorithm: object, usagesMask: number, extractable: boolean): object => {
    if (InternalCryptoKey === undefined) throw new TypeError('CryptoKey has not been set up');
    return new InternalCryptoKey(handle as KeyObjectHandle, algorithm, usagesMask, extractable);
  };
  const createHandle = (type: number, key: KeyMaterial): object => {
    const handle = new KeyObjectHandle();
    storedKeys.set(handle, { type: type === KEY_TYPE.private ? KEY_TYPE.private : KEY_TYPE.public, key });
    return handle;
  };

  const invalidThis = (name: string): Error => codedError(TypeError, 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`);

  // ---- digests ----

  class Hash {
    readonly #state: DigestState;
    #digest: Uint8Array<ArrayBuffer> | undefined;

    constructor(algorithm: string | Hash, outputLength?: number) {
      if (algorithm instanceof Hash) {
        this.#state = algorithm.#state.copy(outputLength);
        return;
      }
      const known = digestAlgorithm(algorithm);
      if (known === undefined) throw new Error('Digest method not supported');
      this.#state = new DigestState(known, known.create(), outputLength);
    }
    update(data: unknown, encoding?: unknown): boolean {
      this.#state.update(bytesOfInput(data, encoding));
      return true;
    }
    digest(encoding?: unknown): unknown {
      this.#digest ??= this.#state.digest();
      return encodeDigest(env, this.#digest.slice(), encoding);
    }
  }

  class Hmac {
    #running: MessageAuthentication | undefined;

    init(name: string, key: unknown): void {
      this.#running = knownDigest(name).createMac(keyBytes(key));
    }
    update(data: unknown, encoding?: unknown): boolean {
      if (this.#running === undefined) return false;
      this.#running.update(bytesOfInput(data, encoding));
      return true;
    }
    digest(encoding?: unknown): unknown {
      const bytes = this.#running === undefined ? new Uint8Array(0) : copyOf(this.#running.digest());
      this.#running = undefined;
      return encodeDigest(env, bytes, encoding);
    }
  }

  // ---- jobs: work that Node does in its thread pool, or at once ----

  type Work = () => unknown;

  /** CryptoJob (src/crypto/crypto_util.h) */
  abstract class Job extends AsyncWrap {
    readonly #mode: number;
    ondone?: unknown;

    constructor(mode: number) {
      super();
      this.#mode = mode;
    }

    /** The result, when it is asked for. */
    protected abstract work(): unknown;
    /** A faster way off this thread, where there is one; answers undefined where not. */
    protected workElsewhere(): Promise<unknown> | undefined {
      return undefined;
    }

    run(): unknown {
      if (this.#mode === JOB_SYNC) return outcome(() => this.work());
      if (this.#mode === JOB_WEB_CRYPTO) {
        return new Promise((resolve, reject) => {
          this.#later(([error, result]) => (error === undefined ? resolve(result) : reject(operationError(error))));
        });
      }
      this.#later((result) => this.makeCallback(this.ondone, ...result));
      return undefined;
    }

    #later(done: (result: [error: unknown, result?: unknown]) => void): void {
      env.loop.hold(this);
      const finish = (make: Work): void => {
        env.loop.enqueue(() => {
          env.loop.release(this);
          done(outcome(make));
        });
      };
      const elsewhere = this.workElsewhere();
      if (elsewhere === undefined) return finish(() => this.work());
      void elsewhere.then(
        (result) => finish(() => result ?? this.work()),
        (error: unknown) => finish(() => {
          throw error;
        }),
      );
    }
  }

  function outcome(make: Work): [error: unknown, result?: unknown] {
    try {
      return [undefined, make()];
    } catch (error) {
      return [error, undefined];
    }
  }

  function operationError(cause: unknown): Error {
    const { DOMException } = env.internalBinding('messaging') as { DOMException: new (message: string, options: unknown) => Error };
    return new DOMException('The operation failed for an operation-specific reason', { name: 'OperationError', cause });
  }

  class RandomBytesJob extends Job {
    readonly #target: Uint8Array<ArrayBuffer>;
    constructor(mode: number, target: ArrayBufferView | ArrayBufferLike, offset: number, size: number) {
      super(mode);
      this.#target = bytesOf(target).subarray(offset, offset + size);
    }
    protected override work(): undefined {
      randomBytes(this.#target);
      return undefined;
    }
  }

  class HashJob extends Job {
    readonly #algorithm: DigestAlgorithm;
    readonly #data: Uint8Array<ArrayBuffer>;
    readonly #length: number | undefined;
    constructor(mode: number, name: string, data: ArrayBufferView | ArrayBufferLike, bits?: number) {
      super(mode);
      this.#algorithm = knownDigest(name);
      this.#data = copyOf(data);
      this.#length = bits === undefined ? undefined : bits / 8;
    }
    protected override work(): ArrayBuffer {
      return digestOf(this.#algorithm, this.#data, this.#length).buffer;
    }
  }

  class HmacJob extends Job {
    readonly #work: Work;
    constructor(mode: number, ...args: [signMode: number, name: string, key: unknown, data: ArrayBufferView | ArrayBufferLike, signature?: ArrayBufferView]) {
      super(mode);
      const [signMode, name, key, data, signature] = args;
      const algorithm = knownDigest(name);
      const message = copyOf(data);
      const expected = signature === undefined ? undefined : copyOf(signature);
      this.#work = () => {
        const running = algorithm.createMac(keyBytes(key));
        running.update(message);
        const mac = copyOf(running.digest());
        return signMode === SIGN ? mac.buffer : expected !== undefined && equalBytes(mac, expected);
      };
    }
    protected override work(): unknown {
      return this.#work();
    }
  }

  const helpers = createHelperThreads<CryptoTask>(
    env.natives,
    () => `${env.lateParts.library('crypto').script}\nexported.serve(self);`,
    () => env.env['UV_THREADPOOL_SIZE'],
  );

  /** A long computation: at once, or on another thread. */
  abstract class TaskJob<Task extends CryptoTask = CryptoTask> extends Job {
    protected abstract readonly task: Task;
    /** What the job answers; the library keeps things of its own in `result`. */
    protected fromBytes(bytes: Uint8Array<ArrayBuffer>): unknown {
      return bytes.buffer;
    }
    protected override work(): unknown {
      return this.fromBytes(compute(this.task, randomBytes));
    }
    protected override workElsewhere(): Promise<unknown> | undefined {
      return helpers.run(this.task).then((bytes) => bytes && this.fromBytes(bytes));
    }
  }

  class RandomPrimeJob extends TaskJob {
    protected override readonly task: CryptoTask;
    constructor(mode: number, ...args: [bits: number, safe: boolean, add?: ArrayBufferView | ArrayBufferLike, rem?: ArrayBufferView | ArrayBufferLike]) {
      super(mode);
      const [bits, safe, add, rem] = args;
      const number = (bytes: ArrayBufferView | ArrayBufferLike | undefined): bigint | undefined => (bytes === undefined ? undefined : bytesToBigint(copyOf(bytes)));
      const task = { name: 'prime', bits, safe, add: number(add), rem: number(rem) } as const;
      const invalid = (name: string): Error => codedError(RangeError, 'ERR_OUT_OF_RANGE', `invalid options.${name}`);
      if (task.add !== undefined && (task.add === 0n || bitLength(task.add) > bits)) throw invalid('add');
      if (task.add !== undefined && task.rem !== undefined && task.add <= task.rem) throw invalid('rem');
      this.task = task;
    }
  }

  class CheckPrimeJob extends TaskJob {
    protected override readonly task: CryptoTask;
    constructor(mode: number, candidate: ArrayBufferView | ArrayBufferLike) {
      super(mode);
      this.task = { name: 'checkPrime', candidate: bytesToBigint(copyOf(candidate)) };
    }
    protected override fromBytes([isPrime]: Uint8Array): boolean {
      return isPrime === 1;
    }
  }

  class PBKDF2Job extends TaskJob<Extract<Derivation, { name: 'pbkdf2' }>> {
    readonly #algorithm: DigestAlgorithm;
    protected override readonly task: Extract<Derivation, { name: 'pbkdf2' }>;
    constructor(mode: number, ...args: [password: unknown, salt: ArrayBufferView, iterations: number, length: number, digest: string]) {
      super(mode);
      const [password, salt, iterations, length, digest] = args;
      this.#algorithm = knownDigest(digest);
      this.task = { name: 'pbkdf2', password: copyOf(keyBytes(password)), salt: copyOf(salt), iterations, length, digest };
    }
    protected override work(): unknown {
      if (this.task.length === 0) throw new Error('Deriving bits failed');
      return super.work();
    }
    protected override workElsewhere(): Promise<unknown> | undefined {
      if (this.task.length === 0) return undefined;
      return webCryptoPbkdf2(env, this.#algorithm, this.task).then((bytes) => bytes?.buffer ?? super.workElsewhere());
    }
  }

  class ScryptJob extends TaskJob<Extract<Derivation, { name: 'scrypt' }>> {
    protected override readonly task: Extract<Derivation, { name: 'scrypt' }>;
    constructor(mode: number, ...args: [password: unknown, salt: ArrayBufferView, N: number, r: number, p: number, maxmem: number, length: number]) {
      super(mode);
      const [password, salt, N, r, p, maxmem, length] = args;
      checkScryptParameters(N, r, p, maxmem);
      this.task = { name: 'scrypt', password: copyOf(keyBytes(password)), salt: copyOf(salt), N, r, p, length };
    }
    protected override work(): unknown {
      return this.task.length === 0 ? new ArrayBuffer(0) : super.work();
    }
    protected override workElsewhere(): Promise<unknown> | undefined {
      return this.task.length === 0 ? undefined : super.workElsewhere();
    }
  }

  class Argon2Job extends TaskJob {
    protected override readonly task: Derivation;
    constructor(
      mode: number,
      ...args: [
        message: unknown, nonce: ArrayBufferView, parallelism: number, length: number, memory: number, passes: number,
        secret: ArrayBufferView | undefined, associatedData: ArrayBufferView | undefined, type: number,
      ]
    ) {
      super(mode);
      const [message, nonce, parallelism, length, memory, passes, secret, associatedData, type] = args;
      const optional = (view: ArrayBufferView | undefined): Uint8Array<ArrayBuffer> | undefined => (view === undefined || view.byteLength === 0 ? undefined : copyOf(view));
      this.task = {
        name: 'argon2', type, password: copyOf(keyBytes(message)), salt: copyOf(nonce), passes, memory, parallelism, length,
        secret: optional(secret), associatedData: optional(associatedData),
      };
    }
  }

  class HKDFJob extends Job {
    readonly #work: Work;
    constructor(mode: number, ...args: [digest: string, key: unknown, salt: ArrayBufferView, info: ArrayBufferView, length: number]) {
      super(mode);
      const [digest, key, salt, info, length] = args;
      const { hash, length: digestLength } = knownDigest(digest);
      // RFC 5869, section 2.3
      if (length > 255 * digestLength) throw codedError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
      const secret = copyOf(keyBytes(key));
      const saltBytes = copyOf(salt);
      const infoBytes = copyOf(info);
      this.#work = () => {
        if (length === 0) throw new Error('Deriving bits failed');
        return copyOf(hkdf(hash, secret, saltBytes, infoBytes, length)).buffer;
      };
    }
    protected override work(): unknown {
      return this.#work();
    }
  }

  class SecretKeyGenJob extends Job {
    readonly #work: Work;
    constructor(mode: number, bits: number, algorithm?: object, usagesMask?: number, extractable?: boolean) {
      super(mode);
      this.#work = () => {
        const bytes = new Uint8Array(Math.ceil(bits / 8));
        randomBytes(bytes);
        const handle = new KeyObjectHandle();
        handle.init(KEY_TYPE.secret, bytes);
        if (mode !== JOB_WEB_CRYPTO) return handle;
        return createCryptoKey(handle, algorithm ?? {}, usagesMask ?? 0, extractable ?? false);
      };
    }
    protected override work(): unknown {
      return this.#work();
    }
  }

  return {
    ...cryptoOperations({
      env, Job, random: randomBytes, webCryptoMode: JOB_WEB_CRYPTO, secretBytes: keyBytes, materialOf, createHandle, createCryptoKey,
    }),
    ...diffieHellman({ env, random: randomBytes }),
    ...secureContext(env, randomBytes),
    ...certificates({ env, createHandle, materialOf }).binding,
    Hash,
    Hmac,
    KeyObjectHandle,
    RandomBytesJob,
    HashJob,
    HmacJob,
    PBKDF2Job,
    ScryptJob,
    Argon2Job,
    HKDFJob,
    SecretKeyGenJob,
    RandomPrimeJob,
    CheckPrimeJob,

    /** Only what is implemented. */
    getHashes: () => env.facts.hashes.filter((name) => digestAlgorithm(name) !== undefined),
    getCachedAliases: () => Object.create(null) as object,

    /** crypto.hash(): digest of one piece. `encodingNumber` is that of `encoding`. */
    oneShotDigest(...args: [name: string, id: unknown, cache: unknown, input: unknown, encoding: string, encodingNumber: unknown, length?: number]) {
      const [name, , , input, encoding, , length] = args;
      const algorithm = digestAlgorithm(name);
      if (algorithm === undefined) throw new Error(`Digest method ${name} is not supported`);
      return encodeDigest(env, digestOf(algorithm, bytesOfInput(input), length), encoding);
    },

    timingSafeEqual(a: unknown, b: unknown) {
      const bytes = [a, b].map((value, index) => {
        if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return bytesOf(value);
        throw codedError(
          TypeError,
          'ERR_INVALID_ARG_TYPE',
          `The "buf${index + 1}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
        );
      }) as [Uint8Array, Uint8Array];
      if (bytes[0].length !== bytes[1].length) {
        throw codedError(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
      }
      return equalBytes(...bytes);
    },

    createNativeKeyObjectClass: (create: (Base: typeof NativeKeyObject) => unknown) => create(NativeKeyObject),
    /** [type, handle]; the library keeps what it derives in the same array */
    getKeyObjectSlots(key: object) {
      const handle = keyObjects.get(key);
      if (handle === undefined) throw invalidThis('KeyObject');
      return [handle.getKeyType(), handle];
    },
    createCryptoKeyClass(create: (Base: typeof NativeCryptoKey) => [unknown, CryptoKeyClass]) {
      const classes = create(NativeCryptoKey);
      InternalCryptoKey = classes[1];
      return classes;
    },
    /** [type, extractable, algorithm, usages mask, handle] */
    getCryptoKeySlots(key: object) {
      const slots = cryptoKeys.get(key);
      if (slots === undefined) throw invalidThis('CryptoKey');
      return [slots.handle.getKeyType(), slots.extractable, slots.algorithm, slots.usagesMask, slots.handle];
    },

    secureBuffer: (length: number) => new Uint8Array(length),
    secureHeapUsed: () => undefined,
    getFipsCrypto: () => 0,
    testFipsCrypto: () => false,
    startLoadingCertificatesOffThread() {},
    // Nobody is trusted, because there is nobody outside to talk to.
    getBundledRootCertificates: () => [],
    getExtraCACertificates: () => [],
    getSystemCACertificates: () => [],
  };
};

/** The bytes of a JWK of the type oct. */
function secretOfJwk(jwk: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  if (jwk['kty'] !== 'oct' || typeof jwk['k'] !== 'string') throw codedError(TypeError, 'ERR_CRYPTO_INVALID_JWK', 'Invalid JWK secret key format');
  return copyOf(bytesOfInput(jwk['k'], 'base64url'));
}

/** EVP_PBE_scrypt's checks (crypto/evp/pbe_scrypt.c of OpenSSL). */
function checkScryptParameters(N: number, r: number, p: number, maxmem: number): void {
  const invalid = (reason = ''): Error => codedError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params${reason}`);
  if (N < 2 || (BigInt(N) & BigInt(N - 1)) !== 0n || r < 1 || p < 1 || p * r >= 2 ** 30) throw invalid();
  const memory = p * 128 * r + 32 * r * (N + 2) * 4;
  if (memory > maxmem) throw invalid(': error:030000AC:digital envelope routines::memory limit exceeded');
}
