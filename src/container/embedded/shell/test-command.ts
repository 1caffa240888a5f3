// Conditions on strings, numbers and files: `test`, `[` and `[[`.
import { accessSync, constants, lstatSync, statSync, type Stats } from 'node:fs';
import { ShellError } from './errors.ts';
import type { ShellState } from './state.ts';

const stat = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

function allowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A condition with one operand. @throws ShellError when there is no such operator */
export function testFile(operator: string, operand: string, state: ShellState): boolean {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (operator === '-v') return state.get(operand) !== undefined;
  if (operator === '-o') return [...state.options].some((option) => option === operand);
  if (operator === '-t') return operand === '0' || operand === '1' || operand === '2' ? Boolean([process.stdin, process.stdout, process.stderr][Number(operand)]?.isTTY) : false;
  if (operand === '') return false;
  const path = state.path(operand);
  switch (operator) {
    case '-a':
    case '-e':
      return stat(path) !== undefined;
    case '-f':
      return stat(path)?.isFile() ?? false;
    case '-d':
      return stat(path)?.isDirectory() ?? false;
    case '-s':
      return (stat(path)?.size ?? 0) > 0;
    case '-r':
      return allowed(path, constants.R_OK);
    case '-w':
      return allowed(path, constants.W_OK);
    case '-x':
      return allowed(path, constants.X_OK);
    case '-L':
    case '-h':
      return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    case '-p':
      return stat(path)?.isFIFO() ?? false;
    case '-S':
      return stat(path)?.isSocket() ?? false;
    case '-b':
      return stat(path)?.isBlockDevice() ?? false;
    case '-c':
      return stat(path)?.isCharacterDevice() ?? false;
    case '-u':
    case '-g':
    case '-k':
      return ((stat(path)?.mode ?? 0) & { '-u': 0o4000, '-g': 0o2000, '-k': 0o1000 }[operator]) !== 0;
    case '-O':
    case '-G':
      return stat(path) !== undefined;
    case '-N': {
      const found = stat(path);
      return found !== undefined && found.mtimeMs > found.atimeMs;
    }
    default:
      throw new ShellError(`${operator}: unary operator expected`, 2);
  }
}

/** Newer, older, or the same file, as `[[` and `test` have it; a file that is not there is older than any. */
export function compareFiles(a: string, operator: '-nt' | '-ot' | '-ef', b: string): boolean {
  const [first, second] = [stat(a), stat(b)];
  if (operator === '-ef') return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
  const [left, right] = operator === '-nt' ? [first, second] : [second, first];
  return left !== undefined && (right === undefined || left.mtimeMs > right.mtimeMs);
}

/** @param operator -eq, -ne, -lt, -le, -gt or -ge @throws ShellError for another one */
export function integer(a: bigint, operator: string, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    case '-ge':
      return a >= b;
    default:
      throw new ShellError(`${operator}: binary operator expected`, 2);
  }
}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);
const UNARY = /^-[a-zA-Z]$/;

/** `test` with these operands (POSIX `test`: what they mean depends on how many there are). @throws ShellError */
export function testExpression(operands: readonly string[], state: ShellState): boolean {
  let at = 0;
  const peek = (ahead = 0): string | undefined => operands[at + ahead];

  function or(): boolean {
    let value = and();
    while (peek() === '-o') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  }

  function and(): boolean {
    let value = not();
    while (peek() === '-a') {
      at++;
      const right = not();
      value = value && right;
    }
    return value;
  }

  function not(): boolean {
    if (peek() === '!' && operands.length - at > 1 && !(operands.length - at === 3 && BINARY.has(peek(1) ?? ''))) {
      at++;
      return !not();
    }
    return primary();
  }

  function primary(): boolean {
    const first = peek();
    if (first === undefined) throw new ShellError('argument expected', 2);
    const operator = peek(1);
    if (operator !== undefined && BINARY.has(operator) && peek(2) !== undefined) {
      at += 3;
      return binary(first, operator, operands[at - 1] as string, state);
    }
    if (first === '(' && operands.length - at > 2) {
      at++;
      const value = or();
      if (peek() !== ')') throw new ShellError("`)' expected", 2);
      at++;
      return value;
    }
    if (UNARY.test(first) && operator !== undefined && !(operator === '-a' || operator === '-o') ) {
      at += 2;
      return testFile(first, operator, state);
    }
    at++;
    return first !== '';
  }

  if (operands.length === 0) return false;
  const value = or();
  if (at < operands.length) throw new ShellError(operands.length === 2 ? `${operands[0]}: unary operator expected` : 'too many arguments', 2);
  return value;
}

function binary(left: string, operator: string, right: string, state: ShellState): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(state.path(left), operator, state.path(right));
    default:
      return integer(whole(left), operator, whole(right));
  }
}

function whole(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ShellError(`${text}: integer expression expected`, 2);
  return BigInt(text.trim().replace(/^\+/, ''));
}
