import { expect, test, vi } from 'vitest';
import { checkSource, readChecks, runChecks, type RunChecksOptions } from './checks.ts';
import { TransportError } from './hurl/index.ts';
import { type Answer, scriptedTransport } from './hurl/scripted-transport.ts';
import type { Verdict } from './verdict.ts';

const USERS = `# Users
# @check create-201 task=1
# Creates a user and answers 201
# with where to find it
POST {{host}}/users
{ "name": "Ada", "email": "ada-{{uid}}@example.com" }
HTTP 201
[Captures]
id: jsonpath "$.id"
[Asserts]
header "Location" matches "^/users/[0-9]+$"

# @check read-back task=1
# The created user can be read back
GET {{host}}/users/{{id}}
HTTP 200
[Asserts]
jsonpath "$.name" == "Ada"

# still part of read-back
GET {{host}}/users
HTTP 200

# @check missing-404 task=2
# An unknown user is not found
GET {{host}}/users/999
HTTP 404
{"error":"Not found"}
`;

function server(request: { method: string; url: string }): Answer {
  if (request.method === 'POST') return { status: 201, headers: [['Location', '/users/1']], body: '{"id": 1}' };
  if (request.url.endsWith('/999')) return { status: 404, body: '{"error":"Not found"}' };
  return { body: '{"name":"Ada"}' };
}

async function check(
  answer: Parameters<typeof scriptedTransport>[0],
  given: Partial<RunChecksOptions> = {},
): Promise<{ verdicts: Verdict[]; transport: ReturnType<typeof scriptedTransport> }> {
  const transport = scriptedTransport(answer);
  const verdicts = await runChecks({
    files: [{ path: 'checks/01-users.hurl', source: USERS }],
    transport,
    variables: { host: 'http://localhost:3000' },
    ...given,
  });
  return { verdicts, transport };
}

const states = (verdicts: readonly Verdict[]): string[] => verdicts.map((v) => `${v.check.id} ${v.state}`);

test('checks are read with id, task, title and line', () => {
  const { checks, problems } = readChecks(USERS, 'checks/01-users.hurl');
  expect(problems).toEqual([]);
  expect(checks).toEqual([
    { id: 'create-201', task: 1, title: 'Creates a user and answers 201 with where to find it', file: 'checks/01-users.hurl', line: 5 },
    { id: 'read-back', task: 1, title: 'The created user can be read back', file: 'checks/01-users.hurl', line: 15 },
    { id: 'missing-404', task: 2, title: 'An unknown user is not found', file: 'checks/01-users.hurl', line: 26 },
  ]);
});

test.each([
  ['GET http://a\n', 1, 'the first entry needs a check'],
  ['# @check\n# Title\nGET http://a\n', 1, 'a check needs an id'],
  ['# @check A_b\n# Title\nGET http://a\n', 1, 'a check needs an id'],
  ['# @check a tsk=1\n# Title\nGET http://a\n', 1, '"tsk=1" is not known here'],
  ['# @check a task=0\n# Title\nGET http://a\n', 1, '"task=0" is not known here'],
  ['# @check a\nGET http://a\n', 1, 'check a has no title'],
  ['# @check a\n# T\nGET http://a\n# @check a\n# T\nGET http://a\n', 6, 'the check a is there twice'],
  ['# @check a\n# T\n# @check b\n# T\nGET http://a\n', 1, 'this @check has no entry of its own'],
  ['# @check a\n# T\nGET http://a\n# @check b\n', 4, 'this @check has no entry of its own'],
  ['# @check a\n# T\nget http://a\n', 3, 'Parsing method: the HTTP method <get> is not valid'],
])('a mistake in %j is told with its line', (source, line, message) => {
  const { problems } = readChecks(source, 'a.hurl');
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ file: 'a.hurl', line });
  expect(problems[0]?.message).toContain(message);
});

test('a right server passes every check', async () => {
  const onStart = vi.fn();
  const onVerdict = vi.fn();
  const { verdicts, transport } = await check(server, { onStart, onVerdict });
  expect(states(verdicts)).toEqual(['create-201 pass', 'read-back pass', 'missing-404 pass']);
  expect(onStart.mock.calls.map(([c]) => (c as { id: string }).id)).toEqual(['create-201', 'read-back', 'missing-404']);
  expect(onVerdict.mock.calls.map(([v]) => v as Verdict)).toEqual(verdicts);
  expect(transport.requests[1]?.url).toBe('http://localhost:3000/users/1');
  expect(verdicts[1]?.exchanges).toHaveLength(2);
});

test('a verdict carries the exchange and each assert', async () => {
  const { verdicts } = await check((r) => (r.method === 'POST' ? { ...server(r), headers: [] } : server(r)));
  const verdict = verdicts[0];
  expect(verdict?.state).toBe('fail');
  expect(verdict?.asserts).toEqual([
    { source: 'HTTP 201', line: 7, passed: true, actual: 'integer <201>', expected: 'integer <201>' },
    {
      source: 'header "Location" matches "^/users/[0-9]+$"',
      line: 11,
      passed: false,
      actual: 'none',
      expected: 'matches regex <^/users/[0-9]+$>',
    },
  ]);
  const exchange = verdict?.exchanges[0];
  expect(exchange).toMatchObject({ method: 'POST', url: 'http://localhost:3000/users', response: { status: 201, httpVersion: 'HTTP/1.1', bodySize: 9 } });
  expect(exchange?.request.body).toMatchObject({ text: expect.stringMatching(/^\{ "name": "Ada", "email": "ada-[0-9a-f]{8}@example.com" \}$/) as unknown, truncated: false });
});

test('a check is skipped when what it captures from did not pass', async () => {
  const { verdicts } = await check((r) => (r.method === 'POST' ? { status: 200 } : server(r)));
  expect(states(verdicts)).toEqual(['create-201 fail', 'read-back skipped', 'missing-404 pass']);
  expect(verdicts[1]?.reason).toContain('Creates a user and answers 201 with where to find it');
  expect(verdicts[1]?.exchanges).toEqual([]);
});

test('a capture that finds nothing fails the check and says so', async () => {
  const { verdicts } = await check((r) => (r.method === 'POST' ? { ...server(r), body: '{}' } : server(r)));
  expect(verdicts[0]).toMatchObject({ state: 'fail', asserts: [{ passed: true }, { source: 'id: jsonpath "$.id"', line: 9, passed: false, message: "No query result: query didn't return any result" }] });
});

test('a JSON body that differs is told by its paths', async () => {
  const { verdicts } = await check((r) => (r.url.endsWith('999') ? { status: 404, body: '{"error":"not found","code":7}' } : server(r)));
  expect(verdicts[2]?.asserts.at(-1)?.differences).toEqual([
    { path: '$.error', actual: 'string <not found>', expected: 'string <Not found>' },
    { path: '$.code', actual: 'integer <7>', expected: 'none' },
  ]);
});

test.each([
  ['REFUSED', /Nothing listens on localhost:3000.*Start the program/],
  ['RESET', /broke before a whole response came/],
  ['PROTOCOL', /is not HTTP/],
  ['LOST', /The container went away/],
] as const)('nothing can be judged when the connection ends in %s: an error that says what to do', async (code, reason) => {
  const { verdicts } = await check(() => {
    throw new TransportError(code, 'x');
  });
  expect(states(verdicts)).toEqual(['create-201 error', 'read-back skipped', 'missing-404 error']);
  expect(verdicts[0]?.reason).toMatch(reason);
  expect(verdicts[0]?.exchanges).toMatchObject([{ method: 'POST', response: null }]);
});

test('a handler that never answers is an error with a reason', async () => {
  const { verdicts } = await check((r) => (r.url.endsWith('999') ? new Promise<never>(() => undefined) : server(r)), { options: { timeoutMs: 30 } });
  expect(verdicts[2]).toMatchObject({ state: 'error', reason: 'No whole response within 0.03 seconds. Does every way through the handler end the response?' });
});

test('a mistake in the check itself is an error, never a failure', async () => {
  const source = '# @check a\n# T\nGET {{host}}\nHTTP 200\n[Asserts]\njsonpath "$[" == 1\n';
  const { verdicts } = await check(() => ({ body: '{}' }), { files: [{ path: 'a.hurl', source }] });
  expect(verdicts[0]).toMatchObject({ state: 'error', reason: expect.stringContaining('line 6') as unknown });
});

test('one check can be run again with what stands before it in its file', async () => {
  const { verdicts, transport } = await check(server, { only: ['read-back'] });
  expect(states(verdicts)).toEqual(['read-back pass']);
  expect(transport.requests.map((r) => r.method)).toEqual(['POST', 'GET', 'GET']);
});

test('a cancelled run judges nothing more', async () => {
  const controller = new AbortController();
  const { verdicts, transport } = await check(
    (r) => {
      controller.abort();
      return server(r);
    },
    { signal: controller.signal },
  );
  expect(states(verdicts).slice(1)).toEqual(['read-back skipped', 'missing-404 error']);
  expect(verdicts[2]?.reason).toContain('cancelled');
  expect(transport.requests).toHaveLength(1);
});

test('what the program printed goes with the check that made it print', async () => {
  let printed: { stream: 'stdout' | 'stderr'; text: string }[] = [{ stream: 'stdout', text: 'before' }];
  const { verdicts } = await check(
    (r) => {
      printed.push({ stream: 'stderr', text: r.method });
      return server(r);
    },
    {
      log: () => {
        const lines = printed;
        printed = [];
        return lines;
      },
    },
  );
  expect(verdicts.map((v) => v.log.map((l) => l.text))).toEqual([['POST'], ['GET', 'GET'], ['GET']]);
});

test('a long body is cut, its true size told; bytes are bytes', async () => {
  const long = 'é'.repeat(100_000);
  const source = '# @check a\n# T\nGET {{host}}/1\n# @check b\n# T\nGET {{host}}/2\n';
  const { verdicts } = await check((r) => ({ body: r.url.endsWith('1') ? long : Uint8Array.of(0, 1, 255) }), { files: [{ path: 'a.hurl', source }] });
  const text = verdicts[0]?.exchanges[0]?.response;
  expect(text?.bodySize).toBe(200_000);
  expect(text?.body).toEqual({ text: 'é'.repeat(32_768), truncated: true });
  expect(verdicts[1]?.exchanges[0]?.response?.body).toEqual({ base64: 'AAH/', truncated: false });
});

test('a file that is no Hurl, and a test file without Node to run in, are errors that say so', async () => {
  const { verdicts } = await check(server, { files: [{ path: 'a.hurl', source: 'hello' }, { path: 'b.test.js', source: '' }] }); // prettier-ignore
  expect(verdicts.map((v) => [v.state, v.reason])).toEqual([
    ['error', expect.stringContaining('This file cannot be read. Parsing method') as unknown],
    ['error', 'Test files need a container or Node to run in; here there is only a connection to the server.'],
  ]);
});

test('each file has variables and cookies of its own, and the same uid', async () => {
  const source = '# @check a\n# T\nGET {{host}}/{{uid}}\nHTTP 200\n';
  const { transport } = await check(() => ({ headers: [['Set-Cookie', 'a=1']] }), { files: [{ path: '1.hurl', source }, { path: '2.hurl', source }] }); // prettier-ignore
  expect(transport.requests[0]?.url).toBe(transport.requests[1]?.url);
  expect(transport.requests[1]?.headers.some(([name]) => name === 'Cookie')).toBe(false);
});

test('the source of one check can be shown alone', () => {
  expect(checkSource(USERS, 'a', 'missing-404')).toBe(
    '# @check missing-404 task=2\n# An unknown user is not found\nGET {{host}}/users/999\nHTTP 404\n{"error":"Not found"}',
  );
});
