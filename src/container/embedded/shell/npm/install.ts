// npm install and uninstall. Packages come from the registry that the site's owner has allowed (npm_config_registry); without
// one, what is packed with the site is all there is, and is said to be there already.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import semver from 'semver';
import type { Invocation } from '../interpreter.ts';
import { readLock, writeLock, type LockedPackages } from './lock.ts';
import { binsOf, installedManifest, installedNames, NpmError, readManifest, type Manifest } from './manifest.ts';
import { readSpec, Registry, type Picked } from './registry.ts';
import { nativeReason, unpackPackage, type PackageFile } from './tarball.ts';
import { edgesOf, PackageNode, placeFor, reachable, readTree, satisfies, type Edge } from './tree.ts';

const PARALLEL = 8;
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
type Field = (typeof FIELDS)[number];

interface Wanted {
  readonly name: string;
  readonly range: string;
}

/** Ends silently what may fail: a package that only something optional needs. */
interface Warning {
  readonly text: string;
}

/**
 * `npm install` and `npm uninstall`.
 * @param words packages, with their ranges
 * @param root the folder of package.json
 * @returns the exit status
 * @throws NpmError
 */
export async function install(command: 'install' | 'uninstall', words: readonly string[], options: ReadonlyMap<string, string>, root: string, invocation: Invocation): Promise<number> {
  const { io, env } = invocation;
  if (options.has('-g') || options.has('--global')) throw new NpmError('ENOTSUP', 'npm install --global: there are no global packages in the container');
  const manifest: Manifest = existsSync(join(root, 'package.json')) ? readManifest(root) : {};
  if (command === 'uninstall') return uninstall(words, manifest, options, root, invocation);
  const wanted = words.map(readSpec);
  const registry = options.get('--registry') ?? env['npm_config_registry'];
  const there = alreadyThere(wanted, manifest, root, env['npm_config_registry'] === undefined);
  if (there !== undefined) {
    linkCommands(root, readTree(root, save(there, wanted, manifest, options, root)));
    const packed = installedNames(root).length;
    await io.print(`\nup to date: ${there.length === 0 ? `${packed} packages are` : `${there.map(({ name, range }) => `${name}@${range}`).join(', ')} ${there.length === 1 ? 'is' : 'are'}`} here already${registry === undefined ? ' (packed with this site, nothing was fetched)' : ''}\n`);
    return 0;
  }
  if (registry === undefined) {
    const needed: readonly Wanted[] = wanted.length > 0 ? wanted : edgesOf(manifest, true).filter(({ kind }) => kind !== 'optional' && kind !== 'peer');
    const missing = needed.filter(({ name, range }) => !isThere(root, name, range)).map((one) => notHere(one, installedManifest(root, one.name)?.version));
    throw new NpmError('ENOREGISTRY', `${missing.join('; ')}, and this site fetches nothing from a registry.\nHere are: ${hereFor(root, needed).join(', ') || 'no packages'}.\nWhoever runs the site can allow installing with "npmRegistry" in backlot.config.json.`);
  }
  const started = performance.now();
  const installer = new Installer(root, manifest, new Registry(registry, invocation.control.signal), invocation);
  const result = await installer.run(wanted, options);
  for (const { text } of result.warnings) await io.printError(`npm warn ${text}\n`);
  const seconds = Math.max(1, Math.round((performance.now() - started) / 1000));
  await io.print(`\n${result.added === 0 && result.changed === 0 ? 'up to date' : [result.added > 0 ? `added ${count(result.added)}` : '', result.changed > 0 ? `changed ${count(result.changed)}` : ''].filter((part) => part !== '').join(', and ')} in ${seconds}s\n`);
  return 0;
}

const count = (packages: number): string => `${packages} package${packages === 1 ? '' : 's'}`;

const isThere = (root: string, name: string, range: string): boolean => {
  const version = installedManifest(root, name)?.version;
  return version !== undefined && satisfies(version, range === '' ? '*' : range);
};

/** Says that a package is not here. @param other the version of it that is here and not wanted, if there is one */
function notHere({ name, range }: Wanted, other: string | undefined): string {
  const asked = range === '' ? name : `${name}@${range}`;
  return other === undefined ? `${asked}: not here` : `${asked}: not here, but ${name}@${other} is (ask for "^${other}")`;
}

/** Packages that are here, with versions, as far as somebody would name them: those that no other one needs, and other versions of what was asked for. */
function hereFor(root: string, asked: readonly Wanted[]): string[] {
  const manifests = installedNames(root).map((name) => [name, installedManifest(root, name) ?? {}] as const);
  const needed = new Set(manifests.flatMap(([, manifest]) => edgesOf(manifest, false).map(({ name }) => name)));
  for (const { name } of asked) needed.delete(name);
  return manifests.flatMap(([name, { version = '' }]) => (needed.has(name) ? [] : [`${name}@${version}`]));
}

/** What was asked for, with installed versions, when all of it is there; undefined when something has to be fetched. */
function alreadyThere(wanted: readonly Wanted[], manifest: Manifest, root: string, offline: boolean): Wanted[] | undefined {
  const needed = wanted.length > 0 ? wanted : edgesOf(manifest, true).filter(({ kind }) => kind === 'prod' || kind === 'dev');
  // Asked for by name without a version, a newer one may exist: only where nothing can be fetched is the present one enough.
  const enough = needed.every(({ name, range }) => isThere(root, name, range) && (offline || wanted.length === 0 || (range !== '' && range !== 'latest')));
  if (!enough) return undefined;
  if (!offline && wanted.length === 0 && missingBelow(readTree(root, manifest))) return undefined;
  return wanted.map(({ name }) => ({ name, range: installedManifest(root, name)?.version ?? '' }));
}

function missingBelow(tree: PackageNode): boolean {
  return [...reachable(tree)].some((node) => edgesOf(node.manifest, node === tree).some(({ name, kind }) => (kind === 'prod' || kind === 'dev') && node.resolve(name) === undefined));
}

/** Writes what was installed by name into package.json. @param versions those that are there now */
function save(versions: readonly Wanted[], wanted: readonly Wanted[], manifest: Manifest, options: ReadonlyMap<string, string>, root: string): Manifest {
  if (options.has('--no-save') || wanted.length === 0) return manifest;
  const field: Field = options.has('-D') || options.has('--save-dev') ? 'devDependencies' : options.has('-O') || options.has('--save-optional') ? 'optionalDependencies' : 'dependencies';
  const changed: Record<string, unknown> = { ...manifest };
  for (const { name, range: version } of versions) {
    const asked = wanted.find((one) => one.name === name)?.range ?? '';
    const explicit = asked !== '' && (semver.validRange(asked) !== null || asked.startsWith('npm:')) && semver.valid(asked) === null;
    const range = explicit ? asked : options.has('-E') || options.has('--save-exact') || semver.valid(asked) !== null ? version : `^${version}`;
    const present = FIELDS.find((one) => (changed[one] as Record<string, string> | undefined)?.[name] !== undefined);
    const target = options.has('-D') || options.has('--save-dev') || options.has('-O') ? field : (present ?? field);
    for (const other of FIELDS) {
      if (other === target || (changed[other] as Record<string, string> | undefined)?.[name] === undefined) continue;
      const { [name]: _, ...rest } = changed[other] as Record<string, string>;
      changed[other] = rest;
    }
    // What package.json says already stays when it still holds.
    const before = (changed[target] as Record<string, string> | undefined)?.[name];
    const keep = before !== undefined && asked === '' && satisfies(version, before);
    changed[target] = sorted({ ...(changed[target] as Record<string, string> | undefined), [name]: keep ? before : range });
  }
  writeManifest(root, changed);
  return changed;
}

const sorted = (record: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Writes package.json in the indentation that it has. */
function writeManifest(root: string, manifest: object): void {
  const path = join(root, 'package.json');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const indent = /^[ \t]+(?=")/m.exec(before)?.[0] ?? '  ';
  const text = JSON.stringify(manifest, null, indent) + (before === '' || before.endsWith('\n') ? '\n' : '');
  if (text !== before) writeFileSync(path, text);
}

class Installer {
  readonly #root: string;
  readonly #manifest: Manifest;
  readonly #registry: Registry;
  readonly #invocation: Invocation;
  readonly #tree: PackageNode;
  readonly #lock: LockedPackages;
  readonly #warnings: Warning[] = [];
  /** nodes that take the place of what is on the disk */
  readonly #replaced = new Set<string>();

  constructor(root: string, manifest: Manifest, registry: Registry, invocation: Invocation) {
    this.#root = root;
    this.#manifest = manifest;
    this.#registry = registry;
    this.#invocation = invocation;
    this.#lock = readLock(root);
    this.#tree = readTree(root, manifest);
  }

  async run(wanted: readonly Wanted[], options: ReadonlyMap<string, string>): Promise<{ added: number; changed: number; warnings: readonly Warning[] }> {
    let tree = this.#tree;
    const versions: Wanted[] = [];
    const asked = new Map<string, Picked>();
    for (const { name, range } of wanted) {
      await this.#progress(`looking for ${name}`);
      const picked = await this.#registry.pick(name, range, range === '' ? undefined : this.#lock[`node_modules/${name}`]?.version);
      asked.set(name, picked);
      versions.push({ name, range: picked.manifest.version });
    }
    // The project's needs with the new ones in it, before anything is written.
    const extra = Object.fromEntries(versions.map(({ name, range }) => [name, range]));
    const planned: Manifest = { ...this.#manifest, dependencies: { ...this.#manifest.dependencies, ...extra } };
    tree = new PackageNode('', undefined, planned);
    for (const [name, child] of this.#tree.children) tree.children.set(name, moved(child, tree));
    for (const [name, picked] of asked) {
      if (tree.children.get(name)?.version === picked.manifest.version) continue;
      if (tree.children.has(name)) this.#replaced.add(`node_modules/${name}`);
      tree.children.set(name, new PackageNode(name, tree, picked.manifest, picked.source));
    }
    await this.#complete(tree);
    const fetched = [...tree.all()].filter(({ source }) => source !== undefined);
    const failed = await this.#fetch(fetched);
    for (const node of failed) node.parent?.children.delete(node.name);
    const saved = save(versions, wanted, this.#manifest, options, this.#root);
    const final = new PackageNode('', undefined, saved);
    for (const [name, child] of tree.children) final.children.set(name, moved(child, final));
    linkCommands(this.#root, final);
    writeLock(this.#root, final, this.#lock);
    await this.#progress('');
    const installed = fetched.filter((node) => !failed.includes(node));
    const changed = installed.filter(({ path }) => this.#replaced.has(path)).length;
    return { added: installed.length - changed, changed, warnings: this.#warnings };
  }

  /** Adds what is missing until every need is met, breadth first, as npm does. */
  async #complete(tree: PackageNode): Promise<void> {
    const queue: PackageNode[] = [tree];
    const seen = new Set<PackageNode>();
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      if (seen.has(node)) continue;
      seen.add(node);
      this.#invocation.control.check();
      const edges = edgesOf(node.manifest, node === tree);
      // All metadata of one package's needs are asked for at once.
      const missing = edges.filter((edge) => this.#unmet(node, edge));
      const picks = new Map(missing.map((edge) => [edge, this.#pick(node, edge)]));
      for (const pick of picks.values()) pick.catch(() => {});
      for (const edge of edges) {
        const from = edge.kind === 'peer' ? (node.parent ?? node) : node;
        let target = from.resolve(edge.name);
        if (target !== undefined && !satisfies(target.version, edge.range) && edge.kind === 'peer') {
          this.#warnings.push({ text: `ERESOLVE conflicting peer dependency: ${node.name}@${node.version} wants ${edge.name}@${edge.range}, here is ${target.version}` });
        } else if (this.#unmet(node, edge)) {
          const picked = await (picks.get(edge) ?? this.#pick(node, edge));
          if (picked === undefined) continue;
          const place = placeFor(from, edge.name, picked.manifest.version);
          if (place === tree && tree.children.has(edge.name)) this.#replaced.add(`node_modules/${edge.name}`);
          target = new PackageNode(edge.name, place, picked.manifest, picked.source);
          target.optional = edge.kind === 'optional' || node.optional;
          place.children.set(edge.name, target);
        }
        if (target !== undefined) queue.push(target);
      }
    }
  }

  #unmet(node: PackageNode, edge: Edge): boolean {
    const from = edge.kind === 'peer' ? (node.parent ?? node) : node;
    const target = from.resolve(edge.name);
    if (target === undefined) return true;
    return edge.kind !== 'peer' && !satisfies(target.version, edge.range);
  }

  /** @returns undefined for an optional package that is not for this machine or can't be had */
  async #pick(node: PackageNode, { name, range, kind }: Edge): Promise<Picked | undefined> {
    try {
      await this.#progress(`looking for ${name}`);
      const locked = this.#lock[`${node.path === '' ? '' : `${node.path}/`}node_modules/${name}`] ?? this.#lock[`node_modules/${name}`];
      const picked = await this.#registry.pick(name, range, locked?.version);
      const reason = unfit(picked.manifest);
      if (reason === undefined) return picked;
      if (kind === 'optional') return undefined;
      throw new NpmError('EBADPLATFORM', `Unsupported platform for ${name}@${picked.manifest.version}: ${reason}`);
    } catch (error) {
      if (kind === 'optional' && error instanceof NpmError) return undefined;
      throw error;
    }
  }

  /** Fetches and writes packages, the ones nearest the root first. @returns optional ones that could not be had */
  async #fetch(nodes: readonly PackageNode[]): Promise<PackageNode[]> {
    const failed: PackageNode[] = [];
    const unpacked = new Map<PackageNode, PackageFile[]>();
    let done = 0;
    let bytes = 0;
    const queue = [...nodes];
    const worker = async (): Promise<void> => {
      for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
        this.#invocation.control.check();
        try {
          const { files, size } = await this.#unpack(node);
          unpacked.set(node, files);
          bytes += size;
        } catch (error) {
          if (!node.optional || !(error instanceof NpmError)) throw error;
          failed.push(node);
        }
        await this.#progress(`${++done}/${nodes.length} packages, ${Math.round(bytes / 1024)} KB`);
      }
    };
    // Nothing is written before all is here and checked: a failure leaves node_modules as it was.
    await Promise.all(Array.from({ length: Math.min(PARALLEL, nodes.length) }, worker));
    for (const node of nodes) {
      const files = unpacked.get(node);
      if (files !== undefined) this.#write(node, files);
    }
    return failed;
  }

  async #unpack(node: PackageNode): Promise<{ files: PackageFile[]; size: number }> {
    const realName = node.manifest.name ?? node.name;
    const tarball = await this.#registry.tarball(realName, node.source as NonNullable<typeof node.source>);
    const files = await unpackPackage(realName, tarball);
    const full = files.find(({ path }) => path === 'package.json');
    if (full === undefined) throw new NpmError('ENOPACKAGEJSON', `${realName}@${node.version} has no package.json`);
    const manifest = JSON.parse(Buffer.from(full.bytes).toString().replace(/^\uFEFF/, '')) as Manifest;
    const native = nativeReason(manifest, files);
    if (native !== undefined) {
      throw new NpmError('ENATIVE', `${realName}@${node.version} can't run in a browser: ${native}.\nLook for a package that is JavaScript or WebAssembly only.`);
    }
    const scripts = ['preinstall', 'install', 'postinstall'].filter((name) => manifest.scripts?.[name] !== undefined);
    if (scripts.length > 0) this.#warnings.push({ text: `${realName}@${node.version} has install scripts (${scripts.join(', ')}), which are not run in the container` });
    const deprecated = (node.manifest as { deprecated?: string }).deprecated;
    if (deprecated !== undefined) this.#warnings.push({ text: `deprecated ${realName}@${node.version}: ${deprecated}` });
    return { files, size: tarball.length };
  }

  #write(node: PackageNode, files: readonly PackageFile[]): void {
    const folder = join(this.#root, node.path);
    // What nested packages there were belongs to the old version.
    const kept = new Set([...node.children.values()].map(({ name }) => name));
    if (kept.size === 0) rmSync(folder, { recursive: true, force: true });
    for (const { path, bytes, executable } of files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      if (executable) chmodSync(file, 0o755);
    }
  }

  #shown = '';

  /** One line that is written over, on a terminal. */
  async #progress(text: string): Promise<void> {
    const { io } = this.#invocation;
    if (io.stderr.isTerminal !== true || text === this.#shown) return;
    this.#shown = text;
    await io.printError(`\r\x1b[K${text}`);
  }
}

/** Makes node_modules/.bin: links to the commands of packages, those of packed ones included. */
function linkCommands(root: string, tree: PackageNode): void {
  for (const node of tree.all()) {
    for (const child of node.children.values()) {
      const manifest = installedManifest(join(root, node.path), child.name);
      if (manifest === undefined) continue;
      for (const [bin, file] of Object.entries(binsOf(manifest))) {
        const target = join(root, child.path, file);
        const link = join(root, node.path, 'node_modules/.bin', bin);
        if (!existsSync(target) || bin.includes('/')) continue;
        mkdirSync(dirname(link), { recursive: true });
        rmSync(link, { force: true });
        symlinkSync(relative(dirname(link), target), link);
        chmodSync(target, 0o755);
      }
    }
  }
}

/** The same package below another parent. */
function moved(node: PackageNode, parent: PackageNode): PackageNode {
  const copy = new PackageNode(node.name, parent, node.manifest, node.source);
  copy.optional = node.optional;
  for (const [name, child] of node.children) copy.children.set(name, moved(child, copy));
  return copy;
}

/** Why a package is not for this machine, by its `os` and `cpu`. */
function unfit(manifest: Manifest): string | undefined {
  const allows = (list: unknown, value: string): boolean => {
    if (!Array.isArray(list) || list.length === 0) return true;
    const names = list as readonly string[];
    if (names.includes(`!${value}`)) return false;
    const positive = names.filter((name) => !name.startsWith('!'));
    return positive.length === 0 || positive.includes(value) || positive.includes('any');
  };
  if (!allows(manifest['os'], process.platform)) return `it is for ${String(manifest['os'])}, this is ${process.platform}`;
  if (!allows(manifest['cpu'], process.arch)) return `it is for ${String(manifest['cpu'])}, this is ${process.arch}`;
  return undefined;
}

async function uninstall(words: readonly string[], manifest: Manifest, options: ReadonlyMap<string, string>, root: string, { io }: Invocation): Promise<number> {
  if (words.length === 0) throw new NpmError('EUSAGE', 'npm uninstall <name>: which package?');
  const names = words.map((word) => readSpec(word).name);
  const before = readTree(root, manifest);
  const changed: Record<string, unknown> = { ...manifest };
  for (const field of FIELDS) {
    const ranges = changed[field] as Record<string, string> | undefined;
    if (ranges === undefined || !names.some((name) => name in ranges)) continue;
    const rest = Object.fromEntries(Object.entries(ranges).filter(([name]) => !names.includes(name)));
    if (Object.keys(rest).length === 0) delete changed[field];
    else changed[field] = rest;
  }
  const after = readTree(root, changed);
  const kept = new Set([...reachable(after)].map(({ path }) => path));
  const removed = [...reachable(before)].filter(({ path }) => path !== '' && !kept.has(path));
  for (const name of names) {
    const node = before.children.get(name);
    if (node !== undefined && !removed.includes(node) && !kept.has(node.path)) removed.push(node);
  }
  for (const { path, manifest: gone, parent } of removed) {
    rmSync(join(root, path), { recursive: true, force: true });
    for (const bin of Object.keys(binsOf(gone))) rmSync(join(root, parent?.path ?? '', 'node_modules/.bin', bin), { force: true });
    const scope = dirname(join(root, path));
    if (scope.slice(scope.lastIndexOf('/') + 1).startsWith('@') && existsSync(scope) && readdirSync(scope).length === 0) rmdirSync(scope);
  }
  if (!options.has('--no-save') && existsSync(join(root, 'package.json'))) {
    writeManifest(root, changed);
    if (existsSync(join(root, 'package-lock.json'))) writeLock(root, readTree(root, changed), readLock(root));
  }
  await io.print(`\n${removed.length === 0 ? 'up to date' : `removed ${count(removed.length)}`}\n`);
  return 0;
}
