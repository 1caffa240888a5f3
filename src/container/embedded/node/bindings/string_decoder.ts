// internalBinding('string_decoder'): characters that are cut at the end of a chunk wait in a state buffer that the library
// owns (src/string_decoder.cc, StringDecoder::DecodeData and FlushData).
import type { BindingFactory } from '../environment.ts';
import { bytesOf, codedError } from '../bytes.ts';
import { decode as decodeBytes, ENCODING, type Encoding } from '../encodings.ts';

// Fields of the state buffer; the first four bytes are the incomplete character.
const MISSING_BYTES = 4;
const BUFFERED_BYTES = 5;
const ENCODING_FIELD = 6;

const isLeadSurrogateByte = (high: number): boolean => (high & 0xfc) === 0xd8;

/** How many bytes at the end of `chunk` begin a character, and how many that character still misses. */
function incompleteTail(chunk: Uint8Array, encoding: Encoding): { buffered: number; missing: number } {
  const last = chunk[chunk.length - 1] as number;
  switch (encoding) {
    case ENCODING.utf8:
      return last & 0x80 ? incompleteUtf8(chunk) : { buffered: 0, missing: 0 };
    case ENCODING.utf16le:
      if (chunk.length % 2 === 1) return { buffered: 1, missing: 1 };
      return isLeadSurrogateByte(last) ? { buffered: 2, missing: 2 } : { buffered: 0, missing: 0 };
    default: {
      const buffered = chunk.length % 3;
      return { buffered, missing: buffered === 0 ? 0 : 3 - buffered };
    }
  }
}

function incompleteUtf8(chunk: Uint8Array): { buffered: number; missing: number } {
  for (let buffered = 1; buffered <= 4 && buffered <= chunk.length; buffered++) {
    const byte = chunk[chunk.length - buffered] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const size = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    return buffered >= size ? { buffered: 0, missing: 0 } : { buffered, missing: size - buffered };
  }
  // Only continuation bytes: not valid, which is for the decoder to say.
  return { buffered: 0, missing: 0 };
}

function decodeChunk(state: Uint8Array, input: Uint8Array): string {
  const encoding = state[ENCODING_FIELD] as Encoding;
  if (encoding === ENCODING.ascii || encoding === ENCODING.latin1 || encoding === ENCODING.hex) return decodeBytes(input, encoding);

  let chunk = input;
  let completed = '';
  if ((state[MISSING_BYTES] as number) > 0) {
    const take = (count: number): void => {
      state.set(chunk.subarray(0, count), state[BUFFERED_BYTES]);
      state[BUFFERED_BYTES] = (state[BUFFERED_BYTES] as number) + count;
      chunk = chunk.subarray(count);
    };
    const missing = state[MISSING_BYTES] as number;
    let found = Math.min(missing, chunk.length);
    let broken = false;
    if (encoding === ENCODING.utf8) {
      // A byte that does not continue the character begins a new one; the incomplete character is left to the decoder.
      for (let index = 0; index < found; index++) {
        if (((chunk[index] as number) & 0xc0) === 0x80) continue;
        found = index;
        broken = true;
        break;
      }
    }
    take(found);
    state[MISSING_BYTES] = broken ? 0 : missing - found;
    if (state[MISSING_BYTES] === 0) {
      completed = decodeBytes(state, encoding, 0, state[BUFFERED_BYTES]);
      state[BUFFERED_BYTES] = 0;
    }
  }
  if (chunk.length === 0) return completed;
  const { buffered, missing } = incompleteTail(chunk, encoding);
  if (buffered > 0) {
    state.set(chunk.subarray(chunk.length - buffered), 0);
    state[BUFFERED_BYTES] = buffered;
    state[MISSING_BYTES] = missing;
    chunk = chunk.subarray(0, chunk.length - buffered);
  }
  return completed + decodeBytes(chunk, encoding);
}

function flushState(state: Uint8Array): string {
  const encoding = state[ENCODING_FIELD] as Encoding;
  let buffered = state[BUFFERED_BYTES] as number;
  if (encoding === ENCODING.utf16le && buffered % 2 === 1) buffered--;
  state[MISSING_BYTES] = 0;
  state[BUFFERED_BYTES] = 0;
  return buffered === 0 ? '' : decodeBytes(state, encoding, 0, buffered);
}

export const stringDecoder: BindingFactory = () => ({
  decode(state: Uint8Array, chunk: unknown) {
    if (!ArrayBuffer.isView(chunk)) {
      throw codedError(
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        'The "buf" argument must be an instance of Buffer, TypedArray, or DataView.',
      );
    }
    return decodeChunk(bytesOf(state), bytesOf(chunk));
  },
  flush: (state: Uint8Array) => flushState(bytesOf(state)),
});
