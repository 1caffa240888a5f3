// The messages between the page and the kernel, and between the kernel and its processes. Connections go over ports of
// their own (byte-stream.ts).
import type { DirectoryEntry, FileOp, FileSnapshot, WalkedEntry } from './files.ts';
import type { LatePart } from './late-parts.ts';
import type { Pack } from './packs.ts';

/** What a program is started with; the kernel adds nothing. */
export interface ProgramOptions {
  readonly pid: number;
  /** process.argv after the executable */
  readonly args: readonly string[];
  /** options of node itself */
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** The texts and bytes that a process is made of. */
export interface ProcessParts {
  /** the worker's script */
  readonly script: string;
  /** Node's library, JSON text (tools/node-library/library.ts) */
  readonly library: string;
  readonly llhttp: Uint8Array<ArrayBuffer>;
}

// ---- kernel and process ----

export type KernelToProcess =
  /** first of all; the process boots and becomes a warm spare */
  | { readonly type: 'boot'; readonly library: string; readonly llhttp: Uint8Array<ArrayBuffer> }
  | { readonly type: 'pack'; readonly pack: Pack }
  /** a part that programs may want now (late-parts.ts) */
  | { readonly type: 'part'; readonly part: LatePart; readonly contents: Blob }
  | { readonly type: 'start'; readonly options: ProgramOptions; readonly files: FileSnapshot; readonly ports: readonly (readonly [port: number, pid: number])[] }
  | { readonly type: 'files'; readonly op: FileOp }
  /** who listens on a port now; undefined: nobody */
  | { readonly type: 'port'; readonly port: number; readonly pid: number | undefined }
  | { readonly type: 'connection'; readonly localPort: number; readonly remotePort: number; readonly family: 4 | 6 | undefined; readonly channel: MessagePort }
  /** the page's connections to this process (port-hub.ts) */
  | { readonly type: 'hub'; readonly channel: MessagePort }
  | { readonly type: 'signal'; readonly signal: number }
  | { readonly type: 'input'; readonly text: string };

export type ProcessToKernel =
  | { readonly type: 'booted' }
  /** the runtime itself failed to boot */
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'output'; readonly fd: 1 | 2; readonly bytes: Uint8Array }
  | { readonly type: 'files'; readonly op: FileOp }
  | { readonly type: 'listen'; readonly port: number }
  | { readonly type: 'unlisten'; readonly port: number }
  | { readonly type: 'connect'; readonly port: number; readonly family: 4 | 6; readonly remotePort: number; readonly channel: MessagePort }
  | { readonly type: 'signal'; readonly pid: number; readonly signal: number }
  | { readonly type: 'exit'; readonly code: number };

// ---- page and kernel ----

/** A directory to write, as `@webcontainer/api` describes trees, flattened to paths. */
export type MountEntry =
  | { readonly path: string; readonly directory: true }
  | { readonly path: string; readonly data: Uint8Array }
  | { readonly path: string; readonly symlink: string };

/** What the page asks and awaits an answer for. All paths are absolute. */
export interface KernelCalls {
  spawn: (options: Omit<ProgramOptions, 'pid'>) => number;
  addPack: (pack: Pack, at: string) => void;
  addPart: (part: LatePart, contents: Blob) => void;
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
  | { readonly type: 'input'; readonly pid: number; readonly text: string }
  | { readonly type: 'ping' };

/** An error as it crosses from the kernel to the page. */
export interface KernelErrorRecord {
  readonly message: string;
  readonly code?: string;
  readonly errno?: number;
}

export type KernelToPage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: KernelErrorRecord }
  | { readonly type: 'output'; readonly pid: number; readonly fd: 1 | 2; readonly bytes: Uint8Array }
  | { readonly type: 'exit'; readonly pid: number; readonly code: number }
  | { readonly type: 'port'; readonly port: number; readonly open: boolean; readonly pid: number }
  /** the files show that a program may want a part that the page has to load; said once */
  | { readonly type: 'part-wanted'; readonly part: LatePart }
  | { readonly type: 'watch'; readonly id: number; readonly event: 'rename' | 'change'; readonly path: string }
  /** the container itself is broken */
  | { readonly type: 'fault'; readonly message: string }
  | { readonly type: 'pong' };

/** What the page posts to the kernel's frame, with the port of the page-kernel protocol. */
export interface FrameInit {
  readonly type: 'backlot-kernel';
  readonly parts: ProcessParts;
}
