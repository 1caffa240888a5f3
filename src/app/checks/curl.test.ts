// Requests as curl commands.
import { expect, test } from 'vitest';
import type { MessageRecord } from '../../checks/verdict.ts';
import { asCurl } from './curl.ts';

const message = (text: string | null, headers: MessageRecord['headers'] = []): MessageRecord => ({
  headers, body: text === null ? null : { text, truncated: false }, bodySize: text?.length ?? 0,
});

test('a GET needs no method', () => {
  expect(asCurl({ method: 'GET', url: 'http://localhost:3000/users', request: message(null, [['Host', 'localhost:3000']]) })).toBe(
    'curl --include http://localhost:3000/users',
  );
});

test('a JSON body goes with its type, quoted for the shell', () => {
  const request = message(`{"name":"O'Hara"}`, [['Content-Type', 'application/json'], ['Content-Length', '17']]);
  expect(asCurl({ method: 'POST', url: 'http://localhost:3000/users', request })).toBe(
    `curl --include http://localhost:3000/users \\\n  --header 'Content-Type: application/json' \\\n  --data-raw '{"name":"O'\\''Hara"}'`,
  );
});

test('other methods are named, HEAD is curl\'s own', () => {
  expect(asCurl({ method: 'DELETE', url: 'http://localhost:3000/users/1?x=1&y=2', request: message(null) })).toBe(
    `curl --include --request DELETE 'http://localhost:3000/users/1?x=1&y=2'`,
  );
  expect(asCurl({ method: 'HEAD', url: 'http://localhost:3000/', request: message(null) })).toContain('--head ');
});

test('a body that is not text has no curl command', () => {
  expect(asCurl({ method: 'POST', url: 'http://x/', request: { headers: [], body: { base64: 'AA==', truncated: false }, bodySize: 1 } })).toBeNull();
});
