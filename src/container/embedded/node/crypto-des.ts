// Triple DES (FIPS 46-3) over single blocks. The tables are the standard's: positions of bits, counted from 1 at the left.
import type { BlockFunction } from './crypto-modes.ts';

const BLOCK = 8;
const ROUNDS = 16;
const KEY_BYTES = 8;

const KEY_CHOICE = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const ROUND_KEY_CHOICE = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const KEY_SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
const PERMUTATION = [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25];
/** Row after row, a digit each. */
const S_BOXES = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
].map((box) => [...box].map((digit) => parseInt(digit, 16)));

/** One bit each. */
type Bits = readonly number[];
const choose = (bits: Bits, positions: readonly number[]): number[] => positions.map((position) => bits[position - 1] as number);
const rotate = (bits: number[], by: number): number[] => [...bits.slice(by), ...bits.slice(0, by)];
const valueOf = (bits: Bits): number => bits.reduce((value, bit) => value * 2 + bit, 0);
const bitsOfBytes = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1));

/** What a substitution gives, permuted: by box, then by the six bits that go in. */
const SUBSTITUTED = S_BOXES.map((box, number) =>
  Int32Array.from({ length: 64 }, (_, six) => {
    const row = ((six >> 4) & 2) | (six & 1);
    const four = box[row * 16 + ((six >> 1) & 15)] as number;
    const bits = Array.from({ length: 32 }, (__, bit) => (bit >> 2 === number ? (four >> (3 - (bit & 3))) & 1 : 0));
    return valueOf(choose(bits, PERMUTATION)) | 0;
  }),
);

/** The eight parts, six bits each, of every round's key. */
function keySchedule(key: Uint8Array): Uint8Array[] {
  const chosen = choose(bitsOfBytes(key), KEY_CHOICE);
  let [left, right] = [chosen.slice(0, 28), chosen.slice(28)];
  return KEY_SHIFTS.map((by) => {
    [left, right] = [rotate(left, by), rotate(right, by)];
    const bits = choose([...left, ...right], ROUND_KEY_CHOICE);
    return Uint8Array.from({ length: 8 }, (_, part) => valueOf(bits.slice(part * 6, part * 6 + 6)));
  });
}

/** The cipher function: each four bits with their neighbours on either side, mixed with the key's part, substituted and permuted. */
function mix(half: number, roundKey: Uint8Array): number {
  let result = 0;
  for (let part = 0; part < 8; part++) {
    // The neighbours of the first four bits and of the last are across the ends.
    const turned = (half << (4 * part)) | (part === 0 ? 0 : half >>> (32 - 4 * part));
    const six = ((turned & 1) << 5) | (turned >>> 27);
    result |= (SUBSTITUTED[part] as Int32Array)[six ^ (roundKey[part] as number)] as number;
  }
  return result;
}

/** The initial permutation: column after column from the second, then from the first; `inverse` undoes it. */
function permuteBlock(block: Uint8Array, inverse: boolean): void {
  const from = block.slice();
  block.fill(0);
  for (let row = 0; row < 8; row++) {
    const column = row < 4 ? 2 * row + 1 : 2 * (row - 4);
    for (let bit = 0; bit < 8; bit++) {
      const [source, target] = [(7 - bit) * 8 + column, row * 8 + bit];
      const [read, write] = inverse ? [target, source] : [source, target];
      block[write >> 3] = (block[write >> 3] as number) | ((((from[read >> 3] as number) >> (7 - (read & 7))) & 1) << (7 - (write & 7)));
    }
  }
}

/**
 * Triple DES with two keys (16 bytes) or three (24 bytes): encryption by the first, decryption by the second, encryption by the
 * third, which is the first again where there are two.
 */
export function tripleDes(key: Uint8Array): BlockFunction {
  const [first, second, third] = [0, 1, 2].map((number) => {
    const at = (number * KEY_BYTES) % key.length;
    return keySchedule(key.subarray(at, at + KEY_BYTES));
  }) as [Uint8Array[], Uint8Array[], Uint8Array[]];
  const backwards = (keys: Uint8Array[]): Uint8Array[] => keys.toReversed();
  const run = (block: Uint8Array, schedules: Uint8Array[][]): void => {
    const view = new DataView(block.buffer, block.byteOffset, BLOCK);
    permuteBlock(block, false);
    let [left, right] = [view.getInt32(0), view.getInt32(4)];
    for (const keys of schedules) {
      for (let round = 0; round < ROUNDS; round++) [left, right] = [right, left ^ mix(right, keys[round] as Uint8Array)];
      [left, right] = [right, left];
    }
    view.setInt32(0, left);
    view.setInt32(4, right);
    permuteBlock(block, true);
  };
  const forth = [first, backwards(second), third];
  const back = [backwards(third), second, backwards(first)];
  return { size: BLOCK, encrypt: (block) => run(block, forth), decrypt: (block) => run(block, back) };
}
