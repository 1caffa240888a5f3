// What a Node process asks of the kernel, apart from files: descriptors, ports, other processes, signals, its own end. Interface for the bindings;
// worker-link.ts implements it over messages.
import type { ByteStream, ByteStreamEvents, WhenProcessEnds } from '../kernel/byte-stream.ts';
import type { DatagramAddress, DatagramSocket, OutgoingDatagram } from '../kernel/datagrams.ts';
import type { Endpoint, ExitStatus, Family, RunReply, RunRequest, SentSocket, SpawnRequest, TerminalSize } from '../kernel/protocol.ts';

export type { ByteStream, ByteStreamEvents } from '../kernel/byte-stream.ts';
export type { Endpoint, Family } from '../kernel/protocol.ts';

export interface IncomingConnection {
  readonly remotePort: number;
  /** undefined: the page asked, for whom both are the same */
  readonly family: Family | undefined;
  accept(events: ByteStreamEvents): ByteStream;
}

/** A descriptor as a byte stream: it is read while it is asked for. */
export interface DescriptorStream extends ByteStream {
  readStart(): void;
  readStop(): void;
}

export interface DescriptorEvents extends ByteStreamEvents {
  /** told before the bytes that it came with */
  socket?(socket: SentSocket): void;
}

/** Who takes datagrams of a socket beside the process that has bound it. */
export interface DatagramTaker {
  readonly pid: number;
  /** unique in the container */
  readonly id: string;
}

export interface KernelLink {
  /** Writes to a descriptor: standard output (1), standard error (2) or a pipe. */
  print(fd: number, bytes: Uint8Array): void;
  /** A pipe or terminal that a descriptor refers to. Its events come in the loop's poll phase. */
  openDescriptor(fd: number, events: DescriptorEvents): DescriptorStream;
  /**
   * Reads one chunk of a descriptor, and blocks the thread until there is one.
   * @returns null at the end; undefined where the thread can't be blocked, or the descriptor is being read as a stream
   */
  readNow(fd: number): Uint8Array | null | undefined;
  /** a number for the parent's end of a pipe to a child */
  newDescriptor(): number;
  closeDescriptor(fd: number): void;
  /**
   * Starts a process or a thread.
   * @param exited called in the loop's poll phase
   * @returns its id, or a negative errno
   */
  spawn(request: Omit<SpawnRequest, 'pid'>, exited: (status: ExitStatus, failure?: string) => void): number;
  /** Whether the thread can be blocked until another process has ended: the page is cross-origin isolated. */
  readonly canBlock: boolean;
  /**
   * Starts a process and blocks the thread until it has ended. What it has changed of the files is seen here by then.
   * @param timeout milliseconds after which it is killed; 0: never
   */
  run(request: RunRequest, timeout: number): RunReply;
  /** Notes that another thread was heard of through shared memory, which is faster than what the kernel tells of files. */
  heardThroughMemory(): void;
  /** Sees what that thread had changed of the files by then, and blocks the thread while it asks for it; does nothing when none was heard of. */
  catchUpWithFiles(): void;
  endThread(pid: number): void;
  /** Says whether the program handles a signal. */
  handleSignal(signal: number, handled: boolean): void;
  setRawMode(fd: number, raw: boolean): void;
  readonly terminal: TerminalSize | undefined;
  /** how many changes of files this process has told the kernel of */
  readonly filesSent: number;
  /** Calls back once so many changes of another process's have arrived here: a message of its may speak of them. */
  afterFiles(from: number, count: number, callback: () => void): void;
  /**
   * Claims a port (0: any free one) or a UNIX domain socket.
   * @param families AF_UNIX, or IPv4, IPv6 or both
   * @param onConnection called in the loop's poll phase
   * @returns the port (0 for a UNIX domain socket), or a negative errno (EADDRINUSE)
   */
  listen(port: Endpoint, families: readonly Family[], onConnection: (connection: IncomingConnection) => void): number;
  unlisten(port: Endpoint, families: readonly Family[]): void;
  /**
   * Connects to a port, or a UNIX domain socket, of any process of the container.
   * @param settled called in the loop's poll phase with the stream, or a negative errno
   */
  connect(
    port: Endpoint,
    family: Family,
    events: ByteStreamEvents,
    settled: (result: { readonly stream: ByteStream; readonly localPort: number } | number) => void,
  ): void;
  /**
   * Connects to another machine, which the page plays.
   * @param host its name, or its address where it was connected to by that
   * @param settled called in the loop's poll phase with the stream, or a negative errno
   */
  connectOutside(
    host: string,
    port: number,
    events: ByteStreamEvents,
    settled: (result: { readonly stream: ByteStream; readonly localPort: number } | number) => void,
  ): void;
  /**
   * Binds a UDP socket.
   * @param wanted with port 0: any free one
   * @param received called in the loop's poll phase
   * @returns the bound socket, or a negative errno (EADDRINUSE, EACCES)
   */
  bindDatagrams(
    wanted: Omit<DatagramSocket, 'id' | 'pid'>,
    received: (bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress) => void,
  ): DatagramSocket | number;
  /** Changes what a bound socket is connected to, or has joined. */
  changeDatagrams(socket: DatagramSocket): void;
  closeDatagrams(socket: DatagramSocket): void;
  /** Sends to UDP sockets of the container; the bytes belong to the kernel from here on. @returns whether there is anybody who gets them */
  sendDatagram(datagram: OutgoingDatagram, bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Takes datagrams of a socket that another process has bound and sent here. @returns what the other one passes them on to */
  takeDatagrams(received: (bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress) => void): DatagramTaker;
  forgetDatagrams(taker: DatagramTaker): void;
  /** Passes a datagram on: by way of the kernel, so that whoever gets it knows of its sender's socket. */
  passDatagram(taker: DatagramTaker, bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress): void;
  /** kill(2): sends a signal to a process of the container, or to a group. @returns 0 or a negative errno (ESRCH) */
  signal(pid: number, signal: number): number;
  /** Has a callback called when another process ends, or soon where it has ended. @returns takes that back */
  readonly whenProcessEnds: WhenProcessEnds;
  /** whether there is a process with this id */
  exists(pid: number): boolean;
  /** Ends the process with an exit code, as if by a signal where one is given. @throws always, to unwind the program's stack (process-exit.ts) */
  exit(code: number, signal?: number): never;
}
