// cat, head, tail, tee and grep: filters that have to pass on what a program prints while it still runs. What they do not
// know themselves is done by just-bash's command of the same name.
import { openSync, statSync, watch } from 'node:fs';
import { reasonOf } from './errors.ts';
import { deviceChannel, fileChannel, readAll, type Channel } from './io.ts';
import type { Invocation } from './interpreter.ts';
import { operandsOf } from './reads-input.ts';
import { runUtility, utility, writeAll } from './utilities.ts';

/** Opens an operand for reading; `-` is standard input. @throws with the reason as text */
function open({ io, state }: Invocation, operand: string): Channel {
  if (operand === '-') return { ...io.stdin, close: () => {} };
  const path = state.path(operand);
  const device = deviceChannel(io, path);
  if (device !== undefined) return device;
  if (statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  return fileChannel(openSync(path, 'r'));
}

const next = (invocation: Invocation, channel: Channel): Promise<Uint8Array | undefined> => Promise.race([channel.read(), invocation.control.interrupted]);

/** Calls back with each operand's channel, or says why it can't be read. @returns 0, or 1 when one of them failed */
async function eachOperand(invocation: Invocation, operands: readonly string[], work: (channel: Channel, operand: string, index: number) => Promise<void>): Promise<number> {
  let status = 0;
  const list = operands.length === 0 ? ['-'] : operands;
  for (const [index, operand] of list.entries()) {
    let channel: Channel;
    try {
      channel = open(invocation, operand);
    } catch (error) {
      await invocation.io.printError(`${invocation.name}: ${operand}: ${reasonOf(error)}\n`);
      status = 1;
      continue;
    }
    try {
      await work(channel, operand, index);
    } finally {
      channel.close();
    }
  }
  return status;
}

export async function cat(invocation: Invocation): Promise<number> {
  const { args, io } = invocation;
  if (args.some((argument) => argument.startsWith('-') && !['-', '-u', '--'].includes(argument))) return utility(invocation);
  return eachOperand(invocation, args.filter((argument) => argument !== '-u' && argument !== '--'), async (channel) => {
    for (let chunk = await next(invocation, channel); chunk !== undefined; chunk = await next(invocation, channel)) await io.stdout.write(chunk);
  });
}

export async function tee(invocation: Invocation): Promise<number> {
  const { args, io, state } = invocation;
  const unknown = args.find((argument) => argument.startsWith('-') && !['-a', '--append', '-i', '-'].includes(argument));
  if (unknown !== undefined) return utility(invocation);
  const append = args.includes('-a') || args.includes('--append');
  const targets: Channel[] = [io.stdout];
  let status = 0;
  for (const name of args.filter((argument) => !argument.startsWith('-'))) {
    try {
      const path = state.path(name);
      targets.push(deviceChannel(io, path) ?? fileChannel(openSync(path, append ? 'a' : 'w')));
    } catch (error) {
      await io.printError(`tee: ${name}: ${reasonOf(error)}\n`);
      status = 1;
    }
  }
  try {
    for (let chunk = await next(invocation, io.stdin); chunk !== undefined; chunk = await next(invocation, io.stdin)) {
      for (const target of targets) await target.write(chunk);
    }
  } finally {
    for (const target of targets.slice(1)) target.close();
  }
  return status;
}

interface Amount {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  readonly sign: '' | '+' | '-';
}

interface EndOptions {
  readonly amount: Amount;
  readonly follow: boolean;
  readonly headers: 'never' | 'always' | 'several';
  readonly operands: readonly string[];
}

/** Options of head and tail. @returns undefined for what this file does not know */
function readEndOptions(args: readonly string[]): EndOptions | undefined {
  let amount: Amount = { unit: 'lines', count: 10, sign: '' };
  let follow = false;
  let headers: EndOptions['headers'] = 'several';
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    const match = /^-([nc])(.*)$/.exec(argument) ?? /^--(lines|bytes)=(.*)$/.exec(argument);
    if (match !== null) {
      const value = /^([-+]?)(\d+)$/.exec((match[2] as string) || (args[++at] ?? ''));
      if (value === null) return undefined;
      amount = { unit: match[1]?.startsWith('n') || match[1] === 'lines' ? 'lines' : 'bytes', count: Number(value[2]), sign: value[1] as Amount['sign'] };
    } else if (/^-\d+$/.test(argument)) amount = { unit: 'lines', count: Number(argument.slice(1)), sign: '' };
    else if (argument === '-f' || argument === '-F' || argument === '--follow') follow = true;
    else if (argument === '-q') headers = 'never';
    else if (argument === '-v') headers = 'always';
    else if (argument.startsWith('-') && argument !== '-') return undefined;
    else operands.push(argument);
  }
  return { amount, follow, headers, operands };
}

const NEWLINE = 10;

/** The index behind the n-th newline, or undefined. */
function afterLines(bytes: Uint8Array, count: number): { end: number | undefined; seen: number } {
  let seen = 0;
  let from = 0;
  while (seen < count) {
    const at = bytes.indexOf(NEWLINE, from);
    if (at < 0) return { end: undefined, seen };
    seen++;
    from = at + 1;
  }
  return { end: from, seen };
}

export async function head(invocation: Invocation): Promise<number> {
  const options = readEndOptions(invocation.args);
  if (options === undefined || options.follow || options.amount.sign === '-') return utility(invocation);
  const { io } = invocation;
  const { amount, headers, operands } = options;
  return eachOperand(invocation, operands, async (channel, operand, index) => {
    if (headers === 'always' || (headers === 'several' && operands.length > 1)) await io.print(`${index > 0 ? '\n' : ''}==> ${operand === '-' ? 'standard input' : operand} <==\n`);
    let left = amount.count;
    while (left > 0) {
      const chunk = await next(invocation, channel);
      if (chunk === undefined) return;
      const { end, seen } = amount.unit === 'lines' ? afterLines(chunk, left) : { end: chunk.length >= left ? left : undefined, seen: Math.min(chunk.length, left) };
      left -= seen;
      await io.stdout.write(end === undefined ? chunk : chunk.subarray(0, end));
      if (end !== undefined) channel.unread(chunk.subarray(end));
    }
  });
}

/** The last part of some bytes. */
function lastPart(bytes: Uint8Array, { unit, count, sign }: Amount): Uint8Array {
  if (unit === 'bytes') return sign === '+' ? bytes.subarray(Math.max(count - 1, 0)) : bytes.subarray(Math.max(bytes.length - count, 0));
  if (sign === '+') return bytes.subarray(count <= 1 ? 0 : (afterLines(bytes, count - 1).end ?? bytes.length));
  if (count === 0) return bytes.subarray(bytes.length);
  // A newline at the very end ends the last line, and begins none.
  let from = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  for (let lines = 0; lines < count; lines++) {
    const at = from <= 0 ? -1 : bytes.lastIndexOf(NEWLINE, from - 1);
    if (at < 0) return bytes;
    from = at;
  }
  return bytes.subarray(from + 1);
}

export async function tail(invocation: Invocation): Promise<number> {
  const options = readEndOptions(invocation.args);
  if (options === undefined) return utility(invocation);
  const { io, state, control } = invocation;
  const { amount, headers, operands, follow } = options;
  const status = await eachOperand(invocation, operands, async (channel, operand, index) => {
    if (headers === 'always' || (headers === 'several' && operands.length > 1)) await io.print(`${index > 0 ? '\n' : ''}==> ${operand === '-' ? 'standard input' : operand} <==\n`);
    const bytes = await Promise.race([readAll(channel), control.interrupted]);
    await writeAll(io.stdout, lastPart(bytes, amount));
  });
  const followed = operands.filter((operand) => operand !== '-');
  if (!follow || followed.length === 0) return status;
  if (followed.length > 1) {
    await io.printError('tail: only one file can be followed in this shell\n');
    return 1;
  }
  return followFile(state.path(followed[0] as string), invocation);
}

/** Prints what is added to a file until the command is interrupted. */
async function followFile(path: string, invocation: Invocation): Promise<number> {
  const { io, control } = invocation;
  let size = statSync(path).size;
  let changed: () => void = () => {};
  const watcher = watch(path, () => changed());
  try {
    for (;;) {
      const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (now > size) {
        const channel = fileChannel(openSync(path, 'r'));
        await writeAll(io.stdout, (await readAll(channel)).subarray(size));
        channel.close();
      } else if (now < size) await io.printError(`tail: ${path}: file truncated\n`);
      size = now;
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) !== size) continue;
      await Promise.race([new Promise<void>((resolve) => (changed = resolve)), control.interrupted]);
    }
  } finally {
    watcher.close();
  }
}

/** Options of grep that look at one line only, so that lines may be judged as they come. */
const LINE_OPTIONS = /^(-[ivEFwxoGP]+|--line-buffered|--color(=\w+)?|--ignore-case|--invert-match)$/;

/** grep's options that take an argument; several may stand in one word, of which the argument is the rest, or the next word. */
const GREP_CLUSTER = /^-([a-zA-Z]*?)(?:([efmABCdD])([^]*))?$/;
const GREP_LONG_KINDS: Readonly<Record<string, string>> = { '--fixed-strings': 'F', '--extended-regexp': 'E', '--perl-regexp': 'P', '--basic-regexp': 'G' };
const GREP_KINDS: Readonly<Record<string, string>> = { egrep: 'E', fgrep: 'F' };

/** grep's arguments with all patterns (each `-e`) as one: of several just-bash's would look for the last only. Unless there are several, they stay as they are. */
function withOnePattern(name: string, args: readonly string[]): readonly string[] {
  const patterns: string[] = [];
  const others: string[] = [];
  let kind = GREP_KINDS[name] ?? 'G';
  const words = [...args];
  const operands = words.splice(words.includes('--') ? words.indexOf('--') : words.length);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, letters = '', option, attached = ''] = GREP_CLUSTER.exec(word) ?? [];
    if (word.startsWith('--regexp')) patterns.push(word.slice('--regexp='.length) || (words.shift() ?? ''));
    else if (word in GREP_LONG_KINDS) kind = GREP_LONG_KINDS[word] as string;
    else if (option === undefined && letters === '') others.push(word);
    else {
      kind = /[EFGP](?=[^EFGP]*$)/.exec(letters)?.[0] ?? kind;
      const flags = letters.replace(/[EFGP]/g, '');
      if (flags !== '') others.push(`-${flags}`);
      if (option === undefined) continue;
      const argument = attached || (words.shift() ?? '');
      if (option === 'e') patterns.push(argument);
      else others.push(`-${option}`, argument);
    }
  }
  if (patterns.length < 2) return args;
  const plain = kind === 'F' ? patterns.map((pattern) => pattern.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')) : patterns;
  const one = kind === 'G' ? plain.map((pattern) => `\\(${pattern}\\)`).join('\\|') : plain.map((pattern) => `(${pattern})`).join('|');
  const kindOption = kind === 'G' ? [] : [`-${kind === 'F' ? 'E' : kind}`];
  return [...kindOption, ...others, '-e', one, ...operands];
}

/** grep: over lines as they come where that is possible, just-bash's as a whole otherwise. */
export async function grep(invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const args = withOnePattern(invocation.name, invocation.args);
  // What its name says of the patterns is among the arguments then.
  const name = args === invocation.args ? invocation.name : 'grep';
  const colour = args.some((argument) => argument.startsWith('--color'));
  const plain = colour ? args.filter((argument) => !argument.startsWith('--color') && argument !== '--line-buffered') : args.filter((argument) => argument !== '--line-buffered');
  const streams = operandsOf(name, plain).length === 0 && plain.every((argument) => !argument.startsWith('-') || LINE_OPTIONS.test(argument)) && plain.some((argument) => !argument.startsWith('-'));
  if (!streams) return utility({ ...invocation, name, args: plain });
  let status = 1;
  let rest: Uint8Array = new Uint8Array(0);
  const judge = async (lines: Uint8Array): Promise<void> => {
    if (lines.length === 0) return;
    const result = await runUtility(invocation, name, plain, lines);
    await writeAll(io.stdout, result.stdout);
    await io.printError(result.stderr);
    if (result.status === 0) status = 0;
    else if (result.status > 1) status = result.status;
  };
  for (let chunk = await next(invocation, io.stdin); chunk !== undefined; chunk = await next(invocation, io.stdin)) {
    const all = Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(NEWLINE) + 1;
    rest = all.subarray(end);
    await judge(all.subarray(0, end));
    if (status > 1) return status;
  }
  await judge(rest);
  return status;
}
