// Starting programs: a process of its own, whose standard streams are connected to the command's.
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { reasonOf } from './errors.ts';
import { BrokenPipe, nullChannel, type Channel } from './io.ts';
import type { Invocation } from './interpreter.ts';

/**
 * Runs a program to its end.
 * @returns its exit code; 128 + signal when a signal ended it, 127 when there is no such program
 */
export async function runProcess(file: string, args: readonly string[], invocation: Invocation): Promise<number> {
  const { io, env, state, control, shell } = invocation;
  control.check();
  const channels = [io.stdin, io.stdout, io.stderr];
  // Ctrl+C is for what runs in the foreground: a job in the background is a process group of its own.
  const child = spawn(file, args, { cwd: state.cwd, env, stdio: channels.map(stdioOf), detached: control.background });
  const exited = new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      void shell.complain(`${invocation.name}: ${error.code === 'ENOENT' ? 'command not found' : reasonOf(error)}`, io).then(() => resolve(error.code === 'ENOENT' ? 127 : 126));
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal])));
  });
  control.add(child.pid ?? 0, { exited, kill: (signal) => child.kill(signal) });
  const outputs = [
    pumpOut(child.stdout, io.stdout, child),
    pumpOut(child.stderr, io.stderr, child),
  ];
  if (child.stdin !== null) void pumpIn(io.stdin, child, exited);
  const status = await exited;
  await Promise.all(outputs);
  return status;
}

function stdioOf(channel: Channel): number | 'ignore' | 'pipe' {
  if (channel === nullChannel) return 'ignore';
  return channel.descriptor ?? 'pipe';
}

async function pumpOut(stream: NodeJS.ReadableStream | null, to: Channel, child: ChildProcess): Promise<void> {
  if (stream === null) return;
  try {
    for await (const chunk of stream) await to.write(chunk as Uint8Array);
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
    // Whoever should read it is gone, as in `node flood.js | head -1`.
    child.kill('SIGPIPE');
    (stream as unknown as { destroy(): void }).destroy();
  }
}

async function pumpIn(from: Channel, child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  stdin.on('error', () => {});
  const gone = exited.then(() => 'gone' as const);
  for (;;) {
    const reading = from.read();
    const chunk = await Promise.race([reading, gone]);
    if (chunk === 'gone') {
      // What it did not take is for the next command.
      void reading.then((late) => late !== undefined && from.unread(late), () => {});
      return;
    }
    if (chunk === undefined) break;
    if (!stdin.write(chunk)) await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), gone]);
  }
  stdin.end();
}
