import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { blob, type BlobHandle } from './blob.ts';
import { messaging } from './messaging.ts';

interface Port {
  onmessage?: (event: { data: unknown; ports: Port[] }) => void;
  postMessage(value: unknown, transfer?: unknown): void;
  start(): void;
  close(): void;
  ref(): void;
}
interface MessagingBinding {
  MessageChannel: new () => { port1: Port; port2: Port };
  receiveMessageOnPort(port: Port): unknown;
  structuredClone(value: unknown, options?: { transfer: unknown[] }): unknown;
  broadcastChannel(name: string): Port;
}

function setup() {
  const test = createTestEnvironment();
  return { ...test, ours: test.binding<MessagingBinding>('messaging', messaging) };
}

test('a message is cloned when it is posted and arrives in a later turn', () => {
  const { ours, turnLoop } = setup();
  const { port1, port2 } = new ours.MessageChannel();
  const received: unknown[] = [];
  port2.onmessage = (event) => received.push(event.data);
  port2.start();
  const message = { list: [1, 2] };
  port1.postMessage(message);
  message.list.push(3);
  expect(received).toEqual([]);
  turnLoop();
  expect(received).toEqual([{ list: [1, 2] }]);
});

test('messages wait until the port is started', () => {
  const { ours, turnLoop } = setup();
  const { port1, port2 } = new ours.MessageChannel();
  const received: unknown[] = [];
  port2.onmessage = (event) => received.push(event.data);
  port1.postMessage('early');
  turnLoop();
  expect(received).toEqual([]);
  port2.start();
  turnLoop();
  expect(received).toEqual(['early']);
});

test('a waiting message can be taken without the loop', () => {
  const { env, ours } = setup();
  const { port1, port2 } = new ours.MessageChannel();
  port1.postMessage(7);
  expect(ours.receiveMessageOnPort(port2)).toBe(7);
  expect(ours.receiveMessageOnPort(port2)).toBe(env.perIsolateSymbols['no_message_symbol']);
});

test('a transferred port goes on with what was waiting for it', () => {
  const { ours, turnLoop } = setup();
  const outer = new ours.MessageChannel();
  const inner = new ours.MessageChannel();
  inner.port1.postMessage('waiting');
  let port: Port | undefined;
  outer.port2.onmessage = (event) => {
    port = event.ports[0];
    expect((event.data as { port: Port }).port).toBe(port);
  };
  outer.port2.start();
  outer.port1.postMessage({ port: inner.port2 }, [inner.port2]);
  turnLoop();
  expect(ours.receiveMessageOnPort(port as Port)).toBe('waiting');
  expect(() => outer.port1.postMessage({ port: inner.port1 })).toThrow('listed in transferList');
});

test('an open port keeps the process alive, and closing one end closes the other', () => {
  const { ours, held, turnLoop } = setup();
  const { port1 } = new ours.MessageChannel();
  expect(held()).toBe(2);
  port1.close();
  turnLoop();
  expect(held()).toBe(0);
});

test('a broadcast reaches the other channels of its name', () => {
  const { ours } = setup();
  const [first, second, other] = [ours.broadcastChannel('a'), ours.broadcastChannel('a'), ours.broadcastChannel('b')];
  first?.postMessage('hello');
  expect(ours.receiveMessageOnPort(second as Port)).toBe('hello');
  expect(ours.receiveMessageOnPort(other as Port)).not.toBe('hello');
});

test('structuredClone keeps cycles, collections, errors, views and shared memory layout', () => {
  const { ours } = setup();
  const memory = new ArrayBuffer(8);
  const source: Record<string, unknown> = {
    map: new Map([['k', new Set([1])]]),
    date: new Date(5),
    error: Object.assign(new RangeError('far'), { ignored: 1 }),
    head: new Uint8Array(memory, 0, 2),
    tail: new Uint16Array(memory, 4, 2),
    sparse: [, 1],
  };
  source['self'] = source;
  const copy = ours.structuredClone(source) as Record<string, unknown>;
  expect(copy['self']).toBe(copy);
  expect(copy['map']).toEqual(source['map']);
  expect(copy['date']).toEqual(source['date']);
  expect(copy['error']).toBeInstanceOf(RangeError);
  expect(copy['error']).toHaveProperty('message', 'far');
  expect((copy['head'] as Uint8Array).buffer).toBe((copy['tail'] as Uint16Array).buffer);
  expect(0 in (copy['sparse'] as unknown[])).toBe(false);
});

test('structuredClone refuses functions and moves what is transferred', () => {
  const { ours } = setup();
  expect(() => ours.structuredClone({ f: () => 1 })).toThrow('could not be cloned');
  const memory = new ArrayBuffer(8);
  expect((ours.structuredClone(memory, { transfer: [memory] }) as ArrayBuffer).byteLength).toBe(8);
  expect(memory.byteLength).toBe(0);
});

test('a blob is read back in pieces', () => {
  const { binding } = createTestEnvironment();
  const ours = binding<{ createBlob(parts: unknown[], length: number): BlobHandle; concat(parts: unknown[]): ArrayBuffer }>('blob', blob);
  const inner = ours.createBlob([Buffer.from('hello ')], 6);
  const handle = ours.createBlob([inner, Buffer.from('world')], 11).slice(4, 11);
  const reader = handle.getReader();
  const parts: ArrayBuffer[] = [];
  let status = 1;
  while (status === 1) {
    reader.pull((given, part) => {
      status = given;
      if (part !== undefined) parts.push(part);
    });
  }
  expect(status).toBe(0);
  expect(Buffer.from(ours.concat(parts)).toString()).toBe('o world');
});
