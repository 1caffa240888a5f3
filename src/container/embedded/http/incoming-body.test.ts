import { expect, test } from 'vitest';
import { RequestError } from '../../container.ts';
import { IncomingBody } from './incoming-body.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = (whole: Uint8Array): string => new TextDecoder().decode(whole);
const broken = new RequestError('ECONNRESET', 'The connection broke.');

/** A body whose server hears what was taken. */
function setup() {
  const told = { consumed: 0, cancelled: 0 };
  const body = new IncomingBody({ consumed: (length) => (told.consumed += length), cancelled: () => told.cancelled++ });
  const arrive = (piece: Uint8Array<ArrayBuffer>): void => {
    body.push(piece);
    body.arrived(piece.byteLength);
  };
  return { body, told, arrive };
}

test('pieces that came before and after the question are one whole', async () => {
  const { body, arrive } = setup();
  arrive(bytes('one '));
  const whole = body.bytes();
  arrive(bytes('two'));
  body.end();
  expect(text(await whole)).toBe('one two');
});

test('a body that is complete already can be read either way', async () => {
  const [first, second] = [setup(), setup()];
  for (const { arrive, body } of [first, second]) {
    arrive(bytes('a'));
    arrive(bytes('b'));
    body.end();
  }
  expect(text(await first.body.bytes())).toBe('ab');
  expect(await new Response(second.body.stream() as ReadableStream<Uint8Array<ArrayBuffer>>).text()).toBe('ab');
});

test('an empty body is empty', async () => {
  const { body } = setup();
  body.end();
  expect((await body.bytes()).byteLength).toBe(0);
});

test('the server is held back while nobody reads, and let go on by either way of reading', async () => {
  for (const read of ['bytes', 'stream'] as const) {
    const { body, told, arrive } = setup();
    for (let count = 0; count < 4; count++) arrive(new Uint8Array(40_000));
    expect(told.consumed).toBe(40_000);
    if (read === 'bytes') {
      void body.bytes();
    } else {
      const reader = body.stream().getReader();
      for (let count = 0; count < 3; count++) await reader.read();
    }
    expect(told.consumed).toBe(160_000);
  }
});

test('whoever reads the whole holds nothing back', () => {
  const { body, told, arrive } = setup();
  void body.bytes();
  for (let count = 0; count < 100; count++) arrive(new Uint8Array(40_000));
  expect(told.consumed).toBe(4_000_000);
});

test('a connection that breaks fails both ways of reading, also afterwards', async () => {
  const before = setup();
  const whole = before.body.bytes();
  before.body.fail(broken);
  await expect(whole).rejects.toBe(broken);
  const after = setup();
  after.arrive(bytes('half'));
  after.body.fail(broken);
  await expect(after.body.bytes()).rejects.toBe(broken);
  const streamed = setup();
  streamed.body.fail(broken);
  await expect(streamed.body.stream().getReader().read()).rejects.toBe(broken);
});

test('a body is read once', async () => {
  const { body } = setup();
  body.end();
  await body.bytes();
  await expect(body.bytes()).rejects.toThrow(TypeError);
  expect(() => body.stream()).toThrow(TypeError);
  const other = setup();
  expect(other.body.stream()).toBe(other.body.stream());
  await expect(other.body.bytes()).rejects.toThrow(TypeError);
});

test('a reader that cancels tells the server, unless all has come', async () => {
  const { body, told } = setup();
  await body.stream().cancel();
  expect(told.cancelled).toBe(1);
  const complete = setup();
  complete.body.end();
  await complete.body.stream().cancel();
  expect(complete.told.cancelled).toBe(0);
});
