// A pack: the read-only contents of some packages' folders below node_modules, made by tools/packages at build time.
//
// Format of a .pack file, before gzip (see decodePack):
//   bytes 0-7    the ASCII text `BLPACK01`
//   bytes 8-11   length of the header in bytes, unsigned, little-endian
//   then         the header: UTF-8 JSON, PackHeader
//   then         the data; every offset in the header counts from its first byte
// Paths in the index are relative to the node_modules folder that the pack is mounted at, separated by `/`.

import type { LibraryPartName } from './late-parts.ts';

/** Where a file's bytes lie in a pack's data, and, for a module, where its compiled form lies. */
export type PackEntry = readonly [offset: number, length: number, compiledOffset?: number, compiledLength?: number];

export interface PackHeader {
  /** unique to the contents: name and hash */
  readonly id: string;
  readonly index: Readonly<Record<string, PackEntry>>;
  /** commands of its packages: path of the link in a `.bin` folder -> path of the file, which may be executed */
  readonly commands?: Readonly<Record<string, string>>;
  /** pieces of Node's library that its modules speak of, told when it was made */
  readonly parts?: readonly LibraryPartName[];
}

export interface Pack extends PackHeader {
  readonly data: Uint8Array;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const MAGIC = 'BLPACK01';

/** Packs a header and its data into one file. The inverse of `decodePack`. */
export function encodePack(pack: Pack): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ id: pack.id, index: pack.index, commands: pack.commands, parts: pack.parts } satisfies PackHeader));
  const bytes = new Uint8Array(12 + header.length + pack.data.length);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(header, 12);
  bytes.set(pack.data, 12 + header.length);
  return bytes;
}

/**
 * Reads a pack that has been decompressed already. Its data is a view into `bytes`, not a copy.
 * @throws when the bytes are no pack, or one of another version
 */
export function decodePack(bytes: Uint8Array): Pack {
  const magic = String.fromCharCode(...bytes.subarray(0, 8));
  if (magic !== MAGIC) throw new Error(`this is not a package pack: it starts with ${JSON.stringify(magic)}, expected ${JSON.stringify(MAGIC)}`);
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true);
  if (12 + headerLength > bytes.length) throw new Error('this package pack is cut short: its header does not fit');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + headerLength))) as PackHeader;
  return { ...header, data: bytes.subarray(12 + headerLength) };
}

/** The bytes of one file of a pack, as a view. */
export function packedBytes(pack: Pack, entry: PackEntry): Uint8Array {
  return pack.data.subarray(entry[0], entry[0] + entry[1]);
}

/**
 * The compiled form of a packed module (src/container/embedded/node/transform), or undefined where the pack has none. It is
 * JSON; a missing `code` means that the code is the file's own text.
 */
export function packedCompilation(pack: Pack, entry: PackEntry): unknown {
  const [, , offset, length] = entry;
  if (offset === undefined || length === undefined) return undefined;
  const compiled = JSON.parse(decoder.decode(pack.data.subarray(offset, offset + length))) as { code?: string };
  compiled.code ??= decoder.decode(packedBytes(pack, entry));
  return compiled;
}
