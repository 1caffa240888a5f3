// Connections of the page to ports inside StackBlitz's container, carried by the agent (agent.cjs). The agent is started when it is first needed,
// and again when it has ended; connections that it carried are reset.
import type { Connect } from '../embedded/http/client.ts';
import { STREAM_WINDOW, type ByteStream, type ByteStreamEvents } from '../embedded/kernel/byte-stream.ts';
import { encodeFrame, FRAME, FRAME_DATA, FrameReader, TO_PAGE, TO_PROGRAM, type Frame, type FrameType } from './frames.ts';

/** A program as the client package gives it. */
export interface AgentProcess {
  readonly output: ReadableStream<string>;
  readonly input: WritableStream<string>;
  readonly exit: Promise<number>;
  kill(): void;
}

export interface Tunnel {
  readonly connect: Connect;
  /** Starts the agent if it does not run. @returns what it says of itself @throws when it can't be started */
  start(): Promise<{ readonly version: string }>;
  close(): void;
}

interface Carried {
  readonly events: ByteStreamEvents;
  readonly opened: (accepted: boolean) => void;
  accepted: boolean;
  /** bytes written that the program has not taken */
  inFlight: number;
  waiting: { readonly settled: (errno: number) => void }[];
  ended: boolean;
  remoteEnded: boolean;
  destroyed: boolean;
}

interface Agent {
  send(type: FrameType, id: number, data?: Uint8Array): void;
  readonly hello: Promise<{ readonly version: string }>;
}

const EPIPE = -32;
/** Consumed bytes are reported in steps of this size. */
const CREDIT_STEP = STREAM_WINDOW / 8;

function numberBytes(value: number, size: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 2) view.setUint16(0, value);
  else view.setUint32(0, value);
  return bytes;
}

/** @param spawnAgent starts the agent's program */
export function createTunnel(spawnAgent: () => Promise<AgentProcess>): Tunnel {
  const carried = new Map<number, Carried>();
  let nextId = 1;
  let agent: Promise<Agent> | undefined;
  let stop: (() => void) | undefined;
  let closed = false;

  function over(id: number, connection: Carried): void {
    carried.delete(id);
    for (const { settled } of connection.waiting.splice(0)) settled(EPIPE);
  }

  /** The connection broke, or nobody listens. */
  function fail(id: number, connection: Carried, refused: boolean): void {
    over(id, connection);
    if (refused) connection.opened(false);
    else if (!connection.destroyed) connection.events.reset();
  }

  function receive({ type, id, data }: Frame): void {
    const connection = carried.get(id);
    if (connection === undefined) return;
    switch (type) {
      case FRAME.accepted:
        connection.accepted = true;
        return connection.opened(true);
      case FRAME.refused:
        return fail(id, connection, true);
      case FRAME.data:
        if (!connection.destroyed) return connection.events.data(data);
        void send(FRAME.reset, id);
        return over(id, connection);
      case FRAME.end:
        connection.remoteEnded = true;
        if (!connection.destroyed) connection.events.end();
        if (connection.ended) over(id, connection);
        return;
      case FRAME.reset:
        return fail(id, connection, false);
      case FRAME.credit:
        connection.inFlight -= new DataView(data.buffer, data.byteOffset).getUint32(0);
        while (connection.waiting.length > 0 && connection.inFlight <= STREAM_WINDOW) connection.waiting.shift()?.settled(0);
        return;
      default:
        return;
    }
  }

  async function startAgent(): Promise<Agent> {
    const process = await spawnAgent();
    stop = () => process.kill();
    const input = process.input.getWriter();
    input.closed.catch(() => {});
    let greet: (hello: { version: string }) => void = () => {};
    let giveUp: (error: Error) => void = () => {};
    const hello = new Promise<{ version: string }>((resolve, reject) => {
      greet = resolve;
      giveUp = reject;
    });
    hello.catch(() => {});
    let said = '';
    const reader = new FrameReader(
      TO_PAGE,
      (frame) => {
        if (frame.type === FRAME.hello) greet(JSON.parse(new TextDecoder().decode(frame.data)) as { version: string });
        else receive(frame);
      },
      (text) => (said = (said + text).slice(-2000)),
    );
    void (async () => {
      for await (const text of process.output) reader.push(text);
    })().catch(() => {});
    void process.exit.then((code) => {
      giveUp(new Error(`the program that carries requests into the container ended with code ${code}: ${said.trim()}`));
      agent = undefined;
      for (const [id, connection] of [...carried]) fail(id, connection, false);
    });
    return {
      hello,
      send: (type, id, data) => void input.write(encodeFrame(TO_PROGRAM, type, id, data)).catch(() => {}),
    };
  }

  async function running(): Promise<Agent> {
    if (closed) throw new Error('The container was torn down.');
    const present = (agent ??= startAgent());
    present.catch(() => {
      if (agent === present) agent = undefined;
    });
    return present;
  }

  async function send(type: FrameType, id: number, data?: Uint8Array): Promise<void> {
    (await running()).send(type, id, data);
  }

  const connect: Connect = (port, events, opened): ByteStream => {
    const id = nextId++;
    const connection: Carried = { events, opened, accepted: false, inFlight: 0, waiting: [], ended: false, remoteEnded: false, destroyed: false };
    carried.set(id, connection);
    let credit = 0;
    // Frames wait for the agent one behind the other, so they keep their order.
    const post = (type: FrameType, data?: Uint8Array): void =>
      void send(type, id, data).catch(() => {
        if (carried.has(id)) fail(id, connection, false);
      });
    post(FRAME.open, numberBytes(port, 2));
    const end = (): void => {
      if (connection.ended) return;
      connection.ended = true;
      post(FRAME.end);
      if (connection.remoteEnded) over(id, connection);
    };
    return {
      write(bytes, settled) {
        if (connection.ended || !carried.has(id)) return settled(EPIPE);
        for (let at = 0; at < bytes.length; at += FRAME_DATA) post(FRAME.data, bytes.subarray(at, at + FRAME_DATA));
        connection.inFlight += bytes.length;
        if (connection.inFlight <= STREAM_WINDOW) settled(0);
        else connection.waiting.push({ settled });
      },
      end,
      destroy() {
        if (connection.destroyed) return;
        connection.destroyed = true;
        end();
        for (const { settled } of connection.waiting.splice(0)) settled(EPIPE);
      },
      reset() {
        connection.destroyed = true;
        if (!carried.has(id)) return;
        post(FRAME.reset);
        over(id, connection);
      },
      consumed(byteLength) {
        credit += byteLength;
        if (credit < CREDIT_STEP || !carried.has(id)) return;
        post(FRAME.credit, numberBytes(credit, 4));
        credit = 0;
      },
    };
  };

  return {
    connect,
    start: async () => (await running()).hello,
    close() {
      closed = true;
      stop?.();
      for (const [id, connection] of [...carried]) fail(id, connection, false);
    },
  };
}
