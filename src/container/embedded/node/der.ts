// ASN.1 in DER (ITU-T X.690), as far as keys and signatures use it, and its armour in text, PEM (RFC 7468).
import { concatBytes } from './bytes.ts';
import { notEnoughData } from './openssl-errors.ts';

export const TAG = { integer: 2, bitString: 3, octetString: 4, null: 5, oid: 6, sequence: 0x30, set: 0x31 } as const;
/** A context-specific tag of a constructed value. */
export const contextTag = (number: number): number => 0xa0 | number;

export interface DerNode {
  readonly tag: number;
  readonly content: Uint8Array;
  /** with tag and length */
  readonly whole: Uint8Array;
}

/** The values that stand one after another in `bytes`. @throws an error of OpenSSL when they are cut short */
export function readDer(bytes: Uint8Array): DerNode[] {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const tag = bytes[at++] as number;
    let length = bytes[at++];
    if (length === undefined) throw notEnoughData();
    if (length >= 0x80) {
      let count = length & 0x7f;
      length = 0;
      for (; count > 0; count--) length = length * 256 + (bytes[at++] ?? NaN);
    }
    if (!(at + length <= bytes.length)) throw notEnoughData();
    nodes.push({ tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) });
    at += length;
  }
  return nodes;
}

/** The children of a value. @throws when it has another tag, or is absent */
export function children(node: DerNode | undefined, tag: number = TAG.sequence): DerNode[] {
  return readDer(contentOf(node, tag));
}

/** The content of a value. @throws when it has another tag, or is absent */
export function contentOf(node: DerNode | undefined, tag: number): Uint8Array {
  if (node === undefined) throw notEnoughData();
  if (node.tag !== tag) throw new TypeError(`an ASN.1 value with tag ${tag} was expected, this is one with tag ${node.tag}`);
  return node.content;
}

/** @throws when it is no INTEGER */
export function integerOf(node: DerNode | undefined): bigint {
  return bytesToBigint(contentOf(node, TAG.integer));
}

/** An object identifier in its dotted form. @throws when it is none */
export function oidOf(node: DerNode | undefined): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of contentOf(node, TAG.oid)) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = parts;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join('.');
}

/** The bytes of a bit string of whole bytes. */
export const bitsOf = (node: DerNode | undefined): Uint8Array => contentOf(node, TAG.bitString).subarray(1);

/** The number that bytes are, most significant first; none are 0. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  let text = '0x';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return bytes.length === 0 ? 0n : BigInt(text);
}

/** Big-endian bytes; `length` pads with zeros in front. */
export function bigintToBytes(value: bigint, length?: number): Uint8Array<ArrayBuffer> {
  const text = value.toString(16);
  const size = length ?? Math.ceil(text.length / 2);
  const padded = text.padStart(size * 2, '0');
  return Uint8Array.from({ length: size }, (_, index) => parseInt(padded.slice(index * 2, index * 2 + 2), 16));
}

/** A value of DER. @param contents its content, in pieces */
export function der(tag: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(contents);
  const { length } = content;
  const long = length < 0x80 ? undefined : bigintToBytes(BigInt(length));
  return concatBytes([Uint8Array.of(tag), long === undefined ? Uint8Array.of(length) : Uint8Array.of(0x80 | long.length, ...long), content]);
}

/** A SEQUENCE of values. */
export const sequence = (...members: Uint8Array[]): Uint8Array<ArrayBuffer> => der(TAG.sequence, ...members);
/** An OCTET STRING. */
export const octetString = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => der(TAG.octetString, bytes);
/** A BIT STRING whose bits are whole bytes. */
export const bitString = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => der(TAG.bitString, Uint8Array.of(0), bytes);
/** NULL. */
export const derNull = (): Uint8Array<ArrayBuffer> => der(TAG.null);

/** An INTEGER. @param value not negative */
export function integer(value: bigint | number): Uint8Array<ArrayBuffer> {
  const bytes = bigintToBytes(BigInt(value));
  return (bytes[0] as number) >= 0x80 ? der(TAG.integer, Uint8Array.of(0), bytes) : der(TAG.integer, bytes);
}

/** An OBJECT IDENTIFIER of its dotted form. */
export function oid(text: string): Uint8Array<ArrayBuffer> {
  const [root = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes: number[] = [];
  for (const part of [root * 40 + second, ...rest]) {
    const digits = [part & 0x7f];
    for (let value = Math.floor(part / 128); value > 0; value = Math.floor(value / 128)) digits.unshift((value & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return der(TAG.oid, Uint8Array.from(bytes));
}

// ---- PEM ----

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s*([\s\S]*?)-----END \1-----/g;
const LINE = 64;

export interface PemBlock {
  readonly label: string;
  /** the header lines (`Proc-Type: 4,ENCRYPTED`) of the old encrypted form, if any */
  readonly headers: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The blocks of a PEM text (RFC 7468), in order; what stands between them is passed over. @throws when one is no base64 */
export function readPem(text: string): PemBlock[] {
  return [...text.matchAll(PEM_BLOCK)].map(([, label = '', body = '']) => {
    const blank = /\r?\n\r?\n/.exec(body);
    const headers = body.includes(':') && blank !== null ? body.slice(0, blank.index) : '';
    const base64 = body.slice(headers.length).replace(/\s+/g, '');
    return { label, headers, bytes: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) };
  });
}

/** @param headers lines, with their ends */
export function writePem(label: string, bytes: Uint8Array, headers = ''): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const lines = btoa(binary).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `-----BEGIN ${label}-----\n${headers === '' ? '' : `${headers}\n`}${lines.join('\n')}\n-----END ${label}-----\n`;
}
