// Everything of the learner's as one file: work, progress, requests, kept copies. Read back, it is laid together with what is here;
// nothing is lost either way.
import { base64OfBytes, bytesOfBase64 } from './base64.ts';
import { ForeignFilesError, pathProblem } from './foreign-files.ts';
import { readProgress, type ProgressRecord } from './progress.ts';
import { HISTORY_LENGTH, readRequests, type RequestsRecord } from './saved-requests.ts';
import type { LearnerChanges, LearnerData, LearnerDatabase } from './saved-work-database.ts';
import { NewerRecordError, readWork, type KeptCopy, type WorkKey, type WorkRecord } from './saved-work.ts';

/** The file, version 1. What it holds has versions of its own. */
interface BackupFile {
  readonly format: 'backlot-backup';
  readonly version: 1;
  readonly exportedAt: string;
  readonly work: readonly unknown[];
  readonly copies: readonly unknown[];
  readonly progress: readonly unknown[];
  readonly requests: readonly unknown[];
}

/** A backup that has been read and checked. */
export interface Backup {
  readonly exportedAt: string;
  readonly work: readonly WorkRecord[];
  readonly copies: readonly KeptCopy[];
  readonly progress: readonly ProgressRecord[];
  readonly requests: readonly RequestsRecord[];
}

const MAX_BACKUP = 64 * 1024 * 1024;
/** In place of bytes, which JSON lacks. */
const BYTES = '$bytes';

/** Everything stored, as the text of a file. */
export async function makeBackup(database: LearnerDatabase, now: Date = new Date()): Promise<string> {
  const data: LearnerData = await database.getAll();
  const file: BackupFile = { format: 'backlot-backup', version: 1, exportedAt: now.toISOString(), ...data };
  return JSON.stringify(file, (_key, value: unknown) => (value instanceof Uint8Array ? { [BYTES]: base64OfBytes(value) } : value), 1);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const damaged = (what: string): ForeignFilesError => new ForeignFilesError(`The file is damaged: ${what}.`);

function assertKey(record: Partial<WorkKey>, what: string): void {
  if (!isText(record.course) || !isText(record.lesson) || !isText(record.stack)) throw damaged(`${what} does not say which lesson it is of`);
}

function checkedWork(stored: unknown): WorkRecord {
  const record = readWork(stored);
  assertKey(record, 'a record of work');
  const where = `the work of ${record.lesson}`;
  if (!isObject(record.changed) || !Array.isArray(record.removed) || !Array.isArray(record.folders) || !Array.isArray(record.open) || typeof record.updatedAt !== 'number' || !isText(record.revision)) throw damaged(where);
  const assertPath = (path: string): void => {
    const problem = pathProblem(path);
    if (problem !== null) throw new ForeignFilesError(`The file ${JSON.stringify(path.slice(0, 80))} of ${record.lesson} is refused: ${problem}.`);
  };
  for (const [path, file] of Object.entries(record.changed)) {
    if (!isObject(file) || !isText(file.text) || !(file.base === null || isText(file.base))) throw damaged(where);
    assertPath(path);
  }
  for (const path of record.folders as readonly unknown[]) {
    if (!isText(path)) throw damaged(where);
    assertPath(path);
  }
  return record;
}

function checkedProgress(stored: unknown): ProgressRecord {
  const record = readProgress(stored);
  assertKey(record, 'a record of progress');
  if (!Array.isArray(record.passed) || !record.passed.every(isText) || typeof record.updatedAt !== 'number' || !(record.solvedAt === null || typeof record.solvedAt === 'number')) throw damaged(`the progress of ${record.lesson}`);
  return record;
}

function checkedRequests(stored: unknown): RequestsRecord {
  const record = readRequests(stored);
  if (!isText(record.course) || !isText(record.lesson) || typeof record.updatedAt !== 'number') throw damaged('a record of requests does not say which lesson it is of');
  const drafts = [record.draft, ...record.history.map((sent) => sent.draft), ...record.saved.map((saved) => saved.draft)];
  for (const draft of drafts) {
    if (draft === null) continue;
    if (!isObject(draft) || !isText(draft.target) || !isText(draft.method) || !Array.isArray(draft.headers) || !isObject(draft.body) || !isObject(draft.auth)) throw damaged(`the requests of ${record.lesson}`);
  }
  return record;
}

function checkedCopy(stored: unknown): KeptCopy {
  const copy = stored as KeptCopy;
  if (!isObject(stored)) throw damaged('a kept copy');
  assertKey(copy, 'a kept copy');
  if (!isText(copy.path) || !isText(copy.text) || typeof copy.at !== 'number') throw damaged(`a kept copy of ${copy.lesson}`);
  return copy;
}

/**
 * Reads the text of a backup file. Records of earlier versions are brought to the present one.
 * @throws ForeignFilesError with what is wrong with it
 */
export function readBackup(text: string): Backup {
  if (text.length > MAX_BACKUP) throw new ForeignFilesError(`The file is larger than ${MAX_BACKUP / 1024 / 1024} MB.`);
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, inner: unknown) => {
      if (!isObject(inner) || !isText(inner[BYTES])) return inner;
      return bytesOfBase64(inner[BYTES]);
    });
  } catch {
    throw new ForeignFilesError('The file is no backup of Backlot, or it is damaged.');
  }
  if (!isObject(value) || value['format'] !== 'backlot-backup') throw new ForeignFilesError('The file is no backup of Backlot.');
  const { version, exportedAt, work, copies, progress, requests } = value;
  if (typeof version === 'number' && version > 1) throw new ForeignFilesError('The file was made by a newer Backlot. Reload the page to get the newest version.');
  if (version !== 1 || !Array.isArray(work) || !Array.isArray(copies) || !Array.isArray(progress) || !Array.isArray(requests)) throw damaged('a part of it is missing');
  try {
    return {
      exportedAt: isText(exportedAt) ? exportedAt : '',
      work: work.map(checkedWork),
      copies: copies.map(checkedCopy),
      progress: progress.map(checkedProgress),
      requests: requests.map(checkedRequests),
    };
  } catch (error) {
    if (error instanceof ForeignFilesError || error instanceof NewerRecordError) throw error instanceof NewerRecordError ? new ForeignFilesError(error.message) : error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

/** Which text stands where the backup and this browser both have work on a lesson. The other one is kept as a copy. */
export type ImportChoice = 'newer' | 'here' | 'backup';

export interface ImportPlan {
  readonly changes: LearnerChanges;
  /** lessons whose work only the backup has */
  readonly added: readonly WorkKey[];
  /** lessons of which both have work, and not the same */
  readonly differing: readonly WorkKey[];
  /** lessons of which both have the same */
  readonly same: number;
  /** what a newer Backlot stored here, which is left as it is */
  readonly untouched: number;
}

const nameOf = (key: WorkKey): string => JSON.stringify([key.course, key.lesson, key.stack]);
const textsOf = (record: WorkRecord): string => JSON.stringify([Object.entries(record.changed).map(([path, file]) => [path, file.text]).sort(), [...record.removed].sort()]);

/** What bringing a backup in would do. Nothing is written. */
export function planImport(data: LearnerData, backup: Backup, choice: ImportChoice, now: number = Date.now()): ImportPlan {
  const here = new Map<string, WorkRecord>();
  let untouched = 0;
  const newer = new Set<string>();
  for (const stored of data.work) {
    try {
      const record = readWork(stored);
      here.set(nameOf(record), record);
    } catch {
      untouched++;
      newer.add(nameOf(stored as WorkKey));
    }
  }
  const work: WorkRecord[] = [];
  const copies: KeptCopy[] = [];
  const added: WorkKey[] = [];
  const differing: WorkKey[] = [];
  let same = 0;
  for (const theirs of backup.work) {
    if (newer.has(nameOf(theirs))) continue;
    const mine = here.get(nameOf(theirs));
    const key: WorkKey = { course: theirs.course, lesson: theirs.lesson, stack: theirs.stack };
    if (mine === undefined) {
      added.push(key);
      work.push({ ...theirs, parent: null });
    } else if (textsOf(mine) === textsOf(theirs)) {
      same++;
    } else {
      differing.push(key);
      const takesTheirs = choice === 'backup' || (choice === 'newer' && theirs.updatedAt > mine.updatedAt);
      if (takesTheirs) work.push({ ...theirs, revision: crypto.randomUUID(), parent: mine.revision });
      const [stays, goes] = takesTheirs ? [theirs, mine] : [mine, theirs];
      for (const [path, { text }] of Object.entries(goes.changed)) {
        if (stays.changed[path]?.text !== text) copies.push({ version: 1, ...key, path, text, reason: 'import', at: now });
      }
    }
  }
  const known = new Set(data.copies.map((copy) => JSON.stringify(copy)));
  for (const copy of backup.copies) if (!known.has(JSON.stringify(copy))) copies.push(copy);
  return {
    changes: { work, copies, progress: mergeProgress(data.progress, backup.progress), requests: mergeRequests(data.requests, backup.requests) },
    added, differing, same, untouched,
  };
}

/** What is further counts: a lesson that was solved anywhere is solved. */
function mergeProgress(stored: readonly unknown[], theirs: readonly ProgressRecord[]): readonly ProgressRecord[] {
  const merged: ProgressRecord[] = [];
  for (const record of theirs) {
    const before = stored.find((other) => nameOf(other as WorkKey) === nameOf(record));
    if (before === undefined) {
      merged.push(record);
      continue;
    }
    try {
      const mine = readProgress(before);
      const latest = record.updatedAt > mine.updatedAt ? record : mine;
      const times = [mine.solvedAt, record.solvedAt].filter((time) => time !== null);
      merged.push({ ...latest, solvedAt: times.length === 0 ? null : Math.min(...times) });
    } catch {
      // Of a newer Backlot: left as it is.
    }
  }
  return merged;
}

function mergeRequests(stored: readonly unknown[], theirs: readonly RequestsRecord[]): readonly RequestsRecord[] {
  const merged: RequestsRecord[] = [];
  for (const record of theirs) {
    const before = stored.find((other) => (other as RequestsRecord).course === record.course && (other as RequestsRecord).lesson === record.lesson);
    if (before === undefined) {
      merged.push(record);
      continue;
    }
    try {
      const mine = readRequests(before);
      const missing = <T extends { readonly id: string }>(ours: readonly T[], others: readonly T[]): readonly T[] => others.filter((other) => !ours.some(({ id }) => id === other.id));
      merged.push({
        ...mine,
        draft: mine.draft ?? record.draft,
        saved: [...mine.saved, ...missing(mine.saved, record.saved)],
        history: [...mine.history, ...missing(mine.history, record.history)].sort((a, b) => b.at - a.at).slice(0, HISTORY_LENGTH),
        updatedAt: Math.max(mine.updatedAt, record.updatedAt),
      });
    } catch {
      // Of a newer Backlot: left as it is.
    }
  }
  return merged;
}
