// Searching the console, and its text as a whole.
import type { ConsoleBlock, ConsoleLine } from './console-log.ts';

/** Escape sequences of terminals: colours and the like (ECMA-48, 5.4). */
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]/g;

const shownText = (line: ConsoleLine): string => line.text.replace(ESCAPES, '');

export interface FoundLines {
  /** the blocks with the lines that match, and the dividers between runs; the very same array where nothing is sought */
  readonly blocks: readonly ConsoleBlock[];
  /** how many lines match */
  readonly count: number;
}

/** The lines that contain a text, whatever the case of its letters. */
export function findLines(blocks: readonly ConsoleBlock[], text: string): FoundLines {
  if (text === '') return { blocks, count: 0 };
  const wanted = text.toLowerCase();
  let count = 0;
  const found = blocks.map(({ id, lines }) => ({
    id,
    lines: lines.filter((line) => {
      if (line.kind === 'divider') return true;
      const matches = shownText(line).toLowerCase().includes(wanted);
      if (matches) count++;
      return matches;
    }),
  }));
  return { blocks: found.filter(({ lines }) => lines.length > 0), count };
}

/** What the lines say, for the clipboard: without colours. */
export function plainText(blocks: readonly ConsoleBlock[]): string {
  return blocks.flatMap(({ lines }) => lines.map((line) => `${line.kind === 'divider' ? '--- ' : ''}${shownText(line)}\n`)).join('');
}
