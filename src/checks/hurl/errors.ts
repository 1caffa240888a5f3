// What goes wrong in a Hurl file, when it is read and when it is run, and how it is shown: Hurl's own layout, with the
// source line and a caret (the wording follows Hurl 8.1's error texts).
import type { Position, Span } from './ast.ts';

/** An error with a place in a Hurl file. */
export interface SourceError {
  /** what was being done, for example `Parsing literal` or `Assert status code` */
  readonly description: string;
  /** what is wrong, without position: `expecting 'a space'`, `actual value is <404>` */
  readonly detail: string;
  readonly span: Span;
  /** how the excerpt is drawn: a caret below the source, the plain detail below it, or a difference of texts */
  readonly layout: 'caret' | 'plain' | 'hunk';
}

const digits = (lines: number): number => Math.max(String(lines).length, 2);

function caretLines(sourceLine: string, span: Span, detail: string): string[] {
  const { column } = span.start;
  const width = Math.max(span.end.column - column, 1);
  // A tab is drawn as four blanks.
  const tabs = [...sourceLine].slice(0, Math.max(column - 1, 0)).filter((c) => c === '\t').length;
  const prefix = `${' '.repeat(column + tabs * 3)}${'^'.repeat(span.end.line === span.start.line ? width : 1)} `;
  return detail.split('\n').map((line, i) => (i === 0 ? prefix + line : line === '' ? '' : ' '.repeat(prefix.length) + line));
}

/** How words are marked; the command line passes ANSI colours. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly gutter: (text: string) => string;
  readonly error: (text: string) => string;
  readonly faint: (text: string) => string;
}

const plainText = (text: string): string => text;
const noPaint: Paint = { bold: plainText, gutter: plainText, error: plainText, faint: plainText };

/**
 * Draws an error as `hurl` does on a terminal, without the leading `error: `.
 * @param entryLine first line of the entry that was run, shown above the line in error
 */
export function renderError(error: SourceError, file: string, text: string, options: { entryLine?: number; paint?: Paint } = {}): string {
  const paint = options.paint ?? noPaint;
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const width = digits(lines.length);
  const gutter = paint.gutter(`${' '.repeat(width)} |`);
  const { line, column } = error.span.start;
  const out = [paint.bold(error.description), `${' '.repeat(width)}${paint.gutter('-->')} ${file}:${line}:${column}`, gutter];
  const source = (n: number): string => (lines[n - 1] ?? '').replaceAll('\t', '    ');
  const numbered = (n: number): string => paint.gutter(`${String(n).padStart(width)} |`);
  const { entryLine } = options;
  if (entryLine !== undefined && entryLine < line) {
    out.push(`${gutter} ${paint.faint(source(entryLine))}`);
    if (line - entryLine > 1) out.push(`${gutter}${paint.faint(' ...')}`);
  }
  out.push(`${numbered(line)} ${source(line)}`);
  const detail =
    error.layout === 'caret'
      ? caretLines(lines[line - 1] ?? '', error.span, error.detail)
      : error.detail.split('\n').map((l) => (error.layout === 'hunk' && l !== '' ? `   ${l}` : l));
  for (const l of detail) out.push(l === '' ? gutter : `${gutter}${paint.error(l)}`);
  if (out.at(-1) !== gutter) out.push(gutter);
  return out.join('\n');
}

/** The text is not a Hurl file. */
export class HurlParseError extends Error implements SourceError {
  readonly code = 'HURL_PARSE';
  readonly description: string;
  readonly detail: string;
  readonly span: Span;
  readonly layout = 'caret';
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based, in characters */
  readonly column: number;

  constructor(description: string, detail: string, position: Position, file: string) {
    super(`${file}:${position.line}:${position.column}: ${description}: ${detail}`);
    this.name = 'HurlParseError';
    this.description = description;
    this.detail = detail;
    this.span = { start: position, end: position };
    this.file = file;
    this.line = position.line;
    this.column = position.column;
  }

  /** Hurl's layout: description, place, excerpt, caret. */
  render(text: string, paint?: Paint): string {
    return renderError(this, this.file, text, { paint });
  }
}

/** Why an entry could not be run or judged. `assert` and the `ASSERT_` kinds mean: it was judged, and did not hold. */
export type RunnerErrorCode =
  | 'ASSERT_BODY'
  | 'ASSERT_FAILURE'
  | 'ASSERT_HEADER'
  | 'ASSERT_STATUS'
  | 'ASSERT_VERSION'
  | 'ABORTED'
  | 'BODY_TOO_LARGE'
  | 'CONNECTION'
  | 'DECODING'
  | 'EXPRESSION_TYPE'
  | 'FILE_READ'
  | 'FILE_WRITE'
  | 'FILE_FORBIDDEN'
  | 'FILTER'
  | 'HEADER_NOT_FOUND'
  | 'INVALID_JSON'
  | 'INVALID_JSONPATH'
  | 'INVALID_OPTION'
  | 'INVALID_REGEX'
  | 'INVALID_URL'
  | 'INVALID_XML'
  | 'INVALID_XPATH'
  | 'LIMIT'
  | 'NO_RESULT'
  | 'SECRET_TYPE'
  | 'TIMEOUT'
  | 'TOO_MANY_REDIRECTS'
  | 'UNDEFINED_VARIABLE'
  | 'UNRENDERABLE'
  | 'UNSUPPORTED';

/** An entry did not run as written, or an assert did not hold. */
export class HurlRunError extends Error implements SourceError {
  readonly code: RunnerErrorCode;
  readonly description: string;
  readonly detail: string;
  readonly span: Span;
  readonly layout: 'caret' | 'plain' | 'hunk';
  /** true: an assert did not hold (exit code 4); false: the entry could not be run (exit code 3) */
  assert: boolean;
  /** of a failed predicate or implicit assert, in Hurl's wording */
  readonly actual?: string;
  readonly expected?: string;

  constructor(
    code: RunnerErrorCode,
    description: string,
    detail: string,
    span: Span,
    options: ErrorOptions & { assert?: boolean; layout?: 'caret' | 'plain' | 'hunk'; actual?: string; expected?: string } = {},
  ) {
    super(`${description}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HurlRunError';
    this.code = code;
    this.description = description;
    this.detail = detail;
    this.span = span;
    this.assert = options.assert ?? false;
    this.layout = options.layout ?? 'caret';
    if (options.actual !== undefined) this.actual = options.actual;
    if (options.expected !== undefined) this.expected = options.expected;
  }
}

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      row.push(Math.min((row[j] ?? 0) + 1, (previous[j + 1] ?? 0) + 1, (previous[j] ?? 0) + (a[i] === b[j] ? 0 : 1)));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** `Did you mean Asserts?`, or the fallback when nothing is close. */
export function didYouMean(valid: readonly string[], actual: string, fallback: string): string {
  // Long names are not worth the quadratic comparison.
  const close = actual.length > 256 ? undefined : valid.find((v) => distance(v.toLowerCase(), actual.toLowerCase()) < 2);
  return close === undefined ? fallback : `Did you mean ${close}?`;
}
