// The differences between native Node and the container that are known and explained. They are held against reality both
// ways: a difference that is not listed fails, and so does a listed case that has become identical.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const knownDifferences = z.record(z.string(), z.string().min(10));

/** Case id -> why it differs. @throws when the file is not valid */
export function readKnownDifferences(): Readonly<Record<string, string>> {
  const parsed = knownDifferences.safeParse(JSON.parse(readFileSync(new URL('./known-differences.json', import.meta.url), 'utf8')));
  if (!parsed.success) throw new Error(`known-differences.json: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export interface Judgement {
  readonly passed: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Holds results against the list.
 * @param results case id -> whether native Node and the container agreed
 */
export function judge(results: ReadonlyMap<string, boolean>, known: Readonly<Record<string, string>>, allRan: boolean): Judgement {
  const passed: string[] = [];
  const problems: string[] = [];
  for (const [id, identical] of results) {
    const listed = known[id] !== undefined;
    if (identical !== listed) passed.push(id);
    else if (identical) problems.push(`${id} is identical now: take it off known-differences.json`);
    else problems.push(`${id} differs`);
  }
  if (allRan) {
    for (const id of Object.keys(known)) {
      if (!results.has(id)) problems.push(`${id} is listed in known-differences.json, but there is no such case`);
    }
  }
  return { passed, problems };
}
