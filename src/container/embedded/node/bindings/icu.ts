// internalBinding('icu'): decoders of encodings other than UTF-8, Buffer transcoding and text widths (src/node_i18n.cc).
// The decoders are the browser's.
import type { BindingFactory } from '../environment.ts';
import { asBuffer } from '../environment.ts';
import { bytesOf, codedError, isShared } from '../bytes.ts';
import { decode, encode, ENCODING, parseEncoding, type Encoding } from '../encodings.ts';

// Converter flags (lib/internal/encoding.js).
const FLUSH = 1;
const FATAL = 2;
const IGNORE_BOM = 4;

const U_ILLEGAL_ARGUMENT_ERROR = 1;
const QUESTION_MARK = 0x3f;

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const WIDE_EMOJI = /^\p{Emoji_Presentation}$/u;
/** East Asian Wide and Fullwidth ranges (Unicode TR 11) */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2329, 0x232a], [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xa000, 0xa4cf],
  [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe10, 0xfe19], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f], [0x1f900, 0x1f9ff], [0x20000, 0x3fffd],
];

function widthOf(character: string): number {
  const point = character.codePointAt(0) as number;
  if (point >= 0x20 && point < 0x7f) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  if (WIDE_EMOJI.test(character) || WIDE.some(([first, last]) => point >= first && point <= last)) return 2;
  return 1;
}

interface Converter {
  readonly decoder: TextDecoder;
}

const TRANSCODABLE: readonly Encoding[] = [ENCODING.ascii, ENCODING.latin1, ENCODING.utf16le, ENCODING.utf8];

export const icu: BindingFactory = (env) => {
  const makeDecoder = (label: string, options: TextDecoderOptions): TextDecoder | undefined => {
    try {
      return new env.natives.TextDecoder(label, options);
    } catch {
      return undefined;
    }
  };

  return {
    hasConverter: (label: string) => makeDecoder(label, {}) !== undefined,

    getConverter(label: string, flags: number): Converter | undefined {
      const decoder = makeDecoder(label, { fatal: (flags & FATAL) !== 0, ignoreBOM: (flags & IGNORE_BOM) !== 0 });
      return decoder === undefined ? undefined : { decoder };
    },

    /** @throws TypeError ERR_ENCODING_INVALID_ENCODED_DATA from a fatal decoder */
    decode(converter: Converter, input: ArrayBufferView | ArrayBufferLike, flags: number, encoding: string) {
      const bytes = bytesOf(input);
      try {
        return converter.decoder.decode(isShared(bytes) ? bytes.slice() : bytes, { stream: (flags & FLUSH) === 0 });
      } catch {
        throw codedError(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${encoding}`);
      }
    },

    /** A Buffer in the other encoding, or an ICU error number. */
    transcode(source: Uint8Array, fromName: string, toName: string) {
      const from = parseEncoding(fromName, ENCODING.buffer);
      const to = parseEncoding(toName, ENCODING.buffer);
      if (!TRANSCODABLE.includes(from) || !TRANSCODABLE.includes(to)) return U_ILLEGAL_ARGUMENT_ERROR;
      const text = decode(bytesOf(source), from);
      if (to === ENCODING.utf8 || to === ENCODING.utf16le) return asBuffer(env, encode(text, to));
      const limit = to === ENCODING.ascii ? 0x7f : 0xff;
      const points = Array.from(text, (character) => character.codePointAt(0) as number);
      return asBuffer(env, Uint8Array.from(points, (point) => (point > limit ? QUESTION_MARK : point)));
    },

    icuErrName: (code: number) => (code === U_ILLEGAL_ARGUMENT_ERROR ? 'U_ILLEGAL_ARGUMENT_ERROR' : `ICU error ${code}`),

    /** Columns that a text takes in a terminal. */
    getStringWidth(text: string) {
      let width = 0;
      for (const character of text) width += widthOf(character);
      return width;
    },
  };
};
