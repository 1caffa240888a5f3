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

/** What goes over a hub's port: connection ids and messages in turn, in the order in which they were sent. */
export type HubBatch = readonly (number | StreamMessage | OpenMessage)[];

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

/**
 * One end of a hub. Connections are numbered by the end that opens them; only one of the two ends may open any.
 * @param port owned by the hub from here on
 */
export function createPortHub(port: HubPort, { soon, eager, onOpen }: HubOptions): PortHub {
  const connections = new Map<number, VirtualPort>();
  let nextId = 1;
  let batch: (number | StreamMessage | OpenMessage)[] = [];
  let batchBytes = 0;
  let transfers: Transferable[] = [];
  let scheduled = false;
  let gone = false;

  function flush(): void {
    if (batch.length === 0 || gone) return;
    const [messages, moved] = [batch, transfers];
    batch = [];
    batchBytes = 0;
    transfers = [];
    port.postMessage(messages, moved);
  }

  function send(id: number, message: StreamMessage | OpenMessage, transfer: readonly Transferable[]): void {
    if (gone) return;
    batch.push(id, message);
    transfers.push(...transfer);
    if (message instanceof Uint8Array) batchBytes += message.byteLength;
    if ((eager && !scheduled) || batchBytes >= BATCH_BYTES) flush();
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

    /** As with a MessagePort, what came before somebody listens is kept for them. */
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

  port.onmessage = ({ data }: MessageEvent<HubBatch>) => {
    for (let at = 0; at < data.length; at += 2) receive(data[at] as number, data[at + 1] as StreamMessage | OpenMessage);
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
