// Computations that take long: keys from passwords, and prime numbers. They are the same on the program's thread and on helper
// threads (crypto-threads.ts), so that what they are given and what they give can be sent as messages.
import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { copyOf } from './bytes.ts';
import { digestAlgorithm } from './crypto-digests.ts';
import { generatePrime, isPrime, type FillRandom, type PrimeOptions } from './crypto-primes.ts';
import { bigintToBytes } from './der.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A key to derive from a password. */
export type Derivation =
  | { readonly name: 'scrypt'; readonly password: Bytes; readonly salt: Bytes; readonly N: number; readonly r: number; readonly p: number; readonly length: number }
  | { readonly name: 'pbkdf2'; readonly password: Bytes; readonly salt: Bytes; readonly iterations: number; readonly digest: string; readonly length: number }
  | {
      readonly name: 'argon2';
      /** kTypeArgon2d, kTypeArgon2i or kTypeArgon2id */
      readonly type: number;
      readonly password: Bytes;
      readonly salt: Bytes;
      readonly passes: number;
      readonly memory: number;
      readonly parallelism: number;
      readonly length: number;
      readonly secret: Bytes | undefined;
      readonly associatedData: Bytes | undefined;
    };

/** A task of the crypto binding: a derivation gives the key, `prime` a prime, `checkPrime` one byte: 1 for a prime. */
export type CryptoTask = Derivation | ({ readonly name: 'prime' } & PrimeOptions) | { readonly name: 'checkPrime'; readonly candidate: bigint };

/** by kTypeArgon2d, kTypeArgon2i and kTypeArgon2id */
const ARGON2 = [argon2d, argon2i, argon2id] as const;
/** scrypt's own limit is checked as OpenSSL does, before. */
const UNLIMITED = 2 ** 40;

/** Computes a task. @throws when the digest is not known, or a function refuses its parameters */
export function compute(given: CryptoTask, random: FillRandom): Bytes {
  switch (given.name) {
    case 'scrypt': {
      const { password, salt, N, r, p, length } = given;
      return copyOf(scrypt(password, salt, { N, r, p, dkLen: length, maxmem: UNLIMITED }));
    }
    case 'pbkdf2': {
      const { password, salt, iterations, digest, length } = given;
      const algorithm = digestAlgorithm(digest);
      if (algorithm === undefined) throw new TypeError(`the digest ${digest} is not known`);
      return copyOf(algorithm.pbkdf2(password, salt, iterations, length));
    }
    case 'argon2': {
      const { type, password, salt, passes, memory, parallelism, length, secret, associatedData } = given;
      const options = { t: passes, m: memory, p: parallelism, dkLen: length, key: secret, personalization: associatedData };
      return copyOf((ARGON2[type] ?? argon2id)(password, salt, options));
    }
    case 'prime':
      return bigintToBytes(generatePrime(given, random), Math.ceil(given.bits / 8));
    case 'checkPrime':
      return Uint8Array.of(isPrime(given.candidate, random) ? 1 : 0);
  }
}
