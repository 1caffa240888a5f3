// What a process asks of the kernel, as functions instead of messages: descriptors, other processes, signals, the terminal.
// For the worker of any kind of process; it hands the kernel's messages to `receive`.
import type {
  ExitStatus, FileChange, KernelToProcess, ProcessRecord, ProcessToKernel, RunReply, RunRequest, SentSocket, SpawnRequest, StartOptions, TerminalSize,
} from './protocol.ts';
import type { LatePart } from './late-parts.ts';
import type { Deliver } from './pipes.ts';
import { decodeAnswer, WaitingSide } from './shared-memory.ts';

const EAGAIN = -11;
const ESRCH = -3;
const EPIPE = -32;
const EINVAL = -22;
const LAST_SIGNAL = 64;
/** Descriptors of pipes to children are numbered from here on: the runtime numbers its files below. */
const FIRST_PIPE = 1_000_000;
/** How many written bytes may be under way before a writer is told to wait. */
const WRITE_WINDOW = 256 * 1024;

export interface SystemCalls {
  /** Takes a message of the kernel's. @returns false when it is not about what is offered here */
  receive(message: KernelToProcess): boolean;
  /**
   * Asks for one chunk of a descriptor; one request at a time.
   * @param deliver called once
   */
  read(fd: number, deliver: Deliver): void;
  /**
   * Reads one chunk and blocks the thread until it is there.
   * @returns null at the end; undefined where the thread can't be blocked, or a request for a chunk is under way already
   */
  readNow(fd: number): Uint8Array | null | undefined;
  /** Blocks the thread until a part that programs may want is there. @returns undefined where that can't be, or the part can't be had */
  partNow(part: LatePart): Uint8Array<ArrayBuffer> | undefined;
  /** Blocks the thread until all changes of files that others have told the kernel of are seen here; does nothing where that can't be. */
  changesNow(): void;
  /** Takes the request back; what comes all the same is kept for the next one. */
  unread(fd: number): void;
  /**
   * Writes bytes, which belong to the kernel from here on.
   * @param settled called once: at once while the reader keeps up, else when it has; with 0, or EPIPE when nobody reads
   * @param socket comes out of the pipe with them
   */
  write(fd: number, bytes: Uint8Array, settled?: (errno: number) => void, socket?: SentSocket): void;
  /** Whether more bytes are under way than a reader that keeps up leaves. */
  congested(fd: number): boolean;
  /** Calls once the reader has caught up, at once when it has; with 0 or EPIPE. */
  whenWritable(fd: number, settled: (errno: number) => void): void;
  /** Closes the writing half. */
  shutdown(fd: number): void;
  close(fd: number): void;
  /** a number for the parent's end of a pipe in `SpawnRequest.stdio` */
  newDescriptor(): number;
  /**
   * Starts a process.
   * @param exited called when it has ended; `failure`: why it could not be started, with an errno as the code
   * @returns its id, or EAGAIN when too many were started at once
   */
  spawn(request: Omit<SpawnRequest, 'pid'>, exited: (status: ExitStatus, failure?: string) => void): number;
  /** Whether `run` can be used: the page is cross-origin isolated. */
  readonly canBlock: boolean;
  /**
   * Starts a process and blocks the thread until it has ended, and nobody is left who could print to the pipes of it. Changes of files
   * that were made meanwhile have been reported by then.
   * @param timeout milliseconds after which it is killed; 0: never
   * @throws where the thread can't be blocked
   */
  run(request: RunRequest, timeout: number): RunReply;
  endThread(pid: number): void;
  /** kill(2): 0 asks only whether there is one. @param pid 0: the own group; below 0: a group. @returns 0, ESRCH or EINVAL */
  kill(pid: number, signal: number): number;
  /** Says whether the program handles a signal; without it the signal's default action applies. */
  handle(signal: number, handled: boolean): void;
  /** Raw mode: each key comes as it is typed, without echo or line editing. */
  setRaw(fd: number, raw: boolean): void;
  /** Makes a process group the one that Ctrl+C goes to. */
  setForeground(fd: number, group: number): void;
  readonly terminal: TerminalSize | undefined;
  /** Whether there is a process with this id. */
  exists(pid: number): boolean;
}

interface Reading {
  /** what arrived and nobody has asked for */
  readonly arrived: Parameters<Deliver>[];
  deliver: Deliver | undefined;
  /** the kernel has been asked */
  asked: boolean;
}

interface Writing {
  inFlight: number;
  broken: boolean;
  waiting: ((errno: number) => void)[];
}

/**
 * @param post sends a message to the kernel
 * @param filesChanged told of each change of the container's files by others, in order
 */
export function createSystemCalls(
  post: (message: ProcessToKernel, transfer?: Transferable[]) => void,
  filesChanged: (change: FileChange) => void,
): SystemCalls {
  const reads = new Map<number, Reading>();
  const writes = new Map<number, Writing>();
  const children = new Map<number, (status: ExitStatus, failure?: string) => void>();
  const processes = new Map<number, ProcessRecord>();
  const lent: { from: number; to: number }[] = [];
  let nextDescriptor = FIRST_PIPE;
  let self: StartOptions | undefined;
  let terminal: TerminalSize | undefined;
  /** where the thread can be blocked */
  let memory: WaitingSide | undefined;
  /** number of the last change of files that came */
  let changesSeen = 0;

  function changed(change: FileChange): void {
    // What came with an answer comes once more as a message that was on its way.
    if (change.number <= changesSeen) return;
    changesSeen = change.number;
    if (memory !== undefined) memory.changesSeen = changesSeen;
    filesChanged(change);
  }

  const nextPiece = (): void => post({ type: 'next-piece' });

  function reading(fd: number): Reading {
    let state = reads.get(fd);
    if (state === undefined) reads.set(fd, (state = { arrived: [], deliver: undefined, asked: false }));
    return state;
  }

  function writing(fd: number): Writing {
    let state = writes.get(fd);
    if (state === undefined) writes.set(fd, (state = { inFlight: 0, broken: false, waiting: [] }));
    return state;
  }

  function lendPid(): number | undefined {
    const [block] = lent;
    if (block === undefined) return undefined;
    const pid = block.from++;
    if (block.from === block.to) lent.shift();
    return pid;
  }

  return {
    get terminal() {
      return terminal;
    },
    receive(message) {
      switch (message.type) {
        case 'boot':
          if (message.memory !== undefined) memory = new WaitingSide(message.memory);
          return false;
        case 'files':
          changed(message);
          return true;
        case 'start':
          self = message.options;
          terminal = self.terminal;
          for (const process of self.processes) processes.set(process.pid, process);
          // The runtime goes on with it.
          return false;
        case 'pids':
          lent.push({ from: message.from, to: message.from + message.count });
          return true;
        case 'read': {
          const state = reads.get(message.fd);
          if (state === undefined) return true;
          state.asked = false;
          const { deliver } = state;
          state.deliver = undefined;
          if (deliver === undefined) state.arrived.push([message.bytes, message.socket]);
          else deliver(message.bytes, message.socket);
          return true;
        }
        case 'written': {
          const state = writes.get(message.fd);
          if (state === undefined) return true;
          state.inFlight -= message.byteLength;
          while (state.waiting.length > 0 && state.inFlight <= WRITE_WINDOW) state.waiting.shift()?.(0);
          return true;
        }
        case 'broken': {
          const state = writing(message.fd);
          state.broken = true;
          for (const settled of state.waiting.splice(0)) settled(EPIPE);
          return true;
        }
        case 'terminal':
          terminal = message.size;
          return true;
        case 'child-exit': {
          const exited = children.get(message.pid);
          children.delete(message.pid);
          exited?.(message.status, message.failure);
          return true;
        }
        case 'process':
          if (message.alive) processes.set(message.process.pid, message.process);
          else processes.delete(message.process.pid);
          return true;
        default:
          return false;
      }
    },
    read(fd, deliver) {
      const state = reading(fd);
      const arrived = state.arrived.shift();
      if (arrived !== undefined) return deliver(...arrived);
      state.deliver = deliver;
      if (state.asked) return;
      state.asked = true;
      post({ type: 'read', fd });
    },
    readNow(fd) {
      const state = reads.get(fd);
      const arrived = state?.arrived.shift();
      if (arrived !== undefined) return arrived[0];
      if (memory === undefined || state?.asked === true) return undefined;
      post({ type: 'read-now', fd });
      return decodeAnswer(memory.wait(nextPiece, 0, () => {})) as Uint8Array | null;
    },
    partNow(part) {
      if (memory === undefined) return undefined;
      post({ type: 'part-now', part });
      return (decodeAnswer(memory.wait(nextPiece, 0, () => {})) as Uint8Array<ArrayBuffer> | null) ?? undefined;
    },
    changesNow() {
      if (memory === undefined) return;
      post({ type: 'changes-now' });
      for (const change of decodeAnswer(memory.wait(nextPiece, 0, () => {})) as FileChange[]) changed(change);
    },
    unread(fd) {
      const state = reads.get(fd);
      if (state?.deliver === undefined) return;
      state.deliver = undefined;
      state.asked = false;
      post({ type: 'unread', fd });
    },
    write(fd, bytes, settled, socket) {
      const state = writing(fd);
      if (state.broken) return settled?.(EPIPE);
      state.inFlight += bytes.length;
      const moved = bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer as ArrayBuffer] : [];
      if (socket === undefined) post({ type: 'write', fd, bytes }, moved);
      else post({ type: 'write', fd, bytes, socket }, [...moved, socket.channel]);
      if (settled !== undefined) this.whenWritable(fd, settled);
    },
    congested: (fd) => writing(fd).inFlight > WRITE_WINDOW,
    whenWritable(fd, settled) {
      const state = writing(fd);
      if (state.broken) settled(EPIPE);
      else if (state.inFlight <= WRITE_WINDOW) settled(0);
      else state.waiting.push(settled);
    },
    shutdown(fd) {
      post({ type: 'shutdown', fd });
    },
    close(fd) {
      reads.delete(fd);
      const state = writes.get(fd);
      writes.delete(fd);
      for (const settled of state?.waiting ?? []) settled(EPIPE);
      post({ type: 'close', fd });
    },
    newDescriptor: () => nextDescriptor++,
    spawn(request, exited) {
      const pid = lendPid();
      if (pid === undefined) return EAGAIN;
      children.set(pid, exited);
      if (request.thread === undefined) processes.set(pid, { pid, group: request.newGroup ? pid : (self?.group ?? 0) });
      post({ type: 'spawn', request: { ...request, pid } }, request.thread === undefined ? [] : [request.thread.port]);
      return pid;
    },
    get canBlock() {
      return memory !== undefined;
    },
    run(request, timeout) {
      if (memory === undefined) throw new Error('a thread can be blocked only where the page is cross-origin isolated');
      post({ type: 'run', request });
      const reply = decodeAnswer(memory.wait(nextPiece, timeout, () => post({ type: 'run-late' }))) as RunReply;
      for (const change of reply.changes) changed(change);
      return reply;
    },
    endThread: (pid) => post({ type: 'end-thread', pid }),
    kill(pid, signal) {
      if (signal > LAST_SIGNAL) return EINVAL;
      const group = pid === 0 ? self?.group : pid < 0 ? -pid : undefined;
      const found = group === undefined ? processes.has(pid) : [...processes.values()].some((process) => process.group === group);
      if (!found) return ESRCH;
      if (signal !== 0) post({ type: 'signal', pid, signal });
      return 0;
    },
    handle: (signal, handled) => post({ type: 'handles', signal, handled }),
    setRaw: (fd, raw) => post({ type: 'terminal', fd, raw }),
    setForeground: (fd, foreground) => post({ type: 'terminal', fd, foreground }),
    exists: (pid) => processes.has(pid),
  };
}
