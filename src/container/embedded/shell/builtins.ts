// Commands that work on the shell itself (POSIX 2.14 and of bash's what scripts use).
import { realpathSync, statSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { commandNames, pathOfCommand } from './commands.ts';
import { FunctionReturn, LoopJump, NotSupported, reasonOf, ShellError, ShellExit } from './errors.ts';
import { quote } from './expand.ts';
import { readLine } from './io.ts';
import type { Invocation } from './interpreter.ts';
import { NAME, OPTION_LETTERS, type Job, type Option } from './state.ts';
import { testExpression } from './test-command.ts';
import { utility } from './utilities.ts';

type Builtin = (invocation: Invocation) => Promise<number> | number;

/** Built-ins whose assignments outlive them (`A=1 export B`). */
const SPECIAL = new Set([':', '.', 'source', 'break', 'continue', 'eval', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'trap', 'unset']);
/** Whether assignments before a command outlive it. */
export const isSpecialBuiltin = (name: string): boolean => SPECIAL.has(name);

/** Built-ins whose arguments may be assignments. */
export const DECLARATIONS: ReadonlySet<string> = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

const fail = async ({ shell, name, io }: Invocation, message: string, status = 1): Promise<number> => {
  await shell.complain(`${name}: ${message}`, io);
  return status;
};

function number(invocation: Invocation, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^-?\d+$/.test(text)) throw new ShellError(`${invocation.name}: ${text}: numeric argument required`, 2);
  return Number(text);
}

async function cd(invocation: Invocation): Promise<number> {
  const { state, io } = invocation;
  const args = invocation.args[0] === '--' ? invocation.args.slice(1) : invocation.args;
  const physical = args[0] === '-P';
  const [target, ...more] = physical || args[0] === '-L' ? args.slice(1) : args;
  if (more.length > 0) return fail(invocation, 'too many arguments');
  const to = target === '-' ? state.get('OLDPWD') : (target ?? state.get('HOME'));
  if (to === undefined || to === '') return target === undefined || target === '-' ? fail(invocation, target === '-' ? 'OLDPWD not set' : 'HOME not set') : 0;
  let path = state.path(to);
  try {
    const stats = statSync(path);
    if (!stats.isDirectory()) return await fail(invocation, `${to}: Not a directory`);
    if (physical) path = realpathSync(path);
  } catch (error) {
    return fail(invocation, `${to}: ${reasonOf(error)}`);
  }
  state.set('OLDPWD', state.cwd);
  state.export('OLDPWD');
  state.cwd = path;
  state.set('PWD', path);
  state.export('PWD');
  if (target === '-') await io.print(`${path}\n`);
  return 0;
}

async function echo({ args, io }: Invocation): Promise<number> {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  let text = args.slice(at).join(' ');
  if (escapes) {
    const stop = text.indexOf('\\c');
    if (stop >= 0) {
      text = text.slice(0, stop);
      newline = false;
    }
    text = unescape(text);
  }
  await io.print(text + (newline ? '\n' : ''));
  return 0;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

function unescape(text: string): string {
  return text.replace(/\\(?:(0[0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(.))/gs, (all, octal?: string, hex?: string, unicode?: string, letter?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (unicode !== undefined) return String.fromCodePoint(Number.parseInt(unicode, 16));
    return (letter !== undefined && ESCAPES[letter]) || all;
  });
}

/** `printf`, whose format language is just-bash's; `-v` stores instead of printing. */
async function printf(invocation: Invocation): Promise<number> {
  const { args, state } = invocation;
  if (args[0] !== '-v') return utility({ ...invocation, args: args[0] === '--' ? args.slice(1) : args });
  const [, name, ...rest] = args;
  if (name === undefined || !NAME.test(name)) return fail(invocation, `${name ?? ''}: not a valid identifier`, 2);
  const { Pipe, readAll } = await import('./io.ts');
  const pipe = new Pipe(Number.POSITIVE_INFINITY);
  const status = await utility({ ...invocation, args: rest, io: invocation.io.with(1, pipe.writer) });
  pipe.writer.close();
  state.set(name, Buffer.from(await readAll(pipe.reader)).toString());
  return status;
}

const exit: Builtin = (invocation) => {
  throw new ShellExit(number(invocation, invocation.args[0], invocation.state.status) & 255);
};

const returnFrom: Builtin = (invocation) => {
  const { state } = invocation;
  if (state.functionDepth === 0) throw new ShellError("return: can only `return' from a function or sourced script", 2);
  throw new FunctionReturn(number(invocation, invocation.args[0], state.status) & 255);
};

const jump = (kind: 'break' | 'continue'): Builtin => (invocation) => {
  if (invocation.state.loopDepth === 0) return 0;
  const levels = number(invocation, invocation.args[0], 1);
  if (levels < 1) throw new ShellError(`${kind}: ${levels}: loop count out of range`);
  throw new LoopJump(kind, Math.min(levels, invocation.state.loopDepth));
};

async function declare(invocation: Invocation): Promise<number> {
  const { name, state, args, io } = invocation;
  const options = new Set<string>();
  const operands: string[] = [];
  for (const argument of args) {
    if (/^[-+][a-zA-Z]+$/.test(argument) && operands.length === 0) for (const letter of argument.slice(1)) options.add((argument[0] === '+' ? '+' : '') + letter);
    else if (argument !== '--') operands.push(argument);
  }
  if (options.has('A')) throw new NotSupported('associative arrays');
  if (options.has('n') && name !== 'export') throw new NotSupported('name references');
  const exports = name === 'export' || options.has('x');
  const protects = name === 'readonly' || options.has('r');
  if (operands.length === 0) {
    const word = name === 'readonly' ? 'declare -r' : 'declare -x';
    const shown = [...state.variables].filter(([, variable]) => (protects ? variable.readonly : exports ? variable.exported : true)).sort(([a], [b]) => (a < b ? -1 : 1));
    const list = exports || protects || options.has('p');
    for (const [key, { value }] of shown) {
      const text = typeof value === 'object' ? `(${value.map((one, index) => `[${index}]=${JSON.stringify(one ?? '')}`).join(' ')})` : JSON.stringify(value ?? '');
      await io.print(list ? `${word} ${key}${value === undefined ? '' : `=${text}`}\n` : `${key}=${typeof value === 'string' ? shown_(value) : text}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    const match = /^([^=+]+)(?:(\+?)=(.*))?$/s.exec(operand);
    const [, key = operand, append, text] = match ?? [];
    if (!NAME.test(key)) {
      status = await fail(invocation, `\`${operand}': not a valid identifier`);
      continue;
    }
    if (name === 'local' || ((name === 'declare' || name === 'typeset') && state.functionDepth > 0 && !options.has('g'))) state.declareLocal(key);
    if (options.has('a') && text === undefined) state.setArray(key, []);
    if (text !== undefined) {
      const value = options.has('i') ? String(invocation.shell.expander.arithmetic.evaluateText(text)) : text;
      state.set(key, append === '+' ? (state.get(key) ?? '') + value : value);
    } else if (!state.variables.has(key)) state.variables.set(key, { value: undefined, exported: false, readonly: false });
    const variable = state.variables.get(key);
    if (variable === undefined) continue;
    if (exports) variable.exported = !(options.has('n') || options.has('+x'));
    if (protects) variable.readonly = true;
  }
  return status;
}

const shown_ = (value: string): string => (/^[\w@%+=:,./-]*$/.test(value) ? value : quote(value));

async function unset(invocation: Invocation): Promise<number> {
  const { state, args } = invocation;
  const functions = args[0] === '-f';
  for (const name of args.filter((argument) => argument !== '-f' && argument !== '-v')) {
    const element = /^(\w+)\[(.+)\]$/.exec(name);
    if (element !== null) {
      const values = [...(state.array(element[1] as string) ?? [])];
      values[await invocation.shell.expander.subscript(element[2] as string)] = undefined;
      state.setArray(element[1] as string, values);
    } else if (functions || (!state.variables.has(name) && state.functions.has(name))) state.functions.delete(name);
    else state.unset(name);
  }
  return 0;
}

async function set(invocation: Invocation): Promise<number> {
  const { state, args, io } = invocation;
  if (args.length === 0) {
    for (const [name, { value }] of [...state.variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (typeof value === 'string') await io.print(`${name}=${shown_(value)}\n`);
    }
    return 0;
  }
  const change = (option: Option, on: boolean): unknown => (on ? state.options.add(option) : state.options.delete(option));
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    if (argument === '--' || argument === '-') {
      state.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]/.test(argument)) {
      state.positional = args.slice(at);
      return 0;
    }
    const on = argument[0] === '-';
    for (const letter of argument.slice(1)) {
      if (letter !== 'o') {
        const option = OPTION_LETTERS[letter];
        if (option !== undefined) change(option, on);
        else if (!'hmBbHkptETP'.includes(letter)) return fail(invocation, `${argument[0]}${letter}: invalid option`, 2);
        continue;
      }
      const long = args[++at];
      const known = ['pipefail', ...Object.values(OPTION_LETTERS)] as Option[];
      if (long === undefined) {
        for (const option of known) await io.print(`${option.padEnd(15)}\t${state.options.has(option) ? 'on' : 'off'}\n`);
        continue;
      }
      const option = known.find((one) => one === long);
      if (option !== undefined) change(option, on);
      else if (!['emacs', 'vi', 'monitor', 'posix', 'braceexpand', 'histexpand', 'hashall', 'history'].includes(long)) return fail(invocation, `${long}: invalid option name`, 2);
    }
  }
  return 0;
}

async function read(invocation: Invocation): Promise<number> {
  const { args, state, io, control } = invocation;
  let raw = false;
  let silent = false;
  let prompt = '';
  let delimiter = '\n';
  let array: string | undefined;
  let at = 0;
  for (; args[at]?.startsWith('-') && args[at] !== '-'; at++) {
    const option = args[at] as string;
    if (option === '--') {
      at++;
      break;
    }
    for (let i = 1; i < option.length; i++) {
      const letter = option[i] as string;
      if (letter === 'r') raw = true;
      else if (letter === 's') silent = true;
      else if (letter === 'e') continue;
      else if (['p', 'd', 'a'].includes(letter)) {
        const value = option.slice(i + 1) || (args[++at] ?? '');
        if (letter === 'p') prompt = value;
        else if (letter === 'd') delimiter = value === '' ? '\0' : (value[0] as string);
        else array = value;
        break;
      } else throw new NotSupported(`read -${letter}`);
    }
  }
  void silent;
  if (prompt !== '' && io.stdin.isTerminal) await io.printError(prompt);
  let text = '';
  let complete = false;
  for (;;) {
    const line = await Promise.race([readLine(io.stdin, delimiter.charCodeAt(0)), control.interrupted]);
    if (line === undefined) break;
    text += Buffer.from(line.bytes).toString();
    complete = line.complete;
    // A backslash at the end joins the next line.
    if (raw || !complete || !/(^|[^\\])(\\\\)*\\$/.test(text)) break;
    text = text.slice(0, -1);
  }
  const names = args.slice(at);
  const words = splitForRead(text, state.ifs, raw, array === undefined ? Math.max(names.length, 1) : Number.POSITIVE_INFINITY, names.length > 0 || array !== undefined);
  if (array !== undefined) state.setArray(array, words);
  else if (names.length === 0) state.set('REPLY', words[0] ?? '');
  else names.forEach((name, index) => state.set(name, words[index] ?? ''));
  return complete ? 0 : 1;
}

/** Fields of a line, the last of which takes the rest. */
function splitForRead(line: string, ifs: string, raw: boolean, count: number, trim: boolean): string[] {
  const characters: { text: string; escaped: boolean }[] = [];
  for (let i = 0; i < line.length; i++) {
    if (!raw && line[i] === '\\' && i + 1 < line.length) characters.push({ text: line[++i] as string, escaped: true });
    else characters.push({ text: line[i] as string, escaped: false });
  }
  const isSeparator = (one: { text: string; escaped: boolean } | undefined): boolean => one !== undefined && !one.escaped && ifs.includes(one.text);
  const isWhite = (one: { text: string; escaped: boolean } | undefined): boolean => isSeparator(one) && ' \t\n'.includes((one as { text: string }).text);
  if (!trim) return [characters.map(({ text }) => text).join('')];
  let start = 0;
  let end = characters.length;
  while (isWhite(characters[start])) start++;
  while (end > start && isWhite(characters[end - 1])) end--;
  const fields: string[] = [];
  let at = start;
  while (at < end) {
    if (fields.length === count - 1) {
      let stop = end;
      // One separator at the very end of the last field belongs to it only when there are more.
      if (isSeparator(characters[stop - 1]) && !characters.slice(at, stop - 1).some(isSeparator)) stop--;
      fields.push(characters.slice(at, stop).map(({ text }) => text).join(''));
      break;
    }
    let field = '';
    while (at < end && !isSeparator(characters[at])) field += (characters[at++] as { text: string }).text;
    fields.push(field);
    while (at < end && isWhite(characters[at])) at++;
    if (at < end && isSeparator(characters[at]) && !isWhite(characters[at])) {
      at++;
      while (at < end && isWhite(characters[at])) at++;
    }
  }
  return fields;
}

async function source(invocation: Invocation): Promise<number> {
  const { args, state, shell, scope, control } = invocation;
  const [file, ...rest] = args;
  if (file === undefined) return fail(invocation, 'filename argument required', 2);
  let text: string;
  try {
    text = readFileSync(state.path(file), 'utf8');
  } catch (error) {
    return fail(invocation, `${file}: ${reasonOf(error)}`);
  }
  const saved = state.positional;
  if (rest.length > 0) state.positional = rest;
  state.functionDepth++;
  try {
    return await shell.evaluate(text, scope, control);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    state.functionDepth--;
    if (rest.length > 0) state.positional = saved;
  }
}

async function type(invocation: Invocation): Promise<number> {
  const { args, state, io } = invocation;
  let status = 0;
  for (const name of args) {
    const alias = state.aliases.get(name);
    const path = pathOfCommand(name, state);
    if (alias !== undefined) await io.print(`${name} is aliased to \`${alias}'\n`);
    else if (state.functions.has(name)) await io.print(`${name} is a function\n`);
    else if (BUILTINS.has(name)) await io.print(`${name} is a shell builtin\n`);
    else if (path !== undefined) await io.print(`${name} is ${path}\n`);
    else status = await fail(invocation, `${name}: not found`);
  }
  return status;
}

async function command(invocation: Invocation): Promise<number> {
  const { args, state, shell, io, control, scope } = invocation;
  const [first, ...rest] = args;
  if (first !== '-v' && first !== '-V') {
    const words = first === '--' || first === '-p' ? rest : args;
    const [name, ...operands] = words;
    return name === undefined ? 0 : shell.invoke(name, operands, { io, outer: scope, functions: false }, control);
  }
  let status = 0;
  for (const name of rest) {
    const shown = state.aliases.has(name) ? `alias ${name}=${quote(state.aliases.get(name) ?? '')}` : state.functions.has(name) || BUILTINS.has(name) ? name : pathOfCommand(name, state);
    if (shown === undefined) status = 1;
    else await io.print(`${shown}\n`);
  }
  return status;
}

function findJob(invocation: Invocation, text: string | undefined): Job | undefined {
  const { jobs } = invocation.state;
  if (text === undefined || text === '%' || text === '%%' || text === '%+') return jobs.at(-1);
  if (text.startsWith('%')) return jobs.find(({ id, text: shown }) => String(id) === text.slice(1) || shown.startsWith(text.slice(1)));
  return jobs.find(({ pid }) => String(pid) === text);
}

async function wait(invocation: Invocation): Promise<number> {
  const { args, state, control } = invocation;
  const finish = async (job: Job): Promise<number> => {
    const status = await Promise.race([job.done, control.interrupted]);
    const at = state.jobs.indexOf(job);
    if (at >= 0) state.jobs.splice(at, 1);
    return status;
  };
  if (args.length === 0) {
    for (const job of [...state.jobs]) await finish(job);
    return 0;
  }
  let status = 0;
  for (const name of args) {
    const job = findJob(invocation, name);
    status = job === undefined ? await fail(invocation, `pid ${name} is not a child of this shell`, 127) : await finish(job);
  }
  return status;
}

async function jobs({ state, io, args }: Invocation): Promise<number> {
  for (const job of [...state.jobs]) {
    if (args[0] === '-p') await io.print(`${job.pid}\n`);
    else await io.print(`[${job.id}]${job === state.jobs.at(-1) ? '+' : ' '}  ${jobState(job).padEnd(22)}  ${job.text}${job.status === undefined ? ' &' : ''}\n`);
    if (job.status !== undefined) state.jobs.splice(state.jobs.indexOf(job), 1);
  }
  return 0;
}

/** In the words of bash. */
export function jobState({ status }: Job): string {
  if (status === undefined) return 'Running';
  if (status === 0) return 'Done';
  const signal = Object.entries(constants.signals).find(([, value]) => value === status - 128)?.[0];
  return signal === 'SIGTERM' ? 'Terminated' : signal === 'SIGKILL' ? 'Killed' : `Exit ${status}`;
}

async function foreground(invocation: Invocation): Promise<number> {
  const job = findJob(invocation, invocation.args[0]);
  if (job === undefined) return fail(invocation, `${invocation.args[0] ?? 'current'}: no such job`);
  await invocation.io.print(`${job.text}\n`);
  const stop = (): void => job.signal('SIGINT');
  invocation.control.signal.addEventListener('abort', stop, { once: true });
  return wait({ ...invocation, args: [`%${job.id}`] });
}

async function kill(invocation: Invocation): Promise<number> {
  const { args, io } = invocation;
  let signal: NodeJS.Signals = 'SIGTERM';
  let at = 0;
  if (args[0] === '-l') {
    await io.print(`${Object.keys(constants.signals).map((name) => name.slice(3)).join(' ')}\n`);
    return 0;
  }
  if (args[0]?.startsWith('-') && args[0] !== '--') {
    const text = args[0] === '-s' || args[0] === '-n' ? (args[1] ?? '') : args[0].slice(1);
    at = args[0] === '-s' || args[0] === '-n' ? 2 : 1;
    const known = Object.entries(constants.signals).find(([name, value]) => name === `SIG${text.replace(/^SIG/, '').toUpperCase()}` || String(value) === text);
    if (known === undefined && text !== '0') return fail(invocation, `${text}: invalid signal specification`);
    if (text === '0') return probe(invocation, args.slice(at));
    signal = (known as [string, number])[0] as NodeJS.Signals;
  }
  if (args[at] === '--') at++;
  if (at >= args.length) return fail(invocation, 'usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l', 2);
  let status = 0;
  for (const target of args.slice(at)) {
    const job = findJob(invocation, target);
    if (job !== undefined) {
      job.signal(signal);
      continue;
    }
    if (target.startsWith('%')) status = await fail(invocation, `${target}: no such job`);
    else if (!/^-?\d+$/.test(target)) status = await fail(invocation, `${target}: arguments must be process or job IDs`);
    else {
      try {
        process.kill(Number(target), signal);
      } catch (error) {
        status = await fail(invocation, `(${target}) - ${(error as NodeJS.ErrnoException).code === 'ESRCH' ? 'No such process' : reasonOf(error)}`);
      }
    }
  }
  return status;
}

/** `kill -0`: whether there are such processes. */
async function probe(invocation: Invocation, targets: readonly string[]): Promise<number> {
  for (const target of targets) {
    const job = findJob(invocation, target);
    if (job !== undefined && job.status === undefined) continue;
    try {
      process.kill(Number(target), 0);
    } catch {
      return fail(invocation, `(${target}) - No such process`);
    }
  }
  return 0;
}

async function trap(invocation: Invocation): Promise<number> {
  const { args, state, io } = invocation;
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, action] of state.traps) await io.print(`trap -- ${quote(action)} ${name === 'EXIT' ? name : `SIG${name}`}\n`);
    return 0;
  }
  const words = args[0] === '--' ? args.slice(1) : args;
  const [action, ...names] = words.length === 1 ? ['-', ...words] : words;
  for (const name of names) {
    const condition = name === '0' ? 'EXIT' : name.replace(/^SIG/, '').toUpperCase();
    const known = condition === 'EXIT' || Object.entries(constants.signals).some(([signal, value]) => signal === `SIG${condition}` || String(value) === name);
    if (condition === 'ERR' || condition === 'DEBUG' || condition === 'RETURN') throw new NotSupported(`trap ... ${condition}`);
    if (!known) return fail(invocation, `${name}: invalid signal specification`);
    if (action === '-') state.traps.delete(condition);
    else state.traps.set(condition, action ?? '');
  }
  return 0;
}

async function getopts(invocation: Invocation): Promise<number> {
  const { args, state, io } = invocation;
  const [options = '', name = '', ...given] = args;
  const words = given.length > 0 ? given : state.positional;
  const silent = options.startsWith(':');
  let index = Number(state.get('OPTIND') ?? '1');
  const within = Number(state.get('_OPTPOS') ?? '1');
  const word = words[index - 1];
  if (word === undefined || !/^-./.test(word) || word === '--') {
    if (word === '--') state.set('OPTIND', String(index + 1));
    state.set(name, '?');
    return 1;
  }
  const letter = word[within] as string;
  const spec = letter === ':' ? -1 : options.indexOf(letter);
  const takes = spec >= 0 && options[spec + 1] === ':';
  const rest = word.slice(within + 1);
  const next = (position: number): void => {
    state.set('_OPTPOS', String(position));
    state.set('OPTIND', String(index));
  };
  if (spec < 0) {
    if (rest === '') index++;
    next(rest === '' ? 1 : within + 1);
    state.set(name, '?');
    if (silent) state.set('OPTARG', letter);
    else await io.printError(`${state.name}: illegal option -- ${letter}\n`);
    return 0;
  }
  if (!takes) {
    if (rest === '') index++;
    next(rest === '' ? 1 : within + 1);
    state.unset('OPTARG');
    state.set(name, letter);
    return 0;
  }
  const value = rest === '' ? words[index] : rest;
  index += rest === '' ? 2 : 1;
  next(1);
  if (value === undefined) {
    state.set(name, silent ? ':' : '?');
    if (silent) state.set('OPTARG', letter);
    else await io.printError(`${state.name}: option requires an argument -- ${letter}\n`);
    return 0;
  }
  state.set('OPTARG', value);
  state.set(name, letter);
  return 0;
}

async function alias(invocation: Invocation): Promise<number> {
  const { args, state, io } = invocation;
  let status = 0;
  const show = (name: string, text: string): Promise<void> => io.print(`alias ${name}=${quote(text)}\n`);
  if (args.length === 0) for (const [name, text] of [...state.aliases].sort(([a], [b]) => (a < b ? -1 : 1))) await show(name, text);
  for (const argument of args) {
    const at = argument.indexOf('=');
    if (at > 0) state.aliases.set(argument.slice(0, at), argument.slice(at + 1));
    else {
      const text = state.aliases.get(argument);
      if (text === undefined) status = await fail(invocation, `${argument}: not found`);
      else await show(argument, text);
    }
  }
  return status;
}

async function umask({ args, io }: Invocation): Promise<number> {
  const [mode] = args;
  if (mode === undefined) await io.print(`${process.umask().toString(8).padStart(4, '0')}\n`);
  else if (/^[0-7]+$/.test(mode)) process.umask(Number.parseInt(mode, 8));
  else throw new NotSupported(`umask ${mode}`);
  return 0;
}

async function help({ io }: Invocation): Promise<number> {
  const names = [...new Set([...BUILTINS.keys(), ...commandNames()])].filter((name) => /^\w/.test(name)).sort();
  await io.print(`Commands of this shell (most know --help):\n\n${names.join(' ')}\n`);
  return 0;
}

async function test(invocation: Invocation): Promise<number> {
  const { args, state, name } = invocation;
  if (name === '[' && args.at(-1) !== ']') return fail(invocation, "missing `]'", 2);
  try {
    return Number(!testExpression(name === '[' ? args.slice(0, -1) : args, state));
  } catch (error) {
    if (error instanceof ShellError) return fail(invocation, error.message, 2);
    throw error;
  }
}

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', () => 0],
  ['true', () => 0],
  ['false', () => 1],
  ['.', source],
  ['source', source],
  ['[', test],
  ['test', test],
  ['alias', alias],
  ['unalias', ({ args, state }) => {
    if (args[0] === '-a') state.aliases.clear();
    for (const name of args) state.aliases.delete(name);
    return 0;
  }],
  ['break', jump('break')],
  ['continue', jump('continue')],
  ['builtin', ({ args, shell, io, control, scope }) => shell.invoke(args[0] ?? ':', args.slice(1), { io, outer: scope, functions: false }, control)],
  ['cd', cd],
  ['command', command],
  ['declare', declare],
  ['typeset', declare],
  ['echo', echo],
  ['eval', ({ args, shell, scope, control }) => shell.evaluate(args.join(' '), scope, control)],
  ['exit', exit],
  ['export', declare],
  ['fg', foreground],
  ['bg', (invocation) => fail(invocation, 'jobs cannot be stopped and continued in this shell')],
  ['getopts', getopts],
  ['hash', () => 0],
  ['help', help],
  ['history', async ({ shell, io }) => {
    for (const [index, line] of shell.history.entries()) await io.print(`${String(index + 1).padStart(5)}  ${line}\n`);
    return 0;
  }],
  ['jobs', jobs],
  ['kill', kill],
  ['let', async (invocation) => {
    let value = 0n;
    for (const text of invocation.args) value = invocation.shell.expander.arithmetic.evaluateText(text);
    return Number(value === 0n);
  }],
  ['local', declare],
  ['printf', printf],
  ['pwd', async ({ args, state, io }) => {
    await io.print(`${args[0] === '-P' ? realpathSync(state.cwd) : state.cwd}\n`);
    return 0;
  }],
  ['read', read],
  ['readonly', declare],
  ['return', returnFrom],
  ['set', set],
  ['shift', (invocation) => {
    const count = number(invocation, invocation.args[0], 1);
    if (count > invocation.state.positional.length) return 1;
    invocation.state.positional = invocation.state.positional.slice(count);
    return 0;
  }],
  ['shopt', () => 0],
  ['trap', trap],
  ['type', type],
  ['ulimit', async ({ io }) => {
    await io.print('unlimited\n');
    return 0;
  }],
  ['umask', umask],
  ['unset', unset],
  ['wait', wait],
]);
