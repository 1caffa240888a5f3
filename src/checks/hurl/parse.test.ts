// What a file means once it is read, and what is said of one that cannot be read.
import { expect, test } from 'vitest';
import { HurlParseError, parse, type Entry, type RequestSection, type Template } from './index.ts';
import { SAMPLES } from './samples.ts';

function first(text: string): Entry {
  const entry = parse(text).entries[0];
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const text = (template: Template | undefined): string | undefined => template?.elements.map((e) => (e.kind === 'text' ? e.value : e.source)).join('');

function section<N extends RequestSection['name']>(entry: Entry, name: N): RequestSection & { name: N } {
  const found = entry.request.sections.find((s) => s.name === name);
  if (found === undefined) throw new Error(`no section ${name}`);
  return found as RequestSection & { name: N };
}

test('an entry is a request and, perhaps, a response', () => {
  const { entries } = parse(SAMPLES['requests and responses'] ?? '');
  const told = entries.map(({ request, response }) => [request.method, text(request.url), response?.version.value, response?.status.value]);
  expect(told).toEqual([
    ['GET', 'https://example.org', undefined, undefined],
    ['GET', 'https://example.org/news', 'HTTP', 200],
    ['POST', 'https://example.org/api', 'HTTP/1.1', 201],
    ['PATCH', 'https://example.org/api', 'HTTP', '*'],
    ['CUSTOM', 'https://example.org/a', 'HTTP/2', 200],
    ['GET', 'https://example.org', 'HTTP/3', 200],
    ['GET', 'https://example.org', 'HTTP/1.0', 204],
  ]);
});

test('headers end where something else begins, and lose blanks and comments', () => {
  const headers = first(SAMPLES.headers ?? '').request.headers.map((h) => [text(h.key), text(h.value)]);
  expect(headers).toEqual([
    ['User-Agent', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:70.0)'],
    ['Accept', '*/*'],
    ['X-Empty', ''],
    ['X-Indented', 'value with blanks at the end'],
    ['{{name}}-Key', '{{value}}'],
  ]);
});

test('sections have names, values and escapes', () => {
  const entry = first(SAMPLES['query, form, multipart, cookies, auth'] ?? '');
  expect(section(entry, 'Query').params.map((p) => text(p.value))).toEqual(['café au lait', '{{newDate}}', 'desc']);
  expect(section(entry, 'Cookies').cookies.map((c) => text(c.key))).toEqual(['theme', 'session:id']);
  expect(text(section(entry, 'BasicAuth').credentials?.value)).toBe('secret pass');
});

test('a multipart parameter is text or a file with a type', () => {
  const entries = parse(SAMPLES['query, form, multipart, cookies, auth'] ?? '').entries;
  const upload = entries.find((e) => e.request.sections[0]?.name === 'Multipart');
  const params = upload === undefined ? [] : section(upload, 'Multipart').params;
  expect(params.map((p) => (p.kind === 'file' ? [text(p.param.filename), text(p.param.contentType ?? undefined)] : [text(p.param.value)]))).toEqual([
    ['value1'],
    ['example.txt', undefined],
    ['example.zip', 'application/zip'],
    ['my file{{n}}.txt', 'text/plain; charset=utf-8'],
  ]);
});

test('a JSON body keeps its layout and its placeholders', () => {
  const body = first('POST http://a\n{ "n" : {{n}}, "s":"x{{s}}" , "l": [1, 2.50] }').request.body?.value;
  expect(body).toMatchObject({
    kind: 'json',
    value: {
      kind: 'object',
      space0: ' ',
      members: [
        { value: { kind: 'placeholder', source: '{{n}}', expression: { kind: 'variable', name: 'n' } } },
        { value: { kind: 'string' }, space3: ' ' },
        { value: { kind: 'list', elements: [{ value: { source: '1' } }, { value: { source: '2.50' } }] } },
      ],
    },
  });
});

test('a text between backticks keeps its lines; its hint says what it is', () => {
  const bodies = parse(SAMPLES['text bodies'] ?? '').entries.map((e) => e.request.body?.value);
  expect(bodies.map((b) => (b?.kind === 'multiline' ? [b.language, text(b.value)] : b?.kind === 'oneline' ? ['oneline', text(b.value)] : b))).toEqual([
    ['', 'Year,Make,Model\n1997,Ford,{{model}}\n'],
    ['json', '{ "a": {{b}} }\n'],
    ['xml', '<a>{{b}}</a>\n'],
    ['', ''],
    ['oneline', 'one {{line}} with ` and 😀'],
  ]);
});

test('binary bodies are bytes', () => {
  const bodies = parse(SAMPLES['binary bodies'] ?? '').entries.map((e) => e.request.body?.value);
  expect(bodies[0]?.kind === 'base64' && new TextDecoder().decode(bodies[0].value)).toContain('Lorem ipsum dolor sit amet');
  expect(bodies[1]).toMatchObject({ kind: 'hex', value: Uint8Array.of(255, 0, 161) });
  expect(bodies[2]).toMatchObject({ kind: 'file' });
});

test('an XML body ends with its root', () => {
  const { entries } = parse('POST http://a\n<a>\n <b/>\n</a>\nHTTP 200\n<x></x>\n');
  expect(entries[0]?.request.body?.value).toEqual({ kind: 'xml', text: '<a>\n <b/>\n</a>' });
  expect(entries[0]?.response?.body?.value).toEqual({ kind: 'xml', text: '<x></x>' });
});

test('comments keep their place, for those who read them', () => {
  const { lead } = first('# @check a task=1\n\n  # Title\nGET http://a').request;
  expect(lead.lines.flatMap((l) => (l.comment === null ? [] : [[l.comment.text, l.comment.span.start.line]]))).toEqual([
    [' @check a task=1', 1],
    [' Title', 3],
  ]);
});

test('big integers and floats are exact', () => {
  const asserts = first('GET http://a\nHTTP 200\n[Asserts]\nstatus == 9223372036854775807\nstatus == 9223372036854775808\nstatus == -1.50\n').response?.sections[0];
  const values = asserts?.name === 'Asserts' ? asserts.asserts.map((a) => ('value' in a.predicate.function ? a.predicate.function.value : null)) : [];
  expect(values).toMatchObject([
    { value: { kind: 'integer', value: 9223372036854775807n } },
    { value: { kind: 'bigInteger', value: '9223372036854775808' } },
    { value: { kind: 'float', value: -1.5, source: '-1.50' } },
  ]);
});

test('a variable takes the type of what is written', () => {
  const entry = first('GET http://a\n[Options]\nvariable: a=1\nvariable: b=1.5\nvariable: c=true\nvariable: d=null\nvariable: e="x"\nvariable: f=2024-01-01\nvariable: g=nullable\n');
  const values = section(entry, 'Options').options.map((o) => (o.option.kind === 'variable' ? o.option.value.kind : ''));
  expect(values).toEqual(['number', 'number', 'boolean', 'null', 'string', 'string', 'string']);
});

const errors: readonly (readonly [what: string, text: string, place: string, description: string, detail: string])[] = [
  ['a method in small letters', 'get http://a', '1:1', 'Parsing method', 'the HTTP method <get> is not valid. Did you mean GET?'],
  ['an unknown line', 'GET http://a\nHTTP 200\n[Asserts]\nfoo == 1', '4:1', 'Parsing method', 'the HTTP method <foo> is not valid. Valid values are GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH'],
  ['a method without URL', 'GET', '1:4', 'Parsing space', 'expecting a space'],
  ['a status that is none', 'GET http://a\nHTTP abc', '2:6', 'Parsing status code', 'HTTP status code is not valid'],
  ['a version that is none', 'GET http://a\nHTTP/4 200', '2:1', 'Parsing version', 'HTTP version must be HTTP, HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3'],
  ['a request section that is none', 'GET http://a\n[Querys]', '2:2', 'Parsing request section name', 'the section is not valid. Did you mean Query?'],
  ['a response section that is none', 'GET http://a\nHTTP 200\n[Assert]', '3:2', 'Parsing response section name', 'the section is not valid. Did you mean Asserts?'],
  ['a section twice', 'GET http://a\n[Query]\na: b\n[Query]\nc: d', '4:1', 'Parsing section', 'the section is already defined'],
  ['a missing predicate', 'GET http://a\nHTTP 200\n[Asserts]\nstatus =! 200', '4:8', 'Parsing predicate', 'expecting a predicate'],
  ['a predicate without value', 'GET http://a\nHTTP 200\n[Asserts]\nstatus == ', '4:11', 'Parsing predicate value', 'invalid predicate value'],
  ['a value that the predicate does not take', 'GET http://a\nHTTP 200\n[Asserts]\nstatus > true', '4:10', 'Parsing predicate value', 'invalid predicate value'],
  ['a query without argument', 'GET http://a\nHTTP 200\n[Asserts]\nheader exists', '4:8', 'Parsing literal', `expecting '"'`],
  ['an open string', 'GET http://a\nHTTP 200\n[Asserts]\nheader "x', '4:10', 'Parsing literal', `expecting '"'`],
  ['an open placeholder', 'GET http://a/{{id', '1:18', 'Parsing literal', `expecting '}}'`],
  ['an empty placeholder', 'GET http://a/{{}}', '1:16', 'Parsing template variable', 'expecting a variable'],
  ['an unknown escape', 'GET http://a/\\x', '1:15', 'Parsing escape character', 'the escaping sequence is not valid'],
  ['a regex that is none', 'GET http://a\nHTTP 200\n[Asserts]\nbody matches /(a/', '4:15', 'Parsing regex', 'invalid Regex expression: unclosed group'],
  ['look-around in a regex', 'GET http://a\nHTTP 200\n[Asserts]\nbody matches /(?=a)/', '4:15', 'Parsing regex', 'invalid Regex expression: look-around, including look-ahead and look-behind, is not supported'],
  ['a comma too many in JSON', 'POST http://a\n{"a": 1,}', '2:8', 'Parsing JSON', 'trailing comma is not allowed'],
  ['a missing value in JSON', 'POST http://a\n{"a": }', '2:6', 'Parsing JSON', 'expecting an element; found empty element instead'],
  ['a word in JSON', 'POST http://a\n{"a": yes}', '2:7', 'Parsing JSON', 'expecting a boolean, number, string, array, object or null'],
  ['a single quote in JSON', `POST http://a\n{'a': 1}`, '2:2', 'Parsing literal', `expecting '"'`],
  ['XML that does not end', 'POST http://a\n<a><b></a>', '2:10', 'Parsing XML', 'invalid XML'],
  ['a hint that is none', 'POST http://a\n```javascript\n```', '2:4', 'Parsing multiline', 'Invalid language hint javascript'],
  ['backticks without end', 'POST http://a\n```\nabc', '3:4', 'Parsing literal', "expecting '```'"],
  ['an odd number of hex digits', 'POST http://a\nhex,abc;', '2:8', 'Parsing hex bytearray', 'expecting an even number of hex digits'],
  ['GraphQL variables that are no object', 'POST http://a\n```graphql\n{a}\nvariables [1]\n```', '4:11', 'Parsing GraphQL variables', 'GraphQL variables is not a valid JSON object'],
  ['an option that is none', 'GET http://a\n[Options]\nretries: 3', '3:1', 'Parsing option', 'the option name is not valid. Valid values are aws-sigv4'],
  ['an option that nearly is one', 'GET http://a\n[Options]\nretri: 3', '3:1', 'Parsing option', 'the option name is not valid. Did you mean retry?'],
  ['a boolean that is none', 'GET http://a\n[Options]\nlocation: yes', '3:11', 'Parsing literal', `expecting 'true|false'`],
  ['a duration unit that is none', 'GET http://a\n[Options]\ndelay: 5days', '3:9', 'Parsing duration', 'the duration unit is not valid. Valid values are ms, s'],
  ['a name that is a function', 'GET http://a\n[Options]\nvariable: newUuid=1', '3:11', 'Parsing variable', 'conflicts with the newUuid function, use a different name'],
  ['a cookie attribute that is none', 'GET http://a\nHTTP 200\n[Asserts]\ncookie "a[Size]" exists', '4:11', 'Parsing cookie attribute', 'the cookie attribute is not valid'],
  ['a certificate field that is none', 'GET http://a\nHTTP 200\n[Asserts]\ncertificate "Color" exists', '4:14', 'Parsing literal', `expecting 'Field <Subject>`],
  ['something behind an assert', 'GET http://a\nHTTP 200\n[Asserts]\nstatus == 200 please', '4:15', 'Parsing literal', `expecting 'line_terminator'`],
  ['columns of wide characters', 'GET http://é😀/{{}}', '1:17', 'Parsing template variable', 'expecting a variable'],
];

for (const [what, source, place, description, detail] of errors) {
  test(`says where and what: ${what}`, () => {
    let error: unknown;
    try {
      parse(source, { file: 'a.hurl' });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(HurlParseError);
    const found = error as HurlParseError;
    expect(`${found.line}:${found.column}`).toBe(place);
    expect(found.description).toBe(description);
    expect(found.detail).toContain(detail);
  });
}

test('an error is drawn with its line and a caret', () => {
  const source = 'GET http://localhost\nHTTP 200\n[Asserts]\n\tstatus =! 200\n';
  try {
    parse(source, { file: 'a.hurl' });
    expect.unreachable();
  } catch (error) {
    expect((error as HurlParseError).render(source)).toBe(
      ['Parsing predicate', '  --> a.hurl:4:9', '   |', ' 4 |     status =! 200', '   |            ^ expecting a predicate', '   |'].join('\n'),
    );
  }
});
