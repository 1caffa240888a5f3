// Arithmetic of the shell ($((...)), ((...)), subscripts): signed 64-bit integers, as POSIX 2.6.4 and bash have them.
import type { ArithmeticExpression, ArithmeticNode } from './ast.ts';
import { NotSupported, ShellError } from './errors.ts';
import type { ShellState } from './state.ts';

/** Parses the text of an expression, for variables that hold one. */
export type ParseArithmetic = (text: string) => ArithmeticExpression;

type Binary = Extract<ArithmeticNode, { type: 'ArithBinary' }>['operator'];

const DEPTH_LIMIT = 100;

export class Arithmetic {
  readonly #state: ShellState;
  readonly #parse: ParseArithmetic;
  #depth = 0;

  constructor(state: ShellState, parse: ParseArithmetic) {
    this.#state = state;
    this.#parse = parse;
  }

  evaluate({ expression }: ArithmeticExpression): bigint {
    return this.#value(expression);
  }

  /** The value of the text of an expression. */
  evaluateText(text: string): bigint {
    const trimmed = text.trim();
    if (trimmed === '') return 0n;
    const number = parseNumber(trimmed);
    if (number !== undefined) return number;
    if (++this.#depth > DEPTH_LIMIT) throw new ShellError(`${text}: expression recursion level exceeded`);
    try {
      return this.evaluate(this.#parse(trimmed));
    } finally {
      this.#depth--;
    }
  }

  #value(node: ArithmeticNode): bigint {
    switch (node.type) {
      case 'ArithNumber':
        return BigInt(node.value);
      case 'ArithVariable':
        return this.#variable(node.name);
      case 'ArithSpecialVar':
        return this.evaluateText(this.#state.parameter(node.name) ?? '');
      case 'ArithGroup':
      case 'ArithNested':
        return this.#value(node.expression);
      case 'ArithTernary':
        return this.#value(this.#value(node.condition) !== 0n ? node.consequent : node.alternate);
      case 'ArithBinary':
        return this.#binary(node.operator, node.left, node.right);
      case 'ArithUnary':
        return this.#unary(node);
      case 'ArithAssignment': {
        const { operator, variable, value, subscript } = node;
        if (node.stringKey !== undefined) throw new NotSupported('associative arrays');
        const index = subscript && Number(this.#value(subscript));
        const right = this.#value(value);
        const result = operator === '=' ? right : apply(operator.slice(0, -1) as Binary, this.#read(variable, index), right);
        this.#write(variable, index, result);
        return result;
      }
      case 'ArithArrayElement':
        if (node.index === undefined) throw new NotSupported('associative arrays');
        return this.#read(node.array, Number(this.#value(node.index)));
      case 'ArithSingleQuote':
        return BigInt(node.value);
      case 'ArithSyntaxError':
        throw new ShellError(node.message);
      default:
        throw new NotSupported(`this arithmetic (${node.type})`);
    }
  }

  #variable(name: string): bigint {
    if (/^\d+$/.test(name)) return this.evaluateText(this.#state.positional[Number(name) - 1] ?? '');
    const value = this.#state.get(name);
    if (value === undefined && this.#state.options.has('nounset')) throw new ShellError(`${name}: unbound variable`);
    return this.evaluateText(value ?? '');
  }

  #read(name: string, index: number | undefined): bigint {
    if (index === undefined) return this.#variable(name);
    const values = this.#state.array(name) ?? [];
    return this.evaluateText(values[index < 0 ? values.length + index : index] ?? '');
  }

  #write(name: string, index: number | undefined, value: bigint): void {
    if (index === undefined) this.#state.set(name, String(value));
    else this.#state.setElement(name, index, String(value));
  }

  #binary(operator: Binary, left: ArithmeticNode, right: ArithmeticNode): bigint {
    if (operator === '&&') return this.#value(left) !== 0n && this.#value(right) !== 0n ? 1n : 0n;
    if (operator === '||') return this.#value(left) !== 0n || this.#value(right) !== 0n ? 1n : 0n;
    const first = this.#value(left);
    return apply(operator, first, this.#value(right));
  }

  #unary(node: Extract<ArithmeticNode, { type: 'ArithUnary' }>): bigint {
    const { operator, operand } = node;
    if (operator === '++' || operator === '--') {
      const element = operand.type === 'ArithArrayElement' && operand.index !== undefined ? operand : undefined;
      const name = operand.type === 'ArithVariable' ? operand.name : element?.array;
      if (name === undefined) throw new ShellError(`${operator}: syntax error: a variable is needed`);
      const index = element?.index && Number(this.#value(element.index));
      const before = this.#read(name, index);
      const after = wrap(before + (operator === '++' ? 1n : -1n));
      this.#write(name, index, after);
      return node.prefix ? after : before;
    }
    const value = this.#value(operand);
    if (operator === '-') return wrap(-value);
    if (operator === '!') return value === 0n ? 1n : 0n;
    return operator === '~' ? ~value : value;
  }
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

function apply(operator: Binary, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return wrap(a + b);
    case '-':
      return wrap(a - b);
    case '*':
      return wrap(a * b);
    case '/':
    case '%':
      if (b === 0n) throw new ShellError('division by 0');
      return wrap(operator === '/' ? a / b : a % b);
    case '**':
      if (b < 0n) throw new ShellError('exponent less than 0');
      return wrap(a ** b);
    case '<<':
      return wrap(a << (b & 63n));
    case '>>':
      return wrap(a >> (b & 63n));
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '&&':
      return truth(a !== 0n && b !== 0n);
    case '||':
      return truth(a !== 0n || b !== 0n);
    case ',':
      return b;
  }
}

/** A constant: decimal, octal (`010`), hexadecimal (`0x10`) or with a base (`2#101`). */
function parseNumber(text: string): bigint | undefined {
  if (/^[-+]?(0|[1-9]\d*)$/.test(text)) return wrap(BigInt(text.replace(/^\+/, '')));
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
  if (/^0[0-7]+$/.test(text)) return wrap(BigInt(`0o${text.slice(1)}`));
  if (/^0\d+$/.test(text)) throw new ShellError(`${text}: value too great for base (error token is "${text}")`);
  const based = /^(\d+)#([0-9a-zA-Z]+)$/.exec(text);
  if (based === null) return undefined;
  const base = Number(based[1]);
  let value = 0n;
  for (const digit of (based[2] as string).toLowerCase()) {
    const weight = Number.parseInt(digit, 36);
    if (base < 2 || base > 36 || weight >= base) throw new ShellError(`${text}: value too great for base (error token is "${text}")`);
    value = value * BigInt(base) + BigInt(weight);
  }
  return wrap(value);
}
