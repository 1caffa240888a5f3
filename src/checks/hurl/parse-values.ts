// The smaller parts of the Hurl grammar: line ends, templates, strings, numbers, bodies. A function that returns undefined
// found something else and left the cursor where it was; one that throws found this and found it wrong.
// Facts: https://hurl.dev/docs/grammar.html and the behaviour of Hurl 8.1.
import type {
  Body,
  BodyValue,
  BytesLiteral,
  Expression,
  FileLiteral,
  Json,
  JsonElement,
  JsonMember,
  KeyValue,
  Lead,
  LineEnd,
  Multiline,
  NumberLiteral,
  Placeholder,
  RegexLiteral,
  Template,
  TemplateText,
} from './ast.ts';
import { HurlParseError } from './errors.ts';
import { Reader } from './reader.ts';
import { regexProblem } from './regex-syntax.ts';
import { scanXml } from './scan-xml.ts';

const COMMENT = /[^\r\n]*(?:\r(?!\n)[^\r\n]*)*/y;
const NAME = /[\p{Alphabetic}\p{N}_-]*/uy;
const DIGITS = /[0-9]*/y;
const MAX_JSON_DEPTH = 128;

// ---------------------------------------------------------------------------------------------------------------- line ends

function newline(reader: Reader): '\n' | '\r\n' | undefined {
  if (reader.accept('\r\n')) return '\r\n';
  if (reader.accept('\n')) return '\n';
  return undefined;
}

/** The end of this line, if nothing else stands on it. */
function tryLineEnd(reader: Reader): LineEnd | undefined {
  const start = reader.index;
  const space = reader.spaces();
  let comment: LineEnd['comment'] = null;
  if (reader.accept('#')) {
    const from = reader.index;
    const text = reader.match(COMMENT);
    comment = { text, span: reader.span(from) };
  }
  if (reader.eof) return { space, comment, newline: '' };
  const end = newline(reader);
  if (end !== undefined) return { space, comment, newline: end };
  reader.index = start;
  return undefined;
}

/** What may stand behind an element on its line: spaces, a comment, the end of the line. @throws HurlParseError when something else does */
export function lineEnd(reader: Reader): LineEnd {
  const end = tryLineEnd(reader);
  if (end !== undefined) return end;
  reader.spaces();
  return reader.expecting('line_terminator');
}

/** Whole blank and comment lines. */
export function blankLines(reader: Reader): LineEnd[] {
  const lines: LineEnd[] = [];
  while (!reader.eof) {
    const end = tryLineEnd(reader);
    if (end === undefined) break;
    lines.push(end);
  }
  return lines;
}

/** The last lead that was read, by the reader it came from: several parts of the grammar look at the same one in turn. */
const lastLead = new WeakMap<Reader, { readonly from: number; readonly to: number; readonly lead: Lead }>();

/** What may stand before an element: whole blank and comment lines, and the spaces of its own. */
export function lead(reader: Reader): Lead {
  const from = reader.index;
  const known = lastLead.get(reader);
  if (known?.from === from) {
    reader.index = known.to;
    return known.lead;
  }
  const lines = blankLines(reader);
  const start = reader.index;
  const indent = reader.spaces();
  const found = { lines, indent, span: reader.span(start) };
  lastLead.set(reader, { from, to: reader.index, lead: found });
  return found;
}

// ---------------------------------------------------------------------------------------------------------------- templates

/** A run of characters with its spelling. Braces come alone, so that `{{` can be found. */
interface Piece {
  readonly value: string;
  readonly source: string;
  readonly index: number;
}

function expression(reader: Reader): Expression {
  const start = reader.index;
  const name = reader.match(NAME);
  if (name === '') reader.fail('Parsing template variable', 'expecting a variable');
  const span = reader.span(start);
  return name === 'newDate' || name === 'newUuid' ? { kind: 'function', name, span } : { kind: 'variable', name, span };
}

/** `{{...}}`; undefined when there is none here. @throws HurlParseError when it is not whole */
export function placeholder(reader: Reader): Placeholder | undefined {
  const start = reader.index;
  if (!reader.accept('{{')) return undefined;
  reader.spaces();
  const found = expression(reader);
  reader.spaces();
  reader.expect('}}');
  return { kind: 'placeholder', source: reader.text.slice(start, reader.index), expression: found };
}

/** Finds the placeholders in a string's pieces. @param end where the string ends, for the error of an open `{{` */
function templatize(reader: Reader, pieces: readonly Piece[], end: number): (TemplateText | Placeholder)[] {
  const elements: (TemplateText | Placeholder)[] = [];
  let value = '';
  let source = '';
  const flush = (): void => {
    if (source !== '') elements.push({ kind: 'text', value, source });
    value = '';
    source = '';
  };
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    if (piece === undefined) break;
    if (piece.source !== '{' || pieces[i + 1]?.source !== '{') {
      value += piece.value;
      source += piece.source;
      continue;
    }
    flush();
    let close = i + 2;
    while (close < pieces.length && !(pieces[close]?.source === '}' && pieces[close + 1]?.source === '}')) close++;
    if (close >= pieces.length) reader.expecting('}}', end);
    const inner = pieces.slice(i + 2, close);
    const text = inner.map((p) => p.source).join('');
    const origin = reader.position(inner[0]?.index ?? piece.index + 2);
    const part = new Reader(text, reader.file, origin);
    part.spaces();
    elements.push({ kind: 'placeholder', source: `{{${text}}}`, expression: expression(part) });
    i = close + 1;
  }
  flush();
  return elements;
}

const CONTROL = '\\\\\\x08\\n\\x0c\\r\\t';
const UNQUOTED = new RegExp(`[^#{} ${CONTROL}]+`, 'y');
const QUOTED = new RegExp(`[^"{}${CONTROL}]+`, 'y');
const BACKTICKED = new RegExp(`[^\`{}${CONTROL}]+`, 'y');

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '/': '/', b: '\b', n: '\n', f: '\f', r: '\r', t: '\t' };

function hexDigits(reader: Reader, wanted: number): number {
  let value = 0;
  for (let i = 0; i < wanted; i++) {
    const c = reader.peek();
    if (!/^[0-9a-fA-F]$/.test(c)) reader.fail('Parsing hexadecimal number', 'expecting a valid hexadecimal number');
    value = value * 16 + Number.parseInt(c, 16);
    reader.read();
  }
  return value;
}

/** `\u{1f600}`, after the `\u` */
function bracedUnicode(reader: Reader): string {
  reader.expect('{');
  const digits = reader.match(/[0-9a-fA-F]*/y);
  if (digits === '') reader.fail('Parsing hexadecimal number', 'expecting a valid hexadecimal number');
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) reader.fail('Parsing unicode literal', 'Invalid unicode literal');
  reader.expect('}');
  return String.fromCodePoint(code);
}

/** The character after a backslash. @param more what may be escaped beside the usual */
function escaped(reader: Reader, more: string): string {
  const at = reader.index;
  const c = reader.read();
  if (c === 'u') return bracedUnicode(reader);
  const known = ESCAPES[c] ?? (c !== '' && more.includes(c) ? c : undefined);
  return known ?? reader.fail('Parsing escape character', 'the escaping sequence is not valid', at);
}

/** Reads pieces until the stop character, a control character or the end. */
function pieces(reader: Reader, run: RegExp, stop: string, escapes: string): Piece[] {
  const found: Piece[] = [];
  for (;;) {
    const index = reader.index;
    const text = reader.match(run);
    if (text !== '') {
      found.push({ value: text, source: text, index });
      continue;
    }
    const c = reader.peek();
    if (c === '\\') {
      reader.read();
      const value = escaped(reader, escapes);
      found.push({ value, source: reader.text.slice(index, reader.index), index });
    } else if (c === '{' || c === '}' || (c === ' ' && stop !== ' ')) {
      reader.read();
      found.push({ value: c, source: c, index });
    } else return found;
  }
}

/** A value up to the end of its line; trailing blanks and a comment do not belong to it. */
export function unquotedTemplate(reader: Reader): Template {
  const start = reader.index;
  const found = pieces(reader, UNQUOTED, '#', '#"`');
  while (found.at(-1)?.source === ' ') found.pop();
  const last = found.at(-1);
  reader.index = last === undefined ? start : last.index + last.source.length;
  const end = reader.index;
  return { delimiter: '', elements: templatize(reader, found, end), span: reader.span(start, end) };
}

/** `"..."`; @returns undefined if there is no quote here */
export function quotedTemplate(reader: Reader): Template | undefined {
  const start = reader.index;
  if (!reader.accept('"')) return undefined;
  const found = pieces(reader, QUOTED, '"', '#"`');
  const end = reader.index;
  reader.expect('"');
  const elements = templatize(reader, found, end);
  return { delimiter: '"', elements, span: reader.span(start) };
}

/** `"..."` with its placeholders. @throws HurlParseError when there is none */
export function needQuotedTemplate(reader: Reader): Template {
  return quotedTemplate(reader) ?? reader.expecting('"');
}

/** `` `...` `` */
export function backtickTemplate(reader: Reader): Template | undefined {
  const start = reader.index;
  if (reader.code() !== 96) return undefined;
  reader.index++;
  const found = pieces(reader, BACKTICKED, '`', '#"`');
  const end = reader.index;
  reader.expect('`');
  const elements = templatize(reader, found, end);
  return { delimiter: '`', elements, span: reader.span(start) };
}

/** Text and placeholders of a key or a file name, whose characters are limited. */
function nameTemplate(reader: Reader, allowed: RegExp, escapes: string): Template | undefined {
  const start = reader.index;
  const elements: (TemplateText | Placeholder)[] = [];
  for (;;) {
    const found = placeholder(reader);
    if (found !== undefined) {
      elements.push(found);
      continue;
    }
    const from = reader.index;
    let value = '';
    for (;;) {
      const text = reader.match(allowed);
      value += text;
      if (reader.code() === 92) {
        reader.index++;
        value += escaped(reader, escapes);
      } else if (text === '') break;
    }
    if (value === '') break;
    elements.push({ kind: 'text', value, source: reader.text.slice(from, reader.index) });
  }
  if (elements.length === 0 || reader.text[start] === '[') {
    reader.index = start;
    return undefined;
  }
  return { delimiter: '', elements, span: reader.span(start) };
}

const KEY = /[\p{Alphabetic}\p{N}_\-.[\]@$]+/uy;
const FILENAME = /[^#;{} \n\r\\]+/y;
const FILENAME_PASSWORD = /[^#;{} \n\r\\]+/y;

/** A key of a header, parameter, cookie or capture. Anything wrong in it means: this is not a key. */
export function keyString(reader: Reader): Template | undefined {
  const start = reader.index;
  try {
    return nameTemplate(reader, KEY, '#:');
  } catch (error) {
    if (!(error instanceof HurlParseError)) throw error;
    reader.index = start;
    return undefined;
  }
}

/** The name of a file, with its placeholders. @throws HurlParseError when there is none */
export function filename(reader: Reader): Template {
  const start = reader.index;
  const found = nameTemplate(reader, FILENAME, '#; {}');
  if (found !== undefined) return found;
  if (reader.text[start] === '[') reader.expecting('filename', start);
  return reader.fail('Parsing filename', 'expecting a filename', start);
}

/** A file name with an optional `:password` */
export function filenamePassword(reader: Reader): Template {
  const start = reader.index;
  return nameTemplate(reader, FILENAME_PASSWORD, '#; {}:') ?? reader.fail('Parsing filename', 'expecting a filename', start);
}

/** `key: value` on a line of its own. */
export function keyValue(reader: Reader): KeyValue | undefined {
  if (reader.eof) return undefined;
  const start = reader.index;
  const before = lead(reader);
  const key = keyString(reader);
  if (key === undefined) {
    reader.index = start;
    return undefined;
  }
  const space1 = reader.spaces();
  if (!reader.accept(':')) {
    reader.index = start;
    return undefined;
  }
  const space2 = reader.spaces();
  const value = unquotedTemplate(reader);
  return { lead: before, key, space1, space2, value, end: lineEnd(reader) };
}

// ------------------------------------------------------------------------------------------------------------------ numbers

const MAX_I64 = 2n ** 63n - 1n;

/** A number of a predicate or a variable. */
export function numberLiteral(reader: Reader): NumberLiteral | undefined {
  const start = reader.index;
  reader.accept('-');
  const digits = reader.match(DIGITS);
  if (digits === '') {
    reader.index = start;
    return undefined;
  }
  if (digits.length > 1 && digits.startsWith('0')) reader.expecting('natural');
  if (reader.accept('.')) {
    if (reader.match(DIGITS) === '') reader.expecting('decimal digits');
    const source = reader.text.slice(start, reader.index);
    return { kind: 'float', value: Number(source), source };
  }
  const source = reader.text.slice(start, reader.index);
  const value = BigInt(source);
  return value > MAX_I64 || value < -MAX_I64 - 1n ? { kind: 'bigInteger', value: source, source } : { kind: 'integer', value, source };
}

/** Digits without leading zeros. @returns undefined if there is no digit */
export function natural(reader: Reader, what: string): { value: bigint; source: string } | undefined {
  const start = reader.index;
  const digits = reader.match(DIGITS);
  if (digits === '') return undefined;
  if (digits.length > 1 && digits.startsWith('0')) reader.expecting(what, start + 1);
  return { value: BigInt(digits), source: digits };
}

/** A signed 64-bit integer. */
export function integer(reader: Reader): { value: bigint; source: string } | undefined {
  const start = reader.index;
  const negative = reader.accept('-');
  const digits = natural(reader, 'integer');
  if (digits === undefined) {
    reader.index = start;
    return undefined;
  }
  if (digits.value > MAX_I64) reader.expecting('integer', start + (negative ? 1 : 0));
  return { value: negative ? -digits.value : digits.value, source: reader.text.slice(start, reader.index) };
}

// ------------------------------------------------------------------------------------------------------------------- literals

/** `/.../` */
export function regexLiteral(reader: Reader): RegexLiteral | undefined {
  const start = reader.index;
  if (!reader.accept('/')) return undefined;
  let pattern = '';
  for (;;) {
    const c = reader.read();
    if (c === '') reader.fail('Parsing regex', 'invalid Regex expression: unexpected end of file');
    if (c === '/') break;
    if (c === '\\' && reader.accept('/')) pattern += '/';
    else pattern += c;
  }
  const problem = regexProblem(pattern);
  if (problem !== undefined) reader.fail('Parsing regex', `invalid Regex expression: ${problem}`, start + 1);
  return { kind: 'regex', pattern, source: reader.text.slice(start, reader.index), span: reader.span(start) };
}

/** `hex,0a0b;` */
export function hexLiteral(reader: Reader): BytesLiteral | undefined {
  const start = reader.index;
  if (!reader.accept('hex')) return undefined;
  reader.expect(',');
  const space0 = reader.spaces();
  const source = reader.match(/[0-9a-fA-F]*/y);
  if (source.length % 2 !== 0) reader.fail('Parsing hex bytearray', 'expecting an even number of hex digits');
  const value = Uint8Array.from(source.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const space1 = reader.spaces();
  reader.expect(';');
  return { kind: 'hex', space0, value, source, space1, span: reader.span(start) };
}

/** Standard base64 without regard to white space; stray bits at the end are dropped. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const c of text) {
    const value = alphabet.indexOf(c);
    if (value < 0) continue;
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  return Uint8Array.from(out);
}

/** `base64,AAAA;` */
export function base64Literal(reader: Reader): BytesLiteral | undefined {
  const start = reader.index;
  if (!reader.accept('base64')) return undefined;
  reader.expect(',');
  const space0 = reader.spaces();
  const source = reader.match(/[A-Za-z0-9+/ \n\t]*=*/y);
  const space1 = reader.spaces();
  reader.expect(';');
  return { kind: 'base64', space0, value: decodeBase64(source), source, space1, span: reader.span(start) };
}

/** `file,name;` */
export function fileLiteral(reader: Reader): FileLiteral | undefined {
  if (!reader.accept('file')) return undefined;
  reader.expect(',');
  const space0 = reader.spaces();
  const name = filename(reader);
  const space1 = reader.spaces();
  reader.expect(';');
  return { kind: 'file', space0, filename: name, space1 };
}

// ----------------------------------------------------------------------------------------------------------------------- JSON

const JSON_SPACE = /[ \t\n\r]*/y;
const JSON_RUN = new RegExp(`[^"{}${CONTROL}]+`, 'y');

function jsonEscape(reader: Reader): string {
  const at = reader.index;
  const c = reader.read();
  if (c === '"') return c;
  const known = ESCAPES[c];
  if (known !== undefined) return known;
  if (c !== 'u') reader.fail('Parsing escape character', 'the escaping sequence is not valid', at);
  const from = reader.index;
  const first = hexDigits(reader, 4);
  if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
  reader.expect('\\u');
  const second = reader.index;
  const low = hexDigits(reader, 4);
  if (first > 0xdbff) reader.fail('Parsing unicode literal', 'Invalid unicode literal', second);
  if (low < 0xdc00 || low > 0xdfff) reader.fail('Parsing unicode literal', 'Invalid unicode literal', from);
  return String.fromCharCode(first, low);
}

/** Thrown where a JSON value cannot stand; what it means depends on where it was looked for. */
class NotJson {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

function jsonString(reader: Reader): Template | undefined {
  if (reader.code() !== 34) return undefined;
  reader.index++;
  const start = reader.index;
  const found: Piece[] = [];
  while (reader.code() !== 34 && !reader.eof) {
    const index = reader.index;
    const text = reader.match(JSON_RUN);
    if (text !== '') {
      found.push({ value: text, source: text, index });
      continue;
    }
    const c = reader.read();
    if (c === '\\') {
      const value = jsonEscape(reader);
      found.push({ value, source: reader.text.slice(index, reader.index), index });
    } else if (c === '{' || c === '}') found.push({ value: c, source: c, index });
    else throw new NotJson(index);
  }
  const end = reader.index;
  reader.expect('"');
  return { delimiter: '"', elements: templatize(reader, found, end), span: reader.span(start, end) };
}

function jsonNumber(reader: Reader): Json | undefined {
  const start = reader.index;
  reader.accept('-');
  if (!reader.accept('0') && reader.match(DIGITS) === '') {
    reader.index = start;
    return undefined;
  }
  if (reader.accept('.') && reader.match(DIGITS) === '') reader.expecting('digits');
  reader.match(/(?:[eE][+-]?[0-9]*)?/y);
  return { kind: 'number', source: reader.text.slice(start, reader.index) };
}

function jsonNested(reader: Reader, depth: number): Json {
  if (reader.code() === 44) reader.fail('Parsing JSON', 'expecting an element; found empty element instead');
  const expecting = 'expecting a boolean, number, string, array, object or null';
  const start = reader.index;
  try {
    return jsonValue(reader, depth) ?? reader.fail('Parsing JSON', expecting);
  } catch (error) {
    if (error instanceof NotJson) reader.fail('Parsing JSON', expecting, start);
    throw error;
  }
}

/** After a comma: nothing but white space before the closing bracket is an error of its own. */
function refuseTrailingComma(reader: Reader, comma: number, close: string): void {
  const at = reader.index;
  reader.match(JSON_SPACE);
  if (reader.at(close)) reader.fail('Parsing JSON', 'trailing comma is not allowed', comma);
  reader.index = at;
}

function jsonList(reader: Reader, depth: number): Json {
  const space0 = reader.match(JSON_SPACE);
  const elements: JsonElement[] = [];
  if (!reader.at(']')) {
    for (;;) {
      const before = reader.match(JSON_SPACE);
      const value = jsonNested(reader, depth + 1);
      elements.push({ space0: before, value, space1: reader.match(JSON_SPACE) });
      const comma = reader.index;
      if (!reader.accept(',')) break;
      refuseTrailingComma(reader, comma, ']');
    }
  }
  reader.expect(']');
  return { kind: 'list', space0, elements };
}

function jsonObject(reader: Reader, depth: number): Json {
  const space0 = reader.match(JSON_SPACE);
  const members: JsonMember[] = [];
  if (!reader.at('}')) {
    for (;;) {
      const before = reader.match(JSON_SPACE);
      const name = jsonKey(reader);
      const space1 = reader.match(JSON_SPACE);
      reader.expect(':');
      const afterColon = reader.index;
      const space2 = reader.match(JSON_SPACE);
      if (reader.eof || reader.at('}')) reader.fail('Parsing JSON', 'expecting an element; found empty element instead', afterColon);
      const value = jsonNested(reader, depth + 1);
      members.push({ space0: before, name, space1, space2, value, space3: reader.match(JSON_SPACE) });
      const comma = reader.index;
      if (!reader.accept(',')) break;
      refuseTrailingComma(reader, comma, '}');
    }
  }
  reader.expect('}');
  return { kind: 'object', space0, members };
}

function jsonKey(reader: Reader): Template {
  try {
    return jsonString(reader) ?? reader.expecting('"');
  } catch (error) {
    if (error instanceof NotJson) reader.expecting('char', error.index);
    throw error;
  }
}

function jsonValue(reader: Reader, depth: number): Json | undefined {
  if (reader.accept('null')) return { kind: 'null' };
  if (reader.accept('true')) return { kind: 'boolean', value: true };
  if (reader.accept('false')) return { kind: 'boolean', value: false };
  const text = jsonString(reader);
  if (text !== undefined) return { kind: 'string', value: text };
  const number = jsonNumber(reader) ?? placeholder(reader);
  if (number !== undefined) return number;
  const open = reader.code();
  if (open !== 91 && open !== 123) return undefined;
  if (depth >= MAX_JSON_DEPTH) reader.fail('Parsing JSON', `maximum nesting depth of ${MAX_JSON_DEPTH} exceeded`);
  reader.index++;
  return open === 91 ? jsonList(reader, depth) : jsonObject(reader, depth);
}

/** A JSON body. @returns undefined if what stands here is not JSON */
function json(reader: Reader): Json | undefined {
  const start = reader.index;
  try {
    const value = jsonValue(reader, 0);
    if (value === undefined) reader.index = start;
    return value;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    reader.index = start;
    return undefined;
  }
}

// --------------------------------------------------------------------------------------------------------------------- bodies

function rawTemplate(reader: Reader, start: number, end: number, templated: boolean): Template {
  const text = reader.text.slice(start, end);
  const span = reader.span(start, end);
  if (!templated || !text.includes('{{')) {
    return { delimiter: '', elements: text === '' ? [] : [{ kind: 'text', value: text, source: text }], span };
  }
  const found: Piece[] = [];
  for (const part of text.matchAll(/[^{}]+|[{}]/g)) found.push({ value: part[0], source: part[0], index: start + part.index });
  return { delimiter: '', elements: templatize(reader, found, end), span };
}

function graphql(reader: Reader, headStart: number): Multiline {
  reader.accept(',');
  reader.spaces();
  if (newline(reader) === undefined) reader.expecting('newline');
  const head = reader.text.slice(headStart, reader.index);
  const start = reader.index;
  for (;;) {
    if (reader.eof || reader.at('```')) break;
    const c = reader.text.charCodeAt(reader.index++);
    if (c !== 10 || !reader.at('variables')) continue;
    const end = reader.index;
    reader.index += 'variables'.length;
    const space = reader.spaces();
    const at = reader.index;
    const value = graphqlVariables(reader, at);
    const whitespace = reader.match(JSON_SPACE);
    reader.expect('```');
    return { kind: 'multiline', language: 'graphql', head, value: rawTemplate(reader, start, end, true), variables: { space, value, whitespace } };
  }
  const end = reader.index;
  reader.expect('```');
  return { kind: 'multiline', language: 'graphql', head, value: rawTemplate(reader, start, end, true), variables: null };
}

function graphqlVariables(reader: Reader, at: number): Json {
  try {
    const value = reader.code() === 123 ? jsonValue(reader, 0) : undefined;
    if (value?.kind === 'object') return value;
  } catch (error) {
    if (!(error instanceof HurlParseError || error instanceof NotJson)) throw error;
  }
  return reader.fail('Parsing GraphQL variables', 'GraphQL variables is not a valid JSON object', at);
}

/** A text between lines of three backticks. */
export function multiline(reader: Reader): Multiline | undefined {
  if (!reader.accept('```')) return undefined;
  const headStart = reader.index;
  let language: Multiline['language'] = '';
  for (const hint of ['json', 'xml', 'graphql', 'raw'] as const) {
    if (reader.accept(hint)) {
      language = hint;
      break;
    }
  }
  if (language === 'graphql') return graphql(reader, headStart + language.length);
  reader.spaces();
  const hintAt = reader.index;
  const hint = reader.match(/[^\n\r`]*/y);
  if (hint !== '') reader.fail('Parsing multiline', `Invalid language hint ${hint}`, hintAt);
  if (newline(reader) === undefined) reader.expecting('newline');
  const head = reader.text.slice(headStart + language.length, reader.index);
  const start = reader.index;
  const close = reader.text.indexOf('```', start);
  reader.index = close < 0 || close > reader.end ? reader.end : close;
  const end = reader.index;
  reader.expect('```');
  return { kind: 'multiline', language, head, value: rawTemplate(reader, start, end, language !== 'raw'), variables: null };
}

function bodyValue(reader: Reader): BodyValue | undefined {
  const text = multiline(reader);
  if (text !== undefined) return text;
  const line = backtickTemplate(reader);
  if (line !== undefined) return { kind: 'oneline', value: line };
  const value = json(reader);
  if (value !== undefined) return { kind: 'json', value };
  if (reader.code() === 60) return { kind: 'xml', text: scanXml(reader) };
  return base64Literal(reader) ?? hexLiteral(reader) ?? fileLiteral(reader);
}

/**
 * The body of a request or response, with the lines before and behind it; undefined when there is none here, and nothing is read then.
 * @throws HurlParseError
 */
export function body(reader: Reader): Body | undefined {
  const start = reader.index;
  const before = lead(reader);
  const from = reader.index;
  const value = bodyValue(reader);
  if (value === undefined) {
    reader.index = start;
    return undefined;
  }
  const span = reader.span(from);
  return { lead: before, value, span, end: lineEnd(reader) };
}
