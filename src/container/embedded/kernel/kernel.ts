// The kernel: the container's files, ports and processes. It knows neither DOM nor Web Workers: whoever hosts it
// (../host/frame.ts) gives it a way to make processes and a port to the page.
import { tapConnection } from './connection-tap.ts';
import { DatagramTable, type DatagramOp } from './datagrams.ts';
import { installDevices } from './devices.ts';
import { EndedProcesses } from './ended-processes.ts';
import { findExecutable, installExecutables } from './executables.ts';
import { fileDescription } from './file-descriptions.ts';
import { FileError } from './file-errors.ts';
import type { FileOp } from './file-operations.ts';
import { FileTree } from './files.ts';
import { LIBRARY_PARTS, partsWantedAfter, partsWantedBy, type LatePart, type LibraryPartName } from './late-parts.ts';
import type { Pack } from './packs.ts';
import { Channel, createPipe, DescriptorTable, NOTHING, outlet, type Description } from './pipes.ts';
import type {
  Endpoint, ExitStatus, Family, KernelCall, KernelErrorRecord, KernelToPage, KernelToProcess, LoadedModules, MountEntry, PageSpawnRequest, PageToKernel, ProcessKind, ProcessParts,
  ProcessRecord, ProcessToKernel, ProgramOptions, RunReply, RunRequest, SentSocket, SocketOwner, SpawnRequest, StdioSpec, ThreadOptions,
} from './protocol.ts';
import { PageOutput } from './page-output.ts';
import { Run } from './run.ts';
import { AnsweringSide, createSharedMemory, encodeAnswer, UnseenChanges } from './shared-memory.ts';
import { installShellCommands, SHELL_FOLDER, SHELL_PROGRAM } from './shell-commands.ts';
import { Signal, signalEnds } from './signals.ts';
import { Terminal } from './terminal.ts';

/** A process as the kernel sees it: something that takes messages and can be ended at any moment. */
export interface ProcessHandle {
  post(message: KernelToProcess, transfer?: Transferable[]): void;
  terminate(): void;
}

export interface KernelHost {
  /** Makes a process that is not booted yet. @param script of its worker */
  createProcess(script: string, handlers: { message: (message: ProcessToKernel) => void; failed: (reason: string) => void }): ProcessHandle;
  tellPage(message: KernelToPage, transfer?: Transferable[]): void;
  /** Calls back once, when so much time has passed. */
  after(milliseconds: number, callback: () => void): void;
}

interface Process {
  readonly kind: ProcessKind;
  readonly handle: ProcessHandle;
  /** 0 until the process has been given a program; threads have ids of their own here */
  pid: number;
  /** the process that started it; undefined: the page, or a process that has ended */
  parent: Process | undefined;
  /** the process that the page started and that this one descends from, whether it still runs or not */
  root: number;
  group: number;
  /** the process that a thread belongs to */
  threadOf: Process | undefined;
  readonly ports: Set<Endpoint>;
  readonly descriptors: DescriptorTable;
  terminal: Terminal | undefined;
  /** signals that the program handles */
  readonly handled: Set<number>;
  /** process ids lent to it: the next one, and the end of the loan */
  lent: { next: number; end: number };
  /** changes of files that it has told of */
  fileChanges: number;
  /** changes of files that it was told of */
  changesTold: number;
  /** bytes that were taken and that it has not been told of, by descriptor */
  readonly credit: Map<number, number>;
  /** how it can be answered while its thread is blocked; undefined where the page is not isolated */
  readonly blocking: Blocking | undefined;
  booted: boolean;
  /** it has started another process, and will probably start more */
  startsOthers: boolean;
}

interface Blocking {
  readonly memory: AnsweringSide;
  readonly unseen: UnseenChanges;
  /** the child that its thread waits for */
  run: Run | undefined;
}

/** What the page holds of a program that it started. */
interface Session {
  readonly output: PageOutput;
  readonly input: Channel | Terminal;
}

/** How long a program is left alone that has begun to listen, or takes the place of one that has ended, before the container does what costs time. */
const CALM_MS = 250;
/** How long a program is taken to start that does not listen. */
const START_MS = 1_000;
/** As many as `npm test` in a shell starts one after the other: npm, the script's shell, and Node. */
const SPARES_OF_FAMILIES = 3;
const FIRST_PID = 2;
/** ppid of what the page starts */
const PAGE_PID = 1;
/** Process ids are lent in blocks, because a program is told its child's id before the kernel has heard of it. */
const PID_LOAN = 64;
/** More live processes would take the browser down. */
const MAX_PROCESSES = 64;
/** Taken bytes are reported to the writer in steps of this size. */
const CREDIT_STEP = 32 * 1024;
/** What a program may write faster than anybody reads it before it is ended. */
const UNREAD_LIMIT = 256 * 1024 * 1024;
const EXIT_CODE_OF_SIGNAL = 128;
const COMMAND_NOT_FOUND = 127;

const encoder = new TextEncoder();

export class Kernel {
  readonly #host: KernelHost;
  #parts: ProcessParts = {};
  readonly #files = new FileTree();
  readonly #packs = new Map<string, Pack>();
  /** parts that the page was asked for: what has become of them; no program waits for one that is fetched ahead */
  readonly #lateParts = new Map<LatePart, Blob | 'coming' | 'ahead' | 'refused'>();
  /** starts of programs that wait for parts */
  readonly #waitingForParts: (() => void)[] = [];
  /** what mounted packs speak of */
  readonly #partsOfPacks = new Set<LibraryPartName>();
  /** starts of the shell's commands that wait for its program; undefined: it is mounted */
  #waitingForShell: { readonly process: Process; readonly start: () => void }[] | undefined = [];
  readonly #processes = new Map<number, Process>();
  readonly #ports = new Map<Endpoint, Process>();
  readonly #datagramSockets = new DatagramTable();
  /** what the program that began to listen last had loaded, by kind */
  readonly #loaded = new Map<ProcessKind, LoadedModules>();
  readonly #watches = new Map<number, () => void>();
  /** booted, or booting, and without a program */
  readonly #spares = new Set<Process>();
  /** programs of the page's that do not listen yet */
  readonly #starting = new Set<Process>();
  readonly #ended: EndedProcesses;
  /** by the id of the program that the page started */
  readonly #sessions = new Map<number, Session>();
  #nextPid = FIRST_PID;
  /** the page wants to hear what goes over connections between processes */
  #isTapping = false;
  #tapped = 0;

  constructor(host: KernelHost, parts: ProcessParts) {
    this.#host = host;
    this.#ended = new EndedProcesses({ after: (milliseconds, callback) => host.after(milliseconds, callback), whenCalm: (callback) => this.#whenCalm(callback) });
    this.#files.onMutation((op) => this.#spreadFileOp(op, undefined));
    installDevices(this.#files);
    installShellCommands(this.#files);
    this.#addKinds(parts);
  }

  #addKinds(parts: ProcessParts): void {
    this.#parts = { ...this.#parts, ...parts };
    for (const [kind, runtime] of Object.entries(parts)) installExecutables(this.#files, kind, runtime.executables);
    this.#bootSpares();
  }

  #bootSpares(): void {
    for (const kind of Object.keys(this.#parts) as ProcessKind[]) {
      const spares = [...this.#spares].filter((spare) => spare.kind === kind);
      if (!this.#parts[kind]?.spare || spares.length >= this.#sparesWanted() || spares.some(({ booted }) => !booted)) continue;
      this.#spares.add(this.#createSpare(kind));
    }
  }

  #sparesWanted(): number {
    return [...this.#processes.values()].some(({ startsOthers }) => startsOthers) ? SPARES_OF_FAMILIES : 1;
  }

  /** Boots the next program's process, which costs a processor core for a moment: not while a program starts. */
  #ensureSpareSoon(): void {
    this.#whenCalm(() => this.#bootSpares());
  }

  /** Calls back when a program that has begun to listen has had time to answer its first requests, and none is starting. */
  #whenCalm(callback: () => void): void {
    this.#host.after(CALM_MS, () => {
      if (this.#starting.size === 0) callback();
      else this.#whenCalm(callback);
    });
  }

  /** @throws when there are no parts of this kind */
  #createSpare(kind: ProcessKind, thread?: ThreadOptions): Process {
    const runtime = this.#parts[kind];
    if (runtime === undefined) throw new Error(`this container has no processes of kind ${kind}`);
    const memory = createSharedMemory();
    const process: Process = {
      kind,
      pid: 0,
      parent: undefined,
      root: 0,
      group: 0,
      threadOf: undefined,
      ports: new Set(),
      descriptors: new DescriptorTable(),
      terminal: undefined,
      handled: new Set(),
      lent: { next: 0, end: 0 },
      fileChanges: 0,
      changesTold: 0,
      credit: new Map(),
      blocking: memory && blockingWith(new AnsweringSide(memory)),
      booted: false,
      startsOthers: false,
      handle: this.#host.createProcess(runtime.script, {
        message: (message) => this.#fromProcess(process, message),
        failed: (reason) => this.#processFailed(process, reason),
      }),
    };
    const shared = memory && { memory };
    if (thread === undefined) {
      process.handle.post({ type: 'boot', boot: runtime.boot, ...shared });
    } else {
      const { port: _port, ...told } = thread;
      process.handle.post({ type: 'boot', boot: runtime.boot, thread: told, ...shared });
    }
    for (const pack of this.#packs.values()) process.handle.post({ type: 'pack', pack });
    for (const [part, contents] of this.#lateParts) if (typeof contents === 'object') process.handle.post({ type: 'part', part, contents });
    // Before the first program, those of its packages are likely: what it loads is known from then on.
    const { modules, builtins, found } = this.#loaded.get(kind) ?? { modules: [], builtins: [...this.#partsOfPacks] };
    const warm = { modules, found, builtins: thread === undefined ? builtins : [] };
    if (modules.length + warm.builtins.length > 0) process.handle.post({ type: 'warm', ...warm });
    return process;
  }

  #processFailed(process: Process, reason: string): void {
    this.#host.tellPage({ type: 'fault', message: reason });
    if (process.pid !== 0) this.#end(process, { code: 1, signal: undefined }, reason);
    else this.#spares.delete(process);
  }

  // ---- from the page ----

  fromPage(message: PageToKernel): void {
    switch (message.type) {
      case 'call':
        return this.#answer(message.id, message.call);
      case 'hub':
        this.#processes.get(message.pid)?.handle.post({ type: 'hub', channel: message.channel }, [message.channel]);
        return;
      case 'signal':
        return this.#signalFromPage(message.pid, message.signal);
      case 'input':
        return this.#input(message.pid, message.text);
      case 'consumed':
        return this.#sessions.get(message.pid)?.output.consumed(message.fd, message.byteLength);
      case 'resize':
        return this.#resize(message.pid, message.size);
      case 'tap':
        this.#isTapping = message.on;
        return;
      case 'ping':
        return this.#host.tellPage({ type: 'pong' });
    }
  }

  #answer(id: number, call: KernelCall): void {
    try {
      const value = this.#call(call);
      this.#host.tellPage({ type: 'result', id, value });
    } catch (error) {
      this.#host.tellPage({ type: 'failure', id, error: errorRecord(error) });
    }
  }

  #call(call: KernelCall): unknown {
    const files = this.#files;
    switch (call.method) {
      case 'spawn':
        return this.#spawnFromPage(...call.args);
      case 'addPack':
        return this.#addPack(...call.args);
      case 'addKinds':
        return this.#addKinds(...call.args);
      case 'refuseShell':
        return this.#refuseShell(...call.args);
      case 'addPart':
        return this.#settlePart(...call.args);
      case 'refusePart':
        return this.#settlePart(call.args[0], 'refused');
      case 'mount':
        return this.#mount(...call.args);
      case 'readFile':
        return files.readFile(call.args[0]);
      case 'writeFile':
        return files.writeFile(...call.args);
      case 'readdir':
        return files.readdirWithKinds(call.args[0]);
      case 'walk':
        return files.walk(call.args[0]);
      case 'readFiles':
        return call.args[0].map((path) => files.readFile(path));
      case 'mkdir':
        return files.mkdir(call.args[0], { recursive: call.args[1] });
      case 'rm':
        return files.rm(call.args[0], { recursive: call.args[1], force: call.args[2] });
      case 'rename':
        return files.rename(...call.args);
      case 'watch': {
        const [id, path, recursive] = call.args;
        const stop = files.watch(path, { recursive }, (event, filename) =>
          this.#host.tellPage({ type: 'watch', id, event, path: filename }),
        );
        this.#watches.set(id, stop);
        return undefined;
      }
      case 'unwatch':
        this.#watches.get(call.args[0])?.();
        this.#watches.delete(call.args[0]);
        return undefined;
    }
  }

  #mount(entries: readonly MountEntry[]): void {
    for (const entry of entries) {
      const parent = entry.path.slice(0, entry.path.lastIndexOf('/')) || '/';
      this.#files.mkdir('directory' in entry ? entry.path : parent, { recursive: true });
      if ('data' in entry) this.#files.writeFile(entry.path, entry.data);
      else if ('symlink' in entry) {
        this.#files.rm(entry.path, { force: true });
        this.#files.symlink(entry.symlink, entry.path);
      }
    }
  }

  /** A part has come, or can't be had: a program that needs it says so itself. */
  #settlePart(part: LatePart, contents: Blob | 'refused'): void {
    this.#lateParts.set(part, contents);
    if (typeof contents === 'object') {
      for (const process of [...this.#spares, ...this.#processes.values()]) process.handle.post({ type: 'part', part, contents });
      for (const spare of this.#spares) {
        const ofPacks = [...this.#partsOfPacks].filter((known) => known === part);
        if (!this.#loaded.has(spare.kind) && ofPacks.length > 0) spare.handle.post({ type: 'warm', modules: [], builtins: ofPacks });
      }
    }
    if (!this.#partsAreComing()) for (const start of this.#waitingForParts.splice(0)) start();
  }

  #partsAreComing(): boolean {
    return [...this.#lateParts.values()].includes('coming');
  }

  #wantParts(parts: readonly LatePart[], { again = false } = {}): void {
    for (const part of parts) {
      const known = this.#lateParts.get(part);
      if (known !== undefined && known !== 'ahead' && !(again && known === 'refused')) continue;
      this.#lateParts.set(part, 'coming');
      if (known !== 'ahead') this.#host.tellPage({ type: 'part-wanted', part });
    }
  }

  /** Fetches the pieces of the library that nothing has spoken of, for programs that come to load them in a way that their text does not show. */
  #wantLibraryAhead(): void {
    for (const part of LIBRARY_PARTS) {
      if (this.#lateParts.has(part)) continue;
      this.#lateParts.set(part, 'ahead');
      this.#host.tellPage({ type: 'part-wanted', part });
    }
  }

  /** Starts a program once the parts that were asked for are there, those that could not be had included. */
  #whenPartsAreThere(start: () => void): void {
    if (this.#partsAreComing()) this.#waitingForParts.push(start);
    else start();
  }

  /** Gives a part, once it is there, to a process that waits for it with its thread blocked. */
  #givePart(process: Process, part: LatePart): void {
    const answer = (bytes: Uint8Array | null): void => process.blocking?.memory.answer(encodeAnswer(bytes));
    this.#wantParts([part], { again: true });
    this.#whenPartsAreThere(() => {
      const contents = this.#lateParts.get(part);
      if (typeof contents !== 'object') return answer(null);
      contents.arrayBuffer().then((buffer) => answer(new Uint8Array(buffer)), () => answer(null));
    });
  }

  #addPack(pack: Pack, at: string): void {
    const { parts = [] } = pack;
    // The shell's are for its commands alone.
    if (at !== SHELL_FOLDER) for (const part of parts) this.#partsOfPacks.add(part);
    this.#wantParts(parts);
    if (!this.#packs.has(pack.id)) {
      this.#packs.set(pack.id, pack);
      this.#files.addPack(pack);
      for (const spare of this.#spares) spare.handle.post({ type: 'pack', pack });
      for (const process of this.#processes.values()) process.handle.post({ type: 'pack', pack });
    }
    this.#files.mkdir(at, { recursive: true });
    this.#files.mountPack(pack, at);
    if (at !== SHELL_FOLDER) return;
    const waiting = this.#waitingForShell ?? [];
    this.#waitingForShell = undefined;
    for (const { start } of waiting) start();
  }

  /** Ends what waits for the shell's program, which the page could not load; the next command tries again. */
  #refuseShell(message: string): void {
    for (const { process } of this.#waitingForShell?.splice(0) ?? []) {
      process.descriptors.write(2, encoder.encode(`${message}\n`), () => {});
      this.#end(process, { code: COMMAND_NOT_FOUND, signal: undefined });
    }
  }

  // ---- starting processes ----

  #spawnFromPage({ command, args, env, cwd, terminal: size }: PageSpawnRequest): number {
    const executable = findExecutable<ProcessKind>(this.#files, command, { cwd, path: env['PATH'] ?? '' });
    if (typeof executable === 'number') throw new CommandError(command, executable);
    // A program that begins nowhere finds nothing, and says so in odd ways.
    if (this.#files.kindOf(cwd) !== 'directory') throw new FileError(this.#files.kindOf(cwd) === undefined ? 'ENOENT' : 'ENOTDIR', 'chdir', cwd);
    const pid = this.#nextPid++;
    const output = new PageOutput((fd, bytes) => this.#host.tellPage({ type: 'output', pid, fd, bytes }, [bytes.buffer as ArrayBuffer]));
    const over = (): void => this.#host.tellPage({ type: 'output-closed', pid });
    const descriptors: Description[] = [];
    let input: Session['input'];
    let terminal: Terminal | undefined;
    if (size === undefined) {
      input = new Channel();
      input.openForWriting();
      let open = 2;
      const sink = (fd: 1 | 2) => outlet((bytes, taken) => output.show(fd, bytes, taken), () => void (--open === 0 && over()));
      descriptors.push(
        { kind: 'pipe', source: input, sink: undefined },
        { kind: 'page', source: undefined, sink: sink(1) },
        { kind: 'page', source: undefined, sink: sink(2) },
      );
    } else {
      input = terminal = new Terminal(size, {
        show: (fd, bytes, taken) => output.show(fd, bytes, taken),
        signal: (group, signal) => this.#signalGroup(group, signal),
        closed: over,
      });
      terminal.foreground = pid;
      descriptors.push(terminal.output, terminal.output, terminal.errors);
    }
    const process = this.#take(executable.kind);
    process.root = pid;
    process.terminal = terminal;
    this.#sessions.set(pid, { output, input });
    descriptors.forEach((description, fd) => process.descriptors.set(fd, description));
    this.#starting.add(process);
    this.#host.after(START_MS, () => this.#starting.delete(process));
    this.#start(process, pid, pid, { kind: executable.kind, argv0: command, args: [...executable.before, ...args], env, cwd });
    return pid;
  }

  #spawnFromProcess(parent: Process, request: SpawnRequest): void {
    const { pid, kind, argv0, args, env, cwd, stdio, newGroup, foreground, thread } = request;
    this.#lendPids(parent, pid + 1);
    if (this.#processes.size >= MAX_PROCESSES) {
      parent.handle.post({ type: 'child-exit', pid, status: { code: EAGAIN, signal: undefined }, failure: `there are ${MAX_PROCESSES} processes already` });
      return;
    }
    const process = this.#takeChild(parent, kind, thread);
    if (thread !== undefined) process.threadOf = parent.threadOf ?? parent;
    stdio.forEach((spec, fd) => process.descriptors.set(fd, this.#describe(parent, spec)));
    const group = newGroup && thread === undefined ? pid : parent.group;
    if (foreground && process.terminal !== undefined) process.terminal.foreground = group;
    this.#start(process, pid, group, { kind, argv0, args, env, cwd }, thread);
  }

  /** Starts a process whose parent waits for it with its thread blocked. */
  #run(parent: Process, request: RunRequest): void {
    const { blocking } = parent;
    if (blocking === undefined || blocking.run !== undefined) throw new Error('a process that can not wait, or waits already, has asked for a run');
    const { kind, argv0, args, env, cwd, stdio, newGroup, killSignal } = request;
    const pid = this.#nextPid++;
    const run = new Run(pid, request, {
      kill: () => {
        const child = this.#processes.get(pid);
        if (child !== undefined) this.#signal(child, killSignal);
      },
      finished: (result) => {
        blocking.run = undefined;
        blocking.memory.answer(encodeAnswer({ ...result, changes: blocking.unseen.list() } satisfies RunReply));
      },
    });
    blocking.run = run;
    if (this.#processes.size >= MAX_PROCESSES) return run.ended({ code: EAGAIN, signal: undefined });
    const child = this.#takeChild(parent, kind);
    stdio.forEach((spec, fd) => child.descriptors.set(fd, spec.type === 'capture' ? run.capture(fd, spec) : this.#describe(parent, spec)));
    run.begin();
    this.#start(child, pid, newGroup ? pid : parent.group, { kind, argv0, args, env, cwd });
    // Its parent waits, and so a core is free.
    this.#bootSpares();
  }

  #takeChild(parent: Process, kind: ProcessKind, thread?: ThreadOptions): Process {
    const child = this.#take(kind, thread);
    child.parent = parent;
    if (thread === undefined) {
      parent.startsOthers = true;
      this.#ensureSpareSoon();
    }
    child.root = parent.root;
    child.terminal = parent.terminal;
    return child;
  }

  #describe(parent: Process, spec: StdioSpec): Description {
    switch (spec.type) {
      case 'pipe': {
        const [ours, theirs] = createPipe();
        parent.descriptors.set(spec.parentFd, ours);
        return theirs;
      }
      case 'inherit':
        return parent.descriptors.get(spec.fd) ?? NOTHING;
      case 'file':
        return fileDescription(this.#files, spec);
      case 'ignore':
        return NOTHING;
    }
  }

  #take(kind: ProcessKind, thread?: ThreadOptions): Process {
    // A runtime boots in another way for a thread.
    if (thread !== undefined) return this.#createSpare(kind, thread);
    const process = [...this.#spares].find((spare) => spare.kind === kind) ?? this.#createSpare(kind);
    this.#spares.delete(process);
    return process;
  }

  #start(process: Process, pid: number, group: number, program: ProgramOptions, thread?: ThreadOptions): void {
    process.pid = pid;
    process.group = group;
    this.#processes.set(pid, process);
    const owner = process.parent?.threadOf ?? process.parent;
    this.#lendPids(process, 0);
    // Those that could not be had are tried once more.
    const refused = [...this.#lateParts].flatMap(([part, known]) => (known === 'refused' ? [part] : []));
    this.#wantParts([...(thread === undefined ? partsWantedBy(program.args) : []), ...refused], { again: true });
    const start = (): void =>
      this.#whenPartsAreThere(() => {
        if (this.#processes.get(pid) === process) this.#postStart(process, program, owner, thread);
      });
    if (this.#waitingForShell === undefined || !program.args.includes(SHELL_PROGRAM)) start();
    else if (this.#waitingForShell.push({ process, start }) === 1) this.#host.tellPage({ type: 'shell-wanted' });
    if (process.threadOf === undefined) this.#announceProcess(process, true);
    this.#whenCalm(() => this.#wantLibraryAhead());
  }

  #postStart(process: Process, program: ProgramOptions, owner: Process | undefined, thread: ThreadOptions | undefined): void {
    process.handle.post({
      type: 'start',
      options: {
        ...program,
        pid: process.pid,
        ppid: owner?.pid ?? PAGE_PID,
        group: process.group,
        descriptors: process.descriptors.entries().map(([fd, { kind, file }]) => (file === undefined ? ([fd, kind] as const) : ([fd, kind, file] as const))),
        terminal: process.terminal?.size,
        fileChanges: [...this.#processes.values()].map(({ pid: other, fileChanges }) => [other, fileChanges] as const),
        processes: [...this.#processes.values()].filter(({ threadOf }) => threadOf === undefined).map(recordOf),
        ...(thread !== undefined && { thread }),
      },
      files: this.#files.snapshot(),
      ports: [...this.#ports].map(([port, { pid: listener }]) => [port, listener] as const),
      datagramSockets: this.#datagramSockets.sockets,
    }, thread === undefined ? [] : [thread.port]);
  }

  /** Lends process ids so that the program has many in hand, however many it uses at once. */
  #lendPids(process: Process, used: number): void {
    const { lent } = process;
    lent.next = Math.max(lent.next, used);
    if (lent.end - lent.next > PID_LOAN / 2) return;
    process.handle.post({ type: 'pids', from: this.#nextPid, count: PID_LOAN });
    lent.next = this.#nextPid;
    this.#nextPid += PID_LOAN;
    lent.end = this.#nextPid;
  }

  // ---- input and terminals ----

  #input(pid: number, text: string | null): void {
    const input = this.#sessions.get(pid)?.input;
    const taken = (): void => this.#host.tellPage({ type: 'input-taken', pid });
    if (input instanceof Terminal) {
      if (text === null) input.hangUp();
      else input.input(text);
      taken();
    } else if (text === null) {
      input?.closeForWriting();
    } else if (input === undefined || !input.write(encoder.encode(text), taken)) {
      taken();
    }
  }

  #resize(pid: number, size: Terminal['size']): void {
    const terminal = this.#sessions.get(pid)?.input;
    if (!(terminal instanceof Terminal)) return;
    terminal.size = size;
    for (const process of this.#processes.values()) {
      if (process.terminal === terminal) process.handle.post({ type: 'terminal', size });
    }
    this.#signalGroup(terminal.foreground, Signal.SIGWINCH);
  }

  #connect({ port, remotePort, channel, family }: { port: Endpoint; remotePort: number; channel: MessagePort; family: Family }, from: Process): void {
    const owner = this.#ports.get(port);
    if (owner !== undefined) {
      const served = this.#isTapping && typeof port === 'number' ? this.#tap(channel, port, from) : channel;
      owner.handle.post({ type: 'connection', localPort: port, remotePort, family, pid: from.pid, channel: served }, [served]);
      return;
    }
    channel.postMessage({ type: 'refused' });
    channel.close();
  }

  #tap(channel: MessagePort, port: number, from: Process): MessagePort {
    const connection = ++this.#tapped;
    const by = from.terminal === undefined ? 'program' : 'terminal';
    return tapConnection(channel, (event) => this.#host.tellPage({ type: 'tapped', connection, port, by, event }, event.from === 'end' ? [] : [event.bytes.buffer]));
  }

  // ---- signals ----

  /** A kill from the page ends everything that the program has started, whether it still runs itself or not. */
  #signalFromPage(pid: number, signal: number): void {
    if (signal !== Signal.SIGKILL) {
      const process = this.#processes.get(pid);
      if (process !== undefined) this.#signal(process, signal);
      return;
    }
    for (const process of [...this.#processes.values()]) if (process.root === pid) this.#signal(process, signal);
  }

  /** kill(2) */
  #signalFromProcess(sender: Process, pid: number, signal: number): void {
    if (pid <= 0) return this.#signalGroup(pid === 0 ? sender.group : -pid, signal);
    const process = this.#processes.get(pid);
    if (process !== undefined && process.threadOf === undefined) this.#signal(process, signal);
  }

  #signalGroup(group: number, signal: number): void {
    for (const process of [...this.#processes.values()]) {
      if (process.group === group && process.threadOf === undefined) this.#signal(process, signal);
    }
  }

  #signal(process: Process, signal: number): void {
    if (process.handled.has(signal) && signal !== Signal.SIGKILL) process.handle.post({ type: 'signal', signal });
    else if (signalEnds(signal)) this.#end(process, { code: EXIT_CODE_OF_SIGNAL + signal, signal });
  }

  // ---- from a process ----

  #fromProcess(process: Process, message: ProcessToKernel): void {
    // A process that has ended may still have messages under way.
    const gone = !this.#spares.has(process) && this.#processes.get(process.pid) !== process;
    if (gone) {
      if (message.type === 'ended') this.#ended.silent(process.handle);
      return;
    }
    process.blocking?.unseen.forgetSeen();
    switch (message.type) {
      case 'booted':
        process.booted = true;
        if (this.#spares.has(process)) this.#ensureSpareSoon();
        return;
      case 'ended':
        return;
      case 'failed':
        return this.#processFailed(process, message.message);
      case 'write':
        return this.#write(process, message.fd, message.bytes, message.socket);
      case 'read':
        return process.descriptors.read(message.fd, (bytes, socket) => {
          if (socket === undefined) return process.handle.post({ type: 'read', fd: message.fd, bytes });
          socket.channel.postMessage({ type: 'accepted', pid: process.pid } satisfies SocketOwner);
          process.handle.post({ type: 'read', fd: message.fd, bytes, socket }, [socket.channel]);
        });
      case 'unread':
        return process.descriptors.unread(message.fd);
      case 'shutdown':
        return process.descriptors.shutdown(message.fd);
      case 'close':
        return process.descriptors.close(message.fd);
      case 'terminal': {
        if (process.descriptors.get(message.fd)?.kind !== 'terminal' || process.terminal === undefined) return;
        if (message.raw !== undefined) process.terminal.setRaw(message.raw);
        if (message.foreground !== undefined) process.terminal.foreground = message.foreground;
        return;
      }
      case 'spawn':
        return this.#spawnFromProcess(process, message.request);
      case 'run':
        return this.#run(process, message.request);
      case 'read-now':
        return process.descriptors.read(message.fd, (bytes) => process.blocking?.memory.answer(encodeAnswer(bytes)));
      case 'changes-now':
        return process.blocking?.memory.answer(encodeAnswer(process.blocking.unseen.list()));
      case 'run-late':
        return process.blocking?.run?.timeOut();
      case 'next-piece':
        return process.blocking?.memory.next();
      case 'end-thread': {
        const thread = this.#processes.get(message.pid);
        if (thread?.threadOf !== undefined && thread.parent === process) this.#end(thread, { code: 1, signal: undefined });
        return;
      }
      case 'files':
        process.fileChanges++;
        this.#files.apply(message.op);
        return this.#spreadFileOp(message.op, process);
      case 'loaded': {
        // A program without packages says nothing about those that the next one will want.
        const { modules, builtins, found } = message;
        const before = this.#loaded.get(process.kind);
        this.#loaded.set(process.kind, { ...(modules.length > 0 || before === undefined ? { modules, found } : { modules: before.modules, found: before.found }), builtins });
        return;
      }
      case 'part-missing':
        return this.#wantParts([message.part], { again: true });
      case 'part-now':
        return this.#givePart(process, message.part);
      case 'listen':
        this.#starting.delete(process);
        this.#ports.set(message.port, process);
        process.ports.add(message.port);
        this.#ensureSpareSoon();
        return this.#announcePort(message.port, process, true);
      case 'unlisten':
        return this.#closePort(process, message.port);
      case 'datagram-socket':
        return this.#changeDatagramSocket(message.op, process);
      case 'datagram': {
        const pid = message.pid ?? this.#datagramSockets.get(message.to)?.pid;
        if (pid !== undefined) this.#processes.get(pid)?.handle.post(message, [message.bytes.buffer as ArrayBuffer]);
        return;
      }
      case 'connect':
        return this.#connect(message, process);
      case 'outside':
        return this.#host.tellPage({ type: 'outside', pid: process.pid, host: message.host, port: message.port, channel: message.channel }, [message.channel]);
      case 'signal':
        return this.#signalFromProcess(process, message.pid, message.signal);
      case 'handles':
        if (message.handled) process.handled.add(message.signal);
        else process.handled.delete(message.signal);
        return;
      case 'exit':
        return this.#end(process, { code: message.code, signal: message.signal });
    }
  }

  #write(process: Process, fd: number, bytes: Uint8Array, socket: SentSocket | undefined): void {
    const { length } = bytes;
    const taken = (): void => {
      const credit = (process.credit.get(fd) ?? 0) + length;
      if (credit < CREDIT_STEP) return void process.credit.set(fd, credit);
      process.credit.delete(fd);
      process.handle.post({ type: 'written', fd, byteLength: credit });
    };
    if (!process.descriptors.write(fd, bytes, taken, socket)) return process.handle.post({ type: 'broken', fd });
    const sink = process.descriptors.get(fd)?.sink;
    const buffered = sink instanceof Channel ? sink.buffered : 0;
    if (buffered > UNREAD_LIMIT) {
      const megabytes = UNREAD_LIMIT / 1024 / 1024;
      process.descriptors.write(2, encoder.encode(`\n[ended: it wrote ${megabytes} MB that nobody has read]\n`), () => {});
      this.#end(process, { code: EXIT_CODE_OF_SIGNAL + Signal.SIGKILL, signal: Signal.SIGKILL });
    }
  }

  #announceProcess(process: Process, alive: boolean): void {
    for (const other of this.#processes.values()) {
      if (other !== process) other.handle.post({ type: 'process', process: recordOf(process), alive });
    }
  }

  #spreadFileOp(op: FileOp, except: Process | undefined): void {
    this.#wantParts(partsWantedAfter(op));
    for (const process of this.#processes.values()) {
      if (process === except) continue;
      const change = { op, from: except?.pid ?? 0, number: ++process.changesTold };
      process.blocking?.unseen.add(change);
      // A process that waits gets it with what it waits for.
      if (process.blocking?.run === undefined) process.handle.post({ type: 'files', ...change });
    }
  }

  #closePort(process: Process, port: Endpoint): void {
    if (!process.ports.delete(port)) return;
    this.#ports.delete(port);
    this.#announcePort(port, process, false);
  }

  #changeDatagramSocket(op: DatagramOp, owner: Process): void {
    this.#datagramSockets.apply(op);
    for (const process of this.#processes.values()) if (process !== owner) process.handle.post({ type: 'datagram-socket', op });
  }

  #announcePort(port: Endpoint, owner: Process, open: boolean): void {
    for (const process of this.#processes.values()) {
      if (process !== owner) process.handle.post({ type: 'port', port, pid: open ? owner.pid : undefined });
    }
    if (typeof port === 'number') this.#host.tellPage({ type: 'port', port, open, pid: owner.pid });
  }

  #end(process: Process, status: ExitStatus, failure?: string): void {
    if (!this.#processes.delete(process.pid)) return;
    this.#starting.delete(process);
    // A thread has message ports of its program's, over which it could still be heard.
    if (failure !== undefined || process.threadOf !== undefined) process.handle.terminate();
    else this.#ended.add(process.handle);
    for (const port of [...process.ports]) this.#closePort(process, port);
    for (const { id, pid } of this.#datagramSockets.sockets) if (pid === process.pid) this.#changeDatagramSocket({ type: 'close', id }, process);
    for (const other of [...this.#processes.values()]) if (other.threadOf === process) this.#end(other, status);
    process.descriptors.closeAll();
    // Threads are told of too: their connections break.
    this.#announceProcess(process, false);
    process.blocking?.run?.abandon();
    const { parent, pid } = process;
    if (parent !== undefined && this.#processes.get(parent.pid) === parent) {
      const run = parent.blocking?.run;
      if (run?.pid === pid) run.ended(status);
      else parent.handle.post({ type: 'child-exit', pid, status, ...(failure !== undefined && { failure }) });
    }
    this.#host.tellPage({ type: 'exit', pid, status, root: process.root === pid });
    this.#forgetSession(process.root);
    this.#ensureSpareSoon();
  }

  /** Once nothing is left of what a program had started, nothing of it can be asked for any more. */
  #forgetSession(root: number): void {
    for (const process of this.#processes.values()) if (process.root === root) return;
    this.#sessions.delete(root);
  }
}

const EAGAIN = -11;
const ENOENT = -2;

const blockingWith = (memory: AnsweringSide): Blocking => ({ memory, unseen: new UnseenChanges(memory), run: undefined });

const recordOf = ({ pid, group }: Process): ProcessRecord => ({ pid, group });

/** There is nothing to run for a command. */
class CommandError extends FileError {
  constructor(command: string, errno: number) {
    super(errno === ENOENT ? 'ENOENT' : 'EACCES', 'spawn', command);
  }
}

function errorRecord(error: unknown): KernelErrorRecord {
  if (error instanceof FileError) return { message: error.message, code: error.code, errno: error.errno, syscall: error.syscall };
  return { message: error instanceof Error ? error.message : String(error) };
}
