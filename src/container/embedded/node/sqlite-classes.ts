// Classes that look as those that node:sqlite makes in C++ (src/node_sqlite.cc).
import { codedError } from './bytes.ts';

/**
 * Gives a class the looks of one that is made in C++: a plain function, its methods enumerable, Symbol.dispose's function
 * without a name.
 * @returns what to hand out in place of the class
 */
export function asNodeClass(name: string, Class: abstract new (...args: never[]) => object): new (...args: unknown[]) => object {
  const prototype = Class.prototype as object;
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    if (key === 'constructor' || descriptor === undefined) continue;
    if (key === Symbol.dispose && typeof descriptor.value === 'function') Object.defineProperty(descriptor.value, 'name', { value: '' });
    Object.defineProperty(prototype, key, { ...descriptor, enumerable: true });
  }
  const shown = {
    [name]: function (...args: unknown[]): object {
      if (new.target === undefined) throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
      return Reflect.construct(Class, args, new.target) as object;
    },
  }[name] as unknown as new (...args: unknown[]) => object;
  Object.defineProperty(shown, 'length', { value: 0 });
  Object.defineProperty(shown, 'prototype', { value: prototype, writable: false });
  Object.defineProperty(prototype, 'constructor', { value: shown, writable: true, enumerable: false, configurable: true });
  return shown;
}

/** Getters that are properties of the object itself. */
export function ownGetters(object: object, getters: Readonly<Record<string, () => unknown>>): void {
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(get, 'name', { value: '' });
    Object.defineProperty(object, name, { get, enumerable: true, configurable: false });
  }
}

/** What belongs to an object of such a class. @throws TypeError for an object of another one */
export function stateOf<T>(states: WeakMap<object, T>, object: unknown): T {
  const state = typeof object === 'object' && object !== null ? states.get(object) : undefined;
  if (state === undefined) throw new TypeError('Illegal invocation');
  return state;
}
