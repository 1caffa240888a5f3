// Digests under OpenSSL's names, over @noble/hashes. A name that is not here is not implemented, and says so: bytes that
// differ from Node's are worse than an error. Names: EVP_get_digestbyname of OpenSSL 3.5, as crypto.getHashes() lists them.
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';

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
}

function algorithm(hash: unknown, length: number, options: { extendable?: boolean; webCryptoName?: string } = {}): DigestAlgorithm {
  const noble = hash as NobleHash;
  return {
    length,
    extendable: options.extendable ?? false,
    hash: noble,
    webCryptoName: options.webCryptoName,
    create: () => noble.create(),
  };
}

const SHA1 = algorithm(sha1, 20, { webCryptoName: 'SHA-1' });
const SHA256 = algorithm(sha256, 32, { webCryptoName: 'SHA-256' });
const SHA384 = algorithm(sha384, 48, { webCryptoName: 'SHA-384' });
const SHA512 = algorithm(sha512, 64, { webCryptoName: 'SHA-512' });

/** lower-case name -> algorithm */
const ALGORITHMS = new Map<string, DigestAlgorithm>();
/** algorithm -> the first of its names */
const FIRST_NAMES = new Map<DigestAlgorithm, string>();
const register = (digest: DigestAlgorithm, ...names: string[]): void => {
  FIRST_NAMES.set(digest, names[0] as string);
  for (const name of names) ALGORITHMS.set(name, digest);
};
register(algorithm(md5, 16), 'md5', 'rsa-md5', 'md5withrsaencryption', 'ssl3-md5');
register(algorithm(ripemd160, 20), 'ripemd160', 'ripemd', 'rmd160', 'ripemd-160', 'rsa-ripemd160', 'ripemd160withrsa');
register(SHA1, 'sha1', 'sha-1', 'rsa-sha1', 'rsa-sha1-2', 'sha1withrsaencryption', 'ssl3-sha1');
register(algorithm(sha224, 28), 'sha224', 'sha-224', 'sha2-224', 'rsa-sha224', 'sha224withrsaencryption');
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
