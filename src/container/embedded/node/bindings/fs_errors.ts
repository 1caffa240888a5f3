// The errors of the file system bindings: worded and shaped as Node's C++ makes them.
import { errnoOf, messageOf, type FileErrorCode } from '../../kernel/file-errors.ts';

/** Properties of the errors that Node's C++ throws for failed system calls (UVException in src/api/exceptions.cc). */
interface SystemCallError extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

/** Makes the error that Node gives for a failed system call. @param below frames from this function upwards are left out of the stack */
export function systemCallError(
  code: FileErrorCode, syscall: string, path?: string, dest?: string, below?: (...args: never[]) => unknown,
): SystemCallError {
  const error = new Error(messageOf(code, syscall, path, dest)) as SystemCallError;
  error.errno = errnoOf(code);
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  if (below !== undefined) Error.captureStackTrace?.(error, below);
  return error;
}

/** An Error with only a code, as node's THROW_ERR_* macros make it. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
