// Saved work: nothing of the learner's is lost by reloads, new lesson releases or a page that closes too early.
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { mergeTabs, mergeWork, NewerRecordError, readWork, savedWork, type Journal, type WorkRecord } from './saved-work.ts';
import { inMemory, openLearnerDatabase } from './saved-work-database.ts';

const key = { course: 'c', lesson: 'rest/list-users', stack: 'express' };

function record(changes: Partial<WorkRecord> = {}): WorkRecord {
  return { version: 3, revision: 'r1', parent: null, ...key, changed: {}, removed: [], folders: [], open: [], active: null, updatedAt: 1, ...changes };
}

function memoryJournal(text: string | null = null): Journal & { text: string | null } {
  const journal = {
    text,
    read: () => (journal.text === null ? [] : [journal.text]),
    write: (next: string) => void (journal.text = next),
    forget: (gone: string) => void (journal.text === gone && (journal.text = null)),
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
  const journal = memoryJournal(JSON.stringify(record({ revision: 'r2', parent: 'r1', updatedAt: 9, active: 'late.js' })));
  const work = savedWork(database, journal);
  await work.save(record({ updatedAt: 3, active: 'early.js' }));
  expect((await work.load(key))?.active).toBe('late.js');
  expect(journal.text).toBeNull();
  expect((await savedWork(database, memoryJournal()).load(key))?.active).toBe('late.js');
});

test('a journal older than the database, or cut off while written, is not used', async () => {
  const database = await openLearnerDatabase('old-journal');
  await savedWork(database, memoryJournal()).save(record({ updatedAt: 5, active: 'newer.js' }));
  expect((await savedWork(database, memoryJournal(JSON.stringify(record({ revision: 'r0', updatedAt: 4 })))).load(key))?.active).toBe('newer.js');
  expect((await savedWork(database, memoryJournal('{"version":2,"cou')).load(key))?.active).toBe('newer.js');
});

test('leaving writes the journal before the database answers and clears it after', async () => {
  const journal = memoryJournal();
  const leaving = savedWork(await openLearnerDatabase('leaving'), journal).saveBeforeLeaving(record({ updatedAt: 7 }));
  expect(journal.text).toContain('"updatedAt":7');
  await leaving;
  expect(journal.text).toBeNull();
});

test('a write that arrives late leaves alone what was written to the journal after it', async () => {
  const journal = memoryJournal();
  const work = savedWork(await openLearnerDatabase('leaving-twice'), journal);
  const first = work.saveBeforeLeaving(record({ revision: 'r1', updatedAt: 7 }));
  const second = work.saveBeforeLeaving(record({ revision: 'r2', parent: 'r1', updatedAt: 8 }));
  await first;
  expect(journal.text).toContain('"revision":"r2"');
  expect(await second).toEqual({ kind: 'written' });
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
  expect(() => readWork({ ...record(), version: 99 })).toThrow(NewerRecordError);
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

test('a write over what another tab has stored meanwhile is not done, and what is stored is told', async () => {
  for (const database of [await openLearnerDatabase('conflict'), inMemory('denied')]) {
    const work = savedWork(database, memoryJournal());
    await work.save(record());
    const theirs = record({ revision: 'theirs', parent: 'r1', active: 'theirs.js' });
    expect(await work.save(theirs)).toEqual({ kind: 'written' });
    expect(await work.save(record({ revision: 'mine', parent: 'r1', active: 'mine.js' }))).toEqual({ kind: 'conflict', stored: theirs });
    expect((await work.load(key))?.active).toBe('theirs.js');
  }
});

test('what a newer Backlot has stored is never written over', async () => {
  const database = await openLearnerDatabase('newer');
  const newer = { ...record(), version: 99, secret: 'of the future' } as unknown as WorkRecord;
  await database.change({ work: [newer] });
  await expect(savedWork(database, memoryJournal()).save(record({ revision: 'mine' }))).rejects.toThrow(NewerRecordError);
  expect(await database.getWork(key)).toEqual(newer);
});

test('a journal that another tab overtook: the newer state stands, and the texts of the other are kept as copies', async () => {
  const database = await openLearnerDatabase('overtaken');
  const late = record({ revision: 'late', parent: 'r1', updatedAt: 5, changed: { 'server.js': { text: 'late', base: 's' }, 'same.js': { text: 'same', base: null } } });
  const work = savedWork(database, memoryJournal(JSON.stringify(late)));
  await database.putWork(record({ revision: 'r3', updatedAt: 9, changed: { 'server.js': { text: 'newer', base: 's' }, 'same.js': { text: 'same', base: null } } }));
  expect((await work.load(key))?.revision).toBe('r3');
  expect(await work.copies(key)).toMatchObject([{ path: 'server.js', text: 'late', reason: 'other-tab' }]);
});

test('work of two tabs is laid together file by file; where both changed a file mine stands and theirs is told', () => {
  const changed = (files: Record<string, string>) => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text, base: 'start' }]));
  const base = record({ changed: changed({ a: 'a', b: 'b', both: '0', gone: 'g' }) });
  const mine = record({ changed: changed({ a: 'a mine', b: 'b', both: 'mine', gone: 'g', same: 'same' }) });
  const theirs = record({ changed: changed({ a: 'a', b: 'b theirs', both: 'theirs', same: 'same', new: 'n' }), removed: ['gone'] });
  const merged = mergeTabs(base, mine, theirs);
  expect(Object.fromEntries(Object.entries(merged.changed).map(([path, { text }]) => [path, text]))).toEqual({ a: 'a mine', b: 'b theirs', both: 'mine', same: 'same', new: 'n' });
  expect(merged.removed).toEqual(['gone']);
  expect(merged.taken.toSorted()).toEqual(['b', 'gone', 'new']);
  expect(merged.conflicts).toEqual([{ path: 'both', theirs: 'theirs' }]);
});

test('the same work from both tabs is no conflict, and a removal by one against an edit by the other is', () => {
  const base = record({ changed: { a: { text: '1', base: null } } });
  const edited = record({ changed: { a: { text: '2', base: null } } });
  expect(mergeTabs(base, edited, edited)).toMatchObject({ taken: [], conflicts: [] });
  expect(mergeTabs(base, edited, record())).toMatchObject({ conflicts: [{ path: 'a', theirs: null }] });
  expect(mergeTabs(base, record(), edited)).toMatchObject({ changed: {}, conflicts: [{ path: 'a', theirs: '2' }] });
});

test('folders of two tabs are laid together: what one made is there, what one removed is gone', () => {
  const base = record({ folders: ['lib', 'old'] });
  const merged = mergeTabs(base, record({ folders: ['lib', 'old', 'mine'] }), record({ folders: ['lib', 'theirs'] }));
  expect(merged.folders).toEqual(['lib', 'mine', 'theirs']);
});
