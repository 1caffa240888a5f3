// Gives the page its lessons: `virtual:course` (the catalogue), `virtual:lessons` (one chunk a lesson, loaded on demand) and
// `virtual:lesson-search` (the words of all of them, loaded by whoever searches).
// In `vite build` a lesson with problems fails the build; BACKLOT_ALLOW_BROKEN_LESSONS=1 lets the page show the problems instead, as it does in dev.
// The built page lists the file of each lesson, so that the one that will be opened can be fetched beside the scripts (public/early.js).
// Facts about virtual modules: https://vite.dev/guide/api-plugin#virtual-modules-convention
import { readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin, Rollup } from 'vite';
import { formatProblem } from './problems.ts';
import { readCourse, type LoadedCourse } from './read.ts';

export interface LessonsOptions {
  /** the folder of the course; BACKLOT_LESSONS_DIR goes before it. Default: lessons/ in Vite's root */
  readonly folder?: string;
}

const courseModule = 'virtual:course';
const lessonsModule = 'virtual:lessons';
const searchModule = 'virtual:lesson-search';
/** followed by the lesson's id; the suffix gives the chunk its name */
const lessonPrefix = 'virtual:lesson/';
const virtual = (id: string) => `\0${id}`;

/** A module whose default export is `value`. JSON.parse of a string is faster to load than the same object as source. */
function jsonModule(value: unknown): string {
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(value))});\n`;
}

function indexModule(loaded: LoadedCourse): string {
  const lessons = loaded.lessons.map((lesson) => `  ${JSON.stringify(lesson.id)}: () => import(${JSON.stringify(lessonPrefix + lesson.id)}),`);
  const upstreams = loaded.lessons.flatMap((lesson) => (lesson.upstream === undefined ? [] : [`  ${JSON.stringify(lesson.id)}: () => import(${JSON.stringify(lesson.upstream)}),`]));
  return `const lessons = {
${lessons.join('\n')}
};
const upstreams = {
${upstreams.join('\n')}
};
export async function loadLesson(id) {
  if (!Object.hasOwn(lessons, id)) throw new RangeError('this course has no lesson "' + id + '"');
  return (await lessons[id]()).default;
}
export function loadUpstream(id) {
  return Object.hasOwn(upstreams, id) ? upstreams[id]() : undefined;
}
`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** Lesson id -> its file, as the built page's address of it, in the course's order. */
function lessonFiles({ lessons: loaded }: LoadedCourse, bundle: Rollup.OutputBundle): Readonly<Record<string, string>> {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  return Object.fromEntries(loaded.flatMap(({ id }) => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === virtual(lessonPrefix + id));
    return chunk ? [[id, `./${chunk.fileName}`]] : [];
  }));
}

/** The words of prose as text: the HTML is our own, so that tags end where they seem to. */
export function textOf(html: string): string {
  return html
    // Elements within a line part no words.
    .replace(/<\/?(?:a|code|em|kbd|span|strong)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) =>
      name.startsWith('#') ? String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace(/^#/, ''))) : (ENTITIES[name.toLowerCase()] ?? whole))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lesson id -> its prose as text, in every stack's words. */
function searchTexts({ lessons: loaded }: LoadedCourse): Readonly<Record<string, string>> {
  return Object.fromEntries(loaded.flatMap(({ id, bundle }) => {
    if (!bundle.ok) return [];
    // Sentences that all stacks have would otherwise be there several times.
    const texts = [...new Set(Object.values(bundle.lesson.html))].map(textOf);
    const [first = '', ...others] = texts;
    const known = new Set(first.split(' '));
    return [[id, [first, ...others.map((text) => text.split(' ').filter((word) => !known.has(word)).join(' '))].join(' ')]];
  }));
}

/** Every file below a folder, so that `vite build --watch` sees changes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The plugin: `plugins: [lessons()]` in vite.config.ts. */
export function lessons(options: LessonsOptions = {}): Plugin {
  let folder = '';
  let projectFolder = '';
  let command: 'build' | 'serve' = 'serve';
  let loading: Promise<LoadedCourse> | undefined;
  const load = () => (loading ??= readCourse(folder));

  return {
    name: 'backlot:lessons',

    configResolved(config) {
      command = config.command;
      projectFolder = config.root;
      folder = resolve(config.root, process.env['BACKLOT_LESSONS_DIR'] ?? options.folder ?? 'lessons');
    },

    async buildStart() {
      loading = undefined;
      const { problems } = await load();
      if (command === 'build') for (const file of filesBelow(folder)) this.addWatchFile(file);
      if (problems.length === 0) return;
      const listed = problems.map((problem) => `  ${formatProblem(problem, relative(process.cwd(), folder) || '.')}`).join('\n');
      const message = `${problems.length} problem${problems.length === 1 ? '' : 's'} in the lessons:\n${listed}`;
      if (command === 'build' && process.env['BACKLOT_ALLOW_BROKEN_LESSONS'] !== '1') {
        this.error(`${message}\nCorrect them, or set BACKLOT_ALLOW_BROKEN_LESSONS=1 to build a site that shows them.`);
      } else this.warn(message);
    },

    configureServer(server) {
      server.watcher.add(folder);
      server.watcher.on('all', (_event, file) => {
        if (!resolve(file).startsWith(folder + sep) || file.includes('node_modules')) return;
        loading = undefined;
        for (const environment of Object.values(server.environments)) {
          for (const [id, module] of environment.moduleGraph.idToModuleMap) {
            if (id.startsWith(virtual('virtual:lesson')) || id === virtual(courseModule)) environment.moduleGraph.invalidateModule(module);
          }
          environment.hot.send({ type: 'full-reload' });
        }
      });
    },

    async resolveId(id, importer) {
      // Upstream handlers use the project's MSW, wherever the course lies.
      if (id === 'msw' && importer?.endsWith('/upstream.ts') && importer.startsWith(folder)) return this.resolve(id, join(projectFolder, 'index.html'), { skipSelf: true });
      return id === courseModule || id === lessonsModule || id === searchModule || id.startsWith(lessonPrefix) ? virtual(id) : undefined;
    },

    async load(id) {
      if (id === virtual(courseModule)) return { code: jsonModule((await load()).course), moduleType: 'js' };
      if (id === virtual(searchModule)) return { code: jsonModule(searchTexts(await load())), moduleType: 'js' };
      if (id === virtual(lessonsModule)) return { code: indexModule(await load()), moduleType: 'js' };
      if (!id.startsWith(virtual(lessonPrefix))) return undefined;
      const lessonId = id.slice(virtual(lessonPrefix).length);
      const lesson = (await load()).lessons.find((candidate) => candidate.id === lessonId);
      if (!lesson) this.error(`the course has no lesson "${lessonId}"`);
      return { code: jsonModule(lesson.bundle), moduleType: 'js' };
    },

    transformIndexHtml: {
      order: 'post',
      async handler(_html, { bundle, path }) {
        if (!bundle || path !== '/index.html') return [];
        return [{ tag: 'script', attrs: { type: 'application/json', id: 'lesson-files' }, children: JSON.stringify(lessonFiles(await load(), bundle)), injectTo: 'head-prepend' }];
      },
    },
  };
}
