// package.json and the packages of node_modules, as npm's commands here read them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** An error of npm's, with the code that it prints. */
export class NpmError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The nearest folder with a package.json, or the folder itself. */
export function packageRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) || existsSync(join(at, 'node_modules'))) return at;
    if (at === dirname(at)) return folder;
  }
}

/** @throws NpmError ENOENT, EJSONPARSE */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new NpmError('ENOENT', `Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`);
  }
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw new NpmError('EJSONPARSE', `Invalid package.json: ${(error as Error).message}`);
  }
}

/** The manifest of an installed package, or undefined when it is not there. */
export function installedManifest(root: string, name: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/** Names of what is in a node_modules folder. */
export function installedNames(root: string): string[] {
  const folder = join(root, 'node_modules');
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return [];
  }
  return entries.flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name];
  }).sort();
}

/** Commands of a package: name -> file inside the package. */
export function binsOf({ name = '', bin }: Manifest): Record<string, string> {
  if (bin === undefined) return {};
  const short = name.slice(name.indexOf('/') + 1);
  return typeof bin === 'string' ? { [short]: bin } : { ...bin };
}
