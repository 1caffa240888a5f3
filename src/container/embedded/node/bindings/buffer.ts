// internalBinding('buffer'): what Buffer does in C++ (src/node_buffer.cc).
import type { BindingFactory } from '../environment.ts';
import { arrayIndex, bytesOf, codedError } from '../bytes.ts';
import {
  decodeAscii,
  decodeBase64,
  decodeBase64url,
  decodeHex,
  decodeLatin1,
  decodeUtf16le,
  decodeUtf8,
  encode,
  ENCODING,
  isUtf8,
  parseEncoding,
  utf8Length,
  write,
  writeBase64,
  writeHex,
  writeLatin1,
  writeUtf16le,
  writeUtf8,
  type Encoding,
} from '../encodings.ts';

/** What the library turns into errors. */
const FILL_EMPTY = -1;
const FILL_OUT_OF_BOUNDS = -2;
const ATOB_SINGLE_CHARACTER = -1;
const ATOB_INVALID = -2;
const BTOA_INVALID = -1;

type Slice = (view: Uint8Array, start?: unknown, end?: unknown) => string;
type Write = (view: Uint8Array, text: unknown, offset?: unknown, length?: unknown) => number;

function slicing(decodeRange: (bytes: Uint8Array, start: number, end: number) => string): Slice {
  return (view, start, end) => {
    const bytes = bytesOf(view);
    if (bytes.length === 0) return '';
    const from = arrayIndex(start, 0);
    const to = arrayIndex(end, bytes.length);
    if (from >= to) return '';
    if (to > bytes.length) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', 'Index out of range');
    return decodeRange(bytes, from, to);
  };
}

function writing(writeRange: (target: Uint8Array, text: string, offset: number, length: number) => number): Write {
  return (view, text, offset, length) => {
    if (typeof text !== 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
    const bytes = bytesOf(view);
    const from = arrayIndex(offset, 0);
    if (from > bytes.length) throw codedError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
    const room = Math.min(bytes.length - from, arrayIndex(length, bytes.length - from));
    return room === 0 ? 0 : writeRange(bytes, text, from, room);
  };
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Where a search begins (IndexOfOffset in src/node_buffer.cc); -1 is: no match. */
function searchStart(length: number, offset: number, needleLength: number, forward: boolean): number {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || needleLength === 0 ? 0 : -1;
  }
  if (offset + needleLength <= length) return offset;
  if (needleLength === 0) return length;
  return forward ? -1 : length - 1;
}

/** Index of `needle` at a multiple of `unit` bytes, from `start` on or back; -1 without a match. */
function search(haystack: Uint8Array, needle: Uint8Array, start: number, forward: boolean, unit: 1 | 2): number {
  const last = haystack.length - needle.length;
  const first = needle[0] as number;
  const matches = (at: number): boolean => {
    for (let index = 1; index < needle.length; index++) if (haystack[at + index] !== needle[index]) return false;
    return true;
  };
  let at = unit === 2 ? start - (start % 2) : start;
  if (forward) {
    if (unit === 1) {
      for (at = haystack.indexOf(first, at); at >= 0 && at <= last; at = haystack.indexOf(first, at + 1)) if (matches(at)) return at;
      return -1;
    }
    for (; at <= last; at += 2) if (haystack[at] === first && matches(at)) return at;
    return -1;
  }
  const highest = unit === 2 ? last - (last % 2) : last;
  for (at = Math.min(at, highest); at >= 0; at -= unit) if (haystack[at] === first && matches(at)) return at;
  return -1;
}

function indexOf(view: Uint8Array, needle: Uint8Array, offset: number, encoding: Encoding, forward: boolean, end?: number): number {
  const bytes = bytesOf(view);
  const wide = encoding === ENCODING.utf16le;
  const whole = wide ? bytes.length - (bytes.length % 2) : bytes.length;
  // The offset counts in the whole buffer, `end` only bounds where a match may lie.
  const start = searchStart(bytes.length, offset, needle.length, forward);
  let length = end === undefined ? whole : Math.min(Math.max(end, 0), whole);
  if (needle.length === 0) return Math.min(start, end === undefined ? bytes.length : Math.max(end, 0));
  if (wide) length -= length % 2;
  if (length === 0 || start < 0 || needle.length > length) return -1;
  if (forward && start + needle.length > length) return -1;
  if (wide && (length < 2 || needle.length < 2)) return -1;
  const sought = wide && needle.length % 2 === 1 ? needle.subarray(0, needle.length - 1) : needle;
  return search(bytes.subarray(0, length), sought, start, forward, wide ? 2 : 1);
}

function swapping(size: 2 | 4 | 8): (view: Uint8Array) => Uint8Array {
  return (view) => {
    const bytes = bytesOf(view);
    for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
    return view;
  };
}

export const buffer: BindingFactory = (env) => ({
  setBufferPrototype(prototype: object) {
    env.bufferPrototype = prototype;
  },
  /** V8's guard against detaching; transfers ask for the private symbol that the library sets beside it. */
  setDetachKey() {},
  createUnsafeArrayBuffer: (length: number) => new ArrayBuffer(length),

  byteLengthUtf8: (text: string) => utf8Length(text),

  copy(source: Uint8Array, target: Uint8Array, targetStart: number, sourceStart: number, count: number) {
    bytesOf(target).set(bytesOf(source).subarray(sourceStart, sourceStart + count), targetStart);
    return count;
  },

  copyArrayBuffer(target: ArrayBufferLike, targetOffset: number, source: ArrayBufferLike, sourceOffset: number, count: number) {
    new Uint8Array(target as ArrayBuffer, targetOffset, count).set(new Uint8Array(source as ArrayBuffer, sourceOffset, count));
  },

  compare: (a: Uint8Array, b: Uint8Array) => compareBytes(bytesOf(a), bytesOf(b)),

  compareOffset(a: Uint8Array, b: Uint8Array, targetStart: number, sourceStart: number, targetEnd: number, sourceEnd: number) {
    const source = bytesOf(a);
    const target = bytesOf(b);
    if (sourceStart > source.length) {
      throw codedError(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "sourceStart" is out of range.');
    }
    if (targetStart > target.length) {
      throw codedError(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "targetStart" is out of range.');
    }
    return compareBytes(source.subarray(sourceStart, Math.max(sourceStart, sourceEnd)), target.subarray(targetStart, Math.max(targetStart, targetEnd)));
  },

  /** Repeats a value over [start, end); answers a negative number where the library throws. */
  fill(view: Uint8Array, value: unknown, start: number, end: number, encoding?: unknown) {
    const bytes = bytesOf(view);
    if (start > end || end > bytes.length || start < 0) return FILL_OUT_OF_BOUNDS;
    const length = end - start;
    let filled: number;
    if (ArrayBuffer.isView(value)) {
      const pattern = bytesOf(value).subarray(0, length);
      bytes.set(pattern, start);
      filled = pattern.length;
    } else if (typeof value === 'string') {
      const code = parseEncoding(encoding);
      if (code === ENCODING.utf8 || code === ENCODING.utf16le) {
        const pattern = encode(value, code).subarray(0, length);
        bytes.set(pattern, start);
        filled = pattern.length;
      } else {
        filled = write(bytes, value, start, length, code);
      }
    } else {
      bytes.fill(Number(value) & 0xff, start, end);
      return undefined;
    }
    if (filled >= length) return undefined;
    if (filled === 0) return FILL_EMPTY;
    while (filled < length) {
      const count = Math.min(filled, length - filled);
      bytes.copyWithin(start + filled, start, start + count);
      filled += count;
    }
    return undefined;
  },

  indexOfString: (view: Uint8Array, text: string, offset: number, encoding: Encoding, forward: boolean, end?: number) =>
    indexOf(view, encode(text, encoding), offset, encoding, forward, end),
  indexOfBuffer: (view: Uint8Array, needle: Uint8Array, offset: number, encoding: Encoding, forward: boolean, end?: number) =>
    indexOf(view, bytesOf(needle), offset, encoding, forward, end),
  indexOfNumber: (view: Uint8Array, byte: number, offset: number, forward: boolean, end?: number) =>
    indexOf(view, Uint8Array.of(byte), offset, ENCODING.latin1, forward, end),

  swap16: swapping(2),
  swap32: swapping(4),
  swap64: swapping(8),

  isUtf8: (source: ArrayBufferView | ArrayBufferLike) => isUtf8(bytesOf(source)),
  isAscii: (source: ArrayBufferView | ArrayBufferLike) => bytesOf(source).every((byte) => byte < 0x80),

  asciiSlice: slicing(decodeAscii),
  base64Slice: slicing(decodeBase64),
  base64urlSlice: slicing(decodeBase64url),
  latin1Slice: slicing(decodeLatin1),
  hexSlice: slicing(decodeHex),
  ucs2Slice: slicing(decodeUtf16le),
  utf8Slice: slicing(decodeUtf8),

  base64Write: writing(writeBase64),
  base64urlWrite: writing(writeBase64),
  hexWrite: writing(writeHex),
  ucs2Write: writing(writeUtf16le),
  asciiWriteStatic: writing(writeLatin1),
  latin1WriteStatic: writing(writeLatin1),
  utf8WriteStatic: writing(writeUtf8),

  atob(text: string) {
    try {
      return env.natives.atob(text);
    } catch {
      const characters = text.replace(/[\t\n\f\r ]/g, '').replace(/={1,2}$/, '');
      return /^[A-Za-z0-9+/]*$/.test(characters) && characters.length % 4 === 1 ? ATOB_SINGLE_CHARACTER : ATOB_INVALID;
    }
  },
  btoa(text: string) {
    try {
      return env.natives.btoa(text);
    } catch {
      return BTOA_INVALID;
    }
  },
});
