// The embedded container: the kernel in a sandboxed frame, seen from the page.
import type { FileSystemTree } from '@webcontainer/api';
import { RequestError, type Container, type LoadListener, type ContainerEvents, type ContainerProcess, type ContainerResponse, type DirEntry, type ExportOptions, type OutsideWorld, type RequestOptions, type SpawnOptions, type WireRequest } from '../container.ts';
import { ExchangeRecorder, KEPT_BODY } from '../exchange.ts';
import { fetchOverWire } from '../fetch-over-wire.ts';
import type { TreeEntry } from '../trees.ts';
import { DATABASE_ENVIRONMENT } from '../postgres/address.ts';
import { createContainerPostgres } from './container-postgres.ts';
import { FRAME_POLICY } from './frame-policy.ts';
import { createHttpClient, type HttpClient } from './http/client.ts';
import { instantiateLlhttp, type Llhttp } from './http/llhttp.ts';
import { serveOutside } from './http/outside.ts';
import { recordConnection, type TappedConnection } from './http/tapped-exchanges.ts';
import { messageStream, type ByteStream, type ByteStreamEvents, type MessageStream, type StreamPort } from './kernel/byte-stream.ts';
import type { LatePart } from './kernel/late-parts.ts';
import type { Pack } from './kernel/packs.ts';
import { afterMicrotasks, createPortHub, type PortHub } from './kernel/port-hub.ts';
import type { FrameInit, KernelCall, KernelCalls, KernelErrorRecord, KernelToPage, MountEntry, PageToKernel, ProcessParts, RuntimeParts } from './kernel/protocol.ts';
import { SHELL_FOLDER } from './kernel/shell-commands.ts';
import { Signal } from './kernel/signals.ts';
import { outputStreams, type OutputStreams } from './output.ts';

const DEFAULT_WORKDIR = '/app';
const HOME = '/home/learner';
const EXIT_LOST = 137;
/** what Node's process ends with, and what it prints, when V8 gives up */
const EXIT_ABORTED = 134;
const HEAP_LIMIT = '\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
const BOOT_TIMEOUT_MS = 20_000;
const PING_EVERY_MS = 2_000;
const PINGS_MISSED = 4;

export interface EmbeddedParts {
  readonly process: ProcessParts & Required<Pick<ProcessParts, 'node'>>;
  /** the frame's script */
  readonly kernel: string;
  /** loads a part that most programs never need */
  readonly loadPart: (part: LatePart) => Promise<Blob>;
  /** loads the shell's program, a pack */
  readonly loadShell: () => Promise<Pack>;
  /** loads Postgres */
  readonly loadPostgres: (onLoad: LoadListener | undefined) => Promise<RuntimeParts<'postgres'>>;
  /** loads a pack by name */
  readonly loadPack: (name: string) => Promise<Pack>;
  readonly nodeVersion: string;
  /** the working directory, absolute; default /app */
  readonly workdir?: string;
}

/** An error of the kernel with the code that the file system gave it. */
class KernelError extends Error {
  readonly code: string | undefined;
  readonly errno: number | undefined;
  readonly syscall: string | undefined;
  constructor(record: KernelErrorRecord) {
    super(record.message);
    this.name = 'Error';
    this.code = record.code;
    this.errno = record.errno;
    this.syscall = record.syscall;
  }
}

interface RunningProcess {
  readonly output: OutputStreams;
  readonly exited: (code: number) => void;
  /** writes into its input that it has not taken yet */
  readonly writes: (() => void)[];
  /** bytes that came and that the kernel has not been told of */
  readonly unreported: Record<1 | 2, number>;
  ended: boolean;
  /** nobody is left who could print */
  silent: boolean;
}

/** The port of a connection that nobody accepts. */
const closedPort: StreamPort = { postMessage() {}, close() {}, onmessage: null, addEventListener() {} };

/** Output that has come is reported in steps of this size, in bytes. */
const REPORT_STEP = 64 * 1024;

type ProcessMessage = Extract<KernelToPage, { type: 'output' | 'output-closed' | 'input-taken' | 'exit' }>;

type Listeners = { [E in keyof ContainerEvents]: Set<ContainerEvents[E]> };

/**
 * A frame that is not drawn is in the background for Chromium: its process, with all programs in it, gets less of the processor than others, on some systems only
 * slow cores. One that is drawn, and be it a clear pixel of the viewport, runs as the page does.
 */
const DRAWN_BUT_UNSEEN = { position: 'fixed', top: '0', left: '0', width: '1px', height: '1px', border: '0', opacity: '0', pointerEvents: 'none' } satisfies Partial<CSSStyleDeclaration>;

/**
 * Boots an embedded container.
 * @throws when the frame does not answer, with the reason where it is known
 */
export async function bootEmbedded(parts: EmbeddedParts): Promise<Container> {
  const frame = document.createElement('iframe');
  Object.assign(frame.style, DRAWN_BUT_UNSEEN);
  // Nobody reads its title: it is there for people who look into the page.
  frame.inert = true;
  frame.translate = false;
  frame.title = 'Backlot container';
  frame.setAttribute('sandbox', 'allow-scripts');
  // Where the page is isolated, so that programs have SharedArrayBuffer; the frame's origin is opaque, which only the star names.
  frame.allow = 'cross-origin-isolated *';
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><script>${parts.kernel}</script>`;
  const loaded = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
  document.body.append(frame);
  await loaded;

  const { port1, port2 } = new MessageChannel();
  const ready = new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(
      () => reject(new Error(`The container did not start within ${BOOT_TIMEOUT_MS / 1000} s. A browser extension or policy may block sandboxed frames or workers.`)),
      BOOT_TIMEOUT_MS,
    );
    port1.onmessage = ({ data }: MessageEvent<KernelToPage>) => {
      clearTimeout(timeout);
      if (data.type === 'ready') resolve();
      else if (data.type === 'fault') reject(new Error(data.message));
    };
  });
  const init: FrameInit = { type: 'backlot-kernel', parts: parts.process };
  frame.contentWindow?.postMessage(init, '*', [port2]);
  try {
    await ready;
  } catch (error) {
    frame.remove();
    throw error;
  }
  const llhttp = instantiateLlhttp(await WebAssembly.compile(parts.process.node.boot.llhttp));
  const container = createContainer(frame, port1, parts, llhttp);
  for (const folder of [container.workdir, HOME, '/tmp']) await container.fs.mkdir(folder, { recursive: true });
  return container;
}

function createContainer(
  frame: HTMLIFrameElement,
  kernel: MessagePort,
  parts: EmbeddedParts,
  llhttp: Llhttp,
): Container {
  const workdir = parts.workdir ?? DEFAULT_WORKDIR;
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const processes = new Map<number, RunningProcess>();
  const earlyOutput = new Map<number, KernelToPage[]>();
  /** connections to each process, which its end breaks */
  const hubs = new Map<number, PortHub>();
  /** connections of each process to the outside, which its end breaks */
  const outside = new Map<number, Set<MessageStream>>();
  let world: OutsideWorld | null = null;
  const watchers = new Map<number, (event: 'rename' | 'change', path: string) => void>();
  const listeners: Listeners = { port: new Set(), 'server-ready': new Set(), error: new Set() };
  const exchanges = new ExchangeRecorder((isHeard) => post({ type: 'tap', on: isHeard }));
  /** connections between processes, while somebody listens to exchanges */
  const tapped = new Map<number, TappedConnection>();
  /** ports that programs listen on, and which process does */
  const ports = new Map<number, number>();
  /** names of the packs that are mounted */
  const mounted = new Set<string>();
  let nextCall = 1;
  let nextClientPort = 61_000;
  let lost: string | undefined;
  let unanswered = 0;

  const post = (message: PageToKernel, transfer: Transferable[] = []): void => kernel.postMessage(message, transfer);
  const urlOf = (port: number): string => `http://localhost:${port}`;

  function call<K extends keyof KernelCalls>(method: K, ...args: Parameters<KernelCalls[K]>): Promise<ReturnType<KernelCalls[K]>> {
    if (lost !== undefined) return Promise.reject(new Error(lost));
    const id = nextCall++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      post({ type: 'call', id, call: { method, args } as unknown as KernelCall });
    });
  }

  const client: HttpClient = createHttpClient((port, events, opened) => {
    const owner = ports.get(port);
    if (owner === undefined) {
      const nobody = messageStream(closedPort, events);
      queueMicrotask(() => opened(false));
      return nobody;
    }
    return openConnection(owner, port, events, opened);
  }, llhttp);

  /** Opens a connection of the page's to a port of a process. @param opened told once whether somebody has taken it */
  function openConnection(owner: number, port: number, events: ByteStreamEvents, opened: (isTaken: boolean) => void): ByteStream {
    nextClientPort = nextClientPort >= 65_535 ? 61_000 : nextClientPort + 1;
    return messageStream(hubOf(owner).open(port, nextClientPort), events, (pid) => opened(pid !== undefined));
  }

  /** The page's connections to a process. */
  function hubOf(pid: number): PortHub {
    let hub = hubs.get(pid);
    if (hub === undefined) {
      const channel = new MessageChannel();
      hubs.set(pid, (hub = createPortHub(channel.port1, { soon: afterMicrotasks })));
      post({ type: 'hub', pid, channel: channel.port2 }, [channel.port2]);
    }
    return hub;
  }

  function onMessage(message: KernelToPage): void {
    unanswered = 0;
    switch (message.type) {
      case 'result':
        pending.get(message.id)?.resolve(message.value);
        pending.delete(message.id);
        return;
      case 'failure':
        pending.get(message.id)?.reject(new KernelError(message.error));
        pending.delete(message.id);
        return;
      case 'exit':
        hubs.get(message.pid)?.lost();
        hubs.delete(message.pid);
        for (const stream of outside.get(message.pid) ?? []) stream.lost();
        outside.delete(message.pid);
        return message.root ? onProcessMessage(message) : undefined;
      case 'output':
      case 'output-closed':
      case 'input-taken':
        return onProcessMessage(message);
      case 'port':
        return onPort(message.port, message.open ? message.pid : undefined);
      case 'shell-wanted':
        return mountShell();
      case 'outside':
        return onOutside(message);
      case 'part-wanted':
        return loadPart(message.part);
      case 'watch':
        return watchers.get(message.id)?.(message.event, message.path);
      case 'tapped':
        return onTapped(message);
      case 'fault':
        for (const listener of listeners.error) listener({ message: message.message, code: 'CONTAINER_LOST' });
        return;
      case 'ready':
      case 'pong':
        return;
    }
  }

  /** Mounts the shell's program, or says to what waits for it why it can't be had. */
  function mountShell(): void {
    parts.loadShell().then(
      (pack) => call('addPack', pack, SHELL_FOLDER),
      (error: unknown) => call('refuseShell', error instanceof Error ? error.message : String(error)),
    ).catch(() => {
      // The container is gone, and what waited with it.
    });
  }

  function onOutside({ pid, host, port, channel }: Extract<KernelToPage, { type: 'outside' }>): void {
    const streams = outside.get(pid) ?? new Set<MessageStream>();
    outside.set(pid, streams);
    serveOutside(
      {
        host,
        port,
        accept(events) {
          const stream = messageStream(channel, {
            data: (bytes) => events.data(bytes),
            end: () => events.end(),
            reset: (reason) => {
              streams.delete(stream);
              events.reset(reason);
            },
          });
          streams.add(stream);
          channel.postMessage({ type: 'accepted', pid: 0 });
          return stream;
        },
      },
      llhttp,
      () => world,
      exchanges,
    );
  }

  /** Loads a part. A process that wants it and does not have it says so itself, so that a failure is no error here. */
  function loadPart(part: LatePart): void {
    parts.loadPart(part).then((contents) => call('addPart', part, contents), () => call('refusePart', part)).catch(() => {
      // The container is gone.
    });
  }

  function onProcessMessage(message: ProcessMessage): void {
    const process = processes.get(message.pid);
    if (process === undefined) {
      // It printed before the answer to `spawn` has told its id.
      const early = earlyOutput.get(message.pid);
      if (early === undefined) earlyOutput.set(message.pid, [message]);
      else early.push(message);
      return;
    }
    switch (message.type) {
      case 'output': {
        const { pid, fd, bytes } = message;
        const byteLength = process.unreported[fd] + bytes.length;
        process.unreported[fd] = byteLength < REPORT_STEP ? byteLength : 0;
        process.output.write(fd, bytes);
        if (byteLength >= REPORT_STEP) post({ type: 'consumed', pid, fd, byteLength });
        return;
      }
      case 'input-taken':
        process.writes.shift()?.();
        return;
      case 'output-closed':
        process.silent = true;
        process.output.close();
        break;
      case 'exit':
        process.ended = true;
        for (const settle of process.writes.splice(0)) settle();
        process.exited(message.status.code);
        break;
    }
    // What it has started may still run and print.
    if (process.ended && process.silent) processes.delete(message.pid);
  }

  /** @param owner the process that listens; undefined: nobody any more */
  function onTapped({ connection, port, by, event }: Extract<KernelToPage, { type: 'tapped' }>): void {
    let recorded = tapped.get(connection);
    if (event.from === 'end') {
      recorded?.end();
      tapped.delete(connection);
      return;
    }
    if (recorded === undefined) tapped.set(connection, (recorded = recordConnection(llhttp, exchanges, port, by)));
    if (event.from === 'client') recorded.client(event.bytes);
    else recorded.server(event.bytes);
  }

  function onPort(port: number, owner: number | undefined): void {
    const open = owner !== undefined;
    if (postgres.portChanged(port, owner)) return;
    if (open) ports.set(port, owner);
    else ports.delete(port);
    for (const listener of listeners.port) listener(port, open ? 'open' : 'close', urlOf(port));
    if (open) for (const listener of listeners['server-ready']) listener(port, urlOf(port));
  }

  /** The frame's process died (a program that allocates without end takes it along): says so and ends everything. */
  function loseContainer(reason: string, code: 'OUT_OF_MEMORY' | 'CONTAINER_LOST'): void {
    if (lost !== undefined) return;
    lost = reason;
    clearInterval(heartbeat);
    kernel.close();
    frame.remove();
    for (const { reject } of pending.values()) reject(new Error(reason));
    pending.clear();
    client.close(new RequestError('CONTAINER_LOST', reason));
    for (const connection of tapped.values()) connection.end();
    tapped.clear();
    for (const port of [...ports.keys()]) onPort(port, undefined);
    for (const { output, exited, writes } of processes.values()) {
      if (code === 'OUT_OF_MEMORY') output.write(2, new TextEncoder().encode(HEAP_LIMIT));
      output.close();
      for (const settle of writes.splice(0)) settle();
      exited(code === 'OUT_OF_MEMORY' ? EXIT_ABORTED : EXIT_LOST);
    }
    processes.clear();
    if (code === 'OUT_OF_MEMORY') for (const listener of listeners.error) listener({ message: reason, code });
  }

  const heartbeat = setInterval(() => {
    // A hidden page's timers are throttled on both sides: silence means nothing then.
    if (document.visibilityState !== 'visible') {
      unanswered = 0;
      return;
    }
    if (++unanswered > PINGS_MISSED) {
      loseContainer('The container stopped answering: the program probably ran out of memory.', 'OUT_OF_MEMORY');
    } else {
      post({ type: 'ping' });
    }
  }, PING_EVERY_MS);

  // The browser says at once when the frame's process is gone; where it does not, the heartbeat falls silent.
  kernel.addEventListener('close', () => loseContainer('The program ran out of memory, and the browser has ended the container.', 'OUT_OF_MEMORY'));
  kernel.onmessage = ({ data }: MessageEvent<KernelToPage>) => onMessage(data);

  const postgres = createContainerPostgres({
    load: async (onLoad) => call('addKinds', { postgres: await parts.loadPostgres(onLoad) }),
    spawn: (command, args) => spawn(command, args),
    open: openConnection,
  });

  const absolute = (path: string): string => (path.startsWith('/') ? path : `${workdir}/${path}`).replace(/\/+(\.\/+)*/g, '/').replace(/(.)\/$/, '$1');

  async function spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<ContainerProcess> {
    const pid = await call('spawn', {
      command,
      args,
      ...(options.terminal !== undefined && { terminal: options.terminal }),
      cwd: absolute(options.cwd ?? workdir),
      env: {
        HOME,
        PATH: '/usr/local/bin:/usr/bin:/bin',
        PWD: absolute(options.cwd ?? workdir),
        ...(options.terminal !== undefined && { TERM: 'xterm-256color', COLORTERM: 'truecolor' }),
        ...(postgres.isRunning && DATABASE_ENVIRONMENT),
        ...Object.fromEntries(Object.entries(options.env ?? {}).map(([key, value]) => [key, String(value)])),
      },
    }).catch((error: unknown): never => {
      if (!(error instanceof KernelError) || error.syscall !== 'spawn') throw error;
      throw new Error(`${command}: ${error.code === 'ENOENT' ? 'command not found' : 'permission denied'}`, { cause: error });
    });
    const output = outputStreams(options.output ?? true);
    const writes: (() => void)[] = [];
    const exit = new Promise<number>((resolve) =>
      processes.set(pid, { output, exited: resolve, writes, unreported: { 1: 0, 2: 0 }, ended: false, silent: false }),
    );
    const early = earlyOutput.get(pid) ?? [];
    earlyOutput.delete(pid);
    for (const message of early) onMessage(message);
    return {
      pid,
      exit,
      output: output.both,
      stdout: output.stdout,
      stderr: output.stderr,
      input: new WritableStream<string>({
        write: (text) =>
          new Promise((resolve) => {
            if (processes.get(pid)?.ended !== false) return resolve();
            writes.push(resolve);
            post({ type: 'input', pid, text });
          }),
        close: () => post({ type: 'input', pid, text: null }),
        abort: () => post({ type: 'input', pid, text: null }),
      }),
      kill: (signal = 'SIGKILL') => post({ type: 'signal', pid, signal: Signal[signal] }),
      resize: (size) => post({ type: 'resize', pid, size }),
    };
  }

  function request(port: number, wire: WireRequest, { sender = 'page', keep = KEPT_BODY, onExchange }: RequestOptions = {}): Promise<ContainerResponse> {
    if (lost !== undefined) return Promise.reject(new RequestError('CONTAINER_LOST', lost));
    const { method, target, headers = [] } = wire;
    return client.request(port, wire, exchanges.begin({ sender, direction: 'in', port, method, target, headers, keep, listener: onExchange }));
  }

  async function readFile(path: string): Promise<Uint8Array>;
  async function readFile(path: string, encoding: 'utf-8'): Promise<string>;
  async function readFile(path: string, encoding?: 'utf-8'): Promise<Uint8Array | string> {
    const bytes = await call('readFile', absolute(path));
    return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
  }

  async function readdir(path: string): Promise<string[]>;
  async function readdir(path: string, options: { withFileTypes: true }): Promise<DirEntry[]>;
  async function readdir(path: string, options?: { withFileTypes: true }): Promise<string[] | DirEntry[]> {
    const entries = await call('readdir', absolute(path));
    if (!options?.withFileTypes) return entries.map(({ name }) => name);
    return entries.map(({ name, kind }) => ({ name, isFile: () => kind === 'file', isDirectory: () => kind === 'directory' }));
  }

  async function exportFolder(path: string, options?: ExportOptions & { format?: 'json' }): Promise<FileSystemTree>;
  async function exportFolder(path: string, options: ExportOptions & { format: 'zip' | 'binary' }): Promise<Uint8Array>;
  async function exportFolder(path: string, options: ExportOptions = {}): Promise<FileSystemTree | Uint8Array> {
    const trees = await import('../trees.ts');
    const root = absolute(path);
    const wanted = trees.exportFilter(options);
    const walked = (await call('walk', root)).filter((entry) => wanted(entry.path));
    const contents = await call('readFiles', walked.filter(({ kind }) => kind === 'file').map((entry) => `${root}/${entry.path}`));
    let next = 0;
    const entries = walked.map((entry) => (entry.kind === 'file' ? { ...entry, kind: entry.kind, bytes: contents[next++] ?? new Uint8Array() } : entry) as TreeEntry);
    if (options.format === 'zip') return trees.encodeZip(entries);
    return options.format === 'binary' ? trees.encodeSnapshot(entries) : trees.treeOfEntries(entries);
  }

  return {
    kind: 'embedded',
    label: `Node ${parts.nodeVersion} embedded`,
    workdir,
    get ports() {
      return [...ports.keys()];
    },
    fs: {
      readFile,
      readdir,
      writeFile: (path, data) => call('writeFile', absolute(path), typeof data === 'string' ? new TextEncoder().encode(data) : data),
      mkdir: (path, options = {}) => call('mkdir', absolute(path), options.recursive ?? false),
      rm: (path, options = {}) => call('rm', absolute(path), options.recursive ?? false, options.force ?? false),
      rename: (from, to) => call('rename', absolute(from), absolute(to)),
      watch(path, options, listener, begun = () => {}) {
        const id = nextCall++;
        watchers.set(id, listener);
        call('watch', id, absolute(path), options.recursive ?? false).then(() => begun(undefined), begun);
        return () => {
          watchers.delete(id);
          void call('unwatch', id).catch(() => {});
        };
      },
    },
    mount: (tree, options = {}) => call('mount', mountEntries(tree, absolute(options.mountPoint ?? workdir))),
    export: exportFolder,
    async addPackages(names) {
      for (const name of names) {
        if (mounted.has(name)) continue;
        await call('addPack', await parts.loadPack(name), `${workdir}/node_modules`);
        mounted.add(name);
      }
    },
    spawn,
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    request,
    postgres,
    playOutside(playing) {
      world = playing;
    },
    fetch: (port, request_, options) => fetchOverWire(request_, (wire) => request(port, wire, options)),
    exchanges,
    teardown() {
      loseContainer('The container was torn down.', 'CONTAINER_LOST');
    },
  };
}

/** A tree of `@webcontainer/api` as a flat list of what to write. */
function mountEntries(tree: FileSystemTree, at: string): MountEntry[] {
  const entries: MountEntry[] = [];
  for (const [name, node] of Object.entries(tree)) {
    const path = `${at}/${name}`;
    if ('directory' in node) {
      entries.push({ path, directory: true }, ...mountEntries(node.directory, path));
    } else if ('symlink' in node.file) {
      entries.push({ path, symlink: node.file.symlink });
    } else {
      const { contents } = node.file;
      entries.push({ path, data: typeof contents === 'string' ? new TextEncoder().encode(contents) : contents });
    }
  }
  return entries;
}
