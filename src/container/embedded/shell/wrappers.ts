// Commands that run other commands (env, xargs, timeout, time), and small ones of the terminal.
import { constants } from 'node:os';
import { pathOfCommand } from './commands.ts';
import { Interrupted } from './errors.ts';
import { nullChannel, readAll } from './io.ts';
import { Control, Shell, type Invocation } from './interpreter.ts';
import { NAME } from './state.ts';

/** Runs a command of PATH, in a subshell whose environment may differ. */
async function runOther(invocation: Invocation, name: string, args: readonly string[], prepare: (shell: Shell) => void = () => {}, control: Control = invocation.control): Promise<number> {
  const shell = new Shell(invocation.state.fork());
  prepare(shell);
  return shell.asSubshell({ io: invocation.io }, control, ({ io }) => shell.invoke(name, args, { io, functions: false, builtins: true }, control));
}

export async function env(invocation: Invocation): Promise<number> {
  const { io, env: exported } = invocation;
  const args = [...invocation.args];
  const removed: string[] = [];
  let empty = false;
  while (args[0]?.startsWith('-')) {
    const option = args.shift() as string;
    if (option === '-i' || option === '-' || option === '--ignore-environment') empty = true;
    else if (option === '-u') removed.push(args.shift() ?? '');
    else if (option.startsWith('--unset=')) removed.push(option.slice('--unset='.length));
    else if (option === '--') break;
    else {
      await io.printError(`env: invalid option -- '${option}'\n`);
      return 125;
    }
  }
  const set: [string, string][] = [];
  while (args[0]?.includes('=')) {
    const [word] = args.splice(0, 1) as [string];
    const at = word.indexOf('=');
    set.push([word.slice(0, at), word.slice(at + 1)]);
  }
  const [name, ...rest] = args;
  const result: Record<string, string> = empty ? {} : { ...exported };
  for (const key of removed) delete result[key];
  Object.assign(result, Object.fromEntries(set));
  if (name === undefined) {
    await io.print(Object.entries(result).map(([key, value]) => `${key}=${value}\n`).join(''));
    return 0;
  }
  return runOther(invocation, name, rest, ({ state }) => {
    for (const [key, variable] of [...state.variables]) if (variable.exported) state.variables.delete(key);
    for (const [key, value] of Object.entries(result)) if (NAME.test(key)) state.variables.set(key, { value, exported: true, readonly: false });
  });
}

/** Splits input for xargs: blanks and newlines separate, quotes and backslashes protect. */
function xargsWords(text: string): string[] {
  const words = text.match(/(?:[^\s"'\\]|\\[^]|"[^"\n]*"|'[^'\n]*')+/g) ?? [];
  return words.map((word) => word.replace(/\\([^])|"([^"]*)"|'([^']*)'/g, (_, escaped?: string, double?: string, single?: string) => escaped ?? double ?? single ?? ''));
}

export async function xargs(invocation: Invocation): Promise<number> {
  const { io, control } = invocation;
  const args = [...invocation.args];
  let perRun = Number.POSITIVE_INFINITY;
  let replace: string | undefined;
  let delimiter: string | undefined;
  let skipEmpty = false;
  let trace = false;
  while (args[0]?.startsWith('-')) {
    const option = args.shift() as string;
    const value = (): string => (option.length > 2 && !option.startsWith('--') ? option.slice(2) : (args.shift() ?? ''));
    if (option.startsWith('-n') || option.startsWith('-L')) perRun = Number(value());
    else if (option.startsWith('-I')) replace = value();
    else if (option === '-0' || option === '--null') delimiter = '\0';
    else if (option.startsWith('-d')) delimiter = value().replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
    else if (option === '-r' || option === '--no-run-if-empty') skipEmpty = true;
    else if (option === '-t') trace = true;
    else if (option.startsWith('-P')) value();
    else if (option === '--') break;
    else {
      await io.printError(`xargs: invalid option -- '${option}'\n`);
      return 1;
    }
  }
  const [name = 'echo', ...fixed] = args;
  const text = Buffer.from(await Promise.race([readAll(io.stdin), control.interrupted])).toString();
  const words = delimiter !== undefined ? text.split(delimiter).filter((word, index, all) => index < all.length - 1 || word !== '') : replace !== undefined ? text.split('\n').map((line) => line.trim()).filter((line) => line !== '') : xargsWords(text);
  const runs: string[][] = [];
  if (replace !== undefined) for (const word of words) runs.push(fixed.map((argument) => argument.replaceAll(replace, word)));
  else if (words.length === 0) runs.push(...(skipEmpty ? [] : [fixed]));
  else for (let at = 0; at < words.length; at += perRun) runs.push([...fixed, ...words.slice(at, at + perRun)]);
  let status = 0;
  for (const run of runs) {
    if (trace) await io.printError(`${[name, ...run].join(' ')}\n`);
    const one = await runOther({ ...invocation, io: io.with(0, nullChannel) }, name, run);
    if (one === 126 || one === 127) return one;
    if (one === 255) return 124;
    if (one !== 0) status = 123;
  }
  return status;
}

export async function which(invocation: Invocation): Promise<number> {
  const { state, io } = invocation;
  let status = 0;
  for (const name of invocation.args.filter((argument) => argument !== '-a')) {
    const path = pathOfCommand(name, state);
    if (path === undefined) status = 1;
    else await io.print(`${path}\n`);
  }
  return status;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** @returns milliseconds, or undefined when it is no duration */
function duration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] as string] as number) * 1000;
}

export async function sleep({ args, io, control }: Invocation): Promise<number> {
  const times = args.map(duration);
  if (args.length === 0) {
    await io.printError('sleep: missing operand\n');
    return 1;
  }
  const wrong = args.find((_, index) => times[index] === undefined);
  if (wrong !== undefined) {
    await io.printError(`sleep: invalid time interval '${wrong}'\n`);
    return 1;
  }
  let timer: NodeJS.Timeout | undefined;
  const total = times.reduce<number>((sum, one) => sum + (one as number), 0);
  try {
    await Promise.race([new Promise((resolve) => (timer = setTimeout(resolve, total))), control.interrupted]);
  } finally {
    clearTimeout(timer);
  }
  return 0;
}

export async function timeout(invocation: Invocation): Promise<number> {
  const { io, control } = invocation;
  const args = [...invocation.args];
  let signal: NodeJS.Signals = 'SIGTERM';
  while (args[0]?.startsWith('-')) {
    const option = args.shift() as string;
    const text = option === '-s' ? args.shift() : option.startsWith('--signal=') ? option.slice('--signal='.length) : undefined;
    const known = Object.keys(constants.signals).find((name) => name === `SIG${text?.replace(/^SIG/, '').toUpperCase()}`);
    if (text === undefined || known === undefined) {
      await io.printError(`timeout: ${option}: not supported by this shell\n`);
      return 125;
    }
    signal = known as NodeJS.Signals;
  }
  const [text = '', name, ...rest] = args;
  const limit = duration(text);
  if (limit === undefined || name === undefined) {
    await io.printError(name === undefined ? 'timeout: missing operand\n' : `timeout: invalid time interval '${text}'\n`);
    return 125;
  }
  const inner = new Control();
  const pass = (): void => inner.interrupt(control.signal.reason as Interrupted);
  control.signal.addEventListener('abort', pass, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    inner.kill(signal);
    inner.interrupt(new Interrupted('SIGTERM'));
  }, limit);
  try {
    const running = runOther(invocation, name, rest, undefined, inner);
    running.catch(() => {});
    const status = await Promise.race([running, inner.interrupted.catch(() => 124)]);
    control.check();
    return late ? 124 : status;
  } finally {
    clearTimeout(timer);
    control.signal.removeEventListener('abort', pass);
  }
}

/** `time` where it is no keyword of the parser: `time -p command` through another command. */
export async function time(invocation: Invocation): Promise<number> {
  const [name, ...rest] = invocation.args.filter((argument, index) => !(index === 0 && argument === '-p'));
  const started = performance.now();
  const status = name === undefined ? 0 : await runOther(invocation, name, rest);
  await invocation.io.printError(`real ${((performance.now() - started) / 1000).toFixed(2)}\n`);
  return status;
}

export async function clear({ io }: Invocation): Promise<number> {
  await io.print('\x1b[H\x1b[2J\x1b[3J');
  return 0;
}
