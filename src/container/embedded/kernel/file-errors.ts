// What can go wrong with a file: libuv's codes with Linux's numbers and the texts Node prints
// (https://docs.libuv.org/en/v1.x/errors.html, Node's src/node_errors and `util.getSystemErrorMap()` of 24.21).

const ERRORS = {
  EPERM: [-1, 'operation not permitted'],
  ENOENT: [-2, 'no such file or directory'],
  EIO: [-5, 'i/o error'],
  ENXIO: [-6, 'no such device or address'],
  EBADF: [-9, 'bad file descriptor'],
  EAGAIN: [-11, 'resource temporarily unavailable'],
  EACCES: [-13, 'permission denied'],
  EBUSY: [-16, 'resource busy or locked'],
  EEXIST: [-17, 'file already exists'],
  EXDEV: [-18, 'cross-device link not permitted'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EINVAL: [-22, 'invalid argument'],
  EMFILE: [-24, 'too many open files'],
  EFBIG: [-27, 'file too large'],
  ENOSPC: [-28, 'no space left on device'],
  ESPIPE: [-29, 'invalid seek'],
  EROFS: [-30, 'read-only file system'],
  ENAMETOOLONG: [-36, 'name too long'],
  ENOSYS: [-38, 'function not implemented'],
  ENOTEMPTY: [-39, 'directory not empty'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  ENOTSUP: [-95, 'operation not supported on socket'],
  EADDRINUSE: [-98, 'address already in use'],
  ECONNREFUSED: [-111, 'connection refused'],
} as const satisfies Record<string, readonly [errno: number, text: string]>;

export type FileErrorCode = keyof typeof ERRORS;

/** The negative errno of a code, as libuv returns it on Linux. */
export function errnoOf(code: FileErrorCode): number {
  return ERRORS[code][0];
}

/** The text after the code in Node's message, for example `no such file or directory`. */
function textOf(code: FileErrorCode): string {
  return ERRORS[code][1];
}

/** Node's wording of a failed call: `ENOENT: no such file or directory, open '/x'`. */
export function messageOf(code: FileErrorCode, syscall?: string, path?: string, dest?: string): string {
  const call = syscall === undefined ? '' : `, ${syscall}`;
  const from = path === undefined ? '' : ` '${path}'`;
  const to = dest === undefined ? '' : ` -> '${dest}'`;
  return `${code}: ${textOf(code)}${call}${from}${to}`;
}

/** Thrown by FileTree. `code` and `errno` are libuv's; `path` and `dest` are as the caller gave them. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly errno: number;
  readonly syscall: string | undefined;
  readonly path: string | undefined;
  readonly dest: string | undefined;

  constructor(code: FileErrorCode, syscall?: string, path?: string, dest?: string) {
    super(messageOf(code, syscall, path, dest));
    this.name = 'FileError';
    this.code = code;
    this.errno = errnoOf(code);
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
  }
}
