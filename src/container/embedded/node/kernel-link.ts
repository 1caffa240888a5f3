// What a Node process asks of the kernel, apart from files: output, ports, signals, its own end. Interface for the bindings;
// worker-link.ts implements it over messages.
import type { ByteStream, ByteStreamEvents } from '../kernel/byte-stream.ts';

export type { ByteStream, ByteStreamEvents } from '../kernel/byte-stream.ts';

/** Of an address: IPv4 or IPv6. Each has ports of its own. */
export type Family = 4 | 6;

export interface IncomingConnection {
  readonly remotePort: number;
  readonly localPort: number;
  /** undefined: the page asked, for whom both are the same */
  readonly family: Family | undefined;
  accept(events: ByteStreamEvents): ByteStream;
}

export interface KernelLink {
  /** Prints to standard output (1) or standard error (2). */
  print(fd: 1 | 2, bytes: Uint8Array): void;
  /**
   * Claims a port (0: any free one).
   * @param families IPv4, IPv6 or both
   * @param onConnection called in the loop's poll phase
   * @returns the port, or a negative errno (EADDRINUSE)
   */
  listen(port: number, families: readonly Family[], onConnection: (connection: IncomingConnection) => void): number;
  unlisten(port: number, families: readonly Family[]): void;
  /**
   * Connects to a port of any process of the container.
   * @param settled called in the loop's poll phase with the stream, or a negative errno
   */
  connect(
    port: number,
    family: Family,
    events: ByteStreamEvents,
    settled: (result: { readonly stream: ByteStream; readonly localPort: number } | number) => void,
  ): void;
  /** Sends a signal to a process of the container. @returns false when there is none with this id */
  signal(pid: number, signal: number): boolean;
  /** Ends the process with an exit code. @throws always, to unwind the program's stack (process-exit.ts) */
  exit(code: number): never;
}
