// What commands of the shell read from and write to: open files, pipes inside the shell, and the shell's own streams.
import { closeSync, readSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** Something that a descriptor of the shell stands for. */
export interface Channel {
  /** the next bytes, at least one; undefined at the end */
  read(): Promise<Uint8Array | undefined>;
  /** puts bytes back in front of what `read` gives next */
  unread(bytes: Uint8Array): void;
  /** @throws BrokenPipe when nobody reads any more */
  write(bytes: Uint8Array): Promise<void>;
  /** whoever opened it is done with it */
  close(): void;
  /** a descriptor of the shell's own process that a child can inherit */
  readonly descriptor?: number;
  readonly isTerminal?: boolean;
}

/** Writing to a pipe whose reader is gone; a program would get SIGPIPE. */
export class BrokenPipe extends Error {
  constructor() {
    super('Broken pipe');
    this.name = 'BrokenPipe';
  }
}

/** Reading or writing what is not open for it. */
export class BadDescriptor extends Error {
  constructor() {
    super('Bad file descriptor');
  }
}

const PIPE_LIMIT = 64 * 1024;

/** A pipe between two commands of the shell; the writer waits while it is full. */
export class Pipe {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #held = 0;
  #ended = false;
  #broken = false;
  #changed: (() => void)[] = [];
  readonly reader: Channel;
  readonly writer: Channel;

  /** @param limit bytes that it holds before a writer waits */
  constructor(limit = PIPE_LIMIT) {
    this.#limit = limit;
    this.reader = {
      read: () => this.#read(),
      unread: (bytes) => {
        if (bytes.length === 0) return;
        this.#chunks.unshift(bytes);
        this.#held += bytes.length;
      },
      write: () => Promise.reject(new BadDescriptor()),
      close: () => {
        this.#broken = true;
        this.#chunks.length = 0;
        this.#held = 0;
        this.#wake();
      },
    };
    this.writer = {
      read: () => Promise.reject(new BadDescriptor()),
      unread: () => {},
      write: (bytes) => this.#write(bytes),
      close: () => {
        this.#ended = true;
        this.#wake();
      },
    };
  }

  /** A pipe that holds these bytes and then ends. */
  static of(bytes: Uint8Array): Channel {
    const pipe = new Pipe();
    pipe.reader.unread(bytes);
    pipe.writer.close();
    return pipe.reader;
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const resume of waiting) resume();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  async #read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#held -= chunk.length;
        this.#wake();
        return chunk;
      }
      if (this.#ended || this.#broken) return undefined;
      await this.#change();
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    while (this.#held >= this.#limit && !this.#broken) await this.#change();
    if (this.#broken) throw new BrokenPipe();
    this.#chunks.push(bytes);
    this.#held += bytes.length;
    this.#wake();
  }
}

/** /dev/null. */
export const nullChannel: Channel = {
  read: () => Promise.resolve(undefined),
  unread: () => {},
  write: () => Promise.resolve(),
  close: () => {},
};

/** A closed descriptor: `>&-`. */
export const closedChannel: Channel = {
  read: () => Promise.reject(new BadDescriptor()),
  unread: () => {},
  write: () => Promise.reject(new BadDescriptor()),
  close: () => {},
};

/** An open file of the shell's process; closing the channel closes it. */
export function fileChannel(fd: number): Channel {
  const buffer = new Uint8Array(PIPE_LIMIT);
  const back: Uint8Array[] = [];
  let open = true;
  return {
    descriptor: fd,
    async read() {
      const first = back.shift();
      if (first !== undefined) return first;
      const length = readSync(fd, buffer, 0, buffer.length, null);
      return length === 0 ? undefined : buffer.slice(0, length);
    },
    unread: (bytes) => {
      if (bytes.length > 0) back.unshift(bytes);
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, null);
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

/** The shell's own standard input. It is read only while somebody wants bytes: otherwise they are for a child. */
export function inputChannel(stream: Readable & { isTTY?: boolean }): Channel {
  const chunks: Uint8Array[] = [];
  let ended = false;
  let waiting: (() => void) | undefined;
  let attached = false;
  const onData = (chunk: Uint8Array | string): void => {
    chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
    stream.pause();
    waiting?.();
  };
  const onEnd = (): void => {
    ended = true;
    waiting?.();
  };
  const channel: Channel = {
    descriptor: 0,
    isTerminal: stream.isTTY === true,
    async read() {
      while (chunks.length === 0) {
        if (ended || stream.readableEnded) return undefined;
        if (!attached) {
          attached = true;
          stream.on('data', onData);
          stream.on('end', onEnd);
          stream.on('close', onEnd);
        }
        stream.resume();
        await new Promise<void>((resolve) => (waiting = resolve));
        waiting = undefined;
      }
      return chunks.shift();
    },
    unread: (bytes) => {
      if (bytes.length > 0) chunks.unshift(bytes);
    },
    write: () => Promise.reject(new BadDescriptor()),
    close: () => {},
  };
  return channel;
}

/** The shell's own standard output or standard error. */
export function outputChannel(stream: Writable & { isTTY?: boolean }, fd: 1 | 2): Channel {
  return {
    descriptor: fd,
    isTerminal: stream.isTTY === true,
    read: () => Promise.reject(new BadDescriptor()),
    unread: () => {},
    write: (bytes) =>
      new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => {
          if (error === null || error === undefined) resolve();
          else reject((error as NodeJS.ErrnoException).code === 'EPIPE' ? new BrokenPipe() : error);
        });
      }),
    close: () => {},
  };
}


/** The channels behind a command's descriptors. Never changed: redirections make a new one. */
export class Io {
  readonly #channels: ReadonlyMap<number, Channel>;

  constructor(channels: ReadonlyMap<number, Channel>) {
    this.#channels = channels;
  }

  get(fd: number): Channel | undefined {
    return this.#channels.get(fd);
  }

  with(fd: number, channel: Channel): Io {
    return new Io(new Map([...this.#channels, [fd, channel]]));
  }

  get stdin(): Channel {
    return this.get(0) ?? closedChannel;
  }

  get stdout(): Channel {
    return this.get(1) ?? closedChannel;
  }

  get stderr(): Channel {
    return this.get(2) ?? closedChannel;
  }

  print(text: string): Promise<void> {
    return text === '' ? Promise.resolve() : this.stdout.write(encoder.encode(text));
  }

  printError(text: string): Promise<void> {
    return text === '' ? Promise.resolve() : this.stderr.write(encoder.encode(text));
  }
}

const encoder = new TextEncoder();

const STANDARD: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };

/**
 * The channel behind a file name that bash and Linux have below /dev: /dev/null, and the standard descriptors of the command that opens it.
 * @param path absolute
 * @returns a channel whose `close` leaves the command's own open; undefined for every other name
 */
export function deviceChannel(io: Io, path: string): Channel | undefined {
  if (path === '/dev/null') return nullChannel;
  const standard = STANDARD[path];
  return standard === undefined ? undefined : { ...(io.get(standard) ?? closedChannel), close: () => {} };
}

/** Everything that is left to read. */
export async function readAll(channel: Channel): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await channel.read(); chunk !== undefined; chunk = await channel.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** One line without its newline, as `read` takes it: bytes behind it stay for the next reader. @returns undefined at the end */
export async function readLine(channel: Channel, delimiter = 10): Promise<{ bytes: Uint8Array; complete: boolean } | undefined> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = await channel.read();
    if (chunk === undefined) return chunks.length === 0 ? undefined : { bytes: Buffer.concat(chunks), complete: false };
    const end = chunk.indexOf(delimiter);
    if (end >= 0) {
      channel.unread(chunk.subarray(end + 1));
      chunks.push(chunk.subarray(0, end));
      return { bytes: Buffer.concat(chunks), complete: true };
    }
    chunks.push(chunk);
  }
}
