// Everything as one file: it goes out whole, comes back whole, and where both sides have work nothing is lost.
import { expect, test } from 'vitest';
import { makeBackup, planImport, readBackup, type ImportChoice } from './backup.ts';
import type { ProgressRecord } from './progress.ts';
import type { Draft, RequestsRecord } from './saved-requests.ts';
import { inMemory } from './saved-work-database.ts';
import type { KeptCopy, WorkRecord } from './saved-work.ts';

const key = { course: 'course', lesson: 'rest/list-users', stack: 'express' };
const work = (changes: Partial<WorkRecord> = {}): WorkRecord => ({
  version: 3, revision: 'r1', parent: null, ...key, changed: { 'server.js': { text: 'mine', base: 'start' } }, removed: [], folders: [], open: [], active: null, updatedAt: 5, ...changes,
});
const progress = (changes: Partial<ProgressRecord> = {}): ProgressRecord => ({ version: 1, ...key, passed: ['a'], total: 2, solvedAt: null, updatedAt: 5, ...changes });
const draft: Draft = {
  method: 'POST', port: 3000, target: '/', spareQuery: [], headers: [], auth: { kind: 'none', username: '', password: '', token: '' }, useCookies: false,
  body: { kind: 'file', json: '', form: [], parts: [], text: '', file: { name: 'a.bin', type: '', data: new Uint8Array([0, 255, 10]) } },
};
const requests = (changes: Partial<RequestsRecord> = {}): RequestsRecord => ({
  version: 1, course: 'course', lesson: 'rest/list-users', draft, history: [{ id: 'h1', at: 1, draft, status: 200 }], saved: [{ id: 's1', name: 'Make', draft }], updatedAt: 1, ...changes,
});
const copy: KeptCopy = { version: 1, ...key, path: 'server.js', text: 'before', reason: 'reset', at: 3 };

async function filled() {
  const database = inMemory('');
  await database.change({ work: [work()], progress: [progress()], requests: [requests()], copies: [copy] });
  return database;
}

test('everything goes into one file and comes back into an empty browser as it was, bytes of files too', async () => {
  const from = await filled();
  const backup = readBackup(await makeBackup(from, new Date('2026-01-02T03:04:05Z')));
  expect(backup.exportedAt).toBe('2026-01-02T03:04:05.000Z');
  const into = inMemory('');
  const plan = planImport(await into.getAll(), backup, 'newer');
  expect(plan).toMatchObject({ added: [key], differing: [], same: 0 });
  await into.change(plan.changes);
  expect(await into.getAll()).toEqual(await from.getAll());
});

test('bringing the same file in twice changes nothing', async () => {
  const database = await filled();
  const backup = readBackup(await makeBackup(database));
  const before = structuredClone(await database.getAll());
  const plan = planImport(await database.getAll(), backup, 'backup');
  expect(plan).toMatchObject({ added: [], differing: [], same: 1, changes: { work: [], copies: [] } });
  await database.change(plan.changes);
  expect(await database.getAll()).toEqual(before);
});

test.each<[ImportChoice, number, string]>([['newer', 9, 'backup'], ['newer', 1, 'mine'], ['here', 9, 'mine'], ['backup', 1, 'backup']])(
  'where both have work and the choice is “%s” (backup of time %i), one stands and the other is kept as a copy',
  async (choice, updatedAt, stands) => {
    const database = await filled();
    const other = inMemory('');
    await other.change({ work: [work({ revision: 'r2', updatedAt, changed: { 'server.js': { text: 'backup', base: 'start' } } })] });
    const plan = planImport(await database.getAll(), readBackup(await makeBackup(other)), choice, 77);
    expect(plan.differing).toEqual([key]);
    await database.change(plan.changes);
    expect(((await database.getWork(key)) as WorkRecord).changed['server.js']?.text).toBe(stands);
    expect((await database.getCopies(key)).at(-1)).toMatchObject({ text: stands === 'mine' ? 'backup' : 'mine', reason: 'import', at: 77 });
  },
);

test('a tab that has the replaced work open finds out: the import is a state of its own', async () => {
  const database = await filled();
  const other = inMemory('');
  await other.change({ work: [work({ changed: { 'server.js': { text: 'backup', base: 'start' } } })] });
  await database.change(planImport(await database.getAll(), readBackup(await makeBackup(other)), 'backup').changes);
  expect(await database.putWork(work({ revision: 'open tab', parent: 'r1' }))).toMatchObject({ kind: 'conflict' });
});

test('a lesson that was solved anywhere is solved, and requests of both sides are there', async () => {
  const database = await filled();
  const other = inMemory('');
  await other.change({
    progress: [progress({ solvedAt: 2, updatedAt: 2, passed: ['a', 'b'] })],
    requests: [requests({ history: [{ id: 'h2', at: 9, draft, status: 404 }], saved: [{ id: 's2', name: 'Other', draft }] })],
  });
  await database.change(planImport(await database.getAll(), readBackup(await makeBackup(other)), 'newer').changes);
  expect(await database.getProgress(key)).toMatchObject({ solvedAt: 2, passed: ['a'], updatedAt: 5 });
  const merged = (await database.getRequests(key)) as RequestsRecord;
  expect([merged.history.map(({ id }) => id), merged.saved.map(({ id }) => id)]).toEqual([['h2', 'h1'], ['s1', 's2']]);
});

test('what a newer Backlot has stored here is left as it is', async () => {
  const newer = { ...work(), version: 9 } as unknown as WorkRecord;
  const other = await filled();
  const plan = planImport({ work: [newer], copies: [], progress: [{ ...progress(), version: 9 }], requests: [{ ...requests(), version: 9 }] }, readBackup(await makeBackup(other)), 'backup');
  expect(plan).toMatchObject({ untouched: 1, changes: { work: [], progress: [], requests: [] } });
});

test('a backup with records of an earlier version is brought to the present one', () => {
  const { revision: _revision, parent: _parent, ...old } = work();
  const text = JSON.stringify({ format: 'backlot-backup', version: 1, exportedAt: '', work: [{ ...old, version: 1 }], copies: [], progress: [], requests: [] });
  expect(readBackup(text).work).toMatchObject([{ version: 3, changed: { 'server.js': { text: 'mine' } } }]);
});

test('what is no backup, damaged, hostile or of a newer Backlot is refused with a reason', () => {
  const file = (changes: object) => JSON.stringify({ format: 'backlot-backup', version: 1, work: [], copies: [], progress: [], requests: [], ...changes });
  for (const [text, reason] of [
    ['{', /no backup of Backlot, or it is damaged/],
    ['{}', /no backup of Backlot/],
    [file({ version: 2 }), /newer Backlot/],
    [file({ work: 1 }), /part of it is missing/],
    [file({ work: [{}] }), /has no version/],
    [file({ work: [{ ...work(), version: 9 }] }), /newer version of Backlot/],
    [file({ work: [{ ...work(), lesson: 5 }] }), /which lesson/],
    [file({ work: [{ ...work(), changed: { 'a.js': { text: 1, base: null } } }] }), /the work of rest\/list-users/],
    [file({ work: [{ ...work(), changed: { '../a.js': { text: '', base: null } } }] }), /leads out of the folder/],
    [file({ progress: [{ ...progress(), passed: 'all' }] }), /the progress of/],
    [file({ requests: [{ ...requests(), saved: [{ id: 'x', name: 'x', draft: { method: 1 } }] }] }), /the requests of/],
    [file({ copies: [{ ...copy, text: null }] }), /a kept copy of/],
  ] as const) {
    expect(() => readBackup(text), text).toThrow(reason);
  }
});
