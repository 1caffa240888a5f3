// The shell as a program: `node main.mjs <command> [arguments]`. The command is a name that this shell knows (sh, bash, jsh,
// npm, curl, ls, ...), or a path that ends with one, as busybox does it. It runs on Node's own API, in the container as on a laptop.
import { basename } from 'node:path';
import { Interrupted } from './errors.ts';
import { inputChannel, Io, outputChannel } from './io.ts';
import { Control } from './interpreter.ts';
import { readShellArguments, runCommand } from './scripts.ts';
import { ShellState } from './state.ts';

const [, , command = 'sh', ...args] = process.argv;
const name = basename(command);

function standardIo(): Io {
  return new Io(new Map([
    [0, inputChannel(process.stdin)],
    [1, outputChannel(process.stdout, 1)],
    [2, outputChannel(process.stderr, 2)],
  ]));
}

/** Whether a command is a shell that talks to a person. */
function isInteractive(): boolean {
  if (!['sh', 'bash', 'jsh'].includes(name)) return false;
  const parsed = readShellArguments(args);
  return typeof parsed !== 'string' && parsed.command === undefined && parsed.operands.length === 0 && (process.stdin.isTTY || parsed.interactive);
}

async function main(): Promise<number> {
  const state = new ShellState(process.cwd(), process.env, process.pid);
  const io = standardIo();
  if (isInteractive()) {
    const { runInteractive } = await import('./interactive.ts');
    return runInteractive({ state, io });
  }
  const control = new Control();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to all that run in it; what is sent to this process alone is passed on.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) control.kill(signal);
      control.interrupt(new Interrupted(signal));
    });
  }
  return runCommand(name, args, state, io, control);
}

process.stdout.on('error', () => {});
process.exitCode = await main();
// What is left over (a pipe nobody closes, a background job) does not keep a shell alive.
process.exit();
