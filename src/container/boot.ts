// Boots a container for the app: loads the parts of the embedded one (as text: the sandboxed frame can load nothing itself).
import { embeddedParts } from 'virtual:embedded-parts';
import type { Container, LoadListener } from './container.ts';
import { POSTGRES_COMMAND } from './embedded/container-postgres.ts';
import { bootEmbedded } from './embedded/embedded.ts';
import type { RuntimeParts } from './embedded/kernel/protocol.ts';
import type { LatePart } from './embedded/kernel/late-parts.ts';
import { decodePack, type Pack } from './embedded/kernel/packs.ts';

const LATE_PARTS = {
  typescript: "Node's TypeScript stripper", sqlite: 'SQLite', brotli: 'Brotli', crypto: "Node's crypto library", zlib: "Node's zlib library", http2: "Node's http2 library",
} as const satisfies Record<LatePart, string>;

/** Where the container's node is found. */
const NODE_COMMANDS = ['/usr/local/bin/node', '/usr/local/bin/nodejs'];

export interface BootOptions {
  /** told what is being waited for */
  readonly onProgress?: (message: string) => void;
  /** the working directory, absolute; default /app */
  readonly workdir?: string;
  /** address of the site's folder; default: that of the page */
  readonly site?: URL;
  /** which container; default: the embedded one */
  readonly kind?: Container['kind'];
  /** StackBlitz's client id of the site, for its WebContainer */
  readonly clientId?: string;
  /** told why StackBlitz's WebContainer was wanted and could not be had; the embedded one is booted in its place */
  readonly onFallback?: (reason: string) => void;
}

async function load(address: string, what: string): Promise<Response> {
  const response = await fetch(address).catch((error: unknown) => {
    throw new Error(`${what} could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!response.ok) throw new Error(`${what} could not be loaded: ${address} answered ${response.status}`);
  return response;
}

const packs = new Map<string, Promise<Pack>>();

/** A pack of node packages by name, loaded once. */
function loadPack(name: string, site: URL): Promise<Pack> {
  const loading = packs.get(name) ?? fetchPack(name, site);
  packs.set(name, loading);
  loading.catch(() => packs.delete(name));
  return loading;
}

/** packages/manifest.json, as tools/packages writes it: the pack of each package by its name. */
type PackageManifest = Readonly<Record<string, { readonly file: string }>>;

async function loadManifest(site: URL): Promise<PackageManifest> {
  return (await (await load(new URL('packages/manifest.json', site).href, 'The list of packages')).json()) as PackageManifest;
}

/** Names of the packages that are packed with a site. @param site address of its folder @throws when their list can't be loaded */
export async function packedPackages(site: URL): Promise<readonly string[]> {
  return Object.keys(await loadManifest(site));
}

async function fetchPack(name: string, site: URL): Promise<Pack> {
  const base = new URL('packages/', site);
  const entry = (await loadManifest(site))[name];
  if (entry === undefined) throw new Error(`There is no pack of the package ${name}. Packages that lessons use are listed in lessons/package.json.`);
  return readPack(await load(new URL(entry.file, base).href, `The package ${name}`));
}

async function readPack(response: Response): Promise<Pack> {
  const stream = response.body?.pipeThrough(new DecompressionStream('gzip'));
  return decodePack(new Uint8Array(await new Response(stream).arrayBuffer()));
}

let postgres: Promise<RuntimeParts<'postgres'>> | undefined;

/** Postgres, loaded once. @param onLoad told by whoever asks first */
function loadPostgres(onLoad: LoadListener | undefined): Promise<RuntimeParts<'postgres'>> {
  const loading = (postgres ??= fetchPostgres(onLoad));
  loading.catch(() => (postgres = undefined));
  return loading;
}

async function fetchPostgres(onLoad: LoadListener | undefined): Promise<RuntimeParts<'postgres'>> {
  const [script, pack] = await Promise.all([
    load(embeddedParts.postgresProcess, 'The script of Postgres').then((response) => response.text()),
    load(embeddedParts.postgres, 'Postgres').then((response) => readPack(counted(response, embeddedParts.postgresBytes, onLoad))),
  ]);
  // A Blob: containers and processes share its bytes.
  return { script, executables: [POSTGRES_COMMAND], boot: { index: pack.index, data: new Blob([pack.data as Uint8Array<ArrayBuffer>]) }, spare: false };
}

/** The same response, with its bytes counted. */
function counted(response: Response, total: number, onLoad: LoadListener | undefined): Response {
  if (onLoad === undefined || response.body === null) return response;
  let loaded = 0;
  return new Response(response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      loaded += chunk.length;
      onLoad(Math.min(loaded, total), total);
      controller.enqueue(chunk);
    },
  })));
}

let shell: Promise<Pack> | undefined;

/** The shell's program, loaded once. */
function loadShell(): Promise<Pack> {
  const loading = (shell ??= load(embeddedParts.shell, 'The shell').then(readPack));
  loading.catch(() => (shell = undefined));
  return loading;
}

/**
 * Boots a container. StackBlitz's WebContainer falls back to the embedded one.
 * @throws when a part can't be loaded or the browser refuses to run it
 */
export async function bootContainer(options: BootOptions = {}): Promise<Container> {
  if (options.kind !== 'webcontainer') return bootEmbeddedContainer(options);
  const { bootWebContainer } = await import('./webcontainer.ts');
  const { onProgress, site = new URL(document.baseURI), clientId } = options;
  onProgress?.('Starting WebContainer');
  try {
    const llhttp = await (await load(embeddedParts.llhttp, 'The HTTP parser')).arrayBuffer();
    return await bootWebContainer({ llhttp: new Uint8Array(llhttp), loadPack: (name) => loadPack(name, site), clientId });
  } catch (error) {
    options.onFallback?.(error instanceof Error ? error.message : String(error));
    return bootEmbeddedContainer(options);
  }
}

async function bootEmbeddedContainer({ onProgress, workdir, site = new URL(document.baseURI) }: BootOptions): Promise<Container> {
  onProgress?.('Loading Node');
  const [kernel, script, library, llhttp] = await Promise.all([
    load(embeddedParts.kernel, 'The container').then((response) => response.text()),
    load(embeddedParts.process, 'The Node runtime').then((response) => response.text()),
    load(embeddedParts.library, "Node's library").then((response) => response.text()),
    load(embeddedParts.llhttp, 'The HTTP parser').then((response) => response.arrayBuffer()),
  ]);
  onProgress?.('Starting the container');
  return bootEmbedded({
    kernel,
    process: {
      node: { script, executables: NODE_COMMANDS, boot: { library, llhttp: new Uint8Array(llhttp) }, spare: true },
    },
    loadPack: (name) => loadPack(name, site),
    loadShell,
    loadPostgres,
    workdir,
    loadPart: (part) => load(embeddedParts[part], LATE_PARTS[part]).then((response) => response.blob()),
    nodeVersion: embeddedParts.nodeVersion,
  });
}
