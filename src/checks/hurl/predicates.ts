// Predicates: does a value hold what the assert says? The words of the answer are Hurl's.
// Facts: https://hurl.dev/docs/asserting-response.html#predicates
import type { Predicate, PredicateFunction, PredicateValue } from './ast.ts';
import { HurlRunError } from './errors.ts';
import { isIpv4, isIpv6 } from './ip-address.ts';
import { compileAt, evaluateExpression, literalBytes, renderMultiline, renderTemplate, type Scope } from './scope.ts';
import {
  boolean,
  bytes,
  compare,
  contains,
  display,
  endsWith,
  equals,
  formatFloat,
  literalNumber,
  NULL,
  repr,
  startsWith,
  string,
  type Value,
} from './value.ts';

export interface PredicateResult {
  readonly holds: boolean;
  readonly mismatch: boolean;
  readonly actual: string;
  readonly expected: string;
}

async function expectedValue(value: PredicateValue, scope: Scope): Promise<Value> {
  switch (value.kind) {
    case 'null':
      return NULL;
    case 'boolean':
      return boolean(value.value);
    case 'number':
      return literalNumber(value.value);
    case 'string':
      return string(renderTemplate(value.value, scope));
    case 'multiline':
      return string(renderMultiline(value, scope));
    case 'placeholder':
      return evaluateExpression(value.expression, scope);
    case 'regex':
      return { kind: 'regex', pattern: value.pattern };
    default:
      return bytes(await literalBytes(value, scope));
  }
}

/** How a missing value's counterpart is told, which is not quite how a present one's is. */
function describeExpected(value: Value): string {
  switch (value.kind) {
    case 'bytes':
      return `${value.value.length} byte${value.value.length > 1 ? 's' : ''}`;
    case 'list':
      return `list of size ${value.items.length}`;
    case 'object':
      return `list of size ${value.members.length}`;
    case 'nodeset':
      return `list of size ${value.size}`;
    case 'null':
      return 'null';
    case 'float':
      return `float <${formatFloat(value.value)}>`;
    case 'integer':
      return BigInt.asIntN(64, BigInt(value.value)) === BigInt(value.value) ? repr(value) : `number <${value.value}>`;
    case 'unit':
      return 'something';
    default:
      return repr(value);
  }
}

const WITHOUT_VALUE: Readonly<Record<string, string>> = {
  '==': '',
  '!=': '',
  '>': 'greater than ',
  '>=': 'greater than or equals to ',
  '<': 'less than ',
  '<=': 'less than or equals to ',
  startsWith: 'starts with ',
  endsWith: 'ends with ',
  contains: 'contains ',
  includes: 'include ',
};
const PLAIN: Readonly<Record<string, string>> = {
  exists: 'something',
  isBoolean: 'boolean',
  isCollection: 'collection',
  isDate: 'date',
  isEmpty: 'empty',
  isFloat: 'float',
  isInteger: 'integer',
  isIpv4: 'ipv4',
  isIpv6: 'ipv6',
  isIsoDate: 'date',
  isList: 'list',
  isNumber: 'number',
  isObject: 'object',
  isString: 'string',
  isUuid: 'uuid',
};

async function expectedOfNothing(fn: PredicateFunction, scope: Scope): Promise<string> {
  if (!('value' in fn)) return PLAIN[fn.kind] ?? fn.kind;
  const value = await expectedValue(fn.value, scope);
  if (fn.kind === 'matches') return `matches regex <${value.kind === 'regex' ? value.pattern : display(value)}>`;
  const told = describeExpected(value);
  const ordered = fn.kind === '>' || fn.kind === '>=' || fn.kind === '<' || fn.kind === '<=';
  return `${WITHOUT_VALUE[fn.kind] ?? ''}${ordered ? `<${told}>` : told}`;
}

const TESTS: Readonly<Record<string, (value: Value) => boolean>> = {
  isBoolean: (v) => v.kind === 'boolean',
  isCollection: (v) => ['bytes', 'list', 'nodeset', 'object'].includes(v.kind),
  isDate: (v) => v.kind === 'date',
  isFloat: (v) => v.kind === 'float',
  isInteger: (v) => v.kind === 'integer',
  isList: (v) => v.kind === 'bytes' || v.kind === 'list',
  isNumber: (v) => v.kind === 'integer' || v.kind === 'float',
  isObject: (v) => v.kind === 'nodeset' || v.kind === 'object',
  isString: (v) => v.kind === 'string',
};

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339 date and time, of a day that exists. */
function isIsoDate(text: string): boolean {
  const match = RFC3339.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
}

const HEX32 = '[0-9a-fA-F]{32}';
const HYPHENATED = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const UUID = new RegExp(`^(?:${HEX32}|${HYPHENATED}|\\{${HYPHENATED}\\}|urn:uuid:${HYPHENATED})$`);

const TEXT_TESTS: Readonly<Record<string, { readonly what: string; readonly test: (text: string) => boolean }>> = {
  isIsoDate: { what: 'string with format YYYY-MM-DDTHH:mm:ss.sssZ', test: isIsoDate },
  isIpv4: { what: 'string in IPv4 format', test: isIpv4 },
  isIpv6: { what: 'string in IPv6 format', test: isIpv6 },
  isUuid: { what: 'string in UUID format', test: (text) => UUID.test(text) },
};

function count(value: Value): number | undefined {
  switch (value.kind) {
    case 'list':
      return value.items.length;
    case 'string':
      return new TextEncoder().encode(value.value).length;
    case 'nodeset':
      return value.size;
    case 'object':
      return value.members.length;
    case 'bytes':
      return value.value.length;
    default:
      return undefined;
  }
}

function evaluatePlain(kind: string, actual: Value): PredicateResult {
  if (kind === 'exists') {
    const holds = !(actual.kind === 'nodeset' && actual.size === 0);
    return { holds, mismatch: false, actual: repr(actual), expected: 'something' };
  }
  if (kind === 'isEmpty') {
    const size = count(actual);
    const expected = 'count equals to 0';
    if (size === undefined) return { holds: false, mismatch: true, actual: repr(actual), expected };
    return { holds: size === 0, mismatch: false, actual: `count equals to ${size}`, expected };
  }
  const text = TEXT_TESTS[kind];
  if (text !== undefined) {
    if (actual.kind !== 'string') return { holds: false, mismatch: true, actual: repr(actual), expected: 'string' };
    return { holds: text.test(actual.value), mismatch: false, actual: actual.value, expected: text.what };
  }
  return { holds: TESTS[kind]?.(actual) ?? false, mismatch: false, actual: repr(actual), expected: PLAIN[kind] ?? kind };
}

async function evaluateFunction(fn: PredicateFunction, actual: Value, scope: Scope): Promise<PredicateResult> {
  if (!('value' in fn)) return evaluatePlain(fn.kind, actual);
  const expected = await expectedValue(fn.value, scope);
  const result = (words: string, holds: boolean | undefined): PredicateResult => ({
    holds: holds ?? false,
    mismatch: holds === undefined,
    actual: repr(actual),
    expected: `${words}${repr(expected)}`,
  });
  const ordered = (words: string, holds: (order: number) => boolean): PredicateResult => {
    const order = compare(actual, expected);
    return result(words, order === undefined ? undefined : holds(order));
  };
  switch (fn.kind) {
    case '==':
      return result('', equals(actual, expected));
    case '!=':
      return result('', !equals(actual, expected));
    case '>':
      return ordered('greater than ', (o) => o > 0);
    case '>=':
      return ordered('greater or equal than ', (o) => o >= 0);
    case '<':
      return ordered('less than ', (o) => o < 0);
    case '<=':
      return ordered('less or equal than ', (o) => o <= 0);
    case 'startsWith':
      return result('starts with ', startsWith(actual, expected));
    case 'endsWith':
      return result('ends with ', endsWith(actual, expected));
    case 'contains':
      return result('contains ', contains(actual, expected));
    case 'includes':
      return result('includes ', actual.kind === 'list' ? contains(actual, expected) : undefined);
    case 'matches': {
      const pattern = expected.kind === 'regex' ? expected.pattern : display(expected);
      const words = `matches regex <${display(expected)}>`;
      const regex = await compileAt(pattern, fn.span);
      if (actual.kind !== 'string') return { holds: false, mismatch: true, actual: repr(actual), expected: words };
      return { holds: regex.test(actual.value), mismatch: false, actual: repr(actual), expected: words };
    }
  }
}

/**
 * @param actual undefined where the query found nothing
 * @returns undefined when the predicate holds
 * @throws HurlRunError when it cannot be evaluated
 */
export async function checkPredicate(predicate: Predicate, actual: Value | undefined, scope: Scope): Promise<HurlRunError | undefined> {
  const fn = predicate.function;
  const result =
    actual === undefined
      ? { holds: false, mismatch: false, actual: 'none', expected: await expectedOfNothing(fn, scope) }
      : await evaluateFunction(fn, actual, scope);
  if (!result.mismatch && predicate.not !== result.holds) return undefined;
  const negated = predicate.not !== (fn.kind === '!=');
  const expected = `${negated ? 'not ' : ''}${result.expected}`;
  const mismatch = result.mismatch ? '\n   >>> types between actual and expected are not consistent' : '';
  const place = { line: predicate.start.line, column: 0 };
  return new HurlRunError('ASSERT_FAILURE', 'Assert failure', `   actual:   ${result.actual}\n   expected: ${expected}${mismatch}`, { start: place, end: place }, {
    assert: true,
    layout: 'plain',
    actual: result.actual,
    expected,
  });
}
