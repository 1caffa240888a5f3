// The messages between the page and the kernel, and between the kernel and its processes. Connections go over ports of
// their own (byte-stream.ts).
import type { TapEvent } from './connection-tap.ts';
import type { DatagramAddress, DatagramOp, DatagramSocket } from './datagrams.ts';
import type { FileOp } from './file-operations.ts';
import type { FileSnapshot } from './file-snapshot.ts';
import type { DirectoryEntry, WalkedEntry } from './file-stat.ts';
import type { LatePart } from './late-parts.ts';
import type { Pack, PackHeader } from './packs.ts';
import type { TerminalSize } from './terminal.ts';

export type { TerminalSize } from './terminal.ts';

/**
 * The kinds of process, each with what its worker is booted with. Every kind has a worker script of its own; a new kind is a
 * line here and its parts in boot.ts.
 */
export interface ProcessKinds {
  readonly node: {
    /** Node's library, JSON text (tools/node-library/library.ts) */
    readonly library: string;
    readonly llhttp: Uint8Array<ArrayBuffer>;
  };
  /** the shell and its commands */
  readonly shell: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** the files that Postgres is made of (../postgres/cluster.ts) */
  readonly postgres: { readonly index: PackHeader['index']; readonly data: Blob };
}

export type ProcessKind = keyof ProcessKinds;

/** The texts and bytes that one kind of process is made of. */
export interface RuntimeParts<Kind extends ProcessKind = ProcessKind> {
  /** the worker's script */
  readonly script: string;
  /** absolute paths of the commands that it runs: files of the container (executables.ts), told apart by argv0 */
  readonly executables: readonly string[];
  readonly boot: ProcessKinds[Kind];
  /** whether the next process of this kind is booted ahead of time */
  readonly spare: boolean;
}

/** What processes are made of. A kind that is left out has no commands. */
export type ProcessParts = { readonly [Kind in ProcessKind]?: RuntimeParts<Kind> };

/** A module of a pack, and the name under which a program has loaded it. */
export interface PackedModule {
  readonly pack: string;
  /** in the pack's index */
  readonly path: string;
  readonly filename: string;
}

/** Where a search for a module has ended. */
export interface FoundPath {
  /** of Module._pathCache: the request and the folders where it is looked for */
  readonly key: string;
  readonly filename: string;
  /** whether Node keeps it in Module._pathCache */
  readonly cached: boolean;
}

/** What searches have found in a layout of the files (FileTree.layout). */
export interface FoundPaths {
  readonly layout: number;
  readonly paths: readonly FoundPath[];
}

/** What a program has loaded, or the next one will probably load. */
export interface LoadedModules {
  readonly modules: readonly PackedModule[];
  readonly found?: FoundPaths | undefined;
  /** of Node's library, those that come with late parts */
  readonly builtins: readonly string[];
}

/** What a program is given at its start. */
export interface ProgramOptions {
  readonly kind: ProcessKind;
  /** the command as it was typed */
  readonly argv0: string;
  /** all arguments after it, options of the runtime included */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** absolute */
  readonly cwd: string;
}

/** An open file. */
export interface FileSpec {
  readonly path: string;
  readonly position: number;
  readonly append: boolean;
}

/** How a child's descriptor is made; its place in the list is the descriptor's number in the child. */
export type StdioSpec =
  /** a pipe both ways; its other end becomes the parent's descriptor of this number */
  | { readonly type: 'pipe'; readonly parentFd: number }
  /** what the parent's descriptor of this number refers to */
  | { readonly type: 'inherit'; readonly fd: number }
  /** a file of the container: read from and written to from this place on */
  | ({ readonly type: 'file' } & FileSpec)
  /** /dev/null */
  | { readonly type: 'ignore' };

/** A thread of a process: it shares the process's id and ends with it. */
export interface ThreadOptions {
  /** id of the process that it belongs to, as the program sees it */
  readonly processId: number;
  readonly threadId: number;
  /** to the thread that has started it */
  readonly port: MessagePort;
  /** what the runtime of the parent tells the runtime of the thread */
  readonly data: unknown;
}

/** What one process asks the kernel for when it starts another. */
export interface SpawnRequest extends ProgramOptions {
  /** out of the numbers that the kernel has lent to the process (`pids`) */
  readonly pid: number;
  readonly stdio: readonly StdioSpec[];
  /** a process group of its own (`detached`); else the parent's */
  readonly newGroup: boolean;
  /** its group becomes the terminal's foreground: Ctrl+C goes there */
  readonly foreground?: boolean;
  readonly thread?: ThreadOptions;
}

/** An address family: IPv4, IPv6 (each has ports of its own) or AF_UNIX. */
export type Family = 4 | 6 | 'unix';

/** Where a server listens: a TCP port; or a UNIX domain socket, which is the inode number of its file, in decimal, or a name that begins with NUL. */
export type Endpoint = number | string;

/** An address of a socket, as `server.address()` gives it. */
export interface SocketName {
  address?: string;
  port?: number;
  family?: string;
}

/** Which process has accepted a connection, or has been given a socket. */
export interface SocketOwner {
  readonly type: 'accepted';
  readonly pid: number;
}

/**
 * A socket that a message to another process carries. What comes over a connection goes on over `channel` (byte-stream.ts); over that of
 * a server come `listening` from those who share it, and connections to them; over that of a UDP socket who takes its datagrams too. The
 * first thing that comes back is `accepted`: which process has it now.
 */
export interface SentSocket {
  readonly kind: 'tcp' | 'pipe' | 'udp';
  /** the process that sends it */
  readonly pid: number;
  readonly type: 'connection' | 'server';
  readonly channel: MessagePort;
  readonly local: SocketName;
  readonly remote?: SocketName | undefined;
  /** of a connection: whether the page has opened it */
  readonly fromPage?: boolean;
}

/** How a descriptor is made of a child that its parent waits for; its place in the list is its number. */
export type RunStdio =
  /** a pipe of the kernel's: `input` is what the child reads there, then its end; `output`: what it prints is kept for the parent */
  | { readonly type: 'capture'; readonly input?: Uint8Array; readonly output: boolean }
  | Exclude<StdioSpec, { readonly type: 'pipe' }>;

/** What a process asks for when it starts another and blocks its thread until that has ended. */
export interface RunRequest extends ProgramOptions {
  readonly stdio: readonly RunStdio[];
  readonly newGroup: boolean;
  /** bytes that it may print before it is killed; 0: any number */
  readonly maxOutput: number;
  /** what it is killed with */
  readonly killSignal: number;
}

/** A change of the files, as a process is told of it. */
export interface FileChange {
  readonly op: FileOp;
  /** the process that has made it; 0: the page */
  readonly from: number;
  /** counts what this process was told */
  readonly number: number;
}

/** What came of a run. */
export interface RunReply {
  readonly pid: number;
  /** `code` is a negative errno where it could not be started */
  readonly status: ExitStatus;
  /** ETIMEDOUT or ENOBUFS, negative: why it was killed */
  readonly error?: number | undefined;
  /** what it printed, by descriptor */
  readonly output: readonly (Uint8Array | null)[];
  /** what the parent has not seen of changes of files, its own apart */
  readonly changes: readonly FileChange[];
}

/** A descriptor as a new process finds it. */
export type DescriptorKind = 'pipe' | 'page' | 'terminal' | 'null' | 'file';

/** What the kernel adds to a program's options. */
export interface StartOptions extends ProgramOptions {
  readonly pid: number;
  /** 1: started from the page */
  readonly ppid: number;
  readonly group: number;
  /** a file's description comes with it, for a runtime that reads and writes files by itself */
  readonly descriptors: readonly (readonly [fd: number, kind: DescriptorKind, file?: FileSpec])[];
  /** size of the terminal that a descriptor of kind `terminal` is */
  readonly terminal: TerminalSize | undefined;
  /** how many changes of each process are in the files that it is given */
  readonly fileChanges: readonly (readonly [pid: number, count: number])[];
  /** the processes there are */
  readonly processes: readonly ProcessRecord[];
  readonly thread?: ThreadOptions;
}

export interface ProcessRecord {
  readonly pid: number;
  readonly group: number;
}

/** How a process ended: with an exit code, or by a signal. */
export interface ExitStatus {
  readonly code: number;
  /** number of the signal that ended it; `code` is 128 + this number then */
  readonly signal: number | undefined;
}

// ---- kernel and process ----

export type KernelToProcess =
  /** first of all; the process boots and becomes a warm spare */
  | {
      readonly type: 'boot';
      readonly boot: ProcessKinds[ProcessKind];
      readonly thread?: Omit<ThreadOptions, 'port'>;
      /** what answers come over while the thread is blocked (shared-memory.ts); where the page is cross-origin isolated */
      readonly memory?: SharedArrayBuffer;
    }
  | { readonly type: 'pack'; readonly pack: Pack }
  /** what its program will probably load */
  | ({ readonly type: 'warm' } & LoadedModules)
  /** a part that programs may want now (late-parts.ts) */
  | { readonly type: 'part'; readonly part: LatePart; readonly contents: Blob }
  | { readonly type: 'start'; readonly options: StartOptions; readonly files: FileSnapshot; readonly ports: readonly (readonly [port: Endpoint, pid: number])[]; readonly datagramSockets: readonly DatagramSocket[] }
  /** process ids that the process may give to those it starts */
  | { readonly type: 'pids'; readonly from: number; readonly count: number }
  | ({ readonly type: 'files' } & FileChange)
  /** who listens on a port now; undefined: nobody */
  | { readonly type: 'port'; readonly port: Endpoint; readonly pid: number | undefined }
  /** another process has bound or changed a UDP socket */
  | { readonly type: 'datagram-socket'; readonly op: DatagramOp }
  /** has come for a UDP socket of the process */
  | { readonly type: 'datagram'; readonly to: string; readonly from: DatagramAddress; readonly bytes: Uint8Array }
  /** `pid` connects */
  | { readonly type: 'connection'; readonly localPort: Endpoint; readonly remotePort: number; readonly family: Family | undefined; readonly pid: number; readonly channel: MessagePort }
  /** the page's connections to this process (port-hub.ts) */
  | { readonly type: 'hub'; readonly channel: MessagePort }
  /** a signal that the process has said it handles */
  | { readonly type: 'signal'; readonly signal: number }
  /** answer to `read`; null: the end */
  | { readonly type: 'read'; readonly fd: number; readonly bytes: Uint8Array | null; readonly socket?: SentSocket }
  /** so many bytes that were written have reached the reader */
  | { readonly type: 'written'; readonly fd: number; readonly byteLength: number }
  /** nobody reads what was written: EPIPE */
  | { readonly type: 'broken'; readonly fd: number }
  /** the terminal has a new size */
  | { readonly type: 'terminal'; readonly size: TerminalSize }
  /** a process, or thread, that this one has started has ended */
  | { readonly type: 'child-exit'; readonly pid: number; readonly status: ExitStatus; readonly failure?: string }
  /** a process of the container has begun or ended */
  | { readonly type: 'process'; readonly process: ProcessRecord; readonly alive: boolean }
  /** the process has ended: nobody hears of it any more, and it does nothing any more */
  | { readonly type: 'end' };

export type ProcessToKernel =
  | { readonly type: 'booted' }
  /** the runtime itself failed to boot */
  | { readonly type: 'failed'; readonly message: string }
  /** `socket`: comes out of the pipe with these bytes */
  | { readonly type: 'write'; readonly fd: number; readonly bytes: Uint8Array; readonly socket?: SentSocket }
  /** asks for one chunk of a descriptor */
  | { readonly type: 'read'; readonly fd: number }
  /** takes that back; a chunk may be under way already */
  | { readonly type: 'unread'; readonly fd: number }
  /** closes the writing half of a descriptor */
  | { readonly type: 'shutdown'; readonly fd: number }
  | { readonly type: 'close'; readonly fd: number }
  /** changes the terminal that a descriptor refers to */
  | { readonly type: 'terminal'; readonly fd: number; readonly raw?: boolean; readonly foreground?: number }
  | { readonly type: 'spawn'; readonly request: SpawnRequest }
  /** starts a process and blocks the thread until the answer is in the shared memory */
  | { readonly type: 'run'; readonly request: RunRequest }
  /** reads one chunk of a descriptor and blocks the thread until it, or null at the end, is in the shared memory */
  | { readonly type: 'read-now'; readonly fd: number }
  /** blocks the thread until those changes of files that it has not seen are in the shared memory */
  | { readonly type: 'changes-now' }
  /** the thread has waited for as long as it wanted to */
  | { readonly type: 'run-late' }
  /** the next piece of the answer is wanted */
  | { readonly type: 'next-piece' }
  /** ends a thread that this process has started */
  | { readonly type: 'end-thread'; readonly pid: number }
  | { readonly type: 'files'; readonly op: FileOp }
  | { readonly type: 'listen'; readonly port: Endpoint }
  /** what a program has loaded when it begins to listen: the next one will want it too */
  | ({ readonly type: 'loaded' } & LoadedModules)
  /** the program wanted a part that it does not have: the next one may want it too */
  | { readonly type: 'part-missing'; readonly part: LatePart }
  /** the same, and the thread is blocked until the part's bytes, or null where it can't be had, are in the shared memory */
  | { readonly type: 'part-now'; readonly part: LatePart }
  | { readonly type: 'unlisten'; readonly port: Endpoint }
  | { readonly type: 'datagram-socket'; readonly op: DatagramOp }
  /** for a UDP socket of another process; `pid`: which one, where it is not the one that has bound the socket */
  | { readonly type: 'datagram'; readonly to: string; readonly pid?: number; readonly from: DatagramAddress; readonly bytes: Uint8Array }
  | { readonly type: 'connect'; readonly port: Endpoint; readonly family: Family; readonly remotePort: number; readonly channel: MessagePort }
  /** to an address that is not this machine's */
  | { readonly type: 'outside'; readonly host: string; readonly port: number; readonly channel: MessagePort }
  /** @see kill(2): 0 is the own group, less than 0 a group */
  | { readonly type: 'signal'; readonly pid: number; readonly signal: number }
  /** whether the program has a handler for a signal; without one its default action applies */
  | { readonly type: 'handles'; readonly signal: number; readonly handled: boolean }
  /** `signal`: the program ended itself by it (abort) */
  | { readonly type: 'exit'; readonly code: number; readonly signal?: number }
  /** answer to `end` */
  | { readonly type: 'ended' };

// ---- page and kernel ----

/** A directory to write, as `@webcontainer/api` describes trees, flattened to paths. */
export type MountEntry =
  | { readonly path: string; readonly directory: true }
  | { readonly path: string; readonly data: Uint8Array }
  | { readonly path: string; readonly symlink: string };

/** What the page asks for when it starts a program. */
export interface PageSpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** given: the program's input and output are a terminal of this size; else pipes */
  readonly terminal?: TerminalSize;
}

/** What the page asks and awaits an answer for. All paths are absolute. */
export interface KernelCalls {
  /** @returns the process id @throws ENOENT, EACCES: there is no such command */
  spawn: (request: PageSpawnRequest) => number;
  addPack: (pack: Pack, at: string) => void;
  /** Adds kinds of processes, with their commands. */
  addKinds: (parts: ProcessParts) => void;
  /** answers `shell-wanted` where the shell's program could not be had: what waits for it ends with this message */
  refuseShell: (message: string) => void;
  addPart: (part: LatePart, contents: Blob) => void;
  /** the part can't be had */
  refusePart: (part: LatePart) => void;
  mount: (entries: readonly MountEntry[]) => void;
  readFile: (path: string) => Uint8Array;
  writeFile: (path: string, data: Uint8Array) => void;
  readdir: (path: string) => readonly DirectoryEntry[];
  /** all that lies below a folder, without what is in the files; a folder comes before what is in it, links are not followed */
  walk: (path: string) => readonly WalkedEntry[];
  /** many files in one answer */
  readFiles: (paths: readonly string[]) => readonly Uint8Array[];
  mkdir: (path: string, recursive: boolean) => string | undefined;
  rm: (path: string, recursive: boolean, force: boolean) => void;
  rename: (from: string, to: string) => void;
  /** `watch` messages with this id follow until `unwatch` */
  watch: (id: number, path: string, recursive: boolean) => void;
  unwatch: (id: number) => void;
}

export type KernelCall = { [K in keyof KernelCalls]: { readonly method: K; readonly args: Parameters<KernelCalls[K]> } }[keyof KernelCalls];

export type PageToKernel =
  | { readonly type: 'call'; readonly id: number; readonly call: KernelCall }
  /** the page's connections to a process go over this port (port-hub.ts) */
  | { readonly type: 'hub'; readonly pid: number; readonly channel: MessagePort }
  | { readonly type: 'signal'; readonly pid: number; readonly signal: number }
  /** null: no more will come */
  | { readonly type: 'input'; readonly pid: number; readonly text: string | null }
  /** output that has come, so that the program may go on printing */
  | { readonly type: 'consumed'; readonly pid: number; readonly fd: 1 | 2; readonly byteLength: number }
  | { readonly type: 'resize'; readonly pid: number; readonly size: TerminalSize }
  /** whether connections between processes that begin from now on are told of (connection-tap.ts) */
  | { readonly type: 'tap'; readonly on: boolean }
  | { readonly type: 'ping' };

/** An error as it crosses from the kernel to the page. */
export interface KernelErrorRecord {
  readonly message: string;
  readonly code?: string;
  readonly errno?: number;
  readonly syscall?: string | undefined;
}

export type KernelToPage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: KernelErrorRecord }
  | { readonly type: 'output'; readonly pid: number; readonly fd: 1 | 2; readonly bytes: Uint8Array }
  /** the program has taken what was put into its input */
  | { readonly type: 'input-taken'; readonly pid: number }
  /** nobody is left who could print to it */
  | { readonly type: 'output-closed'; readonly pid: number }
  /** any process; `root`: one that the page has started */
  | { readonly type: 'exit'; readonly pid: number; readonly status: ExitStatus; readonly root: boolean }
  | { readonly type: 'port'; readonly port: number; readonly open: boolean; readonly pid: number }
  /** a program connects to an address that is not this machine's; the page plays the other end */
  | { readonly type: 'outside'; readonly pid: number; readonly host: string; readonly port: number; readonly channel: MessagePort }
  /** the files show that a program may want a part that the page has to load; said once */
  | { readonly type: 'part-wanted'; readonly part: LatePart }
  /** a command of the shell is run for the first time: its program is to be mounted (shell-commands.ts) */
  | { readonly type: 'shell-wanted' }
  | { readonly type: 'watch'; readonly id: number; readonly event: 'rename' | 'change'; readonly path: string }
  /** bytes that went over a connection of one process to a port of another; `terminal`: by a program that was started in a terminal */
  | { readonly type: 'tapped'; readonly connection: number; readonly port: number; readonly by: 'terminal' | 'program'; readonly event: TapEvent }
  /** the container itself is broken */
  | { readonly type: 'fault'; readonly message: string }
  | { readonly type: 'pong' };

/** What the page posts to the kernel's frame, with the port of the page-kernel protocol. */
export interface FrameInit {
  readonly type: 'backlot-kernel';
  readonly parts: ProcessParts;
}
