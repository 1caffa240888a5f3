// Bytes as text and back, in the encodings that Node's fs takes (the client passes `encoding` through).
import { bytesOfLatin1, latin1OfBytes } from '../latin1.ts';

export type Encoding = 'utf8' | 'utf16le' | 'latin1' | 'ascii' | 'base64' | 'base64url' | 'hex';

const NAMES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf8', 'utf-8': 'utf8', ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le', latin1: 'latin1', binary: 'latin1',
  ascii: 'ascii', base64: 'base64', base64url: 'base64url', hex: 'hex',
};

/**
 * The encoding by any of its names.
 * @throws TypeError for a name that Node does not know either
 */
export function encodingOf(name: unknown): Encoding {
  const encoding = typeof name === 'string' && Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined;
  if (encoding === undefined) throw new TypeError(`The argument 'encoding' is invalid encoding. Received ${JSON.stringify(name)}`);
  return encoding;
}

/** Code of a hexadecimal digit. */
const hexDigit = (value: number): number => '0123456789abcdef'.charCodeAt(value);

/** Bytes as text; what the encoding can't say becomes U+FFFD, as in Node. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'utf8':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    case 'utf16le': {
      // Half surrogates stay what they are, which TextDecoder would not have.
      const parts: string[] = [];
      for (let at = 0; at + 1 < bytes.length; at += 2) parts.push(String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)));
      return parts.join('');
    }
    case 'latin1':
      return latin1OfBytes(bytes);
    case 'ascii':
      return latin1OfBytes(bytes.map((byte) => byte & 0x7f));
    case 'base64':
      return btoa(latin1OfBytes(bytes));
    case 'base64url':
      return btoa(latin1OfBytes(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    case 'hex': {
      const digits = new Uint8Array(bytes.length * 2);
      bytes.forEach((byte, index) => {
        digits[index * 2] = hexDigit(byte >> 4);
        digits[index * 2 + 1] = hexDigit(byte & 15);
      });
      return latin1OfBytes(digits);
    }
  }
}

/** Text as bytes. Base64 and hex stop where they are malformed, as in Node. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf8':
      return new TextEncoder().encode(text);
    case 'utf16le': {
      const bytes = new Uint8Array(text.length * 2);
      for (let index = 0; index < text.length; index++) new DataView(bytes.buffer).setUint16(index * 2, text.charCodeAt(index), true);
      return bytes;
    }
    case 'latin1':
    case 'ascii':
      return bytesOfLatin1(text);
    case 'base64':
    case 'base64url': {
      const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=.*$/s, '').replace(/[^A-Za-z0-9+/]/g, '');
      // One letter alone is not a byte.
      return bytesOfLatin1(atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain));
    }
    case 'hex': {
      const whole = /^(?:[0-9a-f]{2})*/i.exec(text)?.[0] ?? '';
      return Uint8Array.from({ length: whole.length / 2 }, (_value, index) => Number.parseInt(whole.slice(index * 2, index * 2 + 2), 16));
    }
  }
}
