// A terminal (tty) between the page and the processes of one session: line editing and echo while it is in cooked mode,
// Ctrl+C as a signal to the foreground processes, and its size. Facts: termios(3), libuv's src/unix/tty.c (raw mode keeps
// the output's translation of \n to \r\n).
import type { Description, Sink, Source } from './pipes.ts';

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalHost {
  /** Shows bytes in the page. @param taken when the page has them */
  show(fd: 1 | 2, bytes: Uint8Array, taken: () => void): void;
  /** Sends a signal to the processes in the foreground. */
  signal(group: number, signal: number): void;
  /** The last process has closed the terminal for writing. */
  closed(): void;
}

const SIGINT = 2;
const SIGQUIT = 3;
const SIGTSTP = 20;
const NEWLINE = 10;
const RETURN = 13;
/** what a key does in cooked mode besides being text: Ctrl+C, Ctrl+\, Ctrl+Z */
const SIGNALS: Readonly<Record<string, number>> = { '\x03': SIGINT, '\x1c': SIGQUIT, '\x1a': SIGTSTP };
const END_OF_INPUT = '\x04';
const ERASE_LINE = '\x15';
const ERASE_WORD = '\x17';
const ERASES: ReadonlySet<string> = new Set(['\x7f', '\b']);

const encoder = new TextEncoder();

/** How a control character is echoed. */
const caret = (char: string): string => `^${String.fromCharCode(char.charCodeAt(0) ^ 0x40)}`;

export class Terminal implements Source {
  /** as a descriptor for input and output, and as one for errors */
  readonly output: Description;
  readonly errors: Description;
  size: TerminalSize;
  /** the process group that reads and that Ctrl+C ends */
  foreground = 0;
  readonly #host: TerminalHost;
  #raw = false;
  /** the line that is being typed, by characters */
  #line: string[] = [];
  /** what can be read: bytes, or the end of input (null), which is read once */
  readonly #ready: (Uint8Array | null)[] = [];
  readonly #requests: ((bytes: Uint8Array | null) => void)[] = [];
  /** the page will send no more */
  #hungUp = false;
  #writers = 0;

  constructor(size: TerminalSize, host: TerminalHost) {
    this.size = size;
    this.#host = host;
    this.output = { kind: 'terminal', source: this, sink: this.#sink(1) };
    this.errors = { kind: 'terminal', source: this, sink: this.#sink(2) };
  }

  #sink(fd: 1 | 2): Sink {
    return {
      write: (bytes, taken) => {
        this.#host.show(fd, withReturns(bytes), taken);
        return true;
      },
      openForWriting: () => void this.#writers++,
      closeForWriting: () => {
        if (--this.#writers === 0) this.#host.closed();
      },
    };
  }

  /** Raw mode: every key goes to the program as it is, unseen. What was typed of a line so far goes with it. */
  setRaw(raw: boolean): void {
    this.#raw = raw;
    if (raw && this.#line.length > 0) this.#push(this.#line.splice(0).join(''));
  }

  /** What a person types. */
  input(text: string): void {
    if (this.#raw) return this.#push(text);
    for (const char of text) this.#cooked(char);
  }

  /** No more will be typed. */
  hangUp(): void {
    this.#hungUp = true;
    this.#serve();
  }

  read(deliver: (bytes: Uint8Array | null) => void): () => void {
    this.#requests.push(deliver);
    this.#serve();
    return () => {
      const at = this.#requests.indexOf(deliver);
      if (at >= 0) this.#requests.splice(at, 1);
    };
  }

  openForReading(): void {}

  closeForReading(): void {}

  #cooked(char: string): void {
    const signal = SIGNALS[char];
    if (signal !== undefined) {
      this.#line = [];
      this.#echo(caret(char));
      this.#host.signal(this.foreground, signal);
    } else if (char === '\r' || char === '\n') {
      this.#echo('\n');
      this.#push(`${this.#line.splice(0).join('')}\n`);
    } else if (char === END_OF_INPUT) {
      if (this.#line.length > 0) this.#push(this.#line.splice(0).join(''));
      else this.#push(null);
    } else if (ERASES.has(char)) {
      this.#erase(1);
    } else if (char === ERASE_LINE) {
      this.#erase(this.#line.length);
    } else if (char === ERASE_WORD) {
      const word = /\S*\s*$/.exec(this.#line.join(''))?.[0] ?? '';
      this.#erase([...word].length);
    } else {
      this.#line.push(char);
      this.#echo(char < ' ' && char !== '\t' ? caret(char) : char);
    }
  }

  #erase(count: number): void {
    for (let left = count; left > 0; left--) {
      const char = this.#line.pop();
      if (char !== undefined) this.#echo(char < ' ' && char !== '\t' ? '\b \b\b \b' : '\b \b');
    }
  }

  #echo(text: string): void {
    this.#host.show(1, withReturns(encoder.encode(text)), () => {});
  }

  #push(text: string | null): void {
    this.#ready.push(text === null ? null : encoder.encode(text));
    this.#serve();
  }

  #serve(): void {
    while (this.#requests.length > 0 && (this.#ready.length > 0 || this.#hungUp)) {
      const bytes = this.#ready.shift() ?? null;
      this.#requests.shift()?.(bytes);
    }
  }
}

/** \n as \r\n (ONLCR). */
function withReturns(bytes: Uint8Array): Uint8Array {
  let newlines = 0;
  for (const byte of bytes) if (byte === NEWLINE) newlines++;
  if (newlines === 0) return bytes;
  const result = new Uint8Array(bytes.length + newlines);
  let at = 0;
  for (const byte of bytes) {
    if (byte === NEWLINE) result[at++] = RETURN;
    result[at++] = byte;
  }
  return result;
}
