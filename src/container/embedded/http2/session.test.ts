// Two ends of a connection, joined in memory. What a peer is told of broken rules is held against native Node by the case http2/frames.
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../kernel/concat-bytes.ts';
import { FAILURE, FLAG, FRAME, makeFrame, SETTING } from './frames.ts';
import type { HeaderField } from './hpack.ts';
import type { ReceivedFrame, SessionDelegate } from './delegate.ts';
import { Http2Connection } from './session.ts';

const fields = (record: Readonly<Record<string, string>>): HeaderField[] => Object.entries(record).map(([name, value]) => ({ name, value, sensitive: false }));
const REQUEST = fields({ ':method': 'POST', ':scheme': 'http', ':path': '/', ':authority': 'localhost' });

/** An end that takes everything down, and sends `outgoing` as content. */
class End implements SessionDelegate {
  readonly connection: Http2Connection;
  readonly frames: ReceivedFrame[] = [];
  readonly closed: [id: number, code: number][] = [];
  readonly notSent: number[] = [];
  readonly fields: HeaderField[] = [];
  received = 0;
  /** bytes of content yet to be sent, by stream */
  readonly outgoing = new Map<number, number>();
  /** streams whose content does not end */
  readonly open = new Set<number>();
  /** whether content is consumed as it comes */
  consumes = true;
  seconds = 0;

  constructor(role: 'server' | 'client', settings: readonly (readonly [number, number])[] = []) {
    this.connection = new Http2Connection(role, this, {
      maxDeflateDynamicTableSize: 4096, maxReservedRemoteStreams: 200, maxSendHeaderBlockLength: 65_536, peerMaxConcurrentStreams: 100, maxSettings: 32,
      streamResetBurst: 10, streamResetRate: 2, lenientWhitespace: false, pad: (length) => length, now: () => this.seconds,
    });
    this.connection.submitSettings(settings);
  }

  /** Feeds bytes. @returns what `receive` does */
  take(bytes: Uint8Array): number {
    const receiving = this.connection.receive(bytes);
    for (;;) {
      const { done, value } = receiving.next();
      if (done === true) return value;
    }
  }

  output(): Uint8Array {
    const output: Uint8Array[] = [];
    this.connection.takeOutput(output);
    return concatBytes(output);
  }

  lastGoaway(): Extract<ReceivedFrame, { type: 'goaway' }> | undefined {
    return this.frames.findLast((frame) => frame.type === 'goaway');
  }

  beginHeaders(): 'wanted' {
    return 'wanted';
  }
  header(_id: number, field: HeaderField): boolean {
    this.fields.push(field);
    return true;
  }
  frame(frame: ReceivedFrame): boolean {
    this.frames.push(frame);
    return true;
  }
  content(id: number, bytes: Uint8Array): void {
    this.received += bytes.length;
    this.connection.consumeConnection(bytes.length);
    if (this.consumes) this.connection.consumeStream(id, bytes.length);
  }
  streamClosed(id: number, code: number): void {
    this.closed.push([id, code]);
  }
  frameNotSent(_type: number, _id: number, failure: number): void {
    this.notSent.push(failure);
  }
  invalidFrame(): boolean {
    return true;
  }
  settingsExpected(): void {}
  readContent(id: number, most: number) {
    const left = this.outgoing.get(id) ?? 0;
    if (left === 0 && this.open.has(id)) return undefined;
    const length = Math.min(left, most);
    this.outgoing.set(id, left - length);
    return { chunks: [new Uint8Array(length)], length, ended: length === left && !this.open.has(id), trailers: false };
  }
}

/** Carries bytes to and fro until there are none. @returns the most that went one way at once */
function exchange(a: End, b: End): number {
  let largest = 0;
  for (;;) {
    const [fromA, fromB] = [a.output(), b.output()];
    if (fromA.length + fromB.length === 0) return largest;
    largest = Math.max(largest, fromA.length, fromB.length);
    if (fromA.length > 0) expect(b.take(fromA)).toBe(0);
    if (fromB.length > 0) expect(a.take(fromB)).toBe(0);
  }
}

function connected(serverSettings: readonly (readonly [number, number])[] = []): { client: End; server: End } {
  const [client, server] = [new End('client'), new End('server', serverSettings)];
  exchange(client, server);
  return { client, server };
}

describe('flow control', () => {
  test('lets no more through than the window, and all of it as it is consumed', () => {
    const { client, server } = connected();
    const id = client.connection.submitRequest(REQUEST, true);
    client.outgoing.set(id, 1_000_000);
    expect(exchange(client, server)).toBeLessThan(66_000);
    expect(server.received).toBe(1_000_000);
    expect(server.frames.findLast((frame) => frame.type === 'data')).toMatchObject({ ended: true });
  });

  test('stops a sender whose content is not consumed, while other streams go on', () => {
    const { client, server } = connected();
    server.consumes = false;
    const slow = client.connection.submitRequest(REQUEST, true);
    client.outgoing.set(slow, 200_000);
    exchange(client, server);
    expect(server.received).toBe(65_535);
    server.consumes = true;
    const quick = client.connection.submitRequest(REQUEST, true);
    client.outgoing.set(quick, 100_000);
    exchange(client, server);
    expect(server.received).toBe(165_535);
    server.connection.consumeStream(slow, 65_535);
    exchange(client, server);
    expect(server.received).toBe(300_000);
  });

  test('follows a change of the initial window, below zero too', () => {
    const { client, server } = connected();
    server.consumes = false;
    const id = client.connection.submitRequest(REQUEST, true);
    client.outgoing.set(id, 100_000);
    exchange(client, server);
    server.connection.submitSettings([[SETTING.initialWindowSize, 10_000]]);
    exchange(client, server);
    server.connection.consumeStream(id, 55_535);
    exchange(client, server);
    expect(server.received).toBe(65_535);
    server.connection.consumeStream(id, 10_000);
    exchange(client, server);
    expect(server.received).toBeGreaterThan(65_535);
  });
});

describe('streams', () => {
  test('wait while the peer allows no more of them', () => {
    const { client, server } = connected([[SETTING.maxConcurrentStreams, 2]]);
    const ids = Array.from({ length: 5 }, () => client.connection.submitRequest(REQUEST, false));
    exchange(client, server);
    expect(server.frames.filter((frame) => frame.type === 'headers')).toHaveLength(2);
    for (const id of ids) {
      server.connection.submitHeaders(id, fields({ ':status': '200' }), { content: false, ends: true });
      exchange(client, server);
    }
    expect(client.closed).toEqual(ids.map((id) => [id, 0]));
  });

  test('carry header fields that take several frames, and refuse what is longer than that', () => {
    const { client, server } = connected();
    client.connection.submitRequest([...REQUEST, ...fields({ 'x-long': '\u0001'.repeat(40_000).replaceAll('\u0001', '~') })], false);
    exchange(client, server);
    expect(server.fields.at(-1)?.value).toHaveLength(40_000);
    client.connection.submitRequest([...REQUEST, ...fields({ 'x-long': '~'.repeat(65_536) })], false);
    exchange(client, server);
    expect(client.notSent).toEqual([FAILURE.frameSize]);
    expect(client.closed.at(-1)).toEqual([3, 7]);
  });

  test('are taken back when they are reset before they are opened', () => {
    const { client, server } = connected();
    const id = client.connection.submitRequest(REQUEST, false);
    client.connection.submitReset(id, 8);
    exchange(client, server);
    expect(client.closed).toEqual([[id, 8]]);
    expect(server.frames.some((frame) => frame.type === 'headers')).toBe(false);
  });

  test('that a GOAWAY leaves out are refused', () => {
    const { client, server } = connected();
    const id = client.connection.submitRequest(REQUEST, false);
    server.connection.submitGoaway(0, 0, new Uint8Array(0));
    exchange(client, server);
    expect(client.closed).toEqual([[id, 7]]);
    expect(client.connection.wantsRead).toBe(false);
  });
});

describe('a peer that floods', () => {
  test('with streams that it resets at once is told to go', () => {
    const { client, server } = connected();
    for (let count = 0; count < 11; count++) {
      const id = client.connection.submitRequest(REQUEST, true);
      exchange(client, server);
      client.connection.submitReset(id, 8);
      exchange(client, server);
    }
    expect(client.lastGoaway()).toMatchObject({ code: 2 });
  });

  test('is let go on when it takes its time', () => {
    const { client, server } = connected();
    for (let count = 0; count < 30; count++) {
      server.seconds += 1;
      const id = client.connection.submitRequest(REQUEST, true);
      exchange(client, server);
      client.connection.submitReset(id, 8);
      exchange(client, server);
    }
    expect(client.lastGoaway()).toBeUndefined();
  });

  test('with PING that nobody sends answers to is cut off', () => {
    const { server } = connected();
    const ping = makeFrame(FRAME.ping, 0, 0, new Uint8Array(8));
    expect(server.take(concatBytes(Array.from({ length: 1000 }, () => ping)))).toBe(0);
    expect(server.take(ping)).toBe(FAILURE.flooded);
  });

  test('with CONTINUATION is cut off', () => {
    const { server } = connected();
    const more = makeFrame(FRAME.continuation, 0, 1, new Uint8Array(1));
    expect(server.take(concatBytes([makeFrame(FRAME.headers, FLAG.endStream, 1, new Uint8Array(1)), ...Array.from({ length: 9 }, () => more)]))).toBe(FAILURE.tooManyContinuations);
  });

  test('with more content than the window of its stream has it reset', () => {
    const { client, server } = connected();
    server.consumes = false;
    const id = client.connection.submitRequest(REQUEST, true);
    client.open.add(id);
    exchange(client, server);
    // What a client of another making sends, whatever it was allowed.
    expect(server.take(concatBytes(Array.from({ length: 5 }, () => makeFrame(FRAME.data, 0, id, new Uint8Array(16_384)))))).toBe(0);
    exchange(client, server);
    expect(client.closed).toEqual([[id, 3]]);
  });
});

test('bytes may come one at a time', () => {
  const [client, server] = [new End('client'), new End('server')];
  const id = client.connection.submitRequest(REQUEST, true);
  client.outgoing.set(id, 100);
  for (const byte of client.output()) expect(server.take(Uint8Array.of(byte))).toBe(0);
  expect(server.received).toBe(100);
  expect(server.frames.at(-1)).toMatchObject({ type: 'data', ended: true });
});
