// Compares the fs binding with that of the pinned Node itself: the same calls on a real directory and on a FileTree, in all
// three forms. Needs the binary that tools/node-library fetches; where it is missing (other platforms) those tests are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { createWraps } from '../wraps.ts';
import { FileTree } from '../../kernel/files.ts';
import { fs } from './fs.ts';
import { fsDir } from './fs_dir.ts';
import { fsEventWrap } from './fs_event_wrap.ts';

const NODE = resolve('.cache/node-library/24.21.0/node');

/** As much of an Environment as the file system's bindings use. `timers` holds what was given to setTimeout. */
function setup(): { env: Environment; binding: Binding; printed: [number, string][]; timers: (() => void)[] } {
  const timers: (() => void)[] = [];
  const printed: [number, string][] = [];
  const asyncWrap = {
    async_id_fields: new Float64Array(4), async_hook_fields: new Uint32Array(8), Providers: {},
    constants: { kAsyncIdCounter: 2, kDefaultTriggerAsyncId: 3, kExecutionAsyncId: 0, kInit: 0 },
    pushAsyncContext() {}, popAsyncContext: () => true, emitInit() {}, emitBefore() {}, emitAfter() {},
  };
  const files = new FileTree({ uid: 0, gid: 0 });
  files.mkdir('/home');
  const held = new Set<object>();
  const env = {
    natives: { TextEncoder, TextDecoder, URL, crypto, setTimeout: (callback: () => void) => timers.push(callback), clearTimeout() {} },
    loop: {
      enqueue: (callback: () => void) => void setImmediate(callback), enqueueCheck: (callback: () => void) => void setImmediate(callback), enqueuePending: (callback: () => void) => void setImmediate(callback), enqueueClose: (callback: () => void) => void setImmediate(callback),
      hold: (token: object) => void held.add(token), release: (token: object) => void held.delete(token),
    },
    asyncContext: { current: undefined },
    files,
    options: { pid: 1, descriptors: [[0, 'pipe'], [1, 'page'], [2, 'page']] },
    kernel: { catchUpWithFiles() {}, print: (fd: number, bytes: Uint8Array) => void printed.push([fd, new TextDecoder().decode(bytes)]) },
    perIsolateSymbols: { fs_use_promises_symbol: Symbol('fs_use_promises_symbol') },
    bufferPrototype: Buffer.prototype,
    cwd: '/home',
    requireBuiltin: () => ({ Buffer }),
    internalBinding: () => asyncWrap,
  } as unknown as Environment;
  Object.assign(env, { wraps: createWraps(env) });
  return { env, binding: fs(env), printed, timers };
}

type Call = (name: string, ...args: unknown[]) => Promise<unknown>;

/** Runs in both; its source travels to the other Node as text, so it uses only its parameters and globals. */
async function everyOperation(call: Call): Promise<void> {
  const O = { CREAT: 0o100, EXCL: 0o200, TRUNC: 0o1000, APPEND: 0o2000, DIRECTORY: 0o200000, NOFOLLOW: 0o400000 };
  const bytes = (text: string): Buffer => Buffer.from(text);
  // directories
  await call('mkdir', 'a', 0o755, false);
  await call('mkdir', 'a', 0o755, false);
  await call('mkdir', 'a/', 0o755, false);
  await call('mkdir', 'x/y', 0o755, false);
  await call('mkdir', 'b/c/../d/./e', 0o755, true);
  await call('mkdir', 'b/c/d', 0o700, true);
  await call('mkdir', 'b/c', 0o755, true);
  await call('mkdir', '', 0o755, false);
  await call('mkdir', '.', 0o755, false);
  await call('readdir', 'b', 'utf8', false);
  await call('readdir', '.', 'utf8', true);
  await call('readdir', 'nope', 'utf8', false);
  await call('stat', 'a', false);
  // files
  const fd = (await call('open', 'f', O.CREAT | 2, 0o644)) as number;
  await call('writeString', fd, 'héllo wörld', null, 'utf8');
  await call('writeString', fd, 'ff00', null, 'hex');
  await call('writeBuffer', fd, bytes('abcdef'), 1, 3, null);
  await call('writeBuffer', fd, bytes('ZZ'), 0, 2, 4);
  await call('writeBuffers', fd, [bytes('one'), bytes('two')], 20);
  await call('writeBuffers', fd, [bytes('three'), bytes('four')], null);
  const target = Buffer.alloc(40);
  await call('read', fd, target, 0, 40, 0);
  await call('read', fd, target, 2, 4, 1n);
  await call('read', fd, target, 0, 40, -1);
  await call('read', fd, target, 0, 40, 1000);
  await call('readBuffers', fd, [Buffer.alloc(3), Buffer.alloc(3)], 0);
  await call('fstat', fd, false);
  await call('fstat', fd, true);
  await call('ftruncate', fd, 5);
  await call('ftruncate', fd, 10);
  await call('read', fd, target, 0, 40, 0);
  await call('fsync', fd);
  await call('fdatasync', fd);
  await call('fchmod', fd, 0o600);
  await call('futimes', fd, 1.5, 2.25);
  await call('fstat', fd, false);
  await call('close', fd);
  await call('close', fd);
  for (const name of ['fstat', 'fsync', 'fdatasync']) await call(name, 999);
  await call('ftruncate', 999, 1);
  await call('read', 999, target, 0, 1, -1);
  await call('writeBuffer', 999, target, 0, 1, null);
  await call('writeString', 999, 'x', null, 'utf8');
  await call('open', 'f', O.CREAT | O.EXCL | 1, 0o644);
  await call('open', 'nope', 0, 0o644);
  await call('open', 'nope/f', O.CREAT | 1, 0o644);
  await call('open', 'f/g', O.CREAT | 1, 0o644);
  await call('open', 'f/', 0, 0o644);
  await call('open', 'new/', O.CREAT | 1, 0o644);
  await call('open', 'a', 1, 0o644);
  await call('open', 'a', O.CREAT, 0o644);
  await call('open', 'f', O.DIRECTORY, 0o644);
  const log = (await call('open', 'log', O.CREAT | O.APPEND | 2, 0o640)) as number;
  await call('writeString', log, 'one\n', null, 'utf8');
  await call('writeString', log, 'two\n', 0, 'latin1');
  await call('read', log, target, 0, 40, 0);
  await call('close', log);
  const readOnly = (await call('open', 'f', 0, 0)) as number;
  await call('writeString', readOnly, 'x', null, 'utf8');
  await call('ftruncate', readOnly, 0);
  await call('close', readOnly);
  const writeOnly = (await call('open', 'f', 1, 0)) as number;
  await call('read', writeOnly, target, 0, 1, -1);
  await call('close', writeOnly);
  const directory = (await call('open', 'a', 0, 0)) as number;
  await call('read', directory, target, 0, 1, -1);
  await call('fstat', directory, false);
  await call('close', directory);
  await call('writeFileUtf8', 'u', 'grüße', O.CREAT | O.TRUNC | 1, 0o666);
  await call('readFileUtf8', 'u', 0);
  await call('readFileUtf8', 'a', 0);
  await call('readFileUtf8', 'nope', 0);
  await call('writeFileUtf8', 'a', '', O.CREAT | O.TRUNC | 1, 0o666);
  await call('writeFileUtf8', 'no/u', '', O.CREAT | O.TRUNC | 1, 0o666);
  await call('stat', 'u', false);
  // links
  await call('symlink', 'u', 'ln', 0);
  await call('symlink', 'u', 'ln', 0);
  await call('symlink', 'nowhere', 'dangling', 0);
  await call('symlink', 'loop2', 'loop1', 0);
  await call('symlink', 'loop1', 'loop2', 0);
  await call('symlink', 'b', 'lnb', 0);
  await call('readlink', 'ln', 'utf8');
  await call('readlink', 'u', 'utf8');
  await call('readlink', 'nope', 'utf8');
  await call('lstat', 'ln', false);
  await call('stat', 'ln', false);
  await call('stat', 'dangling', false);
  await call('stat', 'loop1', false);
  await call('lstat', 'dangling', true);
  await call('lstat', 'lnb/', false);
  await call('open', 'ln', O.NOFOLLOW, 0);
  await call('open', 'dangling', O.CREAT | O.EXCL | 1, 0o644);
  await call('readdir', 'lnb', 'utf8', true);
  await call('realpath', 'nope', 'utf8');
  await call('realpath', 'loop1', 'utf8');
  await call('link', 'u', 'hard');
  await call('link', 'u', 'hard');
  await call('link', 'nope', 'hard2');
  await call('link', 'a', 'hard3');
  await call('stat', 'hard', false);
  await call('unlink', 'hard');
  await call('stat', 'u', false);
  await call('unlink', 'nope');
  await call('unlink', 'a');
  await call('unlink', 'u/');
  await call('unlink', 'lnb/');
  // rename
  await call('rename', 'u', 'v');
  await call('rename', 'nope', 'v');
  await call('rename', 'v', 'a');
  await call('rename', 'a', 'v');
  await call('rename', 'a', 'b');
  await call('rename', 'b', 'b/c/z');
  await call('rename', 'v', 'newdir/');
  await call('rename', 'v', 'v');
  await call('rename', 'a', 'a2/');
  await call('rename', 'a2', 'a');
  await call('rename', 'b/c', 'b');
  // metadata
  await call('chmod', 'v', 0o4755);
  await call('chmod', 'nope', 0o755);
  await call('utimes', 'v', 1000000000.125, -1.5);
  await call('utimes', 'nope', 1, 1);
  await call('lutimes', 'dangling', 5, 6.5);
  await call('lutimes', 'nope', 5, 6);
  await call('lstat', 'dangling', false);
  await call('stat', 'v', true);
  await call('chown', 'v', -1, -1);
  await call('chown', 'nope', -1, -1);
  await call('lchown', 'dangling', -1, -1);
  await call('fchown', 999, -1, -1);
  await call('access', 'v', 0);
  await call('access', 'v', 4);
  await call('access', 'nope', 0);
  await call('access', 'v/x', 0);
  await call('statfs', 'nope', false);
  // copies
  await call('copyFile', 'v', 'copy', 0);
  await call('copyFile', 'v', 'copy', 1);
  await call('copyFile', 'nope', 'copy', 0);
  await call('copyFile', 'a', 'copy2', 0);
  await call('copyFile', 'v', 'a', 0);
  await call('stat', 'copy', false);
  await call('mkdtemp', 'no/such-', 'utf8');
  // removal
  await call('rmdir', 'b');
  await call('rmdir', 'v');
  await call('rmdir', 'nope');
  await call('rmdir', '.');
  await call('rmdir', 'b/..');
  await call('rmdir', 'lnb/');
  await call('rmdir', 'lnb');
  await call('rmdir', 'a');
  await call('stat', 'x'.repeat(256), false);
  await call('stat', `${'x/'.repeat(3000)}`, false);
  await call('stat', 'v', false, undefined, false);
  await call('readdir', '.', 'utf8', true);
}

/** Members that exist only as plain functions. */
async function synchronousOperations(call: Call): Promise<void> {
  const write = (path: string, text: string): Promise<unknown> => call('writeFileUtf8', path, text, 0o1101, 0o644);
  await call('stat', 'nope', false, undefined, false);
  await call('stat', 'v/w', false, undefined, false);
  await call('lstat', 'nope', false, undefined, false);
  await write('f', '1');
  await call('mkdir', 'dir/sub', 0o755, true);
  await write('dir/g', '2');
  await write('wasm', '\0asm');
  await call('internalModuleStat', 'f');
  await call('internalModuleStat', 'dir');
  await call('internalModuleStat', 'nope');
  await call('existsSync', 'f');
  await call('existsSync', 'nope');
  await call('getFormatOfExtensionlessFile', 'f');
  await call('getFormatOfExtensionlessFile', 'wasm');
  await call('cpSyncCheckPaths', 'nope', 'x', false, false);
  await call('cpSyncCheckPaths', 'nope', 'x', true, false);
  await call('cpSyncCheckPaths', 'f', 'f', false, false);
  await call('cpSyncCheckPaths', 'dir', 'f', false, true);
  await call('cpSyncCheckPaths', 'f', 'dir', false, false);
  await call('cpSyncCheckPaths', 'dir', 'new', false, false);
  await call('cpSyncCheckPaths', 'dir', 'dir/sub/x', false, true);
  await call('cpSyncCheckPaths', 'f', 'made/up/x', false, false);
  await call('internalModuleStat', 'made/up');
  await call('cpSyncCopyDir', 'dir', 'copy', true, false, false, false, false);
  await call('cpSyncCopyDir', 'dir', 'copy', true, false, false, false, true);
  await call('cpSyncCopyDir', 'dir', 'copy', false, false, true, false, false);
  await call('cpSyncCopyDir', 'dir', 'copy', false, false, false, false, false);
  await call('readdir', 'copy', 'utf8', true);
  await call('cpSyncOverrideFile', 'f', 'copy/g', 0, false);
  await call('readFileUtf8', 'copy/g', 0);
  await call('rmSync', 'copy', 0, false, 0);
  await call('rmSync', 'copy', 0, true, 0);
  await call('rmSync', 'nope', 0, true, 0);
  await call('internalModuleStat', 'copy');
}

type Form = 'sync' | 'callback' | 'promise';

/** Makes `call` for a binding, noting each outcome in comparable form. Also sent to the other Node as text. */
function recorder(binding: Binding, form: Form, notes: string[]): Call {
  const requestAt: Record<string, number> = {
    access: 2, open: 3, close: 1, read: 5, readBuffers: 3, writeBuffer: 5, writeBuffers: 3, writeString: 4, fdatasync: 1, fsync: 1, ftruncate: 2,
    stat: 2, lstat: 2, fstat: 2, statfs: 2, readdir: 3, mkdir: 3, mkdtemp: 2, rmdir: 1, rename: 2, link: 2, symlink: 3, readlink: 2, unlink: 1,
    realpath: 2, copyFile: 3, chmod: 2, fchmod: 2, chown: 3, lchown: 3, fchown: 3, utimes: 3, lutimes: 3, futimes: 3,
  };
  const show = (value: unknown, name: string): unknown => {
    if (value instanceof Error) {
      const { message, code, errno, syscall, path, dest } = value as Error & Record<string, unknown>;
      return { message, code, errno, syscall, path, dest };
    }
    if (value instanceof Float64Array || value instanceof BigInt64Array) {
      const [, mode, nlink, , , , , , size, , atime, atimeNs, mtime, mtimeNs] = Array.from(value as Float64Array, String);
      const directory = (Number(mode) & 0o170000) === 0o040000;
      // Times are set only in the distant past here; a directory's size depends on the file system.
      const set = Number(mtime) < 1e9 ? [atime, atimeNs, mtime, mtimeNs] : [];
      return { type: value.constructor.name, mode, nlink, size: directory ? 0 : size, set: set.slice(2) };
    }
    if ((name === 'open') && typeof value === 'number') return 'a descriptor';
    return value === undefined ? 'undefined' : value;
  };
  return async (name, ...args) => {
    const at = requestAt[name];
    const operation = binding[name] as (...args: unknown[]) => unknown;
    const passed = [...args];
    let outcome: unknown;
    try {
      if (form === 'sync' || at === undefined) {
        if (/stat$/.test(name) && at !== undefined) while (passed.length <= at) passed.push(undefined);
        // Node's two oldest writes report errors in an object that fs.js passes; ours throws, which comes to the same there.
        const context: { errno?: number; syscall?: string } = {};
        if (name === 'writeBuffer' || name === 'writeString') {
          while (passed.length <= (at as number)) passed.push(undefined);
          passed.push(context);
        }
        outcome = operation.apply(binding, passed);
        if (context.errno !== undefined) {
          const { getSystemErrorMap } = process.getBuiltinModule('node:util');
          const [code, text] = getSystemErrorMap().get(context.errno) ?? [];
          outcome = Object.assign(new Error(`${code}: ${text}, ${context.syscall}`), { ...context, code });
        }
      } else if (form === 'promise') {
        while (passed.length < at) passed.push(undefined);
        passed[at] = binding['kUsePromises'];
        outcome = await operation.apply(binding, passed);
        if (outcome === null) outcome = undefined;
      } else {
        while (passed.length < at) passed.push(undefined);
        const Request = binding['FSReqCallback'] as new (bigint: boolean) => { oncomplete: unknown };
        const request = new Request(args.includes(true));
        passed[at] = request;
        outcome = await new Promise((settle, fail) => {
          request.oncomplete = (error: unknown, result: unknown) => {
            if (error !== null && error !== undefined) fail(error);
            else settle(result);
          };
          operation.apply(binding, passed);
        });
      }
    } catch (error) {
      outcome = error;
    }
    // Descriptors' numbers differ: the other Node has some open from its start.
    const shownArgs = args.map((arg, index) => (index === 0 && typeof arg === 'number' && arg < 100 ? 'fd' : (Buffer.isBuffer(arg) ? arg.toString('latin1') : typeof arg === 'bigint' ? `${arg}n` : Array.isArray(arg) ? arg.map(String) : arg)));
    // A failed mkdtemp names its template, or what it made of it, depending on the form.
    notes.push(`${name}(${JSON.stringify(shownArgs)}) -> ${JSON.stringify(show(outcome, name)).replace(/such-\w{6}/g, 'such-')}`);
    return outcome;
  };
}

async function inTheTree(scenario: (call: Call) => Promise<void>, form: Form): Promise<string[]> {
  const notes: string[] = [];
  await scenario(recorder(setup().binding, form, notes));
  return notes;
}

function inNode(scenario: (call: Call) => Promise<void>, form: Form): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'backlot-fs-'));
  try {
    const script = join(directory, 'script.cjs');
    writeFileSync(script, `
      const __name = (f) => f;
      const binding = require('internal/test/binding').internalBinding('fs');
      const recorder = ${recorder.toString()};
      const scenario = ${scenario.toString()};
      const notes = [];
      require('node:fs').mkdirSync(__dirname + '/home');
      process.chdir(__dirname + '/home');
      process.umask(0o022);
      scenario(recorder(binding, ${JSON.stringify(form)}, notes)).then(() => console.log(JSON.stringify(notes)));`);
    const run = spawnSync(NODE, ['--expose-internals', '--no-warnings', script], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the scenario failed in Node (${String(run.signal)}):\n${run.stderr}${run.stdout}`);
    return JSON.parse(run.stdout) as string[];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

for (const form of ['sync', 'callback', 'promise'] as const) {
  test.skipIf(!existsSync(NODE))(`every operation answers and fails as Node's own (${form})`, async () => {
    expect(await inTheTree(everyOperation, form)).toEqual(inNode(everyOperation, form));
  });
}

test.skipIf(!existsSync(NODE))('operations without an asynchronous form answer and fail as Node\'s own', async () => {
  expect(await inTheTree(synchronousOperations, 'sync')).toEqual(inNode(synchronousOperations, 'sync'));
});

test('standard output and standard error go to the kernel', async () => {
  const { binding, printed } = setup();
  const call = recorder(binding, 'sync', []);
  await call('writeString', 1, 'out', null, 'utf8');
  await call('writeBuffer', 2, Buffer.from('error'), 0, 5, null);
  expect(printed).toEqual([[1, 'out'], [2, 'error']]);
});

test('an asynchronous operation has not happened when the call returns', async () => {
  const { binding, env } = setup();
  const done = recorder(binding, 'promise', [])('mkdir', 'later', 0o755, false);
  expect(env.files.exists('/home/later')).toBe(false);
  await done;
  expect(env.files.exists('/home/later')).toBe(true);
});

test('a directory is read in portions', () => {
  const { env } = setup();
  for (const name of ['a', 'b', 'c']) env.files.writeFile(`/home/${name}`, new Uint8Array(0));
  const { opendirSync } = fsDir(env) as { opendirSync: (path: string) => { read(encoding: string, count: number): unknown; close(): void } };
  const handle = opendirSync('.');
  expect([handle.read('utf8', 2), handle.read('utf8', 2), handle.read('utf8', 2)]).toEqual([['a', 1, 'b', 1], ['c', 1], null]);
  handle.close();
  expect(() => handle.read('utf8', 2)).toThrow('EBADF');
});

test('a watched directory tells of changes, own and replicated, until it is closed', async () => {
  const { env } = setup();
  const { FSEvent } = fsEventWrap(env) as unknown as {
    FSEvent: new () => { onchange: unknown; initialized: boolean; start(path: string, ...rest: unknown[]): number; close(): void };
  };
  const watcher = new FSEvent();
  const seen: unknown[] = [];
  watcher.onchange = (status: number, event: string, name: string) => seen.push([status, event, name]);
  expect(watcher.start('nope', true, false, 'utf8')).toBe(-2);
  expect(watcher.start('.', true, false, 'utf8')).toBe(0);
  env.files.apply({ type: 'create', path: '/home/theirs', ino: 99, mode: 0o644, time: 1 });
  env.files.writeFile('/home/own', new Uint8Array(1));
  env.files.writeFile('/home/own', new Uint8Array(2));
  await new Promise((resolve) => setImmediate(resolve));
  watcher.close();
  env.files.rm('/home/own');
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([[0, 'rename', 'theirs'], [0, 'rename', 'own'], [0, 'change', 'own']]);
  expect(watcher.initialized).toBe(false);
});

test('a polled file tells what it is and was when that changes', async () => {
  const { env, binding, timers } = setup();
  const StatWatcher = binding['StatWatcher'] as new (bigint: boolean) => {
    onchange: unknown; start(path: string, interval: number): number; close(): void; hasRef(): boolean;
  };
  const watcher = new StatWatcher(false);
  const seen: unknown[] = [];
  watcher.onchange = (status: number, stats: Float64Array) => seen.push([status, stats[8], stats[26]]);
  const look = async (): Promise<void> => {
    timers.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  watcher.start('f', 100);
  await look();
  env.files.writeFile('/home/f', new Uint8Array(3));
  await look();
  await look();
  env.files.writeFile('/home/f', new Uint8Array(5));
  await look();
  env.files.rm('/home/f');
  await look();
  // Status, size now, size before. The second look finds the file, which was missing.
  expect(seen).toEqual([[-2, 0, 0], [0, 3, 0], [0, 5, 3], [-2, 0, 5]]);
  expect(watcher.hasRef()).toBe(true);
  watcher.close();
  await look();
  expect([watcher.hasRef(), seen.length, timers.length]).toEqual([false, 4, 0]);
});
