// StackBlitz's WebContainer as a Container, through the unchanged client package `@webcontainer/api`. What that lacks is done by two small
// programs inside: an agent that carries connections to ports (webcontainer/agent.cjs), and a relay that keeps a program's outputs apart
// (webcontainer/relay.cjs). It runs over any host of the client's protocol; the tests point it at /headless.
import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import {
  RequestError, type Container, type ContainerEvents, type ContainerFiles, type ContainerProcess, type ContainerResponse, type DirEntry, type ExportOptions, type FileSystemTree, type RequestOptions, type SpawnOptions,
  type WireRequest,
} from './container.ts';
import { createHttpClient } from './embedded/http/client.ts';
import { instantiateLlhttp } from './embedded/http/llhttp.ts';
import { packedBytes, type Pack } from './embedded/kernel/packs.ts';
import { outputStreams } from './embedded/output.ts';
import { ExchangeRecorder } from './exchange.ts';
import { fetchOverWire } from './fetch-over-wire.ts';
import { foreseeProblem, noAnswer, surroundingsOf, WebContainerBootError } from './webcontainer/boot-problem.ts';
import { encodeFrame, FRAME, FRAME_DATA, FrameReader, TO_PAGE, TO_PROGRAM, type FrameType } from './webcontainer/frames.ts';
import { AGENT, RELAY } from './webcontainer/programs.ts';
import { createTunnel } from './webcontainer/tunnel.ts';

export interface WebContainerParts {
  readonly llhttp: Uint8Array<ArrayBuffer>;
  /** loads a pack by name */
  readonly loadPack: (name: string) => Promise<Pack>;
  /** StackBlitz's client id (API key) of the site, if it has one */
  readonly clientId?: string;
  /** name of the working directory's folder */
  readonly workdirName?: string;
  /** how long the container's frame may take to answer, in milliseconds */
  readonly timeout?: number;
}

declare global {
  // Where the client looks for its container; StackBlitz's where it is not set.
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

const BOOT_TIMEOUT_MS = 45_000;
const EXIT_LOST = 137;
const STACKBLITZ = 'https://stackblitz.com';

/**
 * Boots StackBlitz's WebContainer.
 * @throws WebContainerBootError with the cause
 */
export async function bootWebContainer(parts: WebContainerParts): Promise<Container> {
  const address = globalThis.WEBCONTAINER_API_IFRAME_URL;
  const foreseen = foreseeProblem(surroundingsOf(window), address === undefined);
  if (foreseen !== undefined) throw foreseen;
  const { configureAPIKey, WebContainer: client } = await import('@webcontainer/api');
  if (parts.clientId !== undefined) configureAPIKey(parts.clientId);
  const container = await answerOf(client.boot({ workdirName: parts.workdirName ?? 'backlot', coep: crossOriginIsolated ? 'require-corp' : undefined }), new URL(address ?? STACKBLITZ).origin, parts.timeout ?? BOOT_TIMEOUT_MS);
  try {
    return await adapt(container, parts);
  } catch (error) {
    container.teardown();
    throw new WebContainerBootError('refused', `It started, but our helper program in it did not: ${messageOf(error)}`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The container, once it has booted within the time. @param origin that of its frame */
async function answerOf(booting: Promise<WebContainer>, origin: string, timeout: number): Promise<WebContainer> {
  const said: string[] = [];
  const listen = (event: MessageEvent<{ type?: unknown; message?: unknown } | null>): void => {
    if (event.origin === origin && event.data?.type === 'warning') said.push(String(event.data.message));
  };
  addEventListener('message', listen);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(noAnswer(surroundingsOf(window), timeout, said)), timeout);
  });
  try {
    return await Promise.race([booting, silence]);
  } catch (error) {
    // One that answers too late must not run on unseen.
    void booting.then((late) => late.teardown(), () => undefined);
    if (error instanceof WebContainerBootError) throw error;
    throw new WebContainerBootError('refused', `It refused to boot: ${messageOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    removeEventListener('message', listen);
  }
}

/** A pack's files as a tree below node_modules. */
function treeOfPack(pack: Pack): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, entry] of Object.entries(pack.index)) {
    const names = path.split('/');
    const name = names.pop() ?? path;
    let folder = root;
    for (const part of names) {
      const node = (folder[part] ??= { directory: {} });
      if (!('directory' in node)) throw new Error(`the pack ${pack.id} has ${part} as a file and as a folder`);
      folder = node.directory;
    }
    folder[name] = { file: { contents: packedBytes(pack, entry) } };
  }
  return root;
}

async function adapt(client: WebContainer, parts: WebContainerParts): Promise<Container> {
  const { workdir } = client;
  const ports = new Set<number>();
  const listeners: { [E in keyof ContainerEvents]: Set<ContainerEvents[E]> } = { port: new Set(), 'server-ready': new Set(), error: new Set() };
  const exchanges = new ExchangeRecorder();
  const mounted = new Set<string>();
  let tornDown = false;
  let tellTornDown: (code: number) => void = () => {};
  const lost = new Promise<number>((resolve) => (tellTornDown = resolve));

  client.on('port', (port, type, url) => {
    if (type === 'open') ports.add(port);
    else ports.delete(port);
    for (const listener of listeners.port) listener(port, type, url);
  });
  client.on('server-ready', (port, url) => {
    for (const listener of listeners['server-ready']) listener(port, url);
  });
  client.on('error', ({ message }) => {
    for (const listener of listeners.error) listener({ message, code: 'CONTAINER_LOST' });
  });

  const tunnel = createTunnel(() => client.spawn('node', ['-e', AGENT]));
  const { version } = await tunnel.start();
  const http = createHttpClient(tunnel.connect, instantiateLlhttp(await WebAssembly.compile(parts.llhttp)));

  /** The client's files are those of the working directory, and its paths are relative to it. */
  function relative(path: string): string {
    if (!path.startsWith('/')) return path;
    if (path === workdir) return '.';
    if (path.startsWith(`${workdir}/`)) return path.slice(workdir.length + 1);
    throw new Error(`${path} lies outside of ${workdir}: StackBlitz's WebContainer gives the page only the files of its working directory`);
  }

  async function readFile(path: string): Promise<Uint8Array>;
  async function readFile(path: string, encoding: 'utf-8'): Promise<string>;
  async function readFile(path: string, encoding?: 'utf-8'): Promise<Uint8Array | string> {
    return encoding === undefined ? client.fs.readFile(relative(path)) : client.fs.readFile(relative(path), encoding);
  }
  async function readdir(path: string): Promise<string[]>;
  async function readdir(path: string, options: { withFileTypes: true }): Promise<DirEntry[]>;
  async function readdir(path: string, options?: { withFileTypes: true }): Promise<string[] | DirEntry[]> {
    return options?.withFileTypes ? client.fs.readdir(relative(path), { withFileTypes: true }) : client.fs.readdir(relative(path));
  }
  const fs: ContainerFiles = {
    readFile: withCode(readFile),
    readdir: withCode(readdir),
    writeFile: withCode(async (path, data) => client.fs.writeFile(relative(path), data)),
    mkdir: withCode(async (path, { recursive = false } = {}) => (recursive ? client.fs.mkdir(relative(path), { recursive }) : client.fs.mkdir(relative(path)).then(() => undefined))),
    rm: withCode(async (path, options) => client.fs.rm(relative(path), options)),
    rename: withCode(async (from, to) => client.fs.rename(relative(from), relative(to))),
    watch(path, { recursive = false }, listener, begun = () => {}) {
      // The client tells neither that watching has begun nor that it can't; a folder or file that can be read can be watched.
      const at = relative(path);
      let watcher: { close(): void } | undefined;
      let stopped = false;
      client.fs
        .readdir(at)
        .catch((error: unknown) => (messageOf(error).startsWith('ENOTDIR') ? undefined : Promise.reject(error instanceof Error ? error : new Error(String(error)))))
        .then(() => {
          if (!stopped) watcher = client.fs.watch(at, { recursive }, (event, file) => listener(event, String(file)));
          // Requests are answered in turn: after this one the watch, which was asked for before, is set up.
          return client.fs.readdir('.');
        })
        .then(() => begun(undefined), begun);
      return () => {
        stopped = true;
        watcher?.close();
      };
    },
  };

  async function spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<ContainerProcess> {
    const given = { cwd: options.cwd === undefined ? undefined : options.cwd.startsWith('/') ? relative(options.cwd) : options.cwd, env: options.env === undefined ? undefined : { ...options.env } };
    // A terminal has one stream: there is nothing to keep apart.
    if (options.terminal !== undefined) return terminalProcess(await client.spawn(command, [...args], { ...given, terminal: { ...options.terminal }, output: options.output }), options.output ?? true, lost);
    return relayedProcess(await client.spawn('node', ['-e', RELAY, '--', command, ...args], given), command, options.output ?? true, lost);
  }

  function request(port: number, wire: WireRequest, { sender = 'page', keep, onExchange }: RequestOptions = {}): Promise<ContainerResponse> {
    if (tornDown) return Promise.reject(new RequestError('CONTAINER_LOST', 'The container was torn down.'));
    const { method, target, headers } = wire;
    return http.request(port, wire, exchanges.begin({ sender, direction: 'in', port, method, target, headers, keep, listener: onExchange }));
  }

  async function exportFolder(path: string, options?: ExportOptions & { format?: 'json' }): Promise<FileSystemTree>;
  async function exportFolder(path: string, options: ExportOptions & { format: 'zip' | 'binary' }): Promise<Uint8Array>;
  async function exportFolder(path: string, options: ExportOptions = {}): Promise<FileSystemTree | Uint8Array> {
    return client.export(relative(path), { format: options.format ?? 'json', includes: options.includes?.slice(), excludes: options.excludes?.slice() });
  }

  return {
    kind: 'webcontainer',
    label: `Node ${version.replace(/^v/, '')} WebContainer`,
    workdir,
    fs,
    exchanges,
    get ports() {
      return [...ports];
    },
    async mount(tree, { mountPoint } = {}) {
      if (mountPoint !== undefined) await client.fs.mkdir(relative(mountPoint), { recursive: true });
      await client.mount(tree, mountPoint === undefined ? undefined : { mountPoint: relative(mountPoint) });
    },
    export: exportFolder,
    async addPackages(names) {
      for (const name of names) {
        if (mounted.has(name)) continue;
        const tree = treeOfPack(await parts.loadPack(name));
        await client.fs.mkdir('node_modules', { recursive: true });
        await client.mount(tree, { mountPoint: 'node_modules' });
        mounted.add(name);
      }
    },
    spawn,
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    request,
    fetch: (port, asked, options) => fetchOverWire(asked, (wire) => request(port, wire, options)),
    teardown() {
      if (tornDown) return;
      tornDown = true;
      http.close(new RequestError('CONTAINER_LOST', 'The container was torn down.'));
      tunnel.close();
      ports.clear();
      tellTornDown(EXIT_LOST);
      client.teardown();
    },
  };
}

/** Errors of the client have lost their code on the way; it is the first word of the message, as in Node. */
function withCode<F extends (...args: never[]) => Promise<unknown>>(method: F): F {
  return ((...args: Parameters<F>) =>
    method(...args).catch((error: unknown) => {
      const code = error instanceof Error ? /^(E[A-Z0-9]+):/.exec(error.message)?.[1] : undefined;
      throw code === undefined ? error : Object.assign(error as Error, { code });
    })) as F;
}

function terminalProcess(process: WebContainerProcess, hasOutput: boolean, lost: Promise<number>): ContainerProcess {
  const output = outputStreams(hasOutput);
  const encoder = new TextEncoder();
  const read = (async () => {
    if (hasOutput) for await (const text of process.output) output.write(1, encoder.encode(text));
  })();
  const exit = Promise.race([process.exit, lost]);
  void Promise.race([read, lost]).finally(() => output.close());
  return {
    // The client does not tell it.
    pid: 0,
    output: output.both,
    stdout: output.stdout,
    stderr: output.stderr,
    input: process.input,
    exit,
    kill: () => process.kill(),
    resize: (dimensions) => process.resize(dimensions),
  };
}

/** A program that runs behind the relay. @throws when it could not be started */
async function relayedProcess(relay: WebContainerProcess, command: string, hasOutput: boolean, lost: Promise<number>): Promise<ContainerProcess> {
  const output = outputStreams(hasOutput);
  const writer = relay.input.getWriter();
  writer.closed.catch(() => {});
  const send = (type: FrameType, data?: Uint8Array): Promise<void> => writer.write(encodeFrame(TO_PROGRAM, type, 0, data));
  const decoder = new TextDecoder();
  let said = '';
  let started: (pid: number) => void = () => {};
  let failed: (error: Error) => void = () => {};
  let exited: (code: number) => void = () => {};
  const pid = new Promise<number>((resolve, reject) => {
    started = resolve;
    failed = reject;
  });
  const exit = new Promise<number>((resolve) => (exited = resolve));
  const reader = new FrameReader(
    TO_PAGE,
    ({ type, data }) => {
      switch (type) {
        case FRAME.started:
          return started(Number(decoder.decode(data)));
        case FRAME.failed: {
          const code = decoder.decode(data);
          return failed(new Error(code === 'ENOENT' ? `${command}: command not found` : `${command} could not be started: ${code}`));
        }
        case FRAME.stdout:
          return output.write(1, data);
        case FRAME.stderr:
          return output.write(2, data);
        case FRAME.exit:
          return exited(Number(decoder.decode(data)));
        default:
          return undefined;
      }
    },
    (text) => (said = (said + text).slice(-2000)),
  );
  const end = (code: number): void => {
    failed(new Error(`${command} could not be started: ${said.trim()}`));
    exited(code);
    output.close();
  };
  void lost.then(end);
  void (async () => {
    for await (const text of relay.output) reader.push(text);
  })()
    .catch(() => undefined)
    .then(() => relay.exit)
    .then(end);
  return {
    pid: await pid,
    output: output.both,
    stdout: output.stdout,
    stderr: output.stderr,
    exit,
    input: new WritableStream<string>({
      async write(text) {
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length; at += FRAME_DATA) await send(FRAME.input, bytes.subarray(at, at + FRAME_DATA));
      },
      close: () => send(FRAME.inputEnd),
    }),
    kill: (signal = 'SIGKILL') => void send(FRAME.signal, new TextEncoder().encode(signal)).catch(() => {}),
    // A program without a terminal has no size to hear of.
    resize() {},
  };
}
