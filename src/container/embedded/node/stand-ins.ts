// npm packages of machine code for which there is something here that does the same: their JavaScript is what the container has in place of it.
// Each is text that uses nothing from outside itself but what a CommonJS module has.

/** A package.json, or a table of it. */
type Fields = Readonly<Record<string, unknown>>;

interface ResolverOptions {
  readonly conditionNames?: readonly string[];
  readonly extensionAlias?: Readonly<Record<string, readonly string[]>>;
  readonly extensions?: readonly string[];
  readonly mainFields?: string | readonly string[];
  readonly mainFiles?: readonly string[];
  readonly modules?: string | readonly string[];
  readonly roots?: readonly string[];
  readonly symlinks?: boolean;
}

interface Resolution {
  path?: string;
  error?: string;
}

/**
 * unrs-resolver 1.x, which Jest 30 looks modules up with: what its ResolverFactory does with the options that Jest and ESLint's
 * import resolver for TypeScript give. Other options are refused.
 * Facts: its index.d.ts; https://nodejs.org/api/esm.html#resolution-algorithm-specification for `exports` and `imports`.
 */
function unrsResolver(exports: Record<string, unknown>): void {
  const fs = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  // Names that are no options at all are ignored by the package too.
  const LEFT_OUT = [
    'tsconfig', 'alias', 'aliasFields', 'enforceExtension', 'exportsFields', 'importsFields', 'fallback', 'fullySpecified', 'resolveToContext', 'preferRelative',
    'preferAbsolute', 'restrictions', 'builtinModules', 'moduleType', 'allowPackageExportsInDirectoryResolve',
  ];
  const listOf = (given: string | readonly string[]): readonly string[] => (typeof given === 'string' ? [given] : given);

  const kindOf = (file: string): 'file' | 'folder' | undefined => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat?.isDirectory() ? 'folder' : stat === undefined ? undefined : 'file';
  };

  class ResolverFactory {
    readonly #options: ResolverOptions;
    readonly #manifests = new Map<string, Fields | null>();

    constructor(options: ResolverOptions = {}) {
      const refused = LEFT_OUT.find((name) => (options as Fields | null)?.[name] !== undefined);
      if (refused !== undefined) throw new Error(`unrs-resolver: the option ${refused} is not implemented by Backlot's stand-in for this native package.`);
      this.#options = options ?? {};
    }

    static default(): ResolverFactory {
      return new ResolverFactory();
    }

    cloneWithOptions(options: ResolverOptions): ResolverFactory {
      return new ResolverFactory(options);
    }

    clearCache(): void {
      this.#manifests.clear();
    }

    sync(directory: string, request: string): Resolution {
      try {
        const found = this.#resolve(directory, request);
        if (found === undefined) return { error: `Cannot find module '${request}' from '${directory}'` };
        return { path: this.#options.symlinks === false ? found : fs.realpathSync(found) };
      } catch (error) {
        return { error: (error as Error).message };
      }
    }

    async async(directory: string, request: string): Promise<Resolution> {
      return this.sync(directory, request);
    }

    #resolve(directory: string, request: string): string | undefined {
      if (request.startsWith('/')) return this.#at(request) ?? this.#first((this.#options.roots ?? []).map((root) => path.join(root, request)), (at) => this.#at(at));
      if (/^\.\.?(?:\/|$)/.test(request)) return this.#at(path.resolve(directory, request), request.endsWith('/'));
      const own = this.#packageAbove(directory);
      if (request.startsWith('#')) {
        const target = own && this.#entry((own.manifest['imports'] ?? {}) as Fields, request);
        if (typeof target !== 'string' || own === undefined) return undefined;
        return target.startsWith('./') ? this.#at(path.join(own.folder, target)) : this.#resolve(own.folder, target);
      }
      const [name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(request)?.slice(1) ?? [];
      if (own?.manifest['name'] === name && own.manifest['exports'] !== undefined) return this.#exported(own.folder, own.manifest, rest);
      return this.#first(this.#moduleFolders(directory), (folder) => {
        const at = path.join(folder, name);
        const manifest = this.#manifest(at);
        if (manifest?.['exports'] != null) return this.#exported(at, manifest, rest);
        return this.#at(path.join(folder, request), request.endsWith('/'));
      });
    }

    #first(places: readonly string[], look: (place: string) => string | undefined): string | undefined {
      for (const place of places) {
        const found = look(place);
        if (found !== undefined) return found;
      }
      return undefined;
    }

    #moduleFolders(directory: string): string[] {
      const modules = listOf(this.#options.modules ?? 'node_modules');
      const folders: string[] = [];
      for (let at = directory; ; at = path.dirname(at)) {
        for (const name of modules) if (!path.isAbsolute(name)) folders.push(path.join(at, name));
        if (at === path.dirname(at)) break;
      }
      return [...folders, ...modules.filter((name) => path.isAbsolute(name))];
    }

    /** A file, with an extension where it needs one, or a folder's main file. */
    #at(place: string, isFolder = false): string | undefined {
      return (isFolder ? undefined : this.#file(place)) ?? this.#folder(place);
    }

    /**
     * A file's other extensions come first, and are the only ones that it may have.
     * @throws where there is a file of that very name, and none of those
     */
    #aliased(place: string): string | undefined {
      const extension = path.extname(place);
      const [, aliases] = Object.entries(this.#options.extensionAlias ?? {}).find(([key]) => extension !== '' && key.replace(/^\.+/, '') === extension.slice(1)) ?? [];
      if (aliases === undefined) return undefined;
      const stem = place.slice(0, -extension.length);
      const found = aliases.map((alias) => stem + alias).find((file) => kindOf(file) === 'file');
      if (found !== undefined || kindOf(place) !== 'file') return found;
      const names = aliases.map((alias) => path.basename(stem) + alias).join(',');
      throw new Error(`Cannot resolve '${path.basename(place)}' for extension aliases '${names}' in '${path.dirname(place)}'`);
    }

    #file(place: string): string | undefined {
      const aliased = this.#aliased(place);
      if (aliased !== undefined) return aliased;
      const { extensions = ['.js', '.json', '.node'] } = this.#options;
      return ['', ...extensions].map((extension) => place + extension).find((file) => kindOf(file) === 'file');
    }

    #folder(place: string): string | undefined {
      if (kindOf(place) !== 'folder') return undefined;
      const manifest = this.#manifest(place);
      const mains = listOf(this.#options.mainFields ?? 'main').map((field) => manifest?.[field]).filter((main): main is string => typeof main === 'string');
      const files = this.#options.mainFiles ?? ['index'];
      const main = this.#first(mains, (name) => {
        const at = path.join(place, name);
        return this.#file(at) ?? this.#first(files, (file) => this.#file(path.join(at, file)));
      });
      return main ?? this.#first(files, (file) => this.#file(path.join(place, file)));
    }

    #manifest(folder: string): Fields | undefined {
      let manifest = this.#manifests.get(folder);
      if (manifest === undefined) {
        const file = path.join(folder, 'package.json');
        manifest = kindOf(file) === 'file' ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Fields) : null;
        this.#manifests.set(folder, manifest);
      }
      return manifest ?? undefined;
    }

    #packageAbove(directory: string): { folder: string; manifest: Fields } | undefined {
      for (let folder = directory; ; folder = path.dirname(folder)) {
        const manifest = this.#manifest(folder);
        if (manifest !== undefined) return { folder, manifest };
        if (folder === path.dirname(folder) || path.basename(folder) === 'node_modules') return undefined;
      }
    }

    /** PACKAGE_EXPORTS_RESOLVE. @throws where the package does not export that */
    #exported(folder: string, { exports }: Fields, rest: string): string {
      const isMain = typeof exports === 'string' || Array.isArray(exports) || !Object.keys(exports as object).some((key) => key.startsWith('.'));
      const target = this.#entry(isMain ? { '.': exports } : (exports as Fields), `.${rest}`);
      const named = typeof target === 'string' ? path.join(folder, target) : undefined;
      const file = named && (this.#aliased(named) ?? named);
      if (file === undefined || kindOf(file) !== 'file') throw new Error(`"${rest === '' ? '.' : `.${rest}`}" is not exported under the conditions ${JSON.stringify(this.#options.conditionNames ?? [])} from package ${folder} (see exports field in ${path.join(folder, 'package.json')})`);
      return file;
    }

    /** PACKAGE_IMPORTS_EXPORTS_RESOLVE */
    #entry(table: Fields, key: string): unknown {
      if (Object.hasOwn(table, key) && !key.includes('*')) return this.#target(table[key], '');
      const patterns = Object.keys(table).filter((name) => {
        const [before = '', after = ''] = name.split('*');
        return name.includes('*') && key.startsWith(before) && key !== before && key.endsWith(after) && key.length >= before.length + after.length;
      });
      // The longest beginning wins, then the longest key.
      patterns.sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
      const [pattern] = patterns;
      if (pattern === undefined) return undefined;
      const [before = '', after = ''] = pattern.split('*');
      return this.#target(table[pattern], key.slice(before.length, key.length - after.length));
    }

    /** PACKAGE_TARGET_RESOLVE */
    #target(target: unknown, match: string): unknown {
      if (typeof target === 'string') return target.replaceAll('*', match);
      if (Array.isArray(target)) return target.map((one) => this.#target(one, match)).find((one) => typeof one === 'string');
      if (target === null || typeof target !== 'object') return target;
      const conditions = this.#options.conditionNames ?? [];
      for (const [condition, inner] of Object.entries(target)) {
        if (condition !== 'default' && !conditions.includes(condition)) continue;
        const found = this.#target(inner, match);
        if (found !== undefined) return found;
      }
      return undefined;
    }
  }

  exports['ResolverFactory'] = ResolverFactory;
}

/** file below node_modules -> what makes its exports */
const STAND_INS: Readonly<Record<string, (exports: Record<string, unknown>) => void>> = {
  'unrs-resolver/index.js': unrsResolver,
};

/** What a module of a native package is here, as the text of a CommonJS module; undefined: the file itself. @param filename absolute */
export function standInFor(filename: string): string | undefined {
  const at = filename.lastIndexOf('/node_modules/');
  const file = filename.slice(at + '/node_modules/'.length);
  return at >= 0 && Object.hasOwn(STAND_INS, file) ? `(${String(STAND_INS[file])})(exports);` : undefined;
}
