// Serves containers to the client package `@webcontainer/api`: its server, instance, process and file system objects, each a table of
// the methods that the client calls, on top of the Container interface.
import type { Container, ContainerProcess } from '../container.ts';
import { isRecord } from '../is-record.ts';
import { decodeTree, encodeJson, entriesOfTree } from '../trees.ts';
import type { OpenRequest } from './app-host.ts';
import { PreviewScripts } from './preview-script.ts';
import { CLIENT_VERSION, ENTRY_TYPE, INSTANCE_EVENTS, type BuildOptions, type InstanceEvent, type RunOptions, type WireDirEntry } from './protocol.ts';
import { decodeText, encodeText, encodingOf, type Encoding } from './text.ts';
import { Exposed, type Method, type RemoteFunction } from './wire.ts';

/** What the page that serves containers offers. */
export interface HeadlessHost {
  /** Boots a container. @param workdir its working directory, absolute */
  boot(workdir: string): Promise<Container>;
  /** Tells the embedding page's console something. */
  warn(level: 'info' | 'warn' | 'error', message: string): void;
  /**
   * Gives the ports of a container addresses.
   * @param report told what the pages of its previews report
   * @throws when the browser does not allow it here; the message says why
   */
  preview(container: Container, scripts: PreviewScripts, report: (message: unknown) => void): Promise<HeadlessPreview>;
  /** Names of the npm packages that are packed with the site. @throws when their list can't be loaded */
  packed(): Promise<readonly string[]>;
  /**
   * Plays the outside world for the programs of a container.
   * @param open told what a program asks the app to open
   */
  playOutside(container: Container, open: (request: OpenRequest) => void): void;
  /** What every program finds in its environment, unless the app sets it. */
  environment(): Promise<Readonly<Record<string, string>>>;
  /** the default PATH of programs */
  readonly path: string;
}

export interface HeadlessPreview {
  /** the address of a port */
  urlOf(port: number): string;
  /** Its addresses lead nowhere from now on. */
  close(): void;
}

const DEFAULT_WORKDIR_NAME = 'project';
/** How many chunks of output may be under way to the client. */
const CHUNKS_AHEAD = 64;

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${value === null ? 'null' : typeof value}`);
  return value;
}

function options(value: unknown, what: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new TypeError(`${what} must be an object, not ${typeof value}`);
  return value;
}

function texts(value: unknown, what: string): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw new TypeError(`${what} must be a list of strings`);
  return value;
}

/** `options` of Node's fs functions: an encoding by name, or an object that may hold one. @returns undefined: bytes */
function encodingIn(value: unknown): Encoding | undefined {
  const name = isRecord(value) ? value['encoding'] : value;
  return name === undefined || name === null || name === 'buffer' ? undefined : encodingOf(name);
}

function listener(value: unknown, what: string): RemoteFunction {
  if (typeof value !== 'function') throw new TypeError(`${what} must be a function`);
  return value as RemoteFunction;
}

/**
 * A path of the client's as an absolute one. The client's files are those of the working directory: `/a` is `a` of it. A path that
 * already begins with the working directory is taken as it is.
 * @throws an error with the code EPERM for a path that climbs out
 */
function scopedPath(path: string, workdir: string): string {
  if (path.includes('\0')) throw new TypeError('a path must not hold null bytes');
  const inside = path === workdir || path.startsWith(`${workdir}/`) ? path.slice(workdir.length) : path;
  const parts: string[] = [];
  for (const part of inside.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw new Error(`EPERM: operation not permitted, ${JSON.stringify(path)} lies outside of the working directory`);
  }
  return parts.length === 0 ? workdir : `${workdir}/${parts.join('/')}`;
}

/** Where a program is started: relative to the working directory, or absolute. */
function startFolder(cwd: unknown, workdir: string): string {
  if (cwd === undefined || cwd === null || cwd === '') return workdir;
  const path = text(cwd, 'cwd');
  return path.startsWith('/') ? path : `${workdir}/${path}`;
}

/** The server: what the page's port leads to. It may build any number of containers, one after the other or side by side. */
export function headlessServer(host: HeadlessHost): Exposed {
  return new Exposed({ build: (given) => buildInstance(host, options(given, 'the options of build')) });
}

async function buildInstance(host: HeadlessHost, given: BuildOptions): Promise<Exposed> {
  const name = given.workdirName ?? DEFAULT_WORKDIR_NAME;
  if (typeof name !== 'string' || name === '' || /[/\0]/.test(name) || name === '.' || name === '..') throw new Error('workdirName should be a valid folder name');
  if (given.version !== undefined && given.version !== CLIENT_VERSION) {
    host.warn('warn', `This container was made for version ${CLIENT_VERSION} of @webcontainer/api; the page uses ${given.version}. What they have in common works.`);
  }
  const container = await host.boot(`/home/${name}`);
  return instance(host, container, new PreviewScripts(given.forwardPreviewErrors));
}

function instance(host: HeadlessHost, container: Container, scripts: PreviewScripts): Exposed {
  const { workdir } = container;
  const cleanups = new Set<() => void>();
  const previewListeners = new Set<RemoteFunction>();
  const openListeners = { 'xdg-open': new Set<RemoteFunction>(), code: new Set<RemoteFunction>() };
  let tornDown = false;
  const within = <Args extends unknown[], Result>(method: (...args: Args) => Result): ((...args: Args) => Result) => (...args) => {
    if (tornDown) throw new Error('The container was torn down.');
    return method(...args);
  };
  // Addresses are there by the time that a program listens; until then the container need not wait for them.
  const preview = host
    .preview(container, scripts, (message) => {
      for (const tell of previewListeners) void tell(message);
    })
    .catch((error: unknown) => {
      host.warn('warn', `The servers of this container have no address in the browser: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
  cleanups.add(() => void preview.then((served) => served?.close()));
  const addressOf = async (port: number, otherwise: string): Promise<string> => (await preview)?.urlOf(port) ?? otherwise;

  const subscribe = (event: InstanceEvent, tell: RemoteFunction): (() => void) => {
    switch (event) {
      case 'port':
        return container.on('port', (port, type, url) => void addressOf(port, url).then((address) => tell(port, type, address)));
      case 'server-ready':
        return container.on('server-ready', (port, url) => void addressOf(port, url).then((address) => tell(port, address)));
      case 'error':
        return container.on('error', ({ message }) => void tell({ message }));
      case 'preview-message':
        previewListeners.add(tell);
        return () => previewListeners.delete(tell);
      case 'xdg-open':
      case 'code':
        openListeners[event].add(tell);
        return () => openListeners[event].delete(tell);
    }
  };
  host.playOutside(container, (request) => {
    for (const tell of openListeners[request.event]) void (request.event === 'code' ? tell(request.type, { files: request.files }) : tell(request.text));
  });

  const methods: Record<string, Method> = {
    fs: () => fileSystem(container),
    previewScript: () => new Exposed({}),
    runtimeInfo: () => ({ path: host.path, cwd: workdir }),
    run: async (given, _stdout, _stderr, output) => {
      const wanted = options(given, 'what to run') as unknown as RunOptions;
      await addWantedPackages(host, container, wanted);
      return run(container, wanted, await host.environment(), output);
    },
    async loadFiles(payload, given) {
      if (!(payload instanceof Uint8Array)) throw new TypeError('what is to be mounted must be bytes');
      const { mountPoints } = options(given, 'the options of mount');
      const mountPoint = scopedPath(mountPoints === undefined || mountPoints === null ? '' : text(mountPoints, 'mountPoint'), workdir);
      await container.mount(decodeTree(payload), { mountPoint });
    },
    async serialize(path, given) {
      const { format = 'json', includes, excludes } = options(given, 'the options of export');
      const wanted = { includes: texts(includes, 'includes'), excludes: texts(excludes, 'excludes') };
      const at = scopedPath(text(path, 'the path to export'), workdir);
      if (format === 'zip' || format === 'binary') return container.export(at, { format, ...wanted });
      if (format !== 'json') throw new TypeError(`the format to export must be json, zip or binary, not ${JSON.stringify(format)}`);
      return encodeJson(entriesOfTree(await container.export(at, wanted)));
    },
    on(event, callback) {
      const known = INSTANCE_EVENTS.find((name) => name === event);
      if (known === undefined) throw new TypeError(`there is no event ${JSON.stringify(event)}; known: ${INSTANCE_EVENTS.join(', ')}`);
      const tell = listener(callback, 'the listener');
      const stop = subscribe(known, tell);
      const end = (): void => {
        cleanups.delete(end);
        stop();
        tell.release();
      };
      cleanups.add(end);
      return new Exposed({ '': end }, { released: end });
    },
    setPreviewScript(source, given) {
      const { type, defer, async } = options(given, 'the options of setPreviewScript');
      if (type !== undefined && type !== 'module' && type !== 'importmap') throw new TypeError(`the type of a preview script must be module or importmap, not ${JSON.stringify(type)}`);
      scripts.set(text(source, 'the preview script'), { type, defer: defer === true, async: async === true });
    },
    setCredentials() {
      host.warn('warn', 'setCredentials: this container has no accounts; the credentials were thrown away.');
    },
  };
  const guarded = Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, within(method)]));
  const teardown = (): void => {
    if (tornDown) return;
    tornDown = true;
    for (const cleanup of [...cleanups]) cleanup();
    container.teardown();
  };
  // The client lets go of an instance when it has torn it down. One that is let go of without that would run on, unreachable.
  return new Exposed({ ...guarded, teardown }, { released: teardown });
}

/** Commands that may install packages, or run what was installed. */
const INSTALLING = /(^|\/)(npm|npx|sh|bash|jsh)$/;

/**
 * Puts the packed packages that a project names, in package.json or on the command line, where `npm install` finds them. Those that are
 * not packed are left to npm, which says so.
 */
async function addWantedPackages(host: HeadlessHost, container: Container, { command, args, cwd }: RunOptions): Promise<void> {
  if (!INSTALLING.test(text(command, 'the command'))) return;
  const manifest = await container.fs.readFile(`${startFolder(cwd, container.workdir)}/package.json`, 'utf-8').catch(() => '{}');
  const named = new Set([...dependenciesOf(manifest), ...(texts(args, 'the arguments') ?? []).map((word) => word.replace(/(.)@.*$/, '$1'))]);
  const packed = named.size === 0 ? [] : await host.packed();
  await container.addPackages(packed.filter((name) => named.has(name)));
}

/** Names of what a package.json depends on; none where it can't be read, which npm says better. */
function dependenciesOf(manifest: string): string[] {
  try {
    const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>;
    return [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})];
  } catch {
    return [];
  }
}

/** What talks to a person when it is started without arguments. */
const INTERACTIVE = /(^|\/)(jsh|sh|bash|node)$/;
/** The size of a terminal that the app gave none. */
const USUAL_TERMINAL = { cols: 80, rows: 24 };

/**
 * The terminal of a program: one of the size that the app gave; and one for a shell that is to be typed into, which the client's
 * users start without telling a size (`spawn('jsh')`). Every other program has pipes, so that its output is what it wrote.
 */
function terminalFor({ command, terminal }: RunOptions, args: readonly string[]): { cols: number; rows: number } | undefined {
  if (terminal === undefined || terminal === null) return INTERACTIVE.test(command) && args.length === 0 ? USUAL_TERMINAL : undefined;
  const { cols, rows } = options(terminal, 'the size of the terminal');
  return { cols: Number(cols), rows: Number(rows) };
}

async function run(container: Container, given: RunOptions, environment: Readonly<Record<string, string>>, output: unknown): Promise<Exposed> {
  const command = text(given.command, 'the command');
  const args = texts(given.args, 'the arguments') ?? [];
  const terminal = terminalFor(given, args);
  const env = options(given.env, 'env');
  const process = await container.spawn(command, args, {
    cwd: startFolder(given.cwd, container.workdir),
    env: { ...environment, ...(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== null)) as Record<string, string>) },
    ...(terminal !== undefined && { terminal }),
    output: typeof output === 'function',
  });
  const delivered = typeof output === 'function' ? deliver(process.output, output as RemoteFunction) : Promise.resolve();
  // Whoever awaits the exit has got all output by then.
  const exit = Promise.all([process.exit, delivered]).then(([code]) => code);
  return processObject(process, exit);
}

/** Hands a program's output over, chunk by chunk, then null. */
async function deliver(from: ReadableStream<string>, to: RemoteFunction): Promise<void> {
  const underWay: Promise<void>[] = [];
  for await (const chunk of from) {
    underWay.push(to(new TextEncoder().encode(chunk)));
    if (underWay.length > CHUNKS_AHEAD) await underWay.shift();
  }
  await to(null);
  to.release();
}

function processObject(process: ContainerProcess, exit: Promise<number>): Exposed {
  const input = process.input.getWriter();
  // A program that has ended takes no input; that is no error of the one who types.
  input.closed.catch(() => {});
  return new Exposed(
    {
      async write(data) {
        await input.write(text(data, 'the input')).catch(() => {});
      },
      kill: () => process.kill(),
      resize(given) {
        const { cols, rows } = options(given, 'the dimensions');
        if (!Number.isInteger(cols) || !Number.isInteger(rows)) throw new TypeError('the dimensions must be whole numbers: cols and rows');
        process.resize({ cols: cols as number, rows: rows as number });
      },
    },
    { properties: { onExit: () => exit } },
  );
}

function fileSystem(container: Container): Exposed {
  const at = (path: unknown): string => scopedPath(text(path, 'the path'), container.workdir);
  return new Exposed({
    async readFile(path, given) {
      const encoding = encodingIn(given);
      const bytes = await container.fs.readFile(at(path));
      return encoding === undefined ? bytes : decodeText(bytes, encoding);
    },
    async writeFile(path, data, given) {
      if (typeof data !== 'string' && !(data instanceof Uint8Array)) throw new TypeError('the data to write must be a string or a Uint8Array');
      await container.fs.writeFile(at(path), typeof data === 'string' ? encodeText(data, encodingIn(given) ?? 'utf8') : data);
    },
    async readdir(path, given) {
      const wanted = isRecord(given) ? given : { encoding: given };
      // Names are text here; as bytes they are UTF-8, or text in another encoding of those bytes.
      const encoding = encodingIn(wanted);
      const asBytes = wanted['encoding'] === 'buffer';
      const nameOf = (name: string): string | Uint8Array => {
        if (asBytes) return encodeText(name, 'utf8');
        return encoding === undefined || encoding === 'utf8' ? name : decodeText(encodeText(name, 'utf8'), encoding);
      };
      const entries = await container.fs.readdir(at(path), { withFileTypes: true });
      if (wanted['withFileTypes'] !== true) return entries.map(({ name }) => nameOf(name));
      return entries.map((entry): WireDirEntry => {
        const type = entry.isDirectory() ? ENTRY_TYPE.directory : entry.isFile() ? ENTRY_TYPE.file : ENTRY_TYPE.link;
        return { name: nameOf(entry.name), 'Symbol(type)': type };
      });
    },
    mkdir: (path, given) => container.fs.mkdir(at(path), { recursive: options(given, 'the options of mkdir')['recursive'] === true }),
    async rm(path, given) {
      const { recursive, force } = options(given, 'the options of rm');
      await container.fs.rm(at(path), { recursive: recursive === true, force: force === true });
    },
    rename: (from, to) => container.fs.rename(at(from), at(to)),
    watch: (path, given, callback) => watch(container, at(path), given, listener(callback, 'the listener')),
  });
}

function watch(container: Container, path: string, given: unknown, tell: RemoteFunction): Promise<Exposed> {
  const asBytes = (isRecord(given) ? given['encoding'] : given) === 'buffer';
  const encoding = encodingIn(given);
  const recursive = isRecord(given) && given['recursive'] === true;
  return new Promise((resolve, reject) => {
    const stop = container.fs.watch(
      path,
      { recursive },
      (event, file) => {
        const bytes = encodeText(file, 'utf8');
        void tell(event, asBytes ? bytes : encoding === undefined ? file : decodeText(bytes, encoding));
      },
      (failure) => {
        if (failure === undefined) return resolve(new Exposed({ close: end }, { released: end }));
        tell.release();
        return reject(failure);
      },
    );
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      stop();
      tell.release();
    };
  });
}
