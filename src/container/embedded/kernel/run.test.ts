import { expect, test } from 'vitest';
import type { Description } from './pipes.ts';
import type { RunStdio } from './protocol.ts';
import { Run, type RunResult } from './run.ts';
import { DescriptorTable } from './pipes.ts';

const STDIO: RunStdio[] = [
  { type: 'capture', input: new TextEncoder().encode('question'), output: false },
  { type: 'capture', output: true },
  { type: 'ignore' },
];

/** A run and the descriptors of its child. */
function setup({ maxOutput = 0 } = {}) {
  const finished: RunResult[] = [];
  let kills = 0;
  const run = new Run(9, { stdio: STDIO, maxOutput }, { kill: () => void kills++, finished: (result) => void finished.push(result) });
  const child = new DescriptorTable();
  STDIO.forEach((spec, fd) => {
    if (spec.type === 'capture') child.set(fd, run.capture(fd, spec) satisfies Description);
  });
  run.begin();
  const print = (text: string): boolean => child.write(1, new TextEncoder().encode(text), () => {});
  return { run, child, finished, print, kills: () => kills };
}

const shown = ({ output, ...rest }: RunResult | undefined = { pid: 0, status: { code: 0, signal: undefined }, output: [] }) => ({
  ...rest, output: output.map((bytes) => bytes && new TextDecoder().decode(bytes)),
});

test('a run is over when the child has ended and nobody is left who could print', () => {
  const { run, child, finished, print } = setup();
  const read: string[] = [];
  const readAll = (): void => child.read(0, (bytes) => (bytes === null ? void read.push('end') : (read.push(new TextDecoder().decode(bytes)), readAll())));
  readAll();
  expect(read).toEqual(['question', 'end']);
  print('one ');
  print('two');
  run.ended({ code: 3, signal: undefined });
  expect(finished).toEqual([]);
  child.closeAll();
  expect(finished.map((result) => shown(result))).toEqual([{ pid: 9, status: { code: 3, signal: undefined }, error: undefined, output: [null, 'one two', null] }]);
});

test('a child that prints too much is killed, and what it printed is kept', () => {
  const { run, child, finished, print, kills } = setup({ maxOutput: 10 });
  print('0123456789');
  expect(kills()).toBe(0);
  print('abc');
  expect(kills()).toBe(1);
  expect(print('more')).toBe(false);
  run.ended({ code: 143, signal: 15 });
  child.closeAll();
  expect(finished.map((result) => shown(result))).toEqual([{ pid: 9, status: { code: 143, signal: 15 }, error: -105, output: [null, '0123456789abc', null] }]);
});

test('a parent that has waited long enough kills the child and waits for its end alone', () => {
  const { run, finished, print, kills } = setup();
  print('partly');
  run.timeOut();
  run.timeOut();
  expect([kills(), finished.length]).toEqual([1, 0]);
  run.ended({ code: 143, signal: 15 });
  expect(finished.map((result) => shown(result))).toEqual([{ pid: 9, status: { code: 143, signal: 15 }, error: -110, output: [null, 'partly', null] }]);
});

test('a child that has ended is not killed any more: what its own children print is waited for no longer', () => {
  const { run, finished, kills } = setup();
  run.ended({ code: 0, signal: undefined });
  expect(finished).toEqual([]);
  run.timeOut();
  expect([kills(), finished.map(({ error }) => error)]).toEqual([0, [-110]]);
});

test('a child that could not be started ends the run at once', () => {
  const finished: RunResult[] = [];
  const run = new Run(9, { stdio: STDIO, maxOutput: 0 }, { kill: () => {}, finished: (result) => void finished.push(result) });
  run.ended({ code: -11, signal: undefined });
  expect(finished).toMatchObject([{ status: { code: -11 } }]);
});
