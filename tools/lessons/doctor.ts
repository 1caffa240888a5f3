// The lesson doctor: proves, in real Node, that lessons keep what they promise. lessons/README.md lists what it looks at.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { Lesson, LessonProblem, StackId } from '../../src/lesson/lesson.ts';
import { startDatabase, type RunningDatabase } from './database.ts';
import type { EmbeddedJudge } from './embedded.ts';
import { describeEquivalent, findEquivalent, readEquivalents, type Equivalent } from './equivalents.ts';
import { judge } from './judge.ts';
import { runMutants, type MutantResult } from './mutation.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { nodeTestHost } from './node-tests.ts';
import { upstreamArguments, upstreamModule } from './upstream.ts';
import { nodeArguments, runToEnd, startProgram, temporaryFolder, writeFiles, type RunningProgram } from './programs.ts';
import { readCourse, type LoadedLesson } from './read.ts';
import { tryExample, wireExamples } from './wire.ts';

/** A mutant that has not answered a request by then never will; a solution needs some milliseconds. */
const answerMilliseconds = 1000;

export interface DoctorOptions {
  /** the lessons/ folder */
  readonly root: string;
  /** ids or globs; empty: every lesson */
  readonly only: readonly string[];
  /** whether mutants are run: they take most of the time */
  readonly mutants: boolean;
  /** processes at once */
  readonly parallel: number;
  /** share of mutants that have to be killed, 0 to 1 */
  readonly minimumScore: number;
  /** judges starts and solutions in the embedded container too */
  readonly embedded?: EmbeddedJudge;
  readonly onProgress?: (text: string) => void;
}

/** One row of the table. */
export interface Diagnosis {
  readonly lesson: string;
  readonly stack: StackId;
  readonly startOk: boolean;
  readonly solutionOk: boolean;
  readonly checks: number;
  readonly proseOk: boolean;
  /** in the embedded container; absent where it was not asked for */
  readonly embeddedOk?: boolean;
  /** absent where mutants were not run */
  readonly mutation?: {
    readonly total: number;
    readonly killed: number;
    readonly equivalent: number;
    readonly survivors: readonly Mutant[];
    readonly milliseconds: number;
  };
  readonly problems: readonly LessonProblem[];
}

export interface Report {
  readonly diagnoses: readonly Diagnosis[];
  /** problems that belong to no row: unreadable lessons, stale entries of equivalent-mutants.yaml */
  readonly problems: readonly LessonProblem[];
  /** killed / (total - equivalent) over everything, 1 where nothing was mutated */
  readonly score: number;
  readonly ok: boolean;
}

function describe(verdict: Verdict): string {
  const failed = verdict.asserts.find((assert) => !assert.passed);
  const why = verdict.reason ?? (failed ? `${failed.source}: ${failed.actual === undefined ? (failed.message ?? '') : `actual ${failed.actual}`}` : '');
  return `${verdict.check.id} is ${verdict.state}${why === '' ? '' : ` (${why.split('\n')[0] ?? ''})`}`;
}

/** Starts a variant of the program, judges it, stops it. A program that does not listen is judged too: its checks end in `error`. */
async function judgeVariant(lesson: Lesson, stack: StackId, variant: 'start' | 'solution', nodeModules: string, preloads: readonly string[], database: RunningDatabase | undefined): Promise<{ verdicts: readonly Verdict[]; reason?: string; output: string }> {
  const files = lesson.files[stack]?.[variant] ?? {};
  const folder = temporaryFolder(nodeModules);
  let program: RunningProgram | undefined;
  try {
    writeFiles(join(folder.path, 'program'), files);
    await database?.renew();
    program = await startProgram(join(folder.path, 'program'), nodeArguments(lesson.entry, files), lesson.port, preloads, database?.environment);
    const { listening } = program;
    // Port 9 (discard) is refused everywhere: that is what a check of a program that does not listen meets.
    const port = 'port' in listening ? listening.port : 9;
    const verdicts = await judge(lesson.checks, `http://localhost:${port}`, { tests: nodeTestHost(join(folder.path, 'program'), { lesson: lesson.port, program: port }, database?.environment) });
    return { verdicts, output: program.output(), ...('reason' in listening ? { reason: listening.reason } : {}) };
  } finally {
    await program?.stop();
    folder.remove();
  }
}

/** Start and solution in the embedded container: what real Node makes of them is expected there too. */
async function judgeEmbedded(loaded: LoadedLesson, lesson: Lesson, stack: StackId, embedded: EmbeddedJudge): Promise<LessonProblem[]> {
  const given = lesson.files[stack];
  const upstream = loaded.upstream === undefined ? undefined : await upstreamModule(loaded.upstream);
  const judgeFiles = (files: Readonly<Record<string, string>>) =>
    embedded.judge({ files, packages: given?.packages ?? [], args: nodeArguments(lesson.entry, files), port: lesson.port, checks: lesson.checks, ...(upstream === undefined ? {} : { upstream }), ...(lesson.database && { database: lesson.database }) });
  const solution = await judgeFiles(given?.solution ?? {});
  const problems: LessonProblem[] = [];
  if (solution.reason !== undefined) problems.push({ file: `${loaded.below}/stacks/${stack}/solution`, message: `${solution.reason}; it printed: ${solution.output.trim() || 'nothing'}` });
  if (solution.verdicts.length === 0) problems.push({ file: `${loaded.below}/checks`, message: 'no check gave a verdict' });
  for (const verdict of solution.verdicts) {
    if (verdict.state !== 'pass') problems.push({ file: `${loaded.below}/${verdict.check.file}`, line: verdict.check.line, message: `${stack}, solution: ${describe(verdict)}` });
  }
  const start = await judgeFiles(given?.start ?? {});
  problems.push(...judgeStart(loaded, stack, start.verdicts));
  return problems.map((problem) => ({ ...problem, message: `in the embedded container: ${problem.message}` }));
}

/** What the starter must do: fail the checks of its tasks, pass the others; exceptions stand in the front matter. */
function judgeStart(loaded: LoadedLesson, stack: StackId, verdicts: readonly Verdict[]): LessonProblem[] {
  const file = `${loaded.below}/lesson.md`;
  const mayError = loaded.frontMatter?.['start-errors'] ?? [];
  const mayPass = loaded.frontMatter?.['start-passes'] ?? [];
  const problems: LessonProblem[] = [];
  const add = (verdict: Verdict, message: string) => problems.push({ file: `${loaded.below}/${verdict.check.file}`, line: verdict.check.line, message: `${stack}, start: ${message}` });
  for (const verdict of verdicts) {
    const { id, task } = verdict.check;
    if (mayError.includes(id)) {
      if (verdict.state !== 'error' && verdict.state !== 'skipped') problems.push({ file, message: `${stack}: "start-errors" names "${id}", but against the start it is ${verdict.state}` });
    } else if (verdict.state === 'error') add(verdict, `${describe(verdict)}: name it in "start-errors" if the start is meant not to listen yet`);
    else if (task === undefined && verdict.state !== 'pass') add(verdict, `${describe(verdict)}, but it belongs to no task: the start should pass it`);
    else if (task !== undefined && verdict.state === 'pass' && !mayPass.includes(id)) add(verdict, `${id} passes before the learner has done task ${task}: make it stricter, or name it in "start-passes"`);
    else if (mayPass.includes(id) && verdict.state !== 'pass') problems.push({ file, message: `${stack}: "start-passes" names "${id}", but against the start it is ${verdict.state}` });
  }
  return problems;
}

/** Runs the code blocks and the HTTP examples of the prose against the solution. */
async function judgeProse(loaded: LoadedLesson, lesson: Lesson, stack: StackId, nodeModules: string, preloads: readonly string[], database: RunningDatabase | undefined): Promise<LessonProblem[]> {
  const problems: LessonProblem[] = [];
  const file = `${loaded.below}/lesson.md`;
  const code = loaded.code.filter((block) => block.stack === undefined || block.stack === stack);
  const files = lesson.files[stack]?.solution ?? {};
  const folder = temporaryFolder(nodeModules);
  try {
    const at = join(folder.path, 'program');
    writeFiles(at, files);
    await database?.renew();
    for (const block of code) {
      if (block.language === 'json') {
        try {
          JSON.parse(block.value);
        } catch (error) {
          problems.push({ file, line: block.line, message: `the JSON is not valid: ${error instanceof Error ? error.message : String(error)}` });
        }
      }
      if (!block.runnable) continue;
      writeFiles(at, { 'prose-example.mjs': block.value });
      const { code: exitCode, output } = await runToEnd(at, [...preloads, 'prose-example.mjs'], 5000, database?.environment);
      if (exitCode !== 0) {
        const how = exitCode === null ? 'does not end within 5 s' : `ends with exit code ${exitCode}`;
        problems.push({ file, line: block.line, message: `${stack}: the code ${how} (mark it runnable=no if it is only a fragment): ${output.trim().split('\n').find((line) => /Error/.test(line)) ?? ''}` });
      }
    }
    const examples = wireExamples(code);
    if (examples.length > 0) {
      const program = await startProgram(at, nodeArguments(lesson.entry, files), lesson.port, preloads, database?.environment);
      try {
        if ('port' in program.listening) {
          for (const example of examples) {
            const wrong = await tryExample(example, program.listening.port);
            if (wrong) problems.push({ file, line: wrong.line, message: `${stack}: ${wrong.message}` });
          }
        }
      } finally {
        await program.stop();
      }
    }
  } finally {
    folder.remove();
  }
  return problems;
}

/** `TODO` left by the scaffold or the author. */
function findTodos(loaded: LoadedLesson): LessonProblem[] {
  return readdirSync(loaded.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const file = `${loaded.below}${path.slice(loaded.folder.length).replaceAll('\\', '/')}`;
      return readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index): LessonProblem[] => (/\bTODO\b/.test(line) ? [{ file, line: index + 1, message: `is not finished: ${line.trim()}` }] : []));
    });
}

/** The mutants of the files that the learner edits and the solution has. */
function solutionMutants(lesson: Lesson, stack: StackId): Mutant[] {
  return Object.entries(lesson.files[stack]?.solution ?? {})
    .filter(([path]) => lesson.editable.includes(path) && /\.[cm]?js$/.test(path))
    .flatMap(([path, text]) => mutantsOf(path, text));
}

async function judgeMutants(
  loaded: LoadedLesson,
  lesson: Lesson,
  stack: StackId,
  nodeModules: string,
  equivalents: readonly Equivalent[],
  used: Set<Equivalent>,
  preloads: readonly string[],
  database: RunningDatabase | undefined,
  options: DoctorOptions,
): Promise<NonNullable<Diagnosis['mutation']>> {
  const started = performance.now();
  const all = solutionMutants(lesson, stack);
  const mutants: Mutant[] = [];
  for (const mutant of all) {
    const entry = findEquivalent(equivalents, loaded.id, stack, mutant);
    if (entry) used.add(entry);
    else mutants.push(mutant);
  }
  const files = lesson.files[stack]?.solution ?? {};
  const script = nodeArguments(lesson.entry, files).find((arg) => !arg.startsWith('-')) ?? '';
  const results: MutantResult[] = await runMutants(mutants, {
    files,
    script,
    port: lesson.port,
    nodeModules,
    parallel: options.parallel,
    preloads,
    ...(database && { environment: database.environment, prepare: () => database.renew() }),
    judge: (base, signal, at) =>
      judge(lesson.checks, base, {
        signal,
        stopAtFirst: true,
        timeoutMilliseconds: answerMilliseconds,
        tests: nodeTestHost(at, { lesson: lesson.port, program: Number(new URL(base).port) }, database?.environment),
      }),
    onProgress: (done) => options.onProgress?.(`${loaded.id} ${stack}: mutant ${done} of ${mutants.length}`),
  });
  const survivors = results.filter((result) => !result.killed).map((result) => result.mutant);
  return { total: all.length, killed: mutants.length - survivors.length, equivalent: all.length - mutants.length, survivors, milliseconds: performance.now() - started };
}

/**
 * Examines lessons.
 * @throws Error where nothing can be examined: lessons/node_modules is missing, or `only` names no lesson
 */
export async function examine(options: DoctorOptions): Promise<Report> {
  const { root } = options;
  const nodeModules = join(root, 'node_modules');
  if (!existsSync(nodeModules)) throw new Error(`${nodeModules} is missing: the lessons' packages are installed by "npm ci" in ${root}`);
  const course = await readCourse(root);
  const chosen = course.lessons.filter((lesson) => options.only.length === 0 || options.only.some((pattern) => picomatch.isMatch(lesson.id, pattern)));
  if (chosen.length === 0 && options.only.length > 0) throw new Error(`no lesson is named ${options.only.join(', ')}. There are: ${course.lessons.map((lesson) => lesson.id).join(', ')}`);

  const problems: LessonProblem[] = [...(course.course.problems ?? [])];
  const equivalents = readEquivalents(root, problems);
  const used = new Set<Equivalent>();
  const diagnoses: Diagnosis[] = [];
  for (const loaded of chosen) {
    problems.push(...findTodos(loaded));
    if (!loaded.bundle.ok) {
      problems.push(...loaded.bundle.problems);
      continue;
    }
    const { lesson } = loaded.bundle;
    let preloads: readonly string[] = [];
    if (loaded.upstream !== undefined) {
      try {
        preloads = await upstreamArguments(loaded.upstream);
      } catch (error) {
        problems.push({ file: `${loaded.below}/upstream.ts`, message: `can't be used: ${error instanceof Error ? error.message : String(error)}` });
        continue;
      }
    }
    let database: RunningDatabase | undefined;
    if (lesson.database !== undefined) {
      database = await startDatabase(lesson.database);
      try {
        await database.renew();
      } catch (error) {
        problems.push({ file: `${loaded.below}/seed.sql`, message: error instanceof Error ? error.message : String(error) });
        await database.close();
        continue;
      }
    }
    for (const stack of lesson.stacks) {
      options.onProgress?.(`${lesson.id} ${stack}: solution and start`);
      const at = `${loaded.below}/stacks/${stack}`;
      const found: LessonProblem[] = [];
      const solution = await judgeVariant(lesson, stack, 'solution', nodeModules, preloads, database);
      const notPassed = solution.verdicts.filter((verdict) => verdict.state !== 'pass');
      if (solution.reason !== undefined) found.push({ file: `${at}/solution`, message: `${solution.reason}; it printed: ${solution.output.trim() || 'nothing'}` });
      for (const verdict of notPassed) found.push({ file: `${loaded.below}/${verdict.check.file}`, line: verdict.check.line, message: `${stack}, solution: ${describe(verdict)}` });
      const solutionOk = found.length === 0 && solution.verdicts.length > 0;
      const start = await judgeVariant(lesson, stack, 'start', nodeModules, preloads, database);
      const ofStart = judgeStart(loaded, stack, start.verdicts);
      const ofProse = await judgeProse(loaded, lesson, stack, nodeModules, preloads, database);
      const ofEmbedded = options.embedded ? await judgeEmbedded(loaded, lesson, stack, options.embedded) : undefined;
      found.push(...ofStart, ...ofProse, ...(ofEmbedded ?? []));
      // Mutants of a solution that does not pass would all count as killed.
      const mutation = options.mutants && solutionOk ? await judgeMutants(loaded, lesson, stack, nodeModules, equivalents, used, preloads, database, options) : undefined;
      diagnoses.push({
        lesson: lesson.id,
        stack,
        startOk: ofStart.length === 0,
        solutionOk,
        checks: solution.verdicts.length,
        proseOk: ofProse.length === 0,
        ...(ofEmbedded ? { embeddedOk: ofEmbedded.length === 0 } : {}),
        ...(mutation ? { mutation } : {}),
        problems: found,
      });
    }
    await database?.close();
  }
  if (options.mutants && options.only.length === 0) {
    for (const entry of equivalents) {
      if (!used.has(entry)) problems.push({ file: 'equivalent-mutants.yaml', message: `names a mutant that does not exist (any more): ${describeEquivalent(entry)}` });
    }
  }
  const mutations = diagnoses.flatMap((diagnosis) => (diagnosis.mutation ? [diagnosis.mutation] : []));
  const judged = mutations.reduce((sum, mutation) => sum + mutation.total - mutation.equivalent, 0);
  const score = judged === 0 ? 1 : mutations.reduce((sum, mutation) => sum + mutation.killed, 0) / judged;
  const rowsOk = diagnoses.every((diagnosis) => diagnosis.problems.length === 0 && diagnosis.solutionOk && (!diagnosis.mutation || scoreOf(diagnosis.mutation) >= options.minimumScore));
  return { diagnoses, problems, score, ok: rowsOk && problems.length === 0 };
}

/** The share of mutants that were killed, equivalent ones left out. */
export function scoreOf(mutation: NonNullable<Diagnosis['mutation']>): number {
  const judged = mutation.total - mutation.equivalent;
  return judged === 0 ? 1 : mutation.killed / judged;
}
