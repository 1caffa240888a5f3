// Runs scripts in this shell inside the test's own process, over the files of the machine.
import { Io, Pipe, readAll } from './io.ts';
import { Control, Shell } from './interpreter.ts';
import { runCommand } from './scripts.ts';
import { ShellState } from './state.ts';

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly control?: Control;
}

async function collect(options: RunOptions, work: (io: Io, state: ShellState, control: Control) => Promise<number>): Promise<Run> {
  const [stdout, stderr] = [new Pipe(Number.POSITIVE_INFINITY), new Pipe(Number.POSITIVE_INFINITY)];
  const io = new Io(new Map([[0, Pipe.of(Buffer.from(options.stdin ?? ''))], [1, stdout.writer], [2, stderr.writer]]));
  const state = new ShellState(options.cwd, { PATH: process.env['PATH'], HOME: options.cwd, LC_ALL: 'C.UTF-8', ...options.env }, process.pid);
  const status = await work(io, state, options.control ?? new Control());
  stdout.writer.close();
  stderr.writer.close();
  return { stdout: Buffer.from(await readAll(stdout.reader)).toString(), stderr: Buffer.from(await readAll(stderr.reader)).toString(), status };
}

/** As `sh -c script`. */
export function runScript(script: string, options: RunOptions): Promise<Run> {
  return collect(options, async (io, state, control) => {
    state.name = 'bash';
    const shell = new Shell(state);
    return shell.asSubshell({ io }, control, () => shell.run(script, io, control));
  });
}

/** One command by name, as `spawn(name, args)` starts it. */
export const runNamed = (name: string, args: readonly string[], options: RunOptions): Promise<Run> =>
  collect(options, (io, state, control) => runCommand(name, args, state, io, control));
