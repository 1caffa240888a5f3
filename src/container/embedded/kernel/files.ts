// The container's files: a POSIX tree in memory, made so that every process can hold a replica of it.
//
// The kernel holds the tree that counts; each process works on a replica, because `fs.readFileSync` cannot wait for a
// message. Every mutation is described by a small FileOp. `onMutation` reports the mutations made through this tree,
// `apply` repeats one that was made elsewhere; both run the same code, so trees that see the same ops in the same order are
// equal. Ops name things by canonical path (no symbolic links in it). An op that no longer fits, because its parent is gone
// for example, is dropped. Two processes that write one file at the same moment: the last writer wins, write by write, and
// as a process sees its own write first, replicas may differ until the file is written again. What is appended is never lost, but replicas
// may have it in another order. Access times moved by reading are not replicated.
//
// Semantics are Linux's: man pages path_resolution(7), open(2), rename(2), link(2), unlink(2), rmdir(2), inode(7), inotify(7).
import { DEVICES, type DeviceName } from './devices.ts';
import { FileError, type FileErrorCode } from './file-errors.ts';
import {
  FileContent, TYPE_DEVICE, TYPE_DIRECTORY, TYPE_FILE, TYPE_LINK, TYPE_MASK, TYPE_SOCKET, type DirectoryNode, type FileNode, type TreeNode,
} from './file-nodes.ts';
import { changesLayout, type EntryOp, type FileOp, type NodeOp, type WithoutPath } from './file-operations.ts';
import { contentOf, recordsOf, type FileSnapshot } from './file-snapshot.ts';
import type { DirectoryEntry, FileStat, WalkedEntry } from './file-stat.ts';
import { FileWatchers, type FileEvent, type FileListener } from './file-watch.ts';
import { BLOCK, OpenFile, OpenFlags, type TreeAccess } from './open-file.ts';
import { packedCompilation, type Pack } from './packs.ts';

/** Bits of access(2). */
const Access = { EXISTS: 0, EXECUTE: 1, WRITE: 2, READ: 4 } as const;

export interface FileTreeOptions {
  /** bytes that all files together may have, packs not counted; default 512 MiB */
  readonly limit?: number;
  /** distinguishes the inode numbers that this replica hands out: 0 for the kernel, a process id elsewhere */
  readonly replica?: number;
  /** owner of what is made here; default 1000 */
  readonly uid?: number;
  readonly gid?: number;
  /** milliseconds since 1970, with a fraction */
  readonly clock?: () => number;
}

/** A path resolved as far as its last component. */
interface Found {
  readonly parent: DirectoryNode;
  /** `.` or `..` or empty (the root) where the path ends so */
  readonly name: string;
  readonly node: TreeNode | undefined;
  /** the path ends with a slash, so that only a directory will do */
  readonly slash: boolean;
}

const DEFAULT_LIMIT = 512 * 1024 * 1024;
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4095;
const MAX_LINKS = 40;
/** A replica's inode numbers start at its number times this. */
const REPLICA_STRIDE = 2 ** 32;
const DEVICE = 65024;

// Taken when this file is loaded: a program of the container may hide or replace the globals later.
const { performance, Date } = globalThis;

/** A wall clock finer than a millisecond that never disagrees with Date.now() by more than one. */
function makeClock(): () => number {
  return () => {
    const coarse = Date.now();
    const fine = performance.timeOrigin + performance.now();
    return fine >= coarse && fine < coarse + 1 ? fine : coarse + (fine - Math.floor(fine));
  };
}

const encoder = new TextEncoder();

/** Whether a name has more than `limit` bytes in UTF-8; a byte count is only taken when it could matter. */
function longerThan(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && encoder.encode(text).length > limit);
}

/**
 * A tree of files. Paths are absolute (a relative one counts from the root). Every method that takes a path throws a
 * FileError with the system call's name and the path as given, unless it says otherwise.
 */
export class FileTree {
  /** permission bits that new files and directories don't get; `process.umask` */
  umask = 0o022;
  readonly limit: number;
  readonly uid: number;
  readonly gid: number;
  readonly #root: DirectoryNode;
  readonly #clock: () => number;
  readonly #watchers = new FileWatchers();
  readonly #packs = new Map<string, Pack>();
  readonly #listeners = new Set<(op: FileOp) => void>();
  readonly #access: TreeAccess;
  #nextIno: number;
  #used = 0;
  #layout = 0;

  constructor(options: FileTreeOptions = {}) {
    this.limit = options.limit ?? DEFAULT_LIMIT;
    this.uid = options.uid ?? 1000;
    this.gid = options.gid ?? 1000;
    this.#clock = options.clock ?? makeClock();
    this.#nextIno = (options.replica ?? 0) * REPLICA_STRIDE + 1;
    this.#root = this.#newDirectory(this.#nextIno++, 0o755, this.#clock());
    this.#access = {
      now: () => this.#clock(),
      pathOf: (node) => this.#pathOf(node),
      statOf: (node) => this.#statOf(node),
      touched: (node) => this.#touched(node),
      changeNode: (node, op, syscall) => this.#changeNode(node, op, syscall),
      changeOwner: (node, uid, gid, syscall) => this.#changeOwner(node, uid, gid, syscall),
    };
  }

  /**
   * Grows with every change that a search for a package's module could notice: of what there is in `node_modules` folders, of a
   * package.json, of links, permissions and whole folders.
   */
  get layout(): number {
    return this.#layout;
  }

  /** Bytes that files hold now, packs not counted. */
  get used(): number {
    return this.#used;
  }

  // --- resolution ---------------------------------------------------------------------------------------------------

  /** Resolves a path (path_resolution(7)) without throwing. */
  #find(path: string, follow: boolean): Found | FileErrorCode {
    if (path === '') return 'ENOENT';
    if (longerThan(path, MAX_PATH_BYTES)) return 'ENAMETOOLONG';
    let parts = path.split('/');
    let directory = this.#root;
    let links = 0;
    let last: Found = { parent: directory, name: '', node: directory, slash: true };
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      if (part === '') continue;
      let next = i + 1;
      while (next < parts.length && parts[next] === '') next++;
      const isLast = next === parts.length;
      const slash = isLast && next > i + 1;
      if (!this.#allows(directory, Access.EXECUTE)) return 'EACCES';
      if (part === '.' || part === '..') {
        if (part === '..') directory = directory.parent;
        last = { parent: directory, name: part, node: directory, slash: true };
        continue;
      }
      if (longerThan(part, MAX_NAME_BYTES)) return 'ENAMETOOLONG';
      const node = directory.entries.get(part);
      if (node?.kind === 'link' && (!isLast || follow || slash)) {
        if (++links > MAX_LINKS) return 'ELOOP';
        if (node.target.startsWith('/')) {
          directory = this.#root;
          last = { parent: directory, name: '', node: directory, slash: true };
        }
        parts = [...node.target.split('/'), ...parts.slice(i + 1)];
        i = -1;
        continue;
      }
      if (isLast) {
        if (slash && node !== undefined && node.kind !== 'directory') return 'ENOTDIR';
        return { parent: directory, name: part, node, slash };
      }
      if (node === undefined) return 'ENOENT';
      if (node.kind !== 'directory') return 'ENOTDIR';
      directory = node;
    }
    return last;
  }

  #existing(path: string, follow: boolean): TreeNode | FileErrorCode {
    const found = this.#find(path, follow);
    if (typeof found === 'string') return found;
    return found.node ?? 'ENOENT';
  }

  #require(path: string, follow: boolean, syscall: string, dest?: string): TreeNode {
    const node = this.#existing(path, follow);
    if (typeof node === 'string') throw new FileError(node, syscall, path, dest);
    return node;
  }

  /** The place a new entry may be made at. */
  #vacancy(path: string, syscall: string, directory: boolean, from?: string): Found {
    const fail = (code: FileErrorCode): FileError =>
      from === undefined ? new FileError(code, syscall, path) : new FileError(code, syscall, from, path);
    const found = this.#find(path, false);
    if (typeof found === 'string') throw fail(found === 'ENOTDIR' && this.#endsAtFile(path) ? 'EEXIST' : found);
    if (found.node !== undefined) throw fail('EEXIST');
    if (found.slash && !directory) throw fail('ENOENT');
    if (found.parent.removed) throw fail('ENOENT');
    if (!this.#allows(found.parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    return found;
  }

  /** `mkdir /a/file/` says EEXIST although resolving `/a/file/` says ENOTDIR. */
  #endsAtFile(path: string): boolean {
    const bare = path.replace(/\/+$/, '');
    return bare !== path && bare !== '' && typeof this.#existing(bare, false) !== 'string';
  }

  /** The owner's permission bits decide: there is one user, who owns everything. */
  #allows(node: TreeNode, bits: number): boolean {
    return this.uid === 0 || ((node.mode >> 6) & bits) === bits;
  }

  #directoryPath(directory: DirectoryNode): string {
    let path = '';
    for (let node = directory; node.parent !== node; node = node.parent) path = `/${node.name}${path}`;
    return path;
  }

  #entryPath(parent: DirectoryNode, name: string): string {
    return `${this.#directoryPath(parent)}/${name}`;
  }

  #pathOf(node: TreeNode): string | undefined {
    if (node.kind === 'directory') return node.removed ? undefined : this.#directoryPath(node) || '/';
    const place = node.places[0];
    return place && this.#entryPath(place.parent, place.name);
  }

  // --- reading ------------------------------------------------------------------------------------------------------

  #statOf(node: TreeNode): FileStat {
    const { ino, mode, uid, gid, atime, mtime, ctime, birthtime } = node;
    let size = BLOCK;
    let nlink = 2;
    if (node.kind === 'directory') {
      for (const child of node.entries.values()) if (child.kind === 'directory') nlink++;
      if (node.removed) nlink = 0;
    } else {
      if (node.kind === 'socket' || node.kind === 'device') size = 0;
      else size = node.kind === 'file' ? node.content.length : encoder.encode(node.target).length;
      nlink = node.places.length;
    }
    const blocks = node.kind === 'file' || node.kind === 'directory' ? Math.ceil(size / BLOCK) * (BLOCK / 512) : 0;
    const rdev = node.kind === 'device' ? DEVICES[node.device].rdev : 0;
    return { dev: DEVICE, ino, mode, nlink, uid, gid, rdev, size, blksize: BLOCK, blocks, atime, mtime, ctime, birthtime };
  }

  /** stat(2), or lstat(2) without `follow`; gives the code instead of throwing when there is nothing. */
  lookup(path: string, follow = true): FileStat | FileErrorCode {
    const node = this.#existing(path, follow);
    return typeof node === 'string' ? node : this.#statOf(node);
  }

  stat(path: string): FileStat {
    return this.#statOf(this.#require(path, true, 'stat'));
  }

  lstat(path: string): FileStat {
    return this.#statOf(this.#require(path, false, 'lstat'));
  }

  /** What a path leads to, links followed; undefined for nothing; a socket or device counts as a file. Never throws: this is what module resolution calls most. */
  kindOf(path: string): 'file' | 'directory' | undefined {
    const node = this.#existing(path, true);
    if (typeof node === 'string') return undefined;
    return node.kind === 'directory' ? 'directory' : 'file';
  }

  exists(path: string): boolean {
    return typeof this.#existing(path, true) !== 'string';
  }

  /** access(2). @param bits of `Access` */
  access(path: string, bits: number): void {
    const node = this.#require(path, true, 'access');
    // Like the superuser's, an access check by uid 0 asks only for one execute bit.
    const refused = this.uid === 0 ? (bits & Access.EXECUTE) !== 0 && node.kind === 'file' && (node.mode & 0o111) === 0 : !this.#allows(node, bits);
    if (refused) throw new FileError('EACCES', 'access', path);
  }

  /** Names in a directory, in the order of creation. */
  readdir(path: string): string[] {
    return [...this.#listable(path).entries.keys()];
  }

  readdirWithKinds(path: string): DirectoryEntry[] {
    return Array.from(this.#listable(path).entries, ([name, node]) => ({ name, kind: node.kind }));
  }

  /** All that lies below a directory but sockets and devices: directories before what is in them, links not followed. */
  walk(path: string): WalkedEntry[] {
    const found: WalkedEntry[] = [];
    const visit = (directory: DirectoryNode, prefix: string): void => {
      for (const [name, node] of directory.entries) {
        const at = prefix + name;
        if (node.kind === 'socket' || node.kind === 'device') continue;
        found.push(node.kind === 'link' ? { path: at, kind: 'link', target: node.target } : { path: at, kind: node.kind });
        if (node.kind === 'directory') visit(node, `${at}/`);
      }
    };
    visit(this.#listable(path), '');
    return found;
  }

  #listable(path: string): DirectoryNode {
    const node = this.#require(path, true, 'scandir');
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', 'scandir', path);
    if (!this.#allows(node, Access.READ)) throw new FileError('EACCES', 'scandir', path);
    this.#touched(node);
    return node;
  }

  readlink(path: string): string {
    const node = this.#require(path, false, 'readlink');
    if (node.kind !== 'link') throw new FileError('EINVAL', 'readlink', path);
    return node.target;
  }

  /** The canonical path, free of links. */
  realpath(path: string): string {
    const found = this.#find(path, true);
    if (typeof found === 'string') throw new FileError(found, 'realpath', path);
    if (found.node === undefined) throw new FileError('ENOENT', 'realpath', path);
    return found.node.kind === 'directory' ? this.#directoryPath(found.node) || '/' : this.#entryPath(found.parent, found.name);
  }

  /** A copy of a file's bytes. */
  readFile(path: string): Uint8Array {
    return new Uint8Array(this.viewFile(path));
  }

  /** A file's bytes as a view that is valid until the next write and must not be written to. */
  viewFile(path: string): Uint8Array {
    return this.open(path, OpenFlags.READ_ONLY).view();
  }

  /** Reading moves the access time as `relatime` does: only past the time of the last change. */
  #touched(node: TreeNode): void {
    if (node.atime > node.mtime && node.atime > node.ctime) return;
    node.atime = this.#clock();
  }

  // --- changing -----------------------------------------------------------------------------------------------------

  /** open(2). @param mode permission bits for a file that is created, before the umask */
  open(path: string, flags: number, mode = 0o666): OpenFile {
    const create = (flags & OpenFlags.CREATE) !== 0;
    const exclusive = create && (flags & OpenFlags.EXCLUSIVE) !== 0;
    const writes = (flags & OpenFlags.ACCESS_MASK) !== OpenFlags.READ_ONLY;
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'open', path);
    const found = this.#find(path, !exclusive && (flags & OpenFlags.NO_FOLLOW) === 0);
    if (typeof found === 'string') throw fail(found);
    const { node } = found;
    if (node === undefined) {
      if (!create) throw fail('ENOENT');
      if (found.slash) throw fail('EISDIR');
      if ((flags & OpenFlags.DIRECTORY) !== 0) throw fail('EINVAL');
      if (found.parent.removed) throw fail('ENOENT');
      if (!this.#allows(found.parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
      const keep = (flags & OpenFlags.TRUNCATE) === 0 && !exclusive;
      this.#perform({
        type: 'create', path: this.#entryPath(found.parent, found.name), ino: this.#nextIno++, mode: mode & 0o7777 & ~this.umask, ...(keep && { keep }), time: this.#clock(),
      });
      return new OpenFile(this.#access, found.parent.entries.get(found.name) as FileNode, flags);
    }
    if (exclusive) throw fail('EEXIST');
    if (node.kind === 'link') throw fail('ELOOP');
    if (node.kind === 'socket') throw fail('ENXIO');
    if (node.kind === 'directory') {
      if (writes || create) throw fail('EISDIR');
    } else if ((flags & OpenFlags.DIRECTORY) !== 0) {
      throw fail('ENOTDIR');
    }
    const access = flags & OpenFlags.ACCESS_MASK;
    const needed = (access !== OpenFlags.WRITE_ONLY ? Access.READ : 0) | (writes || (flags & OpenFlags.TRUNCATE) !== 0 ? Access.WRITE : 0);
    if (!this.#allows(node, needed)) throw fail('EACCES');
    if ((flags & OpenFlags.TRUNCATE) !== 0 && node.kind === 'file') {
      this.#changeNode(node, { type: 'truncate', size: 0, time: this.#clock() }, 'open');
    }
    return new OpenFile(this.#access, node, flags);
  }

  /** Makes a file's content these bytes; creates it where it is missing. The bytes are copied. */
  writeFile(path: string, bytes: Uint8Array, mode = 0o666): void {
    const file = this.open(path, OpenFlags.WRITE_ONLY | OpenFlags.CREATE, mode);
    if (file.kind === 'device') return void file.write(bytes, null);
    const found = this.#find(path, true) as Found;
    if (bytes.length === 0 && file.size === 0) return;
    this.#changeNode(found.node as FileNode, { type: 'write', offset: 0, data: bytes, truncateTo: 0, time: this.#clock() }, 'write', path);
  }

  /** truncate(2). */
  truncate(path: string, size: number): void {
    const node = this.#require(path, true, 'truncate');
    if (node.kind === 'directory') throw new FileError('EISDIR', 'truncate', path);
    if (node.kind === 'socket' || node.kind === 'device') throw new FileError('EINVAL', 'truncate', path);
    if (!this.#allows(node, Access.WRITE)) throw new FileError('EACCES', 'truncate', path);
    this.#changeNode(node, { type: 'truncate', size, time: this.#clock() }, 'truncate', path);
  }

  /**
   * Makes a directory. @param options.recursive also the missing ones above it; an existing directory is then no error
   * @returns with `recursive`: the first directory that was made, if any, as a prefix of `path`
   */
  mkdir(path: string, options: { readonly recursive?: boolean; readonly mode?: number } = {}): string | undefined {
    const mode = options.mode ?? 0o777;
    if (!options.recursive) {
      const { parent, name } = this.#vacancy(path, 'mkdir', true);
      this.#makeDirectory(parent, name, mode);
      return undefined;
    }
    return this.#mkdirs(path, mode);
  }

  #makeDirectory(parent: DirectoryNode, name: string, mode: number): void {
    this.#perform({ type: 'mkdir', path: this.#entryPath(parent, name), ino: this.#nextIno++, mode: mode & 0o1777 & ~this.umask, time: this.#clock() });
  }

  #mkdirs(path: string, mode: number): string | undefined {
    let first: string | undefined;
    // Ever longer prefixes of the path, so that links and `..` in it mean what they mean to mkdir(2).
    for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      const prefix = end === -1 ? path : path.slice(0, end);
      const found = this.#find(prefix, true);
      if (typeof found === 'string') throw new FileError(found, 'mkdir', path);
      if (found.node === undefined) {
        if (!this.#allows(found.parent, Access.WRITE | Access.EXECUTE)) throw new FileError('EACCES', 'mkdir', path);
        this.#makeDirectory(found.parent, found.name, mode);
        first ??= prefix.replace(/(?<=.)\/+$/, '');
      } else if (found.node.kind !== 'directory') {
        throw new FileError(/[^/]/.test(end === -1 ? '' : path.slice(end)) ? 'ENOTDIR' : 'EEXIST', 'mkdir', path);
      }
      if (end === -1) return first;
    }
  }

  /** rmdir(2). */
  rmdir(path: string): void {
    const found = this.#find(path, false);
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'rmdir', path);
    if (typeof found === 'string') throw fail(found);
    const { node, parent, name } = found;
    if (this.#isLinkWithSlash(path)) throw fail('ENOTDIR');
    if (name === '.') throw fail('EINVAL');
    if (name === '..') throw fail('ENOTEMPTY');
    if (node === this.#root) throw fail('EBUSY');
    if (node === undefined) throw fail('ENOENT');
    if (node.kind !== 'directory') throw fail('ENOTDIR');
    if (!this.#allows(parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    if (node.entries.size > 0) throw fail('ENOTEMPTY');
    this.#perform({ type: 'remove', path: this.#entryPath(parent, name), directory: true, recursive: false, time: this.#clock() });
  }

  /** A link followed by a slash is resolved, but what it leads to can't be removed by that name. */
  #isLinkWithSlash(path: string): boolean {
    if (!path.endsWith('/')) return false;
    const found = this.#find(path.replace(/\/+$/, ''), false);
    return typeof found !== 'string' && found.node?.kind === 'link';
  }

  /** unlink(2). */
  unlink(path: string): void {
    const found = this.#find(path, false);
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'unlink', path);
    if (typeof found === 'string') throw fail(found);
    if (found.node === undefined) throw fail('ENOENT');
    if (this.#isLinkWithSlash(path)) throw fail('ENOTDIR');
    if (found.node.kind === 'directory') throw fail('EISDIR');
    if (!this.#allows(found.parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    this.#perform({ type: 'remove', path: this.#entryPath(found.parent, found.name), directory: false, recursive: false, time: this.#clock() });
  }

  /** Removes a file, or with `recursive` a directory with all that is in it. @param options.force a missing path is no error */
  rm(path: string, options: { readonly recursive?: boolean; readonly force?: boolean } = {}): void {
    const found = this.#find(path, false);
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'rm', path);
    if (typeof found === 'string' || found.node === undefined) {
      const code = typeof found === 'string' ? found : 'ENOENT';
      if (options.force && code === 'ENOENT') return;
      throw fail(code);
    }
    const { node, parent, name } = found;
    if (node.kind !== 'directory') return this.unlink(path);
    if (!options.recursive) throw fail('EISDIR');
    if (node === this.#root) throw fail('EBUSY');
    if (name === '.' || name === '..') throw fail('EINVAL');
    if (!this.#allows(parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    this.#requireEmptyable(node, path);
    this.#perform({ type: 'remove', path: this.#entryPath(parent, name), directory: true, recursive: true, time: this.#clock() });
  }

  /** A directory that may not be written keeps its entries, so what is above it can't go either. */
  #requireEmptyable(directory: DirectoryNode, path: string): void {
    if (directory.entries.size > 0 && !this.#allows(directory, Access.WRITE | Access.EXECUTE | Access.READ)) {
      throw new FileError('EACCES', 'rm', path);
    }
    for (const [name, child] of directory.entries) if (child.kind === 'directory') this.#requireEmptyable(child, `${path}/${name}`);
  }

  /** rename(2). */
  rename(from: string, to: string): void {
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'rename', from, to);
    const source = this.#find(from, false);
    if (typeof source === 'string') throw fail(source);
    const target = this.#find(to, false);
    if (typeof target === 'string') throw fail(target);
    const node = source.node;
    if (node === this.#root || target.node === this.#root || /^\.{1,2}$/.test(source.name) || /^\.{1,2}$/.test(target.name)) throw fail('EBUSY');
    if (node === undefined) throw fail('ENOENT');
    if (node.kind !== 'directory' && target.slash) throw fail('ENOTDIR');
    if (target.parent.removed) throw fail('ENOENT');
    if (node.kind === 'directory' && this.#isWithin(target.parent, node)) throw fail('EINVAL');
    if (target.node?.kind === 'directory' && this.#isWithin(source.parent, target.node)) throw fail('ENOTEMPTY');
    if (!this.#allows(source.parent, Access.WRITE | Access.EXECUTE) || !this.#allows(target.parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    if (target.node === node) return;
    if (target.node !== undefined) {
      if (target.node.kind === 'directory' && node.kind !== 'directory') throw fail('EISDIR');
      if (target.node.kind !== 'directory' && node.kind === 'directory') throw fail('ENOTDIR');
      if (target.node.kind === 'directory' && target.node.entries.size > 0) throw fail('ENOTEMPTY');
    }
    this.#perform({
      type: 'rename', from: this.#entryPath(source.parent, source.name), path: this.#entryPath(target.parent, target.name), time: this.#clock(),
    });
  }

  #isWithin(directory: DirectoryNode, ancestor: DirectoryNode): boolean {
    for (let node = directory; ; node = node.parent) {
      if (node === ancestor) return true;
      if (node.parent === node) return false;
    }
  }

  /** link(2): another name for the same file. */
  link(existing: string, path: string): void {
    const node = this.#require(existing, false, 'link', path);
    const { parent, name } = this.#vacancy(path, 'link', false, existing);
    const from = this.#pathOf(node);
    if (node.kind === 'directory' || from === undefined) throw new FileError('EPERM', 'link', existing, path);
    this.#perform({ type: 'link', from, path: this.#entryPath(parent, name), time: this.#clock() });
  }

  /** symlink(2). @param target is kept as it is; nothing need be there */
  symlink(target: string, path: string): void {
    if (target === '') throw new FileError('ENOENT', 'symlink', target, path);
    const { parent, name } = this.#vacancy(path, 'symlink', false, target);
    this.#perform({ type: 'symlink', path: this.#entryPath(parent, name), target, ino: this.#nextIno++, time: this.#clock() });
  }

  /** bind(2) of a UNIX domain socket: makes the file that stands for it. @returns its inode number @throws FileError EADDRINUSE where there is something already */
  bindSocket(path: string): number {
    const found = this.#find(path, false);
    const fail = (code: FileErrorCode): FileError => new FileError(code, 'bind', path);
    if (typeof found === 'string') throw fail(found);
    if (found.node !== undefined) throw fail('EADDRINUSE');
    if (found.slash || found.parent.removed) throw fail('ENOENT');
    if (!this.#allows(found.parent, Access.WRITE | Access.EXECUTE)) throw fail('EACCES');
    const ino = this.#nextIno++;
    this.#perform({ type: 'socket', path: this.#entryPath(found.parent, found.name), ino, mode: 0o777 & ~this.umask, time: this.#clock() });
    return ino;
  }

  /** mknod(2) of a character device, which everybody may read and write. */
  makeDevice(path: string, device: DeviceName): void {
    const { parent, name } = this.#vacancy(path, 'mknod', false);
    this.#perform({ type: 'device', path: this.#entryPath(parent, name), device, ino: this.#nextIno++, mode: 0o666, time: this.#clock() });
  }

  /** What connect(2) finds at a path. @returns the inode number of the socket @throws FileError ECONNREFUSED where there is something else */
  connectSocket(path: string): number {
    const node = this.#require(path, true, 'connect');
    if (!this.#allows(node, Access.WRITE)) throw new FileError('EACCES', 'connect', path);
    if (node.kind !== 'socket') throw new FileError('ECONNREFUSED', 'connect', path);
    return node.ino;
  }

  /** chmod(2). @param mode permission bits */
  chmod(path: string, mode: number): void {
    this.#changeNode(this.#require(path, true, 'chmod'), { type: 'chmod', mode, time: this.#clock() }, 'chmod', path);
  }

  /** chown(2), or lchown(2) without `follow`. Only ids that the file has already (or -1) are allowed, unless this tree's user is 0. */
  chown(path: string, uid: number, gid: number, follow = true): void {
    const syscall = follow ? 'chown' : 'lchown';
    this.#changeOwner(this.#require(path, follow, syscall), uid, gid, syscall, path);
  }

  /** Sets access and modification time, in ms since 1970. */
  utimes(path: string, atime: number, mtime: number, follow = true): void {
    const syscall = follow ? 'utime' : 'lutime';
    this.#changeNode(this.#require(path, follow, syscall), { type: 'utimes', atime, mtime, time: this.#clock() }, syscall, path);
  }

  #changeOwner(node: TreeNode, uid: number, gid: number, syscall: string, path?: string): void {
    const newUid = uid === -1 ? node.uid : uid;
    const newGid = gid === -1 ? node.gid : gid;
    if (this.uid !== 0 && (newUid !== node.uid || newGid !== node.gid)) throw new FileError('EPERM', syscall, path);
    this.#changeNode(node, { type: 'chown', uid: newUid, gid: newGid, time: this.#clock() }, syscall, path);
  }

  // --- packs --------------------------------------------------------------------------------------------------------

  /** Makes a pack known, so that `apply` can mount it. */
  addPack(pack: Pack): void {
    this.#packs.set(pack.id, pack);
  }

  /**
   * Mounts a pack's files below a directory, usually `<project>/node_modules`, which is made where it is missing. What is
   * there already stays as it is. Files cost nothing until they are read; writing to one copies it. Commands get their links in `.bin`.
   */
  mountPack(pack: Pack, at: string): void {
    this.addPack(pack);
    this.mkdir(at, { recursive: true });
    const firstIno = this.#nextIno;
    this.#perform({ type: 'mountPack', path: this.realpath(at), pack: pack.id, firstIno, time: this.#clock() });
  }

  /**
   * The form of a packed module that was compiled at build time (see tools/packages).
   * @returns undefined when the file is not a pack's, has been changed, or its pack has no compiled form of it
   */
  compiled(path: string): unknown {
    const node = this.#existing(path, true);
    if (typeof node === 'string' || node.kind !== 'file' || node.content.packed === undefined) return undefined;
    return packedCompilation(node.content.packed.pack, node.content.packed.entry);
  }

  /** Where the contents of a file come from, if it is a pack's and has not been changed. */
  packed(path: string): { readonly pack: string; readonly path: string } | undefined {
    const node = this.#existing(path, true);
    if (typeof node === 'string' || node.kind !== 'file' || node.content.packed === undefined) return undefined;
    return { pack: node.content.packed.pack.id, path: node.content.packed.path };
  }

  // --- watching -----------------------------------------------------------------------------------------------------

  /**
   * Calls the listener for every change of a file, or of a directory's entries (with `recursive` at any depth), whether it
   * was made here or applied. It is called in the middle of the change: it must not change the tree itself.
   * @returns stops watching
   */
  watch(path: string, options: { readonly recursive?: boolean }, listener: FileListener): () => void {
    const node = this.#require(path, true, 'watch');
    const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
    return this.#watchers.add(node, name, options.recursive ?? false, listener);
  }

  #selfChanged(event: FileEvent, node: TreeNode): void {
    if (node.kind === 'directory') {
      if (node.parent !== node) this.#watchers.entryChanged(event, node.parent, node.name);
    } else {
      for (const { parent, name } of node.places) this.#watchers.entryChanged(event, parent, name);
    }
    this.#watchers.selfChanged(event, node);
  }

  // --- replication --------------------------------------------------------------------------------------------------

  /**
   * Reports every mutation made through this tree (not those that come in through `apply`), after it happened. The op's
   * bytes belong to the listener, which may transfer them when it is the only one.
   * @returns stops reporting
   */
  onMutation(listener: (op: FileOp) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Repeats a mutation made in another tree. @returns false when it no longer fits and was dropped */
  apply(op: FileOp): boolean {
    switch (op.type) {
      case 'write':
      case 'truncate':
      case 'chmod':
      case 'chown':
      case 'utimes': {
        const node = this.#entry(op.path)?.node;
        return node !== undefined && this.#execute(node, op);
      }
      default:
        return this.#executeEntry(op);
    }
  }

  #report(op: FileOp): void {
    for (const listener of [...this.#listeners]) listener(op);
  }

  /** Does and reports a change of directory entries that has been checked already. */
  #perform(op: EntryOp): void {
    this.#executeEntry(op);
    this.#report(op);
  }

  /** Does and reports a change of one inode. @throws FileError ENOSPC, EFBIG */
  #changeNode(node: TreeNode, op: WithoutPath<NodeOp>, syscall: string, path?: string): void {
    this.#requireRoom(node, op, syscall, path);
    const at = this.#pathOf(node);
    this.#execute(node, op);
    if (at === undefined || this.#listeners.size === 0) return;
    const reported = op.type === 'write' ? { ...op, data: new Uint8Array(op.data) } : op;
    this.#report({ ...reported, path: at });
  }

  #requireRoom(node: TreeNode, op: WithoutPath<NodeOp>, syscall: string, path?: string): void {
    if (node.kind !== 'file' || (op.type !== 'write' && op.type !== 'truncate')) return;
    const now = node.content.length;
    const after = op.type === 'truncate' ? op.size : Math.max(op.truncateTo ?? now, op.data.length === 0 ? 0 : op.offset + op.data.length);
    const held = node.content.packed === undefined ? now : 0;
    if (after > held && this.#used - held + after > this.limit) throw new FileError('ENOSPC', syscall, path);
  }

  #execute(node: TreeNode, op: WithoutPath<NodeOp>): boolean {
    if (op.type === 'chmod' || (node.kind === 'file' && node.places.some(({ name }) => name === 'package.json'))) this.#layout++;
    switch (op.type) {
      case 'write':
        if (node.kind !== 'file') return false;
        this.#changeContent(node, () => {
          if (op.truncateTo !== undefined) node.content.truncate(op.truncateTo);
          if (op.data.length > 0) node.content.write(op.data, op.append === true ? node.content.length : op.offset);
        });
        node.mtime = op.time;
        break;
      case 'truncate':
        if (node.kind !== 'file') return false;
        this.#changeContent(node, () => node.content.truncate(op.size));
        node.mtime = op.time;
        break;
      case 'chmod':
        node.mode = (node.mode & TYPE_MASK) | (op.mode & 0o7777);
        break;
      case 'chown':
        node.uid = op.uid;
        node.gid = op.gid;
        // A new owner does not inherit set-user-ID and set-group-ID.
        if (node.kind === 'file') node.mode &= ~0o6000;
        break;
      case 'utimes':
        node.atime = op.atime;
        node.mtime = op.mtime;
        break;
    }
    node.ctime = op.time;
    this.#selfChanged('change', node);
    return true;
  }

  /** Keeps `used` right around a change; a file without a name no longer counts. */
  #changeContent(node: FileNode, change: () => void): void {
    const counts = node.places.length > 0;
    if (counts) this.#used -= this.#weight(node);
    change();
    if (counts) this.#used += this.#weight(node);
  }

  #weight(node: FileNode): number {
    return node.content.packed === undefined ? node.content.length : 0;
  }

  /** Finds an entry by canonical path. */
  #entry(path: string): { parent: DirectoryNode; name: string; node: TreeNode | undefined } | undefined {
    const parts = path.split('/').slice(1);
    const name = parts.pop() ?? '';
    let parent = this.#root;
    for (const part of parts) {
      const next = parent.entries.get(part);
      if (next?.kind !== 'directory') return undefined;
      parent = next;
    }
    return { parent, name, node: name === '' ? parent : parent.entries.get(name) };
  }

  /** @returns false when the op does not fit */
  #executeEntry(op: EntryOp): boolean {
    if (changesLayout(op)) this.#layout++;
    const place = this.#entry(op.path);
    if (place === undefined) return false;
    const { parent, name, node } = place;
    switch (op.type) {
      case 'create': {
        if (node?.kind === 'directory') return false;
        if (node?.kind === 'file' && op.keep === true) return true;
        if (node?.kind === 'file') return this.#execute(node, { type: 'truncate', size: 0, time: op.time });
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        const { ino, mode, time } = op;
        this.#attach(parent, name, {
          kind: 'file', ino, mode: TYPE_FILE | mode, uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time,
          content: new FileContent(), places: [],
        }, time);
        return true;
      }
      case 'mkdir': {
        if (node?.kind === 'directory') return false;
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        this.#attach(parent, name, this.#newDirectory(op.ino, op.mode, op.time), op.time);
        return true;
      }
      case 'socket': {
        if (node?.kind === 'directory') return false;
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        const { ino, mode, time } = op;
        this.#attach(parent, name, {
          kind: 'socket', ino, mode: TYPE_SOCKET | mode, uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time, places: [],
        }, time);
        return true;
      }
      case 'device': {
        if (node?.kind === 'directory') return false;
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        const { device, ino, mode, time } = op;
        this.#attach(parent, name, {
          kind: 'device', device, ino, mode: TYPE_DEVICE | mode, uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time, places: [],
        }, time);
        return true;
      }
      case 'symlink': {
        if (node?.kind === 'directory') return false;
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        this.#attach(parent, name, this.#newSymlink(op.ino, op.target, op.time), op.time);
        return true;
      }
      case 'link': {
        const source = this.#entry(op.from)?.node;
        if (source === undefined || source.kind === 'directory' || node?.kind === 'directory' || source === node) return false;
        if (node !== undefined) this.#detach(parent, name, node, op.time);
        this.#attach(parent, name, source, op.time);
        source.ctime = op.time;
        return true;
      }
      case 'remove': {
        if (node === undefined || node === this.#root || (node.kind === 'directory') !== op.directory) return false;
        if (node.kind === 'directory' && node.entries.size > 0 && !op.recursive) return false;
        this.#detach(parent, name, node, op.time);
        return true;
      }
      case 'rename':
        return this.#executeRename(op, parent, name, node);
      case 'mountPack':
        return node?.kind === 'directory' && this.#executeMount(op, node);
    }
  }

  #executeRename(op: Extract<FileOp, { type: 'rename' }>, parent: DirectoryNode, name: string, replaced: TreeNode | undefined): boolean {
    const source = this.#entry(op.from);
    const node = source?.node;
    if (source === undefined || node === undefined || node === this.#root || node === replaced) return false;
    if (node.kind === 'directory' && this.#isWithin(parent, node)) return false;
    if (replaced !== undefined) {
      if ((replaced.kind === 'directory') !== (node.kind === 'directory')) return false;
      if (replaced.kind === 'directory' && replaced.entries.size > 0) return false;
      this.#detach(parent, name, replaced, op.time);
    }
    this.#removeEntry(source.parent, source.name, node);
    this.#addEntry(parent, name, node);
    source.parent.mtime = source.parent.ctime = op.time;
    parent.mtime = parent.ctime = op.time;
    node.ctime = op.time;
    this.#watchers.entryChanged('rename', source.parent, source.name);
    this.#watchers.entryChanged('rename', parent, name);
    this.#watchers.selfChanged('rename', node);
    return true;
  }

  #executeMount(op: Extract<FileOp, { type: 'mountPack' }>, at: DirectoryNode): boolean {
    const pack = this.#packs.get(op.pack);
    if (pack === undefined) return false;
    let ino = op.firstIno;
    const { time } = op;
    const owner = { uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time };
    /** Adds an entry, with the folders that it lies in, where there is none yet. */
    const add = (path: string, make: (number: number) => TreeNode): void => {
      const parts = path.split('/');
      const name = parts.pop() as string;
      let directory: DirectoryNode | undefined = at;
      for (const part of parts) {
        let next: TreeNode | undefined = directory.entries.get(part);
        if (next === undefined) this.#addEntry(directory, part, (next = this.#newDirectory(ino++, 0o755, time)));
        directory = next.kind === 'directory' ? next : undefined;
        if (directory === undefined) break;
      }
      const own = ino++;
      if (directory !== undefined && !directory.entries.has(name)) this.#addEntry(directory, name, make(own));
    };
    const commands = Object.entries(pack.commands ?? {});
    const executables = new Set(commands.map(([, file]) => file));
    for (const [path, entry] of Object.entries(pack.index)) {
      const mode = TYPE_FILE | (executables.has(path) ? 0o755 : 0o644);
      add(path, (number) => ({ kind: 'file', ino: number, mode, ...owner, content: FileContent.fromPack(pack, path, entry), places: [] }));
    }
    for (const [path, file] of commands) add(path, (number) => this.#newSymlink(number, `../${file.slice(path.lastIndexOf('.bin/'))}`, time));
    // The same numbers must not be handed out again by whoever chose firstIno.
    if (op.firstIno >= this.#nextIno && op.firstIno - this.#nextIno < REPLICA_STRIDE) this.#nextIno = Math.max(this.#nextIno, ino);
    at.mtime = at.ctime = time;
    for (const name of new Set(Object.keys(pack.index).map((path) => path.split('/')[0] as string))) this.#watchers.entryChanged('rename', at, name);
    return true;
  }

  #newSymlink(ino: number, target: string, time: number): TreeNode {
    return { kind: 'link', ino, mode: TYPE_LINK | 0o777, uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time, target, places: [] };
  }

  #newDirectory(ino: number, mode: number, time: number): DirectoryNode {
    const node: DirectoryNode = {
      kind: 'directory', ino, mode: TYPE_DIRECTORY | mode, uid: this.uid, gid: this.gid, atime: time, mtime: time, ctime: time, birthtime: time,
      entries: new Map(), parent: undefined as unknown as DirectoryNode, name: '', removed: false,
    };
    // Its own parent until it is put somewhere, as the root stays.
    node.parent = node;
    return node;
  }

  #addEntry(parent: DirectoryNode, name: string, node: TreeNode): void {
    parent.entries.set(name, node);
    if (node.kind === 'directory') {
      node.parent = parent;
      node.name = name;
      return;
    }
    if (node.kind === 'file' && node.places.length === 0) this.#used += this.#weight(node);
    node.places = [...node.places, { parent, name }];
  }

  #removeEntry(parent: DirectoryNode, name: string, node: TreeNode): void {
    parent.entries.delete(name);
    if (node.kind === 'directory') return;
    node.places = node.places.filter((place) => place.parent !== parent || place.name !== name);
    if (node.kind === 'file' && node.places.length === 0) this.#used -= this.#weight(node);
  }

  #attach(parent: DirectoryNode, name: string, node: TreeNode, time: number): void {
    this.#addEntry(parent, name, node);
    parent.mtime = parent.ctime = time;
    this.#watchers.entryChanged('rename', parent, name);
  }

  #detach(parent: DirectoryNode, name: string, node: TreeNode, time: number): void {
    if (node.kind === 'directory') {
      for (const [childName, child] of [...node.entries]) this.#detach(node, childName, child, time);
      node.removed = true;
    }
    this.#removeEntry(parent, name, node);
    parent.mtime = parent.ctime = time;
    node.ctime = time;
    // inotify tells a removed file's watchers of the changed link count, then of the removal.
    if (node.kind !== 'directory') this.#watchers.selfChanged('change', node);
    this.#watchers.selfChanged('rename', node);
    this.#watchers.entryChanged('rename', parent, name);
  }

  /** The whole tree as plain data. Contents are copied, those of packs named. */
  snapshot(): FileSnapshot {
    return { version: 1, limit: this.limit, packs: [...this.#packs.keys()], layout: this.#layout, nodes: recordsOf(this.#root) };
  }

  /**
   * A tree equal to the one that the snapshot was taken of. The snapshot's bytes are used as they are: it is used up.
   * @param packs every pack that is mounted in it
   * @throws when a pack is missing
   */
  static restore(snapshot: FileSnapshot, packs: Iterable<Pack>, options: FileTreeOptions = {}): FileTree {
    const tree = new FileTree({ limit: snapshot.limit, ...options });
    for (const pack of packs) tree.addPack(pack);
    const made: TreeNode[] = [];
    const entries: [parent: number, name: string, node: TreeNode][] = [];
    for (const record of snapshot.nodes) {
      const [ino, mode, uid, gid, atime, mtime, ctime, birthtime] = record.fields as [number, number, number, number, number, number, number, number];
      const common = { ino, mode, uid, gid, atime, mtime, ctime, birthtime };
      let node: TreeNode;
      if (record.kind === 'directory') {
        node = made.length === 0 ? Object.assign(tree.#root, common) : Object.assign(tree.#newDirectory(ino, 0, 0), common);
      } else if (record.kind === 'link') {
        node = { kind: 'link', ...common, target: record.target ?? '', places: [] };
      } else if (record.kind === 'device') {
        node = { kind: 'device', ...common, device: record.device ?? 'null', places: [] };
      } else if (record.kind === 'socket') {
        node = { kind: 'socket', ...common, places: [] };
      } else {
        node = { kind: 'file', ...common, content: contentOf(record, tree.#packs), places: [] };
      }
      made.push(node);
      for (const [parent, name] of record.places) entries.push([parent, name, node]);
      if (Math.floor(ino / REPLICA_STRIDE) === (options.replica ?? 0)) tree.#nextIno = Math.max(tree.#nextIno, ino + 1);
    }
    for (const [parent, name, node] of entries) tree.#addEntry(made[parent] as DirectoryNode, name, node);
    tree.#layout = snapshot.layout;
    return tree;
  }
}
