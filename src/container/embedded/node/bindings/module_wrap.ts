// internalBinding('module_wrap'): ES modules (src/module_wrap.cc), with ECMA-262's cyclic module records (section 16.2.1) in
// plain JavaScript over the functions that transform/module.ts makes of modules. Node's own loader resolves and loads.
import { refuseNativeAddon } from '../native-addons.ts';
import { compileModule, magicComments, transformModuleSource, type DynamicImport } from '../compile.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import type { BindingFactory, Environment } from '../environment.ts';
import { arrowMessage } from '../stack-traces.ts';
import type { ModuleImport, ModuleSource, Span } from '../transform/module.ts';
import { lineText, positionAt } from '../transform/positions.ts';
import { onceEach } from '../once-each.ts';

// Captured before the global is replaced by one that util.inspect can look through: namespaces are not proxies to a program.
const NativeProxy = Proxy;
const promiseThen = Promise.prototype.then;

const UNINSTANTIATED = 0;
const INSTANTIATING = 1;
const INSTANTIATED = 2;
const EVALUATING = 3;
const EVALUATED = 4;
const ERRORED = 5;
const SOURCE_PHASE = 1;
const EVALUATION_PHASE = 2;

type Getter = () => unknown;
/** Where an export's value lives: the module and its getter there. */
interface ResolvedExport {
  readonly module: ModuleWrap;
  /** null: the module's namespace object */
  readonly name: string | null;
}
type SyntheticSteps = (this: ModuleWrap) => void;
type ImportCallback = (referrer: symbol, specifier: string, phase: number, attributes: object, referrerName: string | undefined) => Promise<unknown>;
type MetaCallback = (referrer: symbol, meta: object, wrap: ModuleWrap) => void;

interface PromiseParts {
  readonly promise: Promise<undefined>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function promiseParts(): PromiseParts {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<undefined>((fulfil, fail) => {
    resolve = () => fulfil(undefined);
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** What the library sets through the binding, one for each process. */
interface Host {
  importCallback?: ImportCallback;
  metaCallback?: MetaCallback;
}

const hostOf = onceEach((): Host => ({}));

/**
 * `import()` of a script, function or module.
 * @param referrer its host-defined option: decides who loads (lib/internal/modules/esm/utils.js)
 * @param name its name, from which specifiers are resolved
 */
export function dynamicImporter(env: Environment, referrer: symbol, name: string | undefined): DynamicImport {
  // An ordinary function, not an async one: what throws must reject, and nothing may add a microtask.
  return (specifier, options) => {
    try {
      const { importCallback } = hostOf(env);
      if (importCallback === undefined) throw new TypeError('import() is not available before the module loader is set up');
      const text = `${specifier as string}`;
      return importCallback(referrer, text, EVALUATION_PHASE, importAttributes(options), name);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** The second argument of `import()`, as ECMA-262 reads it. */
function importAttributes(options: unknown): object {
  const attributes = Object.create(null) as Record<string, string>;
  if (options === undefined) return attributes;
  if (typeof options !== 'object' || options === null) throw new TypeError('The second argument of import() must be an object');
  const given = (options as { with?: unknown }).with;
  if (given === undefined) return attributes;
  if (typeof given !== 'object' || given === null) throw new TypeError("The 'with' option must be an object");
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw new TypeError('Import attribute value must be a string');
    attributes[key] = value;
  }
  return attributes;
}

/** The linking and evaluation state of one module; the class that the library gets is ModuleWrap, made for each process. */
export abstract class ModuleWrap {
  declare url: string;
  abstract readonly record: ModuleRecord;
}

type LinkedRequest = { readonly specifier: string; readonly attributes: object; readonly phase: number };

/** A module record, source text or synthetic. */
class ModuleRecord {
  readonly wrap: ModuleWrap;
  readonly env: Environment;
  readonly source: string;
  readonly module: ModuleSource | undefined;
  readonly steps: SyntheticSteps | undefined;
  readonly referrer: symbol | undefined;
  requests: readonly LinkedRequest[] = [];
  dependencies: ModuleRecord[] | undefined;
  status = UNINSTANTIATED;
  /** getters of the local exports */
  getters = new Map<string, Getter>();
  namespace: object | undefined;
  error: { readonly value: unknown } | undefined;
  private values: unknown[] = [];
  private execution: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  private setLive: ((getters: Getter[]) => void) | undefined;
  /** importers that keep a copy of a synthetic module's exports: told when one is set again */
  private readonly watchers = new Map<string, ((value: unknown) => void)[]>();
  private readonly syntheticValues = new Map<string, unknown>();

  // ECMA-262's fields of cyclic module records.
  dfsIndex = 0;
  dfsAncestor = 0;
  cycleRoot: ModuleRecord | undefined;
  /** the set of modules that import each other with this one, when there are several */
  inCycle = false;
  asyncOrder: number | undefined;
  asyncPending = false;
  asyncParents: ModuleRecord[] = [];
  pendingDependencies = 0;
  topLevel: PromiseParts | undefined;

  constructor(env: Environment, wrap: ModuleWrap, given: { source: string; referrer: symbol } | { names: readonly string[]; steps: SyntheticSteps }) {
    this.env = env;
    this.wrap = wrap;
    if ('source' in given) {
      if (wrap.url.startsWith('file:')) refuseNativeAddon(wrap.url);
      this.source = given.source;
      this.referrer = given.referrer;
      this.module = packedModule(env, wrap.url, given.source) ?? transformModuleSource(env, given.source, wrap.url);
      this.requests = this.module.requests.map(({ specifier, attributes }) => Object.freeze({
        __proto__: null, specifier, attributes: Object.freeze(Object.assign(Object.create(null), Object.fromEntries(attributes))) as object, phase: EVALUATION_PHASE,
      }));
    } else {
      this.source = '';
      this.steps = given.steps;
      for (const name of given.names) {
        this.syntheticValues.set(name, undefined);
        this.getters.set(name, () => this.syntheticValues.get(name));
      }
      this.dependencies = [];
    }
  }

  get hasTopLevelAwait(): boolean {
    return this.module?.hasTopLevelAwait ?? false;
  }

  // ---- exports ----

  /** ResolveExport; undefined when there is none, 'ambiguous' when two `export *` name different ones. */
  resolveExport(name: string, resolving: Map<ModuleRecord, Set<string>> = new Map()): ResolvedExport | 'ambiguous' | undefined {
    const seen = resolving.get(this);
    if (seen?.has(name)) return undefined;
    if (seen) seen.add(name);
    else resolving.set(this, new Set([name]));
    if (this.module === undefined) return this.getters.has(name) ? { module: this.wrap, name } : undefined;
    if (this.module.localExports.some((entry) => entry.name === name)) return { module: this.wrap, name };
    const indirect = this.module.indirectExports.find((entry) => entry.name === name);
    if (indirect !== undefined) {
      const target = this.dependency(indirect.request);
      return indirect.imported === null ? { module: target.wrap, name: null } : target.resolveExport(indirect.imported, resolving);
    }
    if (name === 'default') return undefined;
    let found: ResolvedExport | undefined;
    for (const request of this.module.starExports) {
      const resolved = this.dependency(request).resolveExport(name, resolving);
      if (resolved === 'ambiguous') return resolved;
      if (resolved === undefined) continue;
      if (found !== undefined && (found.module !== resolved.module || found.name !== resolved.name)) return 'ambiguous';
      found ??= resolved;
    }
    return found;
  }

  exportNames(visited = new Set<ModuleRecord>()): Set<string> {
    const names = new Set<string>();
    if (visited.has(this)) return names;
    visited.add(this);
    if (this.module === undefined) return new Set(this.getters.keys());
    for (const { name } of this.module.localExports) names.add(name);
    for (const { name } of this.module.indirectExports) names.add(name);
    for (const request of this.module.starExports) {
      for (const name of this.dependency(request).exportNames(visited)) if (name !== 'default') names.add(name);
    }
    return names;
  }

  dependency(request: number): ModuleRecord {
    const found = this.dependencies?.[request];
    if (found === undefined) throw nodeError('ERR_VM_MODULE_LINK_FAILURE', `request for '${this.requests[request]?.specifier}' is not yet fulfilled`);
    return found;
  }

  getNamespace(): object {
    if (this.namespace !== undefined) return this.namespace;
    const getters = new Map<string, Getter>();
    for (const name of [...this.exportNames()].sort()) {
      const resolved = this.resolveExport(name);
      if (typeof resolved === 'object') getters.set(name, getterOf(resolved, name));
    }
    return (this.namespace = createNamespace(getters));
  }

  setExport(name: string, value: unknown): void {
    if (!this.syntheticValues.has(name)) throw new ReferenceError(`Export '${name}' is not defined in module`);
    this.syntheticValues.set(name, value);
    for (const update of this.watchers.get(name) ?? []) update(value);
  }

  // ---- linking ----

  /** Link(): the whole graph, or nothing of it. */
  instantiate(): void {
    const linked: ModuleRecord[] = [];
    try {
      this.collect(linked);
      findCycles(linked);
      for (const record of linked) record.prepare();
      for (const record of linked) record.bindImports();
      for (const record of linked) record.status = INSTANTIATED;
    } catch (error) {
      for (const record of linked) record.status = UNINSTANTIATED;
      throw error;
    }
  }

  /** Dependencies before their importers, as they will be evaluated. */
  private collect(linked: ModuleRecord[]): void {
    if (this.status !== UNINSTANTIATED) return;
    if (this.dependencies === undefined) throw nodeError('ERR_VM_MODULE_LINK_FAILURE', 'module is not linked');
    this.status = INSTANTIATING;
    for (const dependency of this.dependencies) dependency.collect(linked);
    linked.push(this);
  }

  /** Compiles the module and runs its function up to where declarations exist. */
  private prepare(): void {
    if (this.module === undefined) return;
    for (const { name, span } of this.module.indirectExports) this.checkResolved(this.resolveExport(name), this.indirectTarget(name), span);
    const { live, updated } = this.importKinds(this.module);
    const same = live.size === this.module.live.length && this.module.live.every((local) => live.has(local));
    const module = same ? this.module : transformModuleSource(this.env, this.source, this.wrap.url, live);
    const start = compileModule(this.env, { source: this.source, name: this.wrap.url, module, updated });
    // The accessors of `link` have a `this` of their own.
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const record = this;
    let meta: object | undefined;
    const link = {
      link(getters: Record<string, Getter>, setLive: (getters: Getter[]) => void, update: (index: number, value: unknown) => void) {
        record.getters = new Map(Object.entries(getters));
        record.setLive = setLive;
        record.watchUpdates(module, updated, update);
      },
      get values() {
        return record.values;
      },
      get meta() {
        return (meta ??= record.importMeta());
      },
      import: dynamicImporter(this.env, this.referrer as symbol, this.wrap.url),
      get constant() {
        return undefined;
      },
      set constant(_value: unknown) {
        throw new TypeError('Assignment to constant variable.');
      },
      nameDefault(fn: object) {
        Object.defineProperty(fn, 'name', { value: 'default', configurable: true });
      },
    };
    this.execution = start(link);
    // Up to the first yield nothing of the module runs, and in an async generator too this happens at once. (An async
    // generator takes its next step a microtask later at the earliest; the loader awaits between linking and evaluation.)
    void this.execution.next();
  }

  private indirectTarget(name: string): { specifier: string; name: string } {
    const entry = this.module?.indirectExports.find((candidate) => candidate.name === name);
    return { specifier: this.requests[entry?.request ?? -1]?.specifier ?? '', name: entry?.imported ?? name };
  }

  /** Which imports are read through getters, and which of the others may be set again. */
  private importKinds(module: ModuleSource): { live: Set<string>; updated: Set<string> } {
    const live = new Set<string>();
    const updated = new Set<string>();
    for (const { local, request, name, span } of module.imports) {
      const dependency = this.dependency(request);
      const resolved = name === null ? undefined : dependency.resolveExport(name);
      if (name !== null) this.checkResolved(resolved, { specifier: this.requests[request]?.specifier ?? '', name }, span);
      if (this.inCycle) live.add(local);
      else if (typeof resolved === 'object') {
        const { module: owner } = resolved;
        const exported = owner.record.module?.localExports.find((entry) => entry.name === resolved.name);
        if (exported?.mutable) live.add(local);
        else if (owner.record.steps !== undefined && owner.url.startsWith('node:')) updated.add(local);
      }
    }
    return { live, updated };
  }

  private watchUpdates(module: ModuleSource, updated: ReadonlySet<string>, update: (index: number, value: unknown) => void): void {
    for (const [index, { local, request, name }] of module.imports.entries()) {
      if (!updated.has(local) || name === null) continue;
      const resolved = this.dependency(request).resolveExport(name);
      if (typeof resolved !== 'object' || resolved.name === null) continue;
      const { watchers } = resolved.module.record;
      const list = watchers.get(resolved.name) ?? [];
      // Before this module is evaluated, its constants do not exist yet, and will be read when it is.
      list.push((value) => {
        if (this.status >= EVALUATING && this.values.length > 0) update(index, value);
      });
      watchers.set(resolved.name, list);
    }
  }

  private bindImports(): void {
    const { module } = this;
    if (module === undefined || this.setLive === undefined) return;
    const { live } = this.importKinds(module);
    this.setLive(module.imports.filter(({ local }) => live.has(local)).map((entry) => this.importGetter(entry)));
  }

  private importGetter({ request, name, local }: Pick<ModuleImport, 'request' | 'name' | 'local'>): Getter {
    const dependency = this.dependency(request);
    if (name === null) return () => dependency.getNamespace();
    const resolved = dependency.resolveExport(name);
    if (typeof resolved !== 'object') throw new SyntaxError(`The requested module does not provide an export named '${name}'`);
    return getterOf(resolved, local);
  }

  private checkResolved(resolved: ResolvedExport | 'ambiguous' | undefined, wanted: { specifier: string; name: string }, span: Span): void {
    if (typeof resolved === 'object') return;
    const problem = resolved === 'ambiguous' ? `contains conflicting star exports for name '${wanted.name}'` : `does not provide an export named '${wanted.name}'`;
    const error = new SyntaxError(`The requested module '${wanted.specifier}' ${problem}`);
    const { line, column } = positionAt(this.source, span[0]);
    const arrowSymbol = this.env.privateSymbols['arrow_message_private_symbol'];
    if (arrowSymbol) {
      (error as unknown as Record<symbol, unknown>)[arrowSymbol] =
        arrowMessage({ file: this.wrap.url, line, column, sourceLine: lineText(this.source, line) }, span[1] - span[0]);
    }
    throw error;
  }

  private importMeta(): object {
    const meta = Object.create(null) as object;
    hostOf(this.env).metaCallback?.(this.referrer as symbol, meta, this.wrap);
    return meta;
  }

  // ---- evaluation ----

  /** ExecuteModule of a module without top-level await. */
  executeSync(): void {
    if (this.steps !== undefined) {
      this.steps.call(this.wrap);
      return;
    }
    this.readImports();
    (this.execution as Iterator<unknown>).next();
  }

  /** ExecuteModule of a module with it. */
  executeAsync(): Promise<unknown> {
    this.readImports();
    return (this.execution as AsyncIterator<unknown>).next();
  }

  private readImports(): void {
    const { module } = this;
    if (module === undefined) return;
    const { live } = this.importKinds(module);
    this.values = module.imports.map((entry) => (live.has(entry.local) ? undefined : this.importGetter(entry)()));
  }
}

/** A module that was transformed when its package was packed. */
function packedModule(env: Environment, url: string, source: string): ModuleSource | undefined {
  if (!url.startsWith('file:') || /[?#]/.test(url)) return undefined;
  const packed = env.files.compiled(decodeURIComponent(new env.natives.URL(url).pathname)) as ModuleSource | undefined;
  if (packed?.kind !== 'module') return undefined;
  // A load hook may have changed the text.
  const path = decodeURIComponent(new env.natives.URL(url).pathname);
  return new env.natives.TextDecoder().decode(env.files.viewFile(path)) === source ? packed : undefined;
}

/**
 * Reads an export.
 * @param shown the name that an error says when it is read too early: the importer's own for it
 */
function getterOf({ module, name }: ResolvedExport, shown: string): Getter {
  const { record } = module;
  if (name === null) return () => record.getNamespace();
  return () => {
    const getter = record.getters.get(name);
    try {
      if (getter !== undefined) return getter();
    } catch (error) {
      // A getter reads one variable: all it can throw is that the variable is not initialised.
      if (!(error instanceof ReferenceError)) throw error;
    }
    throw new ReferenceError(`Cannot access '${shown}' before initialization`);
  };
}

/** Module namespace exotic objects, ECMA-262 section 10.4.6, with V8's messages. */
function createNamespace(getters: ReadonlyMap<string, Getter>): object {
  const target = Object.create(null) as object;
  for (const name of getters.keys()) Object.defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: false });
  Object.defineProperty(target, Symbol.toStringTag, { value: 'Module', writable: false, enumerable: false, configurable: false });
  Object.preventExtensions(target);
  const getterFor = (key: PropertyKey): Getter | undefined => (typeof key === 'string' ? getters.get(key) : undefined);
  return new NativeProxy(target, {
    get(_target, key) {
      const getter = getterFor(key);
      return getter ? getter() : (Reflect.get(target, key) as unknown);
    },
    set(_target, key) {
      throw new TypeError(Reflect.has(target, key)
        ? `Cannot assign to read only property '${String(key)}' of object '[object Module]'`
        : `Cannot add property ${String(key)}, object is not extensible`);
    },
    getOwnPropertyDescriptor(_target, key) {
      const getter = getterFor(key);
      return getter ? { value: getter(), writable: true, enumerable: true, configurable: false } : Reflect.getOwnPropertyDescriptor(target, key);
    },
    defineProperty(_target, key, descriptor) {
      const getter = getterFor(key);
      if (getter === undefined) {
        if (key === Symbol.toStringTag) return Reflect.defineProperty(target, key, descriptor);
        throw new TypeError(`Cannot define property ${String(key)}, object is not extensible`);
      }
      const { configurable, enumerable, writable, get, set } = descriptor;
      const same = !configurable && enumerable !== false && writable !== false && !get && !set && (!('value' in descriptor) || Object.is(descriptor.value, getter()));
      if (!same) throw new TypeError(`Cannot redefine property: ${String(key)}`);
      return true;
    },
    deleteProperty(_target, key) {
      if (Reflect.has(target, key)) throw new TypeError(`Cannot delete property '${String(key)}' of [object Module]`);
      return true;
    },
    setPrototypeOf(_target, prototype) {
      if (prototype === null) return true;
      throw new TypeError('[object Module] is not extensible');
    },
  });
}

/** Marks the modules that import themselves in a circle (Tarjan's strongly connected components). */
function findCycles(records: readonly ModuleRecord[]): void {
  const index = new Map<ModuleRecord, number>();
  const low = new Map<ModuleRecord, number>();
  const stack: ModuleRecord[] = [];
  const onStack = new Set<ModuleRecord>();
  const visit = (record: ModuleRecord): void => {
    const own = index.size;
    index.set(record, own);
    let lowest = own;
    stack.push(record);
    onStack.add(record);
    for (const dependency of record.dependencies ?? []) {
      if (dependency === record) record.inCycle = true;
      if (!index.has(dependency)) visit(dependency);
      if (onStack.has(dependency)) lowest = Math.min(lowest, low.get(dependency) ?? index.get(dependency) ?? own);
    }
    low.set(record, lowest);
    if (lowest !== own) return;
    const component: ModuleRecord[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      onStack.delete(member);
      component.push(member);
      if (member === record) break;
    }
    if (component.length > 1) for (const member of component) member.inCycle = true;
  };
  for (const record of records) if (!index.has(record)) visit(record);
}

/** ECMA-262's Evaluate() and what it consists of, for the modules of one process. */
function createEvaluator() {
  let asyncCounter = 0;

  function evaluate(given: ModuleRecord): PromiseParts {
    let record = given;
    if (record.status >= EVALUATED && record.cycleRoot !== undefined) record = record.cycleRoot;
    if (record.topLevel !== undefined) return record.topLevel;
    const parts = (record.topLevel = promiseParts());
    // An error is reported through whoever asked for the evaluation.
    const stack: ModuleRecord[] = [];
    try {
      inner(record, stack, 0);
      if (!record.asyncPending) parts.resolve();
    } catch (error) {
      for (const member of stack) {
        member.status = ERRORED;
        member.error = { value: error };
        member.cycleRoot ??= member;
      }
      if (record.error === undefined) {
        record.status = ERRORED;
        record.error = { value: error };
      }
      parts.reject(error);
    }
    return parts;
  }

  function inner(record: ModuleRecord, stack: ModuleRecord[], start: number): number {
    let index = start;
    if (record.status === EVALUATED) return index;
    if (record.status === ERRORED) throw record.error?.value;
    if (record.status === EVALUATING) return index;
    record.status = EVALUATING;
    record.dfsIndex = record.dfsAncestor = index++;
    record.pendingDependencies = 0;
    stack.push(record);
    for (const dependency of record.dependencies ?? []) {
      index = inner(dependency, stack, index);
      let required = dependency;
      if (required.status === EVALUATING) record.dfsAncestor = Math.min(record.dfsAncestor, required.dfsAncestor);
      else {
        required = required.cycleRoot ?? required;
        if (required.error !== undefined) throw required.error.value;
      }
      if (required.asyncPending) {
        record.pendingDependencies++;
        required.asyncParents.push(record);
      }
    }
    if (record.pendingDependencies > 0 || record.hasTopLevelAwait) {
      record.asyncPending = true;
      record.asyncOrder = asyncCounter++;
      if (record.pendingDependencies === 0) executeAsync(record);
    } else {
      record.executeSync();
    }
    if (record.dfsAncestor === record.dfsIndex) {
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        member.status = EVALUATED;
        member.cycleRoot = record;
        if (member === record) break;
      }
    }
    return index;
  }

  function executeAsync(record: ModuleRecord): void {
    void promiseThen.call(record.executeAsync(), () => fulfilled(record), (error: unknown) => rejected(record, error));
  }

  /** GatherAvailableAncestors. */
  function gather(record: ModuleRecord, ready: Set<ModuleRecord>): void {
    for (const parent of record.asyncParents) {
      if (ready.has(parent) || parent.cycleRoot?.error !== undefined) continue;
      parent.pendingDependencies--;
      if (parent.pendingDependencies > 0) continue;
      ready.add(parent);
      if (!parent.hasTopLevelAwait) gather(parent, ready);
    }
  }

  function fulfilled(record: ModuleRecord): void {
    if (record.status === ERRORED) return;
    record.asyncPending = false;
    record.topLevel?.resolve();
    const ready = new Set<ModuleRecord>();
    gather(record, ready);
    for (const parent of [...ready].sort((a, b) => (a.asyncOrder ?? 0) - (b.asyncOrder ?? 0))) {
      if (parent.status === ERRORED) continue;
      if (parent.hasTopLevelAwait) {
        executeAsync(parent);
        continue;
      }
      try {
        parent.executeSync();
      } catch (error) {
        rejected(parent, error);
        continue;
      }
      parent.asyncPending = false;
      parent.topLevel?.resolve();
    }
  }

  function rejected(record: ModuleRecord, error: unknown): void {
    if (record.status === ERRORED) return;
    record.asyncPending = false;
    record.status = ERRORED;
    record.error = { value: error };
    record.topLevel?.reject(error);
    for (const parent of record.asyncParents) rejected(parent, error);
  }

  return evaluate;
}

function hasAsyncGraph(record: ModuleRecord, visited = new Set<ModuleRecord>()): boolean {
  if (visited.has(record)) return false;
  visited.add(record);
  return record.hasTopLevelAwait || (record.dependencies ?? []).some((dependency) => hasAsyncGraph(dependency, visited));
}

function nodeError(code: string, message: string): Error {
  const error = new Error(message);
  Object.defineProperty(error, 'code', { value: code, configurable: true, enumerable: true, writable: true });
  return error;
}

export const moduleWrap: BindingFactory = (env): Binding => {
  const host = hostOf(env);
  const evaluate = createEvaluator();
  const records = new WeakMap<object, ModuleRecord>();
  const hostDefinedOption = env.privateSymbols['host_defined_option_symbol'];
  const importedCommonJs = env.perIsolateSymbols['imported_cjs_symbol'];

  class Wrap extends ModuleWrap {
    sourceMapURL: string | undefined;
    sourceURL: string | undefined;
    hasTopLevelAwait: boolean | undefined;
    synthetic: boolean;
    [key: symbol]: unknown;

    /**
     * (url, context, source, lineOffset, columnOffset, hostDefinedOption | cachedData) for a source text, or
     * (url, context, exportNames, evaluationSteps, commonJsModule) for a synthetic module.
     */
    constructor(url: string, context: object | undefined, source: string | readonly string[], third?: unknown, fourth?: unknown, fifth?: unknown) {
      super();
      // A synthetic module has no code that could run in another context.
      if (typeof source === 'string' && context !== undefined && context !== null) throw new NotImplementedError('vm.SourceTextModule with a context of its own');
      this.url = url;
      if (typeof source === 'string') {
        const referrer = typeof fifth === 'symbol' ? fifth : Symbol(url);
        if (hostDefinedOption) this[hostDefinedOption] = referrer;
        const record = new ModuleRecord(env, this, { source, referrer });
        records.set(this, record);
        this.hasTopLevelAwait = record.hasTopLevelAwait;
        const magic = magicComments(source);
        this.sourceURL = magic.sourceURL ?? url;
        this.sourceMapURL = magic.sourceMapURL;
        this.synthetic = false;
      } else {
        records.set(this, new ModuleRecord(env, this, { names: source, steps: third as SyntheticSteps }));
        if (importedCommonJs && typeof fourth === 'object' && fourth !== null) this[importedCommonJs] = fourth;
        this.synthetic = true;
      }
    }

    get record(): ModuleRecord {
      const record = records.get(this);
      if (record === undefined) throw new TypeError('Illegal invocation');
      return record;
    }

    get hasAsyncGraph(): boolean {
      const { record } = this;
      if (record.status < INSTANTIATED) throw nodeError('ERR_MODULE_NOT_INSTANTIATED', 'Module is not instantiated');
      return hasAsyncGraph(record);
    }

    getModuleRequests(): readonly LinkedRequest[] {
      return this.record.requests;
    }

    link(modules: readonly ModuleWrap[]): void {
      const { record } = this;
      if (modules.length !== record.requests.length) throw nodeError('ERR_VM_MODULE_LINK_FAILURE', `linking error, expected ${record.requests.length} modules, got ${modules.length}`);
      // The loader passes an array, vm something that is only like one.
      record.dependencies = Array.from(modules, (module) => module.record);
    }

    instantiate(): void {
      this.record.instantiate();
    }

    evaluate(): Promise<undefined> {
      const { record } = this;
      if (record.status < INSTANTIATED) throw nodeError('ERR_MODULE_NOT_INSTANTIATED', 'Module is not instantiated');
      return evaluate(record).promise;
    }

    /** For require(): the namespace, or the error thrown. */
    evaluateSync(): object {
      const { record } = this;
      if (record.status === ERRORED) throw record.error?.value;
      if (hasAsyncGraph(record)) throw asyncModuleError(this.url);
      const { promise } = evaluate(record);
      if (record.error !== undefined) {
        // The caller gets the error itself: nothing is unhandled.
        void promiseThen.call(promise, undefined, () => undefined);
        throw (record.error as { value: unknown }).value;
      }
      return record.getNamespace();
    }

    getNamespace(): object {
      const { record } = this;
      if (record.status < INSTANTIATED) throw nodeError('ERR_MODULE_NOT_INSTANTIATED', 'Module is not instantiated');
      return record.getNamespace();
    }

    getStatus(): number {
      return this.record.status;
    }

    getError(): unknown {
      return this.record.error?.value;
    }

    setExport(name: string, value: unknown): void {
      this.record.setExport(name, value);
    }

    createCachedData(): Uint8Array {
      return new Uint8Array(0);
    }
  }
  // The library's objects carry their state out of sight, as C++ objects do.
  Object.defineProperty(Wrap, 'name', { value: 'ModuleWrap' });

  function asyncModuleError(url: string): Error {
    const { codes } = env.requireBuiltin('internal/errors') as {
      codes: { ERR_REQUIRE_ASYNC_MODULE: new (filename: string, parent?: unknown, locations?: readonly unknown[]) => Error };
    };
    return new codes.ERR_REQUIRE_ASYNC_MODULE(url, undefined, []);
  }

  return {
    ModuleWrap: Wrap,
    kUninstantiated: UNINSTANTIATED,
    kInstantiating: INSTANTIATING,
    kInstantiated: INSTANTIATED,
    kEvaluating: EVALUATING,
    kEvaluated: EVALUATED,
    kErrored: ERRORED,
    kSourcePhase: SOURCE_PHASE,
    kEvaluationPhase: EVALUATION_PHASE,
    setImportModuleDynamicallyCallback(callback: ImportCallback) {
      host.importCallback = callback;
    },
    setInitializeImportMetaObjectCallback(callback: MetaCallback) {
      host.metaCallback = callback;
    },
    /** What require() gives for an ES module that has a default export: its names, and __esModule. */
    createRequiredModuleFacade(wrap: ModuleWrap): object {
      const { record } = wrap;
      const getters = new Map<string, Getter>();
      for (const name of [...record.exportNames(), '__esModule'].sort()) {
        const resolved = record.resolveExport(name);
        if (typeof resolved === 'object') getters.set(name, getterOf(resolved, name));
      }
      getters.set('__esModule', () => true);
      return createNamespace(new Map([...getters].sort(([a], [b]) => (a < b ? -1 : 1))));
    },
    /** Settled promises can't be told apart here; a rejected one reports itself as unhandled. */
    throwIfPromiseRejected() {},
  };
};

