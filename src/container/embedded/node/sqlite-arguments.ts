// How node:sqlite reads its arguments, and what it says of wrong ones (src/node_sqlite.cc).
import { bytesOf, codedError } from './bytes.ts';
import type { Environment } from './environment.ts';

type Options = Readonly<Record<string, unknown>>;

/** An argument of another type than the one that is needed. */
export const invalidType = (message: string): Error => codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
/** What is asked for does not go with the state of things: a database that is closed, for example. */
export const invalidState = (message: string): Error => codedError(Error, 'ERR_INVALID_STATE', message);

/** @param required whether undefined is wrong too */
export function optionsArgument(options: unknown, required = false): Options {
  if (options === undefined && !required) return {};
  if (typeof options !== 'object' || options === null) throw invalidType('The "options" argument must be an object.');
  return options as Options;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE when it is there and no boolean */
export function booleanOption(options: Options, name: string, whenMissing: boolean): boolean {
  const value = options[name];
  if (value === undefined) return whenMissing;
  if (typeof value !== 'boolean') throw invalidType(`The "options.${name}" argument must be a boolean.`);
  return value;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE when it is there and no integer */
export function integerOption(options: Options, name: string, whenMissing: number): number {
  const value = options[name];
  if (value === undefined) return whenMissing;
  if (!Number.isInteger(value)) throw invalidType(`The "options.${name}" argument must be an integer.`);
  return value as number;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE when it is there and no string */
export function stringOption(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidType(`The "options.${name}" argument must be a string.`);
  return value;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE when it is no function, or `required` and absent */
export function functionOption(options: Options, name: string, required: boolean): ((...args: unknown[]) => unknown) | undefined {
  const value = options[name];
  if (value === undefined && !required) return undefined;
  if (typeof value !== 'function') throw invalidType(`The "options.${name}" argument must be a function.`);
  return value as (...args: unknown[]) => unknown;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE when it is no Uint8Array */
export function bytesArgument(value: unknown, name: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw invalidType(`The "${name}" argument must be a Uint8Array.`);
  return bytesOf(value);
}

/** A path as SQLite is given it: file: addresses as they are, others not at all. */
export function databasePath(env: Environment, path: unknown, name: string): string {
  let text: string | undefined;
  if (typeof path === 'string') text = path;
  else if (path instanceof Uint8Array) text = new env.natives.TextDecoder().decode(path);
  else if (typeof path === 'object' && path !== null && typeof (path as { href?: unknown }).href === 'string') {
    text = (path as { href: string }).href;
    if (!text.startsWith('file:')) throw codedError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file:');
  }
  if (text === undefined || text.includes('\0')) throw invalidType(`The "${name}" argument must be a string, Uint8Array, or URL without null bytes.`);
  return text;
}
