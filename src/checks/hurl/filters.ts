// Filters: they change a value on its way from the query to the predicate or the capture.
// Facts: https://hurl.dev/docs/filters.html and the behaviour of Hurl 8.1.
import type { Filter, IntegerArgument } from './ast.ts';
import { base64OfBytes, base64UrlOfBytes } from './base64.ts';
import { DateFormatError, formatDate, parseDate } from './dates.ts';
import { HurlRunError } from './errors.ts';
import { JsonPathError, parseJson, queryJson, type Parsed } from './json-query.ts';
import { evaluateExpression, regexOf, renderTemplate, type Scope } from './scope.ts';
import { parseHttpUrl, UrlError } from './url.ts';
import { bytes, float, hex, integer, kindName, render, repr, string, type Value } from './value.ts';

export interface FilterOptions {
  readonly inAssert: boolean;
  readonly jsonpathCoercion: boolean;
}


function unbase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

const HTML_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };

/** One filter at work: what it got, and how it complains. */
class Step {
  readonly filter: Filter;
  readonly value: Value;
  readonly scope: Scope;
  readonly options: FilterOptions;

  constructor(filter: Filter, value: Value, scope: Scope, options: FilterOptions) {
    this.filter = filter;
    this.value = value;
    this.scope = scope;
    this.options = options;
  }

  fail(detail: string, assert = this.options.inAssert): never {
    throw new HurlRunError('FILTER', 'Filter error', detail, this.filter.span, { assert });
  }

  invalid(reason: string): never {
    return this.fail(`invalid filter input: ${reason}`);
  }

  wrongType(expected: string): never {
    return this.fail(`invalid filter input type\n   actual:   ${kindName(this.value)}\n   expected: ${expected}`);
  }

  text(expected = 'string'): string {
    return this.value.kind === 'string' ? this.value.value : this.wrongType(expected);
  }

  data(expected = 'bytes'): Uint8Array {
    return this.value.kind === 'bytes' ? this.value.value : this.wrongType(expected);
  }

  items(): readonly Value[] {
    return this.value.kind === 'list' ? this.value.items : this.wrongType('list');
  }

  date(): bigint {
    return this.value.kind === 'date' ? this.value.nanoseconds : this.wrongType('date');
  }
}

function integerOf(argument: IntegerArgument, scope: Scope): bigint {
  if (argument.kind === 'integer') return argument.value;
  const value = evaluateExpression(argument.expression, scope);
  if (value.kind === 'integer') return value.value;
  const detail = `expecting integer, actual value is ${repr(value)}`;
  throw new HurlRunError('EXPRESSION_TYPE', 'Invalid expression type', detail, argument.expression.span);
}

function nth(step: Step, index: bigint): Value {
  const items = step.items();
  const at = Number(index < 0n ? BigInt(items.length) + index : index);
  return items[at] ?? step.invalid(`out of bound - size is ${items.length}`);
}

function charsetDecode(step: Step, label: string): Value {
  const data = step.data();
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  } catch {
    return step.fail(`<${label}> encoding is not supported`);
  }
  try {
    return string(decoder.decode(data));
  } catch {
    return step.fail(`value can not be decoded with <${label}> encoding`);
  }
}

const MAX_I64 = 2n ** 63n - 1n;
const isI64 = (value: bigint): boolean => value <= MAX_I64 && value >= -MAX_I64 - 1n;

function toInteger(step: Step): Value {
  const { value } = step;
  if (value.kind === 'integer') return isI64(value.value) ? value : step.wrongType('float, integer or string');
  if (value.kind === 'float') {
    if (Number.isNaN(value.value)) return integer(0);
    if (value.value >= Number(MAX_I64)) return integer(MAX_I64);
    return integer(value.value <= -Number(MAX_I64) ? -MAX_I64 - 1n : BigInt(Math.trunc(value.value)));
  }
  if (value.kind !== 'string') return step.wrongType('float, integer or string');
  const whole = /^[+-]?[0-9]+$/.test(value.value) ? BigInt(value.value.replace(/^\+/, '')) : undefined;
  return whole !== undefined && isI64(whole) ? integer(whole) : step.invalid(repr(value));
}

function toFloat(step: Step): Value {
  const { value } = step;
  if (value.kind === 'float') return value;
  if (value.kind === 'integer') return isI64(value.value) ? float(Number(value.value)) : step.invalid(`${repr(value)} is too big to be cast as a float`);
  if (value.kind !== 'string') return step.wrongType('float, integer or string');
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value.value)) return float(Number(value.value));
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(value.value);
  if (word === null) return step.invalid(repr(value));
  return float(word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity);
}

function days(nanoseconds: bigint): Value {
  return integer(nanoseconds / 86_400_000_000_000n);
}

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

function urlDecode(text: string): string {
  const data = new TextEncoder().encode(text);
  const out: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const pair = String.fromCharCode(data[i + 1] ?? 0, data[i + 2] ?? 0);
    if (data[i] === 37 && /^[0-9a-fA-F]{2}$/.test(pair)) {
      out.push(Number.parseInt(pair, 16));
      i += 2;
    } else out.push(data[i] ?? 0);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(out));
}

function urlEncode(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const c = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~/]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

async function applyFilter(step: Step): Promise<Value | undefined> {
  const { filter, value, scope } = step;
  switch (filter.kind) {
    case 'base64Decode': {
      const text = step.text('base64 string');
      const strict = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
      return strict ? bytes(unbase64(text)) : step.invalid('string is not base64');
    }
    case 'base64Encode':
      return string(base64OfBytes(step.data()));
    case 'base64UrlSafeDecode': {
      const text = step.text();
      if (text.endsWith('=')) return step.invalid('base64 string contains padding');
      if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return step.invalid('string is not base64');
      const data = unbase64(text.replaceAll('-', '+').replaceAll('_', '/'));
      // Bits that no byte holds are zero (RFC 4648, section 3.5).
      return base64UrlOfBytes(data) === text ? bytes(data) : step.invalid('string is not base64');
    }
    case 'base64UrlSafeEncode':
      return string(base64UrlOfBytes(step.data()));
    case 'charsetDecode':
    case 'decode':
      return charsetDecode(step, renderTemplate(filter.argument, scope));
    case 'count':
      if (value.kind === 'list') return integer(value.items.length);
      if (value.kind === 'bytes') return integer(value.value.length);
      if (value.kind === 'nodeset') return integer(value.size);
      return step.wrongType('list, bytes or nodeset');
    case 'dateFormat':
    case 'format': {
      const format = renderTemplate(filter.argument, scope);
      try {
        return string(formatDate(step.date(), format));
      } catch (error) {
        if (error instanceof DateFormatError) return step.fail(`date format <${format}> is not supported`);
        throw error;
      }
    }
    case 'daysAfterNow':
      return days(step.date() - now());
    case 'daysBeforeNow':
      return days(now() - step.date());
    case 'first':
      return step.items()[0] ?? step.invalid('list is empty');
    case 'last':
      return step.items().at(-1) ?? step.invalid('list is empty');
    case 'nth':
      return nth(step, integerOf(filter.argument, scope));
    case 'htmlEscape':
      return string(step.text().replace(/[&<>"']/g, (c) => HTML_ESCAPES[c] ?? c));
    case 'htmlUnescape': {
      const text = step.text();
      const { decodeHTML } = await import('entities');
      return string(decodeHTML(text));
    }
    case 'jsonpath': {
      let parsed: Parsed;
      try {
        parsed = parseJson(step.text());
      } catch (error) {
        if (error instanceof HurlRunError) throw error;
        return step.fail('invalid filter input: value is not a valid JSON', false);
      }
      return await jsonpath(parsed, filter.argument, scope, step.options.jsonpathCoercion);
    }
    case 'location':
      return value.kind === 'httpResponse' ? string(value.location) : step.wrongType('http response');
    case 'regex': {
      const regex = await regexOf(filter.argument, scope);
      const found = regex.firstGroup(step.text());
      return found === undefined ? undefined : string(found);
    }
    case 'replace': {
      const text = step.text();
      return string(text.replaceAll(renderTemplate(filter.argument, scope), () => renderTemplate(filter.replacement, scope)));
    }
    case 'replaceRegex': {
      const text = step.text();
      const regex = await regexOf(filter.argument, scope);
      return string(regex.replaceAll(text, renderTemplate(filter.replacement, scope)));
    }
    case 'split': {
      const text = step.text();
      const separator = renderTemplate(filter.argument, scope);
      const parts = separator === '' ? ['', ...text, ''] : text.split(separator);
      return { kind: 'list', items: parts.map(string) };
    }
    case 'toDate': {
      const format = renderTemplate(filter.argument, scope);
      const text = step.text();
      const nanoseconds = parseDate(text, format);
      return nanoseconds === undefined ? step.fail(`value <${text}> could not be parsed with <${format}> format`) : { kind: 'date', nanoseconds };
    }
    case 'toFloat':
      return toFloat(step);
    case 'toInt':
      return toInteger(step);
    case 'toHex':
      return string(hex(step.data()));
    case 'toString': {
      const text = render(value);
      return text === undefined ? step.invalid(`${repr(value)} can not be converted to a string`) : string(text);
    }
    case 'urlDecode':
      return string(urlDecode(step.text()));
    case 'urlEncode':
      return string(urlEncode(step.text()));
    case 'urlQueryParam': {
      const name = renderTemplate(filter.argument, scope);
      try {
        const found = parseHttpUrl(step.text()).searchParams.get(name);
        return found === null ? undefined : string(found);
      } catch (error) {
        if (!(error instanceof UrlError)) throw error;
        throw new HurlRunError('INVALID_URL', 'Invalid URL', error.message, filter.span, { assert: step.options.inAssert });
      }
    }
    case 'utf8Decode':
      return string(new TextDecoder('utf-8', { ignoreBOM: true }).decode(step.data()));
    case 'utf8Encode':
      return bytes(new TextEncoder().encode(step.text()));
    case 'xpath': {
      const text = step.text();
      const { parseMarkup, evaluateXPath } = await import('./xpath-query.ts');
      const document = await parseMarkup(text, 'html');
      if (document === undefined) return step.fail('invalid filter input: value is not a valid XML', false);
      return await evaluateXPath(document, renderTemplate(filter.argument, scope), filter.argument.span);
    }
  }
}

/** @throws HurlRunError when the expression is not JSONPath */
export async function jsonpath(
  parsed: Parsed,
  expression: Parameters<typeof renderTemplate>[0],
  scope: Scope,
  coercion: boolean,
): Promise<Value | undefined> {
  try {
    return await queryJson(parsed, renderTemplate(expression, scope), coercion);
  } catch (error) {
    if (error instanceof JsonPathError) {
      throw new HurlRunError('INVALID_JSONPATH', 'Invalid JSONPath', error.message, expression.span, { cause: error });
    }
    throw error;
  }
}

/** Applies filters one after the other. @returns undefined where the last one found nothing */
export async function applyFilters(
  filters: readonly Filter[],
  value: Value | undefined,
  scope: Scope,
  options: FilterOptions,
): Promise<Value | undefined> {
  let current = value;
  for (const filter of filters) {
    if (current === undefined) {
      throw new HurlRunError('FILTER', 'Filter error', 'missing value to apply filter', filter.span, { assert: options.inAssert });
    }
    current = await applyFilter(new Step(filter, current, scope, options));
  }
  return current;
}
