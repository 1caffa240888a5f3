// What differs between two texts or two JSON values.
import { jsonValue } from './json-query.ts';
import { equals, repr, type Value } from './value.ts';

export interface Difference {
  /** as JSONPath: `$.users[0].name` */
  readonly path: string;
  readonly actual?: string;
  readonly expected?: string;
}

const MOST = 50;

const member = (path: string, name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;

function walk(actual: Value, expected: Value, path: string, found: Difference[]): void {
  if (found.length >= MOST || equals(actual, expected)) return;
  if (actual.kind === 'object' && expected.kind === 'object') {
    const wanted = new Map(expected.members);
    const got = new Map(actual.members);
    for (const [name, value] of expected.members) {
      const there = got.get(name);
      if (there === undefined) found.push({ path: member(path, name), actual: 'none', expected: repr(value) });
      else walk(there, value, member(path, name), found);
    }
    for (const [name, value] of actual.members) {
      if (!wanted.has(name)) found.push({ path: member(path, name), actual: repr(value), expected: 'none' });
    }
  } else if (actual.kind === 'list' && expected.kind === 'list') {
    for (let i = 0; i < Math.max(actual.items.length, expected.items.length); i++) {
      const a = actual.items[i];
      const e = expected.items[i];
      const at = `${path}[${i}]`;
      if (a !== undefined && e !== undefined) walk(a, e, at, found);
      else found.push({ path: at, actual: a === undefined ? 'none' : repr(a), expected: e === undefined ? 'none' : repr(e) });
    }
  } else found.push({ path, actual: repr(actual), expected: repr(expected) });
}

/** Deep differences of two JSON values, at most fifty. */
function valueDifferences(actual: Value, expected: Value): Difference[] {
  const found: Difference[] = [];
  walk(actual, expected, '$', found);
  return found;
}

/** @returns undefined when one of the texts is not JSON; empty when they differ in layout only */
export async function jsonDifferences(actual: string, expected: string): Promise<Difference[] | undefined> {
  try {
    return valueDifferences(await jsonValue(actual), await jsonValue(expected));
  } catch {
    return undefined;
  }
}

/** The first place where two texts differ, by lines, as `-` and `+` lines. @returns its 0-based line in the expected text */
export function firstHunk(expected: string, actual: string): { line: number; text: string } {
  const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const old = split(expected);
  const fresh = split(actual);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  // The hunk ends at the nearest pair of equal lines.
  let removed = old.length - start;
  let added = fresh.length - start;
  const limit = Math.min(removed + added, 2000);
  search: for (let sum = 1; sum <= limit; sum++) {
    for (let r = Math.min(sum, old.length - start); r >= 0; r--) {
      const a = sum - r;
      if (start + a < fresh.length && start + r < old.length && old[start + r] === fresh[start + a]) {
        removed = r;
        added = a;
        break search;
      }
    }
  }
  const lines = [
    ...old.slice(start, start + removed).map((line) => `-${line.replace(/\n$/, '')}`),
    ...fresh.slice(start, start + added).map((line) => `+${line.replace(/\n$/, '')}`),
  ];
  return { line: removed === 0 ? Math.max(start - 1, 0) : start, text: lines.join('\n') };
}

