// Digests under OpenSSL's names, over @noble/hashes, and over hash-wasm those that are several times as quick there. A name that is not here is not implemented, and says so: bytes that
// differ from Node's are worse than an error. Names: EVP_get_digestbyname of OpenSSL 3.5, as crypto.getHashes() lists them.
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import { wasm as md5Wasm } from 'hash-wasm/dist/md5.umd.min.js';
import { wasm as sha1Wasm } from 'hash-wasm/dist/sha1.umd.min.js';
import { wasm as sha256Wasm } from 'hash-wasm/dist/sha256.umd.min.js';
import { wasm as sha512Wasm } from 'hash-wasm/dist/sha512.umd.min.js';
import { HashModule, WasmHash } from './wasm-hash.ts';

/** A digest in progress. */
export interface RunningDigest {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): RunningDigest;
  /** for digests of any length */
  xof?(length: number): Uint8Array;
}

/** What @noble/hashes takes as a hash function. */
export type NobleHash = typeof sha256;

export interface DigestAlgorithm {
  /** bytes */
  readonly length: number;
  /** output of any length (SHAKE) */
  readonly extendable: boolean;
  readonly hash: NobleHash;
  /** the name that the Web Crypto API has for it */
  readonly webCryptoName?: string;
  create(): RunningDigest;
  /** HMAC (RFC 2104) */
  createMac(key: Uint8Array): MessageAuthentication;
  /** PBKDF2 (RFC 8018, section 5.2) with the digest's HMAC */
  pbkdf2(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array;
}

/** A message authentication code in progress. */
export type MessageAuthentication = Pick<RunningDigest, 'update' | 'digest'>;

interface DigestOptions {
  readonly extendable?: boolean;
  readonly webCryptoName?: string;
  readonly wasm?: WasmHash;
}

function algorithm(hash: unknown, length: number, { extendable = false, webCryptoName, wasm }: DigestOptions = {}): DigestAlgorithm {
  const noble = hash as NobleHash;
  const shared = { length, extendable, hash: noble, webCryptoName };
  if (wasm !== undefined) {
    return {
      ...shared,
      create: () => wasm.create(),
      createMac: (key) => wasm.createMac(key),
      pbkdf2: (password, salt, iterations, size) => wasm.pbkdf2(password, salt, iterations, size),
    };
  }
  return {
    ...shared,
    create: () => noble.create(),
    createMac: (key) => hmac.create(noble, key),
    pbkdf2: (password, salt, iterations, size) => pbkdf2(noble, password, salt, { c: iterations, dkLen: size }),
  };
}

const sha256Module = new HashModule(sha256Wasm);
const sha512Module = new HashModule(sha512Wasm);
const SHA1 = algorithm(sha1, 20, { webCryptoName: 'SHA-1', wasm: new WasmHash(new HashModule(sha1Wasm), { length: 20, blockLength: 64 }) });
const SHA256 = algorithm(sha256, 32, { webCryptoName: 'SHA-256', wasm: new WasmHash(sha256Module, { length: 32, blockLength: 64, bits: 256 }) });
const SHA384 = algorithm(sha384, 48, { webCryptoName: 'SHA-384', wasm: new WasmHash(sha512Module, { length: 48, blockLength: 128, bits: 384 }) });
const SHA512 = algorithm(sha512, 64, { webCryptoName: 'SHA-512', wasm: new WasmHash(sha512Module, { length: 64, blockLength: 128, bits: 512 }) });

/** lower-case name -> algorithm */
const ALGORITHMS = new Map<string, DigestAlgorithm>();
/** algorithm -> the first of its names */
const FIRST_NAMES = new Map<DigestAlgorithm, string>();
const register = (digest: DigestAlgorithm, ...names: string[]): void => {
  FIRST_NAMES.set(digest, names[0] as string);
  for (const name of names) ALGORITHMS.set(name, digest);
};
register(algorithm(md5, 16, { wasm: new WasmHash(new HashModule(md5Wasm), { length: 16, blockLength: 64 }) }), 'md5', 'rsa-md5', 'md5withrsaencryption', 'ssl3-md5');
register(algorithm(ripemd160, 20), 'ripemd160', 'ripemd', 'rmd160', 'ripemd-160', 'rsa-ripemd160', 'ripemd160withrsa');
register(SHA1, 'sha1', 'sha-1', 'rsa-sha1', 'rsa-sha1-2', 'sha1withrsaencryption', 'ssl3-sha1');
const SHA224 = algorithm(sha224, 28, { wasm: new WasmHash(sha256Module, { length: 28, blockLength: 64, bits: 224 }) });
register(SHA224, 'sha224', 'sha-224', 'sha2-224', 'rsa-sha224', 'sha224withrsaencryption');
register(SHA256, 'sha256', 'sha-256', 'sha2-256', 'rsa-sha256', 'sha256withrsaencryption');
register(SHA384, 'sha384', 'sha-384', 'sha2-384', 'rsa-sha384', 'sha384withrsaencryption');
register(SHA512, 'sha512', 'sha-512', 'sha2-512', 'rsa-sha512', 'sha512withrsaencryption');
register(algorithm(sha512_224, 28), 'sha512-224', 'sha-512/224', 'sha2-512/224', 'rsa-sha512/224', 'sha512-224withrsaencryption');
register(algorithm(sha512_256, 32), 'sha512-256', 'sha-512/256', 'sha2-512/256', 'rsa-sha512/256', 'sha512-256withrsaencryption');
const sha3 = (bits: number, hash: unknown): void =>
  register(algorithm(hash, bits / 8), `sha3-${bits}`, `rsa-sha3-${bits}`, `id-rsassa-pkcs1-v1_5-with-sha3-${bits}`);
sha3(224, sha3_224);
sha3(256, sha3_256);
sha3(384, sha3_384);
sha3(512, sha3_512);
register(algorithm(shake128, 16, { extendable: true }), 'shake128', 'shake-128');
register(algorithm(shake256, 32, { extendable: true }), 'shake256', 'shake-256');
register(algorithm(blake2b, 64), 'blake2b512', 'blake2b-512');
register(algorithm(blake2s, 32), 'blake2s256', 'blake2s-256');

/** The digest of a name, in any case; undefined when there is none. */
export function digestAlgorithm(name: string): DigestAlgorithm | undefined {
  return ALGORITHMS.get(name.toLowerCase());
}

/** The first of a digest's names. */
export const digestName = (digest: DigestAlgorithm): string => FIRST_NAMES.get(digest) ?? '';

// The hashes' OIDs, by what the digests are called first.
const DIGEST_OIDS: Readonly<Record<string, string>> = {
  md5: '1.2.840.113549.2.5',
  ripemd160: '1.3.36.3.2.1',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  'sha512-224': '2.16.840.1.101.3.4.2.5',
  'sha512-256': '2.16.840.1.101.3.4.2.6',
  'sha3-224': '2.16.840.1.101.3.4.2.7',
  'sha3-256': '2.16.840.1.101.3.4.2.8',
  'sha3-384': '2.16.840.1.101.3.4.2.9',
  'sha3-512': '2.16.840.1.101.3.4.2.10',
};

/** undefined for a digest that has none */
export const digestOid = (digest: DigestAlgorithm): string | undefined => DIGEST_OIDS[digestName(digest)];

/** @returns undefined for an OID of none that is implemented */
export function digestOfOid(id: string): DigestAlgorithm | undefined {
  const name = Object.keys(DIGEST_OIDS).find((known) => DIGEST_OIDS[known] === id);
  return name === undefined ? undefined : digestAlgorithm(name);
}
