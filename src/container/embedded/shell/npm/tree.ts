// The tree of packages below a node_modules folder, and where npm puts what is added to it: as near the root as no other
// version of the same package forbids.
import { readFileSync, readdirSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import type { Manifest } from './manifest.ts';

/** Where a package's bytes come from; undefined for one that is on the disk already. */
export interface Source {
  readonly tarball: string;
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
}

export class PackageNode {
  readonly name: string;
  readonly parent: PackageNode | undefined;
  readonly manifest: Manifest;
  readonly source: Source | undefined;
  readonly children = new Map<string, PackageNode>();
  /** only needed by something optional: its failure is no failure */
  optional = false;

  constructor(name: string, parent: PackageNode | undefined, manifest: Manifest, source?: Source) {
    this.name = name;
    this.parent = parent;
    this.manifest = manifest;
    this.source = source;
  }

  get version(): string {
    return this.manifest.version ?? '0.0.0';
  }

  /** Relative to the project, for example `node_modules/a/node_modules/b`; empty for the project itself. */
  get path(): string {
    if (this.parent === undefined) return '';
    return `${this.parent.path === '' ? '' : `${this.parent.path}/`}node_modules/${this.name}`;
  }

  /** What `require(name)` finds from here. */
  resolve(name: string): PackageNode | undefined {
    return this.children.get(name) ?? this.parent?.resolve(name);
  }

  /** This node and all below it. */
  *all(): Generator<PackageNode> {
    yield this;
    for (const child of this.children.values()) yield* child.all();
  }
}

/** One package's need of another. */
export interface Edge {
  readonly name: string;
  readonly range: string;
  readonly kind: 'prod' | 'dev' | 'optional' | 'peer';
}

/** Whether a version meets a range of a package.json; a range that is no semver range (a tag) is met by anything. */
export function satisfies(version: string, range: string): boolean {
  const spec = range.startsWith('npm:') ? range.slice(range.lastIndexOf('@') + 1) : range;
  return semver.validRange(spec, { loose: true }) === null ? true : semver.satisfies(version, spec, { loose: true, includePrerelease: false });
}

/** What a package needs. Optional ones replace the same name among the plain ones, as npm has it. */
export function edgesOf(manifest: Manifest, root = false): Edge[] {
  const optional = manifest.optionalDependencies ?? {};
  const meta = (manifest['peerDependenciesMeta'] ?? {}) as Readonly<Record<string, { optional?: boolean }>>;
  const list = (kind: Edge['kind'], ranges: Readonly<Record<string, string>> = {}): Edge[] => Object.entries(ranges).map(([name, range]) => ({ name, range, kind }));
  return [
    ...list('prod', manifest.dependencies).filter(({ name }) => !(name in optional)),
    ...list('optional', optional),
    ...(root ? list('dev', manifest.devDependencies) : []),
    ...list('peer', manifest.peerDependencies).filter(({ name }) => meta[name]?.optional !== true),
  ];
}

/** What is on the disk. Folders without a package.json are left out. */
export function readTree(root: string, manifest: Manifest): PackageNode {
  const node = new PackageNode('', undefined, manifest);
  readChildren(node, root);
  return node;
}

function readChildren(node: PackageNode, folder: string): void {
  let names: string[];
  try {
    names = readdirSync(join(folder, 'node_modules'));
  } catch {
    return;
  }
  for (const name of names) {
    if (name.startsWith('.')) continue;
    if (!name.startsWith('@')) readChild(node, name, folder);
    else for (const inner of readdirSync(join(folder, 'node_modules', name))) readChild(node, `${name}/${inner}`, folder);
  }
}

function readChild(parent: PackageNode, name: string, folder: string): void {
  const path = join(folder, 'node_modules', name);
  if (lstatSync(path).isSymbolicLink()) return;
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return;
  }
  const node = new PackageNode(name, parent, manifest);
  parent.children.set(name, node);
  readChildren(node, path);
}

/**
 * The node below which a package goes that `from` needs: the highest one where it neither takes the place of another version
 * nor hides one that a package below needs.
 */
export function placeFor(from: PackageNode, name: string, version: string): PackageNode {
  const chain: PackageNode[] = [];
  for (let at: PackageNode | undefined = from; at !== undefined; at = at.parent) chain.unshift(at);
  // Below the deepest one that has another version, nothing is in the way.
  const taken = chain.findLastIndex((node) => node.children.has(name));
  const candidates = chain.slice(taken + 1);
  return candidates.find((node) => !hides(node, name, version)) ?? from;
}

/** Whether a package put below `place` would hide the version that a package further down uses. */
function hides(place: PackageNode, name: string, version: string): boolean {
  for (const node of place.all()) {
    if (node !== place && node.children.has(name)) continue;
    const edge = edgesOf(node.manifest, node.parent === undefined).find((one) => one.name === name);
    if (edge !== undefined && node.resolve(name) !== undefined && !satisfies(version, edge.range)) return true;
  }
  return false;
}

/** All that the project needs, directly or not. */
export function reachable(root: PackageNode): Set<PackageNode> {
  const seen = new Set<PackageNode>([root]);
  const queue = [root];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const { name } of edgesOf(node.manifest, node === root)) {
      const target = node.resolve(name);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return seen;
}
