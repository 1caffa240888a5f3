// What a command's name stands for: a program, a command of this shell, or a file found by PATH.
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { curl } from './curl.ts';
import { ls } from './ls.ts';
import { npm, npx } from './npm/npm.ts';
import { code, xdgOpen } from './opening.ts';
import { shellCommand } from './scripts.ts';
import { cat, grep, head, tail, tee } from './stream-commands.ts';
import { UTILITIES, utility } from './utilities.ts';
import { clear, env, sleep, time, timeout, which, xargs } from './wrappers.ts';
import type { Invocation } from './interpreter.ts';
import type { ShellState } from './state.ts';

export type CommandFunction = (invocation: Invocation) => Promise<number>;

/** What a name was found to be. */
export type Found =
  /** node itself */
  | { readonly kind: 'program' }
  | { readonly kind: 'command'; readonly run: CommandFunction }
  | { readonly kind: 'file'; readonly path: string };

/** Commands that are not built into the shell language, but into this program. */
const COMMANDS: ReadonlyMap<string, CommandFunction> = new Map<string, CommandFunction>([
  ...UTILITIES.map((name) => [name, utility] as const),
  ['bash', shellCommand], ['sh', shellCommand], ['jsh', shellCommand],
  ['cat', cat], ['head', head], ['tail', tail], ['tee', tee], ['grep', grep], ['egrep', grep], ['fgrep', grep], ['ls', ls],
  ['curl', curl], ['npm', npm], ['npx', npx],
  ['xdg-open', xdgOpen], ['code', code],
  ['env', env], ['xargs', xargs], ['which', which], ['sleep', sleep], ['timeout', timeout], ['time', time], ['clear', clear],
]);

/** Folders whose commands are those of this program; they have no files. */
const SYSTEM_FOLDERS = new Set(['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']);
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** Names of all commands that are no files. */
export const commandNames = (): string[] => [...COMMANDS.keys(), 'node'].sort();

function systemCommand(name: string): Found | undefined {
  if (name === 'node') return { kind: 'program' };
  const run = COMMANDS.get(name);
  return run && { kind: 'command', run };
}

/** @returns what to run, or why there is nothing to run */
export function findCommand(name: string, state: ShellState): Found | string {
  if (name.includes('/')) {
    const path = state.path(name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return systemFile(path) ?? 'No such file or directory';
    if (stats.isDirectory()) return 'Is a directory';
    return isExecutable(path) ? { kind: 'file', path } : 'Permission denied';
  }
  if (name === '') return 'command not found';
  const path = state.get('PATH') ?? DEFAULT_PATH;
  for (const folder of path.split(':')) {
    const system = SYSTEM_FOLDERS.has(folder) ? systemCommand(name) : undefined;
    if (system !== undefined) return system;
    const file = join(state.path(folder || '.'), name);
    // Packed packages' programs have no permission bits of their own.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() && (isExecutable(file) || file.includes('/node_modules/'))) return { kind: 'file', path: file };
  }
  return 'command not found';
}

/** `/usr/bin/env` and the like, of which there are no files. */
function systemFile(path: string): Found | undefined {
  const slash = path.lastIndexOf('/');
  return SYSTEM_FOLDERS.has(path.slice(0, slash)) ? systemCommand(path.slice(slash + 1)) : undefined;
}

/** Where a command would come from, for `which` and `type`. */
export function pathOfCommand(name: string, state: ShellState): string | undefined {
  const found = findCommand(name, state);
  if (typeof found === 'string') return undefined;
  if (found.kind === 'file') return found.path;
  if (name.includes('/')) return name;
  return name === 'node' || name === 'npm' || name === 'npx' ? `/usr/local/bin/${name}` : `/usr/bin/${name}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
