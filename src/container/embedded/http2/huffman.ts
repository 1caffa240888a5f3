// The Huffman code of HPACK (RFC 7541, appendix B). It is canonical: the lengths of the codes, in order of the symbols, say it whole.

/** Bits of the code of each byte value, and of EOS (256). */
const LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];
const EOS = 256;
const LONGEST = 30;

interface Code {
  readonly codes: Uint32Array;
  /** of each length: its first code, how many there are, and where their symbols begin in `symbols` */
  readonly first: Uint32Array;
  readonly count: Uint16Array;
  readonly start: Uint16Array;
  readonly symbols: Uint16Array;
}

function makeCode(): Code {
  const codes = new Uint32Array(LENGTHS.length);
  const first = new Uint32Array(LONGEST + 1);
  const count = new Uint16Array(LONGEST + 1);
  const start = new Uint16Array(LONGEST + 1);
  const symbols = new Uint16Array(LENGTHS.length);
  let code = 0;
  let filled = 0;
  for (let length = 1; length <= LONGEST; length++) {
    code *= 2;
    first[length] = code;
    start[length] = filled;
    for (const [symbol, bits] of LENGTHS.entries()) {
      if (bits !== length) continue;
      symbols[filled++] = symbol;
      codes[symbol] = code++;
    }
    count[length] = filled - (start[length] as number);
  }
  return { codes, first, count, start, symbols };
}

let made: Code | undefined;
const huffman = (): Code => (made ??= makeCode());

/** How many bytes a string takes when it is coded. @param text characters below U+0100, of others the low byte counts */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index++) bits += LENGTHS[text.charCodeAt(index) & 0xff] as number;
  return Math.ceil(bits / 8);
}

/** Codes a string. @param target gets `huffmanLength(text)` bytes from `at` on */
export function huffmanEncode(text: string, target: Uint8Array, at: number): void {
  const { codes } = huffman();
  let accumulator = 0;
  let bits = 0;
  for (let index = 0; index < text.length; index++) {
    const symbol = text.charCodeAt(index) & 0xff;
    let left = LENGTHS[symbol] as number;
    const code = codes[symbol] as number;
    // A byte at a time: codes are longer than what 32 bits hold together with what is left of the code before.
    while (left > 0) {
      const taken = Math.min(left, 8 - bits);
      accumulator = (accumulator << taken) | ((code >>> (left - taken)) & ((1 << taken) - 1));
      bits += taken;
      left -= taken;
      if (bits === 8) {
        target[at++] = accumulator;
        accumulator = 0;
        bits = 0;
      }
    }
  }
  // Padding is the beginning of EOS: ones.
  if (bits > 0) target[at] = (accumulator << (8 - bits)) | (0xff >>> bits);
}

/**
 * Reads a coded string.
 * @returns one character for each byte; undefined when the code holds EOS, or its padding is longer than 7 bits or not of ones
 */
export function huffmanDecode(bytes: Uint8Array): string | undefined {
  const { first, count, start, symbols } = huffman();
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >>> bit) & 1);
      length++;
      if (length > LONGEST) return undefined;
      const offset = code - (first[length] as number);
      if (offset < 0 || offset >= (count[length] as number)) continue;
      const symbol = symbols[(start[length] as number) + offset] as number;
      if (symbol === EOS) return undefined;
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  return length < 8 && code === 2 ** length - 1 ? text : undefined;
}
