// The session: how a run goes when all is well, and each way in which it does not. The container is a fake one that does what a
// test tells it; the real one is used by the journeys in tests/browser.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Container, ContainerEvents, ContainerPostgres, ContainerProcess, PostgresOptions } from '../container/container.ts';
import { ConsoleLog } from './console/console-log.ts';
import { describeProblem, Session, type Program } from './session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const program: Program = { id: 'list-users/express', entry: ['node', 'server.js'], port: 3000, packages: ['express'] };

interface FakeProcess {
  readonly handle: ContainerProcess;
  print(stream: 'stdout' | 'stderr', text: string): void;
  exit(code: number): void;
  killed: boolean;
  /** what SIGTERM does in place of ending it */
  onTerm?: () => void;
  readonly signals: (string | undefined)[];
}

function fakeContainer() {
  const files = new Map<string, string>();
  const listeners: { [E in keyof ContainerEvents]: Set<ContainerEvents[E]> } = { port: new Set(), 'server-ready': new Set(), error: new Set() };
  const processes: FakeProcess[] = [];
  const ports: number[] = [];
  let nextPid = 1;
  const control = {
    files,
    processes,
    addedPackages: [] as string[],
    tornDown: false,
    get last(): FakeProcess {
      const last = processes.at(-1);
      if (!last) throw new Error('nothing was spawned');
      return last;
    },
    listen(port: number): void {
      ports.push(port);
      for (const listener of listeners.port) listener(port, 'open', '');
    },
    unlisten(): void {
      const [port] = ports.splice(0);
      if (port !== undefined) for (const listener of listeners.port) listener(port, 'close', '');
    },
    lose(message: string): void {
      for (const listener of listeners.error) listener({ code: 'OUT_OF_MEMORY', message });
    },
  };
  const container = {
    kind: 'embedded',
    label: 'fake',
    workdir: '/home/program',
    ports,
    fs: {
      writeFile: async (path: string, text: string) => void files.set(path, text),
      mkdir: async () => undefined,
      readdir: async () => [...new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''))],
      rm: async (path: string) => {
        for (const file of [...files.keys()]) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
      },
    },
    addPackages: async (sets: readonly string[]) => void control.addedPackages.push(...sets),
    spawn: async () => {
      const sinks = new Map<string, ReadableStreamDefaultController<string>>();
      const stream = (name: string) => new ReadableStream<string>({ start: (controller) => void sinks.set(name, controller) });
      let finish: (code: number) => void = () => undefined;
      const exit = new Promise<number>((resolve) => (finish = resolve));
      const process: FakeProcess = {
        killed: false,
        signals: [],
        print: (name, text) => sinks.get(name)?.enqueue(text),
        exit(code) {
          for (const sink of sinks.values()) sink.close();
          sinks.clear();
          control.unlisten();
          finish(code);
        },
        handle: {
          pid: nextPid++, exit, stdout: stream('stdout'), stderr: stream('stderr'), output: new ReadableStream<string>(),
          input: new WritableStream<string>(), resize: () => undefined,
          kill(signal) {
            process.killed = true;
            process.signals.push(signal);
            if (signal === 'SIGTERM' && process.onTerm !== undefined) process.onTerm();
            else process.exit(143);
          },
        },
      };
      processes.push(process);
      return process.handle;
    },
    on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    teardown: () => void (control.tornDown = true),
  } as unknown as Container;
  return { container, control };
}

function setup({ wanted }: { wanted?: () => Container['kind'] } = {}) {
  const { container, control } = fakeContainer();
  const log = new ConsoleLog((run) => run());
  const boot = vi.fn(async (_options: { onProgress(message: string): void; readonly kind: Container['kind'] }) => container);
  const session = new Session({ boot, console: log, ...(wanted && { wanted }) });
  const printed = () => log.snapshot().blocks.flatMap((block) => block.lines.map((line) => line.text));
  return { session, container, control, boot, printed, now: () => session.state.getState() };
}

const files = (text = 'code', version = 1) => ({ version, files: { 'server.js': text } });
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a run boots the container once, adds packages, writes files, and is running when the port opens', async () => {
  const { session, control, boot, now } = setup();
  const outcome = session.run(program, files());
  await settle();
  expect(now().program.kind).toBe('starting');
  expect(control.files.get('server.js')).toBe('code');
  expect(control.addedPackages).toEqual(['express']);
  control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
  expect(now()).toMatchObject({ program: { kind: 'running' }, ports: [3000], startedVersion: 1, label: 'fake' });
  const again = session.run(program, files('new', 2));
  await settle();
  control.listen(3000);
  await again;
  expect(boot).toHaveBeenCalledTimes(1);
});

test('a second run ends the first program before it starts another', async () => {
  const { session, control } = setup();
  void session.run(program, files());
  await settle();
  control.listen(3000);
  await settle();
  void session.run(program, files('two', 2));
  await settle();
  expect(control.processes.map((process) => process.killed)).toEqual([true, false]);
  expect(control.files.get('server.js')).toBe('two');
});

test('output goes to the console with a divider for each run', async () => {
  const { session, control, printed } = setup();
  void session.run(program, files());
  await settle();
  control.last.print('stdout', 'listening\n');
  control.last.print('stderr', 'careful\n');
  await settle();
  expect(printed()[0]).toContain('node server.js');
  expect(printed().slice(1)).toEqual(['listening', 'careful']);
});

test('a program that never listens is told after ten seconds with what it printed', async () => {
  const { session, control, now } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.last.print('stdout', 'hello\n');
  await vi.advanceTimersByTimeAsync(10_000);
  const result = await outcome;
  expect(result.kind).toBe('problem');
  const problem = now().problem;
  expect(problem?.kind).toBe('never-listens');
  expect(problem && describeProblem(problem)).toContain('Nothing listens on port 3000 after 10 s.');
  expect(problem?.printed).toBe('hello\n');
});

/** A program that listens. */
async function running() {
  const given = setup();
  const outcome = given.session.run(program, files());
  await settle();
  given.control.listen(3000);
  await outcome;
  return given;
}

test('a program that handles SIGTERM shuts down by itself, and what it prints meanwhile is seen', async () => {
  const { session, control, printed } = await running();
  const { last } = control;
  last.onTerm = () => last.print('stdout', 'closing\n');
  const stopped = session.stop();
  await settle();
  last.exit(0);
  await stopped;
  await settle();
  expect(printed()).toContain('closing');
  expect(last.signals[0]).toBe('SIGTERM');
});

test('a program that ignores SIGTERM is killed after a moment, and the next run does not start before', async () => {
  const { session, control } = await running();
  const { last } = control;
  last.onTerm = () => undefined;
  void session.run(program, files('again', 2));
  await settle();
  expect(control.processes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(last.signals.slice(0, 2)).toEqual(['SIGTERM', 'SIGKILL']);
  expect(control.processes).toHaveLength(2);
});

test('an endless loop prints nothing, is told as such, and can be stopped', async () => {
  const { session, control, now } = setup();
  const outcome = session.run(program, files('while (true);'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toMatchObject({ kind: 'problem', problem: { kind: 'never-listens', printed: '' } });
  await session.stop();
  expect(control.last.killed).toBe(true);
  expect(now().program).toEqual({ kind: 'exited', code: 143, by: 'learner' });
});

test('a program on another port is told which one it is', async () => {
  const { session, control } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(8080);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await outcome).toMatchObject({ kind: 'problem', problem: { kind: 'other-port' } });
  expect(session.state.getState().problem?.message).toContain('port 8080');
});

test('a program that opens another port first and then its own is running', async () => {
  const { session, control } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(9229);
  await vi.advanceTimersByTimeAsync(1_000);
  control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
});

test('a program that throws at start is told with its exit code and its error', async () => {
  const { session, control, now, printed } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.last.print('stderr', 'ReferenceError: x is not defined\n');
  control.last.exit(1);
  expect(await outcome).toMatchObject({ kind: 'problem', problem: { kind: 'exited', printed: 'ReferenceError: x is not defined\n' } });
  expect(now().program).toEqual({ kind: 'exited', code: 1, by: 'program' });
  expect(printed().at(-1)).toBe('The program ended with exit code 1.');
});

test('a program that exits later changes the state', async () => {
  const { session, control, now } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  await outcome;
  control.last.exit(7);
  await settle();
  expect(now().program).toEqual({ kind: 'exited', code: 7, by: 'program' });
  expect(session.exitCode).toBe(7);
});

test('stop while the program starts leaves nothing running, and the run knows', async () => {
  const { session, control } = setup();
  const outcome = session.run(program, files());
  await settle();
  await session.stop();
  expect(await outcome).toEqual({ kind: 'superseded' });
  expect(control.last.killed).toBe(true);
});

test('a container that cannot boot is told, and the next run tries again', async () => {
  const { session, control, boot, now } = setup();
  boot.mockRejectedValueOnce(new Error('no workers here'));
  expect(await session.run(program, files())).toMatchObject({ kind: 'problem', problem: { kind: 'container' } });
  expect(now().program).toMatchObject({ kind: 'failed' });
  expect(now().problem?.message).toContain('no workers here');
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
});

test('a container that is lost is told and torn down, and the next run boots another', async () => {
  const { session, control, boot, now } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  await outcome;
  control.lose('the program ran out of memory.');
  expect(now().program).toMatchObject({ kind: 'failed' });
  expect(control.tornDown).toBe(true);
  void session.run(program, files());
  await settle();
  expect(boot).toHaveBeenCalledTimes(2);
});

test('checks use the running program when the files are the same', async () => {
  const { session, control } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  await outcome;
  expect(await session.ensureListening(program, files())).toEqual({ kind: 'listening' });
  expect(control.processes).toHaveLength(1);
});

test('checks start the program anew when a file changed since', async () => {
  const { session, control } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  await outcome;
  void session.ensureListening(program, files('other', 2));
  await settle();
  expect(control.processes).toHaveLength(2);
  expect(control.files.get('server.js')).toBe('other');
});

test('checks wait for a program that is still starting', async () => {
  const { session, control } = setup();
  void session.run(program, files());
  await settle();
  const outcome = session.ensureListening(program, files());
  await settle();
  control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
  expect(control.processes).toHaveLength(1);
});

test('files of another lesson, and what its program wrote, are gone before this one starts', async () => {
  const { session, control } = setup();
  void session.run(program, { version: 1, files: { 'server.js': 'a', 'lib/a.js': 'b' } });
  await settle();
  control.files.set('data.json', 'written by the program');
  control.files.set('node_modules/express/index.js', 'package');
  void session.run({ ...program, id: 'other' }, { version: 2, files: { 'index.js': 'c' } });
  await settle();
  expect([...control.files.keys()].sort()).toEqual(['index.js', 'node_modules/express/index.js']);
});

test('a file that the learner removed is removed from the container', async () => {
  const { session, control } = setup();
  void session.run(program, { version: 1, files: { 'server.js': 'a', 'lib.js': 'b' } });
  await settle();
  void session.run(program, { version: 2, files: { 'server.js': 'a' } });
  await settle();
  expect([...control.files.keys()]).toEqual(['server.js']);
});

test('when another container is chosen the program ends, the container is torn down, and the next run boots another', async () => {
  const { session, control, boot, now } = setup();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  await outcome;
  const changed = session.changeContainer();
  await vi.advanceTimersByTimeAsync(10_000);
  await changed;
  expect(control.tornDown).toBe(true);
  expect(now()).toMatchObject({ program: { kind: 'idle' }, label: null, ports: [] });
  void session.run(program, files());
  await settle();
  expect(boot).toHaveBeenCalledTimes(2);
});

test('a run for a lesson that asks for another container gets that one, and the former is torn down', async () => {
  let wanted: 'embedded' | 'webcontainer' = 'embedded';
  const { session, control, boot } = setup({ wanted: () => wanted });
  const other = fakeContainer();
  session.prepare(program).catch(() => {});
  await settle();
  boot.mockImplementationOnce(async () => other.container);
  wanted = 'webcontainer';
  const outcome = session.run(program, files());
  await settle();
  other.control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
  expect(boot.mock.calls.map(([options]) => options.kind)).toEqual(['embedded', 'webcontainer']);
  expect(control.tornDown).toBe(true);
  await session.prepare(program);
  expect(boot).toHaveBeenCalledTimes(2);
});

test('a container that still boots when another one is chosen is torn down, and a run waits for the other one', async () => {
  const { session, control, boot } = setup();
  const late = fakeContainer();
  let arrive: (() => void) | undefined;
  boot.mockImplementationOnce(async () => {
    await new Promise<void>((resolve) => (arrive = resolve));
    return late.container;
  });
  void session.prepare(program);
  await settle();
  await session.changeContainer();
  const outcome = session.run(program, files());
  await settle();
  control.listen(3000);
  expect(await outcome).toEqual({ kind: 'listening' });
  arrive?.();
  await settle();
  expect(late.control.tornDown).toBe(true);
  expect(control.tornDown).toBe(false);
});

/** A session whose container has a Postgres. */
function withPostgres() {
  const given = setup();
  const postgres = {
    isRunning: false as boolean,
    /** what `start` was called with, each time */
    starts: [] as PostgresOptions[],
    /** why it does not start */
    problem: null as string | null,
    start: async (options: PostgresOptions = {}) => {
      if (postgres.problem !== null) throw new Error(postgres.problem);
      postgres.starts.push(options);
      options.onLoad?.(4_000_000, 8_000_000);
      postgres.isRunning = true;
    },
    stop: () => void (postgres.isRunning = false),
    connect: async () => ({ readable: new ReadableStream<Uint8Array>(), writable: new WritableStream<Uint8Array>() }),
  } satisfies ContainerPostgres & Record<string, unknown>;
  const withDatabase: Program = { ...program, database: { seed: '' } };
  const { session } = given;
  const states: string[] = [];
  session.state.subscribe(({ database }, before) => {
    if (database !== before.database) states.push('message' in database ? `${database.kind}: ${database.message}` : database.kind);
  });
  given.boot.mockImplementation(async () => Object.assign(given.container, { postgres }));
  return { ...given, postgres, withDatabase, states };
}

test('a database is started without its program, and each step is told', async () => {
  const { session, withDatabase, states, control } = withPostgres();
  await session.openDatabase(withDatabase);
  expect(states.filter((state) => state !== 'stopped')).toEqual(['starting: Starting the container', 'starting: Starting Postgres', 'starting: Loading Postgres: 4,000 kB of 8,000 kB', 'running']);
  expect(control.processes).toEqual([]);
  await expect(session.connectToDatabase('read')).resolves.toBeDefined();
});

test('who only looks at a database leaves it as it begins; after a query of the learner\'s a check begins from the seed', async () => {
  const { session, withDatabase, postgres, control } = withPostgres();
  const check = async (): Promise<void> => {
    const outcome = session.ensureListening(withDatabase, files(), { freshDatabase: true });
    await settle();
    control.listen(3000);
    await outcome;
    await session.stop();
  };
  await session.openDatabase(withDatabase);
  await session.connectToDatabase('read');
  await session.openDatabase(withDatabase, { fresh: true });
  expect(postgres.starts).toHaveLength(1);
  await session.connectToDatabase('change');
  await check();
  expect(postgres.starts).toHaveLength(2);
});

test('a database that ends by itself is told, also that there is nothing to connect to, and is started again', async () => {
  const { session, withDatabase, postgres, states, now } = withPostgres();
  await session.openDatabase(withDatabase);
  postgres.isRunning = false;
  postgres.starts[0]!.onEnd!('out of memory');
  expect(states.at(-1)).toBe('ended: Postgres has ended, and what was in its database is gone: out of memory.');
  await expect(session.connectToDatabase('read')).rejects.toThrow('Postgres does not run.');
  await session.openDatabase(withDatabase);
  expect(now().database.kind).toBe('running');
  // What the former one says is of no interest any more.
  postgres.starts[0]!.onEnd!('late');
  expect(now().database.kind).toBe('running');
});

test('why a database can\'t be had is told, and leaving the lesson forgets it', async () => {
  const { session, withDatabase, postgres, now } = withPostgres();
  postgres.problem = 'no memory';
  await session.openDatabase(withDatabase);
  expect(now().database).toEqual({ kind: 'failed', message: "The lesson's Postgres could not start: no memory" });
  await session.leave();
  expect(now().database).toEqual({ kind: 'stopped' });
});
