// internalBinding('process_wrap'): starts processes of the container (src/process_wrap.cc).
import type { StdioSpec } from '../../kernel/protocol.ts';
import { signalName } from '../../kernel/signals.ts';
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { inherited, programOf, type SpawnArguments } from '../spawn-request.ts';
import { pipeWrapOf } from './pipe_wrap.ts';

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

const ESRCH = -3;
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
     * @param args arguments, the name of the program first
     * @param envPairs `NAME=value`
     * @returns 0 or a negative errno
     */
    spawn(
      file: string,
      args: readonly string[] | undefined,
      cwd: unknown,
      envPairs: unknown,
      stdioOptions: readonly StdioOption[] | undefined,
      flags: number,
      uid: unknown,
      gid: unknown,
    ): number {
      const opening: Opening[] = [];
      const result = this.#start({ file, args, cwd, envPairs, uid, gid }, stdioOptions ?? [], flags, opening);
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

    #start(given: SpawnArguments, stdioOptions: readonly StdioOption[], flags: number, opening: Opening[]): number {
      const stdio: StdioSpec[] = [];
      for (const option of stdioOptions) {
        const spec = stdioSpec(env, option, opening);
        if (typeof spec === 'number') return spec;
        stdio.push(spec);
      }
      const program = programOf(env, given);
      if (typeof program === 'number') return program;
      return env.kernel.spawn({ ...program, stdio, newGroup: (flags & DETACHED) !== 0 }, ({ code, signal }) => {
        this.#running = false;
        this.setActive(false);
        this.makeCallback(this.onexit, code < 0 || signal === undefined ? code : 0, signal === undefined ? '' : (signalName(signal) ?? ''));
      });
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
