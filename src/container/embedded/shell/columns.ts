// Names in columns, as `ls` and completion list them on a terminal.

/** Columns that a character takes: 2 for those that East Asian Width calls wide. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

/**
 * Lays names out in as few lines as fit, filled column by column.
 * @param shown what is printed for each name, where that differs (colours)
 * @param width of the terminal
 */
export function inColumns(names: readonly string[], width: number, shown: readonly string[] = names): string {
  if (names.length === 0) return '';
  const widths = names.map(widthOf);
  for (let lines = 1; lines <= names.length; lines++) {
    const columns = Math.ceil(names.length / lines);
    const columnWidths = Array.from({ length: columns }, (_, column) => Math.max(...widths.slice(column * lines, (column + 1) * lines)));
    const total = columnWidths.reduce((sum, one) => sum + one, 0) + 2 * (columns - 1);
    if (total > width && lines < names.length) continue;
    let text = '';
    for (let line = 0; line < lines; line++) {
      for (let column = 0; column < columns; column++) {
        const at = column * lines + line;
        if (at >= names.length) continue;
        const last = column === columns - 1 || at + lines >= names.length;
        text += (shown[at] ?? '') + (last ? '' : ' '.repeat((columnWidths[column] as number) - (widths[at] as number) + 2));
      }
      text += '\n';
    }
    return text;
  }
  return '';
}
