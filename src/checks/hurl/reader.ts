// A cursor over a Hurl file's text. Positions are computed on demand: a file of a megabyte has a million of them.
import type { Position, Span } from './ast.ts';
import { HurlParseError } from './errors.ts';

/** Combining diacritical marks take no column, as in Hurl. */
const isCombining = (code: number): boolean => code > 0x300 && code < 0x36f;

export class Reader {
  readonly text: string;
  readonly file: string;
  readonly end: number;
  index: number;
  // the last position asked for: most questions go forward from there
  #at: number;
  #line: number;
  #column: number;
  readonly #origin: { at: number; line: number; column: number };

  /** @param origin where the text begins in its file, for readers of a part */
  constructor(text: string, file: string, origin: Position = { line: 1, column: 1 }, start = 0, end = text.length) {
    this.text = text;
    this.file = file;
    this.index = start;
    this.end = end;
    this.#origin = { at: start, line: origin.line, column: origin.column };
    this.#at = start;
    this.#line = origin.line;
    this.#column = origin.column;
  }

  get eof(): boolean {
    return this.index >= this.end;
  }

  /** The position of an index. */
  position(index = this.index): Position {
    if (index < this.#at) {
      // Go back to the start of the line if it is on the same line or before; the line's number is found by counting back.
      const newline = this.text.lastIndexOf('\n', this.#at - 1);
      if (newline >= this.#origin.at && index > newline) {
        this.#at = newline + 1;
        this.#column = 1;
      } else {
        let line = this.#line;
        let at = newline;
        while (at >= this.#origin.at && at >= index) {
          line--;
          at = at === 0 ? -1 : this.text.lastIndexOf('\n', at - 1);
        }
        if (at >= this.#origin.at) {
          this.#at = at + 1;
          this.#line = line;
          this.#column = 1;
        } else {
          this.#at = this.#origin.at;
          this.#line = this.#origin.line;
          this.#column = this.#origin.column;
        }
      }
    }
    let line = this.#line;
    let column = this.#column;
    for (let i = this.#at; i < index; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 10) {
        line++;
        column = 1;
      } else if ((code < 0xdc00 || code > 0xdfff) && !isCombining(code)) column++;
    }
    this.#at = index;
    this.#line = line;
    this.#column = column;
    return { line, column };
  }

  span(start: number, end = this.index): Span {
    const first = this.position(start);
    return { start: first, end: this.position(end) };
  }

  fail(description: string, detail: string, index = this.index): never {
    throw new HurlParseError(description, detail, this.position(index), this.file);
  }

  expecting(what: string, index = this.index): never {
    return this.fail('Parsing literal', `expecting '${what}'`, index);
  }

  /** the UTF-16 code unit at the cursor, -1 at the end */
  code(ahead = 0): number {
    const i = this.index + ahead;
    return i < this.end ? this.text.charCodeAt(i) : -1;
  }

  /** the character (code point) at the cursor, '' at the end */
  peek(): string {
    if (this.eof) return '';
    const code = this.text.codePointAt(this.index);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  /** Reads one character. @returns '' at the end */
  read(): string {
    const c = this.peek();
    this.index += c.length;
    return c;
  }

  at(literal: string): boolean {
    return this.index + literal.length <= this.end && this.text.startsWith(literal, this.index);
  }

  /** Steps over the literal if it stands here. */
  accept(literal: string): boolean {
    if (!this.at(literal)) return false;
    this.index += literal.length;
    return true;
  }

  expect(literal: string): void {
    if (!this.accept(literal)) this.expecting(literal);
  }

  /** Steps over what a sticky regular expression matches here. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text)?.[0] ?? '';
    const taken = found.slice(0, this.end - this.index);
    this.index += taken.length;
    return taken;
  }

  /** blanks and tabs */
  spaces(): string {
    const start = this.index;
    for (let c = this.code(); c === 32 || c === 9; c = this.code()) this.index++;
    return this.text.slice(start, this.index);
  }

  /** at least one blank or tab */
  someSpaces(): string {
    const space = this.spaces();
    if (space === '') this.fail('Parsing space', 'expecting a space');
    return space;
  }
}
