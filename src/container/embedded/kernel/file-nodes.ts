// What a FileTree is made of: inodes. POSIX's file model (IEEE 1003.1, "File Hierarchy", "File Times Update").
import type { DeviceName } from './devices.ts';
import { packedBytes, type Pack, type PackEntry } from './packs.ts';

export const TYPE_MASK = 0o170000;
export const TYPE_DEVICE = 0o020000;
export const TYPE_DIRECTORY = 0o040000;
export const TYPE_FILE = 0o100000;
export const TYPE_LINK = 0o120000;
export const TYPE_SOCKET = 0o140000;

/** Fields that every inode has. Times are milliseconds since 1970, with a fraction. */
interface NodeBase {
  readonly ino: number;
  /** type bits and permission bits */
  mode: number;
  uid: number;
  gid: number;
  atime: number;
  mtime: number;
  ctime: number;
  birthtime: number;
}

export interface DirectoryNode extends NodeBase {
  readonly kind: 'directory';
  readonly entries: Map<string, TreeNode>;
  /** of the root: itself; of a removed directory: where it last was */
  parent: DirectoryNode;
  name: string;
  removed: boolean;
}

/** One name of a file, symbolic link or socket. */
export interface Place {
  readonly parent: DirectoryNode;
  readonly name: string;
}

export interface FileNode extends NodeBase {
  readonly kind: 'file';
  readonly content: FileContent;
  /** every hard link; empty once the file is removed, though open descriptors still read and write it */
  places: Place[];
}

export interface LinkNode extends NodeBase {
  readonly kind: 'link';
  readonly target: string;
  places: Place[];
}

/** The file of a UNIX domain socket: whoever listens there is known by its inode number. */
export interface SocketNode extends NodeBase {
  readonly kind: 'socket';
  places: Place[];
}

/** A character device (devices.ts). */
export interface DeviceNode extends NodeBase {
  readonly kind: 'device';
  readonly device: DeviceName;
  places: Place[];
}

export type TreeNode = DirectoryNode | FileNode | LinkNode | SocketNode | DeviceNode;

const EMPTY = new Uint8Array(0);
/** Beyond this a buffer grows by a quarter, below it doubles: appending stays linear, and waste stays bounded. */
const DOUBLING_LIMIT = 32 * 1024 * 1024;

/** A file's bytes: its own growing buffer, or, until the first write, a view into a pack. */
export class FileContent {
  #bytes: Uint8Array = EMPTY;
  #length = 0;
  #packed: { readonly pack: Pack; readonly path: string; readonly entry: PackEntry } | undefined;

  static fromPack(pack: Pack, path: string, entry: PackEntry): FileContent {
    const content = new FileContent();
    content.#packed = { pack, path, entry };
    content.#length = entry[1];
    return content;
  }

  /** @param bytes owned by the content from now on */
  static fromBytes(bytes: Uint8Array): FileContent {
    const content = new FileContent();
    content.#bytes = bytes;
    content.#length = bytes.length;
    return content;
  }

  get length(): number {
    return this.#length;
  }

  /** Where the bytes come from while they are a pack's own, unchanged. */
  get packed(): { readonly pack: Pack; readonly path: string; readonly entry: PackEntry } | undefined {
    return this.#packed;
  }

  /** The bytes as they are now, as a view: valid until the next write, not to be written to. */
  view(): Uint8Array {
    if (this.#packed !== undefined) return packedBytes(this.#packed.pack, this.#packed.entry);
    return this.#bytes.subarray(0, this.#length);
  }

  write(data: Uint8Array, offset: number): void {
    const end = offset + data.length;
    this.#own(Math.max(end, this.#length));
    // A gap between the old end and the offset reads as zeros; bytes beyond the length are kept zero by #own and truncate.
    this.#bytes.set(data, offset);
    if (end > this.#length) this.#length = end;
  }

  truncate(length: number): void {
    if (length === 0) {
      this.#packed = undefined;
      this.#bytes = EMPTY;
    } else if (length > this.#length) {
      this.#own(length);
    } else {
      this.#own(this.#length);
      this.#bytes.fill(0, length, this.#length);
    }
    this.#length = length;
  }

  /** Makes the buffer this content's own and at least `capacity` long. */
  #own(capacity: number): void {
    if (this.#packed === undefined && this.#bytes.length >= capacity) return;
    const held = this.#bytes.length;
    const grown = this.#length === 0 ? capacity : Math.max(capacity, held < DOUBLING_LIMIT ? held * 2 : Math.ceil(held * 1.25));
    const bytes = new Uint8Array(grown);
    bytes.set(this.view());
    this.#packed = undefined;
    this.#bytes = bytes;
  }
}
