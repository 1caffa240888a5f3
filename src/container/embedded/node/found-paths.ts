// Where the last program found the modules of its packages. Looking for them (Module._findPath) takes a good part of a program's start,
// and as long as nothing has changed that a search looks at (FileTree.layout), another search finds the same.
import type { FoundPath, FoundPaths } from '../kernel/protocol.ts';
import type { Environment } from './environment.ts';

/** Options with which a search goes another way. */
const OTHER_WAYS = ['--conditions', '--preserve-symlinks', '--experimental-package-map'];

export interface KnownPaths {
  /** what an earlier program has found, and in which layout of the files */
  remember(found: FoundPaths): void;
  /**
   * @param key of Module._pathCache: the request and the folders where it is looked for
   * @param extensions Module._extensions
   */
  find(key: string, extensions: object): FoundPath | undefined;
  /** Tells what the program's own search has found. @param cached whether Module._pathCache has it too */
  note(key: string, filename: string, cached: boolean, extensions: object): void;
  /** What is known of this program's searches; undefined when the layout has changed since it began. */
  report(): FoundPaths | undefined;
}

/** What one process knows. @param env read when it is needed: the process may not be there when this is made */
export function createKnownPaths(env: () => Environment): KnownPaths {
  let remembered = new Map<string, FoundPath>();
  let rememberedLayout = -1;
  const noted = new Map<string, FoundPath>();
  let notedLayout: number | undefined;
  let isUsual: boolean | undefined;

  function usual(extensions: object): boolean {
    isUsual ??= OTHER_WAYS.every((option) => {
      const value = env().options.optionValues[option];
      return Array.isArray(value) ? value.length === 0 : !value;
    });
    // What a program adds comes behind these.
    const [first, second, third] = Object.keys(extensions);
    return isUsual && first === '.js' && second === '.json' && third === '.node';
  }

  return {
    remember({ layout, paths }) {
      rememberedLayout = layout;
      remembered = new Map(paths.map((path) => [path.key, path]));
    },
    find(key, extensions) {
      const { layout } = env().files;
      notedLayout ??= layout;
      if (layout !== rememberedLayout) return undefined;
      const found = remembered.get(key);
      if (found === undefined || !usual(extensions)) return undefined;
      noted.set(key, found);
      return found;
    },
    note(key, filename, cached, extensions) {
      const { files } = env();
      if (notedLayout !== files.layout || !isOfPackages(key, filename) || files.packed(filename) === undefined || !usual(extensions)) return;
      noted.set(key, { key, filename, cached });
    },
    report: () => (notedLayout === env().files.layout ? { layout: notedLayout, paths: [...noted.values()] } : undefined),
  };
}

/** Whether all that a search has looked at lies in `node_modules`, whose changes count as changes of the layout. */
function isOfPackages(key: string, filename: string): boolean {
  const [request = '', ...folders] = key.split('\0');
  if (/^\.{0,2}\/|^\.{1,2}$/.test(request)) return folders.every((folder) => folder.includes('/node_modules/'));
  const last = folders.findIndex((folder) => filename.startsWith(`${folder}/`));
  return last >= 0 && folders.slice(0, last + 1).every((folder) => folder.endsWith('/node_modules'));
}
