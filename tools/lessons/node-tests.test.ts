// Test files run in real Node, from file to verdict.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runTestChecks } from '../../src/checks/test-files/run.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import { freePort } from '../serve/free-port.ts';
import { nodeTestHost } from './node-tests.ts';
import { writeFiles } from './programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backlot-tests-'));
  writeFiles(folder, { 'package.json': '{ "type": "module" }', 'queue.js': `export const order = () => { console.log('ordering'); return { list: [1, 3] }; };` });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const head = `import { test, describe, it } from 'node:test';\nimport assert from 'node:assert/strict';\n`;

function judge(source: string, { timeoutMs = 10_000, program = 9 } = {}): Promise<Verdict[]> {
  return runTestChecks({ host: nodeTestHost(folder, { lesson: 3000, program }), file: { path: 'checks/01.test.js', source }, timeoutMs });
}

test('a failing assert comes back with its line, both values and where they differ; what was printed stands in the log', async () => {
  const [verdict] = await judge(`${head}import { order } from '../queue.js';
// @check order task=1
// In order
test('order', () => {
  assert.deepEqual(order(), { list: [1, 2] });
});
`);
  expect(verdict).toMatchObject({ state: 'fail', check: { id: 'order', title: 'In order', task: 1, line: 6 } });
  expect(verdict?.asserts).toEqual([
    {
      source: 'assert.deepEqual(order(), { list: [1, 2] });',
      line: 7,
      passed: false,
      actual: '{ list: [ 1, 3 ] }',
      expected: '{ list: [ 1, 2 ] }',
      differences: [{ path: '$.list[1]', actual: 'integer <3>', expected: 'integer <2>' }],
    },
  ]);
  expect(verdict?.log.map(({ text }) => text).join('')).toContain('ordering');
});

test('tests that pass, throw, are skipped, and suites each get their verdict', async () => {
  const verdicts = await judge(`${head}
// @check passes
// Passes
test('fine', () => {});
// @check throws
// Throws
test('bad', () => { null.x; });
// @check skips
// Skips
test('later', { skip: 'not today' }, () => {});
// @check suite
// Suite
describe('both', () => { it('one', () => {}); it('two', () => assert.equal(1, 2, 'one is not two')); });
`);
  expect(verdicts.map(({ check, state }) => [check.id, state])).toEqual([['passes', 'pass'], ['throws', 'fail'], ['skips', 'skipped'], ['suite', 'fail']]);
  expect(verdicts[1]?.asserts[0]?.message).toContain('TypeError: Cannot read properties of null');
  expect(verdicts[2]?.reason).toContain('not today');
  expect(verdicts[3]?.asserts).toMatchObject([{ source: 'one', passed: true }, { passed: false, message: 'one is not two', actual: '1', expected: '2' }]);
});

test('a file that never ends is an error within its limit, and keeps the verdicts that it gave', async () => {
  const verdicts = await judge(`${head}
// @check first
// First
test('fine', () => {});
// @check endless
// Endless
test('loop', async () => { await new Promise((resolve) => setTimeout(resolve, 5)); for (;;); });
// @check after
// After
test('after', () => {});
`, { timeoutMs: 6000 });
  expect(verdicts.map(({ state }) => state)).toEqual(['pass', 'error', 'error']);
  expect(verdicts[1]?.reason).toContain('did not end within 6 seconds');
  expect(verdicts[2]?.reason).toContain('Endless stands before it');
});

test('a file that cannot be loaded is an error that says why, for each of its checks', async () => {
  const verdicts = await judge(`${head}import { missing } from '../queue.js';
// @check a
// A
test('a', () => missing());
`);
  expect(verdicts).toMatchObject([{ check: { id: 'a' }, state: 'error' }]);
  expect(verdicts[0]?.reason).toContain("does not provide an export named 'missing'");
});

test('a process that a test ends is an error', async () => {
  const [verdict] = await judge(`${head}// @check a\n// A\ntest('a', () => process.exit(3));\n`);
  expect(verdict).toMatchObject({ state: 'error' });
  expect(verdict?.reason).toContain('exit code 3');
});

test('a test reaches the program at the port of the lesson; without a program it is an error, not a failure', async () => {
  const source = `${head}// @check a\n// A\ntest('a', async () => { assert.equal(await (await fetch('http://localhost:3000/')).text(), 'hello'); });\n`;
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  expect(await judge(source, { program: (server.address() as AddressInfo).port })).toMatchObject([{ state: 'pass' }]);
  await new Promise((resolve) => server.close(resolve));

  const [verdict] = await judge(source, { program: await freePort() });
  expect(verdict).toMatchObject({ state: 'error' });
  expect(verdict?.reason).toContain('refused');
});
