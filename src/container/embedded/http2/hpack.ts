// HPACK, the compression of header fields in HTTP/2 (RFC 7541). Names and values are strings of characters below U+0100, one for each byte.
import { latin1OfBytes } from '../../latin1.ts';
import { huffmanDecode, huffmanEncode, huffmanLength } from './huffman.ts';

/** A header field. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** must not be put into a table, by any hop (RFC 7541, 7.1.3) */
  readonly sensitive: boolean;
}

/** Appendix A. */
const STATIC_TABLE: readonly (readonly [name: string, value: string])[] = [
  [':authority', ''], [':method', 'GET'], [':method', 'POST'], [':path', '/'], [':path', '/index.html'], [':scheme', 'http'], [':scheme', 'https'],
  [':status', '200'], [':status', '204'], [':status', '206'], [':status', '304'], [':status', '400'], [':status', '404'], [':status', '500'],
  ['accept-charset', ''], ['accept-encoding', 'gzip, deflate'], ['accept-language', ''], ['accept-ranges', ''], ['accept', ''],
  ['access-control-allow-origin', ''], ['age', ''], ['allow', ''], ['authorization', ''], ['cache-control', ''], ['content-disposition', ''],
  ['content-encoding', ''], ['content-language', ''], ['content-length', ''], ['content-location', ''], ['content-range', ''], ['content-type', ''],
  ['cookie', ''], ['date', ''], ['etag', ''], ['expect', ''], ['expires', ''], ['from', ''], ['host', ''], ['if-match', ''], ['if-modified-since', ''],
  ['if-none-match', ''], ['if-range', ''], ['if-unmodified-since', ''], ['last-modified', ''], ['link', ''], ['location', ''], ['max-forwards', ''],
  ['proxy-authenticate', ''], ['proxy-authorization', ''], ['range', ''], ['referer', ''], ['refresh', ''], ['retry-after', ''], ['server', ''],
  ['set-cookie', ''], ['strict-transport-security', ''], ['transfer-encoding', ''], ['user-agent', ''], ['vary', ''], ['via', ''], ['www-authenticate', ''],
];
export const DEFAULT_TABLE_SIZE = 4096;
/** What an entry takes besides its characters (4.1). */
const ENTRY_OVERHEAD = 32;
/** Longest name or value that is taken (nghttp2's NGHTTP2_HD_MAX_NV). */
const LONGEST_STRING = 65_536;

const sizeOf = (name: string, value: string): number => name.length + value.length + ENTRY_OVERHEAD;

/** The dynamic table of one direction: the newest entry first. */
class DynamicTable {
  readonly entries: (readonly [name: string, value: string])[] = [];
  size = 0;
  capacity = DEFAULT_TABLE_SIZE;

  add(name: string, value: string): void {
    const size = sizeOf(name, value);
    this.#evict(this.capacity - size);
    if (size > this.capacity) return;
    this.entries.unshift([name, value]);
    this.size += size;
  }

  resize(capacity: number): void {
    this.capacity = capacity;
    this.#evict(capacity);
  }

  #evict(most: number): void {
    while (this.size > most) {
      const oldest = this.entries.pop();
      if (oldest === undefined) return;
      this.size -= sizeOf(...oldest);
    }
  }
}

/** A header block that can't be read: the connection's state is lost with it (COMPRESSION_ERROR). */
export class CompressionError extends Error {}

/** Reads header blocks in the order in which they come. */
export class HpackDecoder {
  readonly #table = new DynamicTable();
  /** what the peer may use at most: our SETTINGS_HEADER_TABLE_SIZE */
  #limit = DEFAULT_TABLE_SIZE;
  /** the limit went below what the peer uses: the next block must begin with a smaller size */
  #mustShrink = false;
  #block = new Uint8Array(0);
  #at = 0;

  get tableSize(): number {
    return this.#table.size;
  }

  /** Our SETTINGS_HEADER_TABLE_SIZE holds from here on: the peer has acknowledged it. */
  setLimit(limit: number): void {
    this.#limit = limit;
    this.#mustShrink = limit < this.#table.capacity;
  }

  /**
   * Reads a whole header block.
   * @throws CompressionError
   */
  decode(block: Uint8Array): HeaderField[] {
    this.#block = block as Uint8Array<ArrayBuffer>;
    this.#at = 0;
    const fields: HeaderField[] = [];
    while (this.#at < block.length) {
      const first = block[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        if (fields.length > 0) throw new CompressionError('a table size update after a header field');
        this.#updateSize();
        continue;
      }
      if (this.#mustShrink) throw new CompressionError('no table size update after the limit was lowered');
      fields.push(this.#field(first));
    }
    this.#block = new Uint8Array(0);
    return fields;
  }

  #updateSize(): void {
    const capacity = this.#integer(5);
    if (capacity > this.#limit) throw new CompressionError('a table larger than the limit');
    this.#mustShrink = false;
    this.#table.resize(capacity);
  }

  #field(first: number): HeaderField {
    if ((first & 0x80) !== 0) {
      const [name, value] = this.#entry(this.#integer(7));
      return { name, value, sensitive: false };
    }
    const indexed = (first & 0x40) !== 0;
    const index = this.#integer(indexed ? 6 : 4);
    const name = index > 0 ? this.#entry(index)[0] : this.#string();
    const value = this.#string();
    if (indexed) this.#table.add(name, value);
    return { name, value, sensitive: !indexed && (first & 0x10) !== 0 };
  }

  #entry(index: number): readonly [name: string, value: string] {
    const entry = index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.#table.entries[index - STATIC_TABLE.length - 1];
    if (entry === undefined) throw new CompressionError('an index without an entry');
    return entry;
  }

  #byte(): number {
    const byte = this.#block[this.#at++];
    if (byte === undefined) throw new CompressionError('the block ends within a field');
    return byte;
  }

  #integer(prefix: number): number {
    const mask = (1 << prefix) - 1;
    let value = this.#byte() & mask;
    if (value < mask) return value;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (value > 0xffff_ffff) throw new CompressionError('an integer larger than 32 bits');
      if ((byte & 0x80) === 0) return value;
    }
  }

  #string(): string {
    const coded = ((this.#block[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    if (length > LONGEST_STRING) throw new CompressionError('a string that is too long');
    const end = this.#at + length;
    if (end > this.#block.length) throw new CompressionError('the block ends within a string');
    const bytes = this.#block.subarray(this.#at, end);
    this.#at = end;
    if (!coded) return latin1OfBytes(bytes);
    const text = huffmanDecode(bytes);
    if (text === undefined) throw new CompressionError('a Huffman code that is none');
    return text;
  }
}

/** Values that hardly come twice: nghttp2 keeps them out of the table too. */
const NOT_INDEXED = new Set([':path', 'age', 'content-length', 'etag', 'if-modified-since', 'if-none-match', 'location', 'set-cookie']);
/** A short cookie can be guessed from the size of what it is compressed with. */
const SHORT_COOKIE = 20;

const isSecret = ({ name, value, sensitive }: HeaderField): boolean =>
  sensitive || name === 'authorization' || (name === 'cookie' && value.length < SHORT_COOKIE);

const STATIC_INDICES = new Map<string, number>();
for (const [index, [name, value]] of STATIC_TABLE.entries()) {
  if (!STATIC_INDICES.has(name)) STATIC_INDICES.set(name, index + 1);
  STATIC_INDICES.set(`${name}\0${value}`, index + 1);
}

/** Writes header blocks. */
export class HpackEncoder {
  readonly #table = new DynamicTable();
  readonly #most: number;
  /** the smallest size that was asked for since the last block, and the present one */
  #smallest: number | undefined;
  #next: number | undefined;
  #bytes = new Uint8Array(256);
  #length = 0;

  /** @param most bytes that the table may take, whatever the peer allows */
  constructor(most: number) {
    this.#most = most;
    // The peer counts with the default until it is told otherwise.
    if (most < DEFAULT_TABLE_SIZE) this.setLimit(most);
  }

  get tableSize(): number {
    return this.#table.size;
  }

  /** The peer's SETTINGS_HEADER_TABLE_SIZE. */
  setLimit(limit: number): void {
    const size = Math.min(limit, this.#most);
    this.#smallest = Math.min(this.#smallest ?? size, size);
    this.#next = size;
  }

  /** Writes a header block, which the peer must get before any later one. */
  encode(fields: readonly HeaderField[]): Uint8Array<ArrayBuffer> {
    this.#length = 0;
    if (this.#next !== undefined && this.#smallest !== undefined) {
      for (const size of new Set([this.#smallest, this.#next])) {
        this.#table.resize(size);
        this.#integer(0x20, 5, size);
      }
      this.#next = this.#smallest = undefined;
    }
    for (const field of fields) this.#field(field);
    return this.#bytes.slice(0, this.#length);
  }

  #field(field: HeaderField): void {
    const { name, value } = field;
    const secret = isSecret(field);
    const dynamic = this.#table.entries.findIndex(([known, held]) => known === name && held === value);
    const whole = STATIC_INDICES.get(`${name}\0${value}`) ?? (dynamic >= 0 ? STATIC_TABLE.length + 1 + dynamic : undefined);
    if (whole !== undefined && !secret) return this.#integer(0x80, 7, whole);
    const indexed = !secret && !NOT_INDEXED.has(name) && sizeOf(name, value) <= (this.#table.capacity * 3) / 4;
    const index = STATIC_INDICES.get(name) ?? this.#dynamicName(name);
    if (indexed) this.#integer(0x40, 6, index);
    else this.#integer(secret ? 0x10 : 0, 4, index);
    if (index === 0) this.#string(name);
    this.#string(value);
    if (indexed) this.#table.add(name, value);
  }

  #dynamicName(name: string): number {
    const found = this.#table.entries.findIndex(([known]) => known === name);
    return found < 0 ? 0 : STATIC_TABLE.length + 1 + found;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #integer(pattern: number, prefix: number, value: number): void {
    this.#reserve(6);
    const mask = (1 << prefix) - 1;
    if (value < mask) {
      this.#bytes[this.#length++] = pattern | value;
      return;
    }
    this.#bytes[this.#length++] = pattern | mask;
    let rest = value - mask;
    while (rest >= 128) {
      this.#bytes[this.#length++] = 0x80 | (rest % 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  #string(text: string): void {
    const coded = huffmanLength(text);
    const length = Math.min(coded, text.length);
    this.#integer(coded < text.length ? 0x80 : 0, 7, length);
    this.#reserve(length);
    if (coded < text.length) huffmanEncode(text, this.#bytes, this.#length);
    else for (let index = 0; index < text.length; index++) this.#bytes[this.#length + index] = text.charCodeAt(index) & 0xff;
    this.#length += length;
  }
}
