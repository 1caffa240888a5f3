// Writes a syntax tree back as text: `format(parse(text))` is `text`, to the last blank.
import type {
  Assert,
  Body,
  BodyValue,
  Capture,
  EntryOption,
  FileParam,
  Filter,
  HurlFile,
  Json,
  KeyValue,
  Lead,
  LineEnd,
  Multiline,
  Placeholder,
  PredicateValue,
  Query,
  RegexValue,
  Request,
  RequestSection,
  Response,
  ResponseSection,
  Template,
  VariableValue,
} from './ast.ts';

const lineEnd = (end: LineEnd): string => `${end.space}${end.comment === null ? '' : `#${end.comment.text}`}${end.newline}`;
const lead = (before: Lead): string => before.lines.map(lineEnd).join('') + before.indent;

/** A template as written, with its quotes. */
export function formatTemplate(template: Template): string {
  return template.delimiter + template.elements.map((element) => element.source).join('') + template.delimiter;
}

function json(value: Json): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
    case 'placeholder':
      return value.source;
    case 'string':
      return formatTemplate(value.value);
    case 'list':
      return `[${value.space0}${value.elements.map((e) => e.space0 + json(e.value) + e.space1).join(',')}]`;
    case 'object': {
      const members = value.members.map((m) => `${m.space0}${formatTemplate(m.name)}${m.space1}:${m.space2}${json(m.value)}${m.space3}`);
      return `{${value.space0}${members.join(',')}}`;
    }
  }
}

function multiline(text: Multiline): string {
  const variables = text.variables === null ? '' : `variables${text.variables.space}${json(text.variables.value)}${text.variables.whitespace}`;
  return `\`\`\`${text.language}${text.head}${formatTemplate(text.value)}${variables}\`\`\``;
}

function bodyValue(value: BodyValue): string {
  switch (value.kind) {
    case 'json':
      return json(value.value);
    case 'xml':
      return value.text;
    case 'oneline':
      return formatTemplate(value.value);
    case 'multiline':
      return multiline(value);
    case 'hex':
    case 'base64':
      return `${value.kind},${value.space0}${value.source}${value.space1};`;
    case 'file':
      return `file,${value.space0}${formatTemplate(value.filename)}${value.space1};`;
  }
}

const body = (content: Body | null): string =>
  content === null ? '' : lead(content.lead) + bodyValue(content.value) + lineEnd(content.end);

const keyValue = (pair: KeyValue): string =>
  `${lead(pair.lead)}${formatTemplate(pair.key)}${pair.space1}:${pair.space2}${formatTemplate(pair.value)}${lineEnd(pair.end)}`;

function fileParam(p: FileParam): string {
  const type = p.contentType === null ? '' : p.space5 + formatTemplate(p.contentType);
  const name = `file,${p.space3}${formatTemplate(p.filename)}${p.space4};`;
  return `${lead(p.lead)}${formatTemplate(p.key)}${p.space1}:${p.space2}${name}${type}${lineEnd(p.end)}`;
}

const regexValue = (value: RegexValue): string => ('kind' in value ? value.source : formatTemplate(value));

/** A query as written. */
function formatQuery(query: Query): string {
  switch (query.kind) {
    case 'header':
    case 'xpath':
    case 'jsonpath':
    case 'variable':
      return query.kind + query.space0 + formatTemplate(query.argument);
    case 'regex':
      return query.kind + query.space0 + regexValue(query.argument);
    case 'cookie':
      return query.kind + query.space0 + query.source;
    case 'certificate':
      return `${query.kind}${query.space0}"${query.field}"`;
    default:
      return query.kind;
  }
}

/** A filter as written, without the blanks before it. */
function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'nth':
      return filter.kind + filter.space0 + filter.argument.source;
    case 'regex':
      return filter.kind + filter.space0 + regexValue(filter.argument);
    case 'replace':
      return filter.kind + filter.space0 + formatTemplate(filter.argument) + filter.space1 + formatTemplate(filter.replacement);
    case 'replaceRegex':
      return filter.kind + filter.space0 + regexValue(filter.argument) + filter.space1 + formatTemplate(filter.replacement);
    default:
      return 'argument' in filter ? filter.kind + filter.space0 + formatTemplate(filter.argument) : filter.kind;
  }
}

const filters = (list: readonly Filter[]): string => list.map((filter) => filter.space + formatFilter(filter)).join('');

function predicateValue(value: PredicateValue): string {
  switch (value.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return variableValue(value);
    case 'placeholder':
    case 'regex':
      return value.source;
    default:
      return bodyValue(value);
  }
}

/** An assert as written, without what stands around it: `jsonpath "$.name" == "Ada"`. */
export function formatAssert(assert: Assert): string {
  const { predicate } = assert;
  const value = 'value' in predicate.function ? predicate.function.space0 + predicateValue(predicate.function.value) : '';
  const not = predicate.not ? `not${predicate.space0}` : '';
  return `${formatQuery(assert.query)}${filters(assert.filters)}${assert.space1}${not}${predicate.function.kind}${value}`;
}

function capture(c: Capture): string {
  const redact = c.redact ? `${c.space3}redact` : '';
  return `${lead(c.lead)}${formatTemplate(c.name)}${c.space1}:${c.space2}${formatQuery(c.query)}${filters(c.filters)}${redact}${lineEnd(c.end)}`;
}

function variableValue(value: VariableValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.value.source;
    case 'string':
      return formatTemplate(value.value);
  }
}

function optionValue(option: EntryOption['option']): string {
  const placeholderOr = (value: Placeholder | { readonly source: string }): string => value.source;
  switch (option.kind) {
    case 'boolean':
      return option.value.kind === 'boolean' ? String(option.value.value) : option.value.source;
    case 'template':
      return formatTemplate(option.value);
    case 'count':
    case 'natural':
    case 'duration':
      return placeholderOr(option.value);
    case 'verbosity':
      return option.value;
    case 'variable':
      return `${option.variable}${option.space0}=${option.space1}${variableValue(option.value)}`;
  }
}

/** An option as written: `retry: 10`. */
function formatOption(o: EntryOption): string {
  return `${o.option.name}${o.space1}:${o.space2}${optionValue(o.option)}`;
}

function section(s: RequestSection | ResponseSection): string {
  const head = `${lead(s.lead)}[${s.name}]${lineEnd(s.end)}`;
  switch (s.name) {
    case 'Query':
    case 'QueryStringParams':
    case 'Form':
    case 'FormParams':
      return head + s.params.map(keyValue).join('');
    case 'Multipart':
    case 'MultipartFormData':
      return head + s.params.map((p) => (p.kind === 'file' ? fileParam(p.param) : keyValue(p.param))).join('');
    case 'BasicAuth':
      return head + (s.credentials === null ? '' : keyValue(s.credentials));
    case 'Cookies':
      return head + s.cookies.map(keyValue).join('');
    case 'Options':
      return head + s.options.map((o) => lead(o.lead) + formatOption(o) + lineEnd(o.end)).join('');
    case 'Captures':
      return head + s.captures.map(capture).join('');
    case 'Asserts':
      return head + s.asserts.map((a) => lead(a.lead) + formatAssert(a) + lineEnd(a.end)).join('');
  }
}

const rest = (part: Request | Response): string =>
  lineEnd(part.end) + part.headers.map(keyValue).join('') + part.sections.map(section).join('') + body(part.body);

const request = (r: Request): string => `${lead(r.lead)}${r.method}${r.space1}${formatTemplate(r.url)}${rest(r)}`;
const response = (r: Response): string => `${lead(r.lead)}${r.version.value}${r.space1}${r.status.source}${rest(r)}`;

/** Writes a Hurl file as it was read. */
export function format(file: HurlFile): string {
  const entries = file.entries.map((entry) => request(entry.request) + (entry.response === null ? '' : response(entry.response)));
  return entries.join('') + file.trailer.map(lineEnd).join('');
}
