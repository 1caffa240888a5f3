// Finite field Diffie-Hellman of internalBinding('crypto') (src/crypto/crypto_dh.cc): agreement over a prime that the program gives, that is
// made for it, or that a group of RFC 2409 and RFC 3526 has. Checks are those of OpenSSL (crypto/dh/dh_check.c).
import { codedError, copyOf } from './bytes.ts';
import { dhPrivateKey, primeForGenerator } from './crypto-finite-fields.ts';
import { bitLength, isPrime, modpPrime, modpPrivateBits, power, type FillRandom } from './crypto-primes.ts';
import { bigintToBytes, bytesToBigint } from './der.ts';
import { asBuffer, type Environment } from './environment.ts';
import { opensslError } from './openssl-errors.ts';
import type { Binding } from './shapes.ts';

type Bytes = ArrayBufferView | ArrayBufferLike;

// openssl/dh.h
const NOT_PRIME = 0x01;
const NOT_SAFE_PRIME = 0x02;
const NOT_SUITABLE_GENERATOR = 0x08;
const MODULUS_TOO_SMALL = 0x80;
const MODULUS_TOO_LARGE = 0x100;
const SMALLEST_MODULUS = 512;
const LARGEST_MODULUS = 10_000;
const DEFAULT_GENERATOR = 2n;

const dhError = (number: string, reason: string, name: string): Error =>
  opensslError({ number, library: 'Diffie-Hellman routines', reason, code: `ERR_OSSL_DH_${name}` });
const badGenerator = (): Error => dhError('02800065', 'bad generator', 'BAD_GENERATOR');

/** DH_check's verdict on parameters: 0, or the sum of what is wrong with them. */
function checkParameters(prime: bigint, generator: bigint, random: FillRandom): number {
  let verdict = generator <= 1n || generator >= prime - 1n ? NOT_SUITABLE_GENERATOR : 0;
  const bits = prime === 0n ? 0 : bitLength(prime);
  if (bits < SMALLEST_MODULUS) verdict |= MODULUS_TOO_SMALL;
  if (bits > LARGEST_MODULUS) return verdict | MODULUS_TOO_LARGE;
  if (modpPrivateBits(prime) !== undefined) return verdict;
  if (!isPrime(prime, random)) return verdict | NOT_PRIME;
  return isPrime((prime - 1n) / 2n, random) ? verdict : verdict | NOT_SAFE_PRIME;
}

/** DiffieHellman and DiffieHellmanGroup. */
export function diffieHellman({ env, random }: { readonly env: Environment; readonly random: FillRandom }): Binding {
  const buffer = (value: bigint, length?: number): Uint8Array => asBuffer(env, bigintToBytes(value, length));
  const failed = (message: string): Error => codedError(Error, 'ERR_CRYPTO_OPERATION_FAILED', message);
  const missing = (which: string): Error => codedError(Error, 'ERR_CRYPTO_INVALID_STATE', `No ${which} key - did you forget to generate one?`);

  class Exchange {
    readonly #prime: bigint;
    readonly #generator: bigint;
    #private: bigint | undefined;
    #public: bigint | undefined;

    constructor(prime: bigint, generator: bigint) {
      this.#prime = prime;
      this.#generator = generator;
      let verdict: number | undefined;
      Object.defineProperty(this, 'verifyError', { enumerable: true, configurable: true, get: () => (verdict ??= checkParameters(prime, generator, random)) });
    }
    get #isTooSmall(): boolean {
      return this.#prime === 0n || bitLength(this.#prime) < SMALLEST_MODULUS;
    }
    generateKeys(): Uint8Array {
      if (this.#private === undefined) {
        if (this.#isTooSmall) throw failed('Key generation failed');
        this.#private = dhPrivateKey({ prime: this.#prime, generator: this.#generator }, random);
      }
      this.#public = power(this.#generator, this.#private, this.#prime);
      return buffer(this.#public);
    }
    computeSecret(other: Bytes): Uint8Array {
      const value = bytesToBigint(copyOf(other));
      if (value <= 1n) throw codedError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Supplied key is too small');
      if (value >= this.#prime - 1n) throw codedError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Supplied key is too large');
      if (this.#private === undefined || this.#isTooSmall) throw failed('Failed to compute shared secret');
      return buffer(power(value, this.#private, this.#prime), Math.ceil(bitLength(this.#prime) / 8));
    }
    getPrime(): Uint8Array {
      return buffer(this.#prime);
    }
    getGenerator(): Uint8Array {
      return buffer(this.#generator);
    }
    getPublicKey(): Uint8Array {
      if (this.#public === undefined) throw missing('public');
      return buffer(this.#public);
    }
    getPrivateKey(): Uint8Array {
      if (this.#private === undefined) throw missing('private');
      return buffer(this.#private);
    }
    setPublicKey(key: Bytes): void {
      this.#public = bytesToBigint(copyOf(key));
    }
    setPrivateKey(key: Bytes): void {
      this.#private = bytesToBigint(copyOf(key));
    }
  }

  class DiffieHellman extends Exchange {
    constructor(sizeOrPrime: number | Bytes, generator: number | Bytes) {
      const chosen = typeof generator === 'number' ? BigInt(generator) : bytesToBigint(copyOf(generator));
      if (typeof sizeOrPrime === 'number') {
        if (sizeOrPrime < 2) throw dhError('0280007E', 'modulus too small', 'MODULUS_TOO_SMALL');
        if (chosen <= 1n) throw badGenerator();
        if (sizeOrPrime < SMALLEST_MODULUS) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid DH parameters');
        super(primeForGenerator(chosen, sizeOrPrime, random), chosen);
        return;
      }
      if (chosen <= 1n) throw badGenerator();
      super(bytesToBigint(copyOf(sizeOrPrime)), chosen);
    }
  }

  class DiffieHellmanGroup extends Exchange {
    constructor(name: string) {
      const prime = modpPrime(name);
      if (prime === undefined) throw codedError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group');
      super(prime, DEFAULT_GENERATOR);
    }
  }

  return { DiffieHellman, DiffieHellmanGroup };
}
