// Maps positions in transformed code back to the source the learner wrote. Edits keep lines, so only columns move.
import type { EditLog } from './edits.ts';

export interface OriginalPosition {
  /** 1-based, as V8 gives it */
  readonly line: number;
  /** 1-based */
  readonly column: number;
  /** the position lies in text that a transform inserted */
  readonly inserted: boolean;
}

/** Offset of the first character of a 1-based line; the source's length if there are not that many. */
function lineStart(source: string, line: number): number {
  let at = 0;
  for (let current = 1; current < line; current++) {
    const next = source.indexOf('\n', at);
    if (next < 0) return source.length;
    at = next + 1;
  }
  return at;
}

/** Line and column (1-based) of an offset. */
export function positionAt(source: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let next = source.indexOf('\n'); next >= 0 && next < offset; next = source.indexOf('\n', next + 1)) {
    line++;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The text of a 1-based line, without its line break. */
export function lineText(source: string, line: number): string {
  const start = lineStart(source, line);
  const end = source.indexOf('\n', start);
  return source.slice(start, end < 0 ? source.length : end).replace(/\r$/, '');
}

/**
 * Where a position of transformed code lies in the original.
 * @param code the transformed code that the position belongs to
 * @param edits how it came from `source`
 * @param line 1-based
 * @param column 1-based
 */
export function originalPosition(source: string, code: string, edits: EditLog, line: number, column: number): OriginalPosition {
  const generated = lineStart(code, line) + column - 1;
  let shift = 0;
  for (let index = 0; index < edits.length; index += 3) {
    const [start, removed, inserted] = [edits[index] as number, edits[index + 1] as number, edits[index + 2] as number];
    const at = start + shift;
    if (generated < at) break;
    if (generated < at + inserted) return { ...positionAt(source, start), inserted: true };
    shift += inserted - removed;
  }
  return { ...positionAt(source, generated - shift), inserted: false };
}
