import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, createServer, type InlineConfig, type ViteDevServer } from 'vite';
import { afterEach, expect, test, vi } from 'vitest';
import type { Course, LessonBundle } from '../../src/lesson/lesson.ts';
import { writeFixture, type FixtureCourse } from './fixture.ts';
import { lessons, textOf } from './vite-plugin.ts';

const open: FixtureCourse[] = [];
const servers: ViteDevServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
  for (const course of open.splice(0)) course.remove();
});

const entry = "import course from 'virtual:course';\nimport { loadLesson } from 'virtual:lessons';\nexport { course, loadLesson };\n";

function setup(changes: Parameters<typeof writeFixture>[0] = {}): { root: string; config: InlineConfig } {
  const course = writeFixture({ 'site/entry.js': entry, ...changes });
  open.push(course);
  return {
    root: course.root,
    config: {
      root: join(course.root, 'site'),
      configFile: false,
      logLevel: 'silent',
      plugins: [lessons({ folder: course.root })],
      build: { lib: { entry: 'entry.js', formats: ['es'], fileName: () => 'entry.mjs' }, outDir: 'dist', minify: false },
    },
  };
}

const broken = { '01-basics/01-hello/hints.md': '## nothing\n\nx\n' };

interface Built {
  readonly course: Course;
  readonly loadLesson: (id: string) => Promise<LessonBundle>;
}

test('a build has the catalogue, and each lesson in a chunk of its own', async () => {
  const { root, config } = setup();
  await build(config);
  const dist = join(root, 'site/dist');
  const { course, loadLesson } = (await import(pathToFileURL(join(dist, 'entry.mjs')).href)) as Built;
  expect(course.parts[0]?.lessons[0]?.id).toBe('basics/hello');
  expect(await loadLesson('basics/hello')).toMatchObject({ ok: true, lesson: { title: 'Hello' } });
  await expect(loadLesson('basics/none')).rejects.toThrow('this course has no lesson "basics/none"');
  expect(readFileSync(join(dist, 'entry.mjs'), 'utf8')).not.toContain('Only for Node.');
  expect(readdirSync(dist).some((name) => /^hello-.*\.m?js$/.test(name))).toBe(true);
});

test('a lesson with a mistake fails the build with file and line', async () => {
  vi.stubEnv('BACKLOT_ALLOW_BROKEN_LESSONS', '');
  const { config } = setup(broken);
  await expect(build(config)).rejects.toThrow('01-basics/01-hello/hints.md:1: hints for "nothing", but no check has that id.');
});

test('a build that allows mistakes carries them to the page', async () => {
  vi.stubEnv('BACKLOT_ALLOW_BROKEN_LESSONS', '1');
  const { root, config } = setup(broken);
  await build(config);
  const { loadLesson } = (await import(pathToFileURL(join(root, 'site/dist/entry.mjs')).href)) as Built;
  expect(await loadLesson('basics/hello')).toMatchObject({ ok: false, id: 'basics/hello', problems: [{ file: '01-basics/01-hello/hints.md', line: 1 }] });
});

test('BACKLOT_LESSONS_DIR goes before the option', async () => {
  const other = writeFixture({ 'course.yaml': (text) => text.replace('title: Fixture', 'title: Another') });
  open.push(other);
  vi.stubEnv('BACKLOT_LESSONS_DIR', other.root);
  const { root, config } = setup();
  await build(config);
  const { course } = (await import(pathToFileURL(join(root, 'site/dist/entry.mjs')).href)) as Built;
  expect(course.title).toBe('Another');
});

test('the dev server serves lessons and carries their mistakes to the page', async () => {
  const { config } = setup(broken);
  const server = await createServer({ ...config, server: { middlewareMode: true, ws: false } });
  servers.push(server);
  const loaded = (await server.ssrLoadModule('virtual:lessons')) as unknown as Built;
  expect(await loaded.loadLesson('basics/hello')).toMatchObject({ ok: false, problems: [{ line: 1 }] });
});

test('the words of prose are told apart, and marks within a line part none', () => {
  expect(textOf('<p>The <strong>id</strong>. <code>POST</code> is neither safe nor <em>idempotent</em>, (see <a href="#x">this</a>).</p><pre><code><span>GET</span> /\nHost: x</code></pre><p>a &lt; b</p>')).toBe(
    'The id. POST is neither safe nor idempotent, (see this). GET / Host: x a < b',
  );
});
