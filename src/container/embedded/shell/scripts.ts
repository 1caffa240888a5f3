// Running scripts: `sh file`, `sh -c text`, and executable files by what their first line says.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { RUNTIME_MARK } from '../kernel/executables.ts';
import { Interrupted, reasonOf } from './errors.ts';
import { readAll } from './io.ts';
import { type Control, Shell, statusOfInterrupt, type Invocation } from './interpreter.ts';
import { runProcess } from './process.ts';
import { OPTION_LETTERS, ShellState } from './state.ts';

const HEAD_BYTES = 256;

/** Runs an executable file: node's own, a program for node, a shell script. */
export async function runFile(path: string, invocation: Invocation): Promise<number> {
  const { args, io, shell, name } = invocation;
  let head: Uint8Array;
  try {
    head = headOf(path);
  } catch (error) {
    await shell.complain(`${name}: ${reasonOf(error)}`, io);
    return 126;
  }
  if (Buffer.from(head).toString('latin1').startsWith(RUNTIME_MARK)) return runProcess(path, args, invocation);
  const first = /^#!\s*(\S+)(?:[ \t]+([^\n]*?))?[ \t]*\r?\n/.exec(Buffer.from(head).toString('latin1'));
  if (first === null) {
    if (head.includes(0)) {
      await shell.complain(`${name}: cannot execute binary file: Exec format error`, io);
      return 126;
    }
    return runScript(readFileSync(path, 'utf8'), path, args, invocation);
  }
  let interpreter = basename(first[1] as string);
  let options = (first[2] ?? '').split(/[ \t]+/).filter((word) => word !== '');
  if (interpreter === 'env') {
    options = options.filter((word) => word !== '-S');
    interpreter = options.shift() ?? '';
  }
  if (interpreter === 'node') return runProcess('node', [...options, path, ...args], invocation);
  if (['sh', 'bash', 'dash', 'ash', 'jsh'].includes(interpreter)) return shellCommand({ ...invocation, name: interpreter, args: [...options, path, ...args] });
  await shell.complain(`${name}: ${first[1]}: bad interpreter: No such file or directory`, io);
  return 126;
}

function headOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(HEAD_BYTES);
    return buffer.subarray(0, readSync(file, buffer, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

async function runScript(source: string, name: string, args: readonly string[], invocation: Invocation, prepare?: (state: ShellState) => void): Promise<number> {
  const { io, control, env, state: parent } = invocation;
  const state = new ShellState(parent.cwd, env, parent.pid);
  state.name = name;
  state.positional = [...args];
  prepare?.(state);
  const shell = new Shell(state);
  return shell.asSubshell({ io }, control, () => shell.run(source, io, control));
}

interface ShellArguments {
  readonly command: string | undefined;
  readonly options: readonly { letter: string; on: boolean; long?: string }[];
  readonly operands: readonly string[];
  readonly interactive: boolean;
  readonly fromInput: boolean;
}

/** @returns what is wrong with the arguments, as text */
export function readShellArguments(args: readonly string[]): ShellArguments | string {
  const options: { letter: string; on: boolean; long?: string }[] = [];
  let command = false;
  let interactive = false;
  let fromInput = false;
  let at = 0;
  for (; at < args.length && /^[-+]./.test(args[at] as string); at++) {
    const argument = args[at] as string;
    if (argument === '--') {
      at++;
      break;
    }
    if (argument.startsWith('--')) {
      if (['--login', '--norc', '--noprofile', '--posix', '--noediting', '--osc'].includes(argument)) continue;
      return `${argument}: invalid option`;
    }
    const on = argument[0] === '-';
    for (const letter of argument.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') fromInput = true;
      else if (letter === 'l') continue;
      else if (letter === 'o') options.push({ letter, on, long: args[++at] ?? '' });
      else if (letter in OPTION_LETTERS) options.push({ letter, on });
      else return `${argument[0]}${letter}: invalid option`;
    }
  }
  const operands = args.slice(at);
  if (command && operands.length === 0) return '-c: option requires an argument';
  return { command: command ? operands[0] : undefined, options, operands: command ? operands.slice(1) : operands, interactive, fromInput };
}

/** Sets what `sh -eu` and the like ask for. */
function applyShellOptions(state: ShellState, options: ShellArguments['options']): void {
  for (const { letter, on, long } of options) {
    const option = long ?? OPTION_LETTERS[letter];
    if (option === undefined) continue;
    if (on) state.options.add(option as Parameters<typeof state.options.add>[0]);
    else state.options.delete(option as Parameters<typeof state.options.add>[0]);
  }
}

/** `sh`, `bash` and `jsh` as commands of a shell that is not at a terminal itself. */
export async function shellCommand(invocation: Invocation): Promise<number> {
  const { args, io, shell, name, state, control } = invocation;
  const parsed = readShellArguments(args);
  if (typeof parsed === 'string') {
    await io.printError(`${name}: ${parsed}\n`);
    return 2;
  }
  const { command, operands, options } = parsed;
  const prepare = (inner: ShellState): void => applyShellOptions(inner, options);
  if (command !== undefined) return runScript(command, operands[0] ?? name, operands.slice(1), invocation, prepare);
  const [file, ...rest] = operands;
  if (file !== undefined && !parsed.fromInput) {
    let source: string;
    try {
      source = readFileSync(state.path(file), 'utf8');
    } catch (error) {
      await io.printError(`${name}: ${file}: ${reasonOf(error)}\n`);
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 127 : 126;
    }
    return runScript(source, file, rest, invocation, prepare);
  }
  if (io.stdin.isTerminal) {
    const { runInteractive } = await import('./interactive.ts');
    return runInteractive({ state: new ShellState(state.cwd, invocation.env, state.pid), io });
  }
  void shell;
  const source = Buffer.from(await Promise.race([readAll(io.stdin), control.interrupted])).toString();
  return runScript(source, name, operands, invocation, prepare);
}

/**
 * Runs one command as the whole work of this process.
 * @returns its exit status; 128 + signal when it was interrupted
 */
export async function runCommand(name: string, args: readonly string[], state: ShellState, io: Invocation['io'], control: Control): Promise<number> {
  const shell = new Shell(state);
  state.name = name;
  try {
    return await shell.asSubshell({ io }, control, () => shell.invoke(name, args, { io, functions: false }, control));
  } catch (error) {
    if (error instanceof Interrupted) return statusOfInterrupt(error);
    throw error;
  }
}
