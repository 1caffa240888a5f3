// What programs printed, kept so that no amount of output can freeze the page: whole lines in blocks that never change once
// full, a cap on lines and on the length of each, and listeners called at most once a frame.

export type ConsoleStream = 'stdout' | 'stderr';

export interface ConsoleLine {
  readonly id: number;
  /** `divider` separates one run from the next; `notice` is Backlot speaking, not the program */
  readonly kind: ConsoleStream | 'divider' | 'notice';
  readonly text: string;
}

/** Lines in order. A block whose `lines` is the same array as before has not changed. */
export interface ConsoleBlock {
  readonly id: number;
  readonly lines: readonly ConsoleLine[];
}

export interface ConsoleSnapshot {
  readonly blocks: readonly ConsoleBlock[];
  /** lines that were let go at the beginning to stay below the cap */
  readonly dropped: number;
  readonly lineCount: number;
}

export interface ConsoleLimits {
  /** lines kept; older ones are dropped a block at a time */
  readonly lines: number;
  /** characters kept of one line */
  readonly lineLength: number;
  readonly blockSize: number;
}

const consoleLimits: ConsoleLimits = { lines: 3000, lineLength: 4000, blockSize: 100 };

const EMPTY: ConsoleSnapshot = { blocks: [], dropped: 0, lineCount: 0 };

/** A bounded record of output. Texts go in as they arrive, in pieces of any size. */
export class ConsoleLog {
  private readonly limits: ConsoleLimits;
  private readonly schedule: (run: () => void) => void;
  private readonly listeners = new Set<() => void>();
  private blocks: { id: number; lines: ConsoleLine[] }[] = [];
  private readonly changedBlocks = new Set<number>();
  private dropped = 0;
  private lineCount = 0;
  private nextId = 1;
  /** the stream whose last line has no line feed yet */
  private open: ConsoleStream | null = null;
  private openCut = 0;
  private scheduled = false;
  private current: ConsoleSnapshot = EMPTY;

  /** @param schedule runs a function soon, at most once per call; a frame in the page, at once in tests */
  constructor(schedule: (run: () => void) => void, limits: ConsoleLimits = consoleLimits) {
    this.schedule = schedule;
    this.limits = limits;
  }

  /** Takes a piece of output as it came. */
  write(stream: ConsoleStream, text: string): void {
    if (text === '') return;
    // Only the end of a huge piece can stay; splitting all of it into lines would cost more than showing it.
    const keep = this.limits.lines * 400;
    let rest = text;
    if (rest.length > keep) {
      const cut = rest.indexOf('\n', rest.length - keep);
      const from = cut < 0 ? rest.length - keep : cut + 1;
      this.endLine();
      this.dropped += countLines(rest, from);
      rest = rest.slice(from);
    }
    if (this.open !== null && this.open !== stream) this.endLine();
    let start = 0;
    for (;;) {
      const end = rest.indexOf('\n', start);
      if (end < 0) break;
      this.addText(stream, rest.slice(start, end));
      this.endLine();
      start = end + 1;
    }
    if (start < rest.length) this.addText(stream, rest.slice(start));
    this.changed();
  }

  /** A line between two runs. */
  divider(text: string): void {
    this.endLine();
    this.push({ id: this.nextId++, kind: 'divider', text });
    this.changed();
  }

  /** A line of Backlot's own, for example how a program ended. */
  notice(text: string): void {
    this.endLine();
    for (const line of text.split('\n')) this.push({ id: this.nextId++, kind: 'notice', text: line });
    this.changed();
  }

  clear(): void {
    this.blocks = [];
    this.changedBlocks.clear();
    this.dropped = 0;
    this.lineCount = 0;
    this.open = null;
    this.changed();
  }

  /** What to show now; the same object until something changed. */
  readonly snapshot = (): ConsoleSnapshot => this.current;

  /** @returns stops listening */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private addText(stream: ConsoleStream, text: string): void {
    const last = this.open === null ? undefined : this.blocks.at(-1)?.lines.at(-1);
    if (!last) {
      const shown = text.slice(0, this.limits.lineLength);
      this.openCut = text.length - shown.length;
      this.push({ id: this.nextId++, kind: stream, text: shown });
      this.open = stream;
      return;
    }
    const room = Math.max(0, this.limits.lineLength - last.text.length);
    this.openCut += Math.max(0, text.length - room);
    if (room > 0) this.replaceLast({ ...last, text: last.text + text.slice(0, room) });
  }

  private endLine(): void {
    if (this.open === null) return;
    const last = this.blocks.at(-1)?.lines.at(-1);
    if (last && this.openCut > 0) this.replaceLast({ ...last, text: `${last.text} … ${this.openCut} more characters` });
    this.open = null;
    this.openCut = 0;
  }

  private push(line: ConsoleLine): void {
    let block = this.blocks.at(-1);
    if (!block || block.lines.length >= this.limits.blockSize) {
      block = { id: line.id, lines: [] };
      this.blocks.push(block);
    }
    block.lines.push(line);
    this.changedBlocks.add(block.id);
    this.lineCount++;
    while (this.lineCount > this.limits.lines && this.blocks.length > 1) {
      const gone = this.blocks.shift();
      if (!gone) break;
      this.lineCount -= gone.lines.length;
      this.dropped += gone.lines.length;
      this.changedBlocks.delete(gone.id);
    }
  }

  private replaceLast(line: ConsoleLine): void {
    const block = this.blocks.at(-1);
    if (!block) return;
    block.lines[block.lines.length - 1] = line;
    this.changedBlocks.add(block.id);
  }

  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      const before = new Map(this.current.blocks.map((block) => [block.id, block]));
      this.current = {
        blocks: this.blocks.map((block) => {
          const same = this.changedBlocks.has(block.id) ? undefined : before.get(block.id);
          return same ?? { id: block.id, lines: [...block.lines] };
        }),
        dropped: this.dropped,
        lineCount: this.lineCount,
      };
      this.changedBlocks.clear();
      for (const listener of this.listeners) listener();
    });
  }
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
