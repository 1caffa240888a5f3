// RSA (PKCS #1 v2.2, RFC 8017): key generation, the primitives, and the paddings that OpenSSL offers. BigInt arithmetic is not
// constant in time; nobody but the program itself is there to measure it.
import { concatBytes, copyOf } from './bytes.ts';
import type { DigestAlgorithm } from './crypto-digests.ts';
import { bitLength, hasSmallFactor, inverse, isProbablePrime, power, randomBigint, type FillRandom } from './crypto-primes.ts';
import { bigintToBytes, bytesToBigint } from './der.ts';
import { dataTooLarge, digestTooBig, oaepDecodingError, unsupportedPadding } from './openssl-errors.ts';

export interface RsaPublicNumbers {
  readonly n: bigint;
  readonly e: bigint;
}
export interface RsaPrivateNumbers extends RsaPublicNumbers {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qi: bigint;
}
const byteLength = (value: bigint): number => Math.ceil(bitLength(value) / 8);

// ---- generation (FIPS 186-5, A.1.3) ----

function randomPrime(bits: number, e: bigint, random: FillRandom): bigint {
  for (;;) {
    // The two highest bits are set, so that two primes make a modulus of the whole length.
    const start = randomBigint(bits, random) | (3n << BigInt(bits - 2)) | 1n;
    const isExcluded = hasSmallFactor(start);
    for (let offset = 0; offset < 4096; offset += 2) {
      if (isExcluded(offset)) continue;
      const candidate = start + BigInt(offset);
      if (bitLength(candidate) !== bits) break;
      if ((candidate - 1n) % e !== 0n && isProbablePrime(candidate, random, 1) && isProbablePrime(candidate, random, 5)) return candidate;
    }
  }
}

/** The numbers of a private key, from its primes; undefined when the exponent does not suit them. */
function privateNumbers(p: bigint, q: bigint, e: bigint): RsaPrivateNumbers | undefined {
  const d = inverse(e, leastCommonMultiple(p - 1n, q - 1n));
  const qi = inverse(q, p);
  if (d === undefined || qi === undefined) return undefined;
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** A new key; takes from a tenth of a second (1024 bits) to many seconds (4096 bits). */
export function generateRsa(bits: number, e: bigint, random: FillRandom): RsaPrivateNumbers {
  for (;;) {
    const first = randomPrime(Math.ceil(bits / 2), e, random);
    const second = randomPrime(Math.floor(bits / 2), e, random);
    const [p, q] = first > second ? [first, second] : [second, first];
    const key = p === q ? undefined : privateNumbers(p, q, e);
    if (key !== undefined && bitLength(key.n) === bits) return key;
  }
}

// ---- primitives ----

function publicOperation({ n, e }: RsaPublicNumbers, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const value = bytesToBigint(message);
  if (value >= n) throw dataTooLarge();
  return bigintToBytes(power(value, e, n), byteLength(n));
}

function privateOperation({ n, p, q, dp, dq, qi }: RsaPrivateNumbers, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const value = bytesToBigint(message);
  if (value >= n) throw dataTooLarge();
  const [first, second] = [power(value % p, dp, p), power(value % q, dq, q)];
  const difference = (((first - second) * qi) % p + p) % p;
  return bigintToBytes(second + difference * q, byteLength(n));
}

/** Bytes of a key’s modulus, which are those of its signatures and of what it encrypts. */
export const modulusBytes = ({ n }: RsaPublicNumbers): number => byteLength(n);

// ---- paddings ----

/** EME and EMSA PKCS #1 v1.5: 00 type padding 00 message. */
function padPkcs1(message: Uint8Array, size: number, type: 1 | 2, random: FillRandom): Uint8Array<ArrayBuffer> {
  const length = size - message.length - 3;
  if (length < 8) throw dataTooLarge();
  const padding = new Uint8Array(length).fill(0xff);
  if (type === 2) {
    random(padding);
    const one = new Uint8Array(1);
    for (let index = 0; index < length; index++) {
      while (padding[index] === 0) {
        random(one);
        padding[index] = one[0] as number;
      }
    }
  }
  return concatBytes([Uint8Array.of(0, type), padding, Uint8Array.of(0), message]);
}

function unpadPkcs1(padded: Uint8Array, type: 1 | 2): Uint8Array<ArrayBuffer> | undefined {
  const end = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== type || end < 10) return undefined;
  if (type === 1 && padded.subarray(2, end).some((byte) => byte !== 0xff)) return undefined;
  return copyOf(padded.subarray(end + 1));
}

/** The mask generation function of RFC 8017, B.2.1. @param size bytes of the mask */
export function mgf1({ hash, length }: DigestAlgorithm, seed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; counter * length < size; counter++) blocks.push(hash(concatBytes([seed, bigintToBytes(BigInt(counter), 4)])));
  return concatBytes(blocks).slice(0, size);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(a, (byte, index) => byte ^ (b[index] as number));
}

/** EME-OAEP (section 7.1.1) */
function padOaep(message: Uint8Array, size: number, digest: DigestAlgorithm, label: Uint8Array, random: FillRandom): Uint8Array<ArrayBuffer> {
  const zeros = size - message.length - 2 * digest.length - 2;
  if (zeros < 0) throw dataTooLarge();
  const block = concatBytes([digest.hash(label), new Uint8Array(zeros), Uint8Array.of(1), message]);
  const seed = new Uint8Array(digest.length);
  random(seed);
  const maskedBlock = xor(block, mgf1(digest, seed, block.length));
  const maskedSeed = xor(seed, mgf1(digest, maskedBlock, seed.length));
  return concatBytes([Uint8Array.of(0), maskedSeed, maskedBlock]);
}

function unpadOaep(padded: Uint8Array, digest: DigestAlgorithm, label: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = digest;
  if (padded.length < 2 * length + 2 || padded[0] !== 0) throw oaepDecodingError();
  const maskedBlock = padded.subarray(1 + length);
  const seed = xor(padded.subarray(1, 1 + length), mgf1(digest, maskedBlock, length));
  const block = xor(maskedBlock, mgf1(digest, seed, maskedBlock.length));
  const expected = digest.hash(label);
  const start = block.findIndex((byte, index) => index >= length && byte !== 0);
  if (start < 0 || block[start] !== 1 || expected.some((byte, index) => block[index] !== byte)) throw oaepDecodingError();
  return block.slice(start + 1);
}

// include/openssl/rsa.h
export const RSA_PADDING = { pkcs1: 1, none: 3, oaep: 4, pss: 6 } as const;

export interface EncryptionOptions {
  readonly padding: number;
  readonly digest: DigestAlgorithm;
  readonly label: Uint8Array;
  readonly random: FillRandom;
}

function wholeLength(message: Uint8Array, size: number): Uint8Array {
  if (message.length > size) throw dataTooLarge();
  if (message.length < size) throw new Error('error:0200007A:rsa routines::data too small for key size');
  return message;
}

/** crypto.publicEncrypt */
export function encryptWithPublic(key: RsaPublicNumbers, message: Uint8Array, options: EncryptionOptions): Uint8Array<ArrayBuffer> {
  const size = byteLength(key.n);
  switch (options.padding) {
    case RSA_PADDING.pkcs1:
      return publicOperation(key, padPkcs1(message, size, 2, options.random));
    case RSA_PADDING.oaep:
      return publicOperation(key, padOaep(message, size, options.digest, options.label, options.random));
    case RSA_PADDING.none:
      return publicOperation(key, wholeLength(message, size));
    default:
      throw unsupportedPadding();
  }
}

/** crypto.privateDecrypt. Wrong PKCS #1 padding gives random bytes, as OpenSSL's implicit rejection does. */
export function decryptWithPrivate(key: RsaPrivateNumbers, message: Uint8Array, options: EncryptionOptions): Uint8Array<ArrayBuffer> {
  const size = byteLength(key.n);
  if (message.length > size) throw dataTooLarge();
  const padded = privateOperation(key, message);
  switch (options.padding) {
    case RSA_PADDING.pkcs1: {
      const plain = unpadPkcs1(padded, 2);
      if (plain !== undefined) return plain;
      const noise = new Uint8Array(size - 11);
      options.random(noise);
      return noise.slice(0, (noise[0] as number) % noise.length);
    }
    case RSA_PADDING.oaep:
      return unpadOaep(padded, options.digest, options.label);
    case RSA_PADDING.none:
      return padded;
    default:
      throw unsupportedPadding();
  }
}

/** crypto.privateEncrypt */
export function encryptWithPrivate(key: RsaPrivateNumbers, message: Uint8Array, padding: number): Uint8Array<ArrayBuffer> {
  const size = byteLength(key.n);
  if (padding === RSA_PADDING.none) return privateOperation(key, wholeLength(message, size));
  if (padding !== RSA_PADDING.pkcs1) throw unsupportedPadding();
  return privateOperation(key, padPkcs1(message, size, 1, () => {}));
}

/** crypto.publicDecrypt */
export function decryptWithPublic(key: RsaPublicNumbers, message: Uint8Array, padding: number): Uint8Array<ArrayBuffer> {
  const padded = publicOperation(key, message);
  if (padding === RSA_PADDING.none) return padded;
  if (padding !== RSA_PADDING.pkcs1) throw unsupportedPadding();
  const plain = unpadPkcs1(padded, 1);
  if (plain === undefined) throw new Error('error:0200008A:rsa routines::invalid padding');
  return plain;
}

// ---- signatures ----

/** RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.1). @param digestInfo DER of algorithm and digest @throws when the key is too short for it */
export function signPkcs1(key: RsaPrivateNumbers, digestInfo: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = byteLength(key.n);
  if (digestInfo.length + 11 > size) throw digestTooBig();
  return privateOperation(key, padPkcs1(digestInfo, size, 1, () => {}));
}

/** The DigestInfo in a signature; undefined when it is no signature of this key. */
export function recoverPkcs1(key: RsaPublicNumbers, signature: Uint8Array): Uint8Array | undefined {
  if (signature.length !== byteLength(key.n) || bytesToBigint(signature) >= key.n) return undefined;
  return unpadPkcs1(publicOperation(key, signature), 1);
}

/** The digests of EMSA-PSS: of the message, and of the masks. */
export interface PssDigests {
  readonly digest: DigestAlgorithm;
  readonly maskDigest: DigestAlgorithm;
}

/** bytes of a salt that fit; negative when even the digest does not */
export const pssRoom = (key: RsaPublicNumbers, digest: DigestAlgorithm): number => Math.ceil((bitLength(key.n) - 1) / 8) - digest.length - 2;

/** EMSA-PSS (section 9.1). @param saltLength bytes; the most that fit when it is undefined */
export function signPss(
  key: RsaPrivateNumbers, hash: Uint8Array, { digest, maskDigest }: PssDigests, given: { saltLength: number | undefined; random: FillRandom },
): Uint8Array<ArrayBuffer> {
  const bits = bitLength(key.n) - 1;
  const size = Math.ceil(bits / 8);
  const room = pssRoom(key, digest);
  const saltLength = given.saltLength ?? room;
  if (room < 0 || saltLength > room) throw dataTooLarge();
  const salt = new Uint8Array(saltLength);
  given.random(salt);
  const h = digest.hash(concatBytes([new Uint8Array(8), hash, salt]));
  const block = concatBytes([new Uint8Array(room - saltLength), Uint8Array.of(1), salt]);
  const masked = xor(block, mgf1(maskDigest, h, block.length));
  masked[0] = (masked[0] as number) & (0xff >> (8 * size - bits));
  return privateOperation(key, concatBytes([masked, h, Uint8Array.of(0xbc)]));
}

/** @param saltLength bytes; told from the signature when it is undefined */
export function verifyPss(
  key: RsaPublicNumbers, hash: Uint8Array, { digest, maskDigest }: PssDigests, given: { saltLength: number | undefined; signature: Uint8Array },
): boolean {
  const { signature, saltLength } = given;
  if (signature.length !== byteLength(key.n) || bytesToBigint(signature) >= key.n) return false;
  const bits = bitLength(key.n) - 1;
  const size = Math.ceil(bits / 8);
  const encoded = publicOperation(key, signature).slice(-size);
  if (encoded.at(-1) !== 0xbc || size < digest.length + 2) return false;
  const masked = encoded.slice(0, size - digest.length - 1);
  const h = encoded.slice(masked.length, size - 1);
  const top = 0xff >> (8 * size - bits);
  if ((masked[0] as number) & ~top) return false;
  const block = xor(masked, mgf1(maskDigest, h, masked.length));
  block[0] = (block[0] as number) & top;
  const start = block.findIndex((byte) => byte !== 0);
  if (start < 0 || block[start] !== 1) return false;
  const salt = block.slice(start + 1);
  if (saltLength !== undefined && salt.length !== saltLength) return false;
  const expected = digest.hash(concatBytes([new Uint8Array(8), hash, salt]));
  return expected.every((byte, index) => h[index] === byte);
}
