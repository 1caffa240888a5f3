// What a body of unknown type is taken for, and that nothing of it is lost by looking.
import { expect, test, vi } from 'vitest';
import { sniffType } from './sniff.ts';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A body that is written to as the test likes. */
function openBody() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let cancelled: unknown;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: (reason) => void (cancelled = reason),
  });
  return { body, write: (text: string) => controller.enqueue(bytesOf(text)), end: () => controller.close(), fail: (error: Error) => controller.error(error), cancelled: () => cancelled };
}

test.each([
  ['\n <!doctype html>\n<title>x</title>', 'text/html'],
  ['<?xml version="1.0"?><a/>', 'text/xml'],
  ['%PDF-1.7', 'application/pdf'],
  ['GIF89a.....', 'image/gif'],
  ['\0\x01\x02', 'application/octet-stream'],
  ['{"a":1}', 'text/plain'],
  ['', 'text/plain'],
])('%j is %s', async (text, type) => {
  const sniffed = await sniffType(new Blob([bytesOf(text)]).stream(), false);
  expect([sniffed.type, await new Response(sniffed.body).text()]).toEqual([type, text]);
});

test('with nosniff nothing is taken for what could hold scripts, pictures still are pictures', async () => {
  const typeOf = async (text: string): Promise<string> => (await sniffType(new Blob([text]).stream(), true)).type;
  expect([await typeOf('<script>'), await typeOf('%PDF-1.7'), await typeOf('GIF89a')]).toEqual(['text/plain', 'text/plain', 'image/gif']);
});

test('a sign that comes in pieces is read whole', async () => {
  const { body, write, end } = openBody();
  for (const piece of ['<!doc', 'type ', 'html', '>']) write(piece);
  end();
  const sniffed = await sniffType(body, false);
  expect([sniffed.type, await new Response(sniffed.body).text()]).toEqual(['text/html', '<!doctype html>']);
});

test('no more is read than decides, and a body that goes on is passed on as it comes', async () => {
  const { body, write, end, cancelled } = openBody();
  write('x'.repeat(2000));
  const sniffed = await sniffType(body, false);
  const reader = sniffed.body.getReader();
  expect((await reader.read()).value?.length).toBe(2000);
  write('more');
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('more');
  end();
  expect((await reader.read()).done).toBe(true);
  expect(cancelled()).toBeUndefined();
});

test('a body that is slow is judged by what has come of it', async () => {
  vi.useFakeTimers();
  try {
    const { body, write, end } = openBody();
    write('<p>one');
    const sniffing = sniffType(body, false);
    await vi.advanceTimersByTimeAsync(1000);
    const sniffed = await sniffing;
    write(' two');
    end();
    expect([sniffed.type, await new Response(sniffed.body).text()]).toEqual(['text/html', '<p>one two']);
  } finally {
    vi.useRealTimers();
  }
});

test('whoever reads hears that a body broke off; whoever leaves is heard by the program', async () => {
  const broken = openBody();
  broken.write('<p>one');
  const sniffing = sniffType(broken.body, false);
  await Promise.resolve();
  broken.fail(new Error('it broke'));
  await expect(sniffing.then(({ body }) => new Response(body).text())).rejects.toThrow('it broke');

  const left = openBody();
  left.write('x'.repeat(2000));
  await (await sniffType(left.body, false)).body.cancel('left');
  expect(left.cancelled()).toBe('left');
});
