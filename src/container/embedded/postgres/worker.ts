// The script of a Postgres process: a worker with one backend, which listens on a port and serves connections in turn.
import { DATABASE } from '../../postgres/address.ts';
import { processStream, type ByteStream, type StreamPort } from '../kernel/byte-stream.ts';
import { createPortHub, type PortHub } from '../kernel/port-hub.ts';
import type { KernelToProcess, ProcessKinds, ProcessToKernel } from '../kernel/protocol.ts';
import { startEngine } from './engine.ts';
import { PostgresServer, type PostgresConnection } from './server.ts';

const EXIT_FAILURE = 1;
const STANDARD_ERROR = 2;

const post = globalThis.postMessage as (message: ProcessToKernel, options?: StructuredSerializeOptions) => void;

let server: PostgresServer | undefined;
let self = 0;
let ended = false;
let hub: PortHub | undefined;
/** told before the backend was there */
let early: KernelToProcess[] | undefined = [];
/** what is done when a process ends */
const endings = new Map<number, Set<() => void>>();

function whenProcessEnds(pid: number, callback: () => void): () => void {
  const known = endings.get(pid) ?? new Set();
  endings.set(pid, known.add(callback));
  return () => known.delete(callback);
}

/** @param what has happened */
function fail(what: string, error: unknown): void {
  const text = `${what}: ${error instanceof Error ? error.message : String(error)}\n`;
  post({ type: 'write', fd: STANDARD_ERROR, bytes: new TextEncoder().encode(text) });
  hub?.flush();
  post({ type: 'exit', code: EXIT_FAILURE });
  ended = true;
}

/** @param pid of the process that connects; undefined: the page */
function accept(channel: StreamPort, pid: number | undefined): void {
  if (server === undefined || ended) {
    channel.postMessage({ type: 'refused' }, []);
    channel.close();
    return;
  }
  channel.postMessage({ type: 'accepted', pid: self }, []);
  const ends: { connection?: PostgresConnection } = {};
  const stream: ByteStream = processStream(channel, {
    data(bytes) {
      ends.connection?.receive(bytes);
      stream.consumed(bytes.length);
    },
    end() {
      ends.connection?.closed();
      stream.end();
    },
    reset: () => ends.connection?.closed(),
  }, whenProcessEnds, pid === undefined ? {} : { pid });
  ends.connection = server.connect({
    send: (bytes) => stream.write(bytes, () => {}),
    close: () => stream.end(),
  });
}

function boot({ boot: files }: Extract<KernelToProcess, { type: 'boot' }>): void {
  startEngine(files as ProcessKinds['postgres']).then((engine) => {
    if (ended) return;
    server = new PostgresServer({
      engine,
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
      failed: (error) => fail('Postgres has ended', error),
    });
    post({ type: 'booted' });
    const messages = early ?? [];
    early = undefined;
    for (const message of messages) receive(message);
  }).catch((error: unknown) => fail('Postgres could not be started', error));
}

function receive(message: KernelToProcess): void {
  if (message.type === 'boot') return boot(message);
  if (message.type === 'end') {
    ended = true;
    return post({ type: 'ended' });
  }
  if (ended) return undefined;
  if (early !== undefined) return void early.push(message);
  switch (message.type) {
    case 'start':
      self = message.options.pid;
      return post({ type: 'listen', port: DATABASE.port });
    case 'connection':
      return accept(message.channel, message.pid);
    case 'hub':
      hub = createPortHub(message.channel, { soon: (flush) => queueMicrotask(flush), onOpen: (_message, channel) => accept(channel, undefined) });
      return undefined;
    case 'process':
      if (message.alive) return undefined;
      for (const over of endings.get(message.process.pid) ?? []) over();
      endings.delete(message.process.pid);
      return undefined;
    default:
      // Files, packs, ports of others and signals mean nothing to it.
      return undefined;
  }
}

addEventListener('message', ({ data }: MessageEvent<KernelToProcess>) => receive(data));
