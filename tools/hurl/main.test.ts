// The command line against a real server, as a Hurl user knows it: output, error layout, reports, exit codes.
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from './main.ts';

let host = '';
let folder = '';
let flaky = 0;
const seen: { method: string; url: string; headers: string[]; body: string }[] = [];

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const url = request.url ?? '';
    seen.push({ method: request.method ?? '', url, headers: request.rawHeaders, body });
    const json = (status: number, value: unknown, headers: http.OutgoingHttpHeaders = {}): unknown =>
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));
    if (url === '/users' && request.method === 'POST') json(201, { id: 7, ...(JSON.parse(body) as object) }, { Location: '/users/7' });
    else if (url === '/users/7') json(200, { id: 7, name: 'Ada' });
    else if (url === '/echo') response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(body);
    else if (url === '/cookies') response.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2; Path=/x', 'X-Dup', 'y', 'X-Dup', 'z']).end();
    else if (url === '/gzip') response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"a": 1}'));
    else if (url === '/br') response.writeHead(200, { 'Content-Encoding': 'br' }).end(brotliCompressSync('{"a": 1}'));
    else if (url === '/redirect') response.writeHead(302, { Location: '/users/7' }).end();
    else if (url === '/flaky') response.writeHead(++flaky % 3 === 0 ? 200 : 503).end();
    else if (url === '/utf8') response.writeHead(200, { 'X-Name': Buffer.from('café').toString('latin1') }).end();
    else if (url === '/drop') request.socket.destroy();
    else if (url === '/cut') {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('abc', () => request.socket.destroy());
    } else if (url === '/hang') return;
    else json(404, { error: 'Not found' });
  });
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hurl-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function hurl(files: Readonly<Record<string, string>>, args: readonly string[] = [], stdin = ''): Promise<Outcome> {
  const names: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    if (name.endsWith('.hurl')) names.push(file);
  }
  let out = '';
  let err = '';
  const code = await main([...args, '--variable', `host=${host}`, ...names], {
    stdout: (text) => (out += typeof text === 'string' ? text : Buffer.from(text).toString()),
    stderr: (text) => (err += text),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => Promise.resolve(stdin),
    env: {},
  });
  return { code, out, err: err.replaceAll(`${folder}/`, '') };
}

test('the last body goes to standard output', async () => {
  const { code, out, err } = await hurl({ 'a.hurl': 'POST {{host}}/users\n{"name": "Ada"}\nHTTP 201\n[Captures]\nid: jsonpath "$.id"\nGET {{host}}/users/{{id}}\nHTTP 200\n' });
  expect({ code, out, err }).toEqual({ code: 0, out: '{"id":7,"name":"Ada"}', err: '' });
});

test('--include shows the headers too', async () => {
  const { out } = await hurl({ 'a.hurl': 'GET {{host}}/users/7\n' }, ['-i']);
  expect(out).toMatch(/^HTTP\/1\.1 200\nContent-Type: application\/json\n[\s\S]*\n\n\{"id":7/);
});

test('a failed assert: exit code 4 and Hurl’s layout', async () => {
  const text = 'GET {{host}}/users/7\n# note\nHTTP 200\n[Asserts]\n\tjsonpath "$.name" == "Bob"\njsonpath "$.id" isString\n';
  const { code, out, err } = await hurl({ 'a.hurl': text });
  expect(code).toBe(4);
  expect(out).toBe('');
  expect(err).toBe(
    [
      'error: Assert failure',
      '  --> a.hurl:5:0',
      '   |',
      '   | GET {{host}}/users/7',
      '   | ...',
      ' 5 |     jsonpath "$.name" == "Bob"',
      '   |   actual:   string <Ada>',
      '   |   expected: string <Bob>',
      '   |',
      '',
      'error: Assert failure',
      '  --> a.hurl:6:0',
      '   |',
      '   | GET {{host}}/users/7',
      '   | ...',
      ' 6 | jsonpath "$.id" isString',
      '   |   actual:   integer <7>',
      '   |   expected: string',
      '   |',
      '',
      '',
    ].join('\n'),
  );
});

test('a wrong status points at it', async () => {
  const { code, err } = await hurl({ 'a.hurl': 'GET {{host}}/none\nHTTP 200\n' });
  expect(code).toBe(4);
  expect(err).toContain(['   | GET {{host}}/none', ' 2 | HTTP 200', '   |      ^^^ actual value is <404>', '   |'].join('\n'));
});

test('an entry that cannot run: exit code 3', async () => {
  const { code, err } = await hurl({ 'a.hurl': 'GET http://127.0.0.1:1/x\nHTTP 200\n' });
  expect(code).toBe(3);
  expect(err).toContain(`(7) Failed to connect to 127.0.0.1 port 1: Couldn't connect to server`);
  expect((await hurl({ 'a.hurl': 'GET {{host}}/{{nobody}}\n' })).code).toBe(3);
});

test('a file that cannot be parsed: exit code 2, and nothing is sent', async () => {
  const before = seen.length;
  const { code, err } = await hurl({ 'a.hurl': 'GET {{host}}/users/7\nHTTP 200\n[Assert]\n' });
  expect(code).toBe(2);
  expect(err).toContain(['error: Parsing response section name', '  --> a.hurl:3:2', '   |', ' 3 | [Assert]', '   |  ^ the section is not valid. Did you mean Asserts?', '   |'].join('\n'));
  expect(seen).toHaveLength(before);
});

test.each([
  [['--what'], `unexpected argument '--what' found`],
  [['--retry', 'x'], `invalid value 'x' for '--retry <NUM>'`],
  [['--variable', 'a'], 'Missing value for variable a!'],
  [['--variable', 'newUuid=1'], 'Variable newUuid conflicts with the newUuid function'],
  [['--max-time'], `a value is required for '--max-time'`],
  [['nothing.hurl'], `Cannot access 'nothing.hurl': No such file or directory`],
  [['--ntlm'], 'NTLM authentication is not supported by this command line'],
])('wrong options %j: exit code 1', async (args, message) => {
  const outcome = args[0] === '--max-time' ? await main(args, quiet()) : (await hurl({ 'a.hurl': 'GET {{host}}/x' }, args)).code;
  expect(outcome).toBe(1);
  if (args[0] !== '--max-time') expect((await hurl({ 'a.hurl': '' }, args)).err).toContain(message);
});

function quiet(): Parameters<typeof main>[1] {
  return { stdout: () => undefined, stderr: () => undefined, stdoutIsTerminal: false, stderrIsTerminal: false, stdin: () => Promise.resolve(''), env: {} };
}

test('test mode: one line a file and a summary, no bodies', async () => {
  const { code, out, err } = await hurl({ 't/a.hurl': 'GET {{host}}/users/7\nHTTP 200\n', 't/b.hurl': 'GET {{host}}/none\nHTTP 200\n' }, ['--test']);
  expect(code).toBe(4);
  expect(out).toBe('');
  expect(err).toMatch(/^Success t\/a\.hurl \(1 request\(s\) in \d+ ms\)$/m);
  expect(err).toMatch(/^Failure t\/b\.hurl \(1 request\(s\) in \d+ ms\)$/m);
  expect(err).toMatch(/Executed files: {4}2\nExecuted requests: 2 \([\d.]+\/s\)\nSucceeded files: {3}1 \(50\.0%\)\nFailed files: {6}1 \(50\.0%\)\nDuration: {10}\d+ ms \(0h:0m:\d+s:\d+ms\)\n/);
});

test('--continue-on-error goes on, --retry tries again, --location follows', async () => {
  const { code, err } = await hurl({ 'a.hurl': 'GET {{host}}/none\nHTTP 200\nGET {{host}}/flaky\nHTTP 200\nGET {{host}}/redirect\nHTTP 200\n' }, [
    '--continue-on-error', '--retry', '2', '--retry-interval', '1ms', '-L', '--verbose',
  ]); // prettier-ignore
  expect(code).toBe(4);
  expect(err).toContain('* Executing entry 3');
  expect(err).toContain('> GET /redirect HTTP/1.1');
  expect(err).toContain('< HTTP/1.1 302 Found');
});

test('--json tells the run as data, big integers included', async () => {
  const { out } = await hurl({ 'a.hurl': 'POST {{host}}/echo?x=1&y=é\nCookie: k=v\n{"n": 9007199254740993}\nHTTP *\n[Captures]\nn: jsonpath "$.n"\n[Asserts]\nstatus == 1\n' }, ['--json']);
  expect(out).toContain('"captures":[]');
  const { out: echo } = await hurl({ 'a.hurl': 'POST {{host}}/echo\n{"n": 9007199254740993}\nHTTP 200\n[Captures]\nn: jsonpath "$.n"\n[Asserts]\nstatus == 1\n' }, ['--json']);
  expect(echo).toContain('"captures":[{"name":"n","value":9007199254740993}]');
  const result = JSON.parse(echo) as { success: boolean; entries: { index: number; asserts: { success: boolean; line: number; message?: string }[]; curl_cmd: string }[] };
  expect(result.success).toBe(false);
  expect(result.entries[0]?.asserts.map((a) => [a.success, a.line])).toEqual([[true, 3], [true, 3], [false, 7]]); // prettier-ignore
  expect(result.entries[0]?.curl_cmd).toBe(`curl --header 'Content-Type: application/json' --data-raw '{"n": 9007199254740993}' '${host}/echo'`);
});

test('reports are written and added to', async () => {
  const junit = path.join(folder, 'out/junit.xml');
  const tap = path.join(folder, 'out/run.tap');
  const files = { 'a.hurl': 'GET {{host}}/users/7\nHTTP 200\n', 'b.hurl': 'GET {{host}}/none\nHTTP 200\n[Asserts]\nbody == "<x>"\n' };
  for (let i = 0; i < 2; i++) await hurl(files, ['--test', '--report-junit', junit, '--report-tap', tap]);
  const xml = await readFile(junit, 'utf8');
  expect(xml.match(/<testsuite tests="2" errors="0" failures="1">/g)).toHaveLength(2);
  expect(xml).toContain('actual value is &lt;404&gt;');
  expect(await readFile(tap, 'utf8')).toBe(`TAP version 13\n1..4\nok 1 - ${folder}/a.hurl\nnot ok 2 - ${folder}/b.hurl\nok 3 - ${folder}/a.hurl\nnot ok 4 - ${folder}/b.hurl\n`);
});

test('variables have types, in the command line, in files and as secrets', async () => {
  const text = 'GET {{host}}/x\nX-Token: {{token}}\nHTTP 404\n[Asserts]\nvariable "i" == 3\nvariable "f" == 1.5\nvariable "t" == true\nvariable "s" == "3"\nvariable "z" == null\nvariable "file" == "from file"\nvariable "token" == "x"\n';
  const { code, err } = await hurl({ 'a.hurl': text, 'vars.txt': '# comment\nfile=from file\n\nt=true\n' }, [
    '--variable', 'i=3', '--variable', 'f=1.5', '--variable', 's="3"', '--variable', 'z=null', '--variables-file', path.join(folder, 'vars.txt'), '--secret', 'token=s3cret', '-v',
  ]); // prettier-ignore
  expect(code).toBe(4);
  expect(err).toContain('> X-Token: ***');
  expect(err).toContain('actual:   string <***>');
  expect(err).not.toContain('s3cret');
});

test('files are read from the file’s folder, or from --file-root, and from nowhere else', async () => {
  const { code, out } = await hurl({ 'f/a.hurl': 'POST {{host}}/echo\nfile,data.txt;\nHTTP 200\nfile,data.txt;\n', 'f/data.txt': 'data' });
  expect([code, out]).toEqual([0, 'data']);
  const outside = await hurl({ 'f/a.hurl': 'POST {{host}}/echo\nfile,../vars.txt;\n' });
  expect(outside.code).toBe(3);
  expect(outside.err).toContain('unauthorized access to file ../vars.txt, check --file-root option');
  expect((await hurl({ 'f/a.hurl': 'POST {{host}}/echo\nfile,f/data.txt;\n' }, ['--file-root', folder])).out).toBe('data');
});

test('standard input, globs and folders are files too', async () => {
  expect((await hurl({}, ['-'], 'GET {{host}}/users/7\n')).out).toBe('{"id":7,"name":"Ada"}');
  await hurl({ 'g/1/a.hurl': 'GET {{host}}/users/7\nHTTP 200\n', 'g/b.hurl': 'GET {{host}}/users/7\nHTTP 200\n', 'g/c.txt': '' });
  const found = await hurl({}, ['--test', '--glob', path.join(folder, 'g/**/*.hurl')]);
  expect(found.err).toContain('Executed files:    2');
  expect((await hurl({}, ['--test', path.join(folder, 'g')])).err).toContain('Executed files:    2');
});

test('every header is sent as it is written and seen as it came', async () => {
  const text = 'GET {{host}}/cookies\nhost: example.org\nX-Twice: 1\nx-twice: 2\nCookie: raw=1\nX-Name: café\nHTTP 200\nX-Dup: z\n[Asserts]\nheader "Set-Cookie" count == 2\ncookie "b[Path]" == "/x"\nGET {{host}}/utf8\nHTTP 200\nX-Name: café\n';
  const { code, err } = await hurl({ 'a.hurl': text });
  expect([code, err]).toEqual([0, '']);
  const sent = seen.findLast((r) => r.url === '/cookies')?.headers ?? [];
  expect(sent.slice(0, 12)).toEqual(['Accept', '*/*', 'host', 'example.org', 'X-Twice', '1', 'x-twice', '2', 'Cookie', 'raw=1', 'X-Name', Buffer.from('café').toString('latin1')]);
});

test('compressed bodies are read, brotli too', async () => {
  const text = 'GET {{host}}/gzip\nHTTP 200\n[Asserts]\njsonpath "$.a" == 1\nGET {{host}}/br\n[Options]\ncompressed: true\nHTTP 200\n[Asserts]\njsonpath "$.a" == 1\n';
  expect(await hurl({ 'a.hurl': text })).toMatchObject({ code: 0, out: '{"a": 1}' });
});

test.each([
  ['/drop', '(52) Empty reply from server'],
  ['/cut', '(18) transfer closed with outstanding read data remaining'],
  ['/hang', '(28) Operation timed out after'],
])('a connection that ends badly at %s is told with curl’s number', async (target, message) => {
  const { code, err } = await hurl({ 'a.hurl': `GET {{host}}${target}\n` }, ['--max-time', '300ms']);
  expect(code).toBe(3);
  expect(err).toContain(message);
});

test('what is not HTTP is told', async () => {
  const odd = net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  const { code, err } = await hurl({ 'a.hurl': `GET http://127.0.0.1:${(odd.address() as AddressInfo).port}\n` });
  odd.close();
  expect(code).toBe(3);
  expect(err).toContain('malformed response');
});

test('bodies and cookies can be written to files, curl commands too', async () => {
  const at = (name: string): string => path.join(folder, 'w', name);
  await mkdir(path.join(folder, 'w'), { recursive: true });
  await hurl({ 'w/a.hurl': 'GET {{host}}/cookies\nGET {{host}}/users/7\n[Options]\noutput: sub/user.json\nHTTP 200\n' }, ['-o', at('last'), '-c', at('jar'), '--curl', at('curl')]);
  expect(await readFile(at('sub/user.json'), 'utf8')).toBe('{"id":7,"name":"Ada"}');
  expect(await readFile(at('last'), 'utf8')).toBe('{"id":7,"name":"Ada"}');
  expect(await readFile(at('jar'), 'utf8')).toContain('127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1\n');
  expect(await readFile(at('curl'), 'utf8')).toBe(`curl '${host}/cookies'\ncurl --cookie 'a=1' '${host}/users/7'\n`);
  await hurl({ 'w/b.hurl': 'GET {{host}}/users/7\n' }, ['-b', at('jar')]);
  expect(seen.at(-1)?.headers).toContain('a=1');
});

test('entries can be chosen, files repeated and run side by side', async () => {
  const before = seen.length;
  await hurl({ 'a.hurl': 'GET {{host}}/1\nGET {{host}}/2\nGET {{host}}/3\n' }, ['--from-entry', '2', '--to-entry', '2', '--repeat', '3', '--jobs', '3', '--no-output']);
  expect(seen.slice(before).map((r) => r.url)).toEqual(['/2', '/2', '/2']);
});

test('what is deprecated is told, and works', async () => {
  const { code, err } = await hurl({ 'a.hurl': 'GET {{host}}/gzip\nHTTP 200\n[Asserts]\nheader "Content-Encoding" split "z" includes "ip"\nbytes decode "utf-8" contains "a"\n' });
  expect([code, err]).toEqual([
    0,
    'warning: <includes> predicate is now deprecated in favor of <contains> predicate\nwarning: <decode> filter in asserts is now deprecated in favor of <charsetDecode> filter\n',
  ]);
});

test('help is given', async () => {
  let out = '';
  expect(await main(['--help'], { ...quiet(), stdout: (text) => (out += String(text)) })).toBe(0);
  expect(out).toContain('Exit codes: 0 success');
});
