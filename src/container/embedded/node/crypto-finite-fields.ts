// Keys over finite fields: DSA (FIPS 186-4) and Diffie-Hellman (PKCS #3), their generation, signatures and agreement. BigInt arithmetic
// is not constant in time; nobody but the program itself is there to measure it.
import { bitLength, generatePrime, inverse, modpPrivateBits, power, randomBigint, type FillRandom } from './crypto-primes.ts';
import { bigintToBytes, bytesToBigint } from './der.ts';
import { badFieldParameters, keyManagementFailure, modulusTooSmall } from './openssl-errors.ts';

/** The numbers that users of a group share. */
export interface DsaDomain {
  readonly p: bigint;
  /** prime, divides p - 1 */
  readonly q: bigint;
  readonly g: bigint;
}
export interface DhDomain {
  readonly prime: bigint;
  readonly generator: bigint;
}
/** Halves of a key, either for DSA (y and x) or Diffie-Hellman. */
export interface FieldKeyPair<Domain> {
  readonly domain: Domain;
  readonly public: bigint;
  readonly private: bigint;
}

const DSA_SMALLEST = 512;
const DSA_SMALLEST_PRIME = 1024;
const DSA_STEP = 64;
const DSA_DIVISORS = [160, 224, 256];
const DSA_DEFAULT_DIVISOR = 224;
const DH_SMALLEST = 512;

/** A number from 1 up to, without, `limit`. */
function randomBelow(limit: bigint, random: FillRandom): bigint {
  // So many bits more that the remainder prefers no number (FIPS 186-4, B.1.1).
  return (randomBigint(bitLength(limit) + 64, random) % (limit - 1n)) + 1n;
}

function generateDsaDomain(bits: number, divisorBits: number, random: FillRandom): DsaDomain {
  const q = generatePrime({ bits: divisorBits, safe: false }, random);
  const p = generatePrime({ bits, safe: false, add: 2n * q, rem: 1n }, random);
  for (let h = 2n; ; h++) {
    const g = power(h, (p - 1n) / q, p);
    if (g !== 1n) return { p, q, g };
  }
}

/**
 * A new DSA key.
 * @param divisorBits -1 for OpenSSL's choice
 * @throws OpenSSL's errors for lengths that it refuses
 */
export function generateDsa(bits: number, divisorBits: number, random: FillRandom): FieldKeyPair<DsaDomain> {
  const divisor = divisorBits < 0 ? DSA_DEFAULT_DIVISOR : divisorBits;
  if (bits < DSA_SMALLEST || !DSA_DIVISORS.includes(divisor)) throw keyManagementFailure();
  const length = Math.ceil(bits / DSA_STEP) * DSA_STEP;
  if (length < DSA_SMALLEST_PRIME) throw badFieldParameters();
  const domain = generateDsaDomain(length, divisor, random);
  const x = randomBelow(domain.q, random);
  return { domain, public: power(domain.g, x, domain.p), private: x };
}

/** The leftmost bits of a digest, as many as the divisor has. */
function truncated(hash: Uint8Array, { q }: DsaDomain): bigint {
  const excess = hash.length * 8 - bitLength(q);
  return excess > 0 ? bytesToBigint(hash) >> BigInt(excess) : bytesToBigint(hash);
}

/** bytes of r and of s */
const halfOf = ({ q }: DsaDomain): number => Math.ceil(bitLength(q) / 8);

/** A signature over a digest: r and s after each other (FIPS 186-4, section 4.6). */
export function signDsa(domain: DsaDomain, x: bigint, hash: Uint8Array, random: FillRandom): Uint8Array<ArrayBuffer> {
  const { p, q, g } = domain;
  const size = halfOf(domain);
  for (;;) {
    const k = randomBelow(q, random);
    const r = power(g, k, p) % q;
    const s = ((inverse(k, q) ?? 0n) * (truncated(hash, domain) + x * r)) % q;
    if (r === 0n || s === 0n) continue;
    const signature = new Uint8Array(2 * size);
    signature.set(bigintToBytes(r, size));
    signature.set(bigintToBytes(s, size), size);
    return signature;
  }
}

/** Whether r and s are a signature over a digest (FIPS 186-4, section 4.7). */
export function verifyDsa(domain: DsaDomain, y: bigint, hash: Uint8Array, { r, s }: { r: bigint; s: bigint }): boolean {
  const { p, q, g } = domain;
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false;
  const w = inverse(s, q);
  if (w === undefined) return false;
  const v = (power(g, (truncated(hash, domain) * w) % q, p) * power(y, (r * w) % q, p)) % p;
  return v % q === r;
}

/** r and s after each other; undefined when they are not of the width that the key wants */
export function splitSignature(domain: DsaDomain, signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  const size = halfOf(domain);
  if (signature.length !== 2 * size) return undefined;
  return { r: bytesToBigint(signature.subarray(0, size)), s: bytesToBigint(signature.subarray(size)) };
}

/** A prime of so many bits for a generator, chosen as OpenSSL chooses it (dh_builtin_genparams): the generator is one of the whole group. */
export function primeForGenerator(generator: bigint, bits: number, random: FillRandom): bigint {
  const [add, rem] = generator === 2n ? [24n, 23n] : generator === 5n ? [60n, 59n] : [12n, 11n];
  return generatePrime({ bits, safe: true, add, rem }, random);
}

/** A domain of Diffie-Hellman with a new prime. @throws OpenSSL's error for a prime that is too short */
export function generateDhDomain(bits: number, generator: bigint, random: FillRandom): DhDomain {
  if (bits < DH_SMALLEST) throw modulusTooSmall();
  return { prime: primeForGenerator(generator, bits, random), generator };
}

/** A private exponent. OpenSSL takes shorter ones in the groups of RFC 3526, which it knows by prime and generator. */
export function dhPrivateKey({ prime, generator }: DhDomain, random: FillRandom): bigint {
  const short = generator === 2n ? modpPrivateBits(prime) : undefined;
  for (;;) {
    const value = randomBigint(short ?? bitLength(prime) - 1, random);
    if (value !== 0n) return value;
  }
}

/** A new key. @throws OpenSSL's error when the prime is too short */
export function generateDh(domain: DhDomain, random: FillRandom): FieldKeyPair<DhDomain> {
  if (bitLength(domain.prime) < DH_SMALLEST) throw modulusTooSmall();
  const value = dhPrivateKey(domain, random);
  return { domain, public: power(domain.generator, value, domain.prime), private: value };
}

/** The secret, as wide as the prime. */
export function agreeDh({ prime }: DhDomain, mine: bigint, theirs: bigint): Uint8Array<ArrayBuffer> {
  return bigintToBytes(power(theirs, mine, prime), Math.ceil(bitLength(prime) / 8));
}
