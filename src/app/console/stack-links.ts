// Places in the learner's files that a text speaks of: `/home/.../server.js:9:15`, as Node writes them in stack traces and syntax errors.

export interface TextPart {
  readonly text: string;
  /** set where the part names a place in one of the learner's files */
  readonly place?: { readonly path: string; readonly line: number; readonly column: number };
}

const PLACE = /(?:file:\/\/)?(\/[^\s:()'"`]+):(\d+)(?::(\d+))?/g;

/**
 * Splits a text at the places that it names.
 * @param workdir the container's absolute working directory
 * @param exists whether a path relative to it is one of the learner's files
 */
export function splitPlaces(text: string, workdir: string, exists: (path: string) => boolean): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACE)) {
    const absolute = match[1] ?? '';
    if (!absolute.startsWith(`${workdir}/`)) continue;
    const path = absolute.slice(workdir.length + 1);
    if (!exists(path)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: match[0], place: { path, line: Number(match[2]), column: Number(match[3] ?? 1) } });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
