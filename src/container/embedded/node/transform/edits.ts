// Text edits of a source that keep its lines: what every transform collects, and how they are put into the text.
// Positions are offsets into the original source (acorn's `start` and `end`).

/** How a source was changed: flat triples [offset in the original, characters removed, characters inserted], in order. */
export type EditLog = readonly number[];

export interface EditedSource {
  readonly code: string;
  /** for positions.ts; JSON-serialisable */
  readonly edits: EditLog;
}

// At one offset: what closes a node comes before what opens the next, and a replacement comes last.
const CLOSE = 0;
const OPEN = 1;
const REPLACE = 2;

interface Edit {
  readonly start: number;
  readonly end: number;
  text: string;
  readonly kind: typeof CLOSE | typeof OPEN | typeof REPLACE;
}

/**
 * Collects edits. Nesting comes out right when a walk calls `open` before it visits a node's children and `close` after it.
 */
export class EditList {
  readonly #edits: Edit[] = [];

  get size(): number {
    return this.#edits.length;
  }

  /** Inserts text in front of what starts at an offset. */
  open(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, kind: OPEN });
  }

  /** Inserts text behind what ends at an offset. */
  close(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, kind: CLOSE });
  }

  /** Holds a place for text that is known later only; without a call nothing is inserted there. */
  reserve(at: number): (text: string) => void {
    const edit: Edit = { start: at, end: at, text: '', kind: OPEN };
    this.#edits.push(edit);
    return (text) => {
      edit.text = text;
    };
  }

  /** Replaces a range in which no other edit falls. Line breaks of the range are kept, behind the new text. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text, kind: REPLACE });
  }

  /** Puts the edits into the source they were made for. */
  applyTo(source: string): EditedSource {
    // Array.prototype.sort is stable: edits of one kind at one offset stay in the order in which they were collected.
    const ordered = [...this.#edits].sort((a, b) => a.start - b.start || a.kind - b.kind);
    const log: number[] = [];
    let code = '';
    let at = 0;
    for (const { start, end, text } of ordered) {
      if (text === '' && start === end) continue;
      const removed = source.slice(start, end);
      const inserted = removed.includes('\n') ? text + removed.replace(/[^\n]+/g, '') : text;
      code += source.slice(at, start) + inserted;
      log.push(start, end - start, inserted.length);
      at = end;
    }
    return { code: code + source.slice(at), edits: log };
  }
}

/** The same source with a text in front of its first character: what a function wrapper adds. */
export function withPrefix({ code, edits }: EditedSource, prefix: string): EditedSource {
  return prefix === '' ? { code, edits } : { code: prefix + code, edits: [0, 0, prefix.length, ...edits] };
}
