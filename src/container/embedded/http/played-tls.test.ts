import { expect, test } from 'vitest';
import { beginsServed, played, readPlayed, SERVED_TLS } from './played-tls.ts';

const hello = { servername: 'api.example', protocols: ['http/1.1'] };

test('a hello is read back, with what follows it', () => {
  const bytes = new Uint8Array([...played(hello), 71, 69, 84]);
  expect(readPlayed(bytes)).toEqual({ hello, rest: new Uint8Array([71, 69, 84]) });
  expect(readPlayed(bytes.subarray(0, 10))).toBeNull();
  expect(readPlayed(bytes.subarray(0, 1))).toBeNull();
});

test('what is plain, and a ClientHello in earnest, is nothing played', () => {
  for (const bytes of [Uint8Array.of(71, 69, 84, 10), Uint8Array.of(0x16, 3, 1, 0, 5, 1, 10)]) expect(readPlayed(bytes)).toEqual({ hello: undefined, rest: bytes });
});

test('a TLS server is known by what it sends first', () => {
  expect(beginsServed(new Uint8Array([...SERVED_TLS, 72, 84]))).toBe(true);
  for (const bytes of [SERVED_TLS.subarray(0, -1), played(hello), Uint8Array.of(72, 84, 84, 80)]) expect(beginsServed(bytes)).toBe(false);
});
