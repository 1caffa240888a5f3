// The shell at a terminal: prompt, line editing by Node's readline, history, completion, jobs.
import { createInterface, type Interface } from 'node:readline';
import { parse } from 'just-bash';
import { jobState } from './builtins.ts';
import { complete } from './completion.ts';
import { Interrupted, LoopJump, FunctionReturn, ShellError, ShellExit } from './errors.ts';
import { Control, Shell, statusOfInterrupt } from './interpreter.ts';
import type { Io } from './io.ts';
import type { ShellState } from './state.ts';

const HISTORY_LENGTH = 1000;
const GREEN = '\x1b[1;32m';
const BLUE = '\x1b[1;34m';
const RED = '\x1b[1;31m';
const PLAIN = '\x1b[0m';

/** Whether what has been typed is not yet a whole command, so that another line has to follow. */
export function isIncomplete(source: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(source)) return true;
  try {
    const script = parse(source);
    // The parser lets `a |`, `a &&` and a here document without its end pass.
    if (/(\|\||&&|\|)\s*$/.test(source.replace(/\s#.*$/, ''))) return true;
    return JSON.stringify(script).includes('"terminated":false');
  } catch (error) {
    const { message, token } = error as Error & { token?: string };
    return /unexpected EOF|got EOF|end of file/.test(message) || token === '' || (/near unexpected token `(fi|done|esac|\}|\)|then|do|else|elif)'/.test(message) && !/(^|[\s;])(fi|done|esac|then|do|else|elif)\s*$|[})]\s*$/.test(source));
  }
}

function promptOf(state: ShellState): string {
  const custom = state.get('PS1');
  if (custom !== undefined) return expandPrompt(custom, state);
  return `${GREEN}${shortened(state)}${PLAIN} ${state.status === 0 ? BLUE : RED}$${PLAIN} `;
}

/** The working directory with `~` for the home directory. */
function shortened(state: ShellState): string {
  const home = state.get('HOME');
  return home !== undefined && (state.cwd === home || state.cwd.startsWith(`${home}/`)) ? `~${state.cwd.slice(home.length)}` : state.cwd;
}

/** The escapes of bash's PS1. */
function expandPrompt(text: string, state: ShellState): string {
  return text.replace(/\\([wWuhH$nea[\]\\ts])/g, (_, letter: string) => {
    switch (letter) {
      case 'w':
        return shortened(state);
      case 'W':
        return shortened(state).split('/').at(-1) || '/';
      case 'u':
        return state.get('USER') ?? 'learner';
      case 'h':
      case 'H':
        return 'backlot';
      case 'n':
        return '\n';
      case 'e':
        return '\x1b';
      case 'a':
        return '\x07';
      case 't':
        return new Date().toTimeString().slice(0, 8);
      case 's':
        return state.name;
      case '\\':
        return '\\';
      case '$':
        return '$';
      default:
        return '';
    }
  });
}

/** Talks to the person until they leave. @returns the exit status */
export async function runInteractive({ state, io }: { state: ShellState; io: Io }): Promise<number> {
  const shell = new Shell(state);
  state.interactive = true;
  state.name = 'sh';
  if (state.get('SHELL') === undefined) state.set('SHELL', '/bin/sh');
  const scope = { io };
  const terminal = process.stdin.isTTY === true;
  let control: Control | undefined;
  let pending = '';
  const lines: string[] = [];
  let next: ((line: string | undefined) => void) | undefined;
  let ended = false;

  const reader: Interface = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal,
    historySize: HISTORY_LENGTH,
    removeHistoryDuplicates: true,
    tabSize: 8,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      done(null, complete(line, state));
    },
  });
  const history = (): readonly string[] => [...((reader as unknown as { history?: string[] }).history ?? [])].reverse();

  reader.on('line', (line) => {
    if (next === undefined) lines.push(line);
    else next(line);
  });
  reader.on('close', () => {
    ended = true;
    next?.(undefined);
  });
  reader.on('SIGINT', () => {
    // Ctrl+C at the prompt drops the line.
    process.stdout.write('^C\n');
    pending = '';
    lines.length = 0;
    state.status = 130;
    (reader as unknown as { line: string; cursor: number }).line = '';
    (reader as unknown as { line: string; cursor: number }).cursor = 0;
    ask();
  });
  process.on('SIGINT', () => {
    if (control === undefined) return;
    // The terminal has sent it to the program that runs, too; what runs in the shell itself is told here.
    if (!terminal) control.kill('SIGINT');
    control.interrupt(new Interrupted('SIGINT'));
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      control?.kill(signal);
      for (const job of state.jobs) job.signal(signal);
      process.exit(statusOfInterrupt(new Interrupted(signal)));
    });
  }

  function ask(): void {
    reader.setPrompt(pending === '' ? promptOf(state) : (state.get('PS2') ?? '> '));
    reader.prompt();
  }

  const nextLine = (): Promise<string | undefined> => {
    const ready = lines.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (ended) return Promise.resolve(undefined);
    return new Promise((resolve) => (next = resolve)).then((line) => {
      next = undefined;
      return line as string | undefined;
    });
  };

  async function reportJobs(): Promise<void> {
    for (const job of [...state.jobs]) {
      if (job.status === undefined) continue;
      state.jobs.splice(state.jobs.indexOf(job), 1);
      await io.printError(`[${job.id}]  ${jobState(job).padEnd(22)}  ${job.text}\n`);
    }
  }

  /** Runs what was typed while the terminal belongs to the program. */
  async function execute(source: string): Promise<void> {
    const mine = new Control();
    control = mine;
    shell.history = history();
    reader.pause();
    if (terminal) process.stdin.setRawMode(false);
    try {
      await shell.evaluate(source, scope, mine);
    } catch (error) {
      if (error instanceof ShellExit) throw error;
      if (error instanceof Interrupted) {
        state.status = statusOfInterrupt(error);
        if (terminal) await io.printError('\n');
      } else if (error instanceof ShellError) {
        state.status = error.status;
        await shell.complain(error.message, io);
      } else if (!(error instanceof LoopJump || error instanceof FunctionReturn)) throw error;
    } finally {
      control = undefined;
      state.loopDepth = 0;
      state.conditionDepth = 0;
      if (terminal) process.stdin.setRawMode(true);
      reader.resume();
    }
  }

  try {
    ask();
    for (;;) {
      const line = await nextLine();
      if (line === undefined) {
        if (terminal) await io.print('exit\n');
        break;
      }
      const source = pending === '' ? line : `${pending}\n${line}`;
      if (source.trim() === '') {
        await reportJobs();
        ask();
        continue;
      }
      if (isIncomplete(source)) {
        pending = source;
        ask();
        continue;
      }
      pending = '';
      await execute(source);
      await reportJobs();
      // Lines that were pasted together are shown as they are run.
      ask();
    }
  } catch (error) {
    if (!(error instanceof ShellExit)) throw error;
    state.status = error.status;
  }
  reader.close();
  for (const job of state.jobs) job.signal('SIGHUP');
  await shell.runTrap('EXIT', scope, new Control());
  return state.status;
}
