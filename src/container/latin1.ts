// Bytes as text of the same length, one character a byte, and back: how binary data travels in JSON and in `btoa`. TextDecoder's
// "latin1" is windows-1252, which is something else (Encoding Standard, 4.2).

/** Characters made at once: an argument list has a limit. */
const CHUNK = 0x8000;

const { fromCharCode } = String;
// eslint-disable-next-line prefer-spread -- `apply` takes a typed array at once, spreading it would iterate
const charactersOf = (bytes: Uint8Array): string => fromCharCode.apply(null, bytes as unknown as number[]);

/** Each byte as the character of its number. */
export function latin1OfBytes(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return charactersOf(bytes);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(charactersOf(bytes.subarray(at, at + CHUNK)));
  return parts.join('');
}

/** The low byte of each character's number. The inverse of `latin1OfBytes`. */
export function bytesOfLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
