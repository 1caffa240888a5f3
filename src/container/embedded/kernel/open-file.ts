// What a descriptor stands for: open(2), read(2), write(2).
import { DEVICES, type Device } from './devices.ts';
import { FileError } from './file-errors.ts';
import type { DeviceNode, DirectoryNode, FileNode, TreeNode } from './file-nodes.ts';
import type { NodeOp, WithoutPath } from './file-operations.ts';
import type { FileStat } from './file-stat.ts';

/** Bytes of a block, as stat(2) tells it: what a directory takes. */
export const BLOCK = 4096;

/** Flags of open(2) with Linux's values, as `fs.constants` has them. */
export const OpenFlags = {
  READ_ONLY: 0,
  WRITE_ONLY: 0o1,
  READ_WRITE: 0o2,
  ACCESS_MASK: 0o3,
  CREATE: 0o100,
  EXCLUSIVE: 0o200,
  TRUNCATE: 0o1000,
  APPEND: 0o2000,
  DIRECTORY: 0o200000,
  NO_FOLLOW: 0o400000,
} as const;

/** What an OpenFile needs of its tree. */
export interface TreeAccess {
  now(): number;
  pathOf(node: TreeNode): string | undefined;
  statOf(node: TreeNode): FileStat;
  touched(node: TreeNode): void;
  changeNode(node: TreeNode, op: WithoutPath<NodeOp>, syscall: string): void;
  changeOwner(node: TreeNode, uid: number, gid: number, syscall: string): void;
}

/**
 * An open file: what a descriptor stands for. It goes on working when the file is renamed or removed.
 * Whoever opens it keeps the number; there is nothing to close here.
 */
export class OpenFile {
  readonly flags: number;
  /** where the next read or write without a position happens */
  position = 0;
  readonly #tree: TreeAccess;
  readonly #node: FileNode | DirectoryNode | DeviceNode;

  /** For FileTree.open. */
  constructor(tree: TreeAccess, node: FileNode | DirectoryNode | DeviceNode, flags: number) {
    this.#tree = tree;
    this.#node = node;
    this.flags = flags;
  }

  get kind(): 'file' | 'directory' | 'device' {
    return this.#node.kind;
  }

  get size(): number {
    if (this.#node.kind === 'device') return 0;
    return this.#node.kind === 'file' ? this.#node.content.length : BLOCK;
  }

  /** The canonical path now, or undefined once the file is removed. */
  get path(): string | undefined {
    return this.#tree.pathOf(this.#node);
  }

  stat(): FileStat {
    return this.#tree.statOf(this.#node);
  }

  /**
   * Reads into `target`, at most its length. @param position null: from, and moving, the current position
   * @returns bytes read, 0 at the end
   * @throws FileError EBADF when not open for reading, EISDIR for a directory
   */
  read(target: Uint8Array, position: number | null): number {
    const node = this.#node;
    if ((this.flags & OpenFlags.ACCESS_MASK) === OpenFlags.WRITE_ONLY) throw new FileError('EBADF', 'read');
    if (node.kind === 'directory') throw new FileError('EISDIR', 'read');
    if (node.kind === 'device') {
      const { fill } = DEVICES[node.device];
      fill?.(target);
      return fill === undefined ? 0 : target.length;
    }
    const from = position ?? this.position;
    const bytes = node.content.view().subarray(from, from + target.length);
    target.set(bytes);
    if (position === null) this.position += bytes.length;
    this.#tree.touched(node);
    return bytes.length;
  }

  /** All bytes, as a view that is valid until the next write and must not be written to. @throws as `read` does; EFBIG for a device that gives bytes without end */
  view(): Uint8Array {
    this.read(new Uint8Array(0), 0);
    const node = this.#node;
    if (node.kind === 'file') return node.content.view();
    if (node.kind === 'device' && DEVICES[node.device].fill !== undefined) throw new FileError('EFBIG', 'read');
    return new Uint8Array(0);
  }

  /**
   * Writes all of `data`. @param position null: at, and moving, the current position; ignored in append mode, as on Linux
   * @throws FileError EBADF when not open for writing, ENOSPC
   */
  write(data: Uint8Array, position: number | null): number {
    const node = this.#writable('write');
    if (node.kind === 'device') {
      const { refuses }: Device = DEVICES[node.device];
      if (refuses !== undefined) throw new FileError(refuses, 'write');
      return data.length;
    }
    const append = (this.flags & OpenFlags.APPEND) !== 0;
    const at = append ? node.content.length : (position ?? this.position);
    if (data.length > 0) this.#tree.changeNode(node, { type: 'write', offset: at, ...(append && { append }), data, time: this.#tree.now() }, 'write');
    if (position === null) this.position = at + data.length;
    return data.length;
  }

  /** @throws FileError EINVAL when not open for writing (as ftruncate(2)), ENOSPC */
  truncate(size: number): void {
    const node = this.#node;
    if (node.kind !== 'file' || (this.flags & OpenFlags.ACCESS_MASK) === OpenFlags.READ_ONLY) throw new FileError('EINVAL', 'ftruncate');
    this.#tree.changeNode(node, { type: 'truncate', size, time: this.#tree.now() }, 'ftruncate');
  }

  chmod(mode: number): void {
    this.#tree.changeNode(this.#node, { type: 'chmod', mode, time: this.#tree.now() }, 'fchmod');
  }

  /** @throws FileError EPERM unless the ids are the file's own (or -1) */
  chown(uid: number, gid: number): void {
    this.#tree.changeOwner(this.#node, uid, gid, 'fchown');
  }

  utimes(atime: number, mtime: number): void {
    this.#tree.changeNode(this.#node, { type: 'utimes', atime, mtime, time: this.#tree.now() }, 'futime');
  }

  #writable(syscall: string): FileNode | DeviceNode {
    const node = this.#node;
    if (node.kind === 'directory' || (this.flags & OpenFlags.ACCESS_MASK) === OpenFlags.READ_ONLY) throw new FileError('EBADF', syscall);
    return node;
  }
}
