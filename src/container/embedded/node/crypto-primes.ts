// Prime numbers: testing, generation (BN_generate_prime_ex of OpenSSL, crypto/bn/bn_prime.c), and the primes of the MODP groups
// (RFC 2409, RFC 3526). BigInt arithmetic is not constant in time; nobody but the program itself is there to measure it.
import { bytesToBigint } from './der.ts';

export type FillRandom = (target: Uint8Array<ArrayBuffer>) => void;

/** Bits of a number without leading zeros; 1 for zero. */
export const bitLength = (value: bigint): number => value.toString(2).length;

/** `base` to the power of `exponent`, which is not negative. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  // Left to right, four bits at a time.
  const table = [1n, base % modulus];
  for (let index = 2; index < 16; index++) table.push(((table[index - 1] as bigint) * (table[1] as bigint)) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    if (digit !== '0') result = (result * (table[parseInt(digit, 16)] as bigint)) % modulus;
  }
  return result;
}

/** The number that `value` times it is 1, modulo `modulus`; undefined when there is none. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    if (b === 0n) return undefined;
    [x, y] = [y - (b / a) * x, x];
    [a, b] = [b % a, a];
    if (a === 0n) return undefined;
  }
  return ((x % modulus) + modulus) % modulus;
}

const SMALL_PRIMES = ((): number[] => {
  const limit = 8192;
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let value = 3; value < limit; value += 2) {
    if (composite[value]) continue;
    primes.push(value);
    for (let multiple = value * value; multiple < limit; multiple += 2 * value) composite[multiple] = 1;
  }
  return primes;
})();

/** A number of up to so many bits, each of them as likely. */
export function randomBigint(bits: number, random: FillRandom): bigint {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  random(bytes);
  return bytesToBigint(bytes) & ((1n << BigInt(bits)) - 1n);
}

/** Miller-Rabin with random bases. @param candidate odd, greater than 3 */
export function isProbablePrime(candidate: bigint, random: FillRandom, rounds: number): boolean {
  const last = candidate - 1n;
  let twos = 0n;
  while (((last >> twos) & 1n) === 0n) twos++;
  const odd = last >> twos;
  nextBase: for (let round = 0; round < rounds; round++) {
    const base = 2n + (randomBigint(bitLength(candidate), random) % (candidate - 3n));
    let value = power(base, odd, candidate);
    if (value === 1n || value === last) continue;
    for (let step = 1n; step < twos; step++) {
      value = (value * value) % candidate;
      if (value === last) continue nextBase;
    }
    return false;
  }
  return true;
}

/** Tells which of `start`, `start + 1`, ... are multiples of a small prime other than 2; none of them may be that prime itself. */
export function hasSmallFactor(start: bigint): (offset: number) => boolean {
  const remainders = SMALL_PRIMES.map((prime) => Number(start % BigInt(prime)));
  return (offset) => SMALL_PRIMES.some((prime, index) => ((remainders[index] as number) + offset) % prime === 0);
}

const LARGEST_SMALL = BigInt(SMALL_PRIMES.at(-1) ?? 0);
/** Rounds of Miller-Rabin: what they let through by mistake is less likely than an error of the machine. */
const ROUNDS = 20;

/** Whether a number is prime, as far as can be told in a short time. */
export function isPrime(candidate: bigint, random: FillRandom): boolean {
  if (candidate < 2n) return false;
  if (candidate % 2n === 0n) return candidate === 2n;
  if (candidate <= LARGEST_SMALL) return SMALL_PRIMES.includes(Number(candidate));
  return !SMALL_PRIMES.some((prime) => candidate % BigInt(prime) === 0n) && isProbablePrime(candidate, random, ROUNDS);
}

export interface PrimeOptions {
  readonly bits: number;
  /** half of what is less than it is prime too */
  readonly safe: boolean;
  /** the prime leaves the remainder `rem` (1, or 3 for a safe one) when it is divided by this */
  readonly add?: bigint | undefined;
  readonly rem?: bigint | undefined;
}

/** A random prime. @throws OpenSSL's error when there is none of so few bits */
export function generatePrime({ bits, safe, add, rem }: PrimeOptions, random: FillRandom): bigint {
  if (bits < 2 || (safe && add === undefined && bits < 6 && bits !== 3)) {
    throw new Error('error:01800076:bignum routines::bits too small');
  }
  const isWanted = (candidate: bigint): boolean => {
    if (!safe) return isPrime(candidate, random);
    const half = (candidate - 1n) / 2n;
    // One round each says no to nearly all, at the least cost.
    const mayBe = (value: bigint): boolean => value <= LARGEST_SMALL || isProbablePrime(value, random, 1);
    return mayBe(half) && mayBe(candidate) && isPrime(half, random) && isPrime(candidate, random);
  };
  for (;;) {
    // Without a remainder the two highest bits are set, as OpenSSL does.
    const highest = add === undefined ? 3n << BigInt(bits - 2) : 1n << BigInt(bits - 1);
    const number = randomBigint(bits, random) | highest;
    const step = add ?? (safe ? 4n : 2n);
    const remainder = add === undefined ? (safe ? 3n : 1n) : (rem ?? (safe ? 3n : 1n));
    const start = number - (number % step) + remainder;
    for (let count = 0n; count < 1024n; count++) {
      const candidate = start + count * step;
      if (bitLength(candidate) > bits) break;
      if (bitLength(candidate) === bits && !hasSmallDivisor(candidate, safe) && isWanted(candidate)) return candidate;
    }
  }
}

/** Whether trial division rules a candidate, or half of what is less than it, out. */
function hasSmallDivisor(candidate: bigint, safe: boolean): boolean {
  if (candidate <= LARGEST_SMALL * 2n) return false;
  return SMALL_PRIMES.some((prime) => {
    const remainder = candidate % BigInt(prime);
    return remainder === 0n || (safe && remainder === 1n);
  });
}

// ---- the MODP groups ----

/** By their names in Node: bits of the prime, and what is added to pi's digits to make it a safe prime. */
const MODP: Readonly<Record<string, readonly [bits: number, add: bigint]>> = {
  modp1: [768, 149_686n], modp2: [1024, 129_093n], modp5: [1536, 741_804n], modp14: [2048, 124_476n], modp15: [3072, 1_690_314n],
  modp16: [4096, 240_904n], modp17: [6144, 929_484n], modp18: [8192, 4_743_158n],
};

/** Pi times two to the power of `bits`, rounded down (Machin's formula, with a few bits more to be exact). */
function piTimesPower(bits: number): bigint {
  const guard = 64n;
  const one = 1n << (BigInt(bits) + guard);
  const arcTangentOfInverse = (x: bigint): bigint => {
    let sum = 0n;
    let sign = 1n;
    for (let term = one / x, divisor = 1n; term !== 0n; term /= x * x, divisor += 2n, sign = -sign) sum += (sign * term) / divisor;
    return sum;
  };
  return (4n * (4n * arcTangentOfInverse(5n) - arcTangentOfInverse(239n))) >> guard;
}

const groups = new Map<string, bigint>();

/** The prime of a group; undefined when there is no group of that name. */
export function modpPrime(name: string): bigint | undefined {
  const found = Object.entries(MODP).find(([known]) => known === name.toLowerCase());
  if (found === undefined) return undefined;
  const [id, [bits, add]] = found;
  const size = BigInt(bits);
  const prime = groups.get(id) ?? (1n << size) - (1n << (size - 64n)) - 1n + ((piTimesPower(bits - 130) + add) << 64n);
  groups.set(id, prime);
  return prime;
}

/** Bits of a private key that OpenSSL makes in the larger groups (crypto/ffc/ffc_dh.c), by the bits of their primes. */
const PRIVATE_BITS: ReadonlyMap<number, number> = new Map([[1536, 200], [2048, 225], [3072, 275], [4096, 325], [6144, 375], [8192, 400]]);

/** How many bits of a private key are enough for a prime of RFC 3526; undefined for every other prime. */
export function modpPrivateBits(prime: bigint): number | undefined {
  const bits = bitLength(prime);
  const name = Object.keys(MODP).find((known) => MODP[known]?.[0] === bits);
  return name !== undefined && modpPrime(name) === prime ? (PRIVATE_BITS.get(bits) ?? bits - 1) : undefined;
}
