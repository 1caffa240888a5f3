// Queries, filters and predicates, after https://hurl.dev/docs/asserting-response.html and https://hurl.dev/docs/filters.html
import { expect, test } from 'vitest';
import { parse, run, type AssertResult, type VariableInput } from './index.ts';
import { type Answer, scriptedTransport } from './scripted-transport.ts';

async function judge(assert: string, answer: Answer = {}, variables: Record<string, VariableInput> = {}): Promise<AssertResult> {
  const file = parse(`GET http://localhost/path?q=1\nHTTP *\n[Asserts]\n${assert}\n`);
  const result = await run(file, { transport: scriptedTransport(() => answer), variables });
  const found = result.entries[0]?.asserts.at(-1);
  if (found === undefined) throw new Error(`no assert was judged: ${result.entries[0]?.errors[0]?.message ?? ''}`);
  return found;
}

const json = (body: unknown): Answer => ({ headers: [['Content-Type', 'application/json']], body: typeof body === 'string' ? body : JSON.stringify(body) });
const store = json({
  name: 'Ada',
  age: 36,
  price: 1.5,
  ok: true,
  nothing: null,
  list: [1, 2, 3],
  empty: [],
  object: { b: 1, a: [true] },
  id: '7c1c9e6c-3bd5-4b60-a2a5-2b8a3f4f1c11',
  ip4: '192.168.0.1',
  ip6: '2001:db8::1',
  date: '2024-12-02T10:35:44.461731Z',
  text: '{"inner": [10, 20]}',
  url: 'https://example.org/?q=caf%C3%A9&x=1',
});

const holds: readonly string[] = [
  'status == 200',
  'status >= 200',
  'status < 300',
  'status isInteger',
  'version == "1.1"',
  'version toFloat > 1.0',
  'url == "http://localhost/path?q=1"',
  'ip == "127.0.0.1"',
  'ip isIpv4',
  'duration < 10000',
  'bytes count > 10',
  'body contains "Ada"',
  'body startsWith "{"',
  'header "content-type" == "application/json"',
  'header "X-None" not exists',
  'redirects count == 0',
  'jsonpath "$.name" == "Ada"',
  'jsonpath "$.name" != "Bob"',
  'jsonpath "$.name" not == "Bob"',
  'jsonpath "$.name" isString',
  'jsonpath "$.age" == 36',
  'jsonpath "$.age" == 36.0',
  'jsonpath "$.age" > 35.5',
  'jsonpath "$.age" <= 36',
  'jsonpath "$.age" isNumber',
  'jsonpath "$.age" isInteger',
  'jsonpath "$.age" not isFloat',
  'jsonpath "$.price" isFloat',
  'jsonpath "$.price" == 1.5',
  'jsonpath "$.ok" == true',
  'jsonpath "$.ok" isBoolean',
  'jsonpath "$.nothing" == null',
  'jsonpath "$.nothing" exists',
  'jsonpath "$.none" not exists',
  'jsonpath "$.list" count == 3',
  'jsonpath "$.list" contains 2',
  'jsonpath "$.list" not contains "2"',
  'jsonpath "$.list" includes 3',
  'jsonpath "$.list" isList',
  'jsonpath "$.list" isCollection',
  'jsonpath "$.list[0]" == 1',
  'jsonpath "$.list[-1]" == 3',
  'jsonpath "$.list[*]" count == 3',
  'jsonpath "$.list[?@ > 1]" count == 2',
  'jsonpath "$.list" first == 1',
  'jsonpath "$.list" last == 3',
  'jsonpath "$.list" nth 1 == 2',
  'jsonpath "$.list" nth -1 == 3',
  'jsonpath "$.empty" isEmpty',
  'jsonpath "$.empty" count == 0',
  'jsonpath "$.empty[*]" not exists',
  'jsonpath "$.object" isObject',
  'jsonpath "$.object" isCollection',
  'jsonpath "$.object.a" contains true',
  `jsonpath "$['object']['b']" == 1`,
  'jsonpath "$..b" == 1',
  'jsonpath "$.id" isUuid',
  'jsonpath "$.ip4" isIpv4',
  'jsonpath "$.ip4" not isIpv6',
  'jsonpath "$.ip6" isIpv6',
  'jsonpath "$.date" isIsoDate',
  'jsonpath "$.date" toDate "%+" isDate',
  'jsonpath "$.date" toDate "%+" dateFormat "%d/%m/%Y %H:%M" == "02/12/2024 10:35"',
  'jsonpath "$.date" toDate "%Y-%m-%dT%H:%M:%S%.fZ" toString == "2024-12-02T10:35:44.461731Z"',
  'jsonpath "$.date" toDate "%+" daysBeforeNow > 300',
  'jsonpath "$.name" matches "^A.a$"',
  'jsonpath "$.name" matches /^(?i)ADA$/',
  'jsonpath "$.name" not matches /b/',
  'jsonpath "$.name" startsWith "A"',
  'jsonpath "$.name" endsWith "a"',
  'jsonpath "$.name" > "Aca"',
  'jsonpath "$.text" jsonpath "$.inner[1]" == 20',
  'jsonpath "$.text" jsonpath "$.inner" count == 2',
  'jsonpath "$.name" regex "A(.)a" == "d"',
  'jsonpath "$.name" regex /(x)/ not exists',
  'jsonpath "$.name" replace "a" "o" == "Ado"',
  'jsonpath "$.name" replaceRegex /[ad]/ "<$0>" == "A<d><a>"',
  'jsonpath "$.name" replaceRegex "(?P<first>.)(.*)" "$2${first}" == "daA"',
  'jsonpath "$.name" split "d" count == 2',
  'jsonpath "$.name" utf8Encode toHex == "416461"',
  'jsonpath "$.name" utf8Encode base64Encode == "QWRh"',
  'jsonpath "$.name" utf8Encode base64Encode base64Decode utf8Decode == "Ada"',
  'jsonpath "$.name" utf8Encode base64UrlSafeEncode base64UrlSafeDecode == hex,416461;',
  'jsonpath "$.name" utf8Encode charsetDecode "iso-8859-1" == "Ada"',
  'jsonpath "$.age" toString == "36"',
  'jsonpath "$.age" toFloat == 36.0',
  'jsonpath "$.price" toInt == 1',
  'jsonpath "$.url" urlQueryParam "q" == "café"',
  'jsonpath "$.url" urlQueryParam "none" not exists',
  'jsonpath "$.url" urlEncode urlDecode startsWith "https"',
  'jsonpath "$.url" urlEncode == "https%3A//example.org/%3Fq%3Dcaf%25C3%25A9%26x%3D1"',
  'variable "n" == 5',
  'jsonpath "$.list" count < {{n}}',
  'jsonpath "$.list" nth {{index}} == 3',
  'sha256 isCollection',
  'md5 count == 16',
];

for (const assert of holds) {
  test(`holds: ${assert}`, async () => {
    const result = await judge(assert, store, { n: 5, index: 2 });
    expect(result.error?.message).toBeUndefined();
  });
}

const fails: readonly (readonly [assert: string, actual: string, expected: string])[] = [
  ['status == 201', 'integer <200>', 'integer <201>'],
  ['jsonpath "$.age" == "36"', 'integer <36>', 'string <36>'],
  ['jsonpath "$.age" > 40', 'integer <36>', 'greater than integer <40>'],
  ['jsonpath "$.age" >= 40', 'integer <36>', 'greater or equal than integer <40>'],
  ['jsonpath "$.age" < 4.25', 'integer <36>', 'less than float <4.25>'],
  ['jsonpath "$.age" <= 4.0', 'integer <36>', 'less or equal than float <4.0>'],
  ['jsonpath "$.ok" == false', 'boolean <true>', 'boolean <false>'],
  ['jsonpath "$.price" == 2', 'float <1.5>', 'integer <2>'],
  ['jsonpath "$.nothing" == "x"', 'null <null>', 'string <x>'],
  ['jsonpath "$.none" == "x"', 'none', 'string <x>'],
  ['jsonpath "$.none" exists', 'none', 'something'],
  ['jsonpath "$.none" isString', 'none', 'string'],
  ['jsonpath "$.none" > 1', 'none', 'greater than <integer <1>>'],
  ['jsonpath "$.none" contains "a"', 'none', 'contains string <a>'],
  ['jsonpath "$.none" matches /a/', 'none', 'matches regex <a>'],
  ['jsonpath "$.none" == hex,00ff;', 'none', '2 bytes'],
  ['jsonpath "$.name" not exists', 'string <Ada>', 'not something'],
  ['jsonpath "$.name" != "Ada"', 'string <Ada>', 'not string <Ada>'],
  ['jsonpath "$.name" not == "Ada"', 'string <Ada>', 'not string <Ada>'],
  ['jsonpath "$.name" contains "x"', 'string <Ada>', 'contains string <x>'],
  ['jsonpath "$.name" startsWith "x"', 'string <Ada>', 'starts with string <x>'],
  ['jsonpath "$.name" endsWith "x"', 'string <Ada>', 'ends with string <x>'],
  ['jsonpath "$.name" matches "^x"', 'string <Ada>', 'matches regex <^x>'],
  ['jsonpath "$.name" matches /^x/', 'string <Ada>', 'matches regex </^x/>'],
  ['jsonpath "$.name" isInteger', 'string <Ada>', 'integer'],
  ['jsonpath "$.name" isEmpty', 'count equals to 3', 'count equals to 0'],
  ['jsonpath "$.name" isIpv4', 'Ada', 'string in IPv4 format'],
  ['jsonpath "$.name" isUuid', 'Ada', 'string in UUID format'],
  ['jsonpath "$.name" isIsoDate', 'Ada', 'string with format YYYY-MM-DDTHH:mm:ss.sssZ'],
  ['jsonpath "$.list" == 1', 'list <[1,2,3]>', 'integer <1>'],
  ['jsonpath "$.list" contains 9', 'list <[1,2,3]>', 'contains integer <9>'],
  ['jsonpath "$.list" includes 9', 'list <[1,2,3]>', 'includes integer <9>'],
  ['jsonpath "$.object" == 1', 'object <Object()>', 'integer <1>'],
  ['bytes startsWith hex,00;', expect.stringMatching(/^bytes <7b/) as unknown as string, 'starts with bytes <00>'],
];

for (const [assert, actual, expected] of fails) {
  test(`fails in Hurl’s words: ${assert}`, async () => {
    const { error } = await judge(assert, store);
    expect(error).toMatchObject({ code: 'ASSERT_FAILURE', assert: true });
    expect(error?.actual).toEqual(actual);
    expect(error?.expected).toBe(expected);
  });
}

test('two types without order are told as such', async () => {
  const { error } = await judge('jsonpath "$.name" > 1', store);
  expect(error?.detail).toContain('>>> types between actual and expected are not consistent');
});

const broken: readonly (readonly [assert: string, description: string, detail: string | RegExp])[] = [
  ['jsonpath "$.list[" == 1', 'Invalid JSONPath', `JSONPath expression '$.list[' is not valid`],
  ['xpath "//p[" exists', 'Invalid XML', 'HTTP response is not a valid XML'],
  ['jsonpath "$.none" count == 1', 'Filter error', 'missing value to apply filter'],
  ['jsonpath "$.name" count == 1', 'Filter error', /invalid filter input type\n {3}actual: {3}string\n {3}expected: list, bytes or nodeset/],
  ['jsonpath "$.list" nth 5 == 1', 'Filter error', 'invalid filter input: out of bound - size is 3'],
  ['jsonpath "$.empty" first == 1', 'Filter error', 'invalid filter input: list is empty'],
  ['jsonpath "$.name" toInt == 1', 'Filter error', 'invalid filter input: string <Ada>'],
  ['jsonpath "$.name" toFloat == 1', 'Filter error', 'invalid filter input: string <Ada>'],
  ['jsonpath "$.name" toDate "%Y" exists', 'Filter error', 'value <Ada> could not be parsed with <%Y> format'],
  ['jsonpath "$.name" base64Decode exists', 'Filter error', 'invalid filter input: string is not base64'],
  ['jsonpath "$.name" jsonpath "$" exists', 'Filter error', 'invalid filter input: value is not a valid JSON'],
  ['bytes charsetDecode "klingon" exists', 'Filter error', '<klingon> encoding is not supported'],
  ['jsonpath "$.name" regex "(" exists', 'Invalid regex', 'regex expression is not valid'],
  ['jsonpath "$.name" matches "(" ', 'Invalid regex', 'regex expression is not valid'],
  ['jsonpath "$.name" == "{{nobody}}"', 'Undefined variable', 'you must set the variable nobody'],
  ['jsonpath "$.name" == file,x.txt;', 'File read access', 'file x.txt can not be read'],
  ['jsonpath "$.name" urlQueryParam "a" == "b"', 'Invalid URL', 'invalid URL <Ada> (Missing scheme <http://> or <https://>)'],
];

for (const [assert, description, detail] of broken) {
  test(`cannot be evaluated, and says why: ${assert}`, async () => {
    const { error } = await judge(assert, store);
    expect(error?.description).toBe(description);
    if (typeof detail === 'string') expect(error?.detail).toBe(detail);
    else expect(error?.detail).toMatch(detail);
  });
}

test('numbers keep their precision', async () => {
  const answer = json('{"big": 9007199254740993, "huge": 123456789012345678901234567890, "float": 0.1, "one": 1.0, "exp": 1e2}');
  for (const assert of [
    'jsonpath "$.big" == 9007199254740993',
    'jsonpath "$.big" != 9007199254740992',
    'jsonpath "$.huge" == 123456789012345678901234567890',
    'jsonpath "$.huge" > 123456789012345678901234567889',
    'jsonpath "$.big" toString == "9007199254740993"',
    'jsonpath "$.float" toString == "0.1"',
    'jsonpath "$.one" isFloat',
    'jsonpath "$.one" toString == "1.0"',
    'jsonpath "$.exp" == 100.0',
  ]) {
    expect((await judge(assert, answer)).error?.message).toBeUndefined();
  }
});

test('without coercion a JSONPath always gives a list', async () => {
  const file = parse('GET http://localhost\n[Options]\nno-jsonpath-coercion: true\nHTTP 200\n[Asserts]\njsonpath "$.age" count == 1\njsonpath "$.x" isEmpty\n');
  const result = await run(file, { transport: scriptedTransport(() => store) });
  expect(result.success).toBe(true);
});

const html: Answer = {
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body: '<!doctype html><html><head><title>Hello &amp; world</title></head><body><p class=a>One<p>Two<br></body></html>',
};

test.each([
  'xpath "string(/html/head/title)" == "Hello & world"',
  'xpath "normalize-space(//p[2])" == "Two"',
  'xpath "//p" count == 2',
  'xpath "//p" exists',
  'xpath "//h2" not exists',
  'xpath "count(//p)" == 2',
  'xpath "boolean(count(//h2))" == false',
  `xpath "string(//p[@class='a'])" == "One"`,
  'body htmlUnescape contains "Hello & world"',
  'body xpath "string(//title)" == "Hello & world"',
])('XPath over HTML: %s', async (assert) => {
  expect((await judge(assert, html)).error?.message).toBeUndefined();
});

const xml: Answer = {
  headers: [['Content-Type', 'application/xml']],
  body: '<?xml version="1.0"?><a:list xmlns:a="urn:a" xmlns="urn:d"><item n="1">x</item><a:item>y</a:item></a:list>',
};

test.each([
  'xpath "string(//_:item)" == "x"',
  'xpath "string(//a:item)" == "y"',
  'xpath "//a:list/*" count == 2',
  'xpath "number(//_:item/@n)" == 1',
  'xpath "//item" not exists',
])('XPath over XML with namespaces: %s', async (assert) => {
  expect((await judge(assert, xml)).error?.message).toBeUndefined();
});

test('an XPath that is none is told at its place', async () => {
  expect((await judge('xpath "//p[" exists', html)).error?.description).toBe('Invalid XPath expression');
});

const cookies: Answer = {
  headers: [
    ['Set-Cookie', 'LSID=DQAAAKEaem_vYg; Path=/accounts; Expires=Wed, 13 Jan 2021 22:23:01 GMT; Secure; HttpOnly; Max-Age=3600; SameSite=Lax; Domain=.example.org'],
    ['set-cookie', 'plain=1'],
  ],
};

test.each([
  'cookie "LSID" == "DQAAAKEaem_vYg"',
  'cookie "LSID[Value]" startsWith "DQ"',
  'cookie "LSID[Expires]" isDate',
  'cookie "LSID[Expires]" dateFormat "%Y" == "2021"',
  'cookie "LSID[Max-Age]" == 3600',
  'cookie "LSID[Domain]" == ".example.org"',
  'cookie "LSID[Path]" == "/accounts"',
  'cookie "LSID[Secure]" exists',
  'cookie "LSID[HttpOnly]" exists',
  'cookie "LSID[SameSite]" == "Lax"',
  'cookie "plain[Secure]" not exists',
  'cookie "none" not exists',
  'header "Set-Cookie" count == 2',
  'header "Set-Cookie" contains "plain=1"',
])('cookies: %s', async (assert) => {
  expect((await judge(assert, cookies)).error?.message).toBeUndefined();
});

test('a compressed body is judged as what it says, and its bytes on the wire are at hand', async () => {
  const stream = new Blob(['{"a": 1}']).stream().pipeThrough(new CompressionStream('gzip'));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  const answer: Answer = { headers: [['Content-Encoding', 'gzip']], body };
  for (const assert of ['jsonpath "$.a" == 1', 'bytes startsWith hex,7b22;', 'rawbytes startsWith hex,1f8b;']) {
    expect((await judge(assert, answer)).error?.message).toBeUndefined();
  }
});

test('a damaged or unknown compression is told', async () => {
  const damaged = await judge('body == "x"', { headers: [['Content-Encoding', 'gzip']], body: 'not gzip' });
  expect(damaged.error?.detail).toBe('could not uncompress response with gzip');
  const unknown = await judge('body == "x"', { headers: [['Content-Encoding', 'zip']], body: 'x' });
  expect(unknown.error?.detail).toBe('compression zip is not supported');
});

test('a body is decoded in the charset of its Content-Type', async () => {
  const latin: Answer = { headers: [['Content-Type', 'text/plain; charset=ISO-8859-1']], body: Uint8Array.of(0x63, 0x61, 0x66, 0xe9) };
  expect((await judge('body == "café"', latin)).error).toBeNull();
  const wrong = await judge('body == "café"', { body: Uint8Array.of(0xff) });
  expect(wrong.error?.detail).toBe(`could not decode response body with charset 'UTF-8'`);
  const none = await judge('body == "x"', { headers: [['Content-Type', 'text/plain; charset=klingon']], body: 'x' });
  expect(none.error?.detail).toBe(`the charset 'klingon' is not valid`);
});

test('a hostile pattern ends at once', async () => {
  const start = performance.now();
  const { error } = await judge('body matches /^(a+)+$/', { body: `${'a'.repeat(50_000)}!` });
  expect(error?.code).toBe('ASSERT_FAILURE');
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a hostile JSONPath ends at once', async () => {
  const start = performance.now();
  const search = await judge(`jsonpath "$[?search(@, '^(a+)+$')]" count == 1`, json([`${'a'.repeat(20_000)}!`]));
  expect(search.error?.detail).toBe('missing value to apply filter');
  let deep: unknown = 1;
  for (let i = 0; i < 100; i++) deep = { a: deep, b: [1, 2, 3] };
  const descent = await judge('jsonpath "$..*..*..*..*..*..*" count == 1', json(deep));
  expect(descent.error).toMatchObject({ code: 'LIMIT', description: 'Limit exceeded' });
  const nested = await judge('jsonpath "$..[?$..a..b..a]" count == 1', json(deep));
  expect(nested.error?.code).toBe('LIMIT');
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('the functions of RFC 9535 work in filters', async () => {
  const answer = json({ l: [{ k: 'abc' }, { k: 'b' }, { n: [1, 2] }] });
  for (const assert of [
    `jsonpath "$.l[?match(@.k, 'a.c')].k" == "abc"`,
    `jsonpath "$.l[?search(@.k, 'b')]" count == 2`,
    `jsonpath "$.l[?match(@.k, 'b')].k" == "b"`,
    'jsonpath "$.l[?length(@.k) == 3].k" == "abc"',
    'jsonpath "$.l[?count(@.n[*]) == 2].n[1]" == 2',
    `jsonpath "$.l[?value(@.k) == 'b'].k" == "b"`,
  ]) {
    expect((await judge(assert, answer)).error?.message).toBeUndefined();
  }
});

test('JSON nested too deep is not valid, not a crash', async () => {
  const { error } = await judge('jsonpath "$" exists', { body: '['.repeat(200_000) + ']'.repeat(200_000) });
  expect(error?.description).toBe('Invalid JSON');
});

test('a document too long for XPath is refused by its size', async () => {
  const { error } = await judge('xpath "//p" exists', { headers: [['Content-Type', 'text/html']], body: 'x'.repeat(5_000_001) });
  expect(error?.detail).toContain('too long for XPath');
});

test('a hostile XPath ends at once', async () => {
  const answer: Answer = { headers: [['Content-Type', 'text/html']], body: '<p>x</p>'.repeat(3000) };
  expect((await judge('xpath "//p[1]" exists', answer)).error).toBeNull();
  const { error } = await judge('xpath "//*[count(//*[count(//*) > 0]) > 0]" exists', answer);
  expect(error).toMatchObject({ code: 'LIMIT', detail: expect.stringContaining('needs too many steps') as unknown });
});

test.each([
  ['/x*/', '-', '-a-b-c-'],
  ['/^/', '>', '>abc'],
  ['/(b)|(z)/', '[$1$2]', 'a[b]c'],
  ['/b?/', '', 'ac'],
])('replaceRegex %s by %j', async (pattern, replacement, expected) => {
  expect((await judge(`body replaceRegex ${pattern} "${replacement}" == "${expected}"`, { body: 'abc' })).error?.detail).toBeUndefined();
});
