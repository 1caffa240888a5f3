// How a command of the shell ends other than by returning its exit code.

/** `break` and `continue`, with the number of loops that they still have to leave. */
export class LoopJump {
  readonly kind: 'break' | 'continue';
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}

export class FunctionReturn {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** The (sub)shell ends. */
export class ShellExit {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** The person at the terminal pressed Ctrl+C, or the shell was asked to end. */
export class Interrupted {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' = 'SIGINT') {
    this.signal = signal;
  }
}

/** What is wrong with a command; it ends the command, and a shell that is not interactive where POSIX says so. */
export class ShellError extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.name = 'ShellError';
    this.status = status;
  }
}

/** Something of the language that this shell does not have. */
export class NotSupported extends ShellError {
  constructor(what: string) {
    super(`${what}: not supported by this shell`, 2);
  }
}

/** The text that goes with an errno code in messages of commands. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory', EISDIR: 'Is a directory', ENOTDIR: 'Not a directory', EACCES: 'Permission denied', EEXIST: 'File exists', EPERM: 'Operation not permitted', ENOSPC: 'No space left on device', ELOOP: 'Too many levels of symbolic links', ENOTEMPTY: 'Directory not empty', EINVAL: 'Invalid argument', ENAMETOOLONG: 'File name too long',
  };
  return (code !== undefined && known[code]) || message;
}
