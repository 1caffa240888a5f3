// The page in which conformance cases and benchmarks run: it boots the embedded container and lets Playwright call it.
// It is built apart and is no part of the site.
import { bootContainer } from '../../src/container/boot.ts';
import type { Container, ContainerProcess, FileSystemTree } from '../../src/container/container.ts';

/** What a case needs, as it comes over from the test program. */
export interface PageCase {
  readonly id: string;
  readonly entry: string;
  readonly args: readonly string[];
  /** all that follows `node`, in place of the entry and its arguments */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** milliseconds */
  readonly timeout: number;
}

export interface PageOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | 'timeout';
  readonly folder: string;
}

/** What one benchmark run measured. */
export interface PageStart {
  /** milliseconds from spawn to the whole first response */
  readonly firstResponse: number;
  readonly status: number;
}

export interface Harness {
  runCase(one: PageCase): Promise<PageOutcome>;
  /** Spawns a server, asks it once and leaves it running under a name. */
  start(name: string, one: PageCase, port: number, target: string): Promise<PageStart>;
  /** Asks a running server for as long as `milliseconds`. @returns requests per second */
  load(port: number, request: PageRequest, connections: number, milliseconds: number): Promise<number>;
  stop(name: string): Promise<void>;
  /** Puts a suite (tests/suites) into the working directory. @param files path -> Base64 @param pack of its node_modules */
  mountSuite(files: Readonly<Record<string, string>>, pack: string): Promise<void>;
  /** Runs a program in the working directory. @param timeout milliseconds */
  runProgram(args: readonly string[], env: Readonly<Record<string, string>>, timeout: number): Promise<{ output: string; code: number | 'timeout' }>;
}

export interface PageRequest {
  readonly method: string;
  readonly target: string;
  readonly json?: string;
}

declare global {
  // The harness, once the page has loaded.
  var harness: Harness;
  // For tests of containers themselves (tests/browser/contract.spec.ts).
  var boot: typeof bootContainer;
  var bootWay: (way: Way, site: string) => Promise<Container>;
  // Plays a Hurl file against a container's programs as a lesson's checks do. Gives for each entry what is wrong with it.
  var judge: (container: Container, hurl: string) => Promise<string[][]>;
  // Where the client package looks for its container.
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

/** How a test gets its container: the embedded one, the client package over /headless, or the adapter on top of that client. */
export type Way = 'embedded' | 'client' | 'adapter';

globalThis.boot = bootContainer;

globalThis.judge = async (container, hurl) => {
  const [{ parse, run }, { containerTransport }] = await Promise.all([import('../../src/checks/hurl/index.ts'), import('../../src/checks/container-transport.ts')]);
  const { entries } = await run(parse(hurl), { transport: containerTransport(container) });
  return entries.map(({ errors }) => errors.map(({ detail }) => detail));
};

/** @param site whose /headless the client is pointed at */
globalThis.bootWay = async (way, site) => {
  if (way === 'embedded') return bootContainer();
  globalThis.WEBCONTAINER_API_IFRAME_URL = site;
  if (way === 'client') return clientContainer();
  return bootContainer({
    kind: 'webcontainer',
    onFallback(reason) {
      throw new Error(`the adapter did not boot: ${reason}`);
    },
  });
};

/** The client package as a container, as far as its API goes: what it has not, a test of it must not use. */
async function clientContainer(): Promise<Container> {
  const { WebContainer } = await import('@webcontainer/api');
  const client = await WebContainer.boot();
  const has: Partial<Container> = {
    kind: 'webcontainer',
    workdir: client.workdir,
    fs: {
      readFile: client.fs.readFile.bind(client.fs) as Container['fs']['readFile'],
      readdir: client.fs.readdir.bind(client.fs) as Container['fs']['readdir'],
      writeFile: (path, data) => client.fs.writeFile(path, data),
      mkdir: (path, options) => client.fs.mkdir(path, options as { recursive: true }),
      rm: (path, options) => client.fs.rm(path, options),
      rename: (from, to) => client.fs.rename(from, to),
      watch(path, options, listener) {
        const watcher = client.fs.watch(path, options, (event, file) => listener(event, String(file)));
        return () => watcher.close();
      },
    },
    mount: (tree, options) => client.mount(tree, options),
    export: client.export.bind(client) as Container['export'],
    spawn: async (command, args = [], options = {}) => (await client.spawn(command, [...args], { ...options, env: { ...options.env } })) as unknown as ContainerProcess,
    on: ((event: 'port', listener: () => void) => client.on(event, listener)) as Container['on'],
    teardown: () => client.teardown(),
  };
  return has as Container;
}

let booting: Promise<Container> | undefined;
const container = (): Promise<Container> => (booting ??= bootContainer());
const added = new Set<string>();
const running = new Map<string, ContainerProcess>();

function treeOf(files: Readonly<Record<string, string | Uint8Array>>): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    let folder = root;
    for (const part of parts) {
      const node = (folder[part] ??= { directory: {} });
      if (!('directory' in node)) throw new Error(`${path}: ${part} is a file`);
      folder = node.directory;
    }
    folder[name] = { file: { contents } };
  }
  return root;
}

async function prepare(one: PageCase): Promise<{ box: Container; folder: string }> {
  const box = await container();
  const missing = one.packages.filter((name) => !added.has(name));
  if (missing.length > 0) {
    await box.addPackages(missing);
    for (const name of missing) added.add(name);
  }
  const folder = `${box.workdir}/${one.id.replaceAll('/', '-')}`;
  await box.fs.mkdir(folder, { recursive: true });
  await box.mount(treeOf(one.files), { mountPoint: folder });
  return { box, folder };
}

async function text(stream: ReadableStream<string>): Promise<string> {
  let all = '';
  for await (const part of stream) all += part;
  return all;
}

async function runCase(one: PageCase): Promise<PageOutcome> {
  const { box, folder } = await prepare(one);
  const program = await box.spawn('node', one.command ?? [one.entry, ...one.args], { cwd: folder, env: { TZ: 'UTC', ...one.env } });
  const input = program.input.getWriter();
  if (one.stdin !== undefined && one.stdin !== '') void input.write(one.stdin).catch(() => {});
  void input.close().catch(() => {});
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    program.kill();
  }, one.timeout);
  const [stdout, stderr, code] = await Promise.all([text(program.stdout), text(program.stderr), program.exit]);
  clearTimeout(timer);
  await box.fs.rm(folder, { recursive: true, force: true });
  return { stdout, stderr, code: timedOut ? 'timeout' : code, folder };
}

async function start(name: string, one: PageCase, port: number, target: string): Promise<PageStart> {
  const { box, folder } = await prepare(one);
  const listening = new Promise<void>((resolve) => {
    const off = box.on('port', (opened, type) => {
      if (opened !== port || type !== 'open') return;
      off();
      resolve();
    });
  });
  const began = performance.now();
  const program = await box.spawn('node', [one.entry, ...one.args], { cwd: folder, env: { NODE_ENV: 'production', ...one.env } });
  running.set(name, program);
  const failed = program.exit.then(async (code): Promise<never> => {
    throw new Error(`${one.id} ended with code ${code}: ${await text(program.stderr)}`);
  });
  await Promise.race([listening, failed]);
  failed.catch(() => {});
  const response = await box.request(port, { method: 'GET', target });
  await response.bytes();
  return { firstResponse: performance.now() - began, status: response.status };
}

async function load(port: number, { method, target, json }: PageRequest, connections: number, milliseconds: number): Promise<number> {
  const box = await container();
  const body = json === undefined ? null : new TextEncoder().encode(json);
  const headers: [string, string][] = json === undefined ? [] : [['Content-Type', 'application/json']];
  const until = performance.now() + milliseconds;
  const began = performance.now();
  let answered = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await (await box.request(port, { method, target, headers, body })).bytes();
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return answered / ((performance.now() - began) / 1000);
}

async function stop(name: string): Promise<void> {
  const program = running.get(name);
  running.delete(name);
  program?.kill();
  await program?.exit;
}

async function mountSuite(files: Readonly<Record<string, string>>, pack: string): Promise<void> {
  const box = await container();
  await box.addPackages([pack]);
  const bytes = Object.entries(files).map(([path, base64]) => [path, Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);
  await box.mount(treeOf(Object.fromEntries(bytes) as Record<string, Uint8Array>));
}

async function runProgram(args: readonly string[], env: Readonly<Record<string, string>>, timeout: number): Promise<{ output: string; code: number | 'timeout' }> {
  const box = await container();
  const program = await box.spawn('node', args, { env: { TZ: 'UTC', ...env } });
  void program.input.close().catch(() => {});
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    program.kill();
  }, timeout);
  const [output, code] = await Promise.all([text(program.output), program.exit]);
  clearTimeout(timer);
  return { output, code: timedOut ? 'timeout' : code };
}

globalThis.harness = { runCase, start, load, stop, mountSuite, runProgram };
