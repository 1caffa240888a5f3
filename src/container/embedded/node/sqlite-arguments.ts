// How node:sqlite reads its arguments, and what it says of wrong ones (src/node_sqlite.cc).
import { bytesOf, codedError } from './bytes.ts';
import type { Environment } from './environment.ts';

type Options = Readonly<Record<string, unknown>>;

export const invalidType = (message: string): Error => codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
export const invalidState = (message: string): Error => codedError(Error, 'ERR_INVALID_STATE', message);

/** @param required whether undefined is wrong too */
export function optionsArgument(options: unknown, required = false): Options {
  if (options === undefined && !required) return {};
  if (typeof options !== 'object' || options === null) throw invalidType('The "options" argument must be an object.');
  return options as Options;
}

export function booleanOption(options: Options, name: string, whenMissing: boolean): boolean {
  const value = options[name];
  if (value === undefined) return whenMissing;
  if (typeof value !== 'boolean') throw invalidType(`The "options.${name}" argument must be a boolean.`);
  return value;
}

export function integerOption(options: Options, name: string, whenMissing: number): number {
  const value = options[name];
  if (value === undefined) return whenMissing;
  if (!Number.isInteger(value)) throw invalidType(`The "options.${name}" argument must be an integer.`);
  return value as number;
}

export function stringOption(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidType(`The "options.${name}" argument must be a string.`);
  return value;
}

export function functionOption(options: Options, name: string, required: boolean): ((...args: unknown[]) => unknown) | undefined {
  const value = options[name];
  if (value === undefined && !required) return undefined;
  if (typeof value !== 'function') throw invalidType(`The "options.${name}" argument must be a function.`);
  return value as (...args: unknown[]) => unknown;
}

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
