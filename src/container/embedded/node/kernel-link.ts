// What a Node process asks of the kernel, apart from files: output, ports, its own end. The wire format is in
// ../kernel/protocol.ts.

/** One end of a byte stream between two programs, or between the page and a program. */
export interface ByteStream {
  /** Sends bytes; the caller must not use the array's buffer afterwards. `sent` is called when the other end has taken them. */
  write(bytes: Uint8Array, sent?: () => void): void;
  /** Half-closes: no more bytes will be written. */
  end(): void;
  /** Breaks the connection: the other end sees ECONNRESET unless it was over. */
  destroy(): void;
  /** Tells the stream that this many bytes have been consumed, so that the other end may send more. */
  consumed(byteLength: number): void;
}

/** What a ByteStream calls. */
export interface ByteStreamEvents {
  data(bytes: Uint8Array): void;
  end(): void;
  /** broken by the other end, or by its process's end */
  reset(): void;
}

export interface IncomingConnection {
  readonly remotePort: number;
  readonly localPort: number;
  accept(events: ByteStreamEvents): ByteStream;
}

export interface KernelLink {
  /** Prints to standard output (1) or standard error (2). */
  print(fd: 1 | 2, bytes: Uint8Array): void;
  /**
   * Claims a port (0: any free one).
   * @param answered called in the loop's poll phase with the port, or with a negative errno (EADDRINUSE)
   */
  listen(port: number, onConnection: (connection: IncomingConnection) => void): number;
  unlisten(port: number): void;
  /** Connects to a port of any process of the container. @param settled gets the stream, or a negative errno */
  connect(port: number, events: ByteStreamEvents, settled: (result: { stream: ByteStream; localPort: number } | number) => void): void;
  /** Ends the process with an exit code; never returns to the program. */
  exit(code: number): never;
}
