// `internalBinding('util').privateSymbols` and `internalBinding('symbols')` (src/env_properties.h).
//
// V8's private symbols are invisible to programs: not listed, not copied, not inherited. A plain symbol property would show
// in util.inspect and in Object.getOwnPropertySymbols, so each private symbol is an accessor on Object.prototype whose
// values lie in a WeakMap. What stays visible: the accessors themselves, on Object.prototype. What does not work: objects
// without Object.prototype in their chain keep the value as an ordinary symbol property.
import { isObject } from './is-object.ts';
import type { BindingShapes } from './shapes.ts';

function definePrivateSymbol(description: string): symbol {
  const symbol = Symbol(description);
  const values = new WeakMap<object, unknown>();
  Object.defineProperty(Object.prototype, symbol, {
    configurable: false,
    enumerable: false,
    get(this: unknown) {
      return isObject(this) ? values.get(this) : undefined;
    },
    set(this: unknown, value: unknown) {
      if (isObject(this)) values.set(this, value);
    },
  });
  return symbol;
}

/** Makes the private symbols of one process, and defines them on Object.prototype. Call it before the primordials are made. */
export function createPrivateSymbols(shapes: BindingShapes): Readonly<Record<string, symbol>> {
  const shape = shapes['util']?.['privateSymbols'];
  if (shape?.kind !== 'object') throw new TypeError("the binding shapes lack internalBinding('util').privateSymbols");
  const symbols: Record<string, symbol> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    symbols[name] = definePrivateSymbol(member.kind === 'symbol' ? member.description : `node:${name}`);
  }
  return symbols;
}

/** Makes the per-isolate symbols: ordinary symbols, one set for a process. */
export function createPerIsolateSymbols(shapes: BindingShapes): Readonly<Record<string, symbol>> {
  const symbols: Record<string, symbol> = {};
  for (const [name, shape] of Object.entries(shapes['symbols'] ?? {})) {
    if (shape.kind === 'symbol') symbols[name] = Symbol(shape.description);
  }
  return symbols;
}
