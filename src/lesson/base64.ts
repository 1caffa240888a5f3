/** Characters made at once: an argument list has a limit. */
const CHUNK = 0x8000;

/** Bytes in base64 (RFC 4648, section 4). */
export function base64OfBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** The inverse of `base64OfBytes`. @throws DOMException when the text is no base64 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
