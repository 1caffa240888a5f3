// What child_process's bindings make of the options that the library gives them: a request to the kernel (libuv's
// src/unix/process.c, as far as a container has what it speaks of).
import { findExecutable } from '../kernel/executables.ts';
import type { ProcessKind, ProgramOptions, StdioSpec } from '../kernel/protocol.ts';
import type { Environment } from './environment.ts';

const ENOENT = -2;
const EPERM = -1;
const ENOTDIR = -20;
const EBADF = -9;
/** Where commands are looked for when the environment has no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const USER_ID = 1000;

export interface SpawnArguments {
  readonly file: string;
  /** the name of the program first */
  readonly args: readonly string[] | undefined;
  readonly cwd: unknown;
  /** `NAME=value` */
  readonly envPairs: unknown;
  readonly uid: unknown;
  readonly gid: unknown;
}

/**
 * Finds the program of a child.
 * @returns what the kernel is asked for, or a negative errno
 */
export function programOf(env: Environment, { file, args, cwd: directory, envPairs, uid, gid }: SpawnArguments): ProgramOptions | number {
  const environment = !Array.isArray(envPairs) ? { ...env.env } : pairs(envPairs as string[]);
  const cwd = typeof directory !== 'string' ? env.cwd : absolute(env, directory);
  const kind = env.files.kindOf(cwd);
  if (kind !== 'directory') return kind === undefined ? ENOENT : ENOTDIR;
  if ([uid, gid].some((id) => typeof id === 'number' && id !== USER_ID)) return EPERM;
  const executable = findExecutable<ProcessKind>(env.files, file, { cwd, path: environment['PATH'] ?? DEFAULT_PATH });
  if (typeof executable === 'number') return executable;
  const [argv0 = file, ...given] = args ?? [];
  return { kind: executable.kind, argv0, args: [...executable.before, ...given], env: environment, cwd };
}

/** A descriptor of this process as one of its child. @returns EBADF where there is none */
export function inherited(env: Environment, fd: number): Exclude<StdioSpec, { type: 'pipe' }> | number {
  const file = env.openFileAt?.(fd);
  if (file !== undefined) return { type: 'file', ...file };
  // The kernel knows the pipes and terminals by the same number.
  return fd >= 0 ? { type: 'inherit', fd } : EBADF;
}

const absolute = (env: Environment, path: string): string => (path.startsWith('/') ? path : `${env.cwd}/${path}`);

function pairs(list: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const pair of list) {
    const at = pair.indexOf('=', 1);
    if (at > 0) result[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return result;
}
