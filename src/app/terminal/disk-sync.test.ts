// The editor's files and the container's disk: a change on either side reaches the other, once, and none is lost.
import { expect, test } from 'vitest';
import type { Container } from '../../container/container.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { savedWork } from '../../lesson/saved-work.ts';
import { inMemory } from '../../lesson/saved-work-database.ts';
import { Workspace } from '../workspace.ts';
import { LearnerDisk, syncDisk } from './disk-sync.ts';

const START = { 'server.js': 'start', 'package.json': '{}' };

function lesson(): Lesson {
  const files = { start: START, solution: START, packages: [] };
  return {
    id: 'rest/list-users', partId: 'rest', title: 'List users', summary: '', time: 5, stacks: ['express', 'fastify'], needs: [],
    html: {}, tasks: [], focus: 'server.js', editable: ['server.js'], entry: ['node', 'server.js'], port: 3000, checks: [], hints: {},
    files: { express: files, fastify: files },
  };
}

/** A container that is only a disk; it answers in order and later, as the kernel does. */
class Disk {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set<string>();
  readonly watchers = new Set<(event: 'rename' | 'change', file: string) => void>();
  writes = 0;

  /** as a program of the container does it */
  put(path: string, text: string | Uint8Array): void {
    this.files.set(path, typeof text === 'string' ? new TextEncoder().encode(text) : text);
    for (const watcher of this.watchers) watcher('change', path);
  }

  /** as `mkdir` does it */
  make(path: string): void {
    this.folders.add(path);
    for (const watcher of this.watchers) watcher('rename', path);
  }

  take(path: string): void {
    this.folders.delete(path);
    for (const name of [...this.files.keys()]) if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
    for (const watcher of this.watchers) watcher('rename', path);
  }

  text(path: string): string | undefined {
    const bytes = this.files.get(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  get container(): Container {
    const missing = (path: string): Error => Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    const fs = {
      readFile: async (path: string) => {
        if (this.folders.has(path) || [...this.files.keys()].some((name) => name.startsWith(`${path}/`))) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
        const bytes = this.files.get(path);
        await turn();
        if (bytes === undefined) throw missing(path);
        return bytes;
      },
      readdir: async (path: string) => [...new Set([...this.files.keys(), ...this.folders].filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1).split('/')[0] as string))],
      writeFile: async (path: string, text: string) => {
        this.writes++;
        this.put(path, text);
      },
      mkdir: async (path: string) => void this.folders.add(path),
      rm: async (path: string) => this.take(path),
      watch: (_: string, __: object, listener: (event: 'rename' | 'change', file: string) => void) => {
        this.watchers.add(listener);
        return () => this.watchers.delete(listener);
      },
    };
    return { fs } as unknown as Container;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Until nothing is under way any more. */
async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await turn();
}

async function setup() {
  const workspace = new Workspace(savedWork(inMemory(''), { read: () => [], write: () => undefined, forget: () => undefined }));
  await workspace.open('course', lesson(), 'express');
  const disk = new Disk();
  for (const [path, text] of Object.entries(START)) disk.put(path, text);
  const problems: string[] = [];
  const stop = syncDisk(workspace, { container: disk.container, files: START, folders: [] }, (message) => problems.push(message));
  return { workspace, disk, problems, stop, files: () => workspace.state.getState().files };
}

test('what is typed is on the disk at once, and comes back to nobody', async () => {
  const { workspace, disk, files } = await setup();
  for (const text of ['a', 'ab', 'abc']) workspace.write('server.js', text);
  expect(disk.text('server.js')).toBe('abc');
  await settled();
  expect(files()['server.js']).toBe('abc');
  expect(disk.writes).toBe(3);
});

test('what a program writes, makes and removes shows in the workspace, and is not written again', async () => {
  const { disk, files } = await setup();
  disk.put('server.js', 'from the shell');
  disk.put('notes/todo.txt', 'new');
  await settled();
  expect(files()).toEqual({ ...START, 'server.js': 'from the shell', 'notes/todo.txt': 'new' });
  disk.take('notes');
  await settled();
  expect(files()['notes/todo.txt']).toBeUndefined();
  expect(disk.writes).toBe(0);
});

test('a folder that was moved brings its files', async () => {
  const { disk, files } = await setup();
  disk.files.set('lib/a.js', new TextEncoder().encode('a'));
  disk.files.set('lib/deep/b.js', new TextEncoder().encode('b'));
  for (const watcher of disk.watchers) watcher('rename', 'lib');
  await settled();
  expect(files()).toMatchObject({ 'lib/a.js': 'a', 'lib/deep/b.js': 'b' });
});

test('a keystroke while a file is read from the disk is not lost', async () => {
  const { workspace, disk, files } = await setup();
  disk.put('server.js', 'from the shell');
  workspace.write('server.js', 'typed meanwhile');
  await settled();
  expect([files()['server.js'], disk.text('server.js')]).toEqual(['typed meanwhile', 'typed meanwhile']);
});

test('node_modules, binary files and the lesson’s own files stay where they are', async () => {
  const { disk, files } = await setup();
  disk.put('node_modules/a/index.js', 'x');
  disk.put('image.png', new Uint8Array([0x89, 0x50, 0, 1]));
  disk.put('latin1.txt', new Uint8Array([0xe9]));
  disk.put('package.json', '{"changed":true}');
  disk.put('large.txt', 'x'.repeat(300 * 1024));
  await settled();
  expect(files()).toEqual(START);
});

test('another lesson’s files are not taken for changes of these', async () => {
  const { workspace, disk, files } = await setup();
  await workspace.open('course', lesson(), 'fastify');
  disk.take('server.js');
  disk.put('server.js', 'of the other stack');
  await settled();
  expect(files()).toEqual(START);
});

test('the disk follows to another lesson, and what was typed while it was opened is on it', async () => {
  const { workspace, stop } = await setup();
  stop();
  const disk = new Disk();
  let opened = 0;
  const learner = new LearnerDisk(workspace, async () => {
    opened++;
    const { files } = workspace.state.getState();
    for (const [path, text] of Object.entries(files)) disk.put(path, text);
    await turn();
    return { container: disk.container, files, folders: [] };
  }, () => undefined);
  const opening = learner.container();
  workspace.write('server.js', 'typed while opening');
  await opening;
  expect(disk.text('server.js')).toBe('typed while opening');
  await workspace.open('course', lesson(), 'fastify');
  await settled();
  workspace.write('server.js', 'in fastify');
  expect([opened, disk.text('server.js')]).toEqual([2, 'in fastify']);
});

test('a folder that is made is on the disk, and one that is deleted or renamed is not, unless a program has put something into it', async () => {
  const { workspace, disk } = await setup();
  workspace.addFolder('lib');
  workspace.addFolder('uploads');
  await settled();
  expect([...disk.folders]).toEqual(['lib', 'uploads']);
  disk.put('uploads/photo.png', new Uint8Array([0, 1]));
  await settled();
  workspace.rename('lib', 'source');
  await workspace.remove('uploads');
  await settled();
  expect([...disk.folders].sort()).toEqual(['source', 'uploads']);
  expect(disk.files.has('uploads/photo.png')).toBe(true);
});

test('an empty folder that the shell makes is in the workspace, until the shell removes it; nobody makes it again', async () => {
  const { workspace, disk, problems } = await setup();
  const folders = (): readonly string[] => workspace.state.getState().folders;
  disk.make('data');
  disk.folders.add('a');
  disk.make('a/b');
  await settled();
  expect(folders()).toEqual(['data', 'a/b']);
  disk.put('data/users.txt', 'Ada');
  await settled();
  disk.take('data/users.txt');
  await settled();
  expect(folders()).toEqual(['data', 'a/b']);
  disk.take('data');
  await settled();
  expect([folders(), [...disk.folders], problems]).toEqual([['a/b'], ['a', 'a/b'], []]);
});

test('verdicts stay about the present files when a program writes data, and do not when its source changes', async () => {
  const { workspace, disk, files } = await setup();
  const version = (): number => workspace.state.getState().version;
  const before = version();
  disk.put('users.json', '[]');
  disk.put('users.json', '[{"id":1}]');
  disk.make('uploads');
  await settled();
  expect([files()['users.json'], version()]).toEqual(['[{"id":1}]', before]);
  disk.put('server.js', 'from the shell');
  await settled();
  expect(version()).toBe(before + 1);
  workspace.write('users.json', 'by the learner');
  expect(version()).toBe(before + 2);
});
