// What a TLS 1.3 connection computes with: cipher suites, groups, signature schemes (RFC 8446, appendix B) and the key schedule (section 7).
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { concatBytes } from '../bytes.ts';
import { curveNamed, generatePrivateKey, publicPoint, sharedX, x25519, convertPoint } from '../crypto-curves.ts';
import { digestAlgorithm, type DigestAlgorithm } from '../crypto-digests.ts';
import type { KeyMaterial } from '../crypto-keys.ts';
import { RSA_PADDING } from '../crypto-rsa.ts';
import { sign, verify, type SignatureOptions } from '../crypto-signatures.ts';
import { number, vector } from './wire.ts';

export type FillRandom = (target: Uint8Array<ArrayBuffer>) => void;

// ---- cipher suites ----

interface Aead {
  encrypt(plain: Uint8Array): Uint8Array;
  decrypt(sealed: Uint8Array): Uint8Array;
}

export interface Suite {
  readonly id: number;
  readonly name: string;
  readonly digest: DigestAlgorithm;
  readonly keyLength: number;
  aead(key: Uint8Array, nonce: Uint8Array, header: Uint8Array): Aead;
}

function digestNamed(name: string): DigestAlgorithm {
  const digest = digestAlgorithm(name);
  if (digest === undefined) throw new TypeError(`${name} is missing`);
  return digest;
}
const SHA256 = digestNamed('sha256');
const SHA384 = digestNamed('sha384');
const SHA512 = digestNamed('sha512');

/** In the order of Node's default list. */
export const SUITES: readonly Suite[] = [
  { id: 0x1302, name: 'TLS_AES_256_GCM_SHA384', digest: SHA384, keyLength: 32, aead: gcm },
  { id: 0x1303, name: 'TLS_CHACHA20_POLY1305_SHA256', digest: SHA256, keyLength: 32, aead: chacha20poly1305 },
  { id: 0x1301, name: 'TLS_AES_128_GCM_SHA256', digest: SHA256, keyLength: 16, aead: gcm },
];
export const TAG_LENGTH = 16;

// ---- groups ----

export interface Group {
  readonly id: number;
  /** OpenSSL's name */
  readonly name: string;
  /** as getEphemeralKeyInfo gives it */
  readonly bits: number;
  generate(random: FillRandom): { readonly privateKey: Uint8Array; readonly share: Uint8Array };
  /** @throws when the share is none */
  agree(privateKey: Uint8Array, share: Uint8Array): Uint8Array;
}

function curveGroup(id: number, name: string, bits: number): Group {
  const curve = curveNamed(name);
  if (curve === undefined) throw new TypeError(`the curve ${name} is missing`);
  return {
    id, name, bits,
    generate(random) {
      const privateKey = generatePrivateKey(curve, random);
      return { privateKey, share: publicPoint(curve, privateKey) };
    },
    agree: (privateKey, share) => sharedX(curve, privateKey, convertPoint(curve, share)),
  };
}

export const GROUPS: readonly Group[] = [
  {
    id: 0x1d, name: 'X25519', bits: 253,
    generate(random) {
      const privateKey = new Uint8Array(32);
      random(privateKey);
      return { privateKey, share: x25519.getPublicKey(privateKey) };
    },
    agree: (privateKey, share) => x25519.getSharedSecret(privateKey, share),
  },
  curveGroup(0x17, 'prime256v1', 256),
  curveGroup(0x18, 'secp384r1', 384),
  curveGroup(0x19, 'secp521r1', 521),
];

/** A group by one of the names that it has; undefined: unknown. */
export function groupNamed(name: string): Group | undefined {
  const text = name.toLowerCase();
  return GROUPS.find((group) => group.name.toLowerCase() === text || group.name === curveNamed(name)?.name || text === `secp${group.bits}r1`);
}

// ---- signatures ----

export interface Scheme {
  readonly id: number;
  /** OpenSSL's name, as getSharedSigalgs gives it */
  readonly name: string;
  /** of RFC 8446, 4.2.3 */
  readonly standardName: string;
  readonly key: KeyMaterial['type'];
  /** of the one curve that the scheme is for */
  readonly curve?: string;
  readonly digest?: DigestAlgorithm;
  readonly padding?: number;
  /** not for handshakes: certificates may be signed so */
  readonly certificatesOnly?: true;
}

const pss = RSA_PADDING.pss;
export const SCHEMES: readonly Scheme[] = [
  { id: 0x0403, name: 'ECDSA+SHA256', standardName: 'ecdsa_secp256r1_sha256', key: 'ec', curve: 'prime256v1', digest: SHA256 },
  { id: 0x0503, name: 'ECDSA+SHA384', standardName: 'ecdsa_secp384r1_sha384', key: 'ec', curve: 'secp384r1', digest: SHA384 },
  { id: 0x0603, name: 'ECDSA+SHA512', standardName: 'ecdsa_secp521r1_sha512', key: 'ec', curve: 'secp521r1', digest: SHA512 },
  { id: 0x0807, name: 'Ed25519', standardName: 'ed25519', key: 'ed25519' },
  { id: 0x0808, name: 'Ed448', standardName: 'ed448', key: 'ed448' },
  { id: 0x0804, name: 'RSA-PSS+SHA256', standardName: 'rsa_pss_rsae_sha256', key: 'rsa', digest: SHA256, padding: pss },
  { id: 0x0805, name: 'RSA-PSS+SHA384', standardName: 'rsa_pss_rsae_sha384', key: 'rsa', digest: SHA384, padding: pss },
  { id: 0x0806, name: 'RSA-PSS+SHA512', standardName: 'rsa_pss_rsae_sha512', key: 'rsa', digest: SHA512, padding: pss },
  { id: 0x0401, name: 'RSA+SHA256', standardName: 'rsa_pkcs1_sha256', key: 'rsa', digest: SHA256, certificatesOnly: true },
  { id: 0x0501, name: 'RSA+SHA384', standardName: 'rsa_pkcs1_sha384', key: 'rsa', digest: SHA384, certificatesOnly: true },
  { id: 0x0601, name: 'RSA+SHA512', standardName: 'rsa_pkcs1_sha512', key: 'rsa', digest: SHA512, certificatesOnly: true },
];

/** A scheme by OpenSSL's name of it, or by that of the standard; undefined: unknown. */
export function schemeNamed(name: string): Scheme | undefined {
  const text = name.toLowerCase();
  return SCHEMES.find((scheme) => [scheme.name, scheme.standardName].some((one) => one.toLowerCase() === text));
}

/** Whether a key can sign a handshake by a scheme. */
export const fitsScheme = (key: KeyMaterial, { key: type, curve, certificatesOnly }: Scheme): boolean =>
  key.type === type && certificatesOnly === undefined && (curve === undefined || (key.type === 'ec' && key.curve.name === curve));

const optionsOf = ({ digest, padding }: Scheme, random: FillRandom): SignatureOptions => ({ digest, padding, saltLength: digest?.length, p1363: false, random });

/** What CertificateVerify signs (section 4.4.3). */
function signedContent(isServer: boolean, transcript: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode(`TLS 1.3, ${isServer ? 'server' : 'client'} CertificateVerify\0`);
  return concatBytes([new Uint8Array(64).fill(0x20), context, transcript]);
}

/** The signature of CertificateVerify. @param given the side that signs, and the hash of the handshake so far */
export const signTranscript = (key: KeyMaterial, scheme: Scheme, given: { isServer: boolean; transcript: Uint8Array; random: FillRandom }): Uint8Array =>
  sign(key, { message: signedContent(given.isServer, given.transcript) }, optionsOf(scheme, given.random));

/**
 * Whether a signature of CertificateVerify is of a key and of the handshake so far.
 * @param given isServer: whether the peer, who signed, is the server
 */
export const verifyTranscript = (key: KeyMaterial, scheme: Scheme, given: { isServer: boolean; transcript: Uint8Array; signature: Uint8Array }): boolean =>
  verify(key, { message: signedContent(given.isServer, given.transcript) }, given.signature, optionsOf(scheme, () => {}));

// ---- key schedule ----

const encoder = new TextEncoder();

/** HKDF-Expand-Label (RFC 8446, 7.1). @param length bytes */
export function expandLabel(suite: Suite, secret: Uint8Array, label: string, context: Uint8Array, length = suite.digest.length): Uint8Array {
  const info = concatBytes([number(2, length), vector(1, encoder.encode(`tls13 ${label}`)), vector(1, context)]);
  return expand(suite.digest.hash, secret, info, length);
}

/** HKDF-Extract (RFC 5869, 2.2) with the digest of the suite. */
export const extractSecret = (suite: Suite, salt: Uint8Array, secret: Uint8Array): Uint8Array => extract(suite.digest.hash, secret, salt);
/** As many zero bytes as the digest of the suite has: a secret that there is none of. */
export const zeros = (suite: Suite): Uint8Array => new Uint8Array(suite.digest.length);
const EMPTY = new Uint8Array(0);
/** The salt of the next extraction. */
export const derived = (suite: Suite, secret: Uint8Array): Uint8Array => expandLabel(suite, secret, 'derived', suite.digest.hash(EMPTY));
/** What a Finished message, or a binder, holds. */
export const finishedMac = (suite: Suite, secret: Uint8Array, transcript: Uint8Array): Uint8Array =>
  hmac(suite.digest.hash, expandLabel(suite, secret, 'finished', EMPTY), transcript);

/** Seals or opens the records of one direction. */
export class Protection {
  readonly suite: Suite;
  readonly #secret: Uint8Array;
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;
  #sequence = 0;

  constructor(suite: Suite, secret: Uint8Array) {
    this.suite = suite;
    this.#secret = secret;
    this.#key = expandLabel(suite, secret, 'key', EMPTY, suite.keyLength);
    this.#iv = expandLabel(suite, secret, 'iv', EMPTY, 12);
  }

  #next(header: Uint8Array): Aead {
    const nonce = this.#iv.slice();
    let sequence = this.#sequence++;
    for (let at = nonce.length - 1; sequence > 0; at--) {
      nonce[at] = (nonce[at] as number) ^ (sequence & 0xff);
      sequence = Math.floor(sequence / 256);
    }
    return this.suite.aead(this.#key, nonce, header);
  }

  seal(header: Uint8Array, plain: Uint8Array): Uint8Array {
    return this.#next(header).encrypt(plain);
  }
  /** @throws when the record was tampered with */
  open(header: Uint8Array, sealed: Uint8Array): Uint8Array {
    return this.#next(header).decrypt(sealed);
  }
  /** The keys after a KeyUpdate (section 7.2). */
  next(): Protection {
    return new Protection(this.suite, expandLabel(this.suite, this.#secret, 'traffic upd', EMPTY));
  }
}
