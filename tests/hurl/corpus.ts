// Hurl files with the exit code that hurl 8.1 gives them: 0 holds, 2 cannot be parsed, 3 cannot run, 4 an assert fails.
// Each runs against server.ts, with the variables of VARIABLES.

export interface Sample {
  readonly name: string;
  readonly exit: 0 | 2 | 3 | 4;
  readonly text: string;
}

export const VARIABLES: Readonly<Record<string, string>> = { n: '5', word: 'Ada', truth: 'true', price: '1.5' };

const samples: Sample[] = [];
const add = (name: string, exit: Sample['exit'], text: string): void => void samples.push({ name: `${String(samples.length + 1).padStart(3, '0')}-${name}`, exit, text });
const asserts = (name: string, exit: Sample['exit'], path: string, lines: string): void => {
  for (const line of lines.trim().split('\n')) add(name, exit, `GET {{host}}${path}\nHTTP 200\n[Asserts]\n${line.trim()}\n`);
};

asserts('json-holds', 0, '/json', `
  status == 200
  status < 300
  version == "1.1"
  header "content-type" == "application/json"
  header "X-None" not exists
  jsonpath "$.name" == "Ada"
  jsonpath "$.name" == "{{word}}"
  jsonpath "$.name" != "Bob"
  jsonpath "$.name" not == "Bob"
  jsonpath "$.name" isString
  jsonpath "$.name" > "Aca"
  jsonpath "$.name" startsWith "A"
  jsonpath "$.name" endsWith "a"
  jsonpath "$.name" contains "d"
  jsonpath "$.name" matches "^A.a$"
  jsonpath "$.name" matches /^(?i)ADA$/
  jsonpath "$.name" not matches /b/
  jsonpath "$.age" == 36
  jsonpath "$.age" == 36.0
  jsonpath "$.age" > 35.5
  jsonpath "$.age" isInteger
  jsonpath "$.age" isNumber
  jsonpath "$.age" not isFloat
  jsonpath "$.age" > {{n}}
  jsonpath "$.price" == 1.5
  jsonpath "$.price" == {{price}}
  jsonpath "$.price" isFloat
  jsonpath "$.exact" isFloat
  jsonpath "$.exact" == 2
  jsonpath "$.big" == 9007199254740993
  jsonpath "$.big" != 9007199254740992
  jsonpath "$.big" toString == "9007199254740993"
  jsonpath "$.huge" == 123456789012345678901234567890
  jsonpath "$.huge" isInteger
  jsonpath "$.ok" == true
  jsonpath "$.ok" == {{truth}}
  jsonpath "$.ok" isBoolean
  jsonpath "$.nothing" == null
  jsonpath "$.nothing" exists
  jsonpath "$.none" not exists
  jsonpath "$.none" not == 1
  jsonpath "$.list" count == 3
  jsonpath "$.list" contains 2
  jsonpath "$.list" not contains "2"
  jsonpath "$.list" isList
  jsonpath "$.list" isCollection
  jsonpath "$.list" not isObject
  jsonpath "$.list[0]" == 1
  jsonpath "$.list[-1]" == 3
  jsonpath "$.list[0:2]" count == 2
  jsonpath "$.list[*]" count == 3
  jsonpath "$.list[?@ > 1]" count == 2
  jsonpath "$.list" first == 1
  jsonpath "$.list" last == 3
  jsonpath "$.list" nth 1 == 2
  jsonpath "$.list" nth -1 == 3
  jsonpath "$.words" contains "b"
  jsonpath "$.empty" isEmpty
  jsonpath "$.empty" count == 0
  jsonpath "$.empty[*]" not exists
  jsonpath "$.object" isObject
  jsonpath "$.object.*" count == 2
  jsonpath "$..isbn" == "0-553-21311-3"
  jsonpath "$.books[?(@.price < 10)].title" == "Moby Dick"
  jsonpath "$.books[?@.isbn].title" == "Moby Dick"
  jsonpath "$.books[*].title" count == 2
  jsonpath "$.books[?match(@.title, 'Sword.*')].price" == 12.99
  jsonpath "$.id" isUuid
  jsonpath "$.ip4" isIpv4
  jsonpath "$.ip4" not isIpv6
  jsonpath "$.ip6" isIpv6
  jsonpath "$.date" isIsoDate
  jsonpath "$.date" toDate "%+" isDate
  jsonpath "$.date" toDate "%+" dateFormat "%d/%m/%Y %H:%M" == "02/12/2024 10:35"
  jsonpath "$.date" toDate "%Y-%m-%dT%H:%M:%S%.fZ" dateFormat "%A %j %U %s" == "Monday 337 48 1733135744"
  jsonpath "$.text" jsonpath "$.inner[1]" == 20
  jsonpath "$.name" regex "A(.)a" == "d"
  jsonpath "$.name" regex /(x)/ not exists
  jsonpath "$.name" replace "a" "o" == "Ado"
  jsonpath "$.name" replaceRegex /[ad]/ "<$0>" == "A<d><a>"
  jsonpath "$.name" split "d" count == 2
  jsonpath "$.name" utf8Encode toHex == "416461"
  jsonpath "$.name" utf8Encode base64Encode == "QWRh"
  jsonpath "$.code" base64Decode utf8Decode == "Ada"
  jsonpath "$.code" base64UrlSafeDecode == hex,416461;
  jsonpath "$.name" utf8Encode charsetDecode "iso-8859-1" == "Ada"
  jsonpath "$.age" toString == "36"
  jsonpath "$.age" toFloat == 36.0
  jsonpath "$.price" toInt == 1
  jsonpath "$.url" urlQueryParam "q" == "café"
  jsonpath "$.url" urlDecode == "https://example.org/?q=café&x=1"
  jsonpath "$.name" urlEncode == "Ada"
  jsonpath "$.markup" htmlEscape == "a &lt; b &amp; &quot;c&quot;"
  jsonpath "$.markup" htmlEscape htmlUnescape == "a < b & \\"c\\""
  variable "n" == 5
  bytes count > 100
  bytes startsWith hex,7b22;
  sha256 count == 32
  md5 count == 16
  duration < 60000
  redirects count == 0
  ip == "127.0.0.1"
`); // prettier-ignore

asserts('json-fails', 4, '/json', `
  status == 201
  jsonpath "$.name" == "Bob"
  jsonpath "$.name" == 1
  jsonpath "$.name" != "Ada"
  jsonpath "$.name" not exists
  jsonpath "$.name" > 1
  jsonpath "$.name" isEmpty
  jsonpath "$.name" isIpv4
  jsonpath "$.age" == "36"
  jsonpath "$.age" > 40
  jsonpath "$.age" <= 35
  jsonpath "$.age" contains "3"
  jsonpath "$.age" startsWith "3"
  jsonpath "$.age" matches "3"
  jsonpath "$.age" isString
  jsonpath "$.big" == 9007199254740992
  jsonpath "$.none" exists
  jsonpath "$.none" == 1
  jsonpath "$.none" == 123456789012345678901234567890
  jsonpath "$.a-b" not exists
  jsonpath "$.none" != 1
  jsonpath "$.none" isString
  jsonpath "$.none" count == 0
  jsonpath "$.list" contains 9
  jsonpath "$.list" == 1
  jsonpath "$.list" count == 2
  jsonpath "$.list" nth 5 == 1
  jsonpath "$.empty" first == 1
  jsonpath "$.object" count == 2
  jsonpath "$.name" count == 3
  jsonpath "$.name" toInt == 1
  jsonpath "$.name" base64Decode exists
  jsonpath "$.name" base64UrlSafeDecode exists
  jsonpath "$.name" toDate "%Y" exists
  jsonpath "$.name" jsonpath "$.a" exists
  jsonpath "$.ok" toInt == 1
  jsonpath "$[" == 1
  jsonpath "$.name" matches "("
  jsonpath "$.name" regex "(" == "a"
  jsonpath "$.name" == "{{nobody}}"
  bytes charsetDecode "klingon" == "x"
  header "X-None" == "x"
  header "Content-Type" contains "xml"
  xpath "//p" exists
  body == file,nowhere.txt;
  variable "nobody" exists
  redirects count == 1
`); // prettier-ignore

asserts('html-holds', 0, '/html', `
  xpath "string(/html/head/title)" == "Hello & world"
  xpath "normalize-space(//p[2])" == "Two"
  xpath "//p" count == 2
  xpath "//h2" not exists
  xpath "count(//p)" == 2
  xpath "boolean(count(//h2))" == false
  xpath "string(//p[@class='a'])" == "One"
  body contains "<title>"
  body xpath "string(//title)" == "Hello & world"
`); // prettier-ignore

asserts('xml-holds', 0, '/xml', `
  xpath "string(//_:item)" == "one"
  xpath "string(//x:item)" == "two"
  xpath "number(//_:item/@n)" == 1
  xpath "//item" not exists
`); // prettier-ignore

asserts('cookies-holds', 0, '/cookies', `
  cookie "LSID" == "abc"
  cookie "LSID[Value]" == "abc"
  cookie "LSID[Expires]" isDate
  cookie "LSID[Expires]" dateFormat "%Y" == "2121"
  cookie "LSID[HttpOnly]" exists
  cookie "LSID[Secure]" not exists
  cookie "LSID[SameSite]" == "Lax"
  cookie "theme[Max-Age]" == 3600
  cookie "theme[Path]" == "/echo"
  cookie "none" not exists
  header "Set-Cookie" count == 2
  header "X-Twice" contains "two"
`); // prettier-ignore

asserts('bodies-hold', 0, '/gzip', `
  jsonpath "$.a" == 1
  bytes startsWith hex,7b22;
  rawbytes startsWith hex,1f8b;
`); // prettier-ignore
asserts('bodies-fail', 4, '/broken-gzip', 'body == "x"\nbytes count == 1\njsonpath "$" exists');

const response = (name: string, exit: Sample['exit'], path: string, rest: string): void => add(name, exit, `GET {{host}}${path}\n${rest}\n`);
response('implicit', 0, '/line', 'HTTP 200\n`Hello World!`');
response('implicit', 4, '/line', 'HTTP 200\n`Hello`');
response('implicit', 0, '/text', 'HTTP 200\n```\nline 1\nline 2\nline 3\n```');
response('implicit', 4, '/text', 'HTTP 200\n```\nline 1\nline two\nline 3\n```');
response('implicit', 4, '/text', 'HTTP 200\n```\nline 1\nline 2\n```');
response('implicit', 4, '/text', 'HTTP 200\n```\nline 1\nline 2\nline 2.5\nline 3\n```');
response('implicit', 0, '/users/7', 'HTTP 200\n{"id": 7, "name": "Ada"}');
response('implicit', 0, '/users/7', 'HTTP 200\n{"id": 7, "name": "{{word}}"}');
response('implicit', 4, '/users/7', 'HTTP 200\n{"id":7,"name":"Ada"}');
response('implicit', 0, '/bytes', 'HTTP 200\nhex,000102ff;');
response('implicit', 0, '/bytes', 'HTTP 200\nbase64,AAEC/w==;');
response('implicit', 4, '/bytes', 'HTTP 200\nhex,00;');
response('implicit', 0, '/latin', 'HTTP 200\n`café`');
response('implicit', 0, '/cookies', 'HTTP 200\nX-Twice: one\nX-Twice: two');
response('implicit', 4, '/cookies', 'HTTP 200\nX-Twice: three');
response('implicit', 4, '/cookies', 'HTTP 200\nX-None: three');
response('implicit', 0, '/line', 'HTTP/1.1 200');
response('implicit', 4, '/line', 'HTTP/1.0 200');
response('implicit', 0, '/nowhere', 'HTTP 404');
response('implicit', 0, '/nowhere', 'HTTP *');
response('implicit', 4, '/nowhere', 'HTTP 200\n[Asserts]\nbody == "never judged"');
response('captures', 0, '/users/7', 'HTTP 200\n[Captures]\nid: jsonpath "$.id"\nname: jsonpath "$.name" replace "A" "O"\nall: jsonpath "$"\nGET {{host}}/users/{{id}}\nHTTP 200\n[Asserts]\nvariable "name" == "Oda"');
response('captures', 3, '/users/7', 'HTTP 200\n[Captures]\nid: jsonpath "$.none"');
response('captures', 3, '/users/7', 'HTTP 200\n[Captures]\nid: header "X-None"');
response('captures', 3, '/users/7', 'HTTP 200\n[Captures]\nid: jsonpath "$.name" toInt');
response('captures', 3, '/users/7', 'HTTP 200\n[Captures]\nid: jsonpath "$.name" regex "(x)"');
response('captures', 3, '/line', 'HTTP 200\n[Captures]\nid: jsonpath "$.id"');
response('redirects', 0, '/redirect?n=2', '[Options]\nlocation: true\nHTTP 200\n[Asserts]\nredirects count == 2\nredirects nth 1 location endsWith "/redirect-end"\nurl endsWith "/redirect-end"\nbody == "end"');
response('redirects', 0, '/redirect', 'HTTP 302\nLocation: /redirect-end');
response('redirects', 3, '/redirect?n=5', '[Options]\nlocation: true\nmax-redirs: 2\nHTTP 200');
for (const [code, method] of [[301, 'GET'], [302, 'GET'], [303, 'GET'], [307, 'POST'], [308, 'POST']]) { // prettier-ignore
  add('redirects', 0, `POST {{host}}/redirect-post?code=${code}\n[Options]\nlocation: true\n\`x\`\nHTTP 200\n[Asserts]\njsonpath "$.method" == "${method}"\njsonpath "$.body" == "${method === 'POST' ? 'x' : ''}"\n`);
}

const echo = (name: string, request: string, lines: string): void => add(name, 0, `${request}\nHTTP 200\n[Asserts]\n${lines}\n`);
echo('request', 'GET {{host}}/echo?a=1\n[Query]\nb: café & co\nc: {{n}}', 'jsonpath "$.target" == "/echo?a=1&b=caf%C3%A9%20%26%20co&c=5"');
echo('request', 'POST {{host}}/echo\n[Form]\na: J. Doe\nb: x@y', 'jsonpath "$.body" == "a=J.%20Doe&b=x%40y"\njsonpath "$.type" == "application/x-www-form-urlencoded"');
echo('request', 'POST {{host}}/echo\n{ "a" : {{n}}, "b": "{{word}}\\n" }', 'jsonpath "$.body" == "{ \\"a\\" : 5, \\"b\\": \\"Ada\\\\n\\" }"\njsonpath "$.type" == "application/json"');
echo('request', 'POST {{host}}/echo\n<a>x</a>', 'jsonpath "$.body" == "<a>x</a>"\njsonpath "$.type" == "application/xml"');
echo('request', 'POST {{host}}/echo\n```\n{{word}}\n```', 'jsonpath "$.body" == "Ada\\n"\njsonpath "$.type" == null');
echo('request', 'POST {{host}}/echo\n```raw\n{{word}}\n```', 'jsonpath "$.body" == "\\u{7b}{word}}\\n"');
echo('request', 'POST {{host}}/echo\n```graphql\n{ a }\n```', 'jsonpath "$.body" == "{\\"query\\":\\"{ a }\\"}"\njsonpath "$.type" == "application/json"');
echo('request', 'POST {{host}}/echo\nhex,4142;', 'jsonpath "$.body" == "AB"');
echo('request', 'GET {{host}}/echo\n[Cookies]\na: 1\nb: 2', 'jsonpath "$.cookie" == "a=1; b=2"');
echo('request', 'GET {{host}}/echo\n[BasicAuth]\nbob: secret', 'jsonpath "$.auth" == "Basic Ym9iOnNlY3JldA=="');
echo('request', 'GET {{host}}/echo\n[Options]\nuser: bob:secret', 'jsonpath "$.auth" == "Basic Ym9iOnNlY3JldA=="');
echo('request', 'GET {{host}}/echo\n[Options]\nheader: X-Custom: yes', 'jsonpath "$.custom" == "yes"');
echo('request', 'GET {{host}}/echo\nX-Custom: {{word}}', 'jsonpath "$.custom" == "Ada"\njsonpath "$.agent" == "hurl"');
echo('request', 'DELETE {{host}}/echo', 'jsonpath "$.method" == "DELETE"');
echo('request', 'GET {{host}}/a/../echo/./x/..', 'jsonpath "$.target" == "/echo/"');
echo('store', 'GET {{host}}/cookies\nHTTP 200\n\nGET {{host}}/echo', 'jsonpath "$.cookie" contains "LSID=abc"\njsonpath "$.cookie" contains "theme=light"');
echo('store', 'GET {{host}}/cookies\nHTTP 200\n\nGET {{host}}/echo\n[Cookies]\nmine: 1', 'jsonpath "$.cookie" contains "mine=1"');
add('options', 0, 'GET {{host}}/status?code=500\n[Options]\nskip: true\nHTTP 200\nGET {{host}}/line\n[Options]\nrepeat: 2\nHTTP 200\n');
add('options', 4, 'GET {{host}}/status?code=500\n[Options]\nretry: 1\nretry-interval: 10ms\nHTTP 200\n');
add('options', 0, 'GET {{host}}/{{x}}\n[Options]\nvariable: x=line\ndelay: 10ms\nHTTP 200\n');
add('options', 3, 'GET {{host}}/line\n[Options]\nskip: {{word}}\nHTTP 200\n');
add('options', 3, 'GET {{host}}/line\n[Options]\nrepeat: {{word}}\nHTTP 200\n');
add('runtime', 3, 'GET {{host}}/{{nobody}}\nHTTP 200\n');
add('runtime', 3, 'GET ftp://localhost\nHTTP 200\n');
add('options', 0, 'GET {{host}}/line\n[Options]\nhttp2: true\nHTTP/1.1 200\n');
add('runtime', 3, 'GET localhost\nHTTP 200\n');
add('runtime', 3, 'GET http://127.0.0.0.1\nHTTP 200\n');
add('runtime', 3, 'GET {{host}}/a b\nHTTP 404\n');
add('runtime', 3, 'GET {{host}}/{{x}}\n[Options]\nvariable: x=a b\nHTTP 404\n');
add('runtime', 3, 'GET http://127.0.0.1:1\nHTTP 200\n');
add('runtime', 3, 'POST {{host}}/echo\nfile,nowhere.bin;\n');
add('runtime', 3, 'POST {{host}}/echo\nfile,../outside.bin;\n');
add('runtime', 3, 'POST {{host}}/echo\n{"a": {{word}} }\n');

for (const text of [
  'get http://a', 'GET', 'GET http://a\nHTTP', 'GET http://a\nHTTP abc', 'GET http://a\nHTTP/4 200', 'GET http://a\n[Querys]', 'GET http://a\nHTTP 200\n[Assert]',
  'GET http://a\n[Query]\na: b\n[Query]\n', 'GET http://a\nHTTP 200\n[Asserts]\nstatus =! 200', 'GET http://a\nHTTP 200\n[Asserts]\nstatus ==', 'GET http://a\nHTTP 200\n[Asserts]\nstatus > true',
  'GET http://a\nHTTP 200\n[Asserts]\nheader exists', 'GET http://a\nHTTP 200\n[Asserts]\nheader "x', 'GET http://a/{{id', 'GET http://a/{{}}', 'GET http://a/\\x', 'GET http://a\nHTTP 200\n[Asserts]\nbody matches /(a/',
  'GET http://a\nHTTP 200\n[Asserts]\nbody matches /(?ii)a/', 'GET http://a\nHTTP 200\n[Asserts]\nbody matches /a{,2}/', 'POST http://a\n{"a": 1,}', 'POST http://a\n{"a": }', 'POST http://a\n{"a": yes}', 'POST http://a\n[1,,2]', 'POST http://a\n{"a" 1}', 'POST http://a\n<a><b></a>', 'POST http://a\n```javascript\n```',
  'POST http://a\n["a]\n', 'POST http://a\n{"a": "b}\n', 'POST http://a\n<a><b></a', 'POST http://a\n<a><b><c', 'POST http://a\n<a b></a>', 'POST http://a\n<a></b ></a>', 'POST http://a\n<a b=">" c>', 'POST http://a\n<a>\u{1f600}', 'POST http://a\n```\nabc', 'POST http://a\nhex,abc;', 'POST http://a\nbase64,AA', 'POST http://a\nfile,;', 'POST http://a\n```graphql\n{a}\nvariables [1]\n```', 'GET http://a\n[Options]\nretries: 3',
  'GET http://a\n[Options]\nlocation: yes', 'GET http://a\n[Options]\ndelay: 5days', 'GET http://a\n[Options]\nretry: -2', 'GET http://a\n[Options]\nvariable: newUuid=1', 'GET http://a\n[Options]\nvariable: a',
  'GET http://a\n[Options]\nverbosity: loud', 'GET http://a\nHTTP 200\n[Asserts]\ncookie "a[Size]" exists', 'GET http://a\nHTTP 200\n[Asserts]\nstatus == 200 please', 'GET http://a\nHTTP 200\n[Asserts]\nfoo == 1',
  'GET http://a\nHTTP 200\n[Captures]\na: foo', 'GET http://a\nHTTP 200\n[Asserts]\nstatus', 'GET http://a\nHTTP 200\n[Asserts]\njsonpath "$" nth x == 1', 'GET http://é😀/{{}}', 'GET http://a\tb',
]) add('parse', 2, text); // prettier-ignore

export const CORPUS: readonly Sample[] = samples;
