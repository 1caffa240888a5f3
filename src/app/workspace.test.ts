// The workspace: edits reach storage, each stack keeps its own, and the lesson's own files stay as they are.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Lesson } from '../lesson/lesson.ts';
import { NewerRecordError, savedWork, type SavedWork, type WorkKey } from '../lesson/saved-work.ts';
import { inMemory } from '../lesson/saved-work-database.ts';
import type { Tabs } from '../lesson/tabs.ts';
import { Workspace, type OtherTabsWork } from './workspace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function lesson(start: Record<string, string> = { 'server.js': 'start', 'package.json': '{}' }): Lesson {
  const files = { start, solution: start, packages: [] };
  return {
    id: 'rest/list-users', partId: 'rest', title: 'List users', summary: '', time: 5, stacks: ['express', 'fastify'], needs: [],
    html: {}, tasks: [], focus: 'server.js', editable: ['server.js'], entry: ['node', 'server.js'], port: 3000, checks: [], hints: {},
    files: { express: files, fastify: files },
  };
}

const silent = { read: () => [], write: () => undefined, forget: () => undefined };

async function setup(work: SavedWork = savedWork(inMemory(''), silent)) {
  const workspace = new Workspace(work);
  await workspace.open('course', lesson(), 'express');
  return { workspace, work, now: () => workspace.state.getState() };
}

test('a change is saved less than 300 ms later and is there when the lesson is opened again', async () => {
  const { workspace, work, now } = await setup();
  workspace.write('server.js', 'mine');
  expect(now().saved).toBe('saving');
  await vi.advanceTimersByTimeAsync(299);
  expect(now().saved).toBe('saved');
  const again = await setup(work);
  expect(again.now().files['server.js']).toBe('mine');
});

test('keystrokes that go on do not put off saving', async () => {
  const { workspace, work } = await setup();
  const save = vi.spyOn(work, 'save');
  for (let key = 0; key < 10; key++) {
    workspace.write('server.js', `mine ${key}`);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(save.mock.calls.length).toBeGreaterThanOrEqual(3);
});

/** Storage that answers when it is told to, and keeps what leaving pages have written at once. */
function slowStorage() {
  const journal = new Set<string>();
  const work = savedWork(inMemory(''), { read: () => [...journal], write: (text) => void journal.add(text), forget: (text) => void journal.delete(text) });
  const waiting: (() => void)[] = [];
  const put = work.save.bind(work);
  const save = vi.spyOn(work, 'save').mockImplementation((record) => new Promise((resolve) => void waiting.push(() => resolve(put(record)))));
  const answer = async (): Promise<void> => {
    for (const next of waiting.splice(0)) next();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { work, save, journal, answer };
}

test('a page that goes while storage has not answered leaves its work where it arrives at once', async () => {
  const { work, save, journal } = slowStorage();
  const { workspace } = await setup(work);
  workspace.write('server.js', 'mine');
  await vi.advanceTimersByTimeAsync(250);
  expect(save).toHaveBeenCalledOnce();
  void workspace.flush(true);
  expect([...journal].join()).toContain('"text":"mine"');
});

test('a page that hears twice that it goes, and whose last write is lost, is not taken for another tab', async () => {
  const database = inMemory('');
  const journal = new Set<string>();
  const kept = {
    read: () => [...journal],
    write: (text: string) => {
      journal.clear();
      journal.add(text);
    },
    forget: (text: string) => void journal.delete(text),
  };
  const { workspace } = await setup(savedWork(database, kept));
  workspace.write('server.js', 'one');
  await vi.advanceTimersByTimeAsync(250);
  const lost = vi.spyOn(database, 'putWork').mockReturnValue(new Promise(() => undefined));
  workspace.write('server.js', 'two');
  // As it is hidden, and as it goes.
  void workspace.flush(true);
  void workspace.flush(true);
  lost.mockRestore();
  const next = await setup(savedWork(database, kept));
  expect(next.now().files['server.js']).toBe('two');
  expect(await next.workspace.copies()).toEqual([]);
});

test('what is typed while storage is slow follows what is on its way, and is nobody else\'s', async () => {
  const { work, answer } = slowStorage();
  const { workspace, now } = await setup(work);
  const keepCopy = vi.spyOn(work, 'keepCopy');
  workspace.write('server.js', 'one');
  await vi.advanceTimersByTimeAsync(250);
  workspace.write('server.js', 'two');
  await vi.advanceTimersByTimeAsync(250);
  await answer();
  await answer();
  expect(now().saved).toBe('saved');
  expect(keepCopy).not.toHaveBeenCalled();
  expect((await setup(work)).now().files['server.js']).toBe('two');
});

test('each stack keeps its own work, and switching saves the one that is left', async () => {
  const { workspace, now } = await setup();
  workspace.write('server.js', 'in express');
  await workspace.open('course', lesson(), 'fastify');
  expect(now().files['server.js']).toBe('start');
  await workspace.open('course', lesson(), 'express');
  expect(now().files['server.js']).toBe('in express');
});

test('what is typed while the next work is being read is saved with the one that is left', async () => {
  const { workspace, work, now } = await setup();
  const load = work.load.bind(work);
  let read = (): void => {};
  vi.spyOn(work, 'load').mockImplementationOnce(async (key) => {
    await new Promise<void>((resolve) => (read = resolve));
    return load(key);
  });
  const opening = workspace.open('course', lesson(), 'fastify');
  await vi.advanceTimersByTimeAsync(0);
  workspace.write('server.js', 'the last key');
  read();
  await opening;
  expect(now()).toMatchObject({ key: { stack: 'fastify' }, files: { 'server.js': 'start' }, saved: 'saved' });
  await workspace.open('course', lesson(), 'express');
  expect(now().files['server.js']).toBe('the last key');
});

test('a file that the lesson does not let edit cannot be written, renamed or removed', async () => {
  const { workspace, now } = await setup();
  workspace.write('package.json', 'changed');
  expect(workspace.rename('package.json', 'other.json')).toBe(false);
  expect(await workspace.remove('package.json')).toBeNull();
  expect(now().files['package.json']).toBe('{}');
});

test('files of the learner can be added, renamed and removed, and what was removed is kept as a copy', async () => {
  const { workspace, work, now } = await setup();
  expect(workspace.add('routes/users.js', 'text')).toBe(true);
  expect(now().active).toBe('routes/users.js');
  expect(workspace.rename('routes/users.js', 'users.js')).toBe(true);
  expect(now().open).toContain('users.js');
  expect(await workspace.remove('users.js')).toEqual({ files: { 'users.js': 'text' }, folders: [] });
  expect(now().files['users.js']).toBeUndefined();
  const key = now().key;
  expect(key && (await work.copies(key))).toMatchObject([{ path: 'users.js', text: 'text', reason: 'delete' }]);
});

test('names that leave the folder, collide or reach into node_modules are refused', async () => {
  const { workspace } = await setup();
  expect(workspace.nameProblem('../x.js')).toBe('outside');
  expect(workspace.nameProblem('/x.js')).toBe('outside');
  expect(workspace.nameProblem('server.js')).toBe('taken');
  expect(workspace.nameProblem('server.js/x.js')).toBe('taken');
  expect(workspace.nameProblem('node_modules/x.js')).toBe('reserved');
  expect(workspace.nameProblem(' ')).toBe('empty');
  expect(workspace.nameProblem('a/b.js')).toBeNull();
});

test('after a new release of the lesson the learner\'s text stays, untouched files are the new ones', async () => {
  const { workspace, now } = await setup();
  workspace.write('server.js', 'mine');
  await workspace.flush();
  await workspace.open('course', lesson({ 'server.js': 'new start', 'package.json': '{"new":1}' }), 'express');
  expect(now().files).toEqual({ 'server.js': 'mine', 'package.json': '{"new":1}' });
  expect(now().outdated).toEqual(['server.js']);
  workspace.write('server.js', 'mine, more');
  await workspace.flush();
  await workspace.open('course', lesson({ 'server.js': 'new start', 'package.json': '{"new":1}' }), 'express');
  expect(now().outdated).toEqual(['server.js']);
});

test('when storage fails the work goes on in memory and the reason is told', async () => {
  const { workspace, work, now } = await setup();
  vi.spyOn(work, 'save').mockRejectedValue(new Error('QuotaExceededError: disk full'));
  workspace.write('server.js', 'mine');
  await vi.advanceTimersByTimeAsync(300);
  expect(now()).toMatchObject({ saved: 'memory', savedProblem: 'QuotaExceededError: disk full' });
  expect(now().files['server.js']).toBe('mine');
});

test('a change that could not be saved is saved with the next one, and that is told', async () => {
  const { workspace, work, now } = await setup();
  const save = vi.spyOn(work, 'save').mockRejectedValueOnce(new Error('full'));
  workspace.write('server.js', 'one');
  await vi.advanceTimersByTimeAsync(300);
  workspace.write('server.js', 'two');
  await vi.advanceTimersByTimeAsync(300);
  expect(save).toHaveBeenCalledTimes(2);
  expect(save.mock.lastCall?.[0].changed['server.js']?.text).toBe('two');
  expect(now()).toMatchObject({ saved: 'saved', savedProblem: null });
});

test('work saved by a newer Backlot is not overwritten, and the reason is told', async () => {
  const work = savedWork(inMemory(''), silent);
  vi.spyOn(work, 'load').mockRejectedValue(new NewerRecordError('Your saved work', 2));
  const save = vi.spyOn(work, 'save');
  const { workspace, now } = await setup(work);
  expect(now().savedProblem).toContain('newer version of Backlot');
  workspace.write('server.js', 'mine');
  await vi.advanceTimersByTimeAsync(300);
  expect(save).not.toHaveBeenCalled();
  expect(now().saved).toBe('memory');
});

test('every change of a file raises the version; opening a tab does not', async () => {
  const { workspace, now } = await setup();
  const before = now().version;
  workspace.openFile('package.json');
  expect(now().version).toBe(before);
  workspace.write('server.js', 'x');
  expect(now().version).toBe(before + 1);
  workspace.write('server.js', 'x');
  expect(now().version).toBe(before + 1);
});

test('closing a tab shows its neighbour', async () => {
  const { workspace, now } = await setup();
  workspace.openFile('package.json');
  workspace.closeTab('package.json');
  expect(now()).toMatchObject({ open: ['server.js'], active: 'server.js' });
});

/** Two tabs on one storage: each hears of the other's saving. */
async function twoTabs() {
  const database = inMemory('');
  const listeners: ((key: WorkKey) => void)[] = [];
  const tab = async (at: number) => {
    const tabs: Tabs = {
      open: () => undefined,
      announceSaved: (key) => listeners.forEach((listener, index) => index !== at && listener(key)),
      onSaved: (listener) => {
        listeners[at] = listener;
        return () => undefined;
      },
      onOthers: () => () => undefined,
    };
    const workspace = new Workspace(savedWork(database, silent), tabs);
    await workspace.open('course', lesson(), 'express');
    const heard: OtherTabsWork[] = [];
    workspace.onOtherTabsWork((work) => heard.push(work));
    return { workspace, heard, files: () => workspace.state.getState().files };
  };
  return { first: await tab(0), second: await tab(1), database };
}

test('what another tab saves shows here, where nothing else was changed', async () => {
  const { first, second } = await twoTabs();
  first.workspace.write('server.js', 'from the first tab');
  first.workspace.add('new.js', 'n');
  await vi.advanceTimersByTimeAsync(300);
  expect(second.files()).toMatchObject({ 'server.js': 'from the first tab', 'new.js': 'n' });
  expect(second.heard).toMatchObject([{ conflicts: [] }]);
  expect(second.workspace.state.getState().saved).toBe('saved');
});

test('two tabs that change different files at once have both changes in the end, in both tabs and in storage', async () => {
  const { first, second, database } = await twoTabs();
  first.workspace.add('a.js', 'a');
  second.workspace.add('b.js', 'b');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(first.files()).toMatchObject({ 'a.js': 'a', 'b.js': 'b' });
  expect(second.files()).toEqual(first.files());
  expect(await database.getWork({ course: 'course', lesson: 'rest/list-users', stack: 'express' })).toMatchObject({ changed: { 'a.js': { text: 'a' }, 'b.js': { text: 'b' } } });
});

test('two tabs that change the same file at once: one stands in both, and the other text is kept and offered', async () => {
  const { first, second, database } = await twoTabs();
  first.workspace.write('server.js', 'first');
  second.workspace.write('server.js', 'second');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(first.files()['server.js']).toBe(second.files()['server.js']);
  const conflict = [...first.heard, ...second.heard].flatMap(({ conflicts }) => conflicts);
  const kept = (await database.getCopies({ course: 'course', lesson: 'rest/list-users', stack: 'express' })) as { text: string }[];
  expect(new Set([first.files()['server.js'], ...kept.map(({ text }) => text)])).toEqual(new Set(['first', 'second']));
  expect(conflict).toHaveLength(1);
});

test('somebody else\'s files are shown read-only and never saved, until they are made the learner\'s own; then what they replace is kept', async () => {
  const { workspace, work, now } = await setup();
  workspace.write('server.js', 'mine');
  await workspace.flush();
  await workspace.openForeign('course', lesson(), 'express', { 'server.js': 'theirs', 'extra.js': 'e' }, 'link');
  expect(now()).toMatchObject({ foreign: 'link', files: { 'server.js': 'theirs', 'extra.js': 'e' } });
  workspace.write('server.js', 'changed');
  expect(workspace.add('more.js')).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(now().files['server.js']).toBe('theirs');
  const key = { course: 'course', lesson: 'rest/list-users', stack: 'express' };
  expect((await work.load(key))?.changed).toMatchObject({ 'server.js': { text: 'mine' } });

  await workspace.makeForeignMine();
  expect(now().foreign).toBeNull();
  expect(await work.copies(key)).toMatchObject([{ path: 'server.js', text: 'mine', reason: 'shared' }]);
  expect((await work.load(key))?.changed).toMatchObject({ 'server.js': { text: 'theirs' }, 'extra.js': { text: 'e' } });
  workspace.write('server.js', 'mine again');
  expect(now().files['server.js']).toBe('mine again');
});

test('leaving somebody else\'s files brings the learner\'s own back', async () => {
  const { workspace, now } = await setup();
  workspace.write('server.js', 'mine');
  await workspace.openForeign('course', lesson(), 'express', { 'server.js': 'theirs' }, 'zip');
  await workspace.open('course', lesson(), 'express');
  expect(now()).toMatchObject({ foreign: null, files: { 'server.js': 'mine' } });
});

test('a folder is made, kept between visits, filled, renamed with all in it, and removed and put back', async () => {
  const { workspace, work, now } = await setup();
  expect(workspace.addFolder('lib')).toBe(true);
  expect(workspace.addFolder('lib')).toBe(false);
  await workspace.flush();
  expect((await setup(work)).now().folders).toEqual(['lib']);
  workspace.add('lib/deep/x.js', 'x');
  expect(workspace.rename('lib', 'src/lib')).toBe(true);
  expect(now()).toMatchObject({ folders: ['src/lib'], active: 'src/lib/deep/x.js' });
  expect(now().files['src/lib/deep/x.js']).toBe('x');
  const removed = await workspace.remove('src/lib');
  expect(now().folders).toEqual(['src']);
  expect(now().files['src/lib/deep/x.js']).toBeUndefined();
  expect(await workspace.copies()).toMatchObject([{ path: 'src/lib/deep/x.js', text: 'x', reason: 'delete' }]);
  if (removed) workspace.putBack(removed);
  expect(now().files['src/lib/deep/x.js']).toBe('x');
  expect(now().folders).toEqual(['src', 'src/lib']);
});

test('a folder stays when its last file is moved out of it', async () => {
  const { workspace, now } = await setup();
  workspace.add('lib/only.js', '');
  workspace.rename('lib/only.js', 'only.js');
  expect(now().folders).toEqual(['lib']);
  expect(workspace.isFolder('lib')).toBe(true);
});

test('a folder cannot be moved into itself, onto a file, or away with a file of the lesson in it', async () => {
  const { workspace } = await setup();
  await workspace.open('course', lesson({ 'server.js': 'start', 'data/users.json': '[]' }), 'express');
  workspace.addFolder('lib');
  expect(workspace.nameProblem('lib/inner', 'lib')).toBe('own-inside');
  expect(workspace.rename('lib', 'lib/inner')).toBe(false);
  expect(workspace.nameProblem('server.js', 'lib')).toBe('taken');
  expect(workspace.nameProblem('library', 'lib')).toBeNull();
  expect(workspace.rename('data', 'moved')).toBe(false);
  expect(await workspace.remove('data')).toBeNull();
});

test('a tab is moved among the open ones, and its place is remembered', async () => {
  const { workspace, work, now } = await setup();
  workspace.add('a.js');
  workspace.add('b.js');
  workspace.moveTab('b.js', 0);
  expect(now().open).toEqual(['b.js', 'server.js', 'a.js']);
  await workspace.flush();
  expect((await setup(work)).now().open).toEqual(['b.js', 'server.js', 'a.js']);
});
