import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { installDevices } from './devices.ts';
import { FileError } from './file-errors.ts';
import type { FileOp } from './file-operations.ts';
import { FileTree, type FileTreeOptions } from './files.ts';
import { OpenFlags } from './open-file.ts';
import type { Pack } from './packs.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** A tree whose clock counts calls, so that times are known. */
function setup(options: FileTreeOptions = {}): { tree: FileTree; ops: FileOp[] } {
  let time = 1000;
  const tree = new FileTree({ clock: () => time++, ...options });
  const ops: FileOp[] = [];
  tree.onMutation((op) => ops.push(op));
  return { tree, ops };
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
  return 'ok';
}

const pack: Pack = {
  id: 'demo-1',
  index: { 'demo/package.json': [0, 2], 'demo/lib/index.js': [2, 5, 7, 13] },
  data: bytes('{}code!{"edits":[1]}'),
};

/** What a tree is, access times left out: reading moves those, and they are not replicated. */
function state(tree: FileTree): unknown {
  return tree.snapshot().nodes.map(({ fields, places, content, ...rest }) => {
    return { ...rest, fields: fields.filter((_, index) => index !== 4), places: [...places].sort(), content: content && text(content) };
  });
}

test('a written file reads back as a copy', () => {
  const { tree } = setup();
  const given = bytes('hello');
  tree.writeFile('/a', given);
  given[0] = 0;
  const read = tree.readFile('/a');
  read[1] = 0;
  expect(text(tree.readFile('/a'))).toBe('hello');
});

test('errors carry libuv\'s code and errno and say what was tried', () => {
  const { tree } = setup();
  expect(() => tree.readFile('/nope')).toThrow(expect.objectContaining({
    code: 'ENOENT', errno: -2, syscall: 'open', path: '/nope', message: "ENOENT: no such file or directory, open '/nope'",
  }));
  tree.mkdir('/d');
  expect(() => tree.rename('/d', '/d/e')).toThrow("EINVAL: invalid argument, rename '/d' -> '/d/e'");
});

test('writing beyond the end leaves zeros between, also where the file was longer before', () => {
  const { tree } = setup();
  tree.writeFile('/a', bytes('abcdef'));
  tree.truncate('/a', 2);
  const file = tree.open('/a', OpenFlags.READ_WRITE);
  file.write(bytes('z'), 4);
  expect([...tree.readFile('/a')]).toEqual([97, 98, 0, 0, 122]);
  tree.truncate('/a', 7);
  expect(tree.stat('/a').size).toBe(7);
});

test('appending is linear in the bytes appended', () => {
  const { tree } = setup();
  const file = tree.open('/log', OpenFlags.WRITE_ONLY | OpenFlags.CREATE | OpenFlags.APPEND);
  const chunk = new Uint8Array(1024).fill(7);
  const copied = vi.spyOn(Uint8Array.prototype, 'set');
  for (let i = 0; i < 2048; i++) file.write(chunk, null);
  const bytesCopied = copied.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
  copied.mockRestore();
  expect(file.size).toBe(2048 * 1024);
  // Each byte once when it is written and once in the copy that the mutation's listener gets, and at most twice more in growing.
  expect(bytesCopied).toBeLessThan(4 * file.size);
});

test('an open file outlives its name', () => {
  const { tree, ops } = setup();
  tree.writeFile('/a', bytes('one'));
  const file = tree.open('/a', OpenFlags.READ_WRITE);
  tree.rename('/a', '/b');
  expect(file.path).toBe('/b');
  file.write(bytes('X'), 0);
  expect(text(tree.readFile('/b'))).toBe('Xne');
  tree.unlink('/b');
  const before = ops.length;
  file.write(bytes('Y'), 1);
  expect([text(file.view()), file.path, file.stat().nlink, ops.length - before]).toEqual(['XYe', undefined, 0, 0]);
});

test('two names of one file share its content and count as links', () => {
  const { tree } = setup();
  tree.writeFile('/a', bytes('1'));
  tree.link('/a', '/b');
  tree.writeFile('/b', bytes('22'));
  expect([text(tree.readFile('/a')), tree.stat('/a').nlink, tree.stat('/a').ino === tree.stat('/b').ino, tree.used]).toEqual(['22', 2, true, 2]);
  tree.unlink('/a');
  expect([tree.stat('/b').nlink, tree.used]).toEqual([1, 2]);
});

test('links resolve wherever they stand in a path', () => {
  const { tree } = setup();
  tree.mkdir('/real/sub', { recursive: true });
  tree.writeFile('/real/sub/f', bytes('!'));
  tree.symlink('real', '/relative');
  tree.symlink('/relative/sub', '/absolute');
  tree.symlink('../sub/f', '/real/sub/self');
  expect(tree.realpath('/absolute/../sub/self')).toBe('/real/sub/f');
  expect(text(tree.readFile('/relative/sub/self'))).toBe('!');
  expect(tree.lstat('/absolute').mode & 0o170000).toBe(0o120000);
  expect(tree.stat('/absolute').mode & 0o170000).toBe(0o040000);
  tree.symlink('circle', '/circle');
  expect(codeOf(() => tree.stat('/circle'))).toBe('ELOOP');
  tree.symlink('/real/new', '/dangling');
  tree.writeFile('/dangling', bytes('through'));
  expect(text(tree.readFile('/real/new'))).toBe('through');
});

test('names and paths that are too long are refused', () => {
  const { tree } = setup();
  expect(codeOf(() => tree.writeFile(`/${'n'.repeat(255)}`, bytes('')))).toBe('ok');
  expect(codeOf(() => tree.writeFile(`/${'n'.repeat(256)}`, bytes('')))).toBe('ENAMETOOLONG');
  expect(codeOf(() => tree.writeFile(`/${'ü'.repeat(128)}`, bytes('')))).toBe('ENAMETOOLONG');
  expect(codeOf(() => tree.stat('/x'.repeat(2048)))).toBe('ENAMETOOLONG');
});

test('permission bits of the owner are obeyed', () => {
  const { tree } = setup();
  tree.mkdir('/d');
  tree.writeFile('/d/f', bytes('secret'));
  tree.chmod('/d/f', 0o200);
  expect(codeOf(() => tree.readFile('/d/f'))).toBe('EACCES');
  tree.chmod('/d', 0o500);
  expect(codeOf(() => tree.unlink('/d/f'))).toBe('EACCES');
  tree.chmod('/d', 0o600);
  expect(codeOf(() => tree.stat('/d/f'))).toBe('EACCES');
  expect(codeOf(() => tree.access('/d', 1))).toBe('EACCES');
  expect(codeOf(() => tree.chown('/d', 0, 0))).toBe('EPERM');
});

test('a full tree refuses more bytes, and takes them again when some were removed', () => {
  const { tree } = setup({ limit: 10 });
  tree.writeFile('/a', new Uint8Array(8));
  expect(codeOf(() => tree.writeFile('/b', new Uint8Array(3)))).toBe('ENOSPC');
  expect(codeOf(() => tree.truncate('/a', 11))).toBe('ENOSPC');
  tree.writeFile('/a', new Uint8Array(7));
  tree.writeFile('/b', new Uint8Array(3));
  tree.rm('/a');
  expect(tree.used).toBe(3);
});

test('times move as POSIX says', () => {
  const { tree } = setup();
  tree.mkdir('/d');
  tree.writeFile('/d/f', bytes('1'));
  const created = tree.stat('/d/f');
  const folder = tree.stat('/d');
  tree.chmod('/d/f', 0o600);
  const changed = tree.stat('/d/f');
  expect([changed.mtime, changed.ctime > created.ctime, changed.birthtime]).toEqual([created.mtime, true, created.birthtime]);
  tree.writeFile('/d/f', bytes('2'));
  expect(tree.stat('/d/f').mtime).toBeGreaterThan(changed.mtime);
  expect(tree.stat('/d').mtime).toBe(folder.mtime);
  tree.unlink('/d/f');
  expect(tree.stat('/d').mtime).toBeGreaterThan(folder.mtime);
  tree.utimes('/d', 1.5, 2.25);
  expect(tree.stat('/d')).toMatchObject({ atime: 1.5, mtime: 2.25 });
});

test('the real clock has fractions of a millisecond and agrees with Date.now', () => {
  const tree = new FileTree();
  const before = Date.now();
  tree.writeFile('/a', bytes('1'));
  expect(tree.stat('/a').mtime).toBeGreaterThanOrEqual(before);
  expect(tree.stat('/a').mtime).toBeLessThan(Date.now() + 1);
});

test('removing a tree removes all that is in it', () => {
  const { tree } = setup();
  tree.mkdir('/a/b/c', { recursive: true });
  tree.writeFile('/a/b/f', bytes('12345'));
  expect(codeOf(() => tree.rm('/a'))).toBe('EISDIR');
  tree.rm('/a', { recursive: true });
  expect([tree.readdir('/'), tree.used, codeOf(() => tree.rm('/a')), codeOf(() => tree.rm('/a', { force: true }))]).toEqual([[], 0, 'ENOENT', 'ok']);
});

test('a watcher hears of its directory, a recursive one of everything below, a file\'s of that file', () => {
  const { tree } = setup();
  tree.mkdir('/a/b', { recursive: true });
  tree.writeFile('/a/f', bytes('1'));
  const heard: string[] = [];
  const stops = [
    tree.watch('/a', {}, (event, name) => heard.push(`flat ${event} ${name}`)),
    tree.watch('/a', { recursive: true }, (event, name) => heard.push(`deep ${event} ${name}`)),
    tree.watch('/a/f', {}, (event, name) => heard.push(`file ${event} ${name}`)),
  ];
  const during = (work: () => void): string[] => {
    heard.length = 0;
    work();
    return [...heard];
  };
  expect(during(() => tree.writeFile('/a/b/x', bytes('1')))).toEqual(['deep rename b/x', 'deep change b/x']);
  expect(during(() => tree.writeFile('/a/f', bytes('2')))).toEqual(['flat change f', 'deep change f', 'file change f']);
  expect(during(() => tree.rename('/a/b/x', '/a/x'))).toEqual(['deep rename b/x', 'flat rename x', 'deep rename x']);
  expect(during(() => tree.apply({ type: 'remove', path: '/a/f', directory: false, recursive: false, time: 1 }))).toEqual([
    'file change f', 'file rename f', 'flat rename f', 'deep rename f',
  ]);
  for (const stop of stops) stop();
  expect(during(() => tree.writeFile('/a/g', bytes('')))).toEqual([]);
});

test('a mounted pack is there at once, costs no room, and is copied by a write', () => {
  const { tree } = setup({ limit: 5 });
  tree.mountPack(pack, '/app/node_modules');
  const path = '/app/node_modules/demo/lib/index.js';
  expect([tree.used, text(tree.readFile(path)), tree.compiled(path)]).toEqual([0, 'code!', { edits: [1], code: 'code!' }]);
  expect(tree.compiled('/app/node_modules/demo/package.json')).toBeUndefined();
  tree.open(path, OpenFlags.READ_WRITE).write(bytes('C'), 0);
  expect([tree.used, text(tree.readFile(path)), tree.compiled(path), text(pack.data.subarray(2, 7))]).toEqual([5, 'Code!', undefined, 'code!']);
});

test('a mounted pack has its commands in .bin, and their files may be executed', () => {
  const { tree } = setup();
  tree.mountPack({ ...pack, commands: { '.bin/demo': 'demo/lib/index.js', 'demo/node_modules/.bin/inner': 'demo/node_modules/inner/cli.js' } }, '/app/node_modules');
  const path = '/app/node_modules/.bin/demo';
  expect([tree.readlink(path), tree.realpath(path), tree.stat(path).mode & 0o777]).toEqual(['../demo/lib/index.js', '/app/node_modules/demo/lib/index.js', 0o755]);
  expect(tree.readlink('/app/node_modules/demo/node_modules/.bin/inner')).toBe('../inner/cli.js');
  expect(FileTree.restore(structuredClone(tree.snapshot()), [pack]).readlink(path)).toBe('../demo/lib/index.js');
});

test('a second pack adds to the first and leaves what is there', () => {
  const { tree } = setup();
  tree.mountPack(pack, '/node_modules');
  tree.writeFile('/node_modules/demo/package.json', bytes('mine'));
  tree.mountPack({ ...pack, id: 'demo-2', index: { ...pack.index, 'other/index.js': [2, 5] } }, '/node_modules');
  expect([text(tree.readFile('/node_modules/demo/package.json')), text(tree.readFile('/node_modules/other/index.js'))]).toEqual(['mine', 'code!']);
});

test('a snapshot restores to an equal tree, packs named and not copied', () => {
  const { tree } = setup();
  tree.mountPack(pack, '/node_modules');
  tree.mkdir('/z');
  tree.writeFile('/z/f', bytes('content'));
  tree.link('/z/f', '/a-second-name');
  tree.symlink('z', '/l');
  tree.writeFile('/node_modules/demo/package.json', bytes('changed'));
  const snapshot = structuredClone(tree.snapshot());
  const restored = FileTree.restore(snapshot, [pack], { replica: 7 });
  expect(state(restored)).toEqual(state(tree));
  expect(restored.used).toBe(tree.used);
  expect(restored.stat('/a-second-name').nlink).toBe(2);
  expect(restored.compiled('/node_modules/demo/lib/index.js')).toEqual({ edits: [1], code: 'code!' });
  restored.writeFile('/new', bytes(''));
  expect(restored.stat('/new').ino).toBeGreaterThan(7 * 2 ** 32);
  expect(() => FileTree.restore(tree.snapshot(), [])).toThrow('demo/lib/index.js of package pack demo-1');
});

test.each([
  ['to a file that is there', 'begun '],
  ['to a file that both create', ''],
])('what two processes append at the same moment %s is all there', (_which, begun) => {
  const kernel = new FileTree();
  if (begun !== '') kernel.writeFile('/log', new TextEncoder().encode(begun));
  const replicas = [1, 2].map((replica) => FileTree.restore(kernel.snapshot(), [], { replica }));
  const ops = replicas.map((tree, index) => {
    const reported: FileOp[] = [];
    tree.onMutation((op) => reported.push(structuredClone(op)));
    tree.open('/log', OpenFlags.WRITE_ONLY | OpenFlags.APPEND | OpenFlags.CREATE).write(new TextEncoder().encode(`by ${index} `), null);
    return reported;
  });
  for (const op of ops.flat()) kernel.apply(op);
  for (const [index, tree] of replicas.entries()) for (const op of ops[1 - index] ?? []) tree.apply(op);
  const text = (tree: FileTree): string => new TextDecoder().decode(tree.readFile('/log'));
  expect(text(kernel)).toBe(`${begun}by 0 by 1 `);
  expect(replicas.map(text)).toEqual([`${begun}by 0 by 1 `, `${begun}by 1 by 0 `]);
});

test('an operation that no longer fits is dropped', () => {
  const { tree } = setup();
  tree.mkdir('/d');
  tree.writeFile('/d/f', bytes('1'));
  const before = state(tree);
  const misfits: FileOp[] = [
    { type: 'create', path: '/gone/f', ino: 1, mode: 0o644, time: 1 },
    { type: 'write', path: '/d/none', offset: 0, data: bytes('x'), time: 1 },
    { type: 'write', path: '/d', offset: 0, data: bytes('x'), time: 1 },
    { type: 'remove', path: '/d', directory: true, recursive: false, time: 1 },
    { type: 'remove', path: '/d', directory: false, recursive: false, time: 1 },
    { type: 'rename', from: '/d', path: '/d/e', time: 1 },
    { type: 'link', from: '/nope', path: '/l', time: 1 },
    { type: 'mountPack', path: '/d', pack: 'unknown', firstIno: 1, time: 1 },
  ];
  expect(misfits.map((op) => tree.apply(op))).toEqual(misfits.map(() => false));
  expect(state(tree)).toEqual(before);
});

// --- properties -----------------------------------------------------------------------------------------------------

const NAMES = ['a', 'b', 'c'];
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const content = fc.string({ maxLength: 5 });
type Step =
  | { do: 'mkdir' | 'unlink' | 'rmdir' | 'rm'; path: string }
  | { do: 'write' | 'append'; path: string; content: string }
  | { do: 'rename' | 'link' | 'symlink'; path: string; to: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('mkdir', 'mkdir', 'unlink', 'rmdir', 'rm' as const), path }) as fc.Arbitrary<Step>,
  fc.record({ do: fc.constantFrom('write', 'append' as const), path, content }) as fc.Arbitrary<Step>,
  fc.record({ do: fc.constantFrom('rename' as const), path, to: path }) as fc.Arbitrary<Step>,
);
const anyStep = fc.oneof(step, fc.record({ do: fc.constantFrom('link', 'symlink' as const), path, to: path }) as fc.Arbitrary<Step>);

function perform(tree: FileTree, s: Step): string {
  return codeOf(() => {
    switch (s.do) {
      case 'mkdir':
        return tree.mkdir(s.path);
      case 'unlink':
        return tree.unlink(s.path);
      case 'rmdir':
        return tree.rmdir(s.path);
      case 'rm':
        return tree.rm(s.path, { recursive: true });
      case 'write':
        return tree.writeFile(s.path, bytes(s.content));
      case 'append':
        return tree.open(s.path, OpenFlags.WRITE_ONLY | OpenFlags.APPEND).write(bytes(s.content), null);
      case 'rename':
        return tree.rename(s.path, s.to);
      case 'link':
        return tree.link(s.path, s.to);
      case 'symlink':
        return tree.symlink(s.path, s.to);
    }
  });
}

/** Files as a flat map of paths, the plainest thing that could be right: null is a directory. */
class Model {
  readonly entries = new Map<string, string | null>([['', null]]);

  #above(at: string): 'ok' | 'ENOENT' | 'ENOTDIR' {
    const parts = at.split('/').slice(1, -1);
    let prefix = '';
    for (const part of parts) {
      prefix += `/${part}`;
      if (!this.entries.has(prefix)) return 'ENOENT';
      if (this.entries.get(prefix) !== null) return 'ENOTDIR';
    }
    return 'ok';
  }

  #below(at: string): string[] {
    return [...this.entries.keys()].filter((key) => key.startsWith(`${at}/`));
  }

  perform(s: Step): string {
    const above = this.#above(s.path);
    if (above !== 'ok') return above;
    const here = this.entries.get(s.path);
    switch (s.do) {
      case 'mkdir':
        if (here !== undefined) return 'EEXIST';
        this.entries.set(s.path, null);
        return 'ok';
      case 'unlink':
        if (here === undefined) return 'ENOENT';
        if (here === null) return 'EISDIR';
        this.entries.delete(s.path);
        return 'ok';
      case 'rmdir':
        if (here === undefined) return 'ENOENT';
        if (here !== null) return 'ENOTDIR';
        if (this.#below(s.path).length > 0) return 'ENOTEMPTY';
        this.entries.delete(s.path);
        return 'ok';
      case 'rm':
        if (here === undefined) return 'ENOENT';
        for (const key of [...this.#below(s.path), s.path]) this.entries.delete(key);
        return 'ok';
      case 'write':
        if (here === null) return 'EISDIR';
        this.entries.set(s.path, s.content);
        return 'ok';
      case 'append':
        if (here === undefined) return 'ENOENT';
        if (here === null) return 'EISDIR';
        this.entries.set(s.path, here + s.content);
        return 'ok';
      default:
        return this.#rename(s.path, s.to, here);
    }
  }

  #rename(from: string, to: string, here: string | null | undefined): string {
    const above = this.#above(to);
    if (above !== 'ok') return above;
    const there = this.entries.get(to);
    if (here === undefined) return 'ENOENT';
    if (here === null && to.startsWith(`${from}/`)) return 'EINVAL';
    if (there === null && from.startsWith(`${to}/`)) return 'ENOTEMPTY';
    if (from === to) return 'ok';
    if (there !== undefined) {
      if (there === null && here !== null) return 'EISDIR';
      if (there !== null && here === null) return 'ENOTDIR';
      if (there === null && this.#below(to).length > 0) return 'ENOTEMPTY';
    }
    for (const key of [from, ...this.#below(from)]) {
      this.entries.set(to + key.slice(from.length), this.entries.get(key) as string | null);
      this.entries.delete(key);
    }
    return 'ok';
  }
}

function flatten(tree: FileTree, at = ''): [string, string | null][] {
  return tree.readdirWithKinds(at || '/').flatMap(({ name, kind }): [string, string | null][] => {
    const child = `${at}/${name}`;
    return kind === 'directory' ? [[child, null], ...flatten(tree, child)] : [[child, text(tree.readFile(child))]];
  });
}

test('any sequence of operations does and answers what a flat map of paths would', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const { tree } = setup();
    const model = new Model();
    for (const s of steps) expect([s, perform(tree, s)]).toEqual([s, model.perform(s)]);
    const expected = [...model.entries].filter(([key]) => key !== '').sort();
    expect(flatten(tree).sort()).toEqual(expected);
    expect(tree.used).toBe(expected.reduce((sum, [, value]) => sum + bytes(value ?? '').length, 0));
  }), { numRuns: 300 });
});

test('a replica that applies every operation equals the tree they were made in', () => {
  fc.assert(fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
    const { tree, ops } = setup();
    const replica = FileTree.restore(tree.snapshot(), [], { replica: 5 });
    for (const s of steps) perform(tree, s);
    for (const op of ops) expect(replica.apply(structuredClone(op))).toBe(true);
    expect(state(replica)).toEqual(state(tree));
    expect(replica.used).toBe(tree.used);
  }), { numRuns: 300 });
});

test('trees that apply the operations of several processes in the same order are equal, whatever the operations', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), anyStep), { maxLength: 60 }), (steps) => {
    const one = setup({ replica: 1 });
    const two = setup({ replica: 2 });
    const order: FileOp[] = [];
    one.tree.onMutation((op) => order.push(op));
    two.tree.onMutation((op) => order.push(op));
    // The two never hear of each other, so many operations of one don't fit what the other made.
    for (const [first, s] of steps) perform(first ? one.tree : two.tree, s);
    const [kernel, late] = [setup().tree, setup().tree];
    for (const op of order) kernel.apply(structuredClone(op));
    for (const op of order) late.apply(op);
    expect(state(late)).toEqual(state(kernel));
    const held = flattenSizes(kernel);
    expect(kernel.used).toBe(held);
  }), { numRuns: 300 });
});

/** Bytes of all files, each inode once. */
function flattenSizes(tree: FileTree): number {
  return tree.snapshot().nodes.reduce((sum, { content: held }) => sum + (held?.length ?? 0), 0);
}

test('walk tells all below a directory, directories before what is in them, and does not follow links', () => {
  const tree = new FileTree();
  tree.mkdir('/a/b', { recursive: true });
  tree.writeFile('/a/b/c.txt', new Uint8Array([1]));
  tree.symlink('/a', '/a/b/up');
  expect(tree.walk('/a')).toEqual([
    { path: 'b', kind: 'directory' },
    { path: 'b/c.txt', kind: 'file' },
    { path: 'b/up', kind: 'link', target: '/a' },
  ]);
  expect(() => tree.walk('/a/b/c.txt')).toThrow(/ENOTDIR/);
});

test('a socket is a file that is connected to and not opened, the same in every replica', () => {
  const { tree, ops } = setup();
  const number = tree.bindSocket('/server.sock');
  tree.writeFile('/plain', bytes('x'));
  expect(codeOf(() => tree.bindSocket('/server.sock'))).toBe('EADDRINUSE');
  expect(codeOf(() => tree.bindSocket('/none/server.sock'))).toBe('ENOENT');
  expect(codeOf(() => tree.open('/server.sock', OpenFlags.READ_ONLY))).toBe('ENXIO');
  expect(codeOf(() => tree.truncate('/server.sock', 0))).toBe('EINVAL');
  expect(codeOf(() => tree.connectSocket('/plain'))).toBe('ECONNREFUSED');
  expect(tree.walk('/').map(({ path }) => path)).toEqual(['plain']);
  const replica = new FileTree({ replica: 3 });
  for (const op of ops) replica.apply(structuredClone(op));
  const restored = FileTree.restore(tree.snapshot(), []);
  for (const other of [tree, replica, restored]) expect(other.connectSocket('/server.sock')).toBe(number);
  tree.rename('/server.sock', '/moved.sock');
  expect(tree.connectSocket('/moved.sock')).toBe(number);
  tree.unlink('/moved.sock');
  expect(codeOf(() => tree.connectSocket('/moved.sock'))).toBe('ENOENT');
});

test('devices: null takes and gives nothing, zero has no end, full takes nothing; a replica has them too', () => {
  const kernel = new FileTree();
  installDevices(kernel);
  const tree = FileTree.restore(kernel.snapshot(), []);
  const target = new Uint8Array(3).fill(1);
  const zero = tree.open('/dev/zero', OpenFlags.READ_WRITE);
  expect([zero.read(target, null), [...target], zero.write(target, null), zero.kind, zero.size]).toEqual([3, [0, 0, 0], 3, 'device', 0]);
  expect(codeOf(() => zero.view())).toBe('EFBIG');
  tree.writeFile('/dev/null', target);
  expect([...tree.readFile('/dev/null')]).toEqual([]);
  expect(codeOf(() => tree.open('/dev/full', OpenFlags.WRITE_ONLY).write(target, null))).toBe('ENOSPC');
  expect(codeOf(() => tree.truncate('/dev/null', 0))).toBe('EINVAL');
  expect([codeOf(() => tree.unlink('/dev/null')), codeOf(() => tree.writeFile('/dev/other', target))]).toEqual(['EACCES', 'EACCES']);
  expect((tree.stat('/dev/null').mode & 0o170000) === 0o020000).toBe(true);
  expect([tree.kindOf('/dev/null'), tree.walk('/dev').map(({ path }) => path), tree.used]).toEqual(['file', ['fd', 'stdin', 'stdout', 'stderr'], 0]);
});

test('making a device is told of as other changes are', () => {
  const [one, other] = [new FileTree({ replica: 1 }), new FileTree({ replica: 2 })];
  one.onMutation((op) => other.apply(op));
  one.makeDevice('/null', 'null');
  expect([other.readdirWithKinds('/'), other.stat('/null').ino]).toEqual([[{ name: 'null', kind: 'device' }], one.stat('/null').ino]);
});
