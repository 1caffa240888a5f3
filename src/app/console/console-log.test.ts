// The console's record: order, dividers, and bounds that hold whatever a program prints.
import { expect, test } from 'vitest';
import { ConsoleLog, type ConsoleLimits } from './console-log.ts';

const small: ConsoleLimits = { lines: 10, lineLength: 20, blockSize: 5 };

function setup(limits: ConsoleLimits = small) {
  const log = new ConsoleLog((run) => run(), limits);
  const lines = () => log.snapshot().blocks.flatMap((block) => block.lines);
  return { log, lines, texts: () => lines().map((line) => line.text) };
}

test('pieces of a line are joined until its line feed', () => {
  const { log, texts } = setup();
  log.write('stdout', 'listen');
  log.write('stdout', 'ing on 3000\nnext');
  expect(texts()).toEqual(['listening on 3000', 'next']);
});

test('the two streams never share a line', () => {
  const { log, lines } = setup();
  log.write('stdout', 'half');
  log.write('stderr', 'error\n');
  log.write('stdout', 'rest\n');
  expect(lines().map((line) => [line.kind, line.text])).toEqual([['stdout', 'half'], ['stderr', 'error'], ['stdout', 'rest']]);
});

test('an empty line stays an empty line', () => {
  const { log, texts } = setup();
  log.write('stdout', 'a\n\nb\n');
  expect(texts()).toEqual(['a', '', 'b']);
});

test('the oldest lines are let go beyond the cap, and counted', () => {
  const { log, texts } = setup();
  for (let line = 1; line <= 23; line++) log.write('stdout', `${line}\n`);
  expect(log.snapshot().lineCount).toBeLessThanOrEqual(10);
  expect(log.snapshot().dropped + log.snapshot().lineCount).toBe(23);
  expect(texts().at(-1)).toBe('23');
});

test('a line beyond the length limit is cut and says how much is missing', () => {
  const { log, texts } = setup();
  log.write('stdout', 'x'.repeat(15));
  log.write('stdout', `${'x'.repeat(15)}\n`);
  expect(texts()).toEqual([`${'x'.repeat(20)} … 10 more characters`]);
});

test('a hundred megabytes in pieces are taken within seconds and leave a bounded record', () => {
  const { log } = setup({ lines: 3000, lineLength: 4000, blockSize: 100 });
  const piece = `${'y'.repeat(99)}\n`.repeat(10_000);
  const begun = performance.now();
  for (let sent = 0; sent < 100; sent++) log.write('stdout', piece);
  expect(performance.now() - begun).toBeLessThan(10_000);
  const kept = log.snapshot();
  expect(kept.lineCount).toBeLessThanOrEqual(3000);
  expect(kept.lineCount + kept.dropped).toBe(1_000_000);
}, 30_000);

test('a full block is the same object in later snapshots', () => {
  const { log } = setup();
  for (let line = 0; line < 6; line++) log.write('stdout', `${line}\n`);
  const first = log.snapshot().blocks[0];
  log.write('stdout', 'more\n');
  expect(log.snapshot().blocks[0]).toBe(first);
});

test('a divider ends an unfinished line', () => {
  const { log, lines } = setup();
  log.write('stdout', 'unfinished');
  log.divider('restarted');
  log.write('stdout', 'new');
  expect(lines().map((line) => line.kind)).toEqual(['stdout', 'divider', 'stdout']);
});

test('clear empties the record and later output is shown', () => {
  const { log, texts } = setup();
  log.write('stdout', 'old');
  log.clear();
  log.write('stdout', 'new');
  expect(texts()).toEqual(['new']);
});
