// internalBinding('spawn_sync'): a child process that its parent waits for without turning its loop (src/spawn_sync.cc). The thread is
// blocked in Atomics.wait on memory that it shares with the kernel, which browsers offer to cross-origin isolated pages alone.
import { signalName, Signal } from '../../kernel/signals.ts';
import type { RunReply, RunStdio } from '../../kernel/protocol.ts';
import { bytesOf, codedError, copyOf } from '../bytes.ts';
import { asBuffer, type BindingFactory, type Environment } from '../environment.ts';
import { NotImplementedError } from '../shapes.ts';
import { inherited, programOf, type SpawnArguments } from '../spawn-request.ts';

interface SyncStdioOption {
  readonly type: 'pipe' | 'overlapped' | 'ignore' | 'inherit' | 'fd' | 'wrap';
  /** the child reads from it */
  readonly readable?: boolean;
  /** the child writes to it */
  readonly writable?: boolean;
  readonly input?: ArrayBufferView | null;
  readonly fd?: number;
}

interface SyncOptions extends SpawnArguments {
  readonly stdio: readonly SyncStdioOption[];
  readonly detached?: unknown;
  readonly timeout?: number | null;
  readonly maxBuffer?: number | null;
  readonly killSignal?: number | null;
}

/** SyncProcessRunner::BuildResultObject */
interface SyncResult {
  readonly error?: number;
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: readonly (Uint8Array | null)[] | null;
  readonly pid: number;
}

export const spawnSync: BindingFactory = (env) => ({
  /** @throws where the page is not cross-origin isolated; what goes wrong with the child itself is in `error` */
  spawn(options: SyncOptions): SyncResult {
    if (!env.kernel.canBlock) {
      throw codedError(
        Error,
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'child_process.spawnSync, execSync and execFileSync need a cross-origin isolated page, and this one is not: a browser lets a program wait '
        + 'for another one only where there is SharedArrayBuffer. Use spawn, exec or execFile, or have the site sent with the headers '
        + 'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp. See "Limits" in Backlot\'s README.',
      );
    }
    const stdio: RunStdio[] = [];
    for (const option of options.stdio) {
      const spec = stdioSpec(env, option);
      if (typeof spec === 'number') return neverStarted(spec);
      stdio.push(spec);
    }
    const program = programOf(env, options);
    if (typeof program === 'number') return neverStarted(program);
    const request = { ...program, stdio, newGroup: Boolean(options.detached), maxOutput: options.maxBuffer ?? 0, killSignal: options.killSignal || Signal.SIGTERM };
    return resultOf(env, env.kernel.run(request, options.timeout ?? 0));
  },
});

const neverStarted = (error: number): SyncResult => ({ error, status: null, signal: null, output: null, pid: 0 });

function resultOf(env: Environment, { pid, status: { code, signal }, output, error }: RunReply): SyncResult {
  if (code < 0) return neverStarted(code);
  return {
    ...(error !== undefined && { error }),
    status: signal === undefined ? code : null,
    signal: signal === undefined ? null : (signalName(signal) ?? null),
    output: output.map((bytes) => (bytes === null ? null : asBuffer(env, bytes))),
    pid,
  };
}

function stdioSpec(env: Environment, option: SyncStdioOption): RunStdio | number {
  switch (option.type) {
    case 'ignore':
      return { type: 'ignore' };
    case 'pipe':
    case 'overlapped': {
      const { readable = false, writable = false, input } = option;
      return { type: 'capture', output: writable, ...(readable && { input: input ? copyOf(bytesOf(input)) : new Uint8Array() }) };
    }
    case 'inherit':
    case 'fd':
      return inherited(env, option.fd ?? -1);
    case 'wrap':
      throw new NotImplementedError('a stream without a descriptor as the stdio of a child that is waited for');
  }
}
