// The shell at a terminal: prompt, line editing by Node's readline, history (kept in the file that HISTFILE names, as bash does), completion, jobs.
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { parse } from 'just-bash';
import { jobState } from './builtins.ts';
import { complete } from './completion.ts';
import { Interrupted, LoopJump, FunctionReturn, ShellError, ShellExit } from './errors.ts';
import { Control, Shell, statusOfInterrupt } from './interpreter.ts';
import type { Channel, Io } from './io.ts';
import { asOneLine, extendEditing, PASTE_MARKS, withBreaks } from './line-editing.ts';
import type { ShellState } from './state.ts';

const HISTORY_LENGTH = 1000;
const GREEN = '\x1b[1;32m';
const BLUE = '\x1b[1;34m';
const RED = '\x1b[1;31m';
const PLAIN = '\x1b[0m';
/** stands where output ends without a newline */
const MARK = '\x1b[2m⏎\x1b[0m';

/** Whether what has been typed is not yet a whole command, so that another line has to follow. */
function isIncomplete(source: string): boolean {
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

/** What the person types, line by line: to the prompt, or to a command of the shell that reads. */
class Lines {
  readonly #state: ShellState;
  readonly #terminal = process.stdin.isTTY === true;
  readonly #queue: string[] = [];
  #reader: Interface;
  #waiting: ((line: string | undefined) => void) | undefined;
  /** whoever waits is a command, not the prompt */
  #forCommand = false;
  #ended = false;
  /** Ctrl+C while a line is edited; `text` is dropped */
  onInterrupt: () => void = () => {};

  constructor(state: ShellState) {
    this.#state = state;
    this.#reader = this.#open(this.#terminal ? this.#readHistory() : []);
  }

  /** newest last */
  get history(): string[] {
    return [...((this.#reader as unknown as { history?: string[] }).history ?? [])].reverse().map(withBreaks);
  }

  /** What earlier shells were told; empty where no file is kept. */
  #readHistory(): string[] {
    const file = this.#state.get('HISTFILE');
    if (file === undefined || file === '') return [];
    try {
      return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').slice(-HISTORY_LENGTH);
    } catch {
      // The first shell finds none.
      return [];
    }
  }

  /** Keeps a command for later shells, at once: a terminal is often closed with its shell in it. */
  remember(source: string): void {
    const file = this.#state.get('HISTFILE');
    if (!this.#terminal || file === undefined || file === '' || source.trim() === '') return;
    try {
      appendFileSync(file, `${asOneLine(source)}\n`);
    } catch {
      // Without the file the history lasts as long as the shell.
    }
  }

  #open(history: string[]): Interface {
    const reader = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: this.#terminal,
      historySize: HISTORY_LENGTH,
      history: history.map(asOneLine).reverse(),
      removeHistoryDuplicates: true,
      tabSize: 8,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => done(null, this.#forCommand ? [[], line] : complete(line, this.#state)),
    });
    if (this.#terminal) extendEditing(reader);
    reader.on('line', (typed) => {
      const line = withBreaks(typed);
      if (!this.#hand(line)) this.#queue.push(line);
    });
    reader.on('close', () => {
      // Ctrl+D: for a command that reads it is the end of its input only.
      if (this.#forCommand && this.#terminal && !this.#ended) this.#reader = this.#open(this.history);
      else this.#ended = true;
      this.#hand(undefined);
    });
    reader.on('SIGINT', () => {
      process.stdout.write('^C\n');
      this.#queue.length = 0;
      Object.assign(reader, { line: '', cursor: 0 });
      this.onInterrupt();
    });
    return reader;
  }

  /** Hands a line to whoever waits for one. @returns false when nobody does */
  #hand(line: string | undefined): boolean {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
    return waiting !== undefined;
  }

  prompt(text: string): void {
    if (this.#terminal) process.stdout.write(PASTE_MARKS.on);
    this.#reader.setPrompt(text);
    this.#reader.prompt();
  }

  /** @returns undefined at the end of input */
  next(): Promise<string | undefined> {
    const ready = this.#queue.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  /** The terminal is the program's that runs: lines are its own, keys have their plain meaning. */
  release(): void {
    this.#reader.pause();
    if (!this.#terminal) return;
    process.stdout.write(PASTE_MARKS.off);
    process.stdin.setRawMode(false);
  }

  takeBack(): void {
    if (this.#ended) return;
    if (this.#terminal) process.stdin.setRawMode(true);
    this.#reader.resume();
  }

  close(): void {
    this.#ended = true;
    this.#reader.close();
  }

  /** Standard input of commands that run inside the shell. */
  channel(): Channel {
    const back: Uint8Array[] = [];
    return {
      descriptor: 0,
      isTerminal: this.#terminal,
      read: async () => {
        const first = back.shift();
        if (first !== undefined) return first;
        this.#forCommand = true;
        this.takeBack();
        this.#reader.setPrompt('');
        try {
          const line = await this.next();
          return line === undefined ? undefined : new TextEncoder().encode(`${line}\n`);
        } finally {
          this.#forCommand = false;
          if (!this.#ended) this.release();
        }
      },
      unread: (bytes) => {
        if (bytes.length > 0) back.unshift(bytes);
      },
      write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
      close: () => {},
    };
  }

  /** Nobody waits any more: a command that read was interrupted. */
  abandon(): void {
    this.#waiting = undefined;
    this.#forCommand = false;
  }
}

/** Talks to the person until they leave. @returns the exit status */
export async function runInteractive({ state, io: given }: { state: ShellState; io: Io }): Promise<number> {
  const shell = new Shell(state);
  state.interactive = true;
  state.name = 'sh';
  if (state.get('SHELL') === undefined) state.set('SHELL', '/bin/sh');
  const terminal = process.stdin.isTTY === true;
  const lines = new Lines(state);
  const io = given.with(0, lines.channel());
  const scope = { io };
  let control: Control | undefined;
  let pending = '';

  lines.onInterrupt = () => {
    if (control !== undefined) return control.interrupt();
    // Ctrl+C at the prompt drops the line.
    pending = '';
    state.status = 130;
    ask();
  };
  process.on('SIGINT', () => {
    // The terminal has sent it to the program that runs, too; what runs in the shell itself is told here.
    if (!terminal) control?.kill('SIGINT');
    control?.interrupt();
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      control?.kill(signal);
      for (const job of state.jobs) job.signal(signal);
      process.exit(statusOfInterrupt(new Interrupted(signal)));
    });
  }

  /**
   * Puts the cursor at the beginning of a line. What was printed without a newline at its end is marked, and stays: the mark and
   * its blanks fill exactly one line where the cursor stands at the beginning already, and are written over by the prompt.
   */
  function beginLine(): void {
    if (terminal) process.stdout.write(`${MARK}${' '.repeat(Math.max(process.stdout.columns - 1, 0))}\r`);
  }

  function ask(): void {
    lines.prompt(pending === '' ? promptOf(state) : (state.get('PS2') ?? '> '));
  }

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
    shell.history = lines.history;
    lines.release();
    try {
      await shell.evaluate(source, scope, mine);
    } catch (error) {
      if (error instanceof ShellExit) throw error;
      if (error instanceof Interrupted) {
        state.status = statusOfInterrupt(error);
        // What was running may have left the cursor behind `^C`.
        if (terminal) await io.printError('\n');
      } else if (error instanceof ShellError) {
        state.status = error.status;
        await shell.complain(error.message, io);
      } else if (!(error instanceof LoopJump || error instanceof FunctionReturn)) throw error;
    } finally {
      control = undefined;
      state.loopDepth = 0;
      state.conditionDepth = 0;
      lines.abandon();
      beginLine();
      lines.takeBack();
    }
  }

  try {
    ask();
    for (;;) {
      const line = await lines.next();
      if (line === undefined) {
        if (terminal) await io.print('exit\n');
        break;
      }
      lines.remember(line);
      const source = pending === '' ? line : `${pending}\n${line}`;
      pending = '';
      if (source.trim() !== '' && isIncomplete(source)) pending = source;
      else if (source.trim() !== '') await execute(source);
      if (pending === '') await reportJobs();
      ask();
    }
  } catch (error) {
    if (!(error instanceof ShellExit)) throw error;
    state.status = error.status;
  }
  lines.close();
  for (const job of state.jobs) job.signal('SIGHUP');
  await shell.runTrap('EXIT', scope, new Control());
  return state.status;
}
