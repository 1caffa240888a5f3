// Hurl files that use the whole language, for tests: written after the documentation's chapters, one sample for each.

export const SAMPLES: Readonly<Record<string, string>> = {
  'requests and responses': `# A request without response
GET https://example.org

GET https://example.org/news
HTTP 200

POST https://example.org/api   # with a comment
HTTP/1.1 201
PATCH https://example.org/api
HTTP *
CUSTOM https://example.org/a#fragment
HTTP/2 200
GET https://example.org
HTTP/3 200
GET https://example.org
HTTP/1.0 204`,
  headers: `GET https://example.org/news
User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:70.0)
Accept: */*
# a comment between headers
X-Empty:
  X-Indented:   value with blanks at the end   # comment
{{name}}-Key: {{value}}
HTTP 200
Content-Type: application/json; charset=utf-8
Set-Cookie: theme=light
`,
  'query, form, multipart, cookies, auth': `GET https://example.org/search
[Query]
term: café au lait
date: {{newDate}}
order: desc
[Cookies]
theme: alba
session\\:id: {{session}}
[BasicAuth]
bob: secret pass
[Options]
retry: 3

GET https://example.org/search
[QueryStringParams]
a: 1
POST https://example.org/form
[Form]
token: {{token}}
email: john.doe@rookie.org
POST https://example.org/form
[FormParams]
x: y
POST https://example.org/upload
[Multipart]
field1: value1
field2: file,example.txt;
field3: file,example.zip; application/zip
field4: file, my\\ file{{n}}.txt ; text/plain; charset=utf-8 # type
POST https://example.org/upload
[MultipartFormData]
a: b
HTTP 200`,
  'JSON bodies': `POST https://example.org/api/cats
{
    "id": 42,
    "lives": {{lives_count}},
    "name": "{{name}} \\u00e9\\ud83d\\ude00\\n",
    "list": [1, -2.5, 3.0e10, 1E-2, true, false, null, [], {}, [ ]],
    "nested": { "a" : { "b":"c" } }
}
HTTP 200
{"ok":true}

POST https://example.org
"just a string"
POST https://example.org
{{body}}
POST https://example.org
[1,
 2 ]
POST https://example.org
null
POST https://example.org
-12.5e+3
HTTP 200
[]`,
  'XML bodies': `POST https://example.org/soap
Content-Type: application/soap+xml
<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">
  <soap:Header></soap:Header>
  <soap:Body a='1' b = "2"><empty/><![CDATA[ <x> ]]>&amp;&#65;</soap:Body>
</soap:Envelope>
HTTP 200
<a/>
`,
  'text bodies': `POST https://example.org
\`\`\`
Year,Make,Model
1997,Ford,{{model}}
\`\`\`
HTTP 200
\`\`\`raw
not a {{template}} \\n
\`\`\`
POST https://example.org
\`\`\`json
{ "a": {{b}} }
\`\`\`
POST https://example.org
\`\`\`xml
<a>{{b}}</a>
\`\`\`
POST https://example.org
\`\`\`
\`\`\`
POST https://example.org
\`one {{line}} with \\\` and \\u{1f600}\`
HTTP 200
\`Hello\``,
  GraphQL: `POST https://example.org/starwars/graphql
\`\`\`graphql
{
  human(id: "1000") {
    name
  }
}
\`\`\`
HTTP 200
POST https://example.org/starwars/graphql
\`\`\`graphql
query Hero($episode: Episode) {
  hero(episode: $episode) { name }
}

variables {
  "episode": "JEDI",
  "list": [ {{a}} ]
}
\`\`\``,
  'binary bodies': `POST https://example.org
base64,TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdC4=;
POST https://example.org
hex, ff00A1 ;
POST https://example.org
file,data.bin;
HTTP 200
file, dir/{{name}}.bin;
POST https://example.org
base64,;
HTTP 200
hex,;`,
  captures: `GET https://example.org
HTTP 200
[Captures]
csrf_token: xpath "normalize-space(//meta[@name='_csrf_token']/@content)"
next: header "Location"
token: header "X-Token" redact
id: jsonpath "$['id']" toInt
session: cookie "LSID"
expires: cookie "LSID[Expires]"
group: body regex "Hello ([0-9]+)!"
group2: regex /Hello (\\d+)\\/x/
url: url
version: version
status: status
all: bytes
raw: rawbytes
took: duration
digest: sha256
old: md5
ip: ip
hops: redirects
subject: certificate "Subject"
copy: variable "id"
date: jsonpath "$.date" toDate "%Y-%m-%d" dateFormat "%a, %d %b %Y" redact # comment`,
  asserts: `GET https://example.org
HTTP 200
[Asserts]
status == 200
status >= 200
status < 300
version == "2"
url == "https://example.org"
header "Location" contains "www.example.net"
header "{{name}}" not exists
cookie "JSESSIONID" == "8400"
cookie "JSESSIONID[ Max-Age ]" >= 0
cookie "JSESSIONID[Secure]" exists
cookie "{{name}}[HttpOnly]" not exists
body == \`text\`
body == file,cat.json;
body == \`\`\`
several
lines
\`\`\`
xpath "string(/html/head/title)" contains "Example"
xpath "//p" count == 2
jsonpath "$.validated" == true
jsonpath "$.nothing" == null
jsonpath "$.links" count == 12
jsonpath "$.order" matches "^order-\\\\d{8}$"
jsonpath "$.order" matches /^order-\\d{8}$/
jsonpath "$.big" == 12345678901234567890123
jsonpath "$.price" == -1.50
jsonpath "$.price" != {{price}}
jsonpath "$.list" contains "x"
jsonpath "$.list" includes 3
jsonpath "$.when" > "2020-01-01"
jsonpath "$.a" isInteger
jsonpath "$.a" isFloat
jsonpath "$.a" isNumber
jsonpath "$.a" isBoolean
jsonpath "$.a" isString
jsonpath "$.a" isCollection
jsonpath "$.a" isList
jsonpath "$.a" isObject
jsonpath "$.a" isEmpty
jsonpath "$.a" isDate
jsonpath "$.a" isIsoDate
jsonpath "$.a" isIpv4
jsonpath "$.a" isIpv6
jsonpath "$.a" isUuid
bytes startsWith hex,efbbbf;
bytes endsWith base64,AAAA;
sha256 == hex,039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81;
md5 == hex,ed076287532e86365e841e92bfc50d8c;
duration <1000
ip isIpv4
variable "x" == 1
redirects count == 2
redirects nth 0 location == "https://example.org/step2"
certificate "Expire-Date" daysAfterNow > 15
certificate "Serial-Number" matches /[\\da-f]+/
certificate "Subject-Alt-Name" split "," count == 2`,
  filters: `GET https://example.org
HTTP 200
[Asserts]
jsonpath "$.a" base64Decode utf8Decode == "x"
bytes base64Encode == "x"
jsonpath "$.a" base64UrlSafeDecode toHex == "x"
bytes base64UrlSafeEncode == "x"
bytes charsetDecode "gb2312" == "x"
bytes decode "gb2312" == "x"
jsonpath "$.l" count == 1
jsonpath "$.d" toDate "%+" daysBeforeNow == 1
jsonpath "$.l" first == 1
jsonpath "$.l" last == 1
jsonpath "$.l" nth -2 == 1
jsonpath "$.l" nth {{n}} == 1
jsonpath "$.d" toDate "%s" format "%Y" == "2020"
jsonpath "$.s" htmlEscape htmlUnescape == "x"
jsonpath "$.s" jsonpath "$.x" == 1
jsonpath "$.s" regex "(.*)" == "x"
jsonpath "$.s" regex /(\\w+)/ == "x"
jsonpath "$.s" replace "a" "b" == "x"
jsonpath "$.s" replaceRegex /\\d+/ "{{b}}" == "x"
jsonpath "$.s" replaceRegex "[0-9]" "b" == "x"
jsonpath "$.s" split ", " count == 2
jsonpath "$.s" toFloat == 1.5
jsonpath "$.s" toInt == 1
jsonpath "$.s" toString utf8Encode count == 1
jsonpath "$.s" urlDecode urlEncode == "x"
jsonpath "$.s" urlQueryParam "q" == "x"
jsonpath "$.s" xpath "string(//p)" == "x"`,
  options: `GET https://example.org
[Options]
aws-sigv4: aws:amz:eu-central-1:foo
cacert: /etc/cert.pem
cert: cert.pem:pass\\:word
key: key.pem
compressed: true
connect-timeout: 5s
connect-to: example.com:8000:127.0.0.1:8080
delay: 500ms
digest: false
fail-with-body: true
header: X-A: b
http1.0: false
http1.1: true
http2: {{h2}}
http2-prior-knowledge: false
http3: false
insecure: true
ipv4: true
ipv6: false
limit-rate: 32000
location: true
location-trusted: false
max-redirs: -1
max-time: 1m
negotiate: false
netrc: false
netrc-file: ~/.netrc
netrc-optional: false
no-header: User-Agent
no-jsonpath-coercion: true
ntlm: false
output: out/{{name}}.bin
path-as-is: true
pinnedpubkey: sha256//x
proxy: localhost:3128
repeat: 10
resolve: foo.com:8000:127.0.0.1
retry: {{n}}
retry-interval: 2h
skip: false
tls-max: 1.3
tls-min: 1.2
unix-socket: sock
user: bob:secret
variable: host=example.net
variable: n = 3
variable: f=1.5
variable: t=true
variable: z=null
variable: q="quoted {{n}}"
variable: date=2024-01-01
verbose: true
verbosity: debug
very-verbose: false
HTTP 200`,
  'blanks and comments': `  
# first
  # second

GET   https://example.org   # after the URL
  # before a header
A : b
\t
[Options]   # after a section
  # in a section
  location : true # x

  HTTP   200   
  [Asserts] # y
\tstatus ==200 # z
# the end
`,
  'Windows line ends': 'GET https://example.org\r\nA: b\r\n\r\nHTTP 200\r\n[Asserts]\r\nstatus == 200 # x\r\n',
};
