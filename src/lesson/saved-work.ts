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

/** What is stored, version 3. */
export interface WorkRecord extends WorkKey {
  readonly version: 3;
  /** names this state of the work: another tab that has written since is found out by it */
  readonly revision: string;
  /** the revision that this one was made from; null: there was none, or it is not known */
  readonly parent: string | null;
  readonly changed: Readonly<Record<string, ChangedFile>>;
  /** files of the start that the learner removed */
  readonly removed: readonly string[];
  /** folders that the learner made, which are there without a file in them too */
  readonly folders: readonly string[];
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
  /** `other-tab`: written in another tab meanwhile; `import`: what stood here before an import; `shared`: before a shared link was taken over */
  readonly reason: 'reset' | 'delete' | 'solution' | 'other-tab' | 'import' | 'shared';
  readonly at: number;
}

/** A stored record is of a newer Backlot than this one. It is left as it is. */
export class NewerRecordError extends Error {
  constructor(what: string, version: number) {
    super(`${what} was saved by a newer version of Backlot (record version ${version}). Reload the page to get the newest version.`);
    this.name = 'NewerRecordError';
  }
}

/** Steps from one version of the record to the next: `upgrades[1]` makes version 2 out of version 1. Never edited once released. */
const upgrades: Readonly<Record<number, (old: Record<string, unknown>) => Record<string, unknown>>> = {
  1: (old) => ({ ...old, version: 2, revision: `v1-${String(old['updatedAt'])}`, parent: null }),
  2: (old) => ({ ...old, version: 3, folders: [] }),
};
const CURRENT = 3;

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

/** What became of one file in two tabs. `null`: removed; undefined: as the lesson starts it. */
type FileState = string | null | undefined;

function fileState(record: Pick<WorkRecord, 'changed' | 'removed'> | null, path: string): FileState {
  const changed = record?.changed[path];
  if (changed !== undefined) return changed.text;
  return record?.removed.includes(path) ? null : undefined;
}

export interface MergedWork {
  readonly changed: Readonly<Record<string, ChangedFile>>;
  readonly removed: readonly string[];
  readonly folders: readonly string[];
  /** files that came from the other tab, since only it had changed them */
  readonly taken: readonly string[];
  /** files that both changed: mine stands; the other's text, null where the other removed it or put it back as the lesson starts it */
  readonly conflicts: readonly { readonly path: string; readonly theirs: string | null }[];
}

/**
 * Lays the work of two tabs together, file by file: what only one of them changed comes from that one.
 * @param base what both began with
 */
export function mergeTabs(base: WorkRecord | null, mine: WorkRecord, theirs: WorkRecord): MergedWork {
  const paths = new Set([base, mine, theirs].flatMap((record) => (record ? [...Object.keys(record.changed), ...record.removed] : [])));
  const changed: Record<string, ChangedFile> = {};
  const removed: string[] = [];
  const taken: string[] = [];
  const conflicts: { path: string; theirs: string | null }[] = [];
  for (const path of paths) {
    const [before, here, there] = [fileState(base, path), fileState(mine, path), fileState(theirs, path)];
    const isTheirs = here === before && there !== before;
    if (isTheirs) taken.push(path);
    else if (here !== there && there !== before) conflicts.push({ path, theirs: there ?? null });
    const from = isTheirs ? theirs : mine;
    const file = from.changed[path];
    if (file !== undefined) changed[path] = file;
    else if (from.removed.includes(path)) removed.push(path);
  }
  const before = base?.folders ?? [];
  // A folder that one of them made is there; one that either removed is gone.
  const folders = [...new Set([...mine.folders, ...theirs.folders])].filter((path) => !before.includes(path) || (mine.folders.includes(path) && theirs.folders.includes(path)));
  return { changed, removed, folders, taken, conflicts };
}

/** Where unsaved changes wait if the tab is closed before IndexedDB has answered. Local storage is written at once. */
export interface Journal {
  /** what this and other tabs left */
  read(): readonly string[];
  /** @param text what this tab has not saved; it takes the place of what this tab wrote before */
  write(text: string): void;
  /** forgets a text that has been dealt with */
  forget(text: string): void;
}

/** The journal in local storage, an entry a tab; one that forgets where the browser denies it. */
export function localJournal(name = 'backlot.unsaved-work', tab: string = crypto.randomUUID()): Journal {
  const own = `${name}:${tab}`;
  const names = (): string[] => Object.keys(localStorage).filter((key) => key === name || key.startsWith(`${name}:`));
  return {
    read() {
      try {
        return names().flatMap((key) => localStorage.getItem(key) ?? []);
      } catch {
        return [];
      }
    },
    write(text) {
      try {
        localStorage.setItem(own, text);
      } catch {
        // Denied or full: IndexedDB's own write is then the only one, and its failure is shown in the status bar.
      }
    },
    forget(text) {
      try {
        for (const key of names()) if (localStorage.getItem(key) === text) localStorage.removeItem(key);
      } catch {
        // Denied: there was nothing to forget.
      }
    },
  };
}

/** What became of a write: done, or another tab had written in between and nothing was. */
export type SaveOutcome = { readonly kind: 'written' } | { readonly kind: 'conflict'; readonly stored: WorkRecord };

/** Keeps the learner's work. */
export interface SavedWork {
  /** null when nothing was saved. @throws NewerRecordError */
  load(key: WorkKey): Promise<WorkRecord | null>;
  /** @throws NewerRecordError, and what the browser throws, for example a QuotaExceededError */
  save(record: WorkRecord): Promise<SaveOutcome>;
  /** For a page about to go: also written where it is certain to arrive. */
  saveBeforeLeaving(record: WorkRecord): Promise<SaveOutcome>;
  keepCopy(copy: Omit<KeptCopy, 'version' | 'at'>): Promise<void>;
  copies(key: WorkKey): Promise<KeptCopy[]>;
}

const isOf = (record: WorkKey, key: WorkKey): boolean => record.course === key.course && record.lesson === key.lesson && record.stack === key.stack;

/** Work kept in the given database, with a journal for what could not be written in time. */
export function savedWork(database: LearnerDatabase, journal: Journal, now: () => number = Date.now): SavedWork {
  const keepCopy = (copy: Omit<KeptCopy, 'version' | 'at'>): Promise<void> => database.addCopy({ ...copy, version: 1, at: now() });

  /** Keeps the texts of a state that is about to be replaced by another. */
  async function keepDiffering(gone: WorkRecord, stays: WorkRecord): Promise<void> {
    const { course, lesson, stack } = gone;
    for (const [path, { text }] of Object.entries(gone.changed)) {
      if (fileState(stays, path) !== text) await keepCopy({ course, lesson, stack, path, text, reason: 'other-tab' });
    }
  }

  return {
    async load(key) {
      const stored = await database.getWork(key);
      let record = stored === undefined ? null : readWork(stored);
      for (const text of journal.read()) {
        const late = readLate(text);
        if (late !== null && !isOf(late, key)) continue;
        // One that cannot be read was cut off while it was written; what IndexedDB has is then the newest whole state.
        if (late !== null && late.revision !== record?.revision) {
          const follows = record === null || late.parent === record.revision;
          const [stays, gone] = follows || late.updatedAt > (record?.updatedAt ?? 0) ? [late, record] : [record, late];
          // Another tab wrote in between: the newer state stands, and of the other one nothing is lost.
          if (!follows && stays !== null && gone !== null) await keepDiffering(gone, stays);
          if (stays === late) {
            const next = { ...late, parent: record?.revision ?? null };
            await database.putWork(next);
            record = next;
          }
        }
        journal.forget(text);
      }
      return record;
    },
    save: (record) => database.putWork(record),
    async saveBeforeLeaving(record) {
      const text = JSON.stringify(record);
      journal.write(text);
      const outcome = await database.putWork(record);
      // After a conflict it stays in the journal: the next visit lays the two together. What was written there since stays too.
      if (outcome.kind === 'written') journal.forget(text);
      return outcome;
    },
    keepCopy,
    async copies(key) {
      return (await database.getCopies(key)) as KeptCopy[];
    },
  };
}

/** @returns null for what cannot be read */
function readLate(text: string): WorkRecord | null {
  try {
    return readWork(JSON.parse(text));
  } catch {
    return null;
  }
}
