// internalBinding('encoding_binding'): TextEncoder and TextDecoder of UTF-8, and domain names (src/encoding_binding.cc).
import type { BindingFactory } from '../environment.ts';
import { bytesOf, codedError, isShared } from '../bytes.ts';
import { decodeUtf8 } from '../encodings.ts';
import { domainToAscii, domainToUnicode } from './url.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

export const encodingBinding: BindingFactory = (env) => {
  const encoder = new env.natives.TextEncoder();
  const fatalDecoder = new env.natives.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** [code units read, bytes written] of the last encodeInto */
  const encodeIntoResults = new Uint32Array(2);

  return {
    encodeIntoResults,
    encodeInto(text: string, target: Uint8Array) {
      const { read, written } = encoder.encodeInto(text, bytesOf(target));
      encodeIntoResults[0] = read;
      encodeIntoResults[1] = written;
    },
    encodeUtf8String: (text: string) => encoder.encode(text),

    /** @throws TypeError ERR_ENCODING_INVALID_ENCODED_DATA when `fatal` and the bytes are not UTF-8 */
    decodeUTF8(source: unknown, ignoreBom: unknown, fatal: unknown) {
      if (!ArrayBuffer.isView(source) && !(source instanceof ArrayBuffer) && Object.prototype.toString.call(source) !== '[object SharedArrayBuffer]') {
        throw codedError(
          TypeError,
          'ERR_INVALID_ARG_TYPE',
          'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
        );
      }
      const bytes = bytesOf(source as ArrayBufferView | ArrayBufferLike);
      const hasMark = !ignoreBom && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
      const start = hasMark ? BYTE_ORDER_MARK.length : 0;
      if (!fatal) return decodeUtf8(bytes, start, bytes.length);
      try {
        return fatalDecoder.decode(isShared(bytes) ? bytes.slice(start) : bytes.subarray(start));
      } catch {
        throw codedError(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', 'The encoded data was not valid for encoding utf-8');
      }
    },

    toASCII: (domain: string) => domainToAscii(env, domain),
    toUnicode: (domain: string) => domainToUnicode(env, domain),
  };
};
