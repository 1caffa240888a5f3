// Which installed folders a package needs, read from package-lock.json (lockfileVersion 3,
// https://docs.npmjs.com/cli/configuring-npm/package-lock-json), and which of their files a program can use.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** the systems that it is for; absent: all */
  readonly os?: readonly string[];
  /** the processors that it is for; absent: all */
  readonly cpu?: readonly string[];
}

/** What the container's programs take themselves to run on. */
const SYSTEM = 'linux';
/** Machine code, for whichever processor, is of no use to them. */
const isForContainer = ({ os = [], cpu = [] }: LockedPackage): boolean => cpu.length === 0 && (os.length === 0 || os.includes(SYSTEM) || os.every((name) => name.startsWith('!'))) && !os.includes(`!${SYSTEM}`);

/** package-lock.json's `packages`: folder below the project -> what is installed there. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** @throws when there is no lock file, or one of another version */
export async function readLock(lessonsDir: string): Promise<LockedPackages> {
  const path = join(lessonsDir, 'package-lock.json');
  const lock = JSON.parse(await readFile(path, 'utf8')) as { lockfileVersion?: number; packages?: LockedPackages };
  if (lock.lockfileVersion !== 3 || lock.packages === undefined) {
    throw new Error(`${path} has lockfileVersion ${String(lock.lockfileVersion)}, expected 3: write it with npm 7 or later`);
  }
  return lock.packages;
}

/**
 * The folders of a package and of everything it depends on, as Node would find them.
 * @param name a package that lies directly in the project's node_modules
 * Optional ones that are for other systems (`fsevents`), or for a processor, are left out, on whichever system this runs.
 * @returns sorted folders, such as `node_modules/ajv/node_modules/fast-uri`
 * @throws when a dependency that is not optional is missing from the lock file
 */
export function dependencyFolders(packages: LockedPackages, name: string): string[] {
  const found = new Set<string>();
  const visit = (dependent: string, dependency: string, optional: boolean): void => {
    const folder = resolveFolder(packages, dependent, dependency);
    if (folder === undefined) {
      if (optional) return;
      throw new Error(`package-lock.json lacks ${dependency}, which ${dependent || 'package.json'} needs: run npm install in the lessons folder`);
    }
    if (found.has(folder) || (optional && !isForContainer(packages[folder] as LockedPackage))) return;
    found.add(folder);
    const { dependencies, optionalDependencies, peerDependencies } = packages[folder] as LockedPackage;
    for (const next of Object.keys(dependencies ?? {})) visit(folder, next, false);
    for (const next of Object.keys({ ...optionalDependencies, ...peerDependencies })) visit(folder, next, true);
  };
  visit('', name, false);
  return [...found].sort();
}

/** Node's lookup: the node_modules of the dependent, then of each folder above it. */
function resolveFolder(packages: LockedPackages, dependent: string, dependency: string): string | undefined {
  for (let folder = dependent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = folder === '' ? `node_modules/${dependency}` : `${folder}/node_modules/${dependency}`;
    if (candidate in packages) return candidate;
    if (folder === '') return undefined;
  }
}

const RUNNABLE = /\.(?:js|cjs|mjs|json|wasm)$/i;
const LICENSE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
const NEVER_LOADED = /\.(?:d\.[cm]?ts|map|md|markdown)$/i;
/** The types of the language itself, which TypeScript's compiler reads (ts-node and tsc do nothing without them). */
const LANGUAGE_TYPES = /^lib\/lib(?:\.[\w.]+)?\.d\.ts$/;
/** Folders that hold no code for users of a package. Only directly below the package: deeper, `test` may be a real module. */
const NOT_FOR_USERS = /^(?:\..*|tests?|__tests__|specs?|docs?|documentation|examples?|demo|bench(?:mark)?s?|coverage|fixtures|integration|website|tap-snapshots|man)$/i;
/** Files directly below the package that only its authors use. */
const NOT_FOR_USERS_FILE = /^(?:\..*|(?:test|bench(?:mark)?|eslint\.config|jest\.config|karma\.conf|gruntfile|gulpfile|rollup\.config|tsconfig.*|webpack\.config|.*\.(?:test|spec))\.(?:js|cjs|mjs|json))$/i;

/**
 * The files of an installed package that a program can use, sorted, relative to the package's folder. Nested node_modules
 * are not looked into: they are packages of their own.
 * @param options.whole also what only a package's authors use; types, source maps and texts are left out all the same
 */
export async function packageFiles(folder: string, { whole = false } = {}): Promise<string[]> {
  const files: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const top = relative === '';
      if (whole) {
        if (entry.isDirectory()) {
          if (entry.name !== 'node_modules') await visit(path);
        } else if (entry.isFile() && (!NEVER_LOADED.test(path) || LANGUAGE_TYPES.test(path))) {
          files.push(path);
        }
      } else if (entry.isDirectory()) {
        if (entry.name === 'node_modules' || entry.name === '__tests__' || (top && NOT_FOR_USERS.test(entry.name))) continue;
        await visit(path);
      } else if (entry.isFile()) {
        if ((top && LICENSE.test(entry.name)) || LANGUAGE_TYPES.test(path)) files.push(path);
        else if (RUNNABLE.test(entry.name) && !(top && NOT_FOR_USERS_FILE.test(entry.name))) files.push(path);
      }
    }
  };
  await visit('');
  return files.sort();
}
