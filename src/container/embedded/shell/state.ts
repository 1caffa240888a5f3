// What a shell remembers: variables, functions, options, where it is. A subshell works on a copy.
import { resolve } from 'node:path';
import { ShellError } from './errors.ts';
import type { FunctionDefinition } from './ast.ts';

export interface Variable {
  /** undefined: declared (`export X`) but not set */
  value: string | readonly (string | undefined)[] | undefined;
  exported: boolean;
  readonly: boolean;
}

/** Options of `set`, by their long name. */
export type Option = 'errexit' | 'nounset' | 'xtrace' | 'noglob' | 'pipefail' | 'noclobber' | 'verbose' | 'allexport' | 'noexec';
export const OPTION_LETTERS: Readonly<Record<string, Option>> = { e: 'errexit', u: 'nounset', x: 'xtrace', f: 'noglob', C: 'noclobber', v: 'verbose', a: 'allexport', n: 'noexec' };

export interface Job {
  readonly id: number;
  /** what `$!` gives: that of the process where the job is one process, else a number of the shell's own */
  pid: number;
  readonly text: string;
  readonly done: Promise<number>;
  status: number | undefined;
  /** sends a signal to what runs in it */
  readonly signal: (name: NodeJS.Signals) => void;
}

export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DEFAULT_IFS = ' \t\n';

/** Is it a parameter that is not a variable: `#`, `?`, `$`, `!`, `-` or a number? */
export function isSpecialParameter(name: string): boolean {
  return /^(?:[#?$!-]|\d+)$/.test(name);
}

export class ShellState {
  readonly variables: Map<string, Variable>;
  /** variables that `local` has hidden, innermost function last */
  readonly locals: Map<string, Variable | undefined>[] = [];
  readonly functions: Map<string, FunctionDefinition>;
  readonly aliases: Map<string, string>;
  readonly options: Set<Option>;
  readonly traps: Map<string, string>;
  readonly jobs: Job[] = [];
  positional: string[] = [];
  /** `$0` */
  name = 'sh';
  cwd: string;
  status = 0;
  lastBackground: number | undefined;
  interactive = false;
  loopDepth = 0;
  functionDepth = 0;
  /** how deep in `if`, `&&` and the like, where `set -e` does not apply */
  conditionDepth = 0;
  line = 1;
  readonly pid: number;
  readonly started: number;

  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>, pid: number) {
    this.cwd = cwd;
    this.pid = pid;
    this.started = Date.now();
    this.variables = new Map();
    this.functions = new Map();
    this.aliases = new Map();
    this.options = new Set();
    this.traps = new Map();
    for (const [name, value] of Object.entries(env)) {
      if (value !== undefined && NAME.test(name)) this.variables.set(name, { value, exported: true, readonly: false });
    }
    this.set('PWD', cwd);
    this.set('IFS', DEFAULT_IFS);
    this.set('OPTIND', '1');
    (this.variables.get('PWD') as Variable).exported = true;
  }

  /** A copy for a subshell. */
  fork(): ShellState {
    const copy = new ShellState(this.cwd, {}, this.pid);
    copy.variables.clear();
    for (const [name, variable] of this.variables) copy.variables.set(name, { ...variable });
    for (const [name, definition] of this.functions) copy.functions.set(name, definition);
    for (const [name, text] of this.aliases) copy.aliases.set(name, text);
    for (const option of this.options) copy.options.add(option);
    copy.positional = [...this.positional];
    copy.name = this.name;
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.functionDepth = this.functionDepth;
    copy.conditionDepth = this.conditionDepth;
    copy.line = this.line;
    // `jobs` in a pipeline or a substitution shows the parent's.
    copy.jobs.push(...this.jobs);
    return copy;
  }

  path(path: string): string {
    return resolve(this.cwd, path);
  }

  get(name: string): string | undefined {
    const value = this.variables.get(name)?.value;
    return typeof value === 'object' ? value[0] : (value ?? this.#computed(name));
  }

  /** A special or positional parameter (POSIX XCU 2.5.1, 2.5.2): `#`, `?`, `$`, `!`, `-` and the digits. @returns undefined when it is not set */
  parameter(name: string): string | undefined {
    switch (name) {
      case '#':
        return String(this.positional.length);
      case '?':
        return String(this.status);
      case '$':
        return String(this.pid);
      case '!':
        return this.lastBackground === undefined ? undefined : String(this.lastBackground);
      case '-':
        return this.flags;
      case '0':
        return this.name;
      default:
        return this.positional[Number(name) - 1];
    }
  }

  #computed(name: string): string | undefined {
    switch (name) {
      case 'RANDOM':
        return String(Math.floor(Math.random() * 32768));
      case 'SECONDS':
        return String(Math.floor((Date.now() - this.started) / 1000));
      case 'LINENO':
        return String(this.line);
      case 'UID':
      case 'EUID':
        return String(process.getuid?.() ?? 1000);
      case 'PPID':
        return String(process.ppid);
      default:
        return undefined;
    }
  }

  /** @returns the elements of an array (a plain variable is an array of one), or undefined */
  array(name: string): readonly (string | undefined)[] | undefined {
    const value = this.variables.get(name)?.value;
    return typeof value === 'string' ? [value] : value;
  }

  #writable(name: string): Variable {
    let variable = this.variables.get(name);
    if (variable?.readonly) throw new ShellError(`${name}: readonly variable`);
    if (variable === undefined) this.variables.set(name, (variable = { value: undefined, exported: this.options.has('allexport'), readonly: false }));
    return variable;
  }

  /** @throws ShellError when the variable is read-only */
  set(name: string, value: string): void {
    const variable = this.#writable(name);
    if (typeof variable.value === 'object') variable.value = [value, ...variable.value.slice(1)];
    else variable.value = value;
  }

  setArray(name: string, values: readonly (string | undefined)[]): void {
    this.#writable(name).value = values;
  }

  setElement(name: string, index: number, value: string): void {
    const variable = this.#writable(name);
    const values = typeof variable.value === 'object' ? [...variable.value] : variable.value === undefined ? [] : [variable.value];
    const at = index < 0 ? values.length + index : index;
    if (at < 0) throw new ShellError(`${name}[${index}]: bad array subscript`);
    values[at] = value;
    variable.value = values;
  }

  unset(name: string): void {
    if (this.variables.get(name)?.readonly) throw new ShellError(`unset: ${name}: cannot unset: readonly variable`);
    this.variables.delete(name);
  }

  export(name: string): void {
    const variable = this.variables.get(name);
    if (variable === undefined) this.variables.set(name, { value: undefined, exported: true, readonly: false });
    else variable.exported = true;
  }

  /** Hides a variable until the function that runs returns. */
  declareLocal(name: string): void {
    const frame = this.locals.at(-1);
    if (frame === undefined) throw new ShellError('local: can only be used in a function');
    if (frame.has(name)) return;
    const hidden = this.variables.get(name);
    frame.set(name, hidden && { ...hidden });
    this.variables.set(name, { value: undefined, exported: hidden?.exported ?? false, readonly: false });
  }

  enterFunction(): void {
    this.locals.push(new Map());
    this.functionDepth++;
  }

  leaveFunction(): void {
    this.functionDepth--;
    for (const [name, hidden] of this.locals.pop() ?? []) {
      if (hidden === undefined) this.variables.delete(name);
      else this.variables.set(name, hidden);
    }
  }

  /** The environment of a program that the shell starts. */
  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, { value, exported }] of this.variables) {
      if (exported && typeof value === 'string') env[name] = value;
    }
    return env;
  }

  /** Field separators. */
  get ifs(): string {
    const value = this.variables.get('IFS')?.value;
    return typeof value === 'string' ? value : DEFAULT_IFS;
  }

  /** `$-` */
  get flags(): string {
    const letters = Object.entries(OPTION_LETTERS).filter(([, option]) => this.options.has(option));
    return letters.map(([letter]) => letter).join('') + (this.interactive ? 'i' : '');
  }
}
