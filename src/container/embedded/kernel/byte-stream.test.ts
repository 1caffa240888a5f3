import { expect, test } from 'vitest';
import { handOver, localPair, messageStream, STREAM_WINDOW, type ByteStreamEvents, type StreamPort } from './byte-stream.ts';

/** Events that are recorded as words. */
function recorder(): { events: ByteStreamEvents; log: string[] } {
  const log: string[] = [];
  const decoder = new TextDecoder();
  return { log, events: { data: (bytes) => log.push(decoder.decode(bytes)), end: () => log.push('<end>'), reset: () => log.push('<reset>') } };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Both ends of a connection over a MessageChannel; `settle` waits until messages have gone to and fro. */
function setup() {
  const { port1, port2 } = new MessageChannel();
  const a = recorder();
  const b = recorder();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const left = messageStream(port1 as unknown as StreamPort, a.events);
  const right = messageStream(port2 as unknown as StreamPort, b.events);
  return { left, right, a: a.log, b: b.log, settle };
}

test('bytes and ends arrive in order, each direction on its own', async () => {
  const { left, right, a, b, settle } = setup();
  left.write(bytes('one'), () => {});
  left.write(bytes('two'), () => {});
  left.end();
  await settle();
  right.write(bytes('three'), () => {});
  right.end();
  await settle();
  expect(b).toEqual(['one', 'two', '<end>']);
  expect(a).toEqual(['three', '<end>']);
});

test('a writer waits while the window is full, and goes on when the reader has consumed', async () => {
  const { left, right, settle } = setup();
  const settled: number[] = [];
  left.write(new Uint8Array(STREAM_WINDOW), (errno) => settled.push(errno));
  left.write(new Uint8Array(10), (errno) => settled.push(errno));
  await settle();
  expect(settled).toEqual([0]);
  right.consumed(STREAM_WINDOW);
  await settle();
  expect(settled).toEqual([0, 0]);
});

test('writing to an end that was destroyed resets the connection', async () => {
  const { left, right, b, settle } = setup();
  left.destroy();
  await settle();
  expect(b).toEqual(['<end>']);
  right.write(bytes('late'), () => {});
  await settle();
  expect(b).toEqual(['<end>']);
  const results: number[] = [];
  right.write(bytes('later'), (errno) => results.push(errno));
  expect(results).toEqual([-32]);
});

test('an end whose other side is lost is reset, and a waiting write fails', async () => {
  const { left, a } = setup();
  const results: number[] = [];
  left.write(new Uint8Array(STREAM_WINDOW + 1), (errno) => results.push(errno));
  left.lost();
  expect(a).toEqual(['<reset>']);
  expect(results).toEqual([-32]);
});

test('a pair within one process hands bytes over and holds the window', () => {
  const deferred: (() => void)[] = [];
  const a = recorder();
  const b = recorder();
  const [left, right] = localPair((callback) => deferred.push(callback), a.events, b.events);
  const settled: string[] = [];
  left.write(bytes('hi'), () => settled.push('first'));
  left.write(new Uint8Array(STREAM_WINDOW), () => settled.push('second'));
  expect(settled).toEqual(['first']);
  right.consumed(STREAM_WINDOW + 2);
  for (const callback of deferred.splice(0)) callback();
  expect(settled).toEqual(['first', 'second']);
  left.end();
  expect(b.log[0]).toBe('hi');
  expect(b.log.at(-1)).toBe('<end>');
  right.destroy();
  left.destroy();
  expect(a.log).toEqual(['<end>']);
});

test('an end that was handed over speaks to whoever has the port, both ways, with its window and its end', async () => {
  const { left, right, a, settle } = setup();
  const { port1, port2 } = new MessageChannel();
  // What `right` was told of goes to the new owner.
  const far = recorder();
  const owner = messageStream(port2 as unknown as StreamPort, far.events);
  const taker = handOver(right, port1 as unknown as StreamPort, () => () => {});
  taker.data(bytes('come before'));
  owner.write(bytes('answer'), () => {});
  const settled: number[] = [];
  owner.write(new Uint8Array(STREAM_WINDOW), (errno) => settled.push(errno));
  await settle();
  expect(far.log).toEqual(['come before']);
  expect(a[0]).toBe('answer');
  expect(settled).toEqual([]);
  left.consumed(STREAM_WINDOW + 6);
  await settle();
  expect(settled).toEqual([0]);
  owner.end();
  taker.end();
  await settle();
  expect(a.at(-1)).toBe('<end>');
  expect(far.log.at(-1)).toBe('<end>');
});

test.each([
  ['ends', 'nothing is unread', 0, '<end>'],
  ['is reset', 'it has left something unread', STREAM_WINDOW, '<reset>'],
])('an end that was handed over %s when the process ends that has it, if %s', async (_how, _why, unread, expected) => {
  const { right, a, settle } = setup();
  const { port1, port2 } = new MessageChannel();
  const endings = new Map<number, () => void>();
  const taker = handOver(right, port1 as unknown as StreamPort, (pid, ended) => {
    endings.set(pid, ended);
    return () => endings.delete(pid);
  });
  port2.postMessage({ type: 'accepted', pid: 7 });
  await settle();
  expect([...endings.keys()]).toEqual([7]);
  taker.data(new Uint8Array(unread));
  endings.get(7)?.();
  await settle();
  expect(a).toEqual([expected]);
  expect(endings.size).toBe(0);
});
