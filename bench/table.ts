// What every part of the benchmarks shares: medians, tables, and rests between measurements.

/** Milliseconds after which the container has its spare process ready again, as it has when a person presses Run. */
export const REST_MS = 1500;

/** Waits. */
export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Prints rows in columns, the first left-aligned, the others right-aligned. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of rows) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
}

/** A row that holds the container's figures beside native Node's: medians and their ratio. */
export function compared(title: string, inPage: readonly number[], native: readonly number[], show: (value: number) => string): string[] {
  return [title, show(median(inPage)), show(median(native)), (median(inPage) / median(native)).toFixed(2)];
}
