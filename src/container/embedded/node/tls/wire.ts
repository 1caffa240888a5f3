// The presentation language of TLS (RFC 8446, section 3): numbers and vectors, read and written.
import { concatBytes } from '../bytes.ts';
import { ALERT, sslError } from './errors.ts';

/** Reads a message from its front. Every method throws a decode_error where the message is too short. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }
  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw sslError('length too short', ALERT.decodeError);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
  /** @param width bytes of the number */
  number(width: number): number {
    return this.bytes(width).reduce((value, byte) => value * 256 + byte, 0);
  }
  /** @param width bytes of the length that stands before */
  vector(width: number): Uint8Array {
    return this.bytes(this.number(width));
  }
  /** The rest as items. */
  items<T>(read: (reader: this) => T): T[] {
    const items: T[] = [];
    while (!this.done) items.push(read(this));
    return items;
  }
}

/** A number in `width` bytes. */
export function number(width: number, value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) & 0xff);
}

/** Contents with their length, in `width` bytes, before them. */
export function vector(width: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(contents);
  return concatBytes([number(width, content.length), content]);
}

/** Numbers of two bytes, one after another. */
export const numbers16 = (values: readonly number[]): Uint8Array<ArrayBuffer> => concatBytes(values.map((value) => number(2, value)));
/** The inverse of `numbers16`. */
export const readNumbers16 = (bytes: Uint8Array): number[] => new Reader(bytes).items((reader) => reader.number(2));
