// Packs the npm packages that lessons use, so that the container has them without a registry: one file per package of
// lessons/package.json, with everything it depends on, laid out as in node_modules. The format of a pack is described in
// src/container/embedded/kernel/packs.ts.
//
// Modules are transformed here, not in front of the learner: beside its bytes a pack holds what the loader would make of a
// module (src/container/embedded/node/transform). A pack is stored gzipped and unpacked by the page with DecompressionStream,
// because static hosts seldom compress files whose extension they don't know.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { libraryPartsMentionedIn, type LibraryPartName } from '../../src/container/embedded/kernel/late-parts.ts';
import { encodePack, type PackEntry } from '../../src/container/embedded/kernel/packs.ts';
import { transformCommonJs } from '../../src/container/embedded/node/transform/common-js.ts';
import { transformModule } from '../../src/container/embedded/node/transform/module.ts';
import { binsOf, type Manifest as PackageJson } from '../../src/container/embedded/shell/npm/manifest.ts';
import { readNotice, type Notice } from '../notices/notices.ts';
import { ensureInstalled, LESSONS_DIR, type Log } from './install.ts';
import { dependencyFolders, packageFiles, readLock, type LockedPackages } from './tree.ts';

/** One pack, as manifest.json describes it. */
export interface PackDescription {
  /** file name beside manifest.json */
  readonly file: string;
  /** of the pack's contents: SHA-256, the first 16 hex digits */
  readonly hash: string;
  /** version of the package that the pack is named after */
  readonly version: string;
  /** bytes of the file */
  readonly size: number;
  /** bytes once unpacked */
  readonly unpackedSize: number;
  /** every package in it */
  readonly licenses: readonly { readonly name: string; readonly version: string; readonly license: string }[];
}

/** Name of a package in lessons/package.json -> its pack. */
export type Manifest = Readonly<Record<string, PackDescription>>;

export interface PackOptions {
  /** folder with package.json and package-lock.json; default: the repository's lessons */
  readonly lessonsDir?: string;
  /** where `packages/` is made */
  readonly outDir: string;
  readonly log?: Log;
}

/** A third party whose licence has to be carried along. */
export interface PackageLicense extends Notice {
  readonly name: string;
  readonly version: string;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = join(HERE, '..', '..');
const CACHE_DIR = join(REPOSITORY, '.cache', 'packages');
/** What the bytes of a pack depend on besides the packages. */
const SOURCES = [
  'tools/packages', 'src/container/embedded/kernel/packs.ts', 'src/container/embedded/kernel/late-parts.ts', 'src/container/embedded/node/transform', 'src/container/embedded/shell/npm/manifest.ts',
  'node_modules/acorn/package.json',
] as const;

/**
 * Writes `packages/<name>-<hash>.pack` for each package and `packages/manifest.json` below `outDir`. Needs the npm registry
 * once, then works offline; the same input gives the same contents.
 * @returns what manifest.json says
 * @throws when the packages can't be installed or one of them can't be packed
 */
export async function packPackages({ lessonsDir = LESSONS_DIR, outDir, log = () => {} }: PackOptions): Promise<Manifest> {
  const built = await buildPacks(lessonsDir, log);
  const target = join(outDir, 'packages');
  await mkdir(target, { recursive: true });
  for (const name of await readdir(built)) await copyFile(join(built, name), join(target, name));
  return readManifest(built);
}

/**
 * As `packPackages`, but leaves the files in the cache.
 * @returns the folder that has manifest.json and the packs
 */
export async function buildPacks(lessonsDir: string = LESSONS_DIR, log: Log = () => {}): Promise<string> {
  const folder = join(CACHE_DIR, await cacheKey(lessonsDir));
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  let building = underWay.get(folder);
  if (building === undefined) {
    building = buildInto(folder, lessonsDir, log).finally(() => underWay.delete(folder));
    underWay.set(folder, building);
  }
  await building;
  return folder;
}

/** Builds that this process is busy with: the dev server may be asked for several packs at once. */
const underWay = new Map<string, Promise<void>>();

async function buildInto(folder: string, lessonsDir: string, log: Log): Promise<void> {
  await ensureInstalled(lessonsDir, log);
  const lock = await readLock(lessonsDir);
  const { dependencies = {} } = JSON.parse(await readFile(join(lessonsDir, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  // Made aside and then moved, so that a build that is broken off leaves nothing that looks complete.
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  const manifest: Record<string, PackDescription> = {};
  for (const name of Object.keys(dependencies).sort()) {
    manifest[name] = await writePack(lessonsDir, lock, name, partial);
    log(`packed ${name} ${manifest[name].version}: ${Math.round(manifest[name].size / 1024)} KB`);
  }
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  await rename(partial, folder).catch(async (error: unknown) => {
    // Another process was faster.
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(join(folder, 'manifest.json'))) throw error;
  });
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
}

/** Name, version, licence and its text of every package that is in a pack, sorted by name. */
export async function collectLicenses({ lessonsDir = LESSONS_DIR, log }: { lessonsDir?: string; log?: Log } = {}): Promise<PackageLicense[]> {
  await ensureInstalled(lessonsDir, log);
  const lock = await readLock(lessonsDir);
  const { dependencies = {}, devDependencies = {} } = JSON.parse(await readFile(join(lessonsDir, 'package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string> | undefined>;
  // The types that the editor completes from are carried along too (types.ts).
  const types = Object.keys(devDependencies).filter((name) => name.startsWith('@types/'));
  const folders = new Set([...Object.keys(dependencies), ...types].flatMap((name) => dependencyFolders(lock, name)));
  const licenses = [...folders].map((folder) => {
    return { name: nameOf(folder), version: lock[folder]?.version ?? '', ...readNotice(join(lessonsDir, folder)) };
  });
  return licenses.sort((a, b) => (a.title < b.title ? -1 : 1));
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * One pack of everything that lies in a node_modules folder, for programs of this repository that run what is no lesson.
 * Kept in the cache for as long as the folder's lock file and this packer stay the same.
 * @param folder node_modules, with npm's .package-lock.json
 */
export async function packFolder(folder: string, name: string, log: Log = () => {}): Promise<{ file: string; bytes: Buffer }> {
  const hash = createHash('sha256').update(await readFile(join(folder, '.package-lock.json'))).update(await sourcesHash());
  const file = `${name}-${hash.digest('hex').slice(0, 16)}.pack`;
  const path = join(CACHE_DIR, '..', 'suites', file);
  if (!existsSync(path)) {
    log(`packing ${folder}`);
    const packages = await installedPackages(folder);
    const writer = new PackWriter();
    for (const one of packages) await writer.addPackage(join(folder, one), one, await packageFiles(join(folder, one), { whole: true }));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, writer.finish(name).packed);
  }
  return { file, bytes: await readFile(path) };
}

/** Folders of all packages below node_modules, relative to it. */
async function installedPackages(folder: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(folder, '.package-lock.json'), 'utf8')) as { packages: Record<string, unknown> };
  return Object.keys(lock.packages).map((path) => path.slice('node_modules/'.length));
}

async function cacheKey(lessonsDir: string): Promise<string> {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<void> => {
    hash.update(await readFile(path)).update('\0');
  };
  await add(join(lessonsDir, 'package.json'));
  await add(join(lessonsDir, 'package-lock.json'));
  hash.update(await sourcesHash());
  return hash.digest('hex').slice(0, 16);
}

/** Of the programs that make packs. */
async function sourcesHash(): Promise<Buffer> {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<void> => {
    hash.update(await readFile(path)).update('\0');
  };
  for (const source of SOURCES) {
    const path = join(REPOSITORY, source);
    if (extname(path) !== '') await add(path);
    else for (const name of (await readdir(path)).sort()) if (/(?<!\.test)\.ts$/.test(name)) await add(join(path, name));
  }
  return hash.digest();
}

async function writePack(lessonsDir: string, lock: LockedPackages, name: string, outDir: string): Promise<PackDescription> {
  const folders = dependencyFolders(lock, name);
  const writer = new PackWriter();
  for (const folder of folders) {
    await writer.addPackage(join(lessonsDir, folder), folder.slice('node_modules/'.length), await packageFiles(join(lessonsDir, folder)));
  }
  const { packed, hash, unpackedSize } = writer.finish(name);
  const file = `${name.replace('/', '__')}-${hash}.pack`;
  await writeFile(join(outDir, file), packed);
  const licenses = folders.map((folder) => {
    return { name: nameOf(folder), version: lock[folder]?.version ?? '', license: readNotice(join(lessonsDir, folder)).license };
  });
  return { file, hash, version: lock[`node_modules/${name}`]?.version ?? '', size: packed.length, unpackedSize, licenses };
}

/** A pack as it is put together. */
class PackWriter {
  readonly #index: Record<string, PackEntry> = {};
  readonly #chunks: Uint8Array[] = [];
  readonly #commands: Record<string, string> = {};
  readonly #parts = new Set<LibraryPartName>();
  #length = 0;

  #append(bytes: Uint8Array): readonly [offset: number, length: number] {
    this.#chunks.push(bytes);
    const offset = this.#length;
    this.#length += bytes.length;
    return [offset, bytes.length];
  }

  /** @param at folder in the pack, relative to node_modules */
  async addPackage(folder: string, at: string, files: readonly string[]): Promise<void> {
    const types = new PackageTypes(folder);
    const bins = binsOf(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson);
    const beside = at.replace(/(?:@[^/]+\/)?[^/]+$/, '');
    const commands = Object.entries(bins).map(([command, file]) => [command, posix.normalize(file)] as const).filter(([command, file]) => !command.includes('/') && existsSync(join(folder, file)));
    for (const [command, file] of commands) this.#commands[`${beside}.bin/${command}`] ??= `${at}/${file}`;
    // The file of a command often has no extension.
    for (const file of new Set([...files, ...commands.map(([, command]) => command)])) {
      const bytes = await readFile(join(folder, file));
      const place = this.#append(bytes);
      const compiled = await compile(bytes.toString(), file, types);
      if (compiled !== undefined) for (const part of libraryPartsMentionedIn(bytes.toString())) this.#parts.add(part);
      // Beside its source, where gzip finds most of it again.
      this.#index[`${at}/${file}`] = compiled === undefined ? place : [...place, ...this.#append(new TextEncoder().encode(JSON.stringify(compiled)))];
    }
  }

  finish(name: string): { packed: Uint8Array; hash: string; unpackedSize: number } {
    const data = Buffer.concat(this.#chunks);
    const hash = createHash('sha256').update(JSON.stringify([this.#index, this.#commands])).update(data).digest('hex').slice(0, 16);
    const unpacked = encodePack({ id: `${name}-${hash}`, index: this.#index, commands: this.#commands, parts: [...this.#parts].sort(), data });
    const packed = gzipSync(unpacked, { level: 9 });
    // The header's byte for the operating system: 255, unknown, on every one.
    packed[9] = 255;
    return { packed, hash, unpackedSize: unpacked.length };
  }
}

/** The `type` that governs a file: that of the nearest package.json, up to the package's own. */
class PackageTypes {
  readonly #root: string;
  readonly #types = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @param folder relative to the package, empty for its own */
  of(folder: string): Promise<string> {
    let type = this.#types.get(folder);
    if (type === undefined) this.#types.set(folder, (type = this.#read(folder)));
    return type;
  }

  async #read(folder: string): Promise<string> {
    const path = join(this.#root, folder, 'package.json');
    if (existsSync(path)) return (JSON.parse(await readFile(path, 'utf8')) as { type?: string }).type ?? 'commonjs';
    return folder === '' ? 'commonjs' : this.of(folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '');
  }
}

/**
 * What the loader would make of a module; without `code` where that is the source itself (packs.ts puts it back).
 * @returns undefined for what is no module, or doesn't parse: the loader will say why when a program asks for it
 */
async function compile(source: string, file: string, types: PackageTypes): Promise<object | undefined> {
  const extension = extname(file);
  // The loader cuts a byte order mark off before it compiles: leave such a file to it.
  if (!['.js', '.cjs', '.mjs'].includes(extension) || source.startsWith('\uFEFF')) return undefined;
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  const isModule = extension === '.mjs' || (extension === '.js' && (await types.of(folder)) === 'module');
  try {
    const { code, ...rest } = isModule ? transformModule(source, parse) : transformCommonJs(source, parse);
    return code === source ? rest : { ...rest, code };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
