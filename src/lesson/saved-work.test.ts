// Saved work: nothing of the learner's is lost by reloads, new lesson releases or a page that closes too early.
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { mergeWork, NewerRecordError, readWork, savedWork, type Journal, type WorkRecord } from './saved-work.ts';
import { inMemory, openLearnerDatabase } from './saved-work-database.ts';

const key = { course: 'c', lesson: 'rest/list-users', stack: 'express' };

function record(changes: Partial<WorkRecord> = {}): WorkRecord {
  return { version: 1, ...key, changed: {}, removed: [], open: [], active: null, updatedAt: 1, ...changes };
}

function memoryJournal(text: string | null = null): Journal & { text: string | null } {
  const journal = {
    text,
    read: () => journal.text,
    write: (next: string | null) => void (journal.text = next),
  };
  return journal;
}

test('work written to IndexedDB is read back by a second opening of the database', async () => {
  const written = record({ changed: { 'server.js': { text: 'mine', base: 'start' } } });
  await savedWork(await openLearnerDatabase('reopened'), memoryJournal()).save(written);
  expect(await savedWork(await openLearnerDatabase('reopened'), memoryJournal()).load(key)).toEqual(written);
});

test('each stack has work of its own', async () => {
  const work = savedWork(await openLearnerDatabase('stacks'), memoryJournal());
  await work.save(record({ active: 'express.js' }));
  await work.save(record({ stack: 'fastify', active: 'fastify.js' }));
  expect((await work.load(key))?.active).toBe('express.js');
  expect((await work.load({ ...key, stack: 'fastify' }))?.active).toBe('fastify.js');
});

test('a journal newer than the database wins and is then in the database', async () => {
  const database = await openLearnerDatabase('journal');
  const journal = memoryJournal(JSON.stringify(record({ updatedAt: 9, active: 'late.js' })));
  const work = savedWork(database, journal);
  await work.save(record({ updatedAt: 3, active: 'early.js' }));
  expect((await work.load(key))?.active).toBe('late.js');
  expect(journal.text).toBeNull();
  expect((await savedWork(database, memoryJournal()).load(key))?.active).toBe('late.js');
});

test('a journal older than the database, or cut off while written, is not used', async () => {
  const database = await openLearnerDatabase('old-journal');
  await savedWork(database, memoryJournal()).save(record({ updatedAt: 5, active: 'newer.js' }));
  expect((await savedWork(database, memoryJournal(JSON.stringify(record({ updatedAt: 4 })))).load(key))?.active).toBe('newer.js');
  expect((await savedWork(database, memoryJournal('{"version":1,"cou')).load(key))?.active).toBe('newer.js');
});

test('leaving writes the journal before the database answers and clears it after', async () => {
  const journal = memoryJournal();
  const leaving = savedWork(await openLearnerDatabase('leaving'), journal).saveBeforeLeaving(record({ updatedAt: 7 }));
  expect(journal.text).toContain('"updatedAt":7');
  await leaving;
  expect(journal.text).toBeNull();
});

test('a changed file keeps the learner\'s text when the lesson\'s start changes, and is named as outdated', () => {
  const work = record({ changed: { 'server.js': { text: 'mine', base: 'old start' }, 'mine.js': { text: 'own', base: null } } });
  const merged = mergeWork({ 'server.js': 'new start', 'package.json': 'new' }, work);
  expect(merged.files).toEqual({ 'server.js': 'mine', 'mine.js': 'own', 'package.json': 'new' });
  expect(merged.outdated).toEqual(['server.js']);
});

test('a file that the lesson no longer has stays if the learner changed it', () => {
  const merged = mergeWork({ 'app.js': 'a' }, record({ changed: { 'server.js': { text: 'mine', base: 'old' } } }));
  expect(merged.files['server.js']).toBe('mine');
  expect(merged.outdated).toEqual(['server.js']);
});

test('a removed file stays removed', () => {
  expect(mergeWork({ 'a.js': '', 'b.js': '' }, record({ removed: ['b.js'] })).files).toEqual({ 'a.js': '' });
});

test('a record of a newer version is refused and not overwritten by reading it', () => {
  expect(() => readWork({ ...record(), version: 2 })).toThrow(NewerRecordError);
  expect(() => readWork('nonsense')).toThrow(/no version/);
});

test('copies of replaced texts are found by the work they belong to', async () => {
  const work = savedWork(await openLearnerDatabase('copies'), memoryJournal(), () => 42);
  await work.keepCopy({ ...key, path: 'server.js', text: 'before reset', reason: 'reset' });
  await work.keepCopy({ ...key, stack: 'fastify', path: 'server.js', text: 'other', reason: 'reset' });
  expect(await work.copies(key)).toEqual([{ version: 1, ...key, path: 'server.js', text: 'before reset', reason: 'reset', at: 42 }]);
});

test('without storage the same interface works in memory', async () => {
  const work = savedWork(inMemory('denied'), memoryJournal());
  await work.save(record({ active: 'a.js' }));
  expect((await work.load(key))?.active).toBe('a.js');
});
