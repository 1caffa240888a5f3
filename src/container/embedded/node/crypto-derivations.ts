// Keys from passwords: computations that take long on purpose. They are the same on the program's thread and on helper threads
// (crypto-threads.ts), so that what they are given and what they give can be sent as messages.
import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { copyOf } from './bytes.ts';
import { digestAlgorithm } from './crypto-digests.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What is derived, by which function. */
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

/** by kTypeArgon2d, kTypeArgon2i and kTypeArgon2id */
const ARGON2 = [argon2d, argon2i, argon2id] as const;
/** scrypt's own limit is checked as OpenSSL does, before. */
const UNLIMITED = 2 ** 40;

/** Derives a key. @throws when the digest is not known, or the function refuses its parameters */
export function derive(given: Derivation): Bytes {
  switch (given.name) {
    case 'scrypt': {
      const { password, salt, N, r, p, length } = given;
      return copyOf(scrypt(password, salt, { N, r, p, dkLen: length, maxmem: UNLIMITED }));
    }
    case 'pbkdf2': {
      const { password, salt, iterations, digest, length } = given;
      const algorithm = digestAlgorithm(digest);
      if (algorithm === undefined) throw new TypeError(`the digest ${digest} is not known`);
      return copyOf(pbkdf2(algorithm.hash, password, salt, { c: iterations, dkLen: length }));
    }
    case 'argon2': {
      const { type, password, salt, passes, memory, parallelism, length, secret, associatedData } = given;
      const options = { t: passes, m: memory, p: parallelism, dkLen: length, key: secret, personalization: associatedData };
      return copyOf((ARGON2[type] ?? argon2id)(password, salt, options));
    }
  }
}
