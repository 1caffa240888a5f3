// Signatures and key agreement over asymmetric keys: RSASSA (PKCS #1 v1.5 and PSS), DSA, ECDSA, Ed25519 and Ed448; finite-field
// Diffie-Hellman, ECDH, X25519 and X448.
import { codedError, equalBytes } from './bytes.ts';
import { ed25519, ed448, sharedX, x25519, x448 } from './crypto-curves.ts';
import { digestAlgorithm, digestName, digestOid, type DigestAlgorithm } from './crypto-digests.ts';
import { agreeDh, signDsa, splitSignature, verifyDsa } from './crypto-finite-fields.ts';
import type { KeyMaterial } from './crypto-keys.ts';
import { pssRoom, recoverPkcs1, RSA_PADDING, signPkcs1, signPss, verifyPss } from './crypto-rsa.ts';
import { children, der, derNull, integer, integerOf, octetString, oid, readDer, sequence, TAG } from './der.ts';
import {
  digestNotAllowed, invalidDigestForKey, invalidSaltLength, operationNotSupported, saltTooSmall, unsupportedPadding,
} from './openssl-errors.ts';

// include/openssl/rsa.h
const SALT_LENGTH_DIGEST = -1;
const SALT_LENGTH_AUTO = -2;

export interface SignatureOptions {
  /** undefined: the key's own way (Ed25519 and Ed448 have no other) */
  readonly digest: DigestAlgorithm | undefined;
  readonly padding: number | undefined;
  readonly saltLength: number | undefined;
  /** r and s after each other instead of in DER */
  readonly p1363: boolean;
  /** of Ed448 (RFC 8032, section 5.2) */
  readonly context?: Uint8Array | undefined;
  readonly random: (target: Uint8Array<ArrayBuffer>) => void;
}

/** What is to be signed: a message, or its digest when the caller has it already. */
export interface Signed {
  readonly message?: Uint8Array;
  readonly hash?: Uint8Array;
}

function hashOf({ message, hash }: Signed, digest: DigestAlgorithm): Uint8Array {
  return hash ?? digest.hash(message ?? new Uint8Array(0));
}

function needDigest({ digest }: SignatureOptions): DigestAlgorithm {
  if (digest === undefined) throw new TypeError('a digest is needed to sign with this key');
  return digest;
}

function digestInfo(hash: Uint8Array, digest: DigestAlgorithm): Uint8Array {
  const id = digestOid(digest);
  if (id === undefined) throw digestNotAllowed();
  return sequence(sequence(oid(id), derNull()), octetString(hash));
}

function pssSaltLength(given: number | undefined, digest: DigestAlgorithm): number | undefined {
  if (given === undefined || given === SALT_LENGTH_AUTO) return undefined;
  return given === SALT_LENGTH_DIGEST ? digest.length : given;
}

/** How a key of the type rsa-pss signs or verifies (providers/implementations/signature/rsa_sig.c of OpenSSL). */
function pssOptions(key: Extract<KeyMaterial, { type: 'rsa-pss' }>, options: SignatureOptions, signs: boolean) {
  const { restrictions } = key;
  const digest = needDigest(options);
  if (digestOid(digest) === undefined || (restrictions !== undefined && digestName(digest) !== restrictions.digest)) throw digestNotAllowed();
  if (options.padding !== undefined && options.padding !== RSA_PADDING.pss) throw unsupportedPadding();
  const maskDigest = (restrictions && digestAlgorithm(restrictions.maskDigest)) ?? digest;
  const isAutomatic = options.saltLength === SALT_LENGTH_AUTO || (options.saltLength === undefined && options.padding !== undefined);
  let saltLength = pssSaltLength(options.saltLength, digest);
  if (restrictions !== undefined) {
    if (isAutomatic && signs) throw invalidSaltLength();
    if (saltLength !== undefined && saltLength < restrictions.saltLength) throw saltTooSmall();
    if (!isAutomatic) saltLength ??= restrictions.saltLength;
  } else if (!isAutomatic && signs) {
    saltLength ??= Math.min(digest.length, pssRoom(key.public, digest));
  }
  return { digest, maskDigest, saltLength };
}

// Digests that OpenSSL signs with by a key for DSA (ossl_digest_get_approved_nid).
const APPROVED_DIGEST = /^sha(1|224|256|384|512|3-|512-)/;

function approvedDigest(options: SignatureOptions): DigestAlgorithm {
  const digest = needDigest(options);
  if (!APPROVED_DIGEST.test(digestName(digest))) throw digestNotAllowed();
  return digest;
}

/** ECDSA takes no digest of any length. */
function fixedDigest(options: SignatureOptions): DigestAlgorithm {
  const digest = needDigest(options);
  if (digest.extendable) throw invalidDigestForKey();
  return digest;
}

const unsupportedOperation = (): Error => codedError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');

function wholeMessage({ message }: Signed, { digest }: SignatureOptions): Uint8Array {
  if (digest !== undefined) throw invalidDigestForKey();
  if (message === undefined) throw unsupportedOperation();
  return message;
}

/**
 * Signs what is given.
 * @returns the signature in DER, or as two numbers side by side where `p1363` asks for it
 * @throws as OpenSSL says it, when the key, the digest and the padding do not go together
 */
export function sign(key: KeyMaterial, signed: Signed, options: SignatureOptions): Uint8Array<ArrayBuffer> {
  if (key.private === undefined) throw new TypeError('a public key can not sign');
  switch (key.type) {
    case 'rsa': {
      const digest = needDigest(options);
      const hash = hashOf(signed, digest);
      if (options.padding === RSA_PADDING.pss) {
        const saltLength = pssSaltLength(options.saltLength, digest);
        return signPss(key.private, hash, { digest, maskDigest: digest }, { saltLength, random: options.random });
      }
      checkPadding(options.padding);
      return signPkcs1(key.private, digestInfo(hash, digest));
    }
    case 'rsa-pss': {
      const { saltLength, ...digests } = pssOptions(key, options, true);
      return signPss(key.private, hashOf(signed, digests.digest), digests, { saltLength, random: options.random });
    }
    case 'dsa': {
      const signature = signDsa(key.domain, key.private, hashOf(signed, approvedDigest(options)), options.random);
      return options.p1363 ? signature : rawToDer(signature);
    }
    case 'ec': {
      const hash = hashOf(signed, fixedDigest(options));
      const extraEntropy = new Uint8Array(32);
      options.random(extraEntropy);
      const signature = key.curve.noble.sign(hash, key.private, { prehash: false, lowS: false, extraEntropy, format: 'compact' });
      return options.p1363 ? Uint8Array.from(signature) : rawToDer(signature);
    }
    case 'ed25519':
      return Uint8Array.from(ed25519.sign(wholeMessage(signed, options), key.private));
    case 'ed448':
      return Uint8Array.from(ed448.sign(wholeMessage(signed, options), key.private, { context: options.context }));
    case 'x25519':
    case 'x448':
    case 'dh':
      throw operationNotSupported();
  }
}

/** Whether a signature is of a key and of what is given; @see sign */
export function verify(key: KeyMaterial, signed: Signed, signature: Uint8Array, options: SignatureOptions): boolean {
  switch (key.type) {
    case 'rsa': {
      const digest = needDigest(options);
      const hash = hashOf(signed, digest);
      if (options.padding === RSA_PADDING.pss) {
        return verifyPss(key.public, hash, { digest, maskDigest: digest }, { saltLength: pssSaltLength(options.saltLength, digest), signature });
      }
      checkPadding(options.padding);
      const expected = digestInfo(hash, digest);
      const found = recoverPkcs1(key.public, signature);
      return found?.length === expected.length && expected.every((byte, index) => found[index] === byte);
    }
    case 'rsa-pss': {
      const { saltLength, ...digests } = pssOptions(key, options, false);
      return verifyPss(key.public, hashOf(signed, digests.digest), digests, { saltLength, signature });
    }
    case 'dsa': {
      const hash = hashOf(signed, approvedDigest(options));
      const numbers = options.p1363 ? splitSignature(key.domain, signature) : derSignature(signature);
      return numbers !== undefined && verifyDsa(key.domain, key.public, hash, numbers);
    }
    case 'ec': {
      const hash = hashOf(signed, fixedDigest(options));
      try {
        return key.curve.noble.verify(signature, hash, key.public, { prehash: false, lowS: false, format: options.p1363 ? 'compact' : 'der' });
      } catch {
        // What is no signature at all.
        return false;
      }
    }
    case 'ed448': {
      const message = wholeMessage(signed, options);
      try {
        return signature.length === 114 && ed448.verify(signature, message, key.public, { context: options.context });
      } catch {
        return false;
      }
    }
    case 'ed25519': {
      const message = wholeMessage(signed, options);
      try {
        // zip215 off: the strict rules of RFC 8032, as OpenSSL has them.
        return signature.length === 64 && ed25519.verify(signature, message, key.public, { zip215: false });
      } catch {
        return false;
      }
    }
    case 'x25519':
    case 'x448':
    case 'dh':
      throw operationNotSupported();
  }
}

function checkPadding(padding: number | undefined): void {
  if (padding !== undefined && padding !== RSA_PADDING.pkcs1) throw unsupportedPadding();
}

/** r and s of a SEQUENCE of two INTEGERs in DER; undefined for anything else */
function derSignature(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  try {
    const [first, second] = children(readDer(signature)[0]);
    const [r, s] = [integerOf(first), integerOf(second)];
    return equalBytes(sequence(integer(r), integer(s)), signature) ? { r, s } : undefined;
  } catch {
    return undefined;
  }
}

/** r and s of fixed width -> SEQUENCE of two INTEGERs */
function rawToDer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2;
  const unsigned = (bytes: Uint8Array): Uint8Array => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(start < 0 ? bytes.length - 1 : start);
    return (short[0] as number) >= 0x80 ? der(TAG.integer, Uint8Array.of(0), short) : der(TAG.integer, short);
  };
  return sequence(unsigned(raw.subarray(0, half)), unsigned(raw.subarray(half)));
}

/** The secret that two keys of one kind agree on. */
export function agree(privateKey: KeyMaterial, publicKey: KeyMaterial): Uint8Array<ArrayBuffer> {
  if (privateKey.type === 'ec' && publicKey.type === 'ec' && privateKey.private && privateKey.curve === publicKey.curve) {
    return sharedX(privateKey.curve, privateKey.private, publicKey.public);
  }
  if (privateKey.type === 'x25519' && publicKey.type === 'x25519' && privateKey.private) {
    return Uint8Array.from(x25519.getSharedSecret(privateKey.private, publicKey.public));
  }
  if (privateKey.type === 'x448' && publicKey.type === 'x448' && privateKey.private) {
    return Uint8Array.from(x448.getSharedSecret(privateKey.private, publicKey.public));
  }
  if (privateKey.type === 'dh' && publicKey.type === 'dh' && privateKey.private !== undefined) return agreeDh(privateKey.domain, privateKey.private, publicKey.public);
  throw codedError(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY', `Incompatible key types for Diffie-Hellman: ${privateKey.type} and ${publicKey.type}`);
}
