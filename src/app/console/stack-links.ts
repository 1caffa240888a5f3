// What a printed text speaks of: places in the learner's files (`/home/.../server.js:9:15`, as Node writes them in stack traces and syntax errors)
// and addresses of this machine (`http://localhost:3000`).
import { addressOf, LOCAL_ADDRESS, type LocalAddress } from '../preview/local-address.ts';

export interface TextPart {
  readonly text: string;
  /** set where the part names a place in one of the learner's files */
  readonly place?: { readonly path: string; readonly line: number; readonly column: number };
  /** set where the part is the address of a port of the container */
  readonly address?: LocalAddress;
}

const PLACE = /(?:file:\/\/)?(\/[^\s:()'"`]+):(\d+)(?::(\d+))?/;
/** An address first: its slashes are not those of a path. */
const LINK = new RegExp(`${LOCAL_ADDRESS.source}|${PLACE.source}`, 'g');

/** Whether a text names an address of this machine. */
export function namesAddress(text: string): boolean {
  return LOCAL_ADDRESS.test(text);
}

/**
 * Splits a text at the places and addresses that it names.
 * @param workdir the container's absolute working directory
 * @param exists whether a path relative to it is one of the learner's files
 */
export function splitPlaces(text: string, workdir: string, exists: (path: string) => boolean): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, port, target, absolute, line, column] = match;
    if (absolute === undefined) {
      const address = addressOf(port, target);
      const shown = target === undefined ? whole : `${whole.slice(0, -target.length)}${target.startsWith(address.target) ? address.target : ''}`;
      if (match.index > from) parts.push({ text: text.slice(from, match.index) });
      parts.push({ text: shown, address });
      from = match.index + shown.length;
      continue;
    }
    if (!absolute.startsWith(`${workdir}/`)) continue;
    const path = absolute.slice(workdir.length + 1);
    if (!exists(path)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: whole, place: { path, line: Number(line), column: Number(column ?? 1) } });
    from = match.index + whole.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
