// internalBinding('util'): what the library asks of V8 about objects and stacks (src/node_util.cc).
import type { DescriptorKind } from '../../kernel/protocol.ts';
import type { BindingFactory } from '../environment.ts';
import { callSites, isInternalScript } from '../call-sites.ts';
import { codedError } from '../bytes.ts';
import { parseDotenv } from '../dotenv.ts';
import { promiseState } from '../promise-states.ts';
import { proxyParts } from '../proxies.ts';
import { typeChecks } from './types.ts';

// v8::PropertyFilter
const ONLY_WRITABLE = 1;
const ONLY_ENUMERABLE = 2;
const ONLY_CONFIGURABLE = 4;
const SKIP_STRINGS = 8;
const SKIP_SYMBOLS = 16;

/** Index into the library's list of handle types. */
const HANDLE_TYPE = { TTY: 1, FILE: 3, PIPE: 4, UNKNOWN: 5, INVALID: 6 } as const;
const DESCRIPTOR_TYPES: Readonly<Record<DescriptorKind, number>> = {
  pipe: HANDLE_TYPE.PIPE, page: HANDLE_TYPE.PIPE, terminal: HANDLE_TYPE.TTY, file: HANDLE_TYPE.FILE, null: HANDLE_TYPE.FILE,
};

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as (
  this: unknown,
) => string | undefined;
const tagOfView = (value: unknown): string | undefined => Reflect.apply(typedArrayTag, value, []);

const ARRAY_INDEX = /^(?:0|[1-9]\d{0,9})$/;
const isArrayIndex = (key: PropertyKey): boolean => typeof key === 'string' && ARRAY_INDEX.test(key) && Number(key) < 4294967295;

/** Longer typed arrays are not asked for keys that are strings, since each of their elements would become one: five seconds for 4 MiB. */
const ENUMERABLE_LENGTH = 262_144;

/** An object's own keys without the array indices, which come first in everything but proxies. */
function nonIndexKeys(object: object): readonly PropertyKey[] {
  if (ArrayBuffer.isView(object) && 'length' in object && (object.length as number) > ENUMERABLE_LENGTH) return Object.getOwnPropertySymbols(object);
  const keys = Reflect.ownKeys(object);
  if (proxyParts(object) !== undefined) return keys.filter((key) => !isArrayIndex(key));
  let [first, end] = [0, keys.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (isArrayIndex(keys[middle] as PropertyKey)) first = middle + 1;
    else end = middle;
  }
  return keys.slice(first);
}

/** How many frames isInsideNodeModules looks at. */
const NODE_MODULES_FRAMES = 10;

const then = Promise.prototype.then;

export const util: BindingFactory = (env) => ({
  privateSymbols: env.privateSymbols,
  shouldAbortOnUncaughtToggle: new Uint32Array(1),

  isArrayBuffer: typeChecks.isArrayBuffer,
  isAsyncFunction: typeChecks.isAsyncFunction,
  isDate: typeChecks.isDate,
  isExternal: typeChecks.isExternal,
  isMap: typeChecks.isMap,
  isMapIterator: typeChecks.isMapIterator,
  isNativeError: typeChecks.isNativeError,
  isPromise: typeChecks.isPromise,
  isRegExp: typeChecks.isRegExp,
  isSet: typeChecks.isSet,
  isSetIterator: typeChecks.isSetIterator,
  isAnyArrayBuffer: typeChecks.isAnyArrayBuffer,
  isArrayBufferView: (value: unknown) => ArrayBuffer.isView(value),
  isDataView: (value: unknown) => ArrayBuffer.isView(value) && tagOfView(value) === undefined,
  isTypedArray: (value: unknown) => tagOfView(value) !== undefined,
  isUint8Array: (value: unknown) => tagOfView(value) === 'Uint8Array',

  /** [state, result]; a promise whose outcome is not known counts as pending. Undefined for what is no promise. */
  getPromiseDetails(promise: unknown) {
    if (!typeChecks.isPromise(promise)) return undefined;
    const known = promiseState(promise as object);
    if (known === undefined) return [0, undefined];
    return [known.state === 'fulfilled' ? 1 : 2, known.result];
  },

  /** Target and handler of a proxy, or (with `showProxy` false) its target; undefined for anything else. */
  getProxyDetails(value: unknown, showProxy = true) {
    const parts = proxyParts(value);
    if (parts === undefined) return undefined;
    return showProxy ? [parts.target, parts.handler] : parts.target;
  },

  previewEntries,

  /** Keys that are no array indices, passed through a v8::PropertyFilter. */
  getOwnNonIndexProperties(object: object, filter: number) {
    return nonIndexKeys(object).filter((key) => {
      if (filter & SKIP_SYMBOLS && typeof key === 'symbol') return false;
      if (filter & SKIP_STRINGS && typeof key === 'string') return false;
      if ((filter & (ONLY_WRITABLE | ONLY_ENUMERABLE | ONLY_CONFIGURABLE)) === 0) return true;
      const property = Object.getOwnPropertyDescriptor(object, key);
      if (property === undefined) return false;
      if (filter & ONLY_WRITABLE && property.writable === false) return false;
      if (filter & ONLY_ENUMERABLE && !property.enumerable) return false;
      return !(filter & ONLY_CONFIGURABLE) || property.configurable === true;
    });
  },

  getConstructorName(object: object) {
    for (let holder: object | null = object; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
      const constructor = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value as unknown;
      if (typeof constructor === 'function' && constructor.name !== '') return constructor.name;
    }
    return 'Object';
  },

  getCallSites: function getCallSites(frameCount: number) {
    // The first frame is the library's util.getCallSites itself.
    return callSites(getCallSites, frameCount + 1)
      .slice(1)
      .map((site) => ({
        __proto__: null,
        functionName: site.getFunctionName() ?? '',
        scriptId: String((site as { getScriptId?: () => number }).getScriptId?.() ?? 0),
        scriptName: site.getFileName() ?? '',
        lineNumber: site.getLineNumber() ?? 0,
        columnNumber: site.getColumnNumber() ?? 0,
        column: site.getColumnNumber() ?? 0,
      }));
  },

  /** [line, column, file] of whoever called the caller. */
  getCallerLocation: function getCallerLocation() {
    const site = callSites(getCallerLocation, 2)[1];
    return site === undefined ? undefined : [site.getLineNumber(), site.getColumnNumber(), site.getFileName() ?? ''];
  },

  /** Whether the innermost frame that is not of the library itself lies below a node_modules folder. */
  isInsideNodeModules: function isInsideNodeModules(frameLimit?: unknown) {
    const limit = typeof frameLimit === 'number' ? frameLimit : NODE_MODULES_FRAMES;
    const frame = callSites(isInsideNodeModules, limit).find((site) => !isInternalScript(site.getFileName()));
    return frame !== undefined && /[\\/]node_modules[\\/]/.test(frame.getFileName() ?? '');
  },

  /** Defines properties that are loaded from a builtin module when they are first read. */
  defineLazyProperties(target: object, id: string, keys: readonly string[], enumerable = true) {
    for (const key of keys) {
      const define = (value: unknown): void => {
        Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true });
      };
      const accessors = {
        get [key]() {
          const value = (env.requireBuiltin(id) as Record<string, unknown>)[key];
          define(value);
          return value;
        },
        set [key](value: unknown) {
          define(value);
        },
      };
      Object.defineProperty(target, key, { ...Object.getOwnPropertyDescriptor(accessors, key), enumerable, configurable: true });
    }
  },

  parseEnv(content: string) {
    const object: Record<string, string> = {};
    for (const [key, value] of parseDotenv(content)) {
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return object;
  },

  arrayBufferViewHasBuffer: () => true,

  constructSharedArrayBuffer(length: number) {
    if (typeof SharedArrayBuffer === 'undefined') {
      throw codedError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'SharedArrayBuffer needs a cross-origin isolated page');
    }
    return new SharedArrayBuffer(length);
  },

  markPromiseAsHandled(promise: Promise<unknown>) {
    void Reflect.apply(then, promise, [undefined, () => undefined]);
  },

  /** What a descriptor is. The page's console is a pipe, as a terminal's output is when something reads it. */
  guessHandleType(fd: number) {
    const kind = env.options.descriptors.find(([number]) => number === fd)?.[1];
    if (kind === undefined) return fd > 2 ? HANDLE_TYPE.FILE : HANDLE_TYPE.INVALID;
    return DESCRIPTOR_TYPES[kind];
  },

  /** Blocks the thread: a worker without shared memory can only wait by looking at the clock. */
  sleep(milliseconds: number) {
    const until = env.natives.performance.now() + milliseconds;
    while (env.natives.performance.now() < until);
  },
});

type AnyIterator = Iterator<unknown, unknown> & { next(): IteratorResult<unknown, unknown> };

/**
 * The entries of a Map, a Set or an iterator over one (v8::Object::PreviewEntries); with `isIterator`, [entries, isKeyValue].
 * An iterator's rest cannot be read without moving it: it is read to its end and then made to yield the same again, so what
 * is added to the collection afterwards is not seen by it. An iterator over values that are all pairs is taken for one over
 * entries. The contents of WeakMap and WeakSet are not knowable: none.
 */
function previewEntries(object: object, isIterator?: boolean): unknown {
  const answer = (entries: unknown[], isKeyValue: boolean): unknown => (isIterator === undefined ? entries : [entries, isKeyValue]);
  if (typeChecks.isMap(object)) {
    const entries: unknown[] = [];
    Map.prototype.forEach.call(object as Map<unknown, unknown>, (value, key) => entries.push(key, value));
    return answer(entries, true);
  }
  if (typeChecks.isSet(object)) {
    const entries: unknown[] = [];
    Set.prototype.forEach.call(object as Set<unknown>, (value) => entries.push(value));
    return answer(entries, false);
  }
  if (typeChecks.isMapIterator(object) || typeChecks.isSetIterator(object)) {
    const items = peekIterator(object as AnyIterator);
    const isPair = (item: unknown): boolean =>
      Array.isArray(item) && item.length === 2 && (typeChecks.isMapIterator(object) || Object.is(item[0], item[1]));
    const isKeyValue = items.length > 0 && items.every(isPair);
    return answer(isKeyValue ? items.flat(1) : items, isKeyValue);
  }
  if (typeChecks.isWeakMap(object) || typeChecks.isWeakSet(object)) return answer([], false);
  return undefined;
}

const replayed = new WeakMap<object, { items: unknown[]; position: number }>();

function peekIterator(iterator: AnyIterator): unknown[] {
  const known = replayed.get(iterator);
  if (known !== undefined) return known.items.slice(known.position);
  const next = Object.getPrototypeOf(iterator) as AnyIterator;
  const items: unknown[] = [];
  for (;;) {
    const result = Reflect.apply<AnyIterator, [], IteratorResult<unknown, unknown>>(next.next, iterator, []);
    if (result.done) break;
    items.push(result.value);
  }
  const state = { items, position: 0 };
  replayed.set(iterator, state);
  Object.defineProperty(iterator, 'next', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: function next() {
      return state.position < items.length ? { value: items[state.position++], done: false } : { value: undefined, done: true };
    },
  });
  return items;
}
