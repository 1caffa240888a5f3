// internalBinding('types'): brand checks (src/node_types.cc). Each asks for an internal slot with a built-in that throws
// without it, so that Symbol.toStringTag can't lie, and prototypes hardly. Not knowable exactly in JavaScript: promises,
// generator objects, iterators and async functions, which are told by their prototypes; proxies are told by ../proxies.ts.
import type { Environment } from '../environment.ts';
import { isObject } from '../is-object.ts';
import { proxyParts } from '../proxies.ts';

type Check = (value: unknown) => boolean;

function getterOf(Class: { prototype: object }, key: PropertyKey): () => unknown {
  const getter = Object.getOwnPropertyDescriptor(Class.prototype, key)?.get;
  if (getter === undefined) throw new TypeError(`${String(key)} is no accessor`);
  return getter as () => unknown;
}

/** What the objects that are told by a slot inherit from. */
const BRANDED_PROTOTYPES: ReadonlySet<object> = new Set<object>([
  Map, Set, WeakMap, WeakSet, ArrayBuffer, ...(typeof SharedArrayBuffer === 'undefined' ? [] : [SharedArrayBuffer]), Date, RegExp, Number, String, Boolean, BigInt, Symbol,
].map(({ prototype }) => prototype));

/**
 * Whether an object is known to have none of the slots that are asked about. An exception is slow, and very slow while developer tools
 * watch the thread, so that what is asked about most is told without one: what inherits from Object.prototype and nothing that goes with
 * a slot. (A Map or the like that was given such a prototype is taken for a plain object.)
 */
function isPlain(value: object): boolean {
  if (typeof value === 'function' || ArrayBuffer.isView(value)) return true;
  if (proxyParts(value) !== undefined) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Array.prototype) return Array.isArray(value);
  if (prototype === Object.prototype) return Object.prototype.toString.call(value) === '[object Object]';
  for (let object = prototype; object !== null && !BRANDED_PROTOTYPES.has(object); object = Object.getPrototypeOf(object) as object | null) {
    if (object === Object.prototype) return true;
    if (proxyParts(object) !== undefined) return false;
  }
  return false;
}

/** True for objects that `probe` does not throw on. */
function branded(probe: (this: unknown) => unknown): Check {
  return (value) => {
    if (!isObject(value) || isPlain(value)) return false;
    try {
      Reflect.apply(probe, value, []);
      return true;
    } catch {
      return false;
    }
  };
}

const boxed = (valueOf: () => unknown): Check => {
  const check = branded(valueOf);
  return (value) => typeof value === 'object' && check(value);
};

/** True for objects that have one of `prototypes` in their chain. */
function inheriting(...prototypes: object[]): Check {
  return (value) => {
    if (!isObject(value) || proxyParts(value) !== undefined) return false;
    for (let object: object | null = Object.getPrototypeOf(value) as object | null; object !== null; ) {
      if (prototypes.includes(object)) return true;
      if (proxyParts(object) !== undefined) return false;
      object = Object.getPrototypeOf(object) as object | null;
    }
    return false;
  };
}

const generatorFunction = Object.getPrototypeOf(function* () {}) as { prototype: object };
const asyncFunction = Object.getPrototypeOf(async function () {}) as object;
const asyncGeneratorFunction = Object.getPrototypeOf(async function* () {}) as { prototype: object };
const mapIterator = Object.getPrototypeOf(new Map().entries()) as object;
const setIterator = Object.getPrototypeOf(new Set().values()) as object;

const regExpSource = getterOf(RegExp, 'source');
const isErrorBuiltin = (Error as unknown as { isError?: Check }).isError;
const hasErrorPrototype = inheriting(Error.prototype);

const isArrayBuffer = branded(getterOf(ArrayBuffer, 'byteLength'));
const isSharedArrayBuffer: Check =
  typeof SharedArrayBuffer === 'undefined' ? () => false : branded(getterOf(SharedArrayBuffer, 'byteLength'));
const isNumberObject = boxed(Number.prototype.valueOf);
const isStringObject = boxed(String.prototype.valueOf);
const isBooleanObject = boxed(Boolean.prototype.valueOf);
const isBigIntObject = boxed(BigInt.prototype.valueOf);
const isSymbolObject = boxed(Symbol.prototype.valueOf);
const isRegExpBranded = branded(regExpSource);
const inheritsFunction = (...prototypes: object[]): Check => {
  const check = inheriting(...prototypes);
  return (value) => typeof value === 'function' && check(value);
};

/** The checks by themselves, for other bindings. */
export const typeChecks = {
  isExternal: () => false,
  isDate: branded(Date.prototype.getTime),
  isArgumentsObject: (value: unknown) =>
    isObject(value) &&
    // First what no proxy in the prototype chain can see: it could have a trap that acts (lib/internal/modules/cjs/loader.js).
    ['length', 'callee', Symbol.iterator].some((key) => Object.hasOwn(value, key)) &&
    !(Symbol.toStringTag in value) &&
    Object.prototype.toString.call(value) === '[object Arguments]',
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive: (value: unknown) =>
    isNumberObject(value) || isStringObject(value) || isBooleanObject(value) || isBigIntObject(value) || isSymbolObject(value),
  isNativeError: (value: unknown) => (isErrorBuiltin === undefined ? hasErrorPrototype(value) : isErrorBuiltin(value)),
  // RegExp.prototype answers `source` without being one.
  isRegExp: (value: unknown) => value !== RegExp.prototype && isRegExpBranded(value),
  isAsyncFunction: inheritsFunction(asyncFunction, asyncGeneratorFunction),
  isGeneratorFunction: inheritsFunction(generatorFunction, asyncGeneratorFunction),
  isGeneratorObject: inheriting(generatorFunction.prototype, asyncGeneratorFunction.prototype),
  isPromise: inheriting(Promise.prototype),
  isMap: branded(getterOf(Map, 'size')),
  isSet: branded(getterOf(Set, 'size')),
  isMapIterator: inheriting(mapIterator),
  isSetIterator: inheriting(setIterator),
  isWeakMap: branded(function (this: unknown) {
    WeakMap.prototype.has.call(this as WeakMap<object, unknown>, {});
  }),
  isWeakSet: branded(function (this: unknown) {
    WeakSet.prototype.has.call(this as WeakSet<object>, {});
  }),
  isArrayBuffer,
  isSharedArrayBuffer,
  isAnyArrayBuffer: (value: unknown) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isProxy: (value: unknown) => proxyParts(value) !== undefined,
  /** V8's namespaces, and those of the embedded ESM loader, which are made after their likeness. */
  isModuleNamespaceObject: (value: unknown) => {
    if (typeof value !== 'object' || value === null || proxyParts(value) !== undefined) return false;
    if (Object.getPrototypeOf(value) !== null) return false;
    const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
    return tag !== undefined && tag.value === 'Module' && tag.writable === false && tag.configurable === false;
  },
} satisfies Record<string, Check>;

// The library spreads the binding over its own module: a copy for each process.
export const types = (_env: Environment): Record<string, unknown> => ({ ...typeChecks });
