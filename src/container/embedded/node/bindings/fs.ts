// internalBinding('fs') over the process's replica of the container's files (src/node_file.cc of Node 24.21; argument
// positions from lib/fs.js and lib/internal/fs/promises.js, errors compared with that Node's own).
//
// Nearly every member comes from one table of operations, written as plain synchronous functions, in Node's three forms: it
// throws when called without a request, calls `req.oncomplete` of an FSReqCallback, or returns a promise for kUsePromises.
//
// `env.files` is asked for at each call: a warm spare gets its files only with its program.
//
// There is one user, who owns every file: chown to other ids is EPERM, as for any user but the superuser.
import { asBuffer, type BindingFactory, type Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { errnoOf, FileError } from '../../kernel/file-errors.ts';
import type { FileStat } from '../../kernel/file-stat.ts';
import { OpenFlags, type OpenFile } from '../../kernel/open-file.ts';
import type { DescriptorKind, FileSpec } from '../../kernel/protocol.ts';
import { codedError as codedErrorOf, concatBytes } from '../bytes.ts';
import { checkCopyPaths, copyDirectory, overrideFile } from './fs_cp.ts';
import { codedError, systemCallError } from './fs_errors.ts';
import { onceEach } from '../once-each.ts';

/** A path as the library passes it: validated, so free of NUL. */
export type PathArgument = string | Uint8Array;

/** File types of readdir's second array: `fs.constants.UV_DIRENT_*`. */
export const DIRENT_TYPES = { file: 1, directory: 2, link: 3, socket: 5, device: 6 } as const;

const STAT_FIELDS = 18;
const FIRST_FREE_FD = 3;
const COPYFILE_FICLONE_FORCE = 4;
const LARGEST_INT = 2 ** 31 - 1;
const PIPE_MODE = 0o010600;
const TMPFS_MAGIC = 0x01021994;
const RANDOM_NAME = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Names of a process's own descriptors (proc_pid_fd(5)). */
const DESCRIPTOR_NAME = /^\/(?:dev\/(stdin|stdout|stderr)|(?:dev|proc\/self)\/fd\/(\d{1,9}))$/;
const STANDARD_NAMES = ['stdin', 'stdout', 'stderr'];

/** What the three bindings of the file system share in one process. */
export interface FileSystemHost {
  /** An absolute path from what the library passed. */
  absolute(path: PathArgument): string;
  /** A path as text, for errors. */
  text(path: PathArgument): string;
  /** Bytes or text of a name, as `options.encoding` asks. */
  encode(name: string, encoding: unknown): unknown;
  /** Makes the three forms of an operation. @param requestAt which argument is the request */
  operation<A extends unknown[]>(requestAt: number, run: (...args: A) => unknown): (...args: unknown[]) => unknown;
  readonly FSReqCallback: new (bigint?: boolean) => object;
}

/** The shared part, made once a process. */
export const fileSystemHost = onceEach<FileSystemHost>(createHost);

function createHost(env: Environment): FileSystemHost {
  const decoder = new env.natives.TextDecoder();
  const usePromises = env.perIsolateSymbols['fs_use_promises_symbol'];

  class FSReqCallback extends env.wraps.ReqWrap {
    /** @param _bigint whether stats come as bigints; each operation is told so again by its own argument */
    constructor(_bigint?: boolean) {
      super();
    }

    protected override get provider(): string {
      return 'FSREQCALLBACK';
    }
  }

  const text = (path: PathArgument): string => (typeof path === 'string' ? path : decoder.decode(path));

  /** work that no thread of the pool has taken */
  const pool = new Set<() => void>();
  env.runPool = () => {
    for (const run of pool) run();
  };

  /**
   * What libuv's thread pool does is done one turn of the loop later, so never before the immediates set beside it; or before that where
   * the program blocks its thread.
   * @param done told in a later turn of the loop, with what gives or throws the result
   */
  function inPool<T>(work: () => T, done: (result: () => T) => void): void {
    let result: (() => T) | undefined;
    const run = (): void => {
      if (!pool.delete(run)) return;
      try {
        const value = withoutFrames(work);
        result = () => value;
      } catch (error) {
        result = () => {
          throw error;
        };
      }
    };
    pool.add(run);
    env.loop.enqueue(() =>
      env.loop.enqueue(() => {
        run();
        done(result as () => T);
      }),
    );
  }

  /** Node's errors of asynchronous calls carry no frames: there is no JavaScript on the stack when they are made. */
  function withoutFrames<T>(work: () => T): T {
    const limit = Error.stackTraceLimit;
    // Not by an assignment: a program may have frozen Error (--frozen-intrinsics).
    Reflect.set(Error, 'stackTraceLimit', 0);
    try {
      return work();
    } catch (error) {
      if (error instanceof Error) {
        Object.defineProperty(error, 'stack', { value: `${error.name}: ${error.message}`, writable: true, configurable: true, enumerable: false });
      }
      throw error;
    } finally {
      Reflect.set(Error, 'stackTraceLimit', limit);
    }
  }

  function callBack(req: InstanceType<typeof FSReqCallback>, work: () => unknown): void {
    req.start();
    inPool(work, (result) => {
      let args: unknown[];
      try {
        const value = result();
        args = value === undefined ? [null] : [null, value];
      } catch (error) {
        args = [error];
      }
      env.loop.release(req);
      req.makeCallback(req.oncomplete, ...args);
      req.emitDestroy();
    });
  }

  const promise = (work: () => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      inPool(work, (result) => {
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      });
    });

  return {
    FSReqCallback,
    text,
    absolute(path) {
      const given = text(path);
      if (given.startsWith('/') || given === '') return given;
      return env.cwd === '/' ? `/${given}` : `${env.cwd}/${given}`;
    },
    encode(name, encoding) {
      if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return name;
      const bytes = asBuffer(env, new env.natives.TextEncoder().encode(name));
      return encoding === 'buffer' ? bytes : bufferText(bytes, encoding);
    },
    operation<A extends unknown[]>(requestAt: number, run: (...args: A) => unknown) {
      return function operation(...args: unknown[]): unknown {
        const req = args[requestAt];
        const work = (): unknown => {
          // An open file is no longer asked of the tree.
          env.kernel.catchUpWithFiles();
          return run(...(args as A));
        };
        if (req === usePromises && req !== undefined) return promise(work);
        if (req instanceof FSReqCallback) return callBack(req, work);
        try {
          return work();
        } catch (error) {
          if (error instanceof Error) Error.captureStackTrace?.(error, operation);
          throw error;
        }
      };
    },
  };
}

/** Buffer's own toString, which takes an encoding. */
function bufferText(buffer: Uint8Array, encoding: unknown): string {
  return (buffer.toString as (encoding: unknown) => string).call(buffer, encoding);
}

/** uv_stat_t as Node lays it out: seconds and nanoseconds of each time. */
export function statFields(stat: FileStat): number[] {
  const times = [stat.atime, stat.mtime, stat.ctime, stat.birthtime].flatMap((time) => {
    const seconds = Math.floor(time / 1000);
    return [seconds, Math.min(999_999_999, Math.round((time - seconds * 1000) * 1e6))];
  });
  return [stat.dev, stat.mode, stat.nlink, stat.uid, stat.gid, stat.rdev, stat.blksize, stat.ino, stat.size, stat.blocks, ...times];
}

export const fs: BindingFactory = (env) => {
  const host = fileSystemHost(env);
  const { absolute, text, encode, operation } = host;
  const encoder = new env.natives.TextEncoder();
  const decoder = new env.natives.TextDecoder('utf-8', { ignoreBOM: true });
  const descriptors = new Map<number, OpenFile>();

  /** Runs an operation on the tree and words its failure as Node does, with the paths as the program gave them. */
  function call<T>(syscall: string, path: PathArgument | undefined, dest: PathArgument | undefined, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw systemCallError(error.code, syscall, path === undefined ? undefined : text(path), dest === undefined ? undefined : text(dest));
    }
  }

  // --- descriptors --------------------------------------------------------------------------------------------------

  /** descriptors that a standard one was opened as once more (/dev/stdout) */
  const reopened = new Map<number, number>();
  const origin = (fd: number): number => reopened.get(fd) ?? fd;

  /** Whether a descriptor is a pipe, terminal or the like that the process was started with. */
  function isStandard(fd: number): boolean {
    adoptFiles();
    const at = origin(fd);
    return standardKind(at) !== undefined && !descriptors.has(at) && !closedStandard.has(at);
  }
  const standardKind = (fd: number): DescriptorKind | undefined => env.options.descriptors.find(([number]) => number === fd)?.[1];
  const closedStandard = new Set<number>();

  /** The descriptor of this process that a path like /dev/stdin or /dev/fd/4 names; undefined where it names none. */
  function namedDescriptor(path: string): number | undefined {
    const [, name, number] = DESCRIPTOR_NAME.exec(path) ?? [];
    if (name !== undefined) return STANDARD_NAMES.indexOf(name);
    return number === undefined ? undefined : Number(number);
  }

  /** Where a file is that a name of a descriptor leads to; the descriptor itself where it is none. @throws FileError ENOENT when there is no such descriptor */
  function followDescriptor(path: string, syscall: string): string | number {
    const fd = namedDescriptor(path);
    if (fd === undefined) return path;
    if (isStandard(fd)) return origin(fd);
    const file = descriptors.get(fd)?.path;
    if (file === undefined) throw new FileError('ENOENT', syscall, path);
    return file;
  }

  let adopted = false;
  /** Opens the files that the process was given as descriptors. */
  function adoptFiles(): void {
    if (adopted || env.options.pid === 0) return;
    adopted = true;
    for (const [fd, , file] of env.options.descriptors) {
      if (file === undefined) continue;
      const opened = env.files.open(file.path, OpenFlags.READ_WRITE | OpenFlags.CREATE | (file.append ? OpenFlags.APPEND : 0));
      opened.position = file.position;
      descriptors.set(fd, opened);
    }
  }

  env.openFileAt = (fd): FileSpec | undefined => {
    const file = descriptors.get(fd);
    return file?.path === undefined ? undefined : { path: file.path, position: file.position, append: (file.flags & OpenFlags.APPEND) !== 0 };
  };

  function descriptor(fd: number, syscall: string): OpenFile {
    adoptFiles();
    const file = descriptors.get(fd);
    if (file === undefined) throw systemCallError(isStandard(fd) ? 'EINVAL' : 'EBADF', syscall);
    return file;
  }

  function open(path: PathArgument, flags: number, mode: number): number {
    const opened = call('open', path, undefined, () => {
      const at = followDescriptor(absolute(path), 'open');
      return typeof at === 'number' ? at : env.files.open(at, flags, mode);
    });
    let fd = FIRST_FREE_FD;
    while (descriptors.has(fd) || isStandard(fd)) fd++;
    if (typeof opened === 'number') reopened.set(fd, opened);
    else descriptors.set(fd, opened);
    return fd;
  }

  /** GetValidatedFd. @throws for what is no number that a descriptor can have */
  function requireDescriptor(fd: unknown): void {
    if (typeof fd !== 'number') {
      const { determineSpecificType } = env.requireBuiltin('internal/errors') as { determineSpecificType(value: unknown): string };
      throw codedErrorOf(TypeError, 'ERR_INVALID_ARG_TYPE', `The "fd" argument must be of type number. Received ${determineSpecificType(fd)}`);
    }
    if (fd >= 0 && fd <= LARGEST_INT && Number.isInteger(fd)) return;
    const range = fd < 0 || fd > LARGEST_INT ? `>= 0 && <= ${LARGEST_INT}` : 'an integer';
    throw codedErrorOf(RangeError, 'ERR_OUT_OF_RANGE', `The value of "fd" is out of range. It must be ${range}. Received ${fd}`);
  }

  /** The mode of access and copyFile. @throws for more bits than they have */
  function requireMode(mode: unknown): number {
    if (mode === undefined || mode === null) return 0;
    if (typeof mode !== 'number') throw codedErrorOf(TypeError, 'ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined');
    if (mode < 0 || mode > 7) throw codedErrorOf(RangeError, 'ERR_OUT_OF_RANGE', 'mode is out of range: >= 0 && <= 7');
    return mode;
  }

  function close(fd: number): void {
    requireDescriptor(fd);
    if (descriptors.delete(fd) || reopened.delete(fd)) return;
    if (!isStandard(fd)) throw systemCallError('EBADF', 'close');
    closedStandard.add(fd);
    env.kernel.closeDescriptor(fd);
  }

  type Position = number | bigint | null | undefined;
  /** Whatever is no number stands for the current position, as in node_file.cc: `writeSync(fd, text, 'utf8')` relies on it. */
  const positionOf = (position: Position): number | null =>
    (typeof position !== 'number' && typeof position !== 'bigint') || position < 0 ? null : Number(position);

  function bytesOf(view: ArrayBufferView, offset = 0, length = view.byteLength - offset): Uint8Array {
    return new Uint8Array(view.buffer, view.byteOffset + offset, length);
  }

  /** what has been read of standard descriptors and nobody has taken */
  const leftOver = new Map<number, Uint8Array>();

  /**
   * Reads a pipe or terminal.
   * @param waits whether the thread may be blocked for it
   * @returns the next chunk, null at the end @throws EAGAIN: it is not known yet what comes next
   */
  function readStandard(descriptor: number, waits: boolean): Uint8Array | null {
    const fd = origin(descriptor);
    if (standardKind(fd) === 'null') return null;
    if (fd === 1 || fd === 2) throw systemCallError('EBADF', 'read');
    const chunk = leftOver.get(fd) ?? (waits ? env.kernel.readNow(fd) : undefined);
    leftOver.delete(fd);
    if (chunk === undefined) throw systemCallError('EAGAIN', 'read');
    return chunk;
  }

  function read(fd: number, target: Uint8Array, position: Position, waits: boolean): number {
    if (isStandard(fd)) {
      const chunk = readStandard(fd, waits) ?? new Uint8Array();
      const taken = chunk.subarray(0, target.length);
      target.set(taken);
      if (taken.length < chunk.length) leftOver.set(origin(fd), chunk.subarray(taken.length));
      return taken.length;
    }
    const file = descriptor(fd, 'read');
    return call('read', undefined, undefined, () => file.read(target, positionOf(position)));
  }

  /** What was to be written before is written before: when a program comes to write by itself, threads of Node's pool have done theirs. */
  function afterPool(request: unknown): void {
    if (request === undefined) env.runPool?.();
  }

  function write(fd: number, bytes: Uint8Array, position: Position): number {
    if (origin(fd) !== 0 && isStandard(fd)) {
      if (positionOf(position) !== null) throw systemCallError('ESPIPE', 'write');
      env.kernel.print(origin(fd), new Uint8Array(bytes));
      return bytes.length;
    }
    if (isStandard(fd)) throw systemCallError('EBADF', 'write');
    const file = descriptor(fd, 'write');
    return call('write', undefined, undefined, () => file.write(bytes, positionOf(position)));
  }

  /** Several buffers from one position on, as preadv and pwritev do. */
  function vectored(buffers: readonly ArrayBufferView[], position: Position, one: (bytes: Uint8Array, position: Position) => number): number {
    let at = positionOf(position);
    let total = 0;
    for (const buffer of buffers) {
      const count = one(bytesOf(buffer), at);
      total += count;
      if (at !== null) at += count;
      if (count < buffer.byteLength) break;
    }
    return total;
  }

  function textBytes(data: string, encoding: unknown): Uint8Array {
    if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return encoder.encode(data);
    const { Buffer } = env.requireBuiltin('buffer') as { Buffer: { from(text: string, encoding: unknown): Uint8Array } };
    return Buffer.from(data, encoding);
  }

  // --- stat ---------------------------------------------------------------------------------------------------------

  const statArray = (stat: FileStat, bigint: unknown): Float64Array | BigInt64Array =>
    bigint === true ? BigInt64Array.from(statFields(stat), BigInt) : Float64Array.from(statFields(stat));

  function stat(syscall: 'stat' | 'lstat') {
    return (path: PathArgument, bigint: unknown, _req: unknown, throwIfNoEntry?: boolean): unknown => {
      const at = absolute(path);
      const fd = syscall === 'stat' ? namedDescriptor(at) : undefined;
      const found = fd === undefined ? env.files.lookup(at, syscall === 'stat') : (descriptorStat(fd) ?? 'ENOENT');
      if (typeof found !== 'string') return statArray(found, bigint);
      if (throwIfNoEntry === false && (found === 'ENOENT' || found === 'ENOTDIR')) return undefined;
      throw systemCallError(found, syscall, text(path));
    };
  }

  /** Standard streams are pipes to the kernel. */
  function pipeStat(fd: number): FileStat {
    return {
      dev: 14, ino: fd + 1, mode: PIPE_MODE, nlink: 1, uid: env.files.uid, gid: env.files.gid, rdev: 0, size: 0, blksize: 4096, blocks: 0,
      atime: started, mtime: started, ctime: started, birthtime: started,
    };
  }
  const started = Date.now();

  /** @returns undefined where there is no such descriptor */
  function descriptorStat(fd: number): FileStat | undefined {
    return isStandard(fd) ? pipeStat(origin(fd)) : descriptors.get(fd)?.stat();
  }

  function fstat(fd: number, bigint: unknown): unknown {
    requireDescriptor(fd);
    const found = descriptorStat(fd);
    if (found !== undefined) return statArray(found, bigint);
    throw systemCallError('EBADF', 'fstat');
  }

  function statfs(path: PathArgument, bigint: unknown): unknown {
    const found = env.files.lookup(absolute(path));
    if (typeof found === 'string') throw systemCallError(found, 'statfs', text(path));
    const blocks = Math.floor(env.files.limit / 4096);
    const free = Math.max(0, Math.floor((env.files.limit - env.files.used) / 4096));
    // type, bsize, frsize, blocks, bfree, bavail, files, ffree; the number of files has no limit of its own
    const fields = [TMPFS_MAGIC, 4096, 4096, blocks, free, free, 0, 0];
    return bigint === true ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
  }

  // --- whole files --------------------------------------------------------------------------------------------------

  function readFileUtf8(path: PathArgument | number, flags: number): string {
    const fd = typeof path === 'number' ? path : open(path, flags, 0o666);
    try {
      if (isStandard(fd)) {
        const chunks: Uint8Array[] = [];
        for (let chunk = readStandard(fd, true); chunk !== null; chunk = readStandard(fd, true)) chunks.push(chunk);
        return decoder.decode(concatBytes(chunks));
      }
      const file = descriptor(fd, 'read');
      return call('read', undefined, undefined, () => {
        const bytes = file.view().subarray(typeof path === 'number' ? file.position : 0);
        if (typeof path === 'number') file.position += bytes.length;
        return decoder.decode(bytes);
      });
    } finally {
      if (typeof path !== 'number') close(fd);
    }
  }

  function writeFileUtf8(path: PathArgument | number, data: string, flags: number, mode: number): void {
    const fd = typeof path === 'number' ? path : open(path, flags, mode);
    try {
      afterPool(undefined);
      write(fd, encoder.encode(data), null);
    } finally {
      if (typeof path !== 'number') close(fd);
    }
  }

  function copyFile(source: PathArgument, destination: PathArgument, mode: number): void {
    call('copyfile', source, destination, () => {
      const from = env.files.open(absolute(source), OpenFlags.READ_ONLY);
      if ((mode & COPYFILE_FICLONE_FORCE) !== 0) throw new FileError('ENOTSUP', 'copyfile', text(source), text(destination));
      const exclusive = (mode & 1) !== 0 ? OpenFlags.EXCLUSIVE : 0;
      // Read before the target is emptied: it may be the same file.
      const bytes = new Uint8Array(from.view());
      const to = env.files.open(absolute(destination), OpenFlags.WRITE_ONLY | OpenFlags.CREATE | exclusive, from.stat().mode & 0o777);
      if (to.stat().ino === from.stat().ino) return;
      to.truncate(0);
      to.write(bytes, 0);
      to.chmod(from.stat().mode & 0o7777);
    });
  }

  // --- directories --------------------------------------------------------------------------------------------------

  function readdir(path: PathArgument, encoding: unknown, withTypes: unknown): unknown {
    const entries = call('scandir', path, undefined, () => env.files.readdirWithKinds(absolute(path)));
    // libuv sorts what it reads (uv__fs_scandir_sort).
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const names = entries.map(({ name }) => encode(name, encoding));
    return withTypes === true ? [names, entries.map(({ kind }) => DIRENT_TYPES[kind])] : names;
  }

  function mkdir(path: PathArgument, mode: number, recursive: unknown): string | undefined {
    const at = absolute(path);
    const first = call('mkdir', path, undefined, () => env.files.mkdir(at, { recursive: recursive === true, mode }));
    // Named as the program named it: relative when the path is.
    return first === undefined ? undefined : first.slice(at.length - text(path).length);
  }

  function mkdtemp(prefix: PathArgument, encoding: unknown): unknown {
    const template = `${text(prefix)}XXXXXX`;
    for (;;) {
      const random = env.natives.crypto.getRandomValues(new Uint8Array(6));
      const path = text(prefix) + Array.from(random, (byte) => RANDOM_NAME[byte % RANDOM_NAME.length]).join('');
      try {
        env.files.mkdir(absolute(path), { mode: 0o700 });
        return encode(path, encoding);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (error.code !== 'EEXIST') throw systemCallError(error.code, 'mkdtemp', template);
      }
    }
  }

  // --- times and owners ---------------------------------------------------------------------------------------------

  const milliseconds = (seconds: number): number => seconds * 1000;

  function onDescriptor(syscall: string, fd: number, work: (file: OpenFile) => void): void {
    if (isStandard(fd)) throw systemCallError('EPERM', syscall);
    const file = descriptor(fd, syscall);
    call(syscall, undefined, undefined, () => work(file));
  }

  /** @throws FileError EINVAL for a device, which has nothing to make safe */
  function requireFile({ kind }: OpenFile): void {
    if (kind === 'device') throw new FileError('EINVAL', 'fsync');
  }

  // --- module loading -----------------------------------------------------------------------------------------------

  /** What `internalModuleStat` answers: 0 for a file, 1 for a directory, negative for neither. */
  function internalModuleStat(path: string): number {
    const kind = env.files.kindOf(absolute(path));
    return kind === 'file' ? 0 : kind === 'directory' ? 1 : -2;
  }

  const isFile = (path: string): boolean => env.files.kindOf(path) === 'file';
  const WITH_MAIN = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
  const WITHOUT_MAIN = ['index.js', 'index.json', 'index.node'];

  /** Which of ESM's legacy candidates for a package's entry exists; the index counts through both lists. */
  function legacyMainResolve(packagePath: string, main: unknown, base: unknown): number {
    const folder = absolute(packagePath).replace(/\/?$/, '/');
    if (typeof main === 'string') {
      const index = WITH_MAIN.findIndex((extension) => isFile(`${folder}${main}${extension}`));
      if (index !== -1) return index;
    }
    const index = WITHOUT_MAIN.findIndex((name) => isFile(folder + name));
    if (index !== -1) return WITH_MAIN.length + index;
    const sought = folder + (typeof main === 'string' ? main.replace(/^\.\//, '') : 'index.js');
    const from = typeof base === 'string' && base.startsWith('file:') ? decodeURIComponent(new env.natives.URL(base).pathname) : String(base);
    throw codedError('ERR_MODULE_NOT_FOUND', `Cannot find package '${sought}' imported from ${from}`);
  }

  /** 1 for WebAssembly (by its magic number), 0 for JavaScript. */
  function getFormatOfExtensionlessFile(path: PathArgument): number {
    const at = absolute(path);
    if (!isFile(at)) return 0;
    const [zero, a, s, m] = env.files.viewFile(at);
    return zero === 0 && a === 0x61 && s === 0x73 && m === 0x6d ? 1 : 0;
  }

  // --- handles ------------------------------------------------------------------------------------------------------

  /** The native half of `fs.promises`' FileHandle. */
  class FileHandle extends env.wraps.AsyncWrap {
    #fd: number;
    /** what is read of it as a stream (stream_pipe.ts): from where, -1 for where the descriptor stands, and how much, -1 for all */
    readonly readOffset: number;
    readonly readLength: number;

    constructor(fd: number, readOffset = -1, readLength = -1) {
      super();
      this.#fd = fd;
      this.readOffset = readOffset;
      this.readLength = readLength;
    }

    protected override get provider(): string {
      return 'FILEHANDLE';
    }

    get fd(): number {
      return this.#fd;
    }

    /** Resolves once the descriptor is closed. */
    close(): Promise<unknown> {
      const fd = this.#fd;
      this.#fd = -1;
      return closeLater(fd, undefined, env.perIsolateSymbols['fs_use_promises_symbol']) as Promise<unknown>;
    }

    closeSync(): void {
      const fd = this.#fd;
      this.#fd = -1;
      close(fd);
    }

    /** Hands the descriptor over to the caller, who closes it. */
    releaseFD(): number {
      const fd = this.#fd;
      this.#fd = -1;
      return fd;
    }
  }
  const closeLater = operation(2, (fd: number) => close(fd));

  /** Polls a file's stat as uv_fs_poll does (deps/uv/src/fs-poll.c); behind `fs.watchFile`. */
  class StatWatcher extends env.wraps.HandleWrap {
    onchange?: unknown;
    readonly #bigint: boolean;
    #timer: number | undefined;
    #previous: FileStat | undefined;
    /** 0 before the first look, 1 after a good one, an errno after a failed one */
    #state = 0;

    constructor(bigint?: boolean) {
      super();
      this.#bigint = bigint === true;
    }

    protected override get provider(): string {
      return 'STATWATCHER';
    }

    /** @param interval in milliseconds @returns 0 */
    start(path: PathArgument, interval: number): number {
      const at = absolute(path);
      this.setActive(true);
      const schedule = (milliseconds: number): void => {
        this.#timer = env.natives.setTimeout(() => {
          env.loop.enqueue(() => {
            if (this.closed) return;
            this.#look(at);
            if (!this.closed) schedule(interval);
          });
        }, milliseconds);
      };
      const found = env.files.lookup(at);
      // That there is nothing is told of as soon as the loop turns; what is there is what changes are compared with.
      if (typeof found === 'string') schedule(0);
      else {
        this.#previous = found;
        this.#state = 1;
        schedule(interval);
      }
      return 0;
    }

    #look(path: string): void {
      const found = env.files.lookup(path);
      if (typeof found === 'string') {
        const errno = errnoOf(found);
        if (this.#state === errno) return;
        this.#tell(errno, undefined);
        this.#state = errno;
        return;
      }
      const previous = this.#previous;
      if (this.#state < 0 || (this.#state === 1 && previous !== undefined && !sameStat(previous, found))) this.#tell(0, found);
      this.#previous = found;
      this.#state = 1;
    }

    #tell(status: number, current: FileStat | undefined): void {
      const zeros = new Array<number>(STAT_FIELDS).fill(0);
      const fields = [...(current ? statFields(current) : zeros), ...(this.#previous ? statFields(this.#previous) : zeros)];
      this.makeCallback(this.onchange, status, this.#bigint ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields));
    }

    protected override onClose(): void {
      env.natives.clearTimeout(this.#timer);
    }
  }

  const binding: Binding = {
    kUsePromises: env.perIsolateSymbols['fs_use_promises_symbol'],
    FSReqCallback: host.FSReqCallback,
    FileHandle,
    StatWatcher,
    statValues: new Float64Array(STAT_FIELDS * 2),
    bigintStatValues: new BigInt64Array(STAT_FIELDS * 2),
    internalModuleStat,
    legacyMainResolve,
    getFormatOfExtensionlessFile,
    existsSync: (path: PathArgument) => {
      const fd = namedDescriptor(absolute(path));
      return fd === undefined ? env.files.exists(absolute(path)) : descriptorStat(fd) !== undefined;
    },
    readFileUtf8,
    writeFileUtf8,

    access: operation(2, (path: PathArgument, mode?: number) =>
      call('access', path, undefined, () => {
        const at = followDescriptor(absolute(path), 'access');
        if (typeof at === 'string') env.files.access(at, requireMode(mode));
      })),
    open: operation(3, open),
    openFileHandle: operation(3, (path: PathArgument, flags: number, mode: number) => new FileHandle(open(path, flags, mode))),
    close: operation(1, (fd: number) => close(fd)),
    read: operation(5, (fd: number, buffer: ArrayBufferView, offset: number, length: number, position: Position, request?: unknown) =>
      read(fd, bytesOf(buffer, offset, length), position, request === undefined)),
    readBuffers: operation(3, (fd: number, buffers: ArrayBufferView[], position: Position, request?: unknown) =>
      vectored(buffers, position, (bytes, at) => read(fd, bytes, at, request === undefined))),
    writeBuffer: operation(5, (fd: number, buffer: ArrayBufferView, offset: number | null, length: number | null, position: Position, request?: unknown) => {
      afterPool(request);
      return write(fd, bytesOf(buffer, offset ?? 0, length ?? buffer.byteLength - (offset ?? 0)), position);
    }),
    writeBuffers: operation(3, (fd: number, buffers: ArrayBufferView[], position: Position, request?: unknown) => {
      afterPool(request);
      return vectored(buffers, position, (bytes, at) => write(fd, bytes, at));
    }),
    writeString: operation(4, (fd: number, data: string, position: Position, encoding: unknown, request?: unknown) => {
      afterPool(request);
      return write(fd, textBytes(data, encoding), position);
    }),
    // Nothing is ever further from safe than memory: there is no disk to wait for.
    fdatasync: operation(1, (fd: number) => onDescriptor('fdatasync', fd, requireFile)),
    fsync: operation(1, (fd: number) => onDescriptor('fsync', fd, requireFile)),
    ftruncate: operation(2, (fd: number, length: number) => onDescriptor('ftruncate', fd, (file) => file.truncate(Number(length)))),

    stat: operation(2, stat('stat')),
    lstat: operation(2, stat('lstat')),
    fstat: operation(2, fstat),
    statfs: operation(2, statfs),

    readdir: operation(3, readdir),
    mkdir: operation(3, mkdir),
    mkdtemp: operation(2, mkdtemp),
    rmdir: operation(1, (path: PathArgument) => call('rmdir', path, undefined, () => env.files.rmdir(absolute(path)))),
    /** @param _retries there is nobody else who could hold a file busy */
    rmSync: operation(4, (path: PathArgument, _retries: number, recursive: boolean) => {
      const found = env.files.lookup(absolute(path), false);
      if (typeof found !== 'string' && (found.mode & 0o170000) === 0o040000 && !recursive) {
        throw codedError('ERR_FS_EISDIR', `Path is a directory: ${text(path)}`);
      }
      call('rm', path, undefined, () => env.files.rm(absolute(path).replace(/(?<=.)\/+$/, ''), { recursive, force: true }));
    }),
    rename: operation(2, (from: PathArgument, to: PathArgument) => call('rename', from, to, () => env.files.rename(absolute(from), absolute(to)))),
    link: operation(2, (from: PathArgument, to: PathArgument) => call('link', from, to, () => env.files.link(absolute(from), absolute(to)))),
    symlink: operation(3, (target: PathArgument, path: PathArgument) =>
      call('symlink', target, path, () => env.files.symlink(text(target), absolute(path)))),
    readlink: operation(2, (path: PathArgument, encoding: unknown) =>
      encode(call('readlink', path, undefined, () => env.files.readlink(absolute(path))), encoding)),
    unlink: operation(1, (path: PathArgument) => call('unlink', path, undefined, () => env.files.unlink(absolute(path)))),
    realpath: operation(2, (path: PathArgument, encoding: unknown) =>
      encode(call('realpath', path, undefined, () => env.files.realpath(absolute(path))), encoding)),
    copyFile: operation(3, (from: PathArgument, to: PathArgument, mode?: number) => copyFile(from, to, requireMode(mode))),

    chmod: operation(2, (path: PathArgument, mode: number) => call('chmod', path, undefined, () => env.files.chmod(absolute(path), mode))),
    fchmod: operation(2, (fd: number, mode: number) => onDescriptor('fchmod', fd, (file) => file.chmod(mode))),
    chown: operation(3, (path: PathArgument, uid: number, gid: number) =>
      call('chown', path, undefined, () => env.files.chown(absolute(path), id(uid), id(gid)))),
    lchown: operation(3, (path: PathArgument, uid: number, gid: number) =>
      call('lchown', path, undefined, () => env.files.chown(absolute(path), id(uid), id(gid), false))),
    fchown: operation(3, (fd: number, uid: number, gid: number) => onDescriptor('fchown', fd, (file) => file.chown(id(uid), id(gid)))),
    utimes: operation(3, (path: PathArgument, atime: number, mtime: number) =>
      call('utime', path, undefined, () => env.files.utimes(absolute(path), milliseconds(atime), milliseconds(mtime)))),
    lutimes: operation(3, (path: PathArgument, atime: number, mtime: number) =>
      call('lutime', path, undefined, () => env.files.utimes(absolute(path), milliseconds(atime), milliseconds(mtime), false))),
    futimes: operation(3, (fd: number, atime: number, mtime: number) =>
      onDescriptor('futime', fd, (file) => file.utimes(milliseconds(atime), milliseconds(mtime)))),

    cpSyncCheckPaths: (source: PathArgument, destination: PathArgument, dereference: boolean, recursive: boolean) =>
      checkCopyPaths({ files: env.files, absolute }, text(source), text(destination), dereference, recursive),
    cpSyncOverrideFile: (source: PathArgument, destination: PathArgument, mode: number, preserveTimestamps: boolean) =>
      call('cp', destination, undefined, () => overrideFile({ files: env.files, absolute }, text(source), text(destination), mode, preserveTimestamps)),
    cpSyncCopyDir: (
      source: PathArgument, destination: PathArgument, force: boolean, dereference: boolean, errorOnExist: boolean,
      verbatimSymlinks: boolean, preserveTimestamps: boolean,
    ) => call('cp', destination, undefined, () =>
      copyDirectory({ files: env.files, absolute }, text(source), text(destination), { force, dereference, errorOnExist, verbatimSymlinks, preserveTimestamps })),
  };
  return binding;
};

/** Ids come as unsigned 32-bit numbers too: -1, "leave it", may be 4294967295. */
function id(value: number): number {
  return value | 0;
}

function sameStat(a: FileStat, b: FileStat): boolean {
  return a.ctime === b.ctime && a.mtime === b.mtime && a.birthtime === b.birthtime && a.size === b.size && a.mode === b.mode &&
    a.uid === b.uid && a.gid === b.gid && a.ino === b.ino;
}
