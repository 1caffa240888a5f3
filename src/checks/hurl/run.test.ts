// Entries at work, after https://hurl.dev/docs/entry.html, request.html, response.html, capturing-response.html, templates.html
import { expect, test, vi } from 'vitest';
import { FileForbiddenError, parse, run, TransportError, type RunEnvironment, type RunResult } from './index.ts';
import { type Answer, bodyText, headersOf, scriptedTransport, type ScriptedTransport } from './scripted-transport.ts';

interface Outcome extends RunResult {
  readonly transport: ScriptedTransport;
}

async function play(
  text: string,
  answer: Parameters<typeof scriptedTransport>[0] = () => ({}),
  environment: Partial<RunEnvironment> = {},
): Promise<Outcome> {
  const transport = scriptedTransport(answer);
  const result = await run(parse(text, { file: 'a.hurl' }), { transport, ...environment });
  return { ...result, transport };
}

const errors = (result: RunResult): string[] => result.entries.flatMap((e) => e.errors.map((error) => error.message));
const ok = (headers: readonly (readonly [string, string])[] = [], body = ''): Answer => ({ headers, body });

test('a request is sent with what it says and what Hurl adds', async () => {
  const { transport, success } = await play('GET http://localhost:3000/a/../b?x=1#f\nX-A: {{v}}\nX-Empty:\n', undefined, { variables: { v: 1.5 } });
  expect(success).toBe(true);
  expect(transport.requests[0]).toMatchObject({ method: 'GET', url: 'http://localhost:3000/a/../b?x=1', body: null });
  expect(transport.requests[0]?.headers).toEqual([
    ['Accept', '*/*'],
    ['X-A', '1.5'],
    ['X-Empty', ''],
    ['User-Agent', 'hurl/8.1.0'],
  ]);
});

test('query parameters are added and encoded', async () => {
  const { transport } = await play('GET http://localhost/s?a=1\n[Query]\nq: café & co\nx: 1\n');
  expect(transport.requests[0]?.url).toBe('http://localhost/s?a=1&q=caf%C3%A9%20%26%20co&x=1');
});

test('a form is encoded and typed', async () => {
  const { transport } = await play('POST http://localhost\n[Form]\nname: J. Doe\nmail: a@b.c\n');
  expect(bodyText(transport.requests[0])).toBe('name=J.%20Doe&mail=a%40b.c');
  expect(headersOf(transport.requests[0], 'content-type')).toEqual(['application/x-www-form-urlencoded']);
});

test('a multipart body has parts with names, files and types', async () => {
  const readFile = (): Promise<Uint8Array> => Promise.resolve(new TextEncoder().encode('data'));
  const { transport } = await play('POST http://localhost\n[Multipart]\na: b\nf: file,x.html;\ng: file,y; text/csv\n', undefined, { readFile });
  const type = headersOf(transport.requests[0], 'content-type')[0] ?? '';
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(type)?.[1] ?? '';
  expect(bodyText(transport.requests[0]).replaceAll(boundary, 'B')).toBe(
    [
      '--B', 'Content-Disposition: form-data; name="a"', '', 'b',
      '--B', 'Content-Disposition: form-data; name="f"; filename="x.html"', 'Content-Type: text/html', '', 'data',
      '--B', 'Content-Disposition: form-data; name="g"; filename="y"', 'Content-Type: text/csv', '', 'data',
      '--B--', '',
    ].join('\r\n'),
  ); // prettier-ignore
});

test('cookies and basic authentication have sections of their own', async () => {
  const { transport } = await play('GET http://localhost\n[Cookies]\na: 1\nb: two\n[BasicAuth]\nbob: pass word\n');
  expect(headersOf(transport.requests[0], 'cookie')).toEqual(['a=1; b=two']);
  expect(headersOf(transport.requests[0], 'authorization')).toEqual([`Basic ${btoa('bob:pass word')}`]);
});

test.each([
  ['{ "a" : {{n}}, "b":"{{s}}" }', '{ "a" : 3, "b":"say \\"hi\\"" }', 'application/json'],
  ['[1,\n {{t}}]', '[1,\n true]', 'application/json'],
  ['<a>{{n}}</a>', '<a>{{n}}</a>', 'application/xml'],
  ['```\n{{n}}\nx\n```', '3\nx\n', undefined],
  ['```json\n{"n": {{n}}}\n```', '{"n": 3}\n', 'application/json'],
  ['```xml\n<n>{{n}}</n>\n```', '<n>3</n>\n', 'application/xml'],
  ['```raw\n{{n}}\n```', '{{n}}\n', undefined],
  ['`line {{n}}`', 'line 3', undefined],
  ['hex,4142;', 'AB', undefined],
  ['base64,QUI=;', 'AB', undefined],
  ['```graphql\n{ a(id: {{n}}) }\n```', '{"query":"{ a(id: 3) }"}', 'application/json'],
  ['```graphql\nquery Q($x: Int) { a }\nvariables { "x" : {{n}} }\n```', '{"query":"query Q($x: Int) { a }","variables":{"x":3}}', 'application/json'],
])('a body %j is sent as %j', async (body, sent, type) => {
  const { transport, entries } = await play(`POST http://localhost\n${body}\n`, undefined, { variables: { n: 3, s: 'say "hi"', t: true } });
  expect(entries[0]?.errors).toEqual([]);
  expect(bodyText(transport.requests[0])).toBe(sent);
  expect(headersOf(transport.requests[0], 'content-type')[0]).toBe(type);
});

test('the request’s own Content-Type counts', async () => {
  const { transport } = await play('POST http://localhost\nContent-Type: application/vnd.api+json\n{}\n');
  expect(headersOf(transport.requests[0], 'content-type')).toEqual(['application/vnd.api+json']);
});

test('newUuid and newDate are fresh values', async () => {
  const { transport } = await play('GET http://localhost/{{newUuid}}\nX-Date: {{newDate}}\nX-Other: {{newUuid}}\n');
  const request = transport.requests[0];
  expect(request?.url).toMatch(/\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  expect(headersOf(request, 'x-date')[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(request?.url).not.toContain(headersOf(request, 'x-other')[0]);
});

test('a variable that nobody set ends the entry at its place', async () => {
  const { entries, transport } = await play('GET http://localhost/{{id}}\nHTTP 200\n');
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'UNDEFINED_VARIABLE', assert: false, detail: 'you must set the variable id', span: { start: { line: 1, column: 24 } } });
  expect(transport.requests).toHaveLength(0);
});

test.each(['ftp://localhost', 'localhost:3000', 'http://'])('the URL %s is refused', async (url) => {
  expect((await play(`GET ${url}\n`)).entries[0]?.errors[0]).toMatchObject({ code: 'INVALID_URL', assert: false });
});

test('captures give variables to later entries', async () => {
  const text = 'GET http://localhost\nHTTP 200\n[Captures]\nid: jsonpath "$.id"\nnext: header "Location"\nhost: variable "h"\n\nGET {{next}}?id={{id}}&h={{host}}\n';
  const { transport, entries, variables } = await play(text, () => ok([['Location', 'http://localhost/2']], '{"id": 7}'), { variables: { h: 'x' } });
  expect(transport.requests[1]?.url).toBe('http://localhost/2?id=7&h=x');
  expect(entries[0]?.captures.map((c) => c.name)).toEqual(['id', 'next', 'host']);
  expect(variables.get('id')).toEqual({ kind: 'integer', value: 7n });
});

test('a capture that finds nothing is an error, not a failed assert', async () => {
  const { entries } = await play('GET http://localhost\nHTTP 200\n[Captures]\nid: header "X-Id"\n');
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'NO_RESULT', assert: false, detail: `query didn't return any result` });
});

test('a redacted capture is kept out of what is shown', async () => {
  const { variables } = await play('GET http://localhost\nHTTP 200\n[Captures]\ntoken: body redact\n', () => ok([], 's3cret'));
  expect(variables.redact('the token s3cret')).toBe('the token ***');
  expect(variables.entries()).toEqual([]);
});

test('a wrong status ends the judging of an entry and the run', async () => {
  const text = 'GET http://localhost\nHTTP 201\n[Asserts]\nbody == "x"\n\nGET http://localhost/2\n';
  const { entries, transport, success } = await play(text, () => ({ status: 404 }));
  expect(success).toBe(false);
  expect(transport.requests).toHaveLength(1);
  expect(entries[0]?.asserts).toHaveLength(1);
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'ASSERT_STATUS', assert: true, detail: 'actual value is <404>', actual: 'integer <404>', expected: 'integer <201>' });
});

test('all asserts of an entry are judged', async () => {
  const { entries } = await play('GET http://localhost\nHTTP *\n[Asserts]\nbody == "x"\nstatus == 200\nbody == "y"\n', () => ok([], 'z'));
  expect(entries[0]?.asserts.map((a) => a.error === null)).toEqual([false, true, false]);
  expect(entries[0]?.errors).toHaveLength(2);
});

test('the version is an assert where it is named', async () => {
  expect((await play('GET http://localhost\nHTTP/1.1 200\n')).success).toBe(true);
  expect((await play('GET http://localhost\nHTTP/2 200\n')).entries[0]?.errors[0]).toMatchObject({ code: 'ASSERT_VERSION', detail: 'actual value is <HTTP/1.1>' });
});

test('implicit headers: one value of several is enough', async () => {
  const answer = (): Answer => ok([['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-A', 'y']]); // prettier-ignore
  expect((await play('GET http://localhost\nHTTP 200\nSet-Cookie: b=2\nset-cookie: a=1\n', answer)).success).toBe(true);
  const wrong = await play('GET http://localhost\nHTTP 200\nSet-Cookie: c=3\nX-A: x\nX-B: z\n', answer);
  expect(wrong.entries[0]?.errors.map((e) => e.detail)).toEqual([
    'actual value is <["a=1", "b=2"]>',
    'actual value is <y>',
    'this header has not been found in the response',
  ]);
});

test('an implicit body is compared byte for byte, and JSON told by its paths', async () => {
  const text = 'GET http://localhost\nHTTP 200\n{"a": 1, "l": [1, {"b": "x"}]}\n';
  expect((await play(text, () => ok([], '{"a": 1, "l": [1, {"b": "x"}]}'))).success).toBe(true);
  const { entries } = await play(text, () => ok([], '{"a": 2, "l": [1, {"b": "y"}, 3], "c": null}'));
  expect(entries[0]?.asserts.at(-1)?.differences).toEqual([
    { path: '$.a', actual: 'integer <2>', expected: 'integer <1>' },
    { path: '$.l[1].b', actual: 'string <y>', expected: 'string <x>' },
    { path: '$.l[2]', actual: 'integer <3>', expected: 'none' },
    { path: '$.c', actual: 'null <null>', expected: 'none' },
  ]);
});

test('a text of lines is told by its first difference', async () => {
  const { entries } = await play('GET http://localhost\nHTTP 200\n```\na\nb\nc\n```\n', () => ok([], 'a\nx\nc\n'));
  expect(entries[0]?.errors[0]).toMatchObject({ layout: 'hunk', detail: '-b\n+x', span: { start: { line: 5 } } });
});

test('a binary body is compared with bytes', async () => {
  expect((await play('GET http://localhost\nHTTP 200\nhex,414243;\n', () => ok([], 'ABC'))).success).toBe(true);
  expect((await play('GET http://localhost\nHTTP 200\nbase64,AAAA;\n', () => ok([], 'ABC'))).entries[0]?.errors[0]?.detail).toBe('actual value is <414243>');
});

test('files are read where the caller allows it', async () => {
  const readFile = (path: string): Promise<Uint8Array> =>
    path === 'ok.txt' ? Promise.resolve(new TextEncoder().encode('yes')) : Promise.reject(path.startsWith('..') ? new FileForbiddenError() : new Error());
  expect(bodyText((await play('POST http://localhost\nfile,ok.txt;\n', undefined, { readFile })).transport.requests[0])).toBe('yes');
  expect(errors(await play('POST http://localhost\nfile,no.txt;\n', undefined, { readFile }))).toEqual(['File read access: file no.txt can not be read']);
  expect(errors(await play('POST http://localhost\nfile,../x;\n', undefined, { readFile }))[0]).toContain('unauthorized access to file ../x');
});

test('cookies are stored and go with the requests that they are for', async () => {
  const text = ['GET http://localhost/login', 'GET http://localhost/a', 'GET http://localhost/b', 'GET http://other/a'].join('\n');
  const { transport, cookies } = await play(text, (_, count) =>
    count === 1 ? ok([['Set-Cookie', 's=1; HttpOnly'], ['Set-Cookie', 'a=2; Path=/a'], ['Set-Cookie', 'old=3; Max-Age=0'], ['Set-Cookie', 'x=4; Domain=evil.example']]) : ok(),
  ); // prettier-ignore
  expect(transport.requests.map((r) => headersOf(r, 'cookie')[0])).toEqual([undefined, 'a=2; s=1', 's=1', undefined]);
  expect(cookies.map((c) => c.name)).toEqual(['s', 'a']);
});

test('the cookie store can be set, cleared and left out', async () => {
  const text = 'GET http://localhost\n# @cookie_storage_set: localhost\tFALSE\t/\tFALSE\t0\tk\tv\nGET http://localhost\n# @cookie_storage_clear\nGET http://localhost\n';
  expect((await play(text)).transport.requests.map((r) => headersOf(r, 'cookie')[0])).toEqual([undefined, 'k=v', undefined]);
  const without = await play('GET http://localhost\nGET http://localhost', () => ok([['Set-Cookie', 'a=1']]), { options: { noCookieStore: true } });
  expect(headersOf(without.transport.requests[1], 'cookie')).toEqual([]);
});

const hop = (status: number, to: string): Answer => ({ status, headers: [['Location', to]] });

test('redirects are followed only where asked to', async () => {
  const answer = (r: { url: string }): Answer => (r.url.endsWith('/1') ? hop(302, '/2') : r.url.endsWith('/2') ? hop(301, 'http://localhost/3') : ok([], 'end'));
  expect((await play('GET http://localhost/1\nHTTP 302\n', answer)).transport.requests).toHaveLength(1);
  const text = 'GET http://localhost/1\n[Options]\nlocation: true\nHTTP 200\n[Asserts]\nredirects count == 2\nredirects nth 0 location == "http://localhost/2"\nredirects last location == "http://localhost/3"\nurl == "http://localhost/3"\nbody == "end"\n';
  const { success, entries } = await play(text, answer);
  expect(success).toBe(true);
  expect(entries[0]?.calls).toHaveLength(3);
});

test('a redirect after POST becomes GET, unless it says to keep the method', async () => {
  const text = (path: string): string => `POST http://localhost/${path}\n[Options]\nlocation: true\n{"a":1}\n`;
  const answer = (r: { url: string }): Answer => (r.url.endsWith('/end') ? ok() : hop(Number(r.url.slice(-3)), '/end'));
  const changed = (await play(text('303'), answer)).transport.requests[1];
  expect([changed?.method, changed?.body]).toEqual(['GET', null]);
  const kept = (await play(text('307'), answer)).transport.requests[1];
  expect([kept?.method, bodyText(kept)]).toEqual(['POST', '{"a":1}']);
});

test('credentials do not follow to another host', async () => {
  const answer = (r: { url: string }): Answer => (r.url.includes('other') ? ok() : hop(302, 'http://other/'));
  const text = (option: string): string => `GET http://localhost\nAuthorization: secret\n[Options]\n${option}: true\n`;
  expect(headersOf((await play(text('location'), answer)).transport.requests[1], 'authorization')).toEqual([]);
  expect(headersOf((await play(text('location-trusted'), answer)).transport.requests[1], 'authorization')).toEqual(['secret']);
});

test('redirects without end are an error', async () => {
  const { entries } = await play('GET http://localhost\n[Options]\nlocation: true\nmax-redirs: 3\n', () => hop(302, '/'));
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'TOO_MANY_REDIRECTS', detail: 'too many redirect' });
  expect(entries[0]?.calls).toHaveLength(4);
});

test('an entry is retried until it holds', async () => {
  const text = 'GET http://localhost\n[Options]\nretry: 5\nretry-interval: 1ms\nHTTP 200\n[Asserts]\nbody == "3"\n';
  const { success, entries } = await play(text, (_, count) => ok([], String(count)));
  expect(success).toBe(true);
  expect(entries.map((e) => [e.attempt, e.errors.length])).toEqual([[0, 1], [1, 1], [2, 0]]); // prettier-ignore
});

test('retries end', async () => {
  const { success, entries } = await play('GET http://localhost\n[Options]\nretry: 2\nretry-interval: 1ms\nHTTP 201\n');
  expect(success).toBe(false);
  expect(entries).toHaveLength(3);
});

test('a refused connection is retried too', async () => {
  const { success } = await play('GET http://localhost\n[Options]\nretry: 2\nretry-interval: 1ms\nHTTP 200\n', (_, count) => {
    if (count < 3) throw new TransportError('REFUSED', 'no');
    return ok();
  });
  expect(success).toBe(true);
});

test('an entry can be repeated, delayed and skipped', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const playing = play('GET http://localhost/a\n[Options]\nrepeat: 3\ndelay: 2s\nGET http://localhost/b\n[Options]\nskip: true\nGET http://localhost/c\n[Options]\nrepeat: 0\nGET http://localhost/d\n');
    await vi.advanceTimersByTimeAsync(5999);
    await vi.advanceTimersByTimeAsync(1);
    expect((await playing).transport.requests.map((r) => r.url.slice(-1))).toEqual(['a', 'a', 'a', 'd']);
  } finally {
    vi.useRealTimers();
  }
});

test('options take variables, of the right type', async () => {
  const text = 'GET http://localhost\n[Options]\nvariable: n=2\nrepeat: {{n}}\nskip: {{no}}\n';
  expect((await play(text, undefined, { variables: { no: false } })).transport.requests).toHaveLength(2);
  const wrong = await play(text, undefined, { variables: { no: 'false' } });
  expect(wrong.entries[0]?.errors[0]).toMatchObject({ code: 'EXPRESSION_TYPE', detail: 'expecting boolean, actual value is string <false>' });
});

test('options change the headers of their entry only', async () => {
  const text = 'GET http://localhost\n[Options]\nheader: X-A: 1\nno-header: User-Agent\nuser: bob:pw\ncompressed: true\nGET http://localhost\n';
  const [a, b] = (await play(text)).transport.requests;
  expect(a?.headers).toEqual([['Accept', '*/*'], ['X-A', '1'], ['Authorization', `Basic ${btoa('bob:pw')}`], ['Accept-Encoding', 'gzip, deflate, br']]); // prettier-ignore
  expect(b?.headers).toEqual([['Accept', '*/*'], ['User-Agent', 'hurl/8.1.0']]); // prettier-ignore
});

test.each(['digest: true', 'ntlm: true', 'negotiate: true', 'netrc: true', 'aws-sigv4: aws', 'pinnedpubkey: x', 'tls-min: 1.2', 'netrc-file: x'])(
  'the option %s is refused by name',
  async (option) => {
    const { entries, transport } = await play(`GET http://localhost\n[Options]\n${option}\n`);
    expect(entries[0]?.errors[0]).toMatchObject({ code: 'UNSUPPORTED', span: { start: { line: 3, column: 1 } } });
    expect(transport.requests).toHaveLength(0);
  },
);

test('output writes the body where the caller can', async () => {
  const writeOutput = vi.fn(() => Promise.resolve());
  const { success } = await play('GET http://localhost\n[Options]\noutput: a/{{n}}.txt\n', () => ok([], 'x'), { variables: { n: 1 }, writeOutput });
  expect(success).toBe(true);
  expect(writeOutput).toHaveBeenCalledWith('a/1.txt', new TextEncoder().encode('x'));
  expect((await play('GET http://localhost\n[Options]\noutput: x\n')).entries[0]?.errors[0]).toMatchObject({ code: 'FILE_WRITE' });
});

test('a failed entry’s body is written where that is asked for, once', async () => {
  const writeOutput = vi.fn(() => Promise.resolve());
  const text = 'GET http://localhost\n[Options]\nfail-with-body: true\nretry: 1\nretry-interval: 1ms\nHTTP 201\n';
  await play(text, () => ok([], 'why'), { writeOutput });
  expect(writeOutput.mock.calls).toEqual([['-', new TextEncoder().encode('why')]]);
});

test('the run goes on after an error only where asked to', async () => {
  const text = 'GET http://localhost\nHTTP 201\nGET http://localhost\nHTTP 200\n';
  expect((await play(text)).entries).toHaveLength(1);
  const on = await play(text, undefined, { options: { continueOnError: true } });
  expect(on.entries).toHaveLength(2);
  expect(on.success).toBe(false);
});

test('without asserts only captures are taken', async () => {
  const { success, variables } = await play('GET http://localhost\nHTTP 404\n[Captures]\ns: status\n[Asserts]\nstatus == 1\n', undefined, { options: { noAssert: true } });
  expect(success).toBe(true);
  expect(variables.get('s')).toEqual({ kind: 'integer', value: 200n });
});

test('a body above the limit ends the entry', async () => {
  let pulled = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      pulled++;
      yield new Uint8Array(1000);
      await Promise.resolve();
    }
  }
  const { entries } = await play('GET http://localhost\n', () => ({ body: endless() }), { options: { maxBodySize: 10_000 } });
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'BODY_TOO_LARGE', detail: 'exceeded the maximum allowed file size (10000 bytes)' });
  expect(pulled).toBeLessThan(20);
});

test('a compressed body that swells ends within the limit', async () => {
  const stream = new Blob([new Uint8Array(5_000_000)]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  const { entries } = await play('GET http://localhost\nHTTP 200\n[Asserts]\nbytes count == 1\n', () => ({ headers: [['Content-Encoding', 'gzip']], body }), {
    options: { maxBodySize: 100_000 },
  });
  expect(entries[0]?.errors[0]?.detail).toContain('exceeds the maximum allowed size (100000 bytes)');
});

test('a server that never answers ends in a timeout, whatever the transport does', async () => {
  const { entries } = await play('GET http://localhost\n[Options]\nmax-time: 30ms\n', () => new Promise<never>(() => undefined));
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'TIMEOUT', assert: false });
  expect(entries[0]?.calls[0]?.response).toBeNull();
});

test('a body that never ends ends in a timeout', async () => {
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1);
    await new Promise(() => undefined);
  }
  const { entries } = await play('GET http://localhost\n[Options]\nmax-time: 30ms\n', () => ({ body: silent() }));
  expect(entries[0]?.errors[0]?.code).toBe('TIMEOUT');
});

test('a run can be cancelled', async () => {
  const controller = new AbortController();
  const { entries, cancelled } = await play(
    'GET http://localhost\nGET http://localhost\n',
    () => {
      controller.abort();
      return new Promise<never>(() => undefined);
    },
    { signal: controller.signal },
  );
  expect(cancelled).toBe(true);
  expect(entries).toHaveLength(1);
  expect(entries[0]?.errors[0]?.code).toBe('ABORTED');
});

test('a cancelled run does not wait for a delay', async () => {
  const controller = new AbortController();
  const playing = play('GET http://localhost\n[Options]\ndelay: 1h\n', undefined, { signal: controller.signal });
  controller.abort();
  expect((await playing).transport.requests).toHaveLength(0);
});

test('a broken connection is an error with the failed call', async () => {
  const { entries } = await play('GET http://localhost:9\n', () => {
    throw new TransportError('REFUSED', `Failed to connect to localhost port 9: Couldn't connect to server`);
  });
  expect(entries[0]?.errors[0]).toMatchObject({ code: 'CONNECTION', detail: `(7) Failed to connect to localhost port 9: Couldn't connect to server` });
  expect(entries[0]?.calls).toMatchObject([{ request: { url: 'http://localhost:9' }, response: null }]);
});

test('events tell an entry while it runs', async () => {
  const told: string[] = [];
  await play('GET http://localhost\nHTTP 201\n[Options]\n'.replace('HTTP 201\n[Options]\n', '[Options]\nretry: 1\nretry-interval: 1ms\nHTTP 201\n') + 'GET http://localhost', undefined, {
    onEvent: (event) => told.push(event.type === 'result' ? `result ${event.willRetry}` : event.type),
  });
  expect(told).toEqual(['entry', 'call', 'result true', 'entry', 'call', 'result false']);
});

test('chosen entries run alone', async () => {
  const { transport } = await play('GET http://localhost/1\nGET http://localhost/2\nGET http://localhost/3', undefined, { select: (i) => i === 1 });
  expect(transport.requests.map((r) => r.url)).toEqual(['http://localhost/2']);
});
