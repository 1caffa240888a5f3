// Storage of every earlier version is opened by this one with nothing lost. `fixtures/database-<version>.json` is what the database of that
// version held, `fixtures/work-<version>.json` a record of work of a version that came between two of the database; a fixture is never changed.
import 'fake-indexeddb/auto';
import { readdirSync, readFileSync } from 'node:fs';
import { openDB, type IDBPDatabase } from 'idb';
import { expect, test } from 'vitest';
import { makeBackup, readBackup } from './backup.ts';
import { loadProgress } from './progress.ts';
import { readWork, savedWork } from './saved-work.ts';
import { openLearnerDatabase } from './saved-work-database.ts';

type Fixture = Readonly<Record<'work' | 'copies' | 'progress', readonly unknown[]>>;
const fixture = (version: number): Fixture => JSON.parse(readFileSync(new URL(`fixtures/database-${version}.json`, import.meta.url), 'utf8')) as Fixture;
const journal = { read: () => [], write: () => undefined, forget: () => undefined };
const key = { course: 'course', lesson: 'rest/create-user', stack: 'express' };

/** The stores of each version of the database, as they were made then. */
const makeStores: Readonly<Record<number, (database: IDBPDatabase) => void>> = {
  1(database) {
    database.createObjectStore('work', { keyPath: ['course', 'lesson', 'stack'] });
    database.createObjectStore('copies', { autoIncrement: true }).createIndex('by-work', ['course', 'lesson', 'stack']);
    database.createObjectStore('progress', { keyPath: ['course', 'lesson', 'stack'] });
  },
};

async function storageOf(version: number, name: string): Promise<void> {
  const database = await openDB(name, version, { upgrade: (db) => makeStores[version]?.(db) });
  for (const [store, records] of Object.entries(fixture(version))) for (const record of records) await database.put(store, record);
  database.close();
}

test('there is a fixture of every earlier version', () => {
  const names = readdirSync(new URL('fixtures', import.meta.url));
  expect(names.filter((name) => name.startsWith('database-')).sort()).toEqual(Object.keys(makeStores).map((version) => `database-${version}.json`));
});

test.each(Object.keys(makeStores).map(Number))('work, copies and progress of version %i are there after the upgrade, and can be saved again', async (version) => {
  await storageOf(version, `from-${version}`);
  const database = await openLearnerDatabase(`from-${version}`);
  expect(database.kind).toBe('indexeddb');
  const work = savedWork(database, journal);
  const record = await work.load(key);
  expect(record).toMatchObject({
    changed: { 'server.js': { text: "console.log('mine');\n", base: "console.log('start');\n" }, 'lib/own.js': { text: 'export default 1;\n', base: null } },
    removed: ['notes.md'], open: ['server.js', 'lib/own.js'], active: 'lib/own.js', updatedAt: 1764000000000,
  });
  expect(await work.copies(key)).toMatchObject([{ text: 'before the reset\n', reason: 'reset' }]);
  expect(await loadProgress(database, 'course')).toMatchObject([{ passed: ['create-201'], total: 4, solvedAt: null }]);
  if (!record) throw new Error('no record');
  expect(await work.save({ ...record, revision: 'next', parent: record.revision, active: 'server.js' })).toEqual({ kind: 'written' });
  expect(readBackup(await makeBackup(database)).work).toMatchObject([{ version: 3, folders: [], active: 'server.js' }]);
});

test('a record of work of version 2 is read with nothing lost, and without folders of its own', () => {
  const stored = JSON.parse(readFileSync(new URL('fixtures/work-2.json', import.meta.url), 'utf8')) as object;
  expect(readWork(stored)).toEqual({ ...stored, version: 3, folders: [] });
});

test('a journal that an earlier version left is taken over', async () => {
  const [left] = fixture(1).work;
  const texts = [JSON.stringify({ ...(left as object), updatedAt: 1764000009999, active: 'server.js' })];
  const forgotten: string[] = [];
  const database = await openLearnerDatabase('journal-1');
  const work = savedWork(database, { read: () => texts, write: () => undefined, forget: (text) => void forgotten.push(text) });
  expect(await work.load(key)).toMatchObject({ version: 3, active: 'server.js', changed: { 'lib/own.js': { text: 'export default 1;\n' } } });
  expect(forgotten).toEqual(texts);
});

test('a database of a newer version is left alone, and work goes on in memory with the reason told', async () => {
  const newer = await openDB('newer-database', 99, { upgrade: (db) => void db.createObjectStore('future') });
  await newer.put('future', 'kept', 'k');
  newer.close();
  const database = await openLearnerDatabase('newer-database');
  expect(database.kind).toBe('memory');
  expect(database.reason).not.toBe('');
  const again = await openDB('newer-database', 99);
  expect(await again.get('future', 'k')).toBe('kept');
  again.close();
});

test('when another tab brings the stores to a newer version, this one lets go and its next write says what to do', async () => {
  const database = await openLearnerDatabase('overtaken-stores');
  const newer = await openDB('overtaken-stores', 99);
  newer.close();
  await expect(database.addCopy({ version: 1, ...key, path: 'a', text: '', reason: 'reset', at: 1 })).rejects.toThrow(/Reload this page/);
});
