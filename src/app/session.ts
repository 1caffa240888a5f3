// Runs the learner's program: boots the container when it is first needed, writes the files, starts the lesson's command and
// watches for its port. A small state machine without React or DOM, so that every way a program can go wrong has a test.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Container, ContainerProcess } from '../container/container.ts';
import type { ByteConnection } from '../container/postgres/client.ts';
import type { LessonDatabase } from '../lesson/lesson.ts';
import type { ConsoleLog } from './console/console-log.ts';
import { strings } from './strings.ts';

/** What to run. */
export interface Program {
  /** names the lesson and stack; files of one are removed before another's are written */
  readonly id: string;
  readonly entry: readonly [command: string, ...args: string[]];
  /** the port that the lesson's requests go to */
  readonly port: number;
  /** packs of npm packages (tools/packages) */
  readonly packages: readonly string[];
  /** a Postgres that runs beside it */
  readonly database?: LessonDatabase;
}

/** The learner's files at one moment. */
export interface FilesSnapshot {
  readonly version: number;
  readonly files: Readonly<Record<string, string>>;
  /** folders that are there without a file in them too */
  readonly folders?: readonly string[];
}

export type ProgramState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'booting'; readonly message: string }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'exited'; readonly code: number; readonly by: 'program' | 'learner' }
  | { readonly kind: 'failed'; readonly message: string };

/** Why a program does not (yet) serve the lesson's port. */
export interface StartProblem {
  readonly kind: 'never-listens' | 'other-port' | 'exited' | 'not-started' | 'container';
  readonly message: string;
  /** what to do about it */
  readonly hint?: string;
  /** the end of what the program printed */
  readonly printed: string;
}

/** Whether there is a program to stop: it runs, or is on its way. */
export const isActive = ({ kind }: SessionState['program']): boolean => ['booting', 'starting', 'running'].includes(kind);

/** The Postgres of the open lesson. */
export type DatabaseState =
  /** not started yet, or the lesson has none */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly message: string }
  /** `start`: another number for each that was started, whose rows are those of the seed at first */
  | { readonly kind: 'running'; readonly start: number }
  | { readonly kind: 'failed'; readonly message: string }
  /** it ran, and has ended by itself */
  | { readonly kind: 'ended'; readonly message: string };

export type StartOutcome =
  | { readonly kind: 'listening' }
  | { readonly kind: 'problem'; readonly problem: StartProblem }
  /** another run or a stop came in between */
  | { readonly kind: 'superseded' };

export interface SessionState {
  readonly program: ProgramState;
  /** ports that programs listen on now */
  readonly ports: readonly number[];
  /** the container's name for the status bar; null before it is booted */
  readonly label: string | null;
  /** shown until the next run */
  readonly problem: StartProblem | null;
  /** version of the files that the present program was started with */
  readonly startedVersion: number | null;
  readonly database: DatabaseState;
}

export interface SessionTimes {
  /** how long a program may take until it listens */
  readonly listen: number;
  /** how long a program that listens elsewhere may take to listen on the lesson's port too */
  readonly otherPort: number;
  /** how long a program that handles SIGTERM may take to end */
  readonly grace: number;
}

const sessionTimes: SessionTimes = { listen: 10_000, otherPort: 2_000, grace: 700 };

export interface SessionOptions {
  /** gives a new container; called again after one was lost */
  boot(options: { onProgress(message: string): void; readonly kind: Container['kind'] }): Promise<Container>;
  /** which container is wanted now; another one than before takes its place when it is next needed */
  wanted?(): Container['kind'];
  readonly console: ConsoleLog;
  readonly times?: SessionTimes;
  /** the time of day for the console's dividers */
  clock?(): string;
  /** a container has been booted, the first one or one in place of a lost one */
  onContainer?(container: Container): void;
  /** a run begins */
  onRun?(title: string): void;
}

/** Characters of a program's output that are kept to explain why it did not start. */
const TAIL = 4_000;

/** Characters of output that are taken before the page gets its turn. */
const BREATH = 128 * 1024;

interface Running {
  readonly process: ContainerProcess;
  readonly program: Program;
  /** what it printed last */
  tail: string;
  exitCode: number | null;
  readonly exited: Promise<number>;
}

export type OutputListener = (stream: 'stdout' | 'stderr', text: string) => void;

export class Session {
  readonly state: StoreApi<SessionState>;
  private readonly options: SessionOptions;
  private readonly times: SessionTimes;
  private container: Container | null = null;
  private booting: Promise<Container> | null = null;
  /** goes up when another container is chosen */
  private choice = 0;
  private running: Running | null = null;
  /** the program that was asked to end: it may still say something */
  private leaving: Running | null = null;
  /** the end of the program that was killed last: until then its port is not free */
  private ending: Promise<unknown> = Promise.resolve();
  private readonly outputListeners = new Set<OutputListener>();
  private writtenFor: string | null = null;
  private written = new Set<string>();
  private writtenVersion = -1;
  /** whose database Postgres has */
  private databaseOf: string | null = null;
  /** nobody has used it since it began */
  private isDatabaseFresh = false;
  /** one change of the database after the other */
  private databaseWork: Promise<unknown> = Promise.resolve();
  /** how often a database was started, or given up: what an older one says is not told any more */
  private databaseStarts = 0;
  /** goes up with each run and stop; work of an older one finds out and leaves */
  private turn = 0;
  /** what was asked for when the container was booted */
  private bootedAs: Container['kind'] = 'embedded';
  private runs = 0;
  private waitersForChange = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.options = options;
    this.times = options.times ?? sessionTimes;
    this.state = createStore<SessionState>(() => ({
      program: { kind: 'idle' }, ports: [], label: null, problem: null, startedVersion: null, database: { kind: 'stopped' },
    }));
  }

  /** The container, once it is booted: checks send their requests through it. */
  get booted(): Container | null {
    return this.container;
  }

  /** The exit code of the program that was started last; null while it runs. */
  get exitCode(): number | null {
    return this.running?.exitCode ?? null;
  }

  /** What the present (or last) program printed last, at most a few thousand characters. */
  get lastPrinted(): string {
    return this.running?.tail ?? '';
  }

  /** The program's exit code if it has ended, or ends within some milliseconds; null when it goes on. */
  async exitWithin(milliseconds: number): Promise<number | null> {
    const running = this.running;
    if (!running) return null;
    if (running.exitCode !== null) return running.exitCode;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), milliseconds);
      void running.exited.then((code) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
  }

  /** Hears what the program prints from now on. @returns stops hearing */
  onOutput(listener: OutputListener): () => void {
    this.outputListeners.add(listener);
    return () => this.outputListeners.delete(listener);
  }

  /** Boots the container ahead of the first run, so that the first run does not wait for it. Failures are told by that run. */
  async prepare(program: Program): Promise<void> {
    try {
      const container = await this.boot();
      await container.addPackages(program.packages);
      await this.provideDatabase(container, program);
    } catch {
      // The next run boots again and shows what goes wrong.
    }
  }

  /**
   * Puts a program's files and packages on the container's disk, without running anything: for the terminal.
   * @throws when the container can't be booted or the files can't be written
   */
  async openDisk(program: Program, snapshot: FilesSnapshot): Promise<Container> {
    const container = await this.boot();
    if (program.packages.length > 0) await container.addPackages(program.packages);
    await this.provideDatabase(container, program);
    this.isDatabaseFresh = false;
    // Files that a run has written are those of the editor, or newer than them.
    if (this.writtenFor !== program.id || this.writtenVersion !== snapshot.version) await this.writeFiles(container, program, snapshot);
    return container;
  }

  /**
   * Has a program's database run, without the program. What goes wrong is told by the state.
   * @param options.fresh it begins anew from the seed in any case
   */
  async openDatabase(program: Program, { fresh = false } = {}): Promise<void> {
    try {
      if (this.container === null) this.set({ database: { kind: 'starting', message: strings.bootContainer } });
      await this.provideDatabase(await this.boot(), program, fresh);
    } catch (error) {
      if (!(error instanceof DatabaseProblem)) this.set({ database: { kind: 'failed', message: strings.containerFailed(messageOf(error)) } });
    }
  }

  /**
   * A connection to the database that runs.
   * @param use `read`: it is only looked at, so that the next Check still finds it as it begins
   * @throws when none runs
   */
  async connectToDatabase(use: 'read' | 'change'): Promise<ByteConnection> {
    await this.databaseWork;
    const postgres = this.container?.postgres;
    if (postgres?.isRunning !== true) throw new Error(strings.databasePanel.notRunning);
    if (use === 'change') this.isDatabaseFresh = false;
    return postgres.connect();
  }

  /**
   * Starts the program anew with the given files and waits until it listens on its port.
   * The program goes on after a problem such as a wrong port; `stop` ends it.
   * @param options.freshDatabase its database begins anew, too; else it stays as the last run has left it
   */
  async run(program: Program, snapshot: FilesSnapshot, { freshDatabase = false } = {}): Promise<StartOutcome> {
    const turn = ++this.turn;
    const superseded = (): boolean => turn !== this.turn;
    this.set({ problem: null, startedVersion: null });
    await this.end();
    if (superseded()) return { kind: 'superseded' };

    let container: Container;
    try {
      if (!this.container) this.set({ program: { kind: 'booting', message: strings.bootContainer } });
      container = await this.boot();
      if (superseded()) return { kind: 'superseded' };
      this.set({ program: { kind: 'starting' } });
      if (program.packages.length > 0) await container.addPackages(program.packages);
      await this.provideDatabase(container, program, freshDatabase);
      if (superseded()) return { kind: 'superseded' };
      this.set({ program: { kind: 'starting' } });
      await this.writeFiles(container, program, snapshot);
    } catch (error) {
      if (superseded()) return { kind: 'superseded' };
      const message = error instanceof DatabaseProblem ? error.message : strings.containerFailed(messageOf(error));
      this.set({ program: { kind: 'failed', message } });
      this.options.console.notice(message);
      return this.problem({ kind: 'container', message, printed: '' });
    }
    if (superseded()) return { kind: 'superseded' };

    const command = program.entry.join(' ');
    const time = this.options.clock?.() ?? '';
    const title = strings.runDivider(command, ++this.runs, time);
    this.options.console.divider(title);
    this.options.onRun?.(title);
    const [name, ...args] = program.entry;
    let running: Running;
    this.isDatabaseFresh = false;
    try {
      const process = await container.spawn(name, args);
      if (superseded()) {
        process.kill();
        return { kind: 'superseded' };
      }
      running = this.follow(process, program);
    } catch (error) {
      if (superseded()) return { kind: 'superseded' };
      const message = strings.spawnFailed(command, messageOf(error));
      this.options.console.notice(message);
      this.set({ program: { kind: 'idle' } });
      return this.problem({ kind: 'not-started', message, printed: '' });
    }
    this.set({ startedVersion: snapshot.version });
    return this.waitForPort(container, running, superseded);
  }

  /**
   * Makes sure that a program with these very files listens, starting it anew where it does not.
   * @param options.freshDatabase its database is as it begins, for which a program that has one is started anew in any case
   */
  async ensureListening(program: Program, snapshot: FilesSnapshot, { freshDatabase = false } = {}): Promise<StartOutcome> {
    const { startedVersion } = this.state.getState();
    const running = this.running;
    const current = running && running.exitCode === null && running.program.id === program.id && startedVersion === snapshot.version;
    if (!current || !this.container || (freshDatabase && program.database !== undefined)) return this.run(program, snapshot, { freshDatabase });
    const turn = this.turn;
    return this.waitForPort(this.container, running, () => turn !== this.turn);
  }

  /** Ends the program, whatever it is doing. */
  async stop(): Promise<void> {
    this.turn++;
    const wasRunning = this.running !== null && this.running.exitCode === null;
    // Told at once: what a program printed last may still be on its way when it is long gone.
    const ended = this.end();
    if (wasRunning) {
      this.options.console.notice(strings.stopNotice);
      this.set({ program: { kind: 'exited', code: 143, by: 'learner' }, problem: null });
    } else if (this.state.getState().program.kind === 'booting' || this.state.getState().program.kind === 'starting') {
      this.set({ program: { kind: 'idle' } });
    }
    await ended;
  }

  /** Another lesson or stack was opened: its program has not run yet. */
  async leave(): Promise<void> {
    this.turn++;
    await this.end();
    this.container?.postgres?.stop();
    this.databaseGone({ kind: 'stopped' });
    if (this.state.getState().program.kind !== 'failed') this.set({ program: { kind: 'idle' } });
    this.set({ problem: null, startedVersion: null });
  }

  /** Another container was chosen: what runs ends, and the next run boots that one. The learner's files are the page's. */
  async changeContainer(): Promise<void> {
    this.turn++;
    await this.dropContainer();
  }

  private async dropContainer(): Promise<void> {
    // One that is still booting is not the one any more: it is torn down when it comes.
    this.choice++;
    this.booting = null;
    const former = this.container;
    this.container = null;
    await this.end();
    former?.teardown();
    this.databaseGone({ kind: 'stopped' });
    this.set({ program: { kind: 'idle' }, ports: [], label: null, problem: null, startedVersion: null });
  }

  private async boot(): Promise<Container> {
    const kind = this.options.wanted?.() ?? 'embedded';
    // Another lesson may ask for another container than the one that is there, or that took its place when it could not be had.
    if (this.bootedAs !== kind && (this.container !== null || this.booting !== null)) await this.dropContainer();
    this.bootedAs = kind;
    if (this.container) return this.container;
    if (this.booting) return this.booting;
    const booting = this.bootAnew().finally(() => {
      if (this.booting === booting) this.booting = null;
    });
    this.booting = booting;
    return booting;
  }

  private async bootAnew(): Promise<Container> {
    const choice = this.choice;
    const container = await this.options.boot({
      kind: this.bootedAs,
      onProgress: (message) => {
        if (this.choice === choice && this.state.getState().program.kind === 'booting') this.set({ program: { kind: 'booting', message } });
      },
    });
    if (this.choice !== choice) {
      container.teardown();
      throw new Error(strings.containerReplaced);
    }
    this.adopt(container);
    return container;
  }

  private adopt(container: Container): void {
    this.container = container;
    this.options.onContainer?.(container);
    this.writtenFor = null;
    this.databaseGone({ kind: 'stopped' });
    this.written.clear();
    this.set({ label: container.label, ports: container.ports });
    container.on('port', () => {
      if (this.container === container) this.set({ ports: [...container.ports] });
      this.changed();
    });
    container.on('error', (error) => {
      if (this.container !== container) return;
      if (error.code === 'PACKAGE_FAILED') {
        this.options.console.notice(error.message);
        return;
      }
      // The container is gone with everything in it. The learner's files are the page's, so the next run builds a new one.
      this.container = null;
      this.running = null;
      this.turn++;
      const message = strings.containerLost(error.message);
      this.options.console.notice(message);
      this.databaseGone({ kind: 'ended', message });
      this.set({ program: { kind: 'failed', message }, ports: [], label: null, startedVersion: null });
      this.changed();
      container.teardown();
    });
  }

  /**
   * Has the Postgres of a program's lesson run, with what its database begins with; one that runs is left as it is.
   * @param fresh it begins anew in any case
   * @throws DatabaseProblem when it can't be had
   */
  private provideDatabase(container: Container, program: Program, fresh = false): Promise<void> {
    const work = this.databaseWork.then(() => this.provideDatabaseNow(container, program, fresh));
    this.databaseWork = work.catch(() => undefined);
    return work;
  }

  private async provideDatabaseNow(container: Container, program: Program, fresh: boolean): Promise<void> {
    const { postgres } = container;
    const { database } = program;
    if (database === undefined) {
      postgres?.stop();
      return this.databaseGone({ kind: 'stopped' });
    }
    let start = this.databaseStarts;
    const fail = (reason: string): DatabaseProblem => {
      const message = strings.databaseFailed(reason);
      if (start === this.databaseStarts) this.databaseGone({ kind: 'failed', message });
      return new DatabaseProblem(message);
    };
    if (postgres === undefined) throw fail(strings.noPostgres);
    if (postgres.isRunning && this.databaseOf === program.id && (!fresh || this.isDatabaseFresh)) return;
    this.databaseOf = null;
    start = ++this.databaseStarts;
    const tell = (message: string): void => {
      if (start === this.databaseStarts) this.set({ database: { kind: 'starting', message } });
      const { kind } = this.state.getState().program;
      if (kind === 'booting' || kind === 'starting') this.set({ program: { kind: 'booting', message } });
    };
    tell(strings.startDatabase);
    try {
      await postgres.start({
        onLoad: (loaded, total) => tell(strings.loadDatabase(loaded, total)),
        onEnd: (reason) => {
          if (start === this.databaseStarts) this.databaseGone({ kind: 'ended', message: strings.databaseEnded(reason) });
        },
      });
      if (database.seed !== '') await (await import('../container/postgres/client.ts')).loadSeed(await postgres.connect(), database.seed);
    } catch (error) {
      postgres.stop();
      throw fail(messageOf(error));
    }
    // Another lesson was opened meanwhile.
    if (start !== this.databaseStarts) return;
    this.databaseOf = program.id;
    this.isDatabaseFresh = true;
    this.set({ database: { kind: 'running', start } });
  }

  /** There is no database any more, whatever one that was being started says. */
  private databaseGone(database: DatabaseState): void {
    this.databaseStarts++;
    this.databaseOf = null;
    this.set({ database });
  }

  private async writeFiles(container: Container, program: Program, snapshot: FilesSnapshot): Promise<void> {
    if (this.writtenFor !== program.id) {
      // Another program's files, and whatever that program wrote, must not be found by this one.
      for (const name of await container.fs.readdir('.')) {
        if (name !== 'node_modules') await container.fs.rm(name, { recursive: true, force: true });
      }
      this.writtenFor = program.id;
      this.written.clear();
    }
    for (const path of this.written) {
      if (snapshot.files[path] === undefined) await container.fs.rm(path, { force: true });
    }
    const folders = new Set(snapshot.folders);
    for (const path of Object.keys(snapshot.files)) {
      const slash = path.lastIndexOf('/');
      if (slash > 0) folders.add(path.slice(0, slash));
    }
    for (const folder of folders) await container.fs.mkdir(folder, { recursive: true });
    for (const [path, text] of Object.entries(snapshot.files)) await container.fs.writeFile(path, text);
    this.written = new Set(Object.keys(snapshot.files));
    this.writtenVersion = snapshot.version;
  }

  private follow(process: ContainerProcess, program: Program): Running {
    const running: Running = {
      process,
      program,
      tail: '',
      exitCode: null,
      exited: Promise.all([
        process.exit.then((code) => {
          // The page runs one program at a time: processes that it leaves behind would hold its port.
          process.kill('SIGKILL');
          return code;
        }),
        this.pump(process.stdout, 'stdout', () => running),
        this.pump(process.stderr, 'stderr', () => running),
      ]).then(([code]) => {
        running.exitCode = code;
        if (this.running === running) {
          if (this.state.getState().program.kind !== 'exited') {
            this.options.console.notice(strings.exitNotice(code));
            this.set({ program: { kind: 'exited', code, by: 'program' } });
          }
        }
        this.changed();
        return code;
      }),
    };
    this.running = running;
    return running;
  }

  private async pump(stream: ReadableStream<string>, name: 'stdout' | 'stderr', owner: () => Running): Promise<void> {
    const reader = stream.getReader();
    let taken = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const running = owner();
        running.tail = (running.tail + value).slice(-TAIL);
        // A program that was replaced has nothing to say any more.
        if (this.running !== running && this.leaving !== running) continue;
        this.options.console.write(name, value);
        if (this.running !== running) continue;
        for (const listener of this.outputListeners) listener(name, value);
        taken += value.length;
        if (taken > BREATH) {
          // A program that prints without end must leave the page time to paint and to hear Stop.
          taken = 0;
          await new Promise((resolve) => setTimeout(resolve, 16));
        }
      }
    } catch {
      // The stream broke because its process is gone; its exit says the rest.
    }
  }

  /**
   * Ends the running program and waits until it is gone, so that its port is free. A program that handles SIGTERM has a
   * moment to end itself; any other, an endless loop included, ends at once.
   */
  private async end(): Promise<void> {
    const running = this.running;
    this.running = null;
    this.changed();
    if (running && running.exitCode === null) {
      this.leaving = running;
      running.process.kill('SIGTERM');
      const timer = setTimeout(() => running.process.kill('SIGKILL'), this.times.grace);
      // What it has started ends with it: it might hold the port.
      this.ending = running.process.exit.then(() => {
        clearTimeout(timer);
        running.process.kill('SIGKILL');
      });
    }
    await this.ending;
  }

  private async waitForPort(container: Container, running: Running, superseded: () => boolean): Promise<StartOutcome> {
    const { port } = running.program;
    let timeUp = false;
    let otherPortSince: number | null = null;
    const timer = setTimeout(() => {
      timeUp = true;
      this.changed();
    }, this.times.listen);
    let graceTimer: ReturnType<typeof setTimeout> | null = null;
    try {
      for (;;) {
        if (superseded()) return { kind: 'superseded' };
        if (container.ports.includes(port)) {
          this.set({ program: { kind: 'running' }, problem: null });
          return { kind: 'listening' };
        }
        if (running.exitCode !== null) {
          return this.problem({
            kind: 'exited',
            message: strings.exitedAtStart(running.exitCode, port),
            ...(running.exitCode === 0 ? { hint: strings.endedQuietlyHint(port) } : {}),
            printed: running.tail,
          });
        }
        const others = container.ports.filter((other) => other !== port);
        if (others.length > 0 && otherPortSince === null) {
          otherPortSince = Date.now();
          graceTimer = setTimeout(() => this.changed(), this.times.otherPort);
        }
        const otherPortForGood = otherPortSince !== null && others.length > 0 && Date.now() - otherPortSince >= this.times.otherPort;
        if (otherPortForGood || (timeUp && others.length > 0)) {
          this.set({ program: { kind: 'running' } });
          return this.problem({
            kind: 'other-port', message: strings.otherPort(port, others), hint: strings.otherPortHint(port), printed: running.tail,
          });
        }
        if (timeUp) {
          this.set({ program: { kind: 'running' } });
          return this.problem({
            kind: 'never-listens',
            message: strings.neverListens(port, this.times.listen),
            hint: strings.neverListensHint(port),
            printed: running.tail,
          });
        }
        await new Promise<void>((resolve) => this.waitersForChange.add(resolve));
      }
    } finally {
      clearTimeout(timer);
      if (graceTimer !== null) clearTimeout(graceTimer);
    }
  }

  /** Wakes whoever waits for a port, an exit or their turn to be over. */
  private changed(): void {
    const waiters = this.waitersForChange;
    this.waitersForChange = new Set();
    for (const wake of waiters) wake();
  }

  private problem(problem: StartProblem): StartOutcome {
    this.set({ problem });
    return { kind: 'problem', problem };
  }

  private set(next: Partial<SessionState>): void {
    this.state.setState(next);
  }
}

/** A problem in words, as a check's reason: what happened, what to do, and that nothing was printed where that is so. */
export function describeProblem(problem: StartProblem): string {
  const quiet = problem.kind === 'exited' && problem.printed.trim() === '' ? strings.printedNothing : undefined;
  return [problem.message, problem.hint, quiet].filter((part) => part !== undefined).join(' ');
}

/** Why a program's database can't be had, in words for people. */
class DatabaseProblem extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
