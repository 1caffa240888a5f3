// Many connections over one MessagePort: between the page and a process, what all their connections have to say is sent
// together. A message between two renderer processes costs as much as handling a small request, so that under load a message
// for each piece of each connection would cost more than everything else.
import type { StreamMessage, StreamPort } from './byte-stream.ts';

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
   * Whether the first message after a pause is sent at once rather than with what follows it. A program that answers and then
   * computes for a second has answered before it computes.
   */
  readonly eager: boolean;
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

  get empty(): boolean {
    return this.#frameCount === 0;
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
 * One end of a hub. Connections are numbered by the end that opens them; only one of the two ends may open any.
 * @param port owned by the hub from here on
 */
export function createPortHub(port: HubPort, { soon, eager, onOpen }: HubOptions): PortHub {
  const connections = new Map<number, VirtualPort>();
  let nextId = 1;
  const writer = new BatchWriter();
  let scheduled = false;
  let gone = false;

  function flush(): void {
    if (writer.empty || gone) return;
    const { batch, transfers } = writer.take();
    port.postMessage(batch, transfers);
  }

  function send(id: number, message: StreamMessage | OpenMessage, transfer: readonly Transferable[]): void {
    if (gone) return;
    writer.add(id, message, transfer);
    if ((eager && !scheduled) || writer.size >= BATCH_BYTES) flush();
    if (scheduled) return;
    scheduled = true;
    soon(() => {
      scheduled = false;
      flush();
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
    if (--hops > 0) queueMicrotask(hop);
    else flush();
  };
  queueMicrotask(hop);
}
