// The learner's files of one lesson in one stack, as they are kept between visits: only what differs from the lesson's
// start, each file with the start it was written against, so that a new release of the lesson never takes anything away.
import type { LearnerDatabase } from './saved-work-database.ts';

/** Whose work it is: a lesson of a course in a stack. */
export interface WorkKey {
  readonly course: string;
  readonly lesson: string;
  readonly stack: string;
}

export interface ChangedFile {
  readonly text: string;
  /** the lesson's text that the learner began with; null for a file of the learner's own */
  readonly base: string | null;
}

/** What is stored, version 1. */
export interface WorkRecord extends WorkKey {
  readonly version: 1;
  readonly changed: Readonly<Record<string, ChangedFile>>;
  /** files of the start that the learner removed */
  readonly removed: readonly string[];
  /** open tabs, in order */
  readonly open: readonly string[];
  readonly active: string | null;
  /** milliseconds since 1970 */
  readonly updatedAt: number;
}

/** A text that was about to be replaced, kept so that it can be had back. */
export interface KeptCopy extends WorkKey {
  readonly version: 1;
  readonly path: string;
  readonly text: string;
  readonly reason: 'reset' | 'delete' | 'solution';
  readonly at: number;
}

/** A stored record is of a newer Backlot than this one. It is left as it is. */
export class NewerRecordError extends Error {
  constructor(what: string, version: number) {
    super(`${what} was saved by a newer version of Backlot (record version ${version}). Reload the page to get the newest version.`);
    this.name = 'NewerRecordError';
  }
}

/** Steps from one version of the record to the next: `upgrades[1]` makes version 2 out of version 1. */
const upgrades: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>> = {};
const CURRENT = 1;

/**
 * Brings a stored record to the current version.
 * @throws NewerRecordError when it comes from a newer Backlot
 * @throws Error when it is not a record at all
 */
export function readWork(stored: unknown): WorkRecord {
  return readVersioned(stored, 'Your saved work', CURRENT, upgrades) as unknown as WorkRecord;
}

/** Applies upgrade steps until a record has the wanted version. Shared by everything that is stored with a version. */
export function readVersioned(
  stored: unknown,
  what: string,
  current: number,
  steps: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>>,
): Record<string, unknown> {
  if (typeof stored !== 'object' || stored === null || typeof (stored as { version?: unknown }).version !== 'number') {
    throw new Error(`${what} has no version; it cannot be read.`);
  }
  let record = stored as Record<string, unknown> & { version: number };
  if (record.version > current) throw new NewerRecordError(what, record.version);
  while (record.version < current) {
    const step = steps[record.version];
    if (!step) throw new Error(`${what} has version ${record.version}, which this Backlot cannot upgrade.`);
    record = step(record) as Record<string, unknown> & { version: number };
  }
  return record;
}

/** What the learner sees when a lesson's start and their saved work are laid over each other. */
export interface MergedFiles {
  /** path -> text */
  readonly files: Readonly<Record<string, string>>;
  /** files that the learner changed and whose start the lesson has changed since */
  readonly outdated: readonly string[];
}

/**
 * Lays saved work over a lesson's start. The learner's text always wins; files they never touched come from the lesson as it is now.
 */
export function mergeWork(start: Readonly<Record<string, string>>, work: WorkRecord | null): MergedFiles {
  if (!work) return { files: start, outdated: [] };
  const files: Record<string, string> = { ...start };
  for (const path of work.removed) delete files[path];
  const outdated: string[] = [];
  for (const [path, changed] of Object.entries(work.changed)) {
    files[path] = changed.text;
    if (changed.base !== (start[path] ?? null)) outdated.push(path);
  }
  return { files, outdated };
}

/** Where unsaved changes wait if the tab is closed before IndexedDB has answered. Local storage is written at once. */
export interface Journal {
  read(): string | null;
  write(text: string | null): void;
}

/** The journal in local storage; one that forgets where the browser denies it. */
export function localJournal(name = 'backlot.unsaved-work'): Journal {
  return {
    read() {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    write(text) {
      try {
        if (text === null) localStorage.removeItem(name);
        else localStorage.setItem(name, text);
      } catch {
        // Denied or full: IndexedDB's own write is then the only one, and its failure is shown in the status bar.
      }
    },
  };
}

/** Keeps the learner's work. */
export interface SavedWork {
  /** null when nothing was saved. @throws NewerRecordError */
  load(key: WorkKey): Promise<WorkRecord | null>;
  /** @throws what the browser throws, for example a QuotaExceededError */
  save(record: WorkRecord): Promise<void>;
  /** For a page about to go: also written where it is certain to arrive. */
  saveBeforeLeaving(record: WorkRecord): Promise<void>;
  keepCopy(copy: Omit<KeptCopy, 'version' | 'at'>): Promise<void>;
  copies(key: WorkKey): Promise<KeptCopy[]>;
}

/** Work kept in the given database, with a journal for what could not be written in time. */
export function savedWork(database: LearnerDatabase, journal: Journal, now: () => number = Date.now): SavedWork {
  return {
    async load(key) {
      const stored = await database.getWork(key);
      const record = stored === undefined ? null : readWork(stored);
      const late = readJournal(journal);
      if (late && late.course === key.course && late.lesson === key.lesson && late.stack === key.stack) {
        if (!record || late.updatedAt > record.updatedAt) {
          await database.putWork(late);
          journal.write(null);
          return late;
        }
        journal.write(null);
      }
      return record;
    },
    async save(record) {
      await database.putWork(record);
    },
    async saveBeforeLeaving(record) {
      journal.write(JSON.stringify(record));
      await database.putWork(record);
      journal.write(null);
    },
    async keepCopy(copy) {
      await database.addCopy({ ...copy, version: 1, at: now() });
    },
    async copies(key) {
      return (await database.getCopies(key)) as KeptCopy[];
    },
  };
}

function readJournal(journal: Journal): WorkRecord | null {
  const text = journal.read();
  if (text === null) return null;
  try {
    return readWork(JSON.parse(text));
  } catch {
    // A journal that cannot be read was cut off while it was written; what IndexedDB has is then the newest whole state.
    return null;
  }
}
