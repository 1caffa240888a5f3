// curl commands as people paste them: from manuals, from browsers, from Backlot itself.
import { expect, test } from 'vitest';
import { asCurl } from '../checks/curl.ts';
import { toWire } from './draft.ts';
import { CurlError, fromCurl, shellWords } from './from-curl.ts';

const on = (name: string, value: string) => ({ name, value, enabled: true });
const draft = (command: string) => fromCurl(command, 3000).draft;
const sent = async (command: string) => {
  const wire = await toWire(draft(command));
  return { method: wire.method, target: wire.target, headers: Object.fromEntries(wire.headers ?? []), body: wire.body ? new TextDecoder().decode(wire.body as Uint8Array) : null };
};

test('words are split as a shell splits them', () => {
  expect(shellWords(`a 'b c' "d \\"e\\" \\$f" g\\ h i"j"'k' ''`)).toEqual(['a', 'b c', 'd "e" $f', 'g h', 'ijk', '']);
  expect(shellWords('curl \\\n  -X POST \\\r\n  x')).toEqual(['curl', '-X', 'POST', 'x']);
  expect(shellWords(`$'a\\'b\\n\\x41\\u00e9\\101\\\\'`)).toEqual(["a'b\nA\u00e9A\\"]);
  expect(shellWords(`$'\\xf0\\x9f\\x98\\x80\u{1f600}'`)).toEqual(['\u{1f600}\u{1f600}']);
  expect(shellWords('curl http://x/?a=1&b=2')).toEqual(['curl', 'http://x/?a=1&b=2']);
});

test('what only a shell could tell is refused by name', () => {
  for (const [command, message] of [
    ['curl "$HOST/users"', /shell variable HOST/],
    ['curl http://localhost:3000 | jq .', /goes on after curl with \|/],
    ['curl http://localhost:3000 > out', /goes on after curl with >/],
    ["curl 'http://localhost", /ends within a quoted text/],
    ['curl http://a\ncurl http://b', /more than one command/],
    ['wget http://localhost', /not a curl command/],
    ['curl', /no address/],
    ['curl http://a http://b', /2 addresses/],
    ['curl --frobnicate http://a', /--frobnicate is not known/],
    ['curl -d @body.json http://a', /the file body\.json/],
    ['curl -F photo=@me.png http://a', /the file me\.png/],
    ['curl -X', /-X needs a value/],
    ['curl ftp://a/b', /ftp:/],
    ['curl -x proxy:1 http://a', /-x cannot be used/],
  ] as const) {
    expect(() => fromCurl(command, 3000), command).toThrow(CurlError);
    expect(() => fromCurl(command, 3000), command).toThrow(message);
  }
});

test('method, headers and JSON of a usual command', async () => {
  expect(await sent(`curl -sS -XPOST http://localhost:3000/users -H 'Content-Type: application/json' -H "X-Request-Id: 7" -d '{"name":"Ada"}'`)).toEqual({
    method: 'POST', target: '/users', headers: { 'X-Request-Id': '7', 'Content-Type': 'application/json' }, body: '{\n  "name": "Ada"\n}',
  });
  expect(await sent(`curl --json '{"a":1}' localhost:3000/x`)).toMatchObject({ method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json' } });
});

test('data without a type is a form; several are joined; with -G they are the query', async () => {
  expect(draft('curl localhost:3000 -d a=1 -d "b=2 3"').body).toMatchObject({ kind: 'form', form: [on('a', '1'), on('b', '2 3')] });
  expect(await sent('curl -G localhost:3000/search?x=1 -d a=1 --data-urlencode "q=a b&c"')).toMatchObject({ method: 'GET', target: '/search?x=1&a=1&q=a%20b%26c', body: null });
  expect(await sent(`curl localhost:3000 -d '{"a":1}'`)).toMatchObject({ headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '{"a":1}' });
});

test('credentials, cookies, agent and range become what they are on the wire', async () => {
  expect(draft('curl -u ada:secret:x localhost:3000').auth).toMatchObject({ kind: 'basic', username: 'ada', password: 'secret:x' });
  expect(draft('curl http://ada:p%40ss@localhost:3000/').auth).toMatchObject({ kind: 'basic', username: 'ada', password: 'p@ss' });
  expect(draft('curl --oauth2-bearer tok localhost:3000').auth).toMatchObject({ kind: 'bearer', token: 'tok' });
  expect((await sent('curl -b "a=1; b=2" -A me -r 0-9 --compressed localhost:3000')).headers).toEqual({ Cookie: 'a=1; b=2', 'User-Agent': 'me', Range: 'bytes=0-9', 'Accept-Encoding': 'deflate, gzip' });
});

test('fields of a form are the parts of a multipart body', () => {
  expect(draft(`curl -F name=Ada -F 'note="a;b";type=text/plain' --form-string at=@x localhost:3000`).body).toMatchObject({
    kind: 'multipart', parts: [{ name: 'name', value: 'Ada' }, { name: 'note', value: 'a;b' }, { name: 'at', value: '@x' }],
  });
});

test('port and path are taken as written; another host is told and the lesson\'s port used', () => {
  expect(draft('curl 127.0.0.1:8080/a/../b?x=%7e')).toMatchObject({ port: 8080, target: '/a/../b?x=%7e' });
  expect(draft('curl http://localhost')).toMatchObject({ port: 80, target: '/' });
  expect(fromCurl('curl https://api.example.com/v1/users?limit=1', 3000)).toMatchObject({ elsewhere: 'api.example.com', draft: { port: 3000, target: '/v1/users?limit=1' } });
});

test('a command copied from Chromium is read', async () => {
  const command = `curl 'http://localhost:3000/users' \\
  -H 'Accept: */*' \\
  -H 'Accept-Language: en' \\
  -H 'Content-Type: application/json' \\
  --data-raw $'{"name":"O\\'Brien","x":"\\u0021"}' \\
  --insecure`;
  expect(await sent(command)).toMatchObject({ method: 'POST', target: '/users', body: '{\n  "name": "O\'Brien",\n  "x": "!"\n}' });
});

test('what Backlot copies as curl comes back as the same request', async () => {
  const command = asCurl({
    method: 'PATCH',
    url: "http://localhost:3000/users/1?q=it's",
    request: { headers: [['Host', 'localhost:3000'], ['Content-Type', 'text/plain'], ['X-A', 'a "b" $c']], body: { text: "line 1\nit's `2`", truncated: false }, bodySize: 15 },
  });
  expect(await sent(command ?? '')).toEqual({ method: 'PATCH', target: "/users/1?q=it's", headers: { 'X-A': 'a "b" $c', 'Content-Type': 'text/plain' }, body: "line 1\nit's `2`" });
});
