// The learner's storage: one IndexedDB database named `backlot`, opened through idb. Only this file knows its object stores.
// Where a browser denies storage (private windows, policies), the same interface works in memory and says so.
// Facts: W3C Indexed Database API 3.0, in particular `commit()` (section 4.9), which lets a write survive the page.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ProgressRecord } from './progress.ts';
import type { RequestsKey, RequestsRecord } from './saved-requests.ts';
import { readWork, type KeptCopy, type SaveOutcome, type WorkKey, type WorkRecord } from './saved-work.ts';

type WorkPath = [course: string, lesson: string, stack: string];

interface BacklotSchema extends DBSchema {
  work: { key: WorkPath; value: WorkRecord };
  copies: { key: number; value: KeptCopy; indexes: { 'by-work': WorkPath } };
  progress: { key: WorkPath; value: ProgressRecord };
  requests: { key: [course: string, lesson: string]; value: RequestsRecord };
}

/** Everything of the learner's, as it is stored. */
export interface LearnerData {
  readonly work: readonly unknown[];
  readonly copies: readonly unknown[];
  readonly progress: readonly unknown[];
  readonly requests: readonly unknown[];
}

/** What is to be written together or not at all. */
export interface LearnerChanges {
  readonly work?: readonly WorkRecord[];
  readonly removeWork?: readonly WorkKey[];
  readonly copies?: readonly KeptCopy[];
  readonly progress?: readonly ProgressRecord[];
  readonly removeProgress?: readonly WorkKey[];
  readonly requests?: readonly RequestsRecord[];
}

/** Stores by name, with the shape of what they hold. */
export interface LearnerDatabase {
  /** `memory`: nothing outlives the tab; `reason` says why, in the browser's words */
  readonly kind: 'indexeddb' | 'memory';
  readonly reason?: string;
  getWork(key: WorkKey): Promise<unknown>;
  /**
   * Writes, unless what is stored is not the record's parent: then another tab has written, and nothing is overwritten.
   * @throws NewerRecordError when what is stored is of a newer Backlot
   */
  putWork(record: WorkRecord): Promise<SaveOutcome>;
  addCopy(copy: KeptCopy): Promise<void>;
  getCopies(key: WorkKey): Promise<unknown[]>;
  getProgress(key: WorkKey): Promise<unknown>;
  getAllProgress(): Promise<unknown[]>;
  putProgress(record: ProgressRecord): Promise<void>;
  getRequests(key: RequestsKey): Promise<unknown>;
  putRequests(record: RequestsRecord): Promise<void>;
  getAll(): Promise<LearnerData>;
  /** Writes over what is stored, all of it or nothing. */
  change(changes: LearnerChanges): Promise<void>;
}

/** Version of the database's stores. What a record holds has its own version (see `readWork`, `readProgress`, `readRequests`). */
const DATABASE_VERSION = 2;

/** Thrown by writes after another tab has brought the stores to a newer version. */
const SUPERSEDED = 'A newer Backlot is open in another tab. Reload this page to go on saving.';

/**
 * Opens the learner's storage.
 * @returns the IndexedDB one, or one in memory where the browser refuses; it never throws
 */
export async function openLearnerDatabase(name = 'backlot'): Promise<LearnerDatabase> {
  let superseded = false;
  try {
    if (typeof indexedDB === 'undefined') throw new Error('this browser has no IndexedDB');
    const database = await openDB<BacklotSchema>(name, DATABASE_VERSION, {
      upgrade(db, oldVersion) {
        // Each step brings the stores from one version to the next and is never edited once released.
        if (oldVersion < 1) {
          db.createObjectStore('work', { keyPath: ['course', 'lesson', 'stack'] });
          db.createObjectStore('copies', { autoIncrement: true }).createIndex('by-work', ['course', 'lesson', 'stack']);
          db.createObjectStore('progress', { keyPath: ['course', 'lesson', 'stack'] });
        }
        if (oldVersion < 2) db.createObjectStore('requests', { keyPath: ['course', 'lesson'] });
      },
      blocking() {
        // Another tab waits to bring the stores to a newer version: it must not wait for this one to be closed.
        superseded = true;
        database.close();
      },
    });
    return fromIndexedDB(database, () => {
      if (superseded) throw new Error(SUPERSEDED);
    });
  } catch (error) {
    return inMemory(error instanceof Error ? error.message : String(error));
  }
}

const pathOf = (key: WorkKey): WorkPath => [key.course, key.lesson, key.stack];

/** Whether a record may be written over what is stored. @throws NewerRecordError */
function outcomeOf(stored: unknown, record: WorkRecord): SaveOutcome {
  if (stored === undefined) return { kind: 'written' };
  const before = readWork(stored);
  return before.revision === record.parent || before.revision === record.revision ? { kind: 'written' } : { kind: 'conflict', stored: before };
}

function fromIndexedDB(database: IDBPDatabase<BacklotSchema>, assertOpen: () => void): LearnerDatabase {
  return {
    kind: 'indexeddb',
    getWork: (key) => database.get('work', pathOf(key)),
    async putWork(record) {
      assertOpen();
      const transaction = database.transaction('work', 'readwrite');
      const stored: unknown = await transaction.store.get(pathOf(record));
      let outcome: SaveOutcome;
      try {
        outcome = outcomeOf(stored, record);
      } catch (error) {
        transaction.abort();
        await transaction.done.catch(() => undefined);
        throw error;
      }
      const written = outcome.kind === 'written' ? transaction.store.put(record) : undefined;
      // The browser is asked to commit at once, so that the write also survives a page that is being closed.
      transaction.commit();
      await Promise.all([written, transaction.done]);
      return outcome;
    },
    async addCopy(copy) {
      assertOpen();
      await database.add('copies', copy);
    },
    getCopies: (key) => database.getAllFromIndex('copies', 'by-work', pathOf(key)),
    getProgress: (key) => database.get('progress', pathOf(key)),
    getAllProgress: () => database.getAll('progress'),
    async putProgress(record) {
      assertOpen();
      await database.put('progress', record);
    },
    getRequests: (key) => database.get('requests', [key.course, key.lesson]),
    async putRequests(record) {
      assertOpen();
      await database.put('requests', record);
    },
    async getAll() {
      const transaction = database.transaction(['work', 'copies', 'progress', 'requests']);
      const [work, copies, progress, requests] = await Promise.all([
        transaction.objectStore('work').getAll(),
        transaction.objectStore('copies').getAll(),
        transaction.objectStore('progress').getAll(),
        transaction.objectStore('requests').getAll(),
        transaction.done,
      ]);
      return { work, copies, progress, requests };
    },
    async change({ work = [], removeWork = [], copies = [], progress = [], removeProgress = [], requests = [] }) {
      assertOpen();
      const transaction = database.transaction(['work', 'copies', 'progress', 'requests'], 'readwrite');
      await Promise.all([
        ...removeWork.map((key) => transaction.objectStore('work').delete(pathOf(key))),
        ...work.map((record) => transaction.objectStore('work').put(record)),
        ...copies.map((copy) => transaction.objectStore('copies').add(copy)),
        ...removeProgress.map((key) => transaction.objectStore('progress').delete(pathOf(key))),
        ...progress.map((record) => transaction.objectStore('progress').put(record)),
        ...requests.map((record) => transaction.objectStore('requests').put(record)),
        transaction.done,
      ]);
    },
  };
}

/** The same in memory, for tabs whose browser denies storage. */
export function inMemory(reason: string): LearnerDatabase {
  const work = new Map<string, WorkRecord>();
  const progress = new Map<string, ProgressRecord>();
  const requests = new Map<string, RequestsRecord>();
  const copies: KeptCopy[] = [];
  const name = (key: WorkKey): string => JSON.stringify(pathOf(key));
  const requestsName = (key: RequestsKey): string => JSON.stringify([key.course, key.lesson]);
  return {
    kind: 'memory',
    reason,
    getWork: async (key) => work.get(name(key)),
    async putWork(record) {
      const outcome = outcomeOf(work.get(name(record)), record);
      if (outcome.kind === 'written') work.set(name(record), record);
      return outcome;
    },
    addCopy: async (copy) => void copies.push(copy),
    getCopies: async (key) => copies.filter((copy) => name(copy) === name(key)),
    getProgress: async (key) => progress.get(name(key)),
    getAllProgress: async () => [...progress.values()],
    putProgress: async (record) => void progress.set(name(record), record),
    getRequests: async (key) => requests.get(requestsName(key)),
    putRequests: async (record) => void requests.set(requestsName(record), record),
    getAll: async () => ({ work: [...work.values()], copies: [...copies], progress: [...progress.values()], requests: [...requests.values()] }),
    async change(changes) {
      for (const key of changes.removeWork ?? []) work.delete(name(key));
      for (const record of changes.work ?? []) work.set(name(record), record);
      copies.push(...(changes.copies ?? []));
      for (const key of changes.removeProgress ?? []) progress.delete(name(key));
      for (const record of changes.progress ?? []) progress.set(name(record), record);
      for (const record of changes.requests ?? []) requests.set(requestsName(record), record);
    },
  };
}
