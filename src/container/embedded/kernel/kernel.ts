// The kernel: the container's files, ports and processes. It knows neither DOM nor Web Workers: whoever hosts it
// (../host/frame.ts) gives it a way to make processes and a port to the page.
import { FileTree, FileError, type FileOp } from './files.ts';
import { partsWantedAfter, type LatePart } from './late-parts.ts';
import type { Pack } from './packs.ts';
import type {
  KernelCall, KernelErrorRecord, KernelToPage, KernelToProcess, MountEntry, PageToKernel, ProcessParts, ProcessToKernel, ProgramOptions,
} from './protocol.ts';

/** A process as the kernel sees it: something that takes messages and can be ended at any moment. */
export interface ProcessHandle {
  post(message: KernelToProcess, transfer?: Transferable[]): void;
  terminate(): void;
}

export interface KernelHost {
  /** Makes a process that is not booted yet. */
  createProcess(handlers: { message: (message: ProcessToKernel) => void; failed: (reason: string) => void }): ProcessHandle;
  tellPage(message: KernelToPage, transfer?: Transferable[]): void;
  /** Calls back when a program that has begun to listen has had time to answer its first requests. */
  soon(callback: () => void): void;
}

interface Process {
  readonly handle: ProcessHandle;
  /** 0 until the process has been given a program */
  pid: number;
  readonly ports: Set<number>;
}

const SIGKILL = 9;
const EXIT_CODE_OF_SIGNAL = 128;

export class Kernel {
  readonly #host: KernelHost;
  readonly #parts: ProcessParts;
  readonly #files = new FileTree();
  readonly #packs = new Map<string, Pack>();
  /** parts that the page was asked for; the contents once they are there */
  readonly #lateParts = new Map<LatePart, Blob | undefined>();
  readonly #processes = new Map<number, Process>();
  readonly #ports = new Map<number, Process>();
  readonly #watches = new Map<number, () => void>();
  /** booted, or booting, and without a program */
  #spare: Process | undefined;
  #nextPid = 1;

  constructor(host: KernelHost, parts: ProcessParts) {
    this.#host = host;
    this.#parts = parts;
    this.#files.onMutation((op) => this.#spreadFileOp(op, undefined));
    this.#spare = this.#createSpare();
  }

  /** Boots the next program's process, which costs a processor core for a moment: not while a program starts. */
  #ensureSpareSoon(): void {
    this.#host.soon(() => {
      this.#spare ??= this.#createSpare();
    });
  }

  #createSpare(): Process {
    const process: Process = {
      pid: 0,
      ports: new Set(),
      handle: this.#host.createProcess({
        message: (message) => this.#fromProcess(process, message),
        failed: (reason) => this.#processFailed(process, reason),
      }),
    };
    const { library, llhttp } = this.#parts;
    process.handle.post({ type: 'boot', library, llhttp });
    for (const pack of this.#packs.values()) process.handle.post({ type: 'pack', pack });
    for (const [part, contents] of this.#lateParts) if (contents !== undefined) process.handle.post({ type: 'part', part, contents });
    return process;
  }

  #processFailed(process: Process, reason: string): void {
    this.#host.tellPage({ type: 'fault', message: reason });
    if (process.pid !== 0) this.#end(process, 1);
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
        return this.#signal(message.pid, message.signal);
      case 'input':
        this.#processes.get(message.pid)?.handle.post({ type: 'input', text: message.text });
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
        return this.#spawn(...call.args);
      case 'addPack':
        return this.#addPack(...call.args);
      case 'addPart':
        return this.#addPart(...call.args);
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

  #addPart(part: LatePart, contents: Blob): void {
    this.#lateParts.set(part, contents);
    this.#spare?.handle.post({ type: 'part', part, contents });
    for (const process of this.#processes.values()) process.handle.post({ type: 'part', part, contents });
  }

  #wantParts(op: FileOp): void {
    for (const part of partsWantedAfter(op)) {
      if (this.#lateParts.has(part)) continue;
      this.#lateParts.set(part, undefined);
      this.#host.tellPage({ type: 'part-wanted', part });
    }
  }

  #addPack(pack: Pack, at: string): void {
    if (!this.#packs.has(pack.id)) {
      this.#packs.set(pack.id, pack);
      this.#files.addPack(pack);
      this.#spare?.handle.post({ type: 'pack', pack });
      for (const process of this.#processes.values()) process.handle.post({ type: 'pack', pack });
    }
    this.#files.mkdir(at, { recursive: true });
    this.#files.mountPack(pack, at);
  }

  #spawn(options: Omit<ProgramOptions, 'pid'>): number {
    const process = this.#spare ?? this.#createSpare();
    this.#spare = undefined;
    process.pid = this.#nextPid++;
    this.#processes.set(process.pid, process);
    process.handle.post({
      type: 'start',
      options: { ...options, pid: process.pid },
      files: this.#files.snapshot(),
      ports: [...this.#ports].map(([port, owner]) => [port, owner.pid] as const),
    });
    return process.pid;
  }

  #connect({ port, remotePort, channel, family }: { port: number; remotePort: number; channel: MessagePort; family?: 4 | 6 }): void {
    const owner = this.#ports.get(port);
    if (owner !== undefined) {
      owner.handle.post({ type: 'connection', localPort: port, remotePort, family, channel }, [channel]);
      return;
    }
    channel.postMessage({ type: 'refused' });
    channel.close();
  }

  #signal(pid: number, signal: number): void {
    const process = this.#processes.get(pid);
    if (process === undefined) return;
    if (signal === SIGKILL) this.#end(process, EXIT_CODE_OF_SIGNAL + SIGKILL);
    else process.handle.post({ type: 'signal', signal });
  }

  // ---- from a process ----

  #fromProcess(process: Process, message: ProcessToKernel): void {
    // A process that has ended may still have messages under way.
    const gone = process !== this.#spare && this.#processes.get(process.pid) !== process;
    if (gone) return;
    switch (message.type) {
      case 'booted':
        return;
      case 'failed':
        return this.#processFailed(process, message.message);
      case 'output':
        return this.#host.tellPage({ type: 'output', pid: process.pid, fd: message.fd, bytes: message.bytes }, [message.bytes.buffer as ArrayBuffer]);
      case 'files':
        this.#files.apply(message.op);
        return this.#spreadFileOp(message.op, process);
      case 'listen':
        this.#ports.set(message.port, process);
        process.ports.add(message.port);
        this.#ensureSpareSoon();
        return this.#announcePort(message.port, process, true);
      case 'unlisten':
        return this.#closePort(process, message.port);
      case 'connect':
        return this.#connect(message);
      case 'signal':
        return this.#signal(message.pid, message.signal);
      case 'exit':
        return this.#end(process, message.code);
    }
  }

  #spreadFileOp(op: FileOp, except: Process | undefined): void {
    this.#wantParts(op);
    for (const process of this.#processes.values()) {
      if (process !== except) process.handle.post({ type: 'files', op });
    }
  }

  #closePort(process: Process, port: number): void {
    if (!process.ports.delete(port)) return;
    this.#ports.delete(port);
    this.#announcePort(port, process, false);
  }

  #announcePort(port: number, owner: Process, open: boolean): void {
    for (const process of this.#processes.values()) {
      if (process !== owner) process.handle.post({ type: 'port', port, pid: open ? owner.pid : undefined });
    }
    this.#host.tellPage({ type: 'port', port, open, pid: owner.pid });
  }

  #end(process: Process, code: number): void {
    if (!this.#processes.delete(process.pid)) return;
    process.handle.terminate();
    for (const port of [...process.ports]) this.#closePort(process, port);
    this.#host.tellPage({ type: 'exit', pid: process.pid, code });
    this.#ensureSpareSoon();
  }
}

function errorRecord(error: unknown): KernelErrorRecord {
  if (error instanceof FileError) return { message: error.message, code: error.code, errno: error.errno };
  return { message: error instanceof Error ? error.message : String(error) };
}
