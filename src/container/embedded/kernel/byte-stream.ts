// A connection: a byte stream between two programs, or between the page and a program, over one MessagePort. Flow control by
// window: a writer waits when the reader has not consumed what it sent.

import type { SentSocket, SocketOwner } from './protocol.ts';

/** One end of a connection. */
export interface ByteStream {
  /**
   * Sends bytes; the caller must not use the array's buffer afterwards.
   * @param settled called once: at once while the other end's window has room, else when it has taken the bytes; with 0, or
   *   a negative errno when the connection broke before (EPIPE, ECONNRESET) or was closed here (ECANCELED)
   * @param socket goes with them; of pipes between processes
   */
  write(bytes: Uint8Array, settled: (errno: number) => void, socket?: SentSocket): void;
  /** Half-closes: no more bytes will be written. Idempotent. */
  end(): void;
  /** Closes both directions: what was written still arrives; what arrives from the other end is answered by a reset. */
  destroy(): void;
  /** Breaks the connection: the other end is reset (TCP's RST). @param reason told to the other end in place of ECONNRESET's own words */
  reset(reason?: string): void;
  /** Tells that this many received bytes were consumed, so that the other end may send more. */
  consumed(byteLength: number): void;
}

/** What an end of a connection is told. */
export interface ByteStreamEvents {
  data(bytes: Uint8Array): void;
  end(): void;
  /** broken by the other end, or by its process's end */
  reset(reason?: string): void;
}

/** What goes over a connection's port: bytes; null, the end; a number, how many bytes were consumed; or a control word. */
export type StreamMessage =
  | Uint8Array
  | null
  | number
  | SocketOwner
  | { readonly type: 'refused' }
  | { readonly type: 'reset'; readonly reason?: string };

/** How many bytes may be under way before a writer waits. */
export const STREAM_WINDOW = 256 * 1024;
/** Consumed bytes are reported in steps of this size. */
const CREDIT_STEP = STREAM_WINDOW / 8;
/** Between two renderer processes, moving a small buffer costs more than copying it. */
const TRANSFER_FROM = 32 * 1024;
const EPIPE = -32;
const ECONNRESET = -104;
const ECANCELED = -125;

/** What a connection needs of a MessagePort. */
export interface StreamPort {
  postMessage(message: StreamMessage, transfer: Transferable[]): void;
  close(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  addEventListener(type: 'close', listener: () => void): void;
}

/** A connection whose other end may still refuse it. */
export interface MessageStream extends ByteStream {
  /** The other end is gone without a word: its process has ended, and the system has closed what it had open. */
  lost(): void;
}

/**
 * One end of a connection over a port.
 * @param opened told once by the connecting side: the accepting process's id, or undefined when nobody listens
 * @param closed told once: the port is closed, whoever did it
 */
export function messageStream(port: StreamPort, events: ByteStreamEvents, opened?: (pid: number | undefined) => void, closed?: () => void): MessageStream {
  let inFlight = 0;
  let waiting: { settled: (errno: number) => void }[] = [];
  let credit = 0;
  let ended = false;
  let remoteEnded = false;
  let destroyed = false;
  let broken = false;

  const post = (message: StreamMessage, transfer: Transferable[] = []): void => {
    if (!broken) port.postMessage(message, transfer);
  };
  function close(errno = EPIPE): void {
    if (broken) return;
    broken = true;
    port.close();
    closed?.();
    settleWaiting(errno);
  }
  function settleWaiting(errno: number): void {
    const unsettled = waiting;
    waiting = [];
    for (const { settled } of unsettled) settled(errno);
  }
  function closeWhenOver(): void {
    if (ended && remoteEnded && !broken) {
      // The other end has sent all it will; ours has reached its port before it is closed.
      close();
    }
  }
  function lost(reason?: string): void {
    if (broken) return;
    const over = destroyed || remoteEnded;
    close();
    if (!over) events.reset(reason);
  }

  port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
    if (broken) return;
    if (data === null) {
      remoteEnded = true;
      if (!destroyed) events.end();
      closeWhenOver();
    } else if (typeof data === 'number') {
      inFlight -= data;
      while (waiting.length > 0 && inFlight <= STREAM_WINDOW) waiting.shift()?.settled(0);
    } else if (data instanceof Uint8Array) {
      if (!destroyed) return events.data(data);
      post({ type: 'reset' });
      close();
    } else if (data.type === 'reset') {
      lost(data.reason);
    } else if (data.type === 'accepted') {
      opened?.(data.pid);
    } else {
      close();
      opened?.(undefined);
    }
    return undefined;
  };
  port.addEventListener('close', () => lost());
  function abandoned(): void {
    // A system resets what it closes with something unread; up to a step nobody has told what was read.
    if (inFlight >= CREDIT_STEP) return lost();
    const over = destroyed || remoteEnded || broken;
    remoteEnded = true;
    if (!over) events.end();
    close();
  }

  return {
    write(bytes, settled) {
      if (broken || ended) return settled(EPIPE);
      const size = bytes.byteLength;
      inFlight += size;
      post(bytes, size >= TRANSFER_FROM && size === bytes.buffer.byteLength ? [bytes.buffer] : []);
      if (inFlight <= STREAM_WINDOW) settled(0);
      else waiting.push({ settled });
    },
    end() {
      if (ended) return;
      ended = true;
      post(null);
      closeWhenOver();
    },
    destroy() {
      if (destroyed) return;
      destroyed = true;
      if (!ended) post(null);
      ended = true;
      settleWaiting(ECANCELED);
      closeWhenOver();
    },
    reset(reason) {
      post(reason === undefined ? { type: 'reset' } : { type: 'reset', reason });
      destroyed = true;
      close(ECANCELED);
    },
    consumed(byteLength) {
      credit += byteLength;
      if (credit < CREDIT_STEP) return;
      post(credit);
      credit = 0;
    },
    lost: abandoned,
  };
}

/** Has a callback called when a process ends, or soon where it has ended. @returns takes that back */
export type WhenProcessEnds = (pid: number, ended: () => void) => () => void;

/**
 * One end of a connection to a process over a port: it breaks with that process, whose ports tell nothing when it is ended from outside.
 * @param other `pid`: the process, unless it tells of itself over the port; `opened`: as messageStream has it
 */
export function processStream(port: StreamPort, events: ByteStreamEvents, whenProcessEnds: WhenProcessEnds, other: { readonly pid?: number; opened?(pid: number | undefined): void } = {}): MessageStream {
  let forget: (() => void) | undefined;
  const breakWith = (pid: number | undefined): void => {
    if (pid !== undefined) forget = whenProcessEnds(pid, () => stream.lost());
  };
  const opened = (pid: number | undefined): void => {
    breakWith(pid);
    other.opened?.(pid);
  };
  const stream = messageStream(port, events, opened, () => forget?.());
  breakWith(other.pid);
  return stream;
}

/**
 * Hands the end of a connection to whoever has the other end of a port, and passes on between them for as long as both are there.
 * @returns what the connection's events are from now on
 */
export function handOver(stream: ByteStream, port: StreamPort, whenProcessEnds: WhenProcessEnds): ByteStreamEvents {
  const towards = (to: ByteStream, from: ByteStream): ByteStreamEvents => ({
    data(bytes) {
      const { length } = bytes;
      to.write(bytes, () => from.consumed(length));
    },
    end: () => to.end(),
    reset: (reason) => to.reset(reason),
  });
  const events: { current?: ByteStreamEvents } = {};
  const received: ByteStreamEvents = {
    data: (bytes) => events.current?.data(bytes),
    end: () => events.current?.end(),
    reset: (reason) => events.current?.reset(reason),
  };
  const there = processStream(port, received, whenProcessEnds);
  events.current = towards(stream, there);
  return towards(there, stream);
}

/**
 * Both ends of a connection within one process.
 * @param defer runs a callback later, in order (the event loop's poll phase); an end is told of nothing within its own calls
 */
export function localPair(defer: (callback: () => void) => void, a: ByteStreamEvents, b: ByteStreamEvents): [ByteStream, ByteStream] {
  interface Side {
    events: ByteStreamEvents;
    inFlight: number;
    waiting: ((errno: number) => void)[];
    ended: boolean;
    destroyed: boolean;
  }
  const makeEnd = (self: Side, peer: Side): ByteStream => ({
    write(bytes, settled) {
      if (self.ended) return settled(EPIPE);
      if (peer.destroyed) {
        // More than the system would take of it before it hears of the reset.
        if (bytes.byteLength > STREAM_WINDOW) return defer(() => settled(EPIPE));
        defer(() => self.events.reset());
        return settled(0);
      }
      self.inFlight += bytes.byteLength;
      peer.events.data(bytes);
      if (self.inFlight <= STREAM_WINDOW) settled(0);
      else self.waiting.push(settled);
    },
    end() {
      if (self.ended) return;
      self.ended = true;
      if (!peer.destroyed) peer.events.end();
    },
    destroy() {
      if (self.destroyed) return;
      this.end();
      self.destroyed = true;
      for (const settled of self.waiting.splice(0)) settled(ECANCELED);
      // A writer that waits for this end's window will wait no longer.
      for (const settled of peer.waiting.splice(0)) defer(() => settled(EPIPE));
    },
    reset() {
      const told = self.ended;
      self.ended = true;
      self.destroyed = true;
      for (const settled of self.waiting.splice(0)) settled(ECANCELED);
      if (!peer.destroyed && !told) peer.events.reset();
      // Who reads is told by a read first, and has closed by then.
      defer(() => {
        for (const settled of peer.waiting.splice(0)) settled(told ? EPIPE : ECONNRESET);
      });
    },
    consumed(byteLength) {
      peer.inFlight -= byteLength;
      while (peer.waiting.length > 0 && peer.inFlight <= STREAM_WINDOW) {
        const settled = peer.waiting.shift();
        if (settled) defer(() => settled(0));
      }
    },
  });
  const side = (events: ByteStreamEvents): Side => ({ events, inFlight: 0, waiting: [], ended: false, destroyed: false });
  const [sideA, sideB] = [side(a), side(b)];
  return [makeEnd(sideA, sideB), makeEnd(sideB, sideA)];
}
