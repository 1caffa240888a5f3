// What stands in place of TLS's ClientHello on a connection to a host that the page plays: the byte that begins a handshake record (RFC 8446, 5.1), then a
// line of JSON. Everything after it is what would be encrypted. A program's TLS server answers a connection of the page with `SERVED_TLS`, from which the page
// knows that TLS is spoken there.

export const PLAYED_TLS = { record: 0x16, version: 'TLSv1.3', protocol: 'http/1.1' } as const;

export interface PlayedHello {
  readonly servername: string;
  /** of ALPN */
  readonly protocols: readonly string[];
}

const NEWLINE = 0x0a;
/** what JSON of an object begins with, and a real record does not */
const BRACE = 0x7b;

/** The record that stands for a ClientHello. */
export function played(hello: PlayedHello): Uint8Array {
  const line = new TextEncoder().encode(`${JSON.stringify(hello)}\n`);
  const bytes = new Uint8Array(1 + line.length);
  bytes[0] = PLAYED_TLS.record;
  bytes.set(line, 1);
  return bytes;
}

/** What a TLS server sends first where the page is its client. */
export const SERVED_TLS = played({ servername: '', protocols: [] });

/** Whether what a server has sent first begins with `SERVED_TLS`, which it sends in one piece. */
export const beginsServed = (bytes: Uint8Array): boolean => bytes[0] === PLAYED_TLS.record && SERVED_TLS.every((byte, index) => bytes[index] === byte);

/**
 * Reads what a connection begins with.
 * @returns the hello, or undefined where the connection is plain (or TLS in earnest, which nobody plays), and what follows; null while the line is not whole
 */
export function readPlayed(bytes: Uint8Array): { readonly hello: PlayedHello | undefined; readonly rest: Uint8Array } | null {
  if (bytes[0] !== PLAYED_TLS.record || (bytes.length > 1 && bytes[1] !== BRACE)) return { hello: undefined, rest: bytes };
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return null;
  return { hello: JSON.parse(new TextDecoder().decode(bytes.subarray(1, end))) as PlayedHello, rest: bytes.slice(end + 1) };
}
