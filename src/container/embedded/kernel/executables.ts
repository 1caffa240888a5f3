// What a command is: a file of the container's that may be executed. Runtimes (node, the shell and its commands) are
// files too, so that programs find them as they find them on any Unix: along PATH, by `which`, through `#!`.
import type { FileTree } from './files.ts';

/** How a file begins that stands for a runtime's command; the kind of process that runs it follows. */
export const RUNTIME_MARK = '\x7fBACKLOT ';

/** What to run for a command. */
export interface Executable<Kind extends string> {
  readonly kind: Kind;
  /** arguments that come before the caller's own: what `#!` says, and the script */
  readonly before: readonly string[];
  /** the runtime's own file, absolute */
  readonly path: string;
}

/** Negative errno of Linux. */
const ENOENT = -2;
const E2BIG = -7;
const ENOEXEC = -8;
const EACCES = -13;

const HEAD = 256;
const MAX_DEPTH = 4;
const EXECUTABLE = 0o755;

const decoder = new TextDecoder();

/** Writes a runtime's commands into the container's files. @param paths absolute */
export function installExecutables(files: FileTree, kind: string, paths: readonly string[]): void {
  for (const path of paths) {
    files.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
    files.writeFile(path, new TextEncoder().encode(`${RUNTIME_MARK}${kind}\n`));
    files.chmod(path, EXECUTABLE);
  }
}

/**
 * Finds what a command runs, as execvp(3) does.
 * @param command a name to look for along `path`, or a path when it has a slash
 * @param options cwd: absolute; path: the PATH of the new process
 * @returns the executable, or a negative errno: ENOENT, EACCES (found, but not executable), ENOEXEC
 */
export function findExecutable<Kind extends string>(
  files: FileTree,
  command: string,
  { cwd, path }: { readonly cwd: string; readonly path: string },
): Executable<Kind> | number {
  if (command === '') return ENOENT;
  const absolute = (name: string): string => (name.startsWith('/') ? name : `${cwd}/${name}`);
  if (command.includes('/')) return load(files, command, absolute, path, 0);
  let refused = ENOENT;
  for (const folder of path.split(':')) {
    const found = load<Kind>(files, `${absolute(folder === '' ? '.' : folder)}/${command}`, absolute, path, 0);
    if (typeof found !== 'number') return found;
    if (found !== ENOENT) refused = found;
  }
  return refused;
}

function load<Kind extends string>(
  files: FileTree,
  file: string,
  absolute: (name: string) => string,
  path: string,
  depth: number,
): Executable<Kind> | number {
  if (depth > MAX_DEPTH) return E2BIG;
  const at = absolute(file);
  const stat = files.lookup(at);
  if (typeof stat === 'string') return ENOENT;
  if (files.kindOf(at) !== 'file' || (stat.mode & 0o111) === 0) return EACCES;
  const head = decoder.decode(files.viewFile(at).subarray(0, HEAD));
  const [line = ''] = head.split('\n', 1);
  if (line.startsWith(RUNTIME_MARK)) return { kind: line.slice(RUNTIME_MARK.length) as Kind, before: [], path: at };
  if (!line.startsWith('#!')) return ENOEXEC;
  const [, interpreter = '', argument] = /^#!\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
  const environment = interpreter.endsWith('/env') ? argument?.replace(/^-S\s+/, '').split(/\s+/) : undefined;
  // `#!/usr/bin/env node`: env's own lookup, without a process for it.
  const [name, ...given] = environment ?? [interpreter, ...(argument === undefined || argument === '' ? [] : [argument])];
  if (name === undefined || name === '') return ENOENT;
  const found = name.includes('/')
    ? load<Kind>(files, name, absolute, path, depth + 1)
    : findExecutable<Kind>(files, name, { cwd: absolute(''), path });
  if (typeof found === 'number') return found;
  return { ...found, before: [...found.before, ...given, file] };
}
