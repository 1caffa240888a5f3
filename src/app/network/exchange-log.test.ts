// The list of exchanges: its order, its limits, and what the filter lets through.
import { expect, test } from 'vitest';
import { ExchangeRecorder, type ExchangeSender } from '../../container/exchange.ts';
import { ExchangeLog, filterEntries, noFilter, type LogEntry } from './exchange-log.ts';

function setup(limits = { entries: 100, bytes: 1000 }) {
  const log = new ExchangeLog((run) => run(), limits);
  const recorder = new ExchangeRecorder();
  recorder.listen(log.record);
  const send = (target: string, status: number | null = 200, body = 0, sender: ExchangeSender = 'check', method = 'GET') => {
    const tap = recorder.begin({ sender, direction: 'in', port: 3000, method, target });
    if (status === null) {
      tap.fail('ECONNREFUSED', 'Nothing listens');
      return;
    }
    tap.response({ status, statusText: '', httpVersion: '1.1', headers: [] });
    tap.responseBody(new Uint8Array(body));
    tap.end();
  };
  return { log, recorder, send };
}

const targets = (entries: readonly LogEntry[]) => entries.map((entry) => (entry.kind === 'divider' ? `-- ${entry.text}` : entry.exchange.request.target));

test('exchanges are listed in the order in which they began, with a divider before each run', () => {
  const { log, send } = setup();
  log.divider('Run 1');
  send('/a');
  log.divider('Run 2');
  log.divider('Run 3');
  send('/b');
  expect(targets(log.snapshot().entries)).toEqual(['/a', '-- Run 3', '/b']);
});

test('past the limit of bytes the oldest bodies go, and their entries stay', () => {
  const { log, send } = setup();
  send('/old', 200, 600);
  send('/new', 200, 600);
  const bodies = log.snapshot().entries.map((entry) => (entry.kind === 'exchange' ? entry.exchange.response?.body : undefined));
  expect(bodies.map((body) => [body?.size, body?.dropped])).toEqual([[600, true], [600, false]]);
});

test('past the limit of entries the oldest go, and how many is told', () => {
  const { log, send } = setup({ entries: 20, bytes: 1000 });
  for (let index = 0; index < 50; index++) send(`/${index}`);
  const { entries, dropped } = log.snapshot();
  expect(entries.length).toBeLessThanOrEqual(20);
  expect(entries.length + dropped).toBe(50);
  expect(targets(entries).at(-1)).toBe('/49');
});

test('what was under way when the list was cleared does not come back', () => {
  const { log, recorder } = setup();
  const tap = recorder.begin({ sender: 'page', direction: 'in', port: 3000, method: 'GET', target: '/slow' });
  log.clear();
  tap.response({ status: 200, statusText: '', httpVersion: '1.1', headers: [] });
  tap.end();
  expect(log.snapshot().entries).toEqual([]);
});

test('the filter looks at path, method, status class and sender, and leaves out dividers of empty runs', () => {
  const { log, send } = setup();
  send('/users');
  log.divider('Run 2');
  send('/users/9', 404, 0, 'requests');
  log.divider('Run 3');
  send('/broken', null, 0, 'terminal', 'POST');
  const { entries } = log.snapshot();
  expect(targets(filterEntries(entries, { ...noFilter, text: 'USERS' }))).toEqual(['/users', '-- Run 2', '/users/9']);
  expect(targets(filterEntries(entries, { ...noFilter, status: '4xx' }))).toEqual(['-- Run 2', '/users/9']);
  expect(targets(filterEntries(entries, { ...noFilter, status: 'failed' }))).toEqual(['-- Run 3', '/broken']);
  expect(targets(filterEntries(entries, { ...noFilter, sender: 'check' }))).toEqual(['/users']);
  expect(targets(filterEntries(entries, { ...noFilter, method: 'POST' }))).toEqual(['-- Run 3', '/broken']);
  expect(filterEntries(entries, noFilter)).toBe(entries);
});

test('ten thousand entries are filtered and kept within the limit', () => {
  const { log, send } = setup({ entries: 10_000, bytes: 1000 });
  for (let index = 0; index < 12_000; index++) send(`/items/${index}`, index % 2 === 0 ? 200 : 500);
  const { entries } = log.snapshot();
  expect(entries.length).toBeGreaterThan(8_999);
  expect(filterEntries(entries, { ...noFilter, status: '5xx' }).length).toBe(entries.length / 2);
});
