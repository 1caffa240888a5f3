// The zip of a program: it runs under native Node, its checks pass with a Hurl command line, and it comes back as it went.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { readCourse } from '../../tools/lessons/read.ts';
import { ensureInstalled, LESSONS_DIR } from '../../tools/packages/install.ts';
import type { Lesson } from './lesson.ts';
import { makeZip, readZip, zipEntries, zipName } from './zip.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let lesson: Lesson;

beforeAll(async () => {
  const { lessons } = await readCourse(join(root, 'lessons'));
  const bundle = lessons.find(({ id }) => id === 'rest/create-user')?.bundle;
  if (!bundle?.ok) throw new Error('the lesson rest/create-user cannot be read');
  lesson = bundle.lesson;
});

const options = (changes: Readonly<Record<string, string>> = {}) => ({ lesson, stack: 'express', stackTitle: 'Express', files: { ...lesson.files['express']?.solution, ...changes } });

test('a zip holds the files, the checks and a README that says how, and no hint', () => {
  const entries = zipEntries(options());
  expect(Object.keys(entries)).toEqual(expect.arrayContaining(['server.js', 'package.json', 'checks/01-create.hurl', 'README.md', '.backlot.json']));
  for (const said of ['npm install', 'node server.js', 'hurl --test --variable host=http://localhost:3000 --variable uid=', 'checks/*.hurl']) expect(entries['README.md']).toContain(said);
  const hint = Object.values(lesson.hints).flat()[0]?.replace(/<[^>]+>/g, '').slice(0, 40) ?? '';
  expect(hint).not.toBe('');
  expect(JSON.stringify(entries)).not.toContain(hint);
  expect(zipName(options())).toBe('create-user-express.zip');
});

test('a program with a database comes with a Postgres to start, and the seed; both are made anew and are not the learner\'s', async () => {
  const { lessons } = await readCourse(join(root, 'lessons'));
  const bundle = lessons.find(({ id }) => id === 'database/users-in-postgres')?.bundle;
  if (!bundle?.ok) throw new Error('the lesson database/users-in-postgres cannot be read');
  const withDatabase = { lesson: bundle.lesson, stack: 'express', stackTitle: 'Express', files: bundle.lesson.files['express']?.solution ?? {} };
  const entries = zipEntries(withDatabase);
  expect(entries['seed.sql']).toBe(bundle.lesson.database?.seed);
  expect(entries['compose.yaml']).toContain('./seed.sql:/docker-entrypoint-initdb.d/seed.sql');
  for (const said of ['docker compose up', 'PGHOST=localhost', 'DATABASE_URL=postgres://postgres:postgres@localhost:5432/postgres']) expect(entries['README.md']).toContain(said);
  expect(Object.keys(readZip(makeZip(withDatabase)).files).sort()).toEqual(Object.keys(withDatabase.files).sort());
  expect(zipEntries(options())['compose.yaml']).toBeUndefined();
});

test('a README of the learner\'s own is left alone', () => {
  const entries = zipEntries(options({ 'README.md': 'mine' }));
  expect(entries['README.md']).toBe('mine');
  expect(entries['README-Backlot.md']).toContain('npm install');
});

test('unpacked, the program runs under native Node and its checks pass with the Hurl command line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backlot-zip-'));
  try {
    for (const [path, data] of Object.entries(unzipSync(makeZip(options())))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), data);
    }
    const program = join(folder, 'create-user-express');
    // In place of `npm install`: the same packages, which the lessons have.
    await ensureInstalled(LESSONS_DIR);
    symlinkSync(join(LESSONS_DIR, 'node_modules'), join(program, 'node_modules'));
    // The lesson's port may be taken on this machine: the doctor's own way of moving a program to another one.
    const server = spawn(process.execPath, ['--require', join(root, 'tools/lessons/remap-port.cjs'), ...lesson.entry.slice(1)], {
      cwd: program, env: { ...process.env, BACKLOT_LESSON_PORT: String(lesson.port) }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        server.once('message', (message: { port: number }) => resolve(message.port));
        server.once('exit', (code) => reject(new Error(`the program ended with exit code ${code}`)));
      });
      const checks = lesson.checks.map(({ path }) => join(program, path));
      const run = await promisify(execFile)(process.execPath, [
        '--import', 'tsx', join(root, 'tools/hurl/main.ts'), '--test', '--variable', `host=http://localhost:${port}`, '--variable', 'uid=run1', ...checks,
      ], { cwd: root });
      expect(`${run.stdout}${run.stderr}`).toMatch(/Succeeded files:\s+2 \(100/);
    } finally {
      server.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('a zip comes back as it went, with files that were added after unpacking', () => {
  expect(readZip(makeZip(options({ 'lib/mine.js': 'm' })))).toEqual({ lesson: 'rest/create-user', stack: 'express', files: options({ 'lib/mine.js': 'm' }).files });
  const entries = unzipSync(makeZip(options()));
  const again = zipSync({ ...entries, 'create-user-express/new.js': strToU8('n'), 'create-user-express/node_modules/express/index.js': strToU8('x'), 'create-user-express/package-lock.json': strToU8('{}') });
  expect(readZip(again).files).toEqual({ ...options().files, 'new.js': 'n' });
});

test('hostile and damaged zips are refused with a reason', () => {
  const mark = strToU8(JSON.stringify({ version: 1, lesson: 'a/b', stack: 's', files: [] }));
  const zipOf = (entries: Record<string, Uint8Array>) => zipSync({ '.backlot.json': mark, ...entries }, { level: 9 });
  expect(() => readZip(strToU8('no zip'))).toThrow(/no zip/);
  expect(() => readZip(zipSync({ 'a.js': strToU8('') }))).toThrow(/not one that Backlot made/);
  expect(() => readZip(zipOf({ '../a.js': strToU8('x') }))).toThrow(/leads out of the folder/);
  expect(() => readZip(zipOf({ '/a.js': strToU8('x') }))).toThrow(/no path within a folder/);
  expect(() => readZip(zipOf({ 'a.js': new Uint8Array(30_000_000) }))).toThrow(/larger than 512 KB/);
  expect(() => readZip(zipOf(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}.js`, new Uint8Array(500_000).fill(97)]))))).toThrow(/larger than 2 MB together/);
  expect(() => readZip(zipOf(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.js`, strToU8('')]))))).toThrow(/more than 200 files/);
  expect(() => readZip(zipOf({ 'a.bin': new Uint8Array([1, 0, 2]) }))).toThrow(/is not text/);
  expect(() => readZip(zipSync({ '.backlot.json': strToU8('{"version":2}') }))).toThrow(/newer Backlot/);
  expect(() => readZip(zipSync({ '.backlot.json': strToU8('[') }))).toThrow(/damaged/);
  expect(() => readZip(zipOf({ 'a.js': strToU8('x') }).subarray(0, 60))).toThrow(/no zip, or it is damaged/);
});

test('an entry that holds more than it says gets no more room than it asked for', () => {
  const bytes = zipSync({ '.backlot.json': strToU8(JSON.stringify({ version: 1, lesson: 'a/b', stack: 's', files: [] })), 'a.js': new Uint8Array(5_000_000).fill(97) }, { level: 9 });
  // The central directory's record of a.js: its uncompressed size is 24 bytes in (APPNOTE 4.3.12).
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bytes.length - 4;
  while (view.getUint32(at, true) !== 0x02014b50 || strFromU8(bytes.subarray(at + 46, at + 50)) !== 'a.js') at--;
  view.setUint32(at + 24, 10, true);
  let read: string | Error;
  try {
    read = readZip(bytes).files['a.js'] ?? '';
  } catch (error) {
    read = error as Error;
  }
  expect(read instanceof Error || read.length <= 10).toBe(true);
});
