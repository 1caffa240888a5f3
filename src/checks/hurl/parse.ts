// Reads a Hurl file: entries, sections, queries, filters, predicates and options.
// Facts: https://hurl.dev/docs/grammar.html and the behaviour of Hurl 8.1, whose error texts and positions it follows.
import type {
  Assert,
  BooleanArgument,
  BooleanOptionName,
  Capture,
  CertificateField,
  CookieAttributeName,
  CountOptionName,
  DurationArgument,
  DurationOptionName,
  Entry,
  EntryOption,
  FileParam,
  Filter,
  FilterValue,
  HurlFile,
  IntegerArgument,
  KeyValue,
  MultipartParam,
  OptionValue,
  PlainFilterName,
  PlainPredicateName,
  Predicate,
  PredicateFunction,
  PredicateValue,
  Query,
  QueryValue,
  RegexValue,
  Request,
  RequestSection,
  Response,
  ResponseSection,
  SectionHead,
  TemplateFilterName,
  TemplateOptionName,
  ValuePredicateName,
  VariableValue,
} from './ast.ts';
import { didYouMean, HurlParseError } from './errors.ts';
import {
  base64Literal,
  backtickTemplate,
  blankLines,
  body,
  fileLiteral,
  filename,
  filenamePassword,
  hexLiteral,
  integer,
  keyString,
  keyValue,
  lead,
  lineEnd,
  multiline,
  natural,
  needQuotedTemplate,
  numberLiteral,
  placeholder,
  quotedTemplate,
  regexLiteral,
  unquotedTemplate,
} from './parse-values.ts';
import { Reader } from './reader.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

/** Items as long as there are any. */
function many<T>(reader: Reader, item: (reader: Reader) => T | undefined): T[] {
  const items: T[] = [];
  while (!reader.eof) {
    const found = item(reader);
    if (found === undefined) break;
    items.push(found);
  }
  return items;
}

// ------------------------------------------------------------------------------------------------------ queries and filters

function regexValue(reader: Reader): RegexValue {
  const start = reader.index;
  try {
    const found = quotedTemplate(reader) ?? regexLiteral(reader);
    if (found !== undefined) return found;
  } catch (error) {
    if (error instanceof HurlParseError) throw new HurlParseError('Parsing literal', `expecting '" or /'`, error.span.start, error.file);
    throw error;
  }
  return reader.expecting('" or /', start);
}

const COOKIE_ATTRIBUTES: Readonly<Record<string, CookieAttributeName>> = {
  value: 'Value',
  expires: 'Expires',
  'max-age': 'Max-Age',
  domain: 'Domain',
  path: 'Path',
  secure: 'Secure',
  httponly: 'HttpOnly',
  samesite: 'SameSite',
};

function cookieQuery(reader: Reader): QueryValue {
  const space0 = reader.someSpaces();
  const start = reader.index;
  if (!reader.accept('"')) reader.expecting('"');
  const from = reader.index;
  reader.match(/[^"\n]*/y);
  const to = reader.index;
  if (!reader.accept('"')) reader.expecting('"');
  const source = reader.text.slice(start, reader.index);
  const bracket = reader.text.indexOf('[', from);
  const nameEnd = bracket < 0 || bracket >= to ? to : bracket;
  const name = unquotedTemplate(new Reader(reader.text, reader.file, reader.position(from), from, nameEnd));
  let attribute: CookieAttributeName | null = null;
  if (nameEnd < to) {
    const part = new Reader(reader.text, reader.file, reader.position(nameEnd), nameEnd + 1, to);
    const inside = new Reader(reader.text, reader.file, reader.position(nameEnd + 1), nameEnd + 1, to);
    part.spaces();
    inside.index = part.index;
    const word = inside.match(/[\p{L}-]*/uy);
    attribute =
      COOKIE_ATTRIBUTES[word.toLowerCase()] ??
      inside.fail('Parsing cookie attribute', 'the cookie attribute is not valid', inside.index - word.length);
    inside.spaces();
    inside.expect(']');
  }
  return { kind: 'cookie', space0, name, attribute, source };
}

const CERTIFICATE_FIELDS: readonly CertificateField[] = [
  'Subject',
  'Issuer',
  'Start-Date',
  'Expire-Date',
  'Serial-Number',
  'Subject-Alt-Name',
  'Value',
];

function certificateQuery(reader: Reader): QueryValue {
  const space0 = reader.someSpaces();
  reader.expect('"');
  for (const field of CERTIFICATE_FIELDS) if (reader.accept(`${field}"`)) return { kind: 'certificate', space0, field };
  return reader.expecting(
    'Field <Subject>, <Issuer>, <Start-Date>, <Expire-Date>, <Serial-Number>, <Subject-Alt-Name> or <Value>',
  );
}

const PLAIN_QUERIES = ['status', 'version', 'url', 'body', 'duration', 'bytes', 'rawbytes', 'sha256', 'md5', 'ip', 'redirects'] as const;
const TEMPLATE_QUERIES = ['header', 'xpath', 'jsonpath', 'variable'] as const;

function queryValue(reader: Reader): QueryValue | undefined {
  for (const kind of PLAIN_QUERIES) if (reader.accept(kind)) return { kind };
  for (const kind of TEMPLATE_QUERIES) {
    if (reader.accept(kind)) {
      const space0 = reader.someSpaces();
      return { kind, space0, argument: needQuotedTemplate(reader) };
    }
  }
  if (reader.accept('cookie')) return cookieQuery(reader);
  if (reader.accept('regex')) {
    const space0 = reader.someSpaces();
    return { kind: 'regex', space0, argument: regexValue(reader) };
  }
  if (reader.accept('certificate')) return certificateQuery(reader);
  return undefined;
}

function query(reader: Reader): Query | undefined {
  const start = reader.index;
  const value = queryValue(reader);
  return value === undefined ? undefined : { ...value, span: reader.span(start) };
}

const PLAIN_FILTERS: readonly PlainFilterName[] = [
  'base64Decode',
  'base64Encode',
  'base64UrlSafeDecode',
  'base64UrlSafeEncode',
  'count',
  'daysAfterNow',
  'daysBeforeNow',
  'first',
  'htmlEscape',
  'htmlUnescape',
  'last',
  'location',
  'toFloat',
  'toHex',
  'toInt',
  'toString',
  'urlDecode',
  'urlEncode',
  'utf8Decode',
  'utf8Encode',
];
/** `must`: without its argument the word is an error; otherwise it is then no filter */
const TEMPLATE_FILTERS: readonly (readonly [name: TemplateFilterName, must: boolean])[] = [
  ['charsetDecode', false],
  ['decode', false],
  ['format', false],
  ['dateFormat', false],
  ['jsonpath', true],
  ['split', true],
  ['toDate', false],
  ['urlQueryParam', true],
  ['xpath', true],
];

function integerArgument(reader: Reader, what: string): IntegerArgument {
  const start = reader.index;
  try {
    const value = integer(reader);
    if (value !== undefined) return { kind: 'integer', ...value };
  } catch (error) {
    if (!(error instanceof HurlParseError)) throw error;
    reader.index = start;
  }
  return placeholder(reader) ?? reader.expecting(what, start);
}

function filterValue(reader: Reader): FilterValue | undefined {
  for (const kind of PLAIN_FILTERS) if (reader.accept(kind)) return { kind };
  for (const [kind, must] of TEMPLATE_FILTERS) {
    if (reader.accept(kind)) {
      const space0 = reader.someSpaces();
      const argument = must ? needQuotedTemplate(reader) : quotedTemplate(reader);
      return argument === undefined ? undefined : { kind, space0, argument };
    }
  }
  if (reader.accept('nth')) {
    const space0 = reader.someSpaces();
    return { kind: 'nth', space0, argument: integerArgument(reader, 'integer') };
  }
  if (reader.accept('regex')) {
    const space0 = reader.someSpaces();
    return { kind: 'regex', space0, argument: regexValue(reader) };
  }
  if (reader.accept('replaceRegex')) {
    const space0 = reader.someSpaces();
    const argument = regexValue(reader);
    const space1 = reader.someSpaces();
    return { kind: 'replaceRegex', space0, argument, space1, replacement: needQuotedTemplate(reader) };
  }
  if (reader.accept('replace')) {
    const space0 = reader.someSpaces();
    const argument = needQuotedTemplate(reader);
    const space1 = reader.someSpaces();
    return { kind: 'replace', space0, argument, space1, replacement: needQuotedTemplate(reader) };
  }
  return undefined;
}

function filters(reader: Reader): Filter[] {
  const found: Filter[] = [];
  for (;;) {
    const save = reader.index;
    const space = reader.spaces();
    if (space === '') return found;
    const start = reader.index;
    const value = filterValue(reader);
    if (value === undefined) {
      reader.index = save;
      return found;
    }
    found.push({ ...value, space, span: reader.span(start) });
  }
}

// ------------------------------------------------------------------------------------------------------------- predicates

const PLAIN_PREDICATES: readonly PlainPredicateName[] = [
  'isInteger',
  'isFloat',
  'isBoolean',
  'isString',
  'isCollection',
  'isList',
  'isObject',
  'isDate',
  'isIsoDate',
  'exists',
  'isEmpty',
  'isNumber',
  'isIpv4',
  'isIpv6',
  'isUuid',
];
const VALUE_PREDICATES: readonly ValuePredicateName[] = [
  '==',
  '!=',
  '>=',
  '>',
  '<=',
  '<',
  'startsWith',
  'endsWith',
  'contains',
  'includes',
  'matches',
];

function predicateValue(reader: Reader): PredicateValue {
  if (reader.accept('null')) return { kind: 'null' };
  if (reader.accept('true')) return { kind: 'boolean', value: true };
  if (reader.accept('false')) return { kind: 'boolean', value: false };
  const number = numberLiteral(reader);
  if (number !== undefined) return { kind: 'number', value: number };
  const literal = fileLiteral(reader) ?? hexLiteral(reader) ?? base64Literal(reader) ?? placeholder(reader);
  if (literal !== undefined) return literal;
  const quoted = quotedTemplate(reader);
  if (quoted !== undefined) return { kind: 'string', value: quoted };
  const lines = multiline(reader);
  if (lines !== undefined) return lines;
  const line = backtickTemplate(reader);
  if (line !== undefined) return { kind: 'string', value: line };
  return regexLiteral(reader) ?? reader.fail('Parsing predicate value', 'invalid predicate value');
}

const ORDERED: readonly PredicateValue['kind'][] = ['number', 'string', 'placeholder'];
const PREFIXES: readonly PredicateValue['kind'][] = ['string', 'hex', 'base64'];
/** which values a predicate takes; all where it is not listed */
const TAKES: Readonly<Partial<Record<ValuePredicateName, readonly PredicateValue['kind'][]>>> = {
  '>': ORDERED,
  '>=': ORDERED,
  '<': ORDERED,
  '<=': ORDERED,
  startsWith: PREFIXES,
  endsWith: PREFIXES,
  matches: ['string', 'regex'],
};

function predicateFunction(reader: Reader): PredicateFunction {
  const start = reader.index;
  for (const kind of VALUE_PREDICATES) {
    if (!reader.accept(kind)) continue;
    const space0 = /[a-z]/.test(kind) ? reader.someSpaces() : reader.spaces();
    const at = reader.index;
    const value = predicateValue(reader);
    if (TAKES[kind]?.includes(value.kind) === false) reader.fail('Parsing predicate value', 'invalid predicate value', at);
    return { kind, space0, value, span: reader.span(start) };
  }
  for (const kind of PLAIN_PREDICATES) if (reader.accept(kind)) return { kind, span: reader.span(start) };
  return reader.fail('Parsing predicate', 'expecting a predicate');
}

function predicate(reader: Reader): Predicate {
  const start = reader.index;
  const position = reader.position();
  if (reader.accept('not')) {
    const space0 = reader.spaces();
    if (space0 !== '') return { not: true, space0, start: position, function: predicateFunction(reader) };
    reader.index = start;
  }
  return { not: false, space0: '', start: position, function: predicateFunction(reader) };
}

// --------------------------------------------------------------------------------------------------------------- sections

function assert(reader: Reader): Assert | undefined {
  const start = reader.index;
  const before = lead(reader);
  const found = query(reader);
  if (found === undefined) {
    reader.index = start;
    return undefined;
  }
  const applied = filters(reader);
  const space1 = reader.someSpaces();
  const holds = predicate(reader);
  return { lead: before, query: found, filters: applied, space1, predicate: holds, end: lineEnd(reader) };
}

function capture(reader: Reader): Capture | undefined {
  const start = reader.index;
  const giveUp = (): undefined => {
    reader.index = start;
    return undefined;
  };
  const before = lead(reader);
  const name = keyString(reader);
  if (name === undefined) return giveUp();
  const space1 = reader.spaces();
  if (!reader.accept(':')) return giveUp();
  const space2 = reader.spaces();
  const found = query(reader);
  if (found === undefined) return giveUp();
  const applied = filters(reader);
  const save = reader.index;
  let space3 = reader.spaces();
  const redact = reader.accept('redact');
  if (!redact) {
    reader.index = save;
    space3 = '';
  }
  return { lead: before, name, space1, space2, query: found, filters: applied, space3, redact, end: lineEnd(reader) };
}

function fileParam(reader: Reader): FileParam | undefined {
  const start = reader.index;
  const giveUp = (): undefined => {
    reader.index = start;
    return undefined;
  };
  const before = lead(reader);
  const key = keyString(reader);
  if (key === undefined) return giveUp();
  const space1 = reader.spaces();
  if (!reader.accept(':')) return giveUp();
  const space2 = reader.spaces();
  if (!reader.accept('file,')) return giveUp();
  const space3 = reader.spaces();
  const name = filename(reader);
  const space4 = reader.spaces();
  reader.expect(';');
  const save = reader.index;
  const space5 = reader.spaces();
  const type = unquotedTemplate(reader);
  if (type.elements.length === 0) {
    reader.index = save;
    return { lead: before, key, space1, space2, space3, filename: name, space4, space5: '', contentType: null, end: lineEnd(reader) };
  }
  return { lead: before, key, space1, space2, space3, filename: name, space4, space5, contentType: type, end: lineEnd(reader) };
}

function multipartParam(reader: Reader): MultipartParam | undefined {
  const file = fileParam(reader);
  if (file !== undefined) return { kind: 'file', param: file };
  const param = keyValue(reader);
  return param === undefined ? undefined : { kind: 'param', param };
}

const BOOLEAN_OPTIONS: readonly BooleanOptionName[] = [
  'compressed',
  'digest',
  'fail-with-body',
  'http1.0',
  'http1.1',
  'http2',
  'http2-prior-knowledge',
  'http3',
  'insecure',
  'ipv4',
  'ipv6',
  'location',
  'location-trusted',
  'negotiate',
  'netrc',
  'netrc-optional',
  'no-jsonpath-coercion',
  'ntlm',
  'path-as-is',
  'skip',
  'verbose',
  'very-verbose',
];
const TEMPLATE_OPTIONS: readonly TemplateOptionName[] = [
  'aws-sigv4',
  'cacert',
  'cert',
  'connect-to',
  'header',
  'key',
  'netrc-file',
  'no-header',
  'output',
  'pinnedpubkey',
  'proxy',
  'resolve',
  'tls-max',
  'tls-min',
  'unix-socket',
  'user',
];
const COUNT_OPTIONS: readonly CountOptionName[] = ['max-redirs', 'repeat', 'retry'];
const DURATION_OPTIONS: readonly DurationOptionName[] = ['connect-timeout', 'delay', 'max-time', 'retry-interval'];
const OPTION_NAMES: readonly string[] = [
  ...BOOLEAN_OPTIONS,
  ...TEMPLATE_OPTIONS,
  ...COUNT_OPTIONS,
  ...DURATION_OPTIONS,
  'limit-rate',
  'variable',
  'verbosity',
].sort();

function booleanArgument(reader: Reader): BooleanArgument {
  if (reader.accept('true')) return { kind: 'boolean', value: true };
  if (reader.accept('false')) return { kind: 'boolean', value: false };
  return placeholder(reader) ?? reader.expecting('true|false');
}

function countArgument(reader: Reader): IntegerArgument {
  const start = reader.index;
  const value = integerArgument(reader, 'integer >= -1');
  if (value.kind === 'integer' && value.value < -1n) reader.expecting('integer >= -1', start);
  return value;
}

function durationArgument(reader: Reader): DurationArgument {
  const value = natural(reader, 'natural');
  if (value === undefined) return placeholder(reader) ?? reader.expecting('integer');
  const at = reader.index;
  const unit = reader.match(/[A-Za-z]*/y);
  if (unit !== '' && unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') {
    const hint = didYouMean(['ms', 's'], unit, 'Valid values are ms, s');
    reader.fail('Parsing duration', `the duration unit is not valid. ${hint}`, at);
  }
  return { kind: 'duration', value: value.value, unit, source: `${value.source}${unit}` };
}

const RESERVED = ['getEnv', 'newDate', 'newUuid'];

function variableValue(reader: Reader): VariableValue {
  const start = reader.index;
  const endsHere = (): boolean => reader.eof || [32, 9, 13, 10, 35].includes(reader.code());
  if (reader.accept('null') && endsHere()) return { kind: 'null' };
  reader.index = start;
  for (const value of [true, false]) {
    if (reader.accept(String(value)) && endsHere()) return { kind: 'boolean', value };
    reader.index = start;
  }
  try {
    const number = numberLiteral(reader);
    if (number !== undefined && endsHere()) return { kind: 'number', value: number };
    reader.index = start;
    return { kind: 'string', value: quotedTemplate(reader) ?? unquotedTemplate(reader) };
  } catch (error) {
    if (error instanceof HurlParseError) throw new HurlParseError('Parsing literal', `expecting 'variable value'`, error.span.start, error.file);
    throw error;
  }
}

function variableOption(reader: Reader): OptionValue {
  const start = reader.index;
  const variable = reader.match(/[\p{Alphabetic}\p{N}_-]*/uy);
  if (variable === '') reader.expecting('variable name');
  if (RESERVED.includes(variable)) {
    reader.fail('Parsing variable', `conflicts with the ${variable} function, use a different name`, start);
  }
  const space0 = reader.spaces();
  reader.expect('=');
  const space1 = reader.spaces();
  return { kind: 'variable', name: 'variable', variable, space0, space1, value: variableValue(reader) };
}

const includes = <T extends string>(names: readonly T[], name: string): name is T => (names as readonly string[]).includes(name);

function optionValue(reader: Reader, name: string, at: number): OptionValue {
  if (includes(BOOLEAN_OPTIONS, name)) return { kind: 'boolean', name, value: booleanArgument(reader) };
  if (includes(TEMPLATE_OPTIONS, name)) {
    const value =
      name === 'cert'
        ? filenamePassword(reader)
        : name === 'cacert' || name === 'key' || name === 'output'
          ? filename(reader)
          : unquotedTemplate(reader);
    return { kind: 'template', name, value };
  }
  if (includes(COUNT_OPTIONS, name)) return { kind: 'count', name, value: countArgument(reader) };
  if (includes(DURATION_OPTIONS, name)) return { kind: 'duration', name, value: durationArgument(reader) };
  if (name === 'limit-rate') {
    const start = reader.index;
    const value = integerArgument(reader, 'integer >= 0');
    if (value.kind === 'integer' && value.value < 0n) reader.expecting('integer >= 0', start);
    return { kind: 'natural', name, value };
  }
  if (name === 'variable') return variableOption(reader);
  if (name === 'verbosity') {
    for (const value of ['brief', 'verbose', 'debug'] as const) if (reader.accept(value)) return { kind: 'verbosity', name, value };
    return reader.expecting('brief|verbose|debug');
  }
  const hint = didYouMean(OPTION_NAMES, name, `Valid values are ${OPTION_NAMES.join(', ')}`);
  return reader.fail('Parsing option', `the option name is not valid. ${hint}`, at);
}

function entryOption(reader: Reader): EntryOption | undefined {
  const start = reader.index;
  const before = lead(reader);
  const at = reader.index;
  const name = reader.match(/[A-Za-z0-9._-]*/y);
  const space1 = reader.spaces();
  if (!reader.accept(':')) {
    reader.index = start;
    return undefined;
  }
  const space2 = reader.spaces();
  const option = optionValue(reader, name, at);
  const span = reader.span(at);
  return { lead: before, space1, space2, option, span, end: lineEnd(reader) };
}

/** `[Name]` with the line's end. */
function sectionHead(reader: Reader): (SectionHead & { readonly name: string }) | undefined {
  const start = reader.index;
  const before = lead(reader);
  const at = reader.index;
  if (reader.accept('[')) {
    const name = reader.match(/[\p{L}\p{N}]*/uy);
    if (name !== '' && reader.accept(']')) {
      const span = reader.span(at);
      return { lead: before, span, name, end: lineEnd(reader) };
    }
  }
  reader.index = start;
  return undefined;
}

function badSection(reader: Reader, kind: 'request' | 'response', head: { span: { start: { line: number; column: number } }; name: string }): never {
  const [valid, fallback] =
    kind === 'request'
      ? [['Query', 'Form', 'Multipart', 'Cookies', 'Options'], 'Valid values are Query, Form, Multipart, Cookies, Options']
      : [['Captures', 'Asserts'], 'Valid values are Captures or Asserts'];
  const { line, column } = head.span.start;
  const detail = `the section is not valid. ${didYouMean(valid, head.name, fallback)}`;
  throw new HurlParseError(`Parsing ${kind} section name`, detail, { line, column: column + 1 }, reader.file);
}

function requestSection(reader: Reader): RequestSection | undefined {
  const found = sectionHead(reader);
  if (found === undefined) return undefined;
  const { name, ...head } = found;
  switch (name) {
    case 'Query':
    case 'QueryStringParams':
    case 'Form':
    case 'FormParams':
      return { ...head, name, params: many<KeyValue>(reader, keyValue) };
    case 'Multipart':
    case 'MultipartFormData':
      return { ...head, name, params: many(reader, multipartParam) };
    case 'BasicAuth':
      return { ...head, name, credentials: keyValue(reader) ?? null };
    case 'Cookies':
      return { ...head, name, cookies: many<KeyValue>(reader, keyValue) };
    case 'Options':
      return { ...head, name, options: many(reader, entryOption) };
    default:
      return badSection(reader, 'request', found);
  }
}

function responseSection(reader: Reader): ResponseSection | undefined {
  const found = sectionHead(reader);
  if (found === undefined) return undefined;
  const { name, ...head } = found;
  switch (name) {
    case 'Captures':
      return { ...head, name, captures: many(reader, capture) };
    case 'Asserts':
      return { ...head, name, asserts: many(reader, assert) };
    default:
      return badSection(reader, 'response', found);
  }
}

function refuseDuplicates(reader: Reader, sections: readonly (SectionHead & { readonly name: string })[]): void {
  const seen = new Set<string>();
  for (const section of sections) {
    if (seen.has(section.name)) {
      throw new HurlParseError('Parsing section', 'the section is already defined', section.span.start, reader.file);
    }
    seen.add(section.name);
  }
}

// ----------------------------------------------------------------------------------------------------------------- entries

function method(reader: Reader): string {
  const start = reader.index;
  const name = reader.match(/[A-Za-z]*/y);
  if (name === '' || name.toUpperCase() !== name) {
    const hint = didYouMean(METHODS, name, `Valid values are ${METHODS.join(', ')}`);
    reader.fail('Parsing method', `the HTTP method <${name}> is not valid. ${hint}`, start);
  }
  return name;
}

function request(reader: Reader): Request | undefined {
  const start = reader.index;
  const before = lead(reader);
  if (reader.eof) {
    reader.index = start;
    return undefined;
  }
  const verb = method(reader);
  const space1 = reader.someSpaces();
  const url = unquotedTemplate(reader);
  const end = lineEnd(reader);
  const headers = many<KeyValue>(reader, keyValue);
  const sections = many(reader, requestSection);
  const content = reader.eof ? null : (body(reader) ?? null);
  const span = reader.span(start);
  refuseDuplicates(reader, sections);
  return { lead: before, method: verb, space1, url, end, headers, sections, body: content, span };
}

const VERSIONS = ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/3'] as const;

function version(reader: Reader): Response['version'] | undefined {
  const start = reader.index;
  if (!reader.at('HTTP')) return undefined;
  for (const value of VERSIONS) if (reader.accept(value)) return { value, span: reader.span(start) };
  reader.index += 4;
  const next = reader.code();
  if (next === 32 || next === 9) return { value: 'HTTP', span: reader.span(start) };
  return reader.fail('Parsing version', 'HTTP version must be HTTP, HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3', start);
}

function status(reader: Reader): Response['status'] {
  const start = reader.index;
  if (reader.accept('*')) return { value: '*', source: '*', span: reader.span(start) };
  const source = reader.match(/[0-9]*/y);
  if (source === '' || BigInt(source) >= 2n ** 64n) reader.fail('Parsing status code', 'HTTP status code is not valid', start);
  return { value: Number(source), source, span: reader.span(start) };
}

function response(reader: Reader): Response | undefined {
  if (reader.eof) return undefined;
  const start = reader.index;
  const before = lead(reader);
  const wire = version(reader);
  if (wire === undefined) {
    reader.index = start;
    return undefined;
  }
  const space1 = reader.someSpaces();
  const code = status(reader);
  const end = lineEnd(reader);
  const headers = many<KeyValue>(reader, keyValue);
  const sections = many(reader, responseSection);
  const content = reader.eof ? null : (body(reader) ?? null);
  const span = reader.span(start);
  refuseDuplicates(reader, sections);
  return { lead: before, version: wire, space1, status: code, end, headers, sections, body: content, span };
}

function entry(reader: Reader): Entry | undefined {
  const asked = request(reader);
  return asked === undefined ? undefined : { request: asked, response: response(reader) ?? null };
}

/**
 * Reads a Hurl file (Hurl 8.1).
 * @param options.file the name that errors show; default `-`
 * @throws HurlParseError at the first thing that cannot be read, with line, column and what was expected
 */
export function parse(text: string, options: { readonly file?: string } = {}): HurlFile {
  const file = options.file ?? '-';
  // A byte order mark is no part of the text.
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const reader = new Reader(source, file);
  const entries = many(reader, entry);
  const trailer = blankLines(reader);
  if (!reader.eof) reader.expecting('eof');
  return { file, text: source, entries, trailer };
}
