// The open lesson in the open stack, and what can be done with it: open, run, stop, check. Ties lesson, workspace, session and checks together,
// without React, so that stale answers are dropped in one place.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CheckInfo, Verdict } from '../checks/verdict.ts';
import type { Container } from '../container/container.ts';
import type { Course, Lesson, LessonBundle, LessonSummary } from '../lesson/lesson.ts';
import { afterChecks, loadProgress, type ProgressRecord } from '../lesson/progress.ts';
import type { SharedFiles } from '../lesson/share.ts';
import type { LearnerDatabase } from '../lesson/saved-work-database.ts';
import type { WorkKey } from '../lesson/saved-work.ts';
import type { CheckRunner } from './checks/check-runner.ts';
import type { SolutionProgram } from './requests/solution-server.ts';
import { describeProblem, isActive, type FilesSnapshot, type Program, type Session, type StartOutcome } from './session.ts';
import { whenIdle } from './when-idle.ts';
import { strings } from './strings.ts';
import type { Workspace } from './workspace.ts';

/** A verdict and the version of the files that it was given for. */
export interface DatedVerdict {
  readonly verdict: Verdict;
  readonly version: number;
}

export type LessonState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'open'; readonly lesson: Lesson }
  | { readonly kind: 'broken'; readonly bundle: Extract<LessonBundle, { ok: false }> }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'failed'; readonly id: string; readonly message: string };

export interface PlaygroundState {
  readonly lesson: LessonState;
  readonly stack: string;
  /** null while they are being read */
  readonly checks: readonly CheckInfo[] | null;
  /** why the checks cannot be read */
  readonly checksProblem: string | null;
  readonly verdicts: Readonly<Record<string, DatedVerdict>>;
  /** ids of checks that wait for their verdict; empty when none are run */
  readonly pending: ReadonlySet<string>;
  /** `course/lesson/stack` -> record */
  readonly progress: Readonly<Record<string, ProgressRecord>>;
}

/** Somebody else's files, and how they came. */
export interface ForeignFiles {
  readonly files: SharedFiles['files'];
  readonly from: 'link' | 'zip';
}

export interface PlaygroundOptions {
  readonly course: Course;
  /** @throws RangeError for an unknown lesson, other errors where loading fails */
  readonly loadLesson: (id: string) => Promise<LessonBundle>;
  readonly workspace: Workspace;
  readonly session: Session;
  readonly runner: CheckRunner;
  readonly database: LearnerDatabase;
  /** tells screen readers */
  readonly announce: (text: string) => void;
}

/** Milliseconds in which the end of a program is heard after its connections broke. */
const EXIT_WAIT = 1500;

/** Every lesson of a course in order. */
export function lessonsOf(course: Course): readonly LessonSummary[] {
  return course.parts.flatMap((part) => part.lessons);
}

/** The name under which a lesson's progress in a stack is found in `PlaygroundState.progress`. */
export function progressName(lesson: string, stack: string): string {
  return `${lesson}@${stack}`;
}

export class Playground {
  readonly course: Course;
  readonly state: StoreApi<PlaygroundState>;
  private readonly options: PlaygroundOptions;
  /** goes up with each opening; answers for an older one are dropped */
  private opening = 0;
  private checking: AbortController | null = null;

  constructor(options: PlaygroundOptions) {
    this.options = options;
    this.course = options.course;
    this.state = createStore<PlaygroundState>(() => ({
      lesson: { kind: 'loading' },
      stack: options.course.defaultStack,
      checks: null,
      checksProblem: null,
      verdicts: {},
      pending: new Set(),
      progress: {},
    }));
  }

  /** Identifies the course in storage. Lessons' ids are unique in one site, so the site's own course needs no other name. */
  static readonly courseId = 'course';

  /**
   * Opens a lesson in a stack. What was running ends; the work that is left is saved.
   * @param foreign somebody else's files to show in place of the learner's, which stay as they are
   */
  async open(id: string, wantedStack: string | null, foreign: ForeignFiles | null = null): Promise<void> {
    const turn = ++this.opening;
    this.checking?.abort();
    let bundle: LessonBundle;
    try {
      bundle = await this.options.loadLesson(id);
    } catch (error) {
      if (turn !== this.opening) return;
      await this.nothingOpened(turn);
      if (turn !== this.opening) return;
      this.state.setState({
        lesson: error instanceof RangeError ? { kind: 'unknown', id } : { kind: 'failed', id, message: error instanceof Error ? error.message : String(error) },
        checks: null, verdicts: {}, pending: new Set(),
      });
      return;
    }
    if (turn !== this.opening) return;
    if (!bundle.ok) {
      await this.nothingOpened(turn);
      if (turn !== this.opening) return;
      // The lessons beside it, which are a click away, are opened in the stack that was asked for.
      if (wantedStack !== null && this.course.stacks.some((stack) => stack.id === wantedStack)) this.state.setState({ stack: wantedStack });
      this.state.setState({ lesson: { kind: 'broken', bundle }, checks: null, verdicts: {}, pending: new Set() });
      return;
    }
    const { lesson } = bundle;
    const stack = wantedStack !== null && lesson.stacks.includes(wantedStack) ? wantedStack
      : lesson.stacks.includes(this.course.defaultStack) ? this.course.defaultStack
      : (lesson.stacks[0] ?? this.course.defaultStack);
    const leaving = this.options.session.leave();
    if (foreign === null) await this.options.workspace.open(Playground.courseId, lesson, stack);
    else await this.options.workspace.openForeign(Playground.courseId, lesson, stack, foreign.files, foreign.from);
    if (turn !== this.opening) return;
    this.state.setState({ lesson: { kind: 'open', lesson }, stack, checks: null, checksProblem: null, verdicts: {}, pending: new Set() });
    await leaving;
  }

  /** What was open before goes, its files too: what is typed must not be saved with a lesson that is out of sight. */
  private async nothingOpened(turn: number): Promise<void> {
    await this.options.session.leave();
    if (turn === this.opening) await this.options.workspace.close();
  }

  /** Reads the list of the open lesson's checks: it costs the Hurl reader's code, so it is asked for once the prose is on the screen. */
  async readChecks(): Promise<void> {
    const lesson = this.lesson;
    if (!lesson || this.state.getState().checks !== null) return;
    const turn = this.opening;
    try {
      const checks = await this.options.runner.list(lesson.checks);
      if (turn === this.opening) this.state.setState({ checks });
      // The container boots while the learner reads, so that the first Run costs no more than the later ones.
      whenIdle(() => void this.prepare());
    } catch (error) {
      if (turn === this.opening) this.state.setState({ checks: [], checksProblem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Reads progress for the catalogue and the header. */
  async readProgress(): Promise<void> {
    try {
      const records = await loadProgress(this.options.database, Playground.courseId);
      const progress: Record<string, ProgressRecord> = {};
      for (const record of records) progress[progressName(record.lesson, record.stack)] = record;
      this.state.setState((before) => ({ progress: { ...progress, ...before.progress } }));
    } catch {
      // Without storage progress begins anew; the status bar tells so.
    }
  }

  /** Storage was written by something else than this page's work: what is open and the progress are read anew. */
  async reload(): Promise<void> {
    const { lesson } = this;
    this.state.setState({ progress: {} });
    await this.readProgress();
    if (!lesson) return;
    await this.open(lesson.id, this.state.getState().stack);
    await this.readChecks();
  }

  /** Forgets how far the learner is with a lesson, in every stack. Their work stays. @returns what was forgotten, to put it back */
  async resetProgress(lesson: string): Promise<readonly ProgressRecord[]> {
    const gone = Object.values(this.state.getState().progress).filter((record) => record.lesson === lesson);
    await this.options.database.change({ removeProgress: gone });
    this.state.setState(({ progress }) => ({ progress: Object.fromEntries(Object.entries(progress).filter(([, record]) => record.lesson !== lesson)) }));
    return gone;
  }

  /** Puts forgotten progress back. */
  async restoreProgress(records: readonly ProgressRecord[]): Promise<void> {
    await this.options.database.change({ progress: records });
    this.state.setState(({ progress }) => ({ progress: { ...progress, ...Object.fromEntries(records.map((record) => [progressName(record.lesson, record.stack), record])) } }));
  }

  get lesson(): Lesson | null {
    const { lesson } = this.state.getState();
    return lesson.kind === 'open' ? lesson.lesson : null;
  }

  /** Boots what the open lesson's program needs, ahead of its first run. */
  async prepare(): Promise<void> {
    const program = this.program();
    if (program) await this.options.session.prepare(program);
  }

  /** Starts the program anew with the files as they are. */
  async run(): Promise<StartOutcome> {
    this.checking?.abort();
    const program = this.program();
    if (!program) return { kind: 'superseded' };
    return this.options.session.run(program, this.snapshot());
  }

  /** Has the open lesson's database run, without its program. What goes wrong is told by the session's state. */
  async startDatabase(): Promise<void> {
    const program = this.program();
    if (program?.database) await this.options.session.openDatabase(program);
  }

  /** The open lesson's database begins anew from its seed, whatever it is doing. A program that runs is started anew with it: its connections break. */
  async resetDatabase(): Promise<void> {
    const program = this.program();
    if (!program?.database) return;
    const { session } = this.options;
    this.checking?.abort();
    if (isActive(session.state.getState().program)) await session.run(program, this.snapshot(), { freshDatabase: true });
    else await session.openDatabase(program, { fresh: true });
  }

  /** Puts the open lesson's files on the container's disk. @throws when there is no container to be had, or no lesson is open */
  async openDisk(): Promise<{ container: Container; files: FilesSnapshot['files']; folders: readonly string[] }> {
    const program = this.program();
    if (!program) throw new Error(strings.noLessonOpen);
    const snapshot = this.snapshot();
    return { container: await this.options.session.openDisk(program, snapshot), files: snapshot.files, folders: snapshot.folders ?? [] };
  }

  async stop(): Promise<void> {
    if (this.checking) {
      this.checking.abort();
      this.options.announce(strings.checksStopped);
    }
    await this.options.session.stop();
  }

  /** Takes the checks that are under way back; the program goes on. */
  cancelChecks(): void {
    this.checking?.abort();
  }

  /** Runs checks against the present files, starting the program where it is needed. @param only ids; absent: all */
  async check(only?: readonly string[]): Promise<void> {
    const lesson = this.lesson;
    const program = this.program();
    if (!lesson || !program) return;
    this.checking?.abort();
    const abort = new AbortController();
    this.checking = abort;
    await this.readChecks();
    const checks = this.state.getState().checks ?? [];
    const wanted = only ? checks.filter((check) => only.includes(check.id)) : checks;
    if (abort.signal.aborted || wanted.length === 0) return;
    const snapshot = this.snapshot();
    this.state.setState({ pending: new Set(wanted.map((check) => check.id)) });
    const given: Record<string, Verdict> = {};
    const give = (verdict: Verdict): void => {
      if (abort.signal.aborted) return;
      given[verdict.check.id] = verdict;
      this.state.setState((before) => {
        const pending = new Set(before.pending);
        pending.delete(verdict.check.id);
        return { verdicts: { ...before.verdicts, [verdict.check.id]: { verdict, version: snapshot.version } }, pending };
      });
    };
    try {
      const outcome = await this.options.session.ensureListening(program, snapshot, { freshDatabase: true });
      if (abort.signal.aborted || outcome.kind === 'superseded') return;
      const container = this.options.session.booted;
      if (outcome.kind === 'problem' || !container) {
        const problem = outcome.kind === 'problem' ? outcome.problem : null;
        for (const check of wanted) give(unjudged(check, problem === null ? strings.containerNotStarted : describeProblem(problem), problem?.printed ?? ''));
      } else {
        let exitedDuring: string | null = null;
        let settled = Promise.resolve();
        const settle = async (verdict: Verdict): Promise<void> => {
          const code = verdict.state === 'error' ? await this.options.session.exitWithin(EXIT_WAIT) : null;
          if (code === null) return give(verdict);
          // The request failed because the program is gone: that is what to tell, not how the connection broke.
          if (exitedDuring !== null) return give({ ...verdict, reason: strings.exitedBeforeCheck(code) });
          exitedDuring = verdict.check.id;
          const { lastPrinted } = this.options.session;
          const log = lastPrinted === '' ? verdict.log : [{ stream: 'stderr', text: lastPrinted } as const];
          give({ ...verdict, reason: strings.exitedDuringCheck(code), log });
        };
        await this.options.runner.run({
          files: lesson.checks,
          container,
          port: lesson.port,
          ...(only ? { only } : {}),
          signal: abort.signal,
          onOutput: (listener) => this.options.session.onOutput(listener),
          onStart: () => undefined,
          onVerdict: (verdict) => {
            settled = settled.then(() => settle(verdict));
          },
        });
        await settled;
      }
      if (abort.signal.aborted) return;
      await this.keepProgress(lesson, checks, given);
      this.announceVerdicts(Object.values(given));
    } finally {
      if (this.checking === abort) {
        this.checking = null;
        this.state.setState({ pending: new Set() });
      }
    }
  }

  /** The open lesson's solution in the open stack, as a program beside the learner's; null where no lesson is open. */
  solution(): SolutionProgram | null {
    const program = this.program();
    const files = this.lesson?.files[this.state.getState().stack]?.solution;
    return program === null || files === undefined ? null : { program: { ...program, id: `${program.id}#solution` }, files };
  }

  private program(): Program | null {
    const lesson = this.lesson;
    if (!lesson) return null;
    const { stack } = this.state.getState();
    const { id, entry, port, database } = lesson;
    return { id: `${id}@${stack}`, entry, port, packages: lesson.files[stack]?.packages ?? [], ...(database && { database }) };
  }

  private snapshot(): FilesSnapshot {
    const { version, files, folders } = this.options.workspace.state.getState();
    return { version, files, folders };
  }

  private async keepProgress(lesson: Lesson, checks: readonly CheckInfo[], given: Readonly<Record<string, Verdict>>): Promise<void> {
    const { stack, progress } = this.state.getState();
    const name = progressName(lesson.id, stack);
    const key: WorkKey = { course: Playground.courseId, lesson: lesson.id, stack };
    const passed = Object.fromEntries(Object.entries(given).map(([id, verdict]) => [id, verdict.state === 'pass']));
    const record = afterChecks(progress[name] ?? null, key, checks.map((check) => check.id), passed, Date.now());
    this.state.setState((before) => ({ progress: { ...before.progress, [name]: record } }));
    try {
      await this.options.database.putProgress(record);
    } catch {
      // Storage is full or gone: the workspace tells so at the next edit; progress stays in memory.
    }
  }

  private announceVerdicts(verdicts: readonly Verdict[]): void {
    const count = (state: Verdict['state']): number => verdicts.filter((verdict) => verdict.state === state).length;
    this.options.announce(strings.announceVerdicts(count('pass'), count('fail'), count('error'), count('skipped')));
  }
}

/** The verdict of a check whose request could not even be sent. @param printed the end of what the program printed before */
function unjudged(check: CheckInfo, reason: string, printed: string): Verdict {
  return { check, state: 'error', exchanges: [], asserts: [], reason, milliseconds: 0, log: printed.trim() === '' ? [] : [{ stream: 'stderr', text: printed }] };
}
