// Finds errors in what a program prints: what was thrown, and the innermost line of the learner's code that threw it. Reads the ways in which Node
// prints an error (uncaught ones with the source line before them, stacks that were logged, imports that lead nowhere) and the JSON lines of Fastify's logger.
// Facts: Node 24 lib/internal/process/execution.js and errors.js (ERR_MODULE_NOT_FOUND); pino's standard serializer of errors.
import { splitPlaces } from './stack-links.ts';

export interface ThrownError {
  readonly message: string;
  readonly path: string;
  /** 1-based */
  readonly line: number;
  readonly column: number;
}

// A name that ends in Error or Exception, perhaps with a code, as the first line of a stack has it.
const FIRST_LINE = /^(?:Uncaught:? )?((?:[A-Z][\w$]*)?(?:Error|Exception)(?: \[[\w.]+\])?(?:: .*)?)$/;
const FRAME = /^\s+at /;
/** An import that leads nowhere: no frame of the stack is the learner's, but the message names the file. */
const NOT_FOUND = /: Cannot find (?:package|module) '([^']+)' imported from (\S+)$/;
const HEAD = /^(?:file:\/\/)?\/\S+:\d+$/;
/** Lines of source, caret and emptiness that may stand between the place of a syntax error and its message. */
const HEAD_REACH = 6;
/** Characters kept of a line that has not ended yet. */
const LONGEST = 20_000;

export class ThrownErrors {
  private readonly workdir: string;
  private readonly textOf: (path: string) => string | undefined;
  private rest = '';
  private message: string | null = null;
  private head: ThrownError | null = null;
  private sinceHead = 0;

  /**
   * @param workdir the container's absolute working directory
   * @param textOf the text of one of the learner's files, by its path relative to that directory; undefined where there is none
   */
  constructor(workdir: string, textOf: (path: string) => string | undefined) {
    this.workdir = workdir;
    this.textOf = textOf;
  }

  /** Takes a piece of output as it came. @returns the errors that it completes */
  read(text: string): readonly ThrownError[] {
    const lines = (this.rest + text).split('\n');
    this.rest = (lines.pop() ?? '').slice(-LONGEST);
    return lines.flatMap((line) => this.line(line.replace(/\r$/, '')));
  }

  private line(line: string): readonly ThrownError[] {
    if (line.startsWith('{') && line.includes('"stack"')) return this.logged(line);
    if (HEAD.test(line)) {
      const place = this.place(line);
      this.head = place === null ? null : { message: '', ...place };
      this.sinceHead = 0;
      return [];
    }
    this.sinceHead++;
    const first = FIRST_LINE.exec(line);
    if (first) {
      this.message = first[1] ?? line;
      // Only a syntax error has no frame of the learner's: its place was said before.
      if (this.message.startsWith('SyntaxError') && this.head && this.sinceHead <= HEAD_REACH) return this.found(this.head);
      const notFound = NOT_FOUND.exec(this.message);
      const importing = notFound ? this.importOf(notFound[1] ?? '', notFound[2] ?? '') : null;
      return importing === null ? [] : this.found(importing);
    }
    if (this.message !== null && FRAME.test(line)) {
      const place = this.place(line);
      return place === null ? [] : this.found(place);
    }
    // More lines of the message, or something else: a frame may still follow a message of several lines.
    return [];
  }

  private found({ path, line, column }: Omit<ThrownError, 'message'>): readonly ThrownError[] {
    const message = this.message ?? '';
    this.message = null;
    this.head = null;
    return [{ message, path, line, column }];
  }

  private place(text: string): Omit<ThrownError, 'message'> | null {
    return splitPlaces(text, this.workdir, (path) => this.textOf(path) !== undefined).find((part) => part.place)?.place ?? null;
  }

  /**
   * Where a file imports what was not found.
   * @param wanted a package, or the absolute path that a relative specifier led to
   * @param file the absolute path of the importing file
   */
  private importOf(wanted: string, file: string): Omit<ThrownError, 'message'> | null {
    if (!file.startsWith(`${this.workdir}/`)) return null;
    const path = file.slice(this.workdir.length + 1);
    const name = wanted.slice(wanted.lastIndexOf('/') + 1);
    for (const [index, text] of (this.textOf(path) ?? '').split('\n').entries()) {
      const quoted = [...text.matchAll(/(['"`])(.*?)\1/g)].find(([, , specifier]) => specifier === name || specifier?.startsWith(`${wanted}/`) || specifier?.endsWith(`/${name}`));
      if (quoted) return { path, line: index + 1, column: quoted.index + 1 };
    }
    return null;
  }

  /** Fastify's logger writes an object on one line; the error of the request is in it. */
  private logged(line: string): readonly ThrownError[] {
    try {
      const { err } = JSON.parse(line) as { err?: { stack?: unknown } };
      return typeof err?.stack === 'string' ? new ThrownErrors(this.workdir, this.textOf).read(`${err.stack}\n`) : [];
    } catch {
      return [];
    }
  }
}
