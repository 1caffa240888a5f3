// How far a learner is: per lesson and stack, which checks passed. The catalogue and the header show it.
import { readVersioned, type WorkKey } from './saved-work.ts';
import type { LearnerDatabase } from './saved-work-database.ts';

export type ProgressState = 'new' | 'begun' | 'solved';

/** What is stored, version 1. */
export interface ProgressRecord extends WorkKey {
  readonly version: 1;
  /** ids of the checks that passed in the last run of each */
  readonly passed: readonly string[];
  /** how many checks the lesson had then */
  readonly total: number;
  /** when all checks passed together for the first time; stays when later edits break something */
  readonly solvedAt: number | null;
  readonly updatedAt: number;
}

/** @throws Error when it is not a record, or of a newer Backlot */
export function readProgress(stored: unknown): ProgressRecord {
  return readVersioned(stored, 'Your progress', 1, {}) as unknown as ProgressRecord;
}

/** What to call a record's state. */
export function progressState(record: ProgressRecord | null | undefined): ProgressState {
  if (!record) return 'new';
  return record.solvedAt === null ? 'begun' : 'solved';
}

/**
 * The record after a run of checks.
 * @param verdicts which checks were run, and whether they passed; others keep their last outcome
 * @param ids every check that the lesson has
 */
export function afterChecks(
  before: ProgressRecord | null,
  key: WorkKey,
  ids: readonly string[],
  verdicts: Readonly<Record<string, boolean>>,
  now: number,
): ProgressRecord {
  const passedBefore = new Set(before?.passed ?? []);
  const passed = ids.filter((id) => verdicts[id] ?? passedBefore.has(id));
  const solvedNow = ids.length > 0 && ids.every((id) => verdicts[id] === true);
  return {
    version: 1,
    course: key.course,
    lesson: key.lesson,
    stack: key.stack,
    passed,
    total: ids.length,
    solvedAt: before?.solvedAt ?? (solvedNow ? now : null),
    updatedAt: now,
  };
}

/** Every record that can be read; one of a newer Backlot is left out, not destroyed. */
export async function loadProgress(database: LearnerDatabase, course: string): Promise<ProgressRecord[]> {
  const records: ProgressRecord[] = [];
  for (const stored of await database.getAllProgress()) {
    try {
      const record = readProgress(stored);
      if (record.course === course) records.push(record);
    } catch {
      // Unreadable here; the newer version that wrote it still can.
    }
  }
  return records;
}
