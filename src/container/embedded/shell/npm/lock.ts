// package-lock.json, version 3 (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NpmError, type Manifest } from './manifest.ts';
import { edgesOf, reachable, type PackageNode } from './tree.ts';

export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly [field: string]: unknown;
}

export type LockedPackages = Readonly<Record<string, LockEntry>>;

/** What the lock file says, by path; empty without one. @throws NpmError EJSONPARSE */
export function readLock(root: string): LockedPackages {
  let text: string;
  try {
    text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  } catch {
    return {};
  }
  try {
    return (JSON.parse(text) as { packages?: LockedPackages }).packages ?? {};
  } catch (error) {
    throw new NpmError('EJSONPARSE', `Invalid package-lock.json: ${(error as Error).message}`);
  }
}

/** Fields of a package.json that npm copies into the lock file. */
const COPIED = ['dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'bin', 'engines', 'os', 'cpu', 'license', 'funding'] as const;

function copied(manifest: Manifest): Record<string, unknown> {
  return Object.fromEntries(COPIED.flatMap((field) => {
    const value = manifest[field];
    const empty = value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    return empty ? [] : [[field, value]];
  }));
}

/** Writes the lock file of a tree. What was installed before keeps what the old lock file knew of it. */
export function writeLock(root: string, tree: PackageNode, before: LockedPackages): void {
  const needed = reachable(tree);
  const withoutDev = reachableWithoutDev(tree);
  const packages: Record<string, object> = {
    '': { ...(tree.manifest.name !== undefined && { name: tree.manifest.name }), ...(tree.manifest.version !== undefined && { version: tree.manifest.version }), ...copied(tree.manifest), ...(tree.manifest.devDependencies && { devDependencies: tree.manifest.devDependencies }) },
  };
  const nodes = [...tree.all()].filter((node) => node !== tree && needed.has(node)).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const node of nodes) {
    const old = before[node.path]?.version === node.version ? before[node.path] : undefined;
    const realName = node.manifest.name !== undefined && node.manifest.name !== node.name ? { name: node.manifest.name } : {};
    packages[node.path] = {
      ...realName,
      version: node.version,
      ...(node.source === undefined ? { ...(old?.resolved !== undefined && { resolved: old.resolved }), ...(old?.integrity !== undefined && { integrity: old.integrity }) } : { resolved: node.source.tarball, ...(node.source.integrity !== undefined && { integrity: node.source.integrity }) }),
      ...(!withoutDev.has(node) && { dev: true }),
      ...(node.optional && { optional: true }),
      ...copied(node.manifest),
    };
  }
  const { name, version } = tree.manifest;
  const lock = { ...(name !== undefined && { name }), ...(version !== undefined && { version }), lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
}

function reachableWithoutDev(tree: PackageNode): Set<PackageNode> {
  const seen = new Set<PackageNode>();
  const visit = (node: PackageNode): void => {
    for (const { name, kind } of edgesOf(node.manifest, node === tree)) {
      const target = kind === 'dev' ? undefined : node.resolve(name);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      visit(target);
    }
  };
  visit(tree);
  return seen;
}
