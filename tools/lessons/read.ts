// Reads a course from disk: lessons/** -> Course and one LessonBundle a lesson (src/lesson/lesson.ts). lessons/README.md describes the format.
// Nothing is thrown for a mistake in a lesson: each becomes a LessonProblem with its file and, where there is one, its line.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import picomatch from 'picomatch';
import { readChecks } from '../../src/checks/checks.ts';
import { readTestChecks } from '../../src/checks/test-files/read.ts';
import type { CheckInfo } from '../../src/checks/verdict.ts';
import type { CheckFile, Course, Lesson, LessonBundle, LessonFiles, LessonProblem, LessonSummary, LessonTranslation, Part, Task, StackId } from '../../src/lesson/lesson.ts';
import { courseFile, lessonFrontMatter, orderedFolder, partFile, translationFrontMatter, type CourseFile, type LessonFrontMatter } from '../../src/lesson/schema.ts';
import { suggest } from './problems.ts';
import { readHints, readProse, type LinkTarget, type ProseCode, type ProseContext } from './prose.ts';
import { isFolder, list, readTree } from './read-files.ts';
import { readYaml } from './read-yaml.ts';

/** A lesson with what the build and the doctor need beyond what the page gets. */
export interface LoadedLesson {
  readonly id: string;
  /** absolute path of the lesson's folder */
  readonly folder: string;
  /** the folder's path below lessons/ */
  readonly below: string;
  readonly summary: LessonSummary;
  readonly bundle: LessonBundle;
  /** the checks of every check file, in order */
  readonly checks: readonly CheckInfo[];
  readonly frontMatter?: LessonFrontMatter;
  /** the code blocks of the prose */
  readonly code: readonly ProseCode[];
  /** absolute path of upstream.ts, if there is one */
  readonly upstream?: string;
}

export interface LoadedCourse {
  readonly course: Course;
  /** in teaching order */
  readonly lessons: readonly LoadedLesson[];
  /** everything that is wrong anywhere */
  readonly problems: readonly LessonProblem[];
}

const imageTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

/** What may stand in a lesson's folder. */
const lessonEntries = ['lesson.md', 'checks', 'hints.md', 'stacks', 'upstream.ts', 'seed.sql', 'images'];

interface LessonPlace {
  readonly id: string;
  readonly slug: string;
  readonly partId: string;
  readonly below: string;
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

/** Splits a command at spaces; quoted words stay whole. */
function splitCommand(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** Front matter of a Markdown file: the YAML between two `---` lines at its very beginning. */
function frontMatterOf(source: string): string | undefined {
  return /^---\n([\s\S]*?)^---[ \t]*$/m.exec(source)?.[1];
}

/** The line of the front matter in which `key:` stands. */
function keyLine(source: string, key: string): number | undefined {
  const index = source.split('\n').findIndex((line) => line.startsWith(`${key}:`));
  return index < 0 ? undefined : index + 1;
}

/** The names in `dependencies` of a package.json, or a problem. */
function dependenciesOf(source: string | undefined, file: string, problems: LessonProblem[]): Record<string, string> {
  if (source === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(source);
    const found = typeof parsed === 'object' && parsed !== null && 'dependencies' in parsed ? parsed.dependencies : {};
    return Object.fromEntries(Object.entries(found ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  } catch (error) {
    problems.push({ file, message: `is not valid JSON: ${error instanceof Error ? error.message : String(error)}` });
    return {};
  }
}

interface PreviousFiles {
  readonly files: LessonFiles;
  readonly below: string;
}

/** Reads start/ and solution/ of each stack. */
function readStacks(
  folder: string,
  below: string,
  stackIds: readonly StackId[],
  previous: ReadonlyMap<StackId, PreviousFiles>,
  allowedPackages: Readonly<Record<string, string>> | undefined,
  problems: LessonProblem[],
): Record<StackId, LessonFiles> {
  const stacks: Record<StackId, LessonFiles> = {};
  for (const stack of stackIds) {
    const at = `${below}/stacks/${stack}`;
    for (const name of list(join(folder, 'stacks', stack))) {
      if (name !== 'start' && name !== 'solution') problems.push({ file: `${at}/${name}`, message: `is not part of a stack.${suggest(name, ['start', 'solution'])}` });
    }
    let start: Record<string, string>;
    if (isFolder(join(folder, 'stacks', stack, 'start'))) start = readTree(join(folder, 'stacks', stack, 'start'), `${at}/start`, problems);
    else {
      const before = previous.get(stack);
      start = { ...before?.files.solution };
      if (!before) problems.push({ file: `${at}/start`, message: `is missing, and no earlier lesson has a solution in ${stack} to start from` });
    }
    const changed = readTree(join(folder, 'stacks', stack, 'solution'), `${at}/solution`, problems);
    if (Object.keys(changed).length === 0) problems.push({ file: `${at}/solution`, message: 'is missing or empty: expected the files in which the solution differs from the start' });
    for (const [path, text] of Object.entries(changed)) {
      if (start[path] === text) problems.push({ file: `${at}/solution/${path}`, message: 'is the same as at the start: solution/ holds only the files that differ' });
    }
    const solution = { ...start, ...changed };
    const packages: string[] = [];
    const manifests = new Set([start['package.json'], solution['package.json']]);
    for (const manifest of manifests) {
      const file = `${at}/${manifest === start['package.json'] ? 'start' : 'solution'}/package.json`;
      for (const [name, range] of Object.entries(dependenciesOf(manifest, file, problems))) {
        if (!packages.includes(name)) packages.push(name);
        if (!allowedPackages) continue;
        const pinned = allowedPackages[name];
        const line = (manifest ?? '').split('\n').findIndex((text) => text.includes(`"${name}":`)) + 1 || undefined;
        if (pinned === undefined) problems.push({ file, line, message: `the package "${name}" is not in lessons/package.json, so the page cannot give it to the program.${suggest(name, Object.keys(allowedPackages))}` });
        else if (range.replace(/^[\^~]/, '') !== pinned.replace(/^[\^~]/, '')) {
          problems.push({ file, line, message: `"${name}" is ${range} here and ${pinned} in lessons/package.json: expected the same version` });
        }
      }
    }
    stacks[stack] = { start, solution, packages: packages.sort() };
  }
  return stacks;
}

/** Reads the check files and validates them; every check id is unique in its lesson. */
/** @returns `allRead`: no file was left out because it cannot be read, so that a check which is not there is missing */
function readCheckFiles(folder: string, below: string, problems: LessonProblem[]): { files: CheckFile[]; checks: CheckInfo[]; allRead: boolean } {
  let allRead = true;
  const files: CheckFile[] = [];
  const checks: CheckInfo[] = [];
  for (const name of list(join(folder, 'checks'))) {
    const path = `checks/${name}`;
    const kind = name.endsWith('.hurl') ? 'hurl' : name.endsWith('.test.js') ? 'test' : undefined;
    if (!kind) {
      problems.push({ file: `${below}/${path}`, message: 'is no file of checks: expected a name that ends in .hurl or .test.js' });
      continue;
    }
    const source = readText(join(folder, path)) ?? '';
    files.push({ path, kind, source });
  }
  const seen = new Map<string, CheckInfo>();
  for (const { path, kind, source } of files) {
    const read = kind === 'test' ? readTestChecks(source, path) : readChecks(source, path);
    for (const problem of read.problems) problems.push({ ...problem, file: `${below}/${problem.file}` });
    if (read.problems.length > 0 && read.checks.length === 0) allRead = false;
    for (const check of read.checks) {
      const first = seen.get(check.id);
      // the same id twice in one file is told by readChecks
      if (first && first.file !== check.file) {
        problems.push({ file: `${below}/${check.file}`, line: check.line, message: `the check id "${check.id}" stands also in ${first.file}:${first.line}: ids are unique in a lesson` });
      } else seen.set(check.id, check);
      checks.push(check);
    }
  }
  if (files.length === 0) problems.push({ file: `${below}/checks`, message: 'is missing or empty: a lesson needs at least one check' });
  return { files, checks, allRead };
}

/** Every task has a check and every check's task exists; names in `start-errors` and `start-passes` exist. */
function crossCheck(below: string, source: string, frontMatter: LessonFrontMatter, lesson: Pick<Lesson, 'tasks'>, checks: readonly CheckInfo[], problems: LessonProblem[]): void {
  const file = `${below}/lesson.md`;
  for (const task of lesson.tasks) {
    if (!checks.some((check) => check.task === task.number)) {
      const line = source.split('\n').findIndex((text) => text.startsWith('## ') && text.includes(task.title)) + 1 || undefined;
      problems.push({ file, line, message: `no check has task=${task.number} for the task "${task.title}". Sections that are no tasks begin with "### "` });
    }
  }
  for (const check of checks) {
    if (check.task !== undefined && !lesson.tasks.some((task) => task.number === check.task)) {
      problems.push({ file: `${below}/${check.file}`, line: check.line, message: `the check "${check.id}" names task ${check.task}, but the lesson has ${lesson.tasks.length} ("## " headings in lesson.md)` });
    }
  }
  const ids = checks.map((check) => check.id);
  for (const key of ['start-errors', 'start-passes'] as const) {
    for (const id of frontMatter[key]) {
      if (!ids.includes(id)) problems.push({ file, line: keyLine(source, key), message: `"${key}" names the check "${id}", which does not exist.${suggest(id, ids)}` });
    }
  }
}

/** The files of all stacks that the globs of a lesson match: the page need not know what a glob is. */
function editableFiles(globs: readonly string[], files: Readonly<Record<StackId, LessonFiles>>): readonly string[] {
  const isEditable = picomatch([...globs], { dot: true });
  const paths = Object.values(files).flatMap(({ start, solution }) => [...Object.keys(start), ...Object.keys(solution)]);
  return [...new Set(paths)].filter((path) => isEditable(path)).sort();
}

/** `focus`, `editable` and `entry` name files that the start has, in every stack. */
function crossCheckFiles(below: string, source: string, frontMatter: LessonFrontMatter, files: Readonly<Record<StackId, LessonFiles>>, problems: LessonProblem[]): void {
  const file = `${below}/lesson.md`;
  const [command, ...args] = splitCommand(frontMatter.entry);
  if (command !== 'node' && command !== 'npm') {
    problems.push({ file, line: keyLine(source, 'entry'), message: `"entry" is "${frontMatter.entry}": expected a command that begins with node or npm` });
  }
  for (const [stack, { start, solution }] of Object.entries(files)) {
    const names = Object.keys(start);
    if (names.length === 0) continue; // said already
    if (!names.includes(frontMatter.focus)) {
      problems.push({ file, line: keyLine(source, 'focus'), message: `"focus" names "${frontMatter.focus}", which is not in the start of ${stack}.${suggest(frontMatter.focus, names)}` });
    }
    for (const glob of frontMatter.editable) {
      const matches = picomatch(glob);
      if (![...names, ...Object.keys(solution)].some((name) => matches(name))) {
        problems.push({ file, line: keyLine(source, 'editable'), message: `"editable" has "${glob}", which matches no file of ${stack}.${suggest(glob, names)}` });
      }
    }
    const isEditable = picomatch([...frontMatter.editable], { dot: true });
    for (const [path, text] of Object.entries(solution)) {
      if (start[path] !== text && !isEditable(path)) {
        problems.push({ file: `${below}/stacks/${stack}/solution/${path}`, message: 'differs from the start, but the learner may not edit it: add it to "editable" or leave it as it is' });
      }
    }
    const script = command === 'node' ? args.find((arg) => !arg.startsWith('-')) : undefined;
    if (command === 'node' && (script === undefined || !names.includes(script))) {
      problems.push({ file, line: keyLine(source, 'entry'), message: `"entry" runs "${script ?? ''}", which is not in the start of ${stack}.${script === undefined ? '' : suggest(script, names)}` });
    }
    if (!('package.json' in start)) problems.push({ file: `${below}/stacks/${stack}/start/package.json`, message: 'is missing: it names the packages that the program needs' });
  }
}

/** Reads lesson.<locale>.md and hints.<locale>.md. */
async function readTranslation(
  folder: string,
  locale: string,
  context: (file: string) => ProseContext,
  tasks: readonly Task[],
  checkIds: readonly string[] | null,
  problems: LessonProblem[],
): Promise<LessonTranslation | undefined> {
  const name = `lesson.${locale}.md`;
  const { file } = context(name);
  const source = readText(join(folder, name));
  if (source === undefined) {
    problems.push({ file, message: `is missing, but hints.${locale}.md is there` });
    return undefined;
  }
  const yaml = frontMatterOf(source);
  if (yaml === undefined) problems.push({ file, line: 1, message: 'begins without front matter: expected a line "---", title and summary, and a line "---"' });
  const header = yaml === undefined ? undefined : readYaml(translationFrontMatter, yaml, file, problems, 1);
  const prose = await readProse(source, context(name), problems);
  if (prose.tasks.length !== tasks.length) problems.push({ file, message: `has ${prose.tasks.length} tasks ("## " headings), lesson.md has ${tasks.length}: the checks count on the same ones` });
  const hints = await readHints(readText(join(folder, `hints.${locale}.md`)) ?? '', context(`hints.${locale}.md`), problems);
  for (const [id, line] of hints.lines) {
    if (checkIds !== null && !checkIds.includes(id)) problems.push({ file: context(`hints.${locale}.md`).file, line, message: `hints for "${id}", but no check has that id.${suggest(id, checkIds)}` });
  }
  return header && { ...header, html: prose.html, tasks: prose.tasks, hints: hints.rungs };
}

async function readLesson(
  root: string,
  place: LessonPlace,
  places: readonly LessonPlace[],
  course: CourseFile | undefined,
  previous: Map<StackId, PreviousFiles>,
  allowedPackages: Readonly<Record<string, string>> | undefined,
): Promise<{ loaded: LoadedLesson; problems: LessonProblem[] }> {
  const problems: LessonProblem[] = [];
  const { below } = place;
  const folder = join(root, below);
  const knownStacks = course?.stacks.map((stack) => stack.id) ?? list(join(folder, 'stacks'));
  const folderStacks = list(join(folder, 'stacks'));
  const locales = course?.defaults.locales ?? ['en'];
  const translated = new Set<string>();
  for (const name of list(folder)) {
    const translation = /^(lesson|hints)\.([A-Za-z-]+)\.md$/.exec(name);
    const locale = translation?.[2];
    if (locale !== undefined) {
      if (locales.includes(locale)) translated.add(locale);
      else problems.push({ file: `${below}/${name}`, message: `is in "${locale}", which is not among the locales of course.yaml.${suggest(locale, locales)}` });
    } else if (!lessonEntries.includes(name)) problems.push({ file: `${below}/${name}`, message: `is not part of a lesson.${suggest(name, lessonEntries)}` });
  }
  for (const stack of folderStacks) {
    if (!knownStacks.includes(stack)) problems.push({ file: `${below}/stacks/${stack}`, message: `is no stack of course.yaml.${suggest(stack, knownStacks)}` });
  }
  const stacks = knownStacks.filter((stack) => folderStacks.includes(stack));
  if (stacks.length === 0) problems.push({ file: `${below}/stacks`, message: `is missing or empty: expected a folder for at least one of ${knownStacks.join(', ')}` });

  const resolve = (target: string): LinkTarget | undefined => {
    const absolute = join(folder, decodeURI(target.replace(/[?#].*$/, '')));
    if (relative(root, absolute).startsWith('..') || !existsSync(absolute)) return undefined;
    const type = imageTypes[extname(absolute)];
    if (type !== undefined) return { kind: 'image', dataUrl: `data:${type};base64,${readFileSync(absolute).toString('base64')}` };
    const lesson = places.find((other) => other.below === relative(root, dirname(absolute)).replaceAll('\\', '/'));
    return lesson && absolute.endsWith('lesson.md') ? { kind: 'lesson', id: lesson.id } : undefined;
  };
  const context = (file: string) => ({ file: `${below}/${file}`, stacks, knownStacks, resolve });

  const source = readText(join(folder, 'lesson.md'));
  let frontMatter: LessonFrontMatter | undefined;
  if (source === undefined) problems.push({ file: `${below}/lesson.md`, message: 'is missing: every lesson has its title, summary and prose there' });
  else {
    const yaml = frontMatterOf(source);
    if (yaml === undefined) problems.push({ file: `${below}/lesson.md`, line: 1, message: 'begins without front matter: expected a line "---", keys like "title: Create a user", and a line "---"' });
    else frontMatter = readYaml(lessonFrontMatter, yaml, `${below}/lesson.md`, problems, 1);
  }
  const prose = await readProse(source ?? '', context('lesson.md'), problems);
  const { files: checkFiles, checks, allRead } = readCheckFiles(folder, below, problems);
  const hintSource = readText(join(folder, 'hints.md'));
  const hints = await readHints(hintSource ?? '', context('hints.md'), problems);
  // One mistake in a file of checks is one problem: whatever names its checks is right when that is mended.
  for (const [id, line] of allRead ? hints.lines : []) {
    const ids = checks.map((check) => check.id);
    if (!ids.includes(id)) problems.push({ file: `${below}/hints.md`, line, message: `hints for "${id}", but no check has that id.${suggest(id, ids)}` });
  }
  const translations: Record<string, LessonTranslation> = {};
  for (const locale of translated) {
    const translation = await readTranslation(folder, locale, context, prose.tasks, allRead ? checks.map((check) => check.id) : null, problems);
    if (translation) translations[locale] = translation;
  }
  const files = readStacks(folder, below, stacks, previous, allowedPackages, problems);
  for (const [stack, found] of Object.entries(files)) previous.set(stack, { files: found, below });

  const needs: string[] = [];
  for (const need of frontMatter?.needs ?? []) {
    const needed = places.find((other) => other.id === need) ?? places.find((other) => other.partId === place.partId && other.slug === need);
    const known = places.map((other) => (other.partId === place.partId ? other.slug : other.id));
    if (!needed) problems.push({ file: `${below}/lesson.md`, line: keyLine(source ?? '', 'needs'), message: `"needs" names the lesson "${need}", which does not exist.${suggest(need, known)}` });
    else if (places.indexOf(needed) >= places.indexOf(place)) problems.push({ file: `${below}/lesson.md`, line: keyLine(source ?? '', 'needs'), message: `"needs" names the lesson "${need}", which does not come before this one` });
    else needs.push(needed.id);
  }
  if (frontMatter && source !== undefined) {
    if (allRead) crossCheck(below, source, frontMatter, prose, checks, problems);
    crossCheckFiles(below, source, frontMatter, files, problems);
  }

  const seed = readText(join(folder, 'seed.sql'));
  const hasPostgres = frontMatter?.services.includes('postgres') === true;
  if (seed !== undefined && frontMatter !== undefined && !hasPostgres) problems.push({ file: `${below}/seed.sql`, message: 'is there, but no Postgres to load it into: expected "services: [postgres]" in lesson.md' });

  const summary: LessonSummary = {
    id: place.id,
    partId: place.partId,
    title: frontMatter?.title ?? place.slug,
    summary: frontMatter?.summary ?? '',
    time: frontMatter?.time ?? 0,
    stacks,
    needs,
  };
  const upstream = join(folder, 'upstream.ts');
  const common = { id: place.id, folder, below, summary, checks, code: prose.code, frontMatter, ...(existsSync(upstream) ? { upstream } : {}) };
  if (problems.length > 0 || !frontMatter) return { loaded: { ...common, bundle: { ok: false, id: place.id, problems } }, problems };

  const [command = 'node', ...args] = splitCommand(frontMatter.entry);
  const container = frontMatter.container ?? course?.defaults.container;
  const hintsOf = (stack: StackId | undefined) => hints.rungs[stack ?? ''] ?? {};
  const first = stacks.find((stack) => stack === course?.defaults.stack) ?? stacks[0];
  const differ = stacks.some((stack) => JSON.stringify(hintsOf(stack)) !== JSON.stringify(hintsOf(first)));
  const lesson: Lesson = {
    ...summary,
    html: prose.html,
    tasks: prose.tasks,
    focus: frontMatter.focus,
    editable: editableFiles(frontMatter.editable, files),
    entry: [command, ...args],
    port: frontMatter.port,
    checks: checkFiles,
    hints: hintsOf(first),
    files,
    ...(differ ? { stackHints: hints.rungs } : {}),
    ...(hasPostgres ? { database: { seed: seed ?? '' } } : {}),
    ...(container === undefined ? {} : { container }),
    ...(translated.size > 0 ? { translations } : {}),
  };
  return { loaded: { ...common, bundle: { ok: true, lesson } }, problems };
}

/**
 * Reads the course in `root` (a lessons/ folder).
 * @returns everything that could be read; a lesson with problems has a bundle that carries them
 */
export async function readCourse(root: string): Promise<LoadedCourse> {
  const courseProblems: LessonProblem[] = [];
  const source = readText(join(root, 'course.yaml'));
  const course = source === undefined ? undefined : readYaml(courseFile, source, 'course.yaml', courseProblems);
  if (source === undefined) courseProblems.push({ file: 'course.yaml', message: `is missing in ${root}: it holds the course's title, parts and stacks` });
  if (course && !course.stacks.some((stack) => stack.id === course.defaults.stack)) {
    courseProblems.push({ file: 'course.yaml', line: keyLine(source ?? '', 'defaults'), message: `"defaults.stack" is "${course.defaults.stack}", which is not among the stacks.${suggest(course.defaults.stack, course.stacks.map((stack) => stack.id))}` });
  }
  const partFolders = list(root).filter((name) => orderedFolder.test(name) && isFolder(join(root, name)));
  for (const folder of course?.parts ?? []) {
    const line = (source ?? '').split('\n').findIndex((text) => text.includes(folder)) + 1 || undefined;
    if (!orderedFolder.test(folder)) courseProblems.push({ file: 'course.yaml', line, message: `the part "${folder}" is not named like 01-rest: two digits, a dash, a name` });
    else if (!isFolder(join(root, folder))) courseProblems.push({ file: 'course.yaml', line, message: `the part "${folder}" has no folder.${suggest(folder, partFolders)}` });
  }
  const folders = (course?.parts ?? partFolders).filter((folder) => partFolders.includes(folder));
  for (const folder of partFolders) {
    if (!folders.includes(folder)) courseProblems.push({ file: folder, message: 'is a part that course.yaml does not name under "parts"' });
  }

  const places: LessonPlace[] = [];
  for (const part of folders) {
    const partId = orderedFolder.exec(part)?.[2] ?? part;
    for (const name of list(join(root, part))) {
      if (name === 'part.yaml') continue;
      const slug = orderedFolder.exec(name)?.[2];
      if (slug === undefined || !isFolder(join(root, part, name))) courseProblems.push({ file: `${part}/${name}`, message: 'is neither part.yaml nor a lesson\'s folder named like 03-create-user' });
      else if (places.some((place) => place.id === `${partId}/${slug}`)) courseProblems.push({ file: `${part}/${name}`, message: `is a second lesson with the id ${partId}/${slug}` });
      else places.push({ id: `${partId}/${slug}`, slug, partId, below: `${part}/${name}` });
    }
  }

  const manifest = readText(join(root, 'package.json'));
  const allowedPackages = manifest === undefined ? undefined : dependenciesOf(manifest, 'package.json', courseProblems);
  const previous = new Map<StackId, PreviousFiles>();
  const lessons: LoadedLesson[] = [];
  const problems: LessonProblem[] = [];
  const parts: Part[] = [];
  for (const part of folders) {
    const partId = orderedFolder.exec(part)?.[2] ?? part;
    const partSource = readText(join(root, part, 'part.yaml'));
    if (partSource === undefined) courseProblems.push({ file: `${part}/part.yaml`, message: 'is missing: it holds the part\'s title and summary' });
    const header = partSource === undefined ? undefined : readYaml(partFile, partSource, `${part}/part.yaml`, courseProblems);
    const summaries: LessonSummary[] = [];
    for (const place of places.filter((candidate) => candidate.partId === partId)) {
      const read = await readLesson(root, place, places, course, previous, allowedPackages);
      lessons.push(read.loaded);
      problems.push(...read.problems);
      summaries.push(read.loaded.summary);
    }
    parts.push({ id: partId, title: header?.title ?? partId, summary: header?.summary ?? '', lessons: summaries });
  }
  return {
    course: {
      title: course?.title ?? 'Course',
      description: course?.description ?? '',
      defaultStack: course?.defaults.stack ?? lessons[0]?.summary.stacks[0] ?? '',
      stacks: course?.stacks ?? [],
      parts,
      ...(courseProblems.length > 0 ? { problems: courseProblems } : {}),
    },
    lessons,
    problems: [...courseProblems, ...problems],
  };
}
