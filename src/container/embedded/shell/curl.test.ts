// What curl writes where, against a server of this process.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from './run.testing.ts';

let server: Server;
let cwd: string;
let url: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'backlot-curl-'));
  server = createServer((request, response) => {
    response.sendDate = false;
    response.setHeader('set-cookie', 'a=1');
    if (request.url === '/moved') {
      response.statusCode = 302;
      response.setHeader('location', '/');
    }
    void request.toArray().then((chunks) => response.end(`<${request.method} ${Buffer.concat(chunks as Buffer[]).toString()}>`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(cwd, { recursive: true, force: true });
});

const curl = (script: string, stdin?: string) => runScript(script.replaceAll('URL', url), { cwd, ...(stdin !== undefined && { stdin }) });

test.each([
  ["curl -s -o /dev/null -w '%{http_code}\\n' URL", '200\n', ''],
  ["curl -s -L -o /dev/null -w '%{http_code} %{num_redirects}\\n' URLmoved", '200 1\n', ''],
  ["curl -s -o /dev/stdout -w '\\n' URL; echo after", '<GET >\nafter\n', ''],
  ['curl -s -o /dev/stderr URL; echo after >&2', '', '<GET >after\n'],
  ["curl -s -D /dev/stderr -o /dev/null URL 2>&1 | grep -i '^HTTP'", 'HTTP/1.1 200 OK\r\n', ''],
  ["curl -s -D - -o /dev/null URL | grep -i '^set-cookie'", 'set-cookie: a=1\r\n', ''],
  ['curl -s -c /dev/null URL', '<GET >', ''],
  ['curl -s -c nosuch/jar URL; echo $?', '<GET >0\n', ''],
  ['curl -sS -o nosuch/file URL; echo $?', '23\n', 'curl: (23) Failure writing output to destination: nosuch/file: No such file or directory\n'],
])('%s', async (script, stdout, stderr) => {
  expect(await curl(script)).toMatchObject({ stdout, stderr });
  expect(readdirSync(cwd)).toEqual([]);
});

test('data comes from standard input, by either name', async () => {
  expect((await curl('curl -s -d @- URL', 'x=1')).stdout).toBe('<POST x=1>');
  expect((await curl('curl -s -d @/dev/stdin URL', 'x=2')).stdout).toBe('<POST x=2>');
});

test('a file gets the headers of all responses', async () => {
  await curl('curl -s -L -D heads -o body URLmoved');
  expect(readFileSync(join(cwd, 'heads'), 'utf8').match(/^HTTP.*$/gm)).toEqual(['HTTP/1.1 302 Found', 'HTTP/1.1 200 OK']);
  expect(readFileSync(join(cwd, 'body'), 'utf8')).toBe('<GET >');
});
