// Node's string encodings, both ways, with the leniency of src/string_bytes.cc: base64 skips what is not base64 and stops
// at '=', hex stops at the first bad pair, ascii and latin1 keep the low byte. Checked against the pinned binary.
/* eslint-disable prefer-spread -- fromCharCode.apply takes a typed array at once, spreading it would iterate */
import { bytesOf, isShared } from './bytes.ts';

/** enum encoding (src/node.h); the index is also that of `internalBinding('string_decoder').encodings`. */
export const ENCODING = { ascii: 0, utf8: 1, base64: 2, utf16le: 3, latin1: 4, hex: 5, buffer: 6, base64url: 7 } as const;
export type Encoding = (typeof ENCODING)[keyof typeof ENCODING];

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8FatalDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const fromCharCode = String.fromCharCode;
/** how many arguments `fromCharCode.apply` safely takes */
const CHUNK = 8192;
/** up to this length a loop in JavaScript beats the browser's decoders */
const SHORT = 48;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SEXTET = new Int8Array(256).fill(-1);
for (let value = 0; value < 64; value++) {
  SEXTET[BASE64.charCodeAt(value)] = value;
  SEXTET[BASE64URL.charCodeAt(value)] = value;
}
const EQUALS_SIGN = 61;

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const NIBBLE = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
  NIBBLE[value.toString(16).charCodeAt(0)] = value;
  NIBBLE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/**
 * The engine's own Base64 and hex (https://tc39.es/proposal-arraybuffer-base64/), where it has them. They are taken here, before a
 * program can change a prototype, and are strict where Node is lenient: what they refuse is read by the loops below.
 */
interface EngineCodecs {
  toBase64?(this: Uint8Array, options: EngineOptions): string;
  toHex?(this: Uint8Array): string;
  setFromBase64?(this: Uint8Array, text: string, options: EngineOptions): { read: number; written: number };
  setFromHex?(this: Uint8Array, text: string): { read: number; written: number };
}
/** It has no prototype, from which a program could have options read that are not set here. */
type EngineOptions = Readonly<{ alphabet: 'base64' | 'base64url'; omitPadding: boolean; lastChunkHandling: 'loose' }>;
const { toBase64, toHex, setFromBase64, setFromHex } = Uint8Array.prototype as EngineCodecs;
const engineOptions = (alphabet: EngineOptions['alphabet']): EngineOptions =>
  Object.assign(Object.create(null) as object, { alphabet, omitPadding: alphabet === 'base64url', lastChunkHandling: 'loose' } as const);
const BASE64_OPTIONS = engineOptions('base64');
const BASE64URL_OPTIONS = engineOptions('base64url');
const apply = Reflect.apply as <This, Args extends unknown[], Result>(method: (this: This, ...args: Args) => Result, self: This, args: Args) => Result;

/**
 * Has one of the engine's readers fill the target.
 * @returns how many bytes; undefined when the text is not what it takes: the target may hold the beginning then
 */
function readByEngine(read: () => { read: number; written: number }, text: string): number | undefined {
  try {
    const done = read();
    return done.read === text.length ? done.written : undefined;
  } catch {
    return undefined;
  }
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The encoding that a binding is given: a number of `ENCODING`, or a name as ParseEncoding (src/api/encoding.cc) takes it.
 * @param fallback for undefined and unknown names
 */
export function parseEncoding(value: unknown, fallback: Encoding = ENCODING.utf8): Encoding {
  if (typeof value === 'number') return value as Encoding;
  if (typeof value !== 'string') return fallback;
  switch (value.toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return ENCODING.utf8;
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return ENCODING.utf16le;
    case 'latin1':
    case 'binary':
      return ENCODING.latin1;
    case 'ascii':
      return ENCODING.ascii;
    case 'base64':
      return ENCODING.base64;
    case 'base64url':
      return ENCODING.base64url;
    case 'hex':
      return ENCODING.hex;
    case 'buffer':
      return ENCODING.buffer;
    default:
      return fallback;
  }
}

// ---- bytes to strings: [start, end) of a plain Uint8Array ----

/** Each byte as the character of its number. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= CHUNK) return fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  const parts: string[] = [];
  for (let index = start; index < end; index += CHUNK) {
    parts.push(fromCharCode.apply(null, bytes.subarray(index, Math.min(end, index + CHUNK)) as unknown as number[]));
  }
  return parts.join('');
}

/** As `decodeLatin1`, without the highest bit of each byte. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  const stripped = bytes.slice(start, end);
  for (let index = 0; index < stripped.length; index++) stripped[index] = (stripped[index] as number) & 0x7f;
  return decodeLatin1(stripped, 0, stripped.length);
}

/** What is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT) {
    let ascii = true;
    for (let index = start; index < end; index++) {
      if ((bytes[index] as number) > 0x7f) {
        ascii = false;
        break;
      }
    }
    if (ascii) return fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  }
  return utf8Decoder.decode(isShared(bytes) ? bytes.slice(start, end) : bytes.subarray(start, end));
}

/** An odd last byte is left out. */
export function decodeUtf16le(bytes: Uint8Array, start: number, end: number): string {
  const length = (end - start) >> 1;
  const parts: string[] = [];
  for (let unit = 0; unit < length; unit += CHUNK) {
    const count = Math.min(CHUNK, length - unit);
    const units = new Uint16Array(count);
    const from = start + unit * 2;
    if (IS_LITTLE_ENDIAN) new Uint8Array(units.buffer).set(bytes.subarray(from, from + count * 2));
    else for (let i = 0; i < count; i++) units[i] = (bytes[from + 2 * i] as number) | ((bytes[from + 2 * i + 1] as number) << 8);
    parts.push(fromCharCode.apply(null, units as unknown as number[]));
  }
  return parts.length === 1 ? (parts[0] as string) : parts.join('');
}

/** Two digits for each byte, in lower case. */
export function decodeHex(bytes: Uint8Array, start: number, end: number): string {
  if (toHex !== undefined) return apply(toHex, bytes.subarray(start, end), []);
  let hex = '';
  for (let index = start; index < end; index++) hex += HEX_OF_BYTE[bytes[index] as number];
  return hex;
}

function decodeSextets(bytes: Uint8Array, start: number, end: number, alphabet: string, pad: boolean): string {
  const length = end - start;
  const full = Math.floor(length / 3);
  const rest = length - full * 3;
  const characters = new Uint8Array(full * 4 + (rest === 0 ? 0 : pad ? 4 : rest + 1));
  const code = (sextet: number): number => alphabet.charCodeAt(sextet & 63);
  let at = 0;
  let index = start;
  for (let group = 0; group < full; group++, index += 3) {
    const bits = ((bytes[index] as number) << 16) | ((bytes[index + 1] as number) << 8) | (bytes[index + 2] as number);
    characters[at++] = code(bits >> 18);
    characters[at++] = code(bits >> 12);
    characters[at++] = code(bits >> 6);
    characters[at++] = code(bits);
  }
  if (rest > 0) {
    const first = bytes[index] as number;
    const second = rest === 2 ? (bytes[index + 1] as number) : 0;
    characters[at++] = code(first >> 2);
    characters[at++] = code((first << 4) | (second >> 4));
    if (rest === 2) characters[at++] = code(second << 2);
    while (at < characters.length) characters[at++] = EQUALS_SIGN;
  }
  return decodeLatin1(characters, 0, characters.length);
}

/** With padding (RFC 4648, section 4). */
export function decodeBase64(bytes: Uint8Array, start: number, end: number): string {
  if (toBase64 !== undefined) return apply(toBase64, bytes.subarray(start, end), [BASE64_OPTIONS]);
  return decodeSextets(bytes, start, end, BASE64, true);
}
/** Without padding (RFC 4648, section 5). */
export function decodeBase64url(bytes: Uint8Array, start: number, end: number): string {
  if (toBase64 !== undefined) return apply(toBase64, bytes.subarray(start, end), [BASE64URL_OPTIONS]);
  return decodeSextets(bytes, start, end, BASE64URL, false);
}

/** The text of bytes in an encoding (StringBytes::Encode); `buffer` is read as utf8. */
export function decode(bytes: Uint8Array, encoding: Encoding, start = 0, end = bytes.length): string {
  switch (encoding) {
    case ENCODING.ascii:
      return decodeAscii(bytes, start, end);
    case ENCODING.latin1:
      return decodeLatin1(bytes, start, end);
    case ENCODING.utf16le:
      return decodeUtf16le(bytes, start, end);
    case ENCODING.hex:
      return decodeHex(bytes, start, end);
    case ENCODING.base64:
      return decodeBase64(bytes, start, end);
    case ENCODING.base64url:
      return decodeBase64url(bytes, start, end);
    default:
      return decodeUtf8(bytes, start, end);
  }
}

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8FatalDecoder.decode(isShared(bytes) ? bytes.slice() : bytes);
    return true;
  } catch {
    return false;
  }
}

// ---- strings to bytes: into `target` from `offset`, at most `length` bytes; all return the number of bytes written ----

/** The low byte of each character’s number. */
export function writeLatin1(target: Uint8Array, text: string, offset: number, length: number): number {
  const count = Math.min(text.length, length);
  for (let index = 0; index < count; index++) target[offset + index] = text.charCodeAt(index);
  return count;
}

/** A character that does not fit whole is left out. */
export function writeUtf8(target: Uint8Array, text: string, offset: number, length: number): number {
  if (text.length <= SHORT && text.length <= length) {
    let index = 0;
    for (; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) break;
      target[offset + index] = unit;
    }
    if (index === text.length) return index;
  }
  if (isShared(target)) {
    const bytes = new Uint8Array(length);
    const { written } = utf8Encoder.encodeInto(text, bytes);
    target.set(bytes.subarray(0, written), offset);
    return written;
  }
  return utf8Encoder.encodeInto(text, target.subarray(offset, offset + length)).written;
}

/** Half a code unit is not written. */
export function writeUtf16le(target: Uint8Array, text: string, offset: number, length: number): number {
  const units = Math.min(text.length, length >> 1);
  for (let index = 0, at = offset; index < units; index++) {
    const unit = text.charCodeAt(index);
    target[at++] = unit & 0xff;
    target[at++] = unit >> 8;
  }
  return units * 2;
}

/** Ends at the first two characters that are no digits. */
export function writeHex(target: Uint8Array, text: string, offset: number, length: number): number {
  const count = Math.min(text.length >> 1, length);
  if (setFromHex !== undefined && count > SHORT) {
    const digits = text.length === count * 2 ? text : text.slice(0, count * 2);
    const written = readByEngine(() => apply(setFromHex, target.subarray(offset, offset + count), [digits]), digits);
    if (written !== undefined) return written;
  }
  for (let index = 0; index < count; index++) {
    const high = NIBBLE[text.charCodeAt(2 * index) & 0xff] as number;
    const low = NIBBLE[text.charCodeAt(2 * index + 1) & 0xff] as number;
    if (high < 0 || low < 0) return index;
    target[offset + index] = (high << 4) | low;
  }
  return count;
}

/** How many bytes Base64 text holds at most; exact for text without anything else in it. */
function base64Capacity(text: string): number {
  let characters = text.length;
  while (characters > text.length - 2 && text.charCodeAt(characters - 1) === EQUALS_SIGN) characters--;
  return (characters * 3) >>> 2;
}

/** Takes both alphabets, skips other characters, stops at '='. */
export function writeBase64(target: Uint8Array, text: string, offset: number, length: number): number {
  // Where there is too little room the engine leaves out what Node writes of the last three bytes.
  if (setFromBase64 !== undefined && text.length > SHORT && length >= base64Capacity(text)) {
    const options = text.includes('-') || text.includes('_') ? BASE64URL_OPTIONS : BASE64_OPTIONS;
    const read = readByEngine(() => apply(setFromBase64, target.subarray(offset, offset + length), [text, options]), text);
    if (read !== undefined) return read;
  }
  let bits = 0;
  let count = 0;
  let written = 0;
  for (let index = 0; index < text.length && written < length; index++) {
    // Node, too, looks at the low byte of a code unit only.
    const unit = text.charCodeAt(index) & 0xff;
    if (unit === EQUALS_SIGN) break;
    const sextet = SEXTET[unit] as number;
    if (sextet < 0) continue;
    bits = (bits << 6) | sextet;
    count += 6;
    if (count >= 8) {
      count -= 8;
      target[offset + written++] = bits >> count;
      bits &= (1 << count) - 1;
    }
  }
  return written;
}

/** StringBytes::Write */
export function write(target: Uint8Array, text: string, offset: number, length: number, encoding: Encoding): number {
  switch (encoding) {
    case ENCODING.ascii:
    case ENCODING.latin1:
      return writeLatin1(target, text, offset, length);
    case ENCODING.utf16le:
      return writeUtf16le(target, text, offset, length);
    case ENCODING.hex:
      return writeHex(target, text, offset, length);
    case ENCODING.base64:
    case ENCODING.base64url:
      return writeBase64(target, text, offset, length);
    default:
      return writeUtf8(target, text, offset, length);
  }
}

/** Below this length a loop beats the browser's encoder, if all is ASCII. */
const SHORT_TEXT = 512;

function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > SHORT_TEXT) return utf8Encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return utf8Encoder.encode(text);
    bytes[index] = unit;
  }
  return bytes;
}

/** How many bytes a text has at most in an encoding other than UTF-8. */
function encodedCapacity(text: string, encoding: Encoding): number {
  switch (encoding) {
    case ENCODING.utf16le:
      return text.length * 2;
    case ENCODING.hex:
      return text.length >> 1;
    case ENCODING.base64:
    case ENCODING.base64url:
      return base64Capacity(text);
    default:
      return text.length;
  }
}

/** The bytes of a text in an encoding, in memory of their own. */
export function encode(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === ENCODING.utf8 || encoding === ENCODING.buffer) return encodeUtf8(text);
  const capacity = encodedCapacity(text, encoding);
  const bytes = new Uint8Array(capacity);
  const written = write(bytes, text, 0, capacity, encoding);
  return written === capacity ? bytes : bytes.slice(0, written);
}

/** The bytes of what Node's C++ takes as "string or buffer" (crypto, zlib): text in `encoding`, views and buffers as they are. */
export function bytesOfInput(input: unknown, encoding: unknown = ENCODING.utf8): Uint8Array<ArrayBuffer> {
  if (typeof input === 'string') return encode(input, parseEncoding(encoding));
  return bytesOf(input as ArrayBufferView | ArrayBufferLike);
}

/** Length of a text in UTF-8; a lone surrogate counts as U+FFFD, three bytes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      length += 1;
    } else if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      length += 2;
      index++;
    } else {
      length += 2;
    }
  }
  return length;
}
