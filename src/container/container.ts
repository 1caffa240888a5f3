// The one interface between the app and whatever runs the learner's code: the public shape of WebContainer from
// `@webcontainer/api`, plus what that API lacks: requests to a port with streaming bodies and every header, and standard
// output kept apart from standard error.
import type { FileSystemTree } from '@webcontainer/api';
import type { ByteConnection } from './postgres/client.ts';
import type { ExchangeListener, ExchangeRecorder, ExchangeSender } from './exchange.ts';

export type { FileSystemTree } from '@webcontainer/api';

/** Signals that a program may be sent. */
export type ProcessSignal = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM';

/** A running program. */
export interface ContainerProcess {
  /** process id, unique in its container */
  readonly pid: number;
  /** both streams in the order they were written, as `@webcontainer/api` gives them */
  readonly output: ReadableStream<string>;
  readonly stdout: ReadableStream<string>;
  readonly stderr: ReadableStream<string>;
  /** standard input: a write is over when the program has taken it; closing it is the end of input */
  readonly input: WritableStream<string>;
  /** resolves with the exit code; 128 + signal number when a signal ended it (143 for SIGTERM, 137 for SIGKILL) */
  readonly exit: Promise<number>;
  /**
   * Sends a signal. SIGKILL (the default) ends the program at once, whatever it is doing, an endless loop included, and every
   * process that it has started. Others run its handlers; without a handler they end it as well.
   */
  kill(signal?: ProcessSignal): void;
  /** The terminal has a new size; nothing happens to a program that was started without one. */
  resize(dimensions: { cols: number; rows: number }): void;
}

export interface SpawnOptions {
  /** absolute, or relative to the working directory; default: the working directory */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  /** given: input and output are a terminal of this size (`isTTY`), in which Ctrl+C is a signal; else they are pipes */
  readonly terminal?: { readonly cols: number; readonly rows: number };
  /** default true; false: `output`, `stdout` and `stderr` stay empty */
  readonly output?: boolean;
}

/** An HTTP request as it is put on the wire. Unlike Fetch's Request, it may carry any header (Host, Cookie, ...). */
export interface WireRequest {
  readonly method: string;
  /** request-target in origin form: path and query */
  readonly target: string;
  /** in order, duplicates kept; Host, Connection and the body's length are added where they are missing */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | ReadableStream<Uint8Array> | null;
  readonly signal?: AbortSignal;
  /** Takes an answer from a server that speaks TLS only (`EPROTO` otherwise). Nothing is encrypted on the way, and no certificate is looked at. */
  readonly secure?: boolean;
}

/** An HTTP response as it came over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  /** `1.0` or `1.1` */
  readonly httpVersion: string;
  /** in order, duplicates kept, names as sent */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** the decoded (de-chunked) body, streamed with back-pressure; errors when the connection breaks */
  readonly body: ReadableStream<Uint8Array>;
}

/** A response of a container. Its body is read once: as a stream, or whole. */
export interface ContainerResponse extends WireResponse {
  /**
   * The whole body at once, which costs less than reading the stream: under load that is more than a small exchange itself.
   * @throws RequestError when the connection breaks; TypeError when the body was read already
   */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Whatever sends requests to ports: a container, or who stands between one and its users. */
export interface Requester {
  /** Sends a request to a port as it stands. @throws RequestError */
  request(port: number, request: WireRequest, options?: RequestOptions): Promise<WireResponse>;
}

export interface RequestOptions {
  /** who sends it, for the record of exchanges; default: `page` */
  readonly sender?: ExchangeSender;
  /** bytes of each body that the record keeps; default: 256 KiB */
  readonly keep?: number;
  /** hears of this exchange while it happens */
  readonly onExchange?: ExchangeListener;
}

export interface DirEntry {
  readonly name: string;
  /** a symbolic link is neither a file nor a directory */
  isFile(): boolean;
  isDirectory(): boolean;
}

/** What of a folder to export, and as what. */
export interface ExportOptions {
  /** a tree (the default), a zip archive, or a binary snapshot (trees.ts has its form) */
  readonly format?: 'json' | 'zip' | 'binary';
  /** globs of paths, relative to the exported folder, to bring back from within what `excludes` leaves out */
  readonly includes?: readonly string[];
  /** globs of paths, relative to the exported folder, to leave out together with all below them */
  readonly excludes?: readonly string[];
}

/** Files of a container. Paths are relative to the working directory, or absolute. */
export interface ContainerFiles {
  readFile(path: string): Promise<Uint8Array>;
  readFile(path: string, encoding: 'utf-8'): Promise<string>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  readdir(path: string): Promise<string[]>;
  readdir(path: string, options: { withFileTypes: true }): Promise<DirEntry[]>;
  /** @returns with `recursive`: the first directory that was made, if any */
  mkdir(path: string, options?: { recursive?: boolean }): Promise<string | undefined>;
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /**
   * Calls the listener for each change below the path.
   * @param begun called once: when watching has begun, or with what keeps it from it
   * @returns stops watching
   */
  watch(
    path: string,
    options: { recursive?: boolean },
    listener: (event: 'rename' | 'change', file: string) => void,
    begun?: (failure: Error | undefined) => void,
  ): () => void;
}

export interface ContainerEvents {
  /** a port was opened or closed by a program */
  port: (port: number, type: 'open' | 'close', url: string) => void;
  /** a program began to listen */
  'server-ready': (port: number, url: string) => void;
  /** something went wrong in the container itself */
  error: (error: { message: string; code: ContainerErrorCode }) => void;
}

export type ContainerErrorCode = 'BOOT_FAILED' | 'OUT_OF_MEMORY' | 'CONTAINER_LOST' | 'PACKAGE_FAILED';

/** Where a request failed before a response came. */
export type RequestErrorCode = 'ECONNREFUSED' | 'ECONNRESET' | 'HPE_INVALID' | 'EPROTO' | 'ABORTED' | 'CONTAINER_LOST';

/** Thrown by `fetch` and `request` when no (whole) response came. `code` tells why. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestError';
    this.code = code;
  }
}

/** A request of a program to another machine. */
export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  /** every header as sent, those that Fetch hides included */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  /** the program has closed the connection */
  readonly signal: AbortSignal;
}

export type OutsideAnswer =
  /** @param headers every header, those that Fetch hides included; connection and framing are added */
  | { readonly kind: 'response'; readonly response: Response; readonly headers: readonly (readonly [name: string, value: string])[] }
  /** as if the host broke the connection */
  | { readonly kind: 'network-error' }
  /** nobody answers; the message becomes the program's error */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Plays every other machine for the programs of a container. */
export type OutsideWorld = (request: OutsideRequest) => Promise<OutsideAnswer>;

/** The outside world where nobody plays it: every request out fails. */
export const nobody: OutsideWorld = ({ url }) =>
  Promise.resolve({ kind: 'refused', code: 'NO_HANDLER', message: `Nobody plays ${new URL(url).host} here: there is no internet inside Backlot, and this program has no upstream.ts.` });

/** How much of something has come, in bytes. */
export type LoadListener = (loaded: number, total: number) => void;

export interface PostgresOptions {
  /** told while its program comes over the network, the first time */
  readonly onLoad?: LoadListener;
  /** told why, when it has started and then ends by itself: nobody has stopped it or started another in its place */
  readonly onEnd?: (reason: string) => void;
}

/** The Postgres server of a container: a process of its own, which is no program's and outlives them. */
export interface ContainerPostgres {
  readonly isRunning: boolean;
  /**
   * Starts it with an empty database, in place of one that runs. Programs that are started from then on find it by their environment
   * (postgres/address.ts).
   * @throws when it can't be loaded or started
   */
  start(options?: PostgresOptions): Promise<void>;
  /** Ends it; what is in the database is gone. */
  stop(): void;
  /** A connection to it, beside those of programs. @throws when it does not run */
  connect(): Promise<ByteConnection>;
}

export interface Container extends Requester {
  readonly kind: 'embedded' | 'webcontainer';
  /** for the status bar, for example `Node 24.21.0 embedded` */
  readonly label: string;
  /** absolute working directory */
  readonly workdir: string;
  readonly fs: ContainerFiles;
  /** ports that programs listen on now */
  readonly ports: readonly number[];
  mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void>;
  /**
   * What lies in a folder, symbolic links as links.
   * @param path relative to the working directory, or absolute
   * @throws when it is not there, or is no folder
   */
  export(path: string, options?: ExportOptions & { format?: 'json' }): Promise<FileSystemTree>;
  export(path: string, options: ExportOptions & { format: 'zip' | 'binary' }): Promise<Uint8Array>;
  /** Makes packed packages (tools/packages) available below `node_modules`. @param sets names of packs, for example `express` */
  addPackages(sets: readonly string[]): Promise<void>;
  /** @throws when the command does not exist, or the folder it is to begin in */
  spawn(command: string, args?: readonly string[], options?: SpawnOptions): Promise<ContainerProcess>;
  on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]): () => void;
  /**
   * Sends a request to a port. Bodies stream both ways. What Fetch hides (Set-Cookie, Cookie, Host) needs `request`.
   * @throws RequestError
   */
  fetch(port: number, request: Request, options?: RequestOptions): Promise<Response>;
  /** Sends a request to a port as it stands. @throws RequestError */
  request(port: number, request: WireRequest, options?: RequestOptions): Promise<ContainerResponse>;
  /** Has somebody play the outside world from now on; null: nobody, every request out fails. Absent where programs reach the internet themselves. */
  playOutside?(world: OutsideWorld | null): void;
  /** Absent where the container has none. */
  readonly postgres?: ContainerPostgres;
  /** Tells of every HTTP exchange with a port of this container; whoever carries exchanges by another way records them here too. */
  readonly exchanges: ExchangeRecorder;
  teardown(): void;
}
