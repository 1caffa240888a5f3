// The container's files as SQLite uses them: what a sqlite3_vfs does (https://sqlite.org/c3ref/vfs.html,
// https://sqlite.org/c3ref/io_methods.html), in JavaScript's terms. Locks are those of this process: two processes of the
// container that write to one database do not see each other's. There is no shared memory for it, so a database keeps its
// rollback journal when a program asks for WAL.
import { FileError } from '../kernel/file-errors.ts';
import { OpenFlags, type OpenFile } from '../kernel/open-file.ts';
import type { Environment } from './environment.ts';

/** Numbers name open files; a negative number is a negative SQLite result code, other results are SQLite's. */
export interface FileMethods {
  /** @param path null: a temporary file */
  open(path: string | null, flags: number): number;
  /** SQLITE_OPEN_* as the file was opened */
  flags(id: number): number;
  close(id: number): number;
  read(id: number, target: Uint8Array, offset: number): number;
  write(id: number, bytes: Uint8Array, offset: number): number;
  truncate(id: number, size: number): number;
  /** in bytes, or -1 */
  size(id: number): number;
  lock(id: number, level: number): number;
  unlock(id: number, level: number): number;
  isReserved(id: number): boolean;
  remove(path: string): number;
  access(path: string, flags: number): boolean;
  absolute(path: string): string;
}

// Result codes (https://sqlite.org/rescode.html).
const OK = 0;
const BUSY = 5;
const FULL = 13;
const CANTOPEN = 14;
const IOERR_READ = 266;
const IOERR_SHORT_READ = 522;
const IOERR_WRITE = 778;
const IOERR_TRUNCATE = 1546;
const IOERR_DELETE = 2570;
const IOERR_DELETE_NOENT = 5898;

/** SQLITE_OPEN_*: flags of sqlite3_open_v2, and of the files that SQLite opens. */
export const OPEN = { readOnly: 1, readWrite: 2, create: 4, deleteOnClose: 8, exclusive: 16, uri: 0x40 } as const;
const ACCESS_READWRITE = 1;

// Lock levels.
const NONE = 0;
const SHARED = 1;
const RESERVED = 2;
const PENDING = 3;
const EXCLUSIVE = 4;

interface Opened {
  readonly file: OpenFile;
  readonly path: string;
  readonly flags: number;
  readonly deleteOnClose: boolean;
  level: number;
}

/** Makes the methods of one process. */
export function sqliteFiles(env: Environment): FileMethods {
  const opened = new Map<number, Opened>();
  let next = 1;
  let temporary = 1;

  const { resolve } = env.requireBuiltin('path') as { resolve(...parts: string[]): string };
  const absolute = (path: string): string => resolve(env.cwd, path);
  const of = (id: number): Opened => {
    const found = opened.get(id);
    if (found === undefined) throw new Error(`SQLite used a file that it has closed: ${id}`);
    return found;
  };
  const others = (one: Opened): Opened[] => [...opened.values()].filter((other) => other !== one && other.path === one.path);
  /** Runs a file operation. @param code what SQLite is told when it fails */
  const attempt = (code: number, operation: () => number): number => {
    try {
      return operation();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return error.code === 'ENOSPC' ? FULL : code;
    }
  };

  return {
    open(name, flags) {
      const path = name === null ? `/tmp/etilqs_${env.options.pid}_${temporary++}` : absolute(name);
      const create = (flags & OPEN.create) !== 0 ? OpenFlags.CREATE | ((flags & OPEN.exclusive) !== 0 ? OpenFlags.EXCLUSIVE : 0) : 0;
      const tryOpen = (writable: boolean): OpenFile | undefined => {
        try {
          const file = env.files.open(path, writable ? OpenFlags.READ_WRITE | create : OpenFlags.READ_ONLY, 0o644);
          return file.kind === 'file' ? file : undefined;
        } catch (error) {
          if (error instanceof FileError) return undefined;
          throw error;
        }
      };
      const wantsWrite = (flags & OPEN.readWrite) !== 0;
      const writable = wantsWrite ? tryOpen(true) : undefined;
      // A database that may not be written is opened for reading, as SQLite's own layer does.
      const file = writable ?? tryOpen(false);
      if (file === undefined) return -CANTOPEN;
      const id = next++;
      const got = writable === undefined ? (flags & ~(OPEN.readWrite | OPEN.create)) | OPEN.readOnly : flags;
      opened.set(id, { file, path, flags: got, deleteOnClose: (flags & OPEN.deleteOnClose) !== 0, level: NONE });
      return id;
    },
    flags: (id) => of(id).flags,
    close(id) {
      const { deleteOnClose, path } = of(id);
      opened.delete(id);
      return deleteOnClose ? attempt(OK, () => (env.files.unlink(path), OK)) : OK;
    },
    read: (id, target, offset) =>
      attempt(IOERR_READ, () => {
        const count = of(id).file.read(target, offset);
        if (count === target.length) return OK;
        target.fill(0, count);
        return IOERR_SHORT_READ;
      }),
    write: (id, bytes, offset) => attempt(IOERR_WRITE, () => (of(id).file.write(bytes, offset) === bytes.length ? OK : FULL)),
    truncate: (id, size) => attempt(IOERR_TRUNCATE, () => (of(id).file.truncate(size), OK)),
    size: (id) => of(id).file.size,
    lock(id, level) {
      const one = of(id);
      if (one.level >= level) return OK;
      const strongest = Math.max(NONE, ...others(one).map((other) => other.level));
      if (level === SHARED && strongest >= PENDING) return BUSY;
      if (level === RESERVED && strongest >= RESERVED) return BUSY;
      if (level === EXCLUSIVE) {
        if (strongest >= RESERVED) return BUSY;
        if (strongest >= SHARED) {
          // Readers finish, new ones wait.
          one.level = PENDING;
          return BUSY;
        }
      }
      one.level = level;
      return OK;
    },
    unlock(id, level) {
      const one = of(id);
      one.level = Math.min(one.level, level);
      return OK;
    },
    isReserved: (id) => others(of(id)).some((other) => other.level >= RESERVED) || of(id).level >= RESERVED,
    remove(path) {
      try {
        env.files.unlink(absolute(path));
        return OK;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        return error.code === 'ENOENT' ? IOERR_DELETE_NOENT : IOERR_DELETE;
      }
    },
    access(path, flags) {
      try {
        env.files.access(absolute(path), flags === ACCESS_READWRITE ? 0o6 : 0);
        return true;
      } catch (error) {
        if (error instanceof FileError) return false;
        throw error;
      }
    },
    absolute,
  };
}
