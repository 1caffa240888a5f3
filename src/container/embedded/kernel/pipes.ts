// What the descriptors of processes refer to: pipes between processes, the page's output, and nothing (/dev/null). One is
// shared by everybody who inherited it, and is over when the last of them has closed it. Terminals are in terminal.ts.

import { concatBytes } from './concat-bytes.ts';
import type { FileSpec, SentSocket } from './protocol.ts';

/** Takes what was read: bytes, or null at the end; and a socket that was sent with them. */
export type Deliver = (bytes: Uint8Array | null, socket?: SentSocket) => void;

/** Where bytes come from. Several processes may read one source: each chunk goes to whoever asked first. */
export interface Source {
  /**
   * Asks for the next chunk.
   * @param deliver called once
   * @returns takes the request back
   */
  read(deliver: Deliver): () => void;
  openForReading(): void;
  closeForReading(): void;
}

/** Where bytes go. */
export interface Sink {
  /**
   * Takes bytes. Never refuses because it is full: `taken` tells when the reader has them.
   * @param socket goes with them where the other end is a process
   * @returns false when nobody will ever read them (EPIPE)
   */
  write(bytes: Uint8Array, taken: () => void, socket?: SentSocket): boolean;
  openForWriting(): void;
  closeForWriting(): void;
}

/** What one descriptor of a process can do. A pipe of a parent's to its child goes both ways, as Node's do. */
export interface Description {
  readonly kind: 'pipe' | 'page' | 'terminal' | 'null' | 'file';
  readonly source: Source | undefined;
  readonly sink: Sink | undefined;
  /** of kind `file` */
  readonly file?: FileSpec;
}

interface Chunk {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
  readonly socket: SentSocket | undefined;
}

/** How much one read takes at most. */
const READ_SIZE = 64 * 1024;

/** One direction of a pipe. */
export class Channel implements Source, Sink {
  readonly #chunks: Chunk[] = [];
  readonly #requests: Deliver[] = [];
  #readers = 0;
  #writers = 0;
  #buffered = 0;

  /** bytes that were written and that nobody has read yet */
  get buffered(): number {
    return this.#buffered;
  }

  write(bytes: Uint8Array, taken: () => void, socket?: SentSocket): boolean {
    if (this.#readers === 0) return false;
    if (bytes.length === 0) {
      taken();
      return true;
    }
    this.#chunks.push({ bytes, taken, socket });
    this.#buffered += bytes.length;
    this.#serve();
    return true;
  }

  read(deliver: Deliver): () => void {
    this.#requests.push(deliver);
    this.#serve();
    return () => {
      const at = this.#requests.indexOf(deliver);
      if (at >= 0) this.#requests.splice(at, 1);
    };
  }

  openForReading(): void {
    this.#readers++;
  }

  closeForReading(): void {
    if (--this.#readers > 0) return;
    for (const { taken, socket } of this.#chunks.splice(0)) {
      taken();
      socket?.channel.close();
    }
    this.#buffered = 0;
  }

  openForWriting(): void {
    this.#writers++;
  }

  closeForWriting(): void {
    this.#writers--;
    this.#serve();
  }

  #serve(): void {
    while (this.#requests.length > 0) {
      if (this.#chunks.length === 0) {
        if (this.#writers > 0) return;
        this.#requests.shift()?.(null);
        continue;
      }
      const { bytes, socket } = this.#take();
      this.#requests.shift()?.(bytes, socket);
    }
  }

  /** What waits, joined up to the size of one read, and with one socket at most. */
  #take(): { readonly bytes: Uint8Array; readonly socket: SentSocket | undefined } {
    const parts: Uint8Array[] = [];
    let size = 0;
    let socket: SentSocket | undefined;
    for (let next = this.#chunks[0]; next !== undefined && (size === 0 || size + next.bytes.length <= READ_SIZE); next = this.#chunks[0]) {
      if (next.socket !== undefined && socket !== undefined) break;
      socket ??= next.socket;
      this.#chunks.shift();
      parts.push(next.bytes);
      size += next.bytes.length;
      next.taken();
    }
    this.#buffered -= size;
    return { bytes: parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(parts), socket };
  }
}

/** The two ends of a pipe that goes both ways, as Node's pipes to children do (socketpair(2)). */
export function createPipe(): [Description, Description] {
  const there = new Channel();
  const back = new Channel();
  return [
    { kind: 'pipe', source: back, sink: there },
    { kind: 'pipe', source: there, sink: back },
  ];
}

/** /dev/null */
export const NOTHING: Description = {
  kind: 'null',
  source: {
    read(deliver) {
      deliver(null);
      return () => {};
    },
    openForReading() {},
    closeForReading() {},
  },
  sink: {
    write(_bytes, taken) {
      taken();
      return true;
    },
    openForWriting() {},
    closeForWriting() {},
  },
};

/**
 * A sink that is a function.
 * @param closed called when the last writer has closed it
 */
export function outlet(write: (bytes: Uint8Array, taken: () => void) => void, closed: () => void): Sink {
  let writers = 0;
  return {
    write(bytes, taken) {
      write(bytes, taken);
      return true;
    },
    openForWriting() {
      writers++;
    },
    closeForWriting() {
      if (--writers === 0) closed();
    },
  };
}

/** A process's descriptors by number. */
export class DescriptorTable {
  readonly #entries = new Map<number, { readonly description: Description; readonly reads: Set<() => void>; writing: boolean }>();

  get(fd: number): Description | undefined {
    return this.#entries.get(fd)?.description;
  }

  entries(): [fd: number, description: Description][] {
    return [...this.#entries].map(([fd, { description }]) => [fd, description]);
  }

  /** Puts a description at a number; whatever was there is closed. */
  set(fd: number, description: Description): void {
    this.close(fd);
    description.source?.openForReading();
    description.sink?.openForWriting();
    this.#entries.set(fd, { description, reads: new Set(), writing: true });
  }

  /** Asks for a chunk; the request ends with the descriptor. */
  read(fd: number, deliver: Deliver): void {
    const entry = this.#entries.get(fd);
    if (entry?.description.source === undefined) return deliver(null);
    let done = false;
    let cancel = (): void => {};
    const answer: Deliver = (bytes, socket) => {
      done = true;
      entry.reads.delete(cancel);
      deliver(bytes, socket);
    };
    cancel = entry.description.source.read(answer);
    if (!done) entry.reads.add(cancel);
  }

  /** Takes the requests of a descriptor back. */
  unread(fd: number): void {
    const reads = this.#entries.get(fd)?.reads;
    for (const cancel of reads ?? []) cancel();
    reads?.clear();
  }

  /** @returns false: there is nobody to read it */
  write(fd: number, bytes: Uint8Array, taken: () => void, socket?: SentSocket): boolean {
    const entry = this.#entries.get(fd);
    if (entry?.description.sink === undefined || !entry.writing) return false;
    return entry.description.sink.write(bytes, taken, socket);
  }

  /** Closes the writing half. */
  shutdown(fd: number): void {
    const entry = this.#entries.get(fd);
    if (entry === undefined || !entry.writing) return;
    entry.writing = false;
    entry.description.sink?.closeForWriting();
  }

  close(fd: number): void {
    const entry = this.#entries.get(fd);
    if (entry === undefined) return;
    this.unread(fd);
    this.shutdown(fd);
    entry.description.source?.closeForReading();
    this.#entries.delete(fd);
  }

  closeAll(): void {
    for (const fd of [...this.#entries.keys()]) this.close(fd);
  }
}
