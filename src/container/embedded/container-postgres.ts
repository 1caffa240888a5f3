// The embedded container's Postgres as the page sees it: started, stopped, and connected to. The process is postgres/worker.ts.
import type { ContainerPostgres, ContainerProcess, LoadListener } from '../container.ts';
import { DATABASE } from '../postgres/address.ts';
import type { ByteConnection } from '../postgres/client.ts';
import type { ByteStream, ByteStreamEvents } from './kernel/byte-stream.ts';

/** Where the container's Postgres is found. */
export const POSTGRES_COMMAND = '/usr/lib/postgresql/18/bin/postgres';

interface PostgresHost {
  /** Makes its program known to the container. */
  readonly load: (onLoad: LoadListener | undefined) => Promise<void>;
  readonly spawn: (command: string, args: readonly string[]) => Promise<ContainerProcess>;
  /** Opens a connection to a port of a process. @param opened told once whether somebody has taken it */
  readonly open: (pid: number, port: number, events: ByteStreamEvents, opened: (isTaken: boolean) => void) => ByteStream;
}

/** The same, with what the container tells it. */
export interface EmbeddedPostgres extends ContainerPostgres {
  /** Somebody listens on a port, or nobody does any more. @param owner process; undefined: nobody. @returns whether it is Postgres's, and no program's */
  portChanged(port: number, owner: number | undefined): boolean;
}

export function createContainerPostgres({ load, spawn, open }: PostgresHost): EmbeddedPostgres {
  let loaded: Promise<void> | undefined;
  let process: ContainerProcess | undefined;
  let isListening = false;
  let listens: () => void = () => {};
  /** the end of the one that was stopped last: its port is free then */
  let stopped: Promise<unknown> = Promise.resolve();

  function stop(): void {
    if (process === undefined) return;
    stopped = process.exit;
    process.kill('SIGKILL');
    process = undefined;
  }

  return {
    get isRunning() {
      return process !== undefined && isListening;
    },
    async start({ onLoad, onEnd } = {}) {
      loaded ??= load(onLoad);
      try {
        await loaded;
      } catch (error) {
        loaded = undefined;
        throw error;
      }
      stop();
      await stopped;
      const starting = await spawn(POSTGRES_COMMAND, ['-p', String(DATABASE.port)]);
      process = starting;
      const printed = textOf(starting.stderr);
      const listening = new Promise<void>((resolve) => (listens = resolve));
      const failure = starting.exit.then(async (code) => {
        const byItself = process === starting;
        if (byItself) process = undefined;
        return { byItself, reason: (await printed).trim() || `Postgres has ended with exit code ${code}` };
      });
      const failed = await Promise.race([listening, failure]);
      if (failed !== undefined) throw new Error(failed.reason);
      void failure.then(({ byItself, reason }) => {
        if (byItself) onEnd?.(reason);
      });
    },
    stop,
    async connect() {
      if (process === undefined) throw new Error('Postgres does not run');
      const { pid } = process;
      return connectTo((events, opened) => open(pid, DATABASE.port, events, opened));
    },
    portChanged(port, owner) {
      if (port !== DATABASE.port) return false;
      if (owner === undefined ? !isListening : owner !== process?.pid) return false;
      isListening = owner !== undefined;
      if (isListening) listens();
      return true;
    },
  };
}

/** A connection as streams. */
function connectTo(open: (events: ByteStreamEvents, opened: (isTaken: boolean) => void) => ByteStream): Promise<ByteConnection> {
  return new Promise((resolve, reject) => {
    const from: { controller?: ReadableStreamDefaultController<Uint8Array> } = {};
    const readable = new ReadableStream<Uint8Array>({ start: (controller) => void (from.controller = controller), cancel: () => stream.destroy() });
    let isOver = false;
    const end = (finish: () => void): void => {
      if (!isOver) finish();
      isOver = true;
    };
    const stream = open(
      {
        data(bytes) {
          if (isOver) return;
          // Its reader takes whole answers, whatever their size.
          from.controller?.enqueue(bytes.slice());
          stream.consumed(bytes.length);
        },
        end: () => end(() => from.controller?.close()),
        reset: () => end(() => from.controller?.error(new Error('the connection to Postgres was lost'))),
      },
      (isTaken) => (isTaken ? resolve({ readable, writable }) : reject(new Error('Postgres does not take the connection'))),
    );
    const writable = new WritableStream<Uint8Array>({
      write: (bytes) => new Promise((taken, failed) => stream.write(bytes, (errno) => (errno === 0 ? taken() : failed(new Error('the connection to Postgres was lost'))))),
      close: () => stream.end(),
      abort: () => stream.destroy(),
    });
  });
}

async function textOf(stream: ReadableStream<string>): Promise<string> {
  const reader = stream.getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  return text;
}
