// Shell patterns (POSIX 2.14): as regular expressions, and applied to the file system.
import { lstatSync, readdirSync, statSync } from 'node:fs';

/** Text of a word after expansion. Quoted text is never a pattern and is never split. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;
const literally = (text: string): string => text.replace(SPECIAL, '\\$&');
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\x00-\\x1f', print: '\\x20-\\x7e', graph: '\\x21-\\x7e',
};

/** Whether a word has an unquoted `*`, `?` or `[`. */
export const hasPattern = (pieces: readonly Piece[]): boolean => pieces.some(({ text, quoted }) => !quoted && /[*?[]/.test(text));

/**
 * The source of a regular expression for a pattern, without anchors.
 * @param greedy false: `*` takes as little as it can
 */
export function patternSource(pieces: readonly Piece[], greedy = true): string {
  // One string with a mark for each quoted character, so that a bracket expression may span pieces.
  const characters = pieces.flatMap(({ text, quoted }) => [...text].map((character) => ({ character, quoted })));
  let source = '';
  for (let i = 0; i < characters.length; i++) {
    const { character, quoted } = characters[i] as { character: string; quoted: boolean };
    if (quoted) source += literally(character);
    else if (character === '*') source += greedy ? '[^]*' : '[^]*?';
    else if (character === '?') source += '[^]';
    else if (character === '\\' && i + 1 < characters.length) source += literally((characters[++i] as { character: string }).character);
    else if (character === '[') {
      const bracket = bracketSource(characters, i);
      if (bracket === undefined) source += '\\[';
      else {
        source += bracket.source;
        i = bracket.end;
      }
    } else source += literally(character);
  }
  return source;
}

/** A bracket expression that starts at an index. @returns undefined when it never ends, so that `[` is itself */
function bracketSource(characters: readonly { character: string; quoted: boolean }[], start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  const negated = ['!', '^'].includes(characters[at]?.character ?? '') && !characters[at]?.quoted;
  if (negated) at++;
  let source = '';
  for (let first = true; at < characters.length; at++, first = false) {
    const { character, quoted } = characters[at] as { character: string; quoted: boolean };
    if (character === ']' && !quoted && !first) return { source: `[${negated ? '^' : ''}${source}]`, end: at };
    if (character === '[' && characters[at + 1]?.character === ':') {
      const end = characters.findIndex((one, index) => index > at + 1 && one.character === ':' && characters[index + 1]?.character === ']');
      const set = end < 0 ? undefined : CLASSES[characters.slice(at + 2, end).map((one) => one.character).join('')];
      if (set !== undefined) {
        source += set;
        at = end + 1;
        continue;
      }
    }
    const isRange = character === '-' && !quoted && !first && characters[at + 1] !== undefined && characters[at + 1]?.character !== ']';
    source += isRange ? '-' : literally(character);
  }
  return undefined;
}

/** Whether a pattern fits the whole text. */
export function matchesPattern(text: string, pieces: readonly Piece[]): boolean {
  return new RegExp(`^(?:${patternSource(pieces)})$`, 'u').test(text);
}

/** Splits pieces at the slashes of the path that they make. */
function components(pieces: readonly Piece[]): Piece[][] {
  const parts: Piece[][] = [[]];
  for (const { text, quoted } of pieces) {
    text.split('/').forEach((part, index) => {
      if (index > 0) parts.push([]);
      if (part !== '') parts.at(-1)?.push({ text: part, quoted });
    });
  }
  return parts;
}

const plain = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** Pathname expansion. @returns the paths that match, sorted, as they would be written from `cwd`; none when nothing does */
export function expandPaths(pieces: readonly Piece[], cwd: string): string[] {
  let found: { shown: string; path: string }[] = [{ shown: '', path: cwd }];
  const parts = components(pieces);
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part.length === 0) {
      if (index === 0) found = [{ shown: '/', path: '' }];
      else if (last) found = found.filter(({ path }) => statSync(path || '/', { throwIfNoEntry: false })?.isDirectory());
      return;
    }
    const end = last ? '' : '/';
    if (!hasPattern(part)) {
      const name = plain(part);
      found = found
        .map(({ shown, path }) => ({ shown: `${shown}${name}${end}`, path: `${path}/${name}` }))
        .filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
      return;
    }
    const expression = new RegExp(`^(?:${patternSource(part)})$`, 'u');
    const dots = plain(part).startsWith('.');
    found = found.flatMap(({ shown, path }) => {
      return namesIn(path || '/')
        .filter((name) => (dots || !name.startsWith('.')) && expression.test(name))
        .map((name) => ({ shown: `${shown}${name}${end}`, path: `${path}/${name}` }))
        .filter((entry) => last || statSync(entry.path, { throwIfNoEntry: false })?.isDirectory());
    });
  });
  return found.map(({ shown }) => shown);
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort((a, b) => (a < b ? -1 : 1));
  } catch {
    return [];
  }
}
