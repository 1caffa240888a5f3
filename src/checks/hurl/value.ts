// The values that queries give, filters change and predicates compare, with Hurl's words for them.
// Integers are exact to any size; floats are doubles.
import type { NumberLiteral } from './ast.ts';
import { base64OfBytes } from './base64.ts';

export type Value =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  /** nanoseconds since 1970 */
  | { readonly kind: 'date'; readonly nanoseconds: bigint }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** members in the order of their names */
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: Value])[] }
  | { readonly kind: 'nodeset'; readonly size: number }
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'httpResponse'; readonly location: string; readonly status: number }
  /** there, but without a value: the Secure attribute of a cookie */
  | { readonly kind: 'unit' };

export const NULL: Value = { kind: 'null' };
export const string = (value: string): Value => ({ kind: 'string', value });
export const boolean = (value: boolean): Value => ({ kind: 'boolean', value });
export const integer = (value: number | bigint): Value => ({ kind: 'integer', value: BigInt(value) });
export const float = (value: number): Value => ({ kind: 'float', value });
export const bytes = (value: Uint8Array): Value => ({ kind: 'bytes', value });

/** A number as it stands in a Hurl file. */
export function literalNumber(literal: NumberLiteral): Value {
  return literal.kind === 'float' ? float(literal.value) : integer(BigInt(literal.value));
}

/** A JSON number's text as an exact integer, or as a double where it is written as one. */
export function jsonNumber(text: string): Value {
  return /[.eE]/.test(text) ? float(Number(text)) : integer(BigInt(text));
}

/** Bytes as hexadecimal digits, two for each. */
export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A double without exponent, and with a decimal point: `1.0`, `0.1`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  let text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match !== null) {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
    const shift = Number(exponent);
    const digits = whole + fraction;
    const point = whole.length + shift;
    text =
      point <= 0
        ? `${sign}0.${'0'.repeat(-point)}${digits}`
        : `${sign}${digits.slice(0, point).padEnd(point, '0')}${digits.length > point ? `.${digits.slice(point)}` : ''}`;
  }
  return text.includes('.') ? text : `${text}.0`;
}

const pad = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

/** Milliseconds and the nanoseconds below them. */
export function splitNanoseconds(nanoseconds: bigint): { ms: number; nanos: number } {
  const million = 1_000_000n;
  let rest = nanoseconds % million;
  if (rest < 0n) rest += million;
  return { ms: Number((nanoseconds - rest) / million), nanos: Number(rest) };
}

/** Nanoseconds within the second. */
export function subsecond(nanoseconds: bigint): number {
  const billion = 1_000_000_000n;
  const rest = nanoseconds % billion;
  return Number(rest < 0n ? rest + billion : rest);
}

function datePart(date: Date, between: string): string {
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
  return `${day}${between}${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
}

function displayDate(nanoseconds: bigint): string {
  const fraction = subsecond(nanoseconds);
  const digits = fraction === 0 ? '' : fraction % 1_000_000 === 0 ? pad(fraction / 1_000_000, 3) : fraction % 1000 === 0 ? pad(fraction / 1000, 6) : pad(fraction, 9);
  return `${datePart(new Date(splitNanoseconds(nanoseconds).ms), ' ')}${digits === '' ? '' : `.${digits}`} UTC`;
}

/** The value as text, as it stands between the angle brackets of `string <...>`. */
export function display(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
      return String(value.value);
    case 'float':
      return formatFloat(value.value);
    case 'string':
      return value.value;
    case 'bytes':
      return hex(value.value);
    case 'date':
      return displayDate(value.nanoseconds);
    case 'list':
      return `[${value.items.map(display).join(',')}]`;
    case 'object':
      return 'Object()';
    case 'nodeset':
      return `Nodeset(size=${value.size})`;
    case 'regex':
      return `/${value.pattern.replaceAll('/', '\\/')}/`;
    case 'httpResponse':
      return `Response(location=${value.location}, status=${value.status})`;
    case 'unit':
      return 'Unit';
  }
}

/** The type's name in messages. */
export function kindName(value: Value): string {
  return value.kind === 'httpResponse' ? 'http response' : value.kind;
}

/** Type and value in Hurl's wording: `integer <20>`. */
export function repr(value: Value): string {
  return value.kind === 'unit' ? 'unit' : `${kindName(value)} <${display(value)}>`;
}

/** The value in a template. @returns undefined for what has no text: bytes, lists, objects */
export function render(value: Value): string | undefined {
  switch (value.kind) {
    case 'null':
    case 'boolean':
    case 'integer':
    case 'float':
    case 'string':
      return display(value);
    case 'date':
      return `${datePart(new Date(splitNanoseconds(value.nanoseconds).ms), 'T')}.${pad(Math.trunc(subsecond(value.nanoseconds) / 1000), 6)}Z`;
    default:
      return undefined;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

type NumberValue = Extract<Value, { kind: 'integer' | 'float' }>;
const isNumber = (value: Value): value is NumberValue => value.kind === 'integer' || value.kind === 'float';

/** JavaScript compares a bigint with a double exactly. */
function order(a: NumberValue, b: NumberValue): number {
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** Whether two values are the same in the sense of `==`: an integer and a float by what they count, everything else only with its own kind. */
export function equals(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return order(a, b) === 0;
  switch (a.kind) {
    case 'null':
    case 'unit':
      return b.kind === a.kind;
    case 'boolean':
      return b.kind === 'boolean' && a.value === b.value;
    case 'string':
      return b.kind === 'string' && a.value === b.value;
    case 'bytes':
      return b.kind === 'bytes' && sameBytes(a.value, b.value);
    case 'date':
      return b.kind === 'date' && a.nanoseconds === b.nanoseconds;
    case 'nodeset':
      return b.kind === 'nodeset' && a.size === b.size;
    case 'list':
      return b.kind === 'list' && a.items.length === b.items.length && a.items.every((item, i) => equals(item, b.items[i] ?? NULL));
    case 'object':
      return (
        b.kind === 'object' &&
        a.members.length === b.members.length &&
        a.members.every(([name, item], i) => b.members[i]?.[0] === name && equals(item, b.members[i]?.[1] ?? NULL))
      );
    default:
      return false;
  }
}

/** Code point order, as of UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others of the basic plane.
    const high = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
    if (high(x) !== high(y)) return high(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** @returns undefined when the two have no order */
export function compare(a: Value, b: Value): number | undefined {
  if (isNumber(a) && isNumber(b)) return order(a, b);
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value);
  if (a.kind === 'date' && b.kind === 'date') return a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0;
  return undefined;
}

function bytesInclude(data: Uint8Array, part: Uint8Array): boolean {
  for (let i = 0; i + part.length <= data.length; i++) if (sameBytes(data.subarray(i, i + part.length), part)) return true;
  return false;
}

/** @returns undefined on a type mismatch, as the two below */
export function startsWith(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'string' && b.kind === 'string') return a.value.startsWith(b.value);
  if (a.kind === 'bytes' && b.kind === 'bytes') return sameBytes(a.value.subarray(0, b.value.length), b.value);
  return undefined;
}

/** @see startsWith */
export function endsWith(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'string' && b.kind === 'string') return a.value.endsWith(b.value);
  if (a.kind === 'bytes' && b.kind === 'bytes') {
    return a.value.length >= b.value.length && sameBytes(a.value.subarray(a.value.length - b.value.length), b.value);
  }
  return undefined;
}

/** As `startsWith`; of a list: whether one of its items equals `b`. */
export function contains(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'string' && b.kind === 'string') return a.value.includes(b.value);
  if (a.kind === 'bytes' && b.kind === 'bytes') return bytesInclude(a.value, b.value);
  if (a.kind === 'list') return a.items.some((item) => equals(item, b));
  return undefined;
}

/** A plain JSON-like picture of a value, for `--json` and for differences. Big integers become strings of digits. */
export function toPlain(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'float':
    case 'string':
      return value.value;
    case 'integer':
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value;
    case 'bytes':
      return base64OfBytes(value.value);
    case 'list':
      return value.items.map(toPlain);
    case 'object':
      return Object.fromEntries(value.members.map(([name, item]) => [name, toPlain(item)]));
    case 'nodeset':
      return { type: 'nodeset', size: value.size };
    case 'httpResponse':
      return { location: value.location, status: value.status };
    case 'unit':
      return { type: 'unit' };
    case 'date':
    case 'regex':
      return value.kind === 'regex' ? value.pattern : display(value);
  }
}
