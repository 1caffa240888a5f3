// The learner's storage: one IndexedDB database named `backlot`, opened through idb. Only this file knows its object stores.
// Where a browser denies storage (private windows, policies), the same interface works in memory and says so.
// Facts: W3C Indexed Database API 3.0, in particular `commit()` (section 4.9), which lets a write survive the page.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptCopy, WorkKey, WorkRecord } from './saved-work.ts';
import type { ProgressRecord } from './progress.ts';

interface BacklotSchema extends DBSchema {
  work: { key: [course: string, lesson: string, stack: string]; value: WorkRecord };
  copies: { key: number; value: KeptCopy; indexes: { 'by-work': [course: string, lesson: string, stack: string] } };
  progress: { key: [course: string, lesson: string, stack: string]; value: ProgressRecord };
}

/** Stores by name, with the shape of what they hold. */
export interface LearnerDatabase {
  /** `memory`: nothing outlives the tab; `reason` says why, in the browser's words */
  readonly kind: 'indexeddb' | 'memory';
  readonly reason?: string;
  getWork(key: WorkKey): Promise<unknown>;
  /** Writes and asks the browser to commit at once, so that the write also survives a page that is being closed. */
  putWork(record: WorkRecord): Promise<void>;
  addCopy(copy: KeptCopy): Promise<void>;
  getCopies(key: WorkKey): Promise<unknown[]>;
  getProgress(key: WorkKey): Promise<unknown>;
  getAllProgress(): Promise<unknown[]>;
  putProgress(record: ProgressRecord): Promise<void>;
}

/** Version of the database's stores. What a record holds has its own version (see `readWork`, `readProgress`). */
const DATABASE_VERSION = 1;

/**
 * Opens the learner's storage.
 * @returns the IndexedDB one, or one in memory where the browser refuses; it never throws
 */
export async function openLearnerDatabase(name = 'backlot'): Promise<LearnerDatabase> {
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
      },
    });
    return fromIndexedDB(database);
  } catch (error) {
    return inMemory(error instanceof Error ? error.message : String(error));
  }
}

function fromIndexedDB(database: IDBPDatabase<BacklotSchema>): LearnerDatabase {
  return {
    kind: 'indexeddb',
    getWork: (key) => database.get('work', [key.course, key.lesson, key.stack]),
    async putWork(record) {
      const transaction = database.transaction('work', 'readwrite');
      const written = transaction.store.put(record);
      transaction.commit();
      await Promise.all([written, transaction.done]);
    },
    async addCopy(copy) {
      await database.add('copies', copy);
    },
    getCopies: (key) => database.getAllFromIndex('copies', 'by-work', [key.course, key.lesson, key.stack]),
    getProgress: (key) => database.get('progress', [key.course, key.lesson, key.stack]),
    getAllProgress: () => database.getAll('progress'),
    async putProgress(record) {
      await database.put('progress', record);
    },
  };
}

/** The same in memory, for tabs whose browser denies storage. */
export function inMemory(reason: string): LearnerDatabase {
  const work = new Map<string, WorkRecord>();
  const progress = new Map<string, ProgressRecord>();
  const copies: KeptCopy[] = [];
  const name = (key: WorkKey): string => JSON.stringify([key.course, key.lesson, key.stack]);
  return {
    kind: 'memory',
    reason,
    getWork: async (key) => work.get(name(key)),
    putWork: async (record) => void work.set(name(record), record),
    addCopy: async (copy) => void copies.push(copy),
    getCopies: async (key) => copies.filter((copy) => name(copy) === name(key)),
    getProgress: async (key) => progress.get(name(key)),
    getAllProgress: async () => [...progress.values()],
    putProgress: async (record) => void progress.set(name(record), record),
  };
}
