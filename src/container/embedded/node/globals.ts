// Hides what a browser's worker offers and Node does not: after it only ECMAScript's own globals are left, and Node's
// bootstrap adds Node's. Programs see no `self`, `importScripts`, `indexedDB`, `XMLHttpRequest`, `postMessage` ...
import type { Natives } from './natives.ts';

/** The globals of ECMAScript (and WebAssembly, Intl) in the V8 of the pinned Node. */
const ECMASCRIPT_GLOBALS: ReadonlySet<PropertyKey> = new Set([
  'globalThis', 'undefined', 'NaN', 'Infinity', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape',
  'Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String', 'RegExp', 'JSON', 'Intl',
  'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
  'SuppressedError', 'DisposableStack', 'AsyncDisposableStack',
  'Array', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array',
  'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Iterator',
  'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'Promise', 'Proxy', 'Reflect', 'WebAssembly',
  // replaced by Node's own
  'console',
]);

/**
 * Removes the page's globals from the worker's scope and from the prototypes above it (those can't be replaced). Constants of an
 * interface can't be deleted (https://webidl.spec.whatwg.org/#define-the-constants): Chromium's `TEMPORARY` and `PERSISTENT`
 * are shadowed by a property of the scope that is not enumerable and has no value.
 */
export function hidePageGlobals(scope: typeof globalThis, natives: Natives): void {
  keepEventTargetOnPorts(natives);
  for (let object: object | null = scope; object !== null && object !== Object.prototype; object = Object.getPrototypeOf(object) as object | null) {
    for (const key of Reflect.ownKeys(object)) {
      if (object === scope && ECMASCRIPT_GLOBALS.has(key)) continue;
      if (Reflect.deleteProperty(object, key) || object === scope) continue;
      Object.defineProperty(scope, key, { value: undefined, writable: true, enumerable: false, configurable: true });
    }
  }
}

/** MessagePorts inherit from EventTarget.prototype, which is above the global scope too: they get methods of their own. */
function keepEventTargetOnPorts(natives: Natives): void {
  const inherited = Object.getPrototypeOf(natives.MessagePort.prototype) as object;
  for (const method of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
    const descriptor = Object.getOwnPropertyDescriptor(inherited, method);
    if (descriptor !== undefined) Object.defineProperty(natives.MessagePort.prototype, method, descriptor);
  }
}
