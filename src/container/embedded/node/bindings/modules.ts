// internalBinding('modules'): package.json files (src/node_modules.cc), and the compile cache, which is never on here.
import { codedError } from '../bytes.ts';
import type { BindingFactory, Environment } from '../environment.ts';

/** [name, main, type, imports, exports, path]: what lib/internal/modules/package_json_reader.js calls SerializedPackageConfig. */
type PackageConfig = [
  name: string | undefined, main: string | undefined, type: 'commonjs' | 'module' | 'none',
  imports: string | undefined, exports: string | undefined, path: string,
];

interface CachedConfig {
  readonly text: string;
  readonly config: PackageConfig | 'invalid';
}

/** What is known of an import that asks for a package.json, for the error message. */
interface Referrer {
  readonly base?: string | undefined;
  readonly specifier?: string | undefined;
}

// Of module.enableCompileCache(): index into compileCacheStatus.
const COMPILE_CACHE_DISABLED = 3;

export const modules: BindingFactory = (env) => {
  const packages = createPackageReader(env);
  return {
    readPackageJSON(path: string, isEsm?: boolean, base?: string, specifier?: string): PackageConfig | undefined {
      return packages.read(path, isEsm ? { base, specifier } : {});
    },
    getNearestParentPackageJSON: (path: string) => packages.nearest(path),
    getNearestParentPackageJSONType: (path: string) => typeOf(packages.nearest(path)),
    /** The package.json that governs a URL, or the path of the last one looked for. */
    getPackageScopeConfig: (url: string) => packages.scope(url),
    getPackageType(url: string): string | undefined {
      const scope = packages.scope(url);
      return typeof scope === 'string' ? undefined : typeOf(scope);
    },
    // For the library's patched search (tools/node-library/patches.ts).
    foundPath: (key: string, extensions: object) => env.knownPaths.find(key, extensions),
    notePath: (key: string, filename: string, cached: boolean, extensions: object) => env.knownPaths.note(key, filename, cached, extensions),
    enableCompileCache: () => [COMPILE_CACHE_DISABLED],
    getCompileCacheDir: () => undefined,
    flushCompileCache() {},
    getCompileCacheEntry: () => undefined,
    saveCompileCacheEntry() {},
    /** import.meta.dirname and filename; they cost little, so they are set at once. */
    setLazyPathHelpers(meta: object, url: string): void {
      const filename = pathOf(env, url);
      const define = (key: string, value: string) =>
        Object.defineProperty(meta, key, { value, configurable: true, enumerable: true, writable: true });
      define('dirname', filename.slice(0, filename.lastIndexOf('/')) || '/');
      define('filename', filename);
    },
  };
};

const typeOf = (config: PackageConfig | undefined): string | undefined => config?.[2];

function createPackageReader(env: Environment) {
  const cache = new Map<string, CachedConfig>();
  const decoder = new env.natives.TextDecoder();

  function read(path: string, referrer: Referrer = {}): PackageConfig | undefined {
    if (env.files.kindOf(path) !== 'file') return undefined;
    const text = decoder.decode(env.files.viewFile(path));
    let cached = cache.get(path);
    // The text is compared, not a time: a file may change twice within a millisecond.
    if (cached === undefined || cached.text !== text) cache.set(path, (cached = { text, config: parseConfig(text, path) }));
    if (cached.config === 'invalid') throw invalidConfig(env, path, referrer);
    return cached.config;
  }

  /** The nearest package.json at or above a file's directory, not looking past a node_modules directory. */
  function nearest(path: string): PackageConfig | undefined {
    for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      const directory = path.slice(0, end);
      if (directory.endsWith('/node_modules')) return undefined;
      const config = read(`${directory}/package.json`);
      if (config !== undefined) return config;
      if (end === 0) return undefined;
    }
    return undefined;
  }

  function scope(url: string): PackageConfig | string {
    const path = pathOf(env, url);
    let looked = '/package.json';
    for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      looked = `${path.slice(0, end)}/package.json`;
      if (looked.endsWith('/node_modules/package.json')) break;
      const config = read(looked);
      if (config !== undefined) return config;
      if (end === 0) break;
    }
    return looked;
  }

  return { read, nearest, scope };
}

/** The fields that module resolution asks for; those that must be text and are something else count as absent. */
function parseConfig(text: string, path: string): PackageConfig | 'invalid' {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'invalid';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'invalid';
  const { name, main, type, imports, exports } = parsed as Record<string, unknown>;
  // As simdjson is used there: a name that is no string makes the file invalid, other fields of a wrong type are passed over.
  if (name !== undefined && typeof name !== 'string') return 'invalid';
  // A string is passed on as it is, an object or array as JSON.
  const structure = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
  return [
    name,
    typeof main === 'string' ? main : undefined,
    type === 'commonjs' || type === 'module' ? type : 'none',
    structure(imports),
    structure(exports),
    path,
  ];
}

function invalidConfig(env: Environment, path: string, { base, specifier }: Referrer): Error {
  const from = base === undefined ? '' : ` while importing ${specifier === undefined ? '' : `"${specifier}" from `}${pathOf(env, base)}`;
  return codedError(Error, 'ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}${from}.`);
}

/** The path of a file URL; what is no file URL is taken for a path. */
function pathOf(env: Environment, url: string): string {
  return url.startsWith('file:') ? decodeURIComponent(new env.natives.URL(url).pathname) : url;
}
