// Takes one difference of a line diff into a text.

/** Lines that differ, as Monaco's diff counts them: 1-based; an end of 0 means that there are none and the start is the line before. */
export interface LineChange {
  readonly originalStartLineNumber: number;
  readonly originalEndLineNumber: number;
  readonly modifiedStartLineNumber: number;
  readonly modifiedEndLineNumber: number;
}

/** @returns the original text with the modified one's lines in place of its own where they differ */
export function applyChange(original: string, modified: string, change: LineChange): string {
  const from = original.split('\n');
  const to = modified.split('\n');
  const lines = change.modifiedEndLineNumber === 0 ? [] : to.slice(change.modifiedStartLineNumber - 1, change.modifiedEndLineNumber);
  if (change.originalEndLineNumber === 0) from.splice(change.originalStartLineNumber, 0, ...lines);
  else from.splice(change.originalStartLineNumber - 1, change.originalEndLineNumber - change.originalStartLineNumber + 1, ...lines);
  return from.join('\n');
}
