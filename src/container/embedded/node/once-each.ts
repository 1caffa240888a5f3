// What a process has one of, made when it is first asked for.
import type { Environment } from './environment.ts';

/**
 * Makes a thing at most once for each process.
 * @param make called with the process's environment at the first call
 * @returns gives the thing that belongs to a process; it lives as long as its environment
 */
export function onceEach<T extends object>(make: (env: Environment) => T): (env: Environment) => T {
  const made = new WeakMap<Environment, T>();
  return (env) => {
    let thing = made.get(env);
    if (thing === undefined) made.set(env, (thing = make(env)));
    return thing;
  };
}
