// internalBinding('process_wrap'): starts processes of the container (src/process_wrap.cc, libuv's src/unix/process.c).
import { findExecutable } from '../../kernel/executables.ts';
import type { ProcessKind, StdioSpec } from '../../kernel/protocol.ts';
import { signalName } from '../../kernel/signals.ts';
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { pipeWrapOf } from './pipe_wrap.ts';

interface SpawnArguments {
  readonly file: string;
  readonly given: readonly string[] | undefined;
  readonly directory: unknown;
  readonly envPairs: unknown;
  readonly stdioOptions: readonly StdioOption[] | undefined;
  readonly flags: number;
  readonly ids: readonly unknown[];
}

/** The parent's end of a pipe that is about to be made. */
interface Opening {
  readonly pipe: { open(fd: number): number; openAtEnd(): void };
  readonly parentFd: number;
}

interface StdioOption {
  readonly type: 'pipe' | 'overlapped' | 'ignore' | 'inherit' | 'fd' | 'wrap';
  readonly handle?: unknown;
  readonly fd?: number;
}

const ENOENT = -2;
const EPERM = -1;
const ENOTDIR = -20;
const EBADF = -9;
const ESRCH = -3;
/** Where commands are looked for when the environment has no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const USER_ID = 1000;
/** process_wrap's kProcessFlagDetached */
const DETACHED = 1;

export function processWrap(env: Environment): Binding {
  const { HandleWrap } = env.wraps;

  class Process extends HandleWrap {
    pid?: number;
    /** set by the library: (exitCode, signal name) */
    onexit?: unknown;
    #running = false;

    protected override get provider(): string {
      return 'PROCESSWRAP';
    }

    /**
     * @param given arguments, the name of the program first
     * @param envPairs `NAME=value`
     * @returns 0 or a negative errno
     */
    spawn(
      file: string,
      given: readonly string[] | undefined,
      directory: unknown,
      envPairs: unknown,
      stdioOptions: readonly StdioOption[] | undefined,
      flags: number,
      uid: unknown,
      gid: unknown,
    ): number {
      const opening: Opening[] = [];
      const result = this.#start({ file, given, directory, envPairs, stdioOptions, flags, ids: [uid, gid] }, opening);
      // Where there is no child, its pipes are at their end.
      for (const { pipe, parentFd } of opening) {
        if (result < 0) pipe.openAtEnd();
        else pipe.open(parentFd);
      }
      if (result < 0) return result;
      this.pid = result;
      this.#running = true;
      this.setActive(true);
      return 0;
    }

    #start({ file, given, directory, envPairs, stdioOptions, flags, ids }: SpawnArguments, opening: Opening[]): number {
      const environment = !Array.isArray(envPairs) ? { ...env.env } : pairs(envPairs as string[]);
      const cwd = typeof directory !== 'string' ? env.cwd : absolute(env, directory);
      const stdio: StdioSpec[] = [];
      for (const option of stdioOptions ?? []) {
        const spec = stdioSpec(env, option, opening);
        if (typeof spec === 'number') return spec;
        stdio.push(spec);
      }
      const kind = env.files.kindOf(cwd);
      if (kind !== 'directory') return kind === undefined ? ENOENT : ENOTDIR;
      if (ids.some((id) => typeof id === 'number' && id !== USER_ID)) return EPERM;
      const executable = findExecutable<ProcessKind>(env.files, file, { cwd, path: environment['PATH'] ?? DEFAULT_PATH });
      if (typeof executable === 'number') return executable;
      const [argv0 = file, ...args] = given ?? [];
      return env.kernel.spawn(
        {
          kind: executable.kind, argv0, args: [...executable.before, ...args], env: environment, cwd, stdio, newGroup: (flags & DETACHED) !== 0,
        },
        ({ code, signal }) => {
          this.#running = false;
          this.setActive(false);
          this.makeCallback(this.onexit, code < 0 || signal === undefined ? code : 0, signal === undefined ? '' : (signalName(signal) ?? ''));
        },
      );
    }

    kill(signal: number): number {
      return this.#running && this.pid !== undefined ? env.kernel.signal(this.pid, signal) : ESRCH;
    }
  }

  return { Process };
}

function stdioSpec(env: Environment, option: StdioOption, opening: Opening[]): StdioSpec | number {
  const { Pipe, DescriptorWrap } = pipeWrapOf(env);
  switch (option.type) {
    case 'ignore':
      return { type: 'ignore' };
    case 'pipe':
    case 'overlapped': {
      const { handle } = option;
      if (!(handle instanceof Pipe)) throw new NotImplementedError('a stream of another kind than a pipe as the stdio of a child');
      const parentFd = env.kernel.newDescriptor();
      opening.push({ pipe: handle, parentFd });
      return { type: 'pipe', parentFd };
    }
    case 'inherit':
    case 'fd':
      return inherited(env, option.fd ?? -1);
    case 'wrap':
      if (option.handle instanceof DescriptorWrap) return inherited(env, option.handle.fd);
      throw new NotImplementedError('a network socket as the stdio of a child');
  }
}

function inherited(env: Environment, fd: number): StdioSpec | number {
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
