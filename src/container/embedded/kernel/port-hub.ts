// Many connections over one MessagePort: between the page and a process, what all their connections have to say is sent
// together. A message between two renderer processes costs as much as handling a small request, so that under load a message
// for each piece of each connection would cost more than everything else.
import type { StreamMessage, StreamPort } from './byte-stream.ts';
import { soonest } from './microtasks.ts';

/** Asks the other end for a new connection; its answer (accepted, refused) is the connection's own. */
export interface OpenMessage {
  readonly type: 'open';
  readonly port: number;
  readonly remotePort: number;
}

/** How a frame of a batch is to be read. */
const FRAME = {
  /** value: how many of the batch's bytes are this message */
  bytes: 0,
  end: 1,
  /** value: how many bytes were consumed */
  credit: 2,
  /** value: the place of the message in `others` */
  other: 3,
} as const;
const FRAME_LENGTH = 3;

/**
 * What goes over a hub's port: all that was said since the last one. Many small arrays cost much more to copy between two
 * processes than one large one, so the bytes of all connections stand in one.
 */
export interface HubBatch {
  /** connection id, kind and value of each message in turn, in the order in which they were sent */
  readonly frames: Int32Array;
  readonly bytes: Uint8Array;
  /** opening and control messages, and bytes that are moved rather than copied */
  readonly others: readonly (StreamMessage | OpenMessage)[];
}

/** The MessagePort of a hub. */
export interface HubPort {
  postMessage(message: HubBatch, transfer: Transferable[]): void;
  close(): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface HubOptions {
  /** Runs a callback when the present work is done: what was said until then is sent together. */
  readonly soon: (flush: () => void) => void;
  /**
   * Given: the first message after a pause is sent at once rather than with what follows it. A program that answers and then computes for a
   * second has answered before it computes (see Pace).
   */
  readonly eager?: {
    /** milliseconds, monotonic */
    readonly now: () => number;
  };
  /** told of connections that the other end opens; absent: they are refused */
  readonly onOpen?: (message: OpenMessage, connection: StreamPort) => void;
}

export interface PortHub {
  /** Opens a connection to a port of the other end. */
  open(port: number, remotePort: number): StreamPort;
  /** Sends what waits. */
  flush(): void;
  /** The other end is gone: every connection hears that its port was closed. */
  lost(): void;
  /** connections that are open now */
  readonly size: number;
}

/** A batch is sent early when it holds this many bytes. */
const BATCH_BYTES = 512 * 1024;
const FIRST_FRAMES = 64 * FRAME_LENGTH;
const FIRST_BYTES = 16 * 1024;

/** Collects messages into a batch. */
class BatchWriter {
  #frames = new Int32Array(FIRST_FRAMES);
  #frameCount = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #byteCount = 0;
  #others: (StreamMessage | OpenMessage)[] = [];
  #transfers: Transferable[] = [];

  /** how many messages wait */
  get count(): number {
    return this.#frameCount / FRAME_LENGTH;
  }

  /** how many bytes wait, moved ones included */
  size = 0;

  add(id: number, message: StreamMessage | OpenMessage, transfer: readonly Transferable[]): void {
    if (message === null) return this.#frame(id, FRAME.end, 0);
    if (typeof message === 'number') return this.#frame(id, FRAME.credit, message);
    if (message instanceof Uint8Array) this.size += message.byteLength;
    if (message instanceof Uint8Array && transfer.length === 0) {
      this.#append(message);
      return this.#frame(id, FRAME.bytes, message.byteLength);
    }
    this.#transfers.push(...transfer);
    return this.#frame(id, FRAME.other, this.#others.push(message) - 1);
  }

  #append(bytes: Uint8Array): void {
    const end = this.#byteCount + bytes.byteLength;
    if (end > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.byteLength));
      grown.set(this.#bytes.subarray(0, this.#byteCount));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#byteCount);
    this.#byteCount = end;
  }

  #frame(id: number, kind: number, value: number): void {
    if (this.#frameCount + FRAME_LENGTH > this.#frames.length) {
      const grown = new Int32Array(2 * this.#frames.length);
      grown.set(this.#frames);
      this.#frames = grown;
    }
    this.#frames[this.#frameCount++] = id;
    this.#frames[this.#frameCount++] = kind;
    this.#frames[this.#frameCount++] = value;
  }

  /** The batch, whose copy by postMessage holds no more than it needs; the writer is empty afterwards. */
  take(): { batch: HubBatch; transfers: Transferable[] } {
    const batch = { frames: this.#frames.slice(0, this.#frameCount), bytes: this.#bytes.slice(0, this.#byteCount), others: this.#others };
    const transfers = this.#transfers;
    this.#frameCount = 0;
    this.#byteCount = 0;
    this.size = 0;
    this.#others = [];
    this.#transfers = [];
    return { batch, transfers };
  }
}

/**
 * When a process sends what its program has said. A program that answers and then computes for a second has answered before it computes, so
 * that a first answer goes at once; but a message costs as much as handling several small requests. Therefore a program that has given many
 * answers in quick succession, and has more requests to see to, is trusted to give the next ones as quickly: they go together.
 */
class Pace {
  /** answers in quick succession that make a program trusted */
  static readonly #trusted = 32;
  /** milliseconds that an answer of a trusted program may take, and how long one waits for the next */
  static readonly #quick = 2;
  readonly #now: () => number;
  /** quick answers since the last slow one */
  #quickAnswers = 0;
  /** messages that have come and were perhaps not handled yet */
  #unhandled = 0;
  /** since when there is something to send, or something was sent that others follow */
  #since = 0;

  /** @param now milliseconds, monotonic */
  constructor(now: () => number) {
    this.#now = now;
  }

  received(messages: number): void {
    this.#unhandled += messages;
  }

  /** The first message of a turn. @returns whether to send it at once */
  first(): boolean {
    this.#since = this.#now();
    return this.#unhandled <= 1 || this.#quickAnswers < Pace.#trusted;
  }

  /** A further message. @param waiting how many there are now @param connections that are open @returns whether to send them now */
  further(waiting: number, connections: number): boolean {
    // Half of what is asked: the other end works on these answers while this one gives the rest.
    return waiting >= Math.max(4, connections >> 1) || this.#now() - this.#since > Pace.#quick;
  }

  /** @param messages how many were sent */
  sent(messages: number): void {
    const now = this.#now();
    if (now - this.#since > Pace.#quick * messages) this.#quickAnswers = 0;
    else this.#quickAnswers += messages;
    this.#since = now;
    this.#unhandled = Math.max(0, this.#unhandled - messages);
  }

  turnEnded(): void {
    this.#unhandled = 0;
  }
}

/**
 * One end of a hub. Connections are numbered by the end that opens them; only one of the two ends may open any.
 * @param port owned by the hub from here on
 */
export function createPortHub(port: HubPort, { soon, eager, onOpen }: HubOptions): PortHub {
  const connections = new Map<number, VirtualPort>();
  let nextId = 1;
  const writer = new BatchWriter();
  let scheduled = false;
  let gone = false;
  const pace = eager === undefined ? undefined : new Pace(eager.now);

  function flush(): void {
    if (writer.count === 0 || gone) return;
    pace?.sent(writer.count);
    const { batch, transfers } = writer.take();
    port.postMessage(batch, transfers);
  }

  function send(id: number, message: StreamMessage | OpenMessage, transfer: readonly Transferable[]): void {
    if (gone) return;
    writer.add(id, message, transfer);
    const isDue = pace !== undefined && (scheduled ? pace.further(writer.count, connections.size) : pace.first());
    if (isDue || writer.size >= BATCH_BYTES) flush();
    if (scheduled) return;
    scheduled = true;
    soon(() => {
      scheduled = false;
      flush();
      pace?.turnEnded();
    });
  }

  /** A connection's port, as byte-stream.ts uses one. */
  class VirtualPort implements StreamPort {
    readonly #id: number;
    #listener: ((event: MessageEvent) => void) | null = null;
    #early: StreamMessage[] = [];
    #closeListeners: (() => void)[] = [];

    constructor(id: number) {
      this.#id = id;
      connections.set(id, this);
    }

    get onmessage(): ((event: MessageEvent) => void) | null {
      return this.#listener;
    }

    /** As with a MessagePort, what came before somebody listens is kept for them; they hear it at once. */
    set onmessage(listener: ((event: MessageEvent) => void) | null) {
      this.#listener = listener;
      for (const message of this.#early.splice(0)) this.receive(message);
    }

    receive(message: StreamMessage): void {
      if (this.#listener === null) this.#early.push(message);
      else this.#listener({ data: message } as MessageEvent<StreamMessage>);
    }

    postMessage(message: StreamMessage, transfer: Transferable[]): void {
      send(this.#id, message, transfer);
    }

    close(): void {
      connections.delete(this.#id);
      this.#closeListeners = [];
    }

    addEventListener(_type: 'close', listener: () => void): void {
      this.#closeListeners.push(listener);
    }

    lost(): void {
      const listeners = this.#closeListeners;
      this.close();
      for (const listener of listeners) listener();
    }
  }

  function receive(id: number, message: StreamMessage | OpenMessage): void {
    if (message !== null && typeof message === 'object' && 'type' in message && message.type === 'open') {
      if (onOpen === undefined) send(id, { type: 'refused' }, []);
      else onOpen(message, new VirtualPort(id));
      return;
    }
    // Messages for a connection that was closed meanwhile find nobody, as those of a closed MessagePort.
    connections.get(id)?.receive(message);
  }

  port.onmessage = ({ data: { frames, bytes, others } }: MessageEvent<HubBatch>) => {
    let taken = 0;
    pace?.received(frames.length / FRAME_LENGTH);
    for (let at = 0; at < frames.length; at += FRAME_LENGTH) {
      const [id, kind, value] = [frames[at] as number, frames[at + 1], frames[at + 2] as number];
      if (kind === FRAME.bytes) receive(id, bytes.subarray(taken, (taken += value)));
      else if (kind === FRAME.end) receive(id, null);
      else if (kind === FRAME.credit) receive(id, value);
      else receive(id, others[value] as StreamMessage | OpenMessage);
    }
  };

  return {
    open(target, remotePort) {
      const id = nextId++;
      send(id, { type: 'open', port: target, remotePort }, []);
      return new VirtualPort(id);
    },
    flush,
    lost() {
      gone = true;
      port.close();
      for (const connection of [...connections.values()]) connection.lost();
    },
    get size() {
      return connections.size;
    },
  };
}

/** How often what was just sent may lead to more being sent before all of it goes, in microtasks. */
const HOPS = 12;

/**
 * The `soon` of a page: after the microtasks of the present task, as long as they go on. One answer resolves a promise, which
 * sends the next request a few microtasks later: those of all connections that were answered go together.
 */
export function afterMicrotasks(flush: () => void): void {
  let hops = HOPS;
  const hop = (): void => {
    if (--hops > 0) soonest(hop);
    else flush();
  };
  soonest(hop);
}
