// The reporters tap, dot and spec, made by the program over the stream of events.
import { describe, it, run, test } from 'node:test';
import { dot, junit, spec, tap } from 'node:test/reporters';
import { Readable } from 'node:stream';

test('passes', () => {});
describe('suite', () => {
  it('fails', () => {
    throw new Error('why');
  });
});
const events = () =>
  Readable.from([
    { type: 'test:start', data: { name: 'one', nesting: 0 } },
    { type: 'test:pass', data: { name: 'one', nesting: 0, testNumber: 1, details: { duration_ms: 1 } } },
    { type: 'test:fail', data: { name: 'two', nesting: 0, testNumber: 2, details: { duration_ms: 1, error: Object.assign(new Error('two'), { stack: 'Error: two' }) } } },
    { type: 'test:plan', data: { nesting: 0, count: 2 } },
    { type: 'test:diagnostic', data: { nesting: 0, message: 'done' } },
  ]);
for await (const text of events().compose(tap)) process.stdout.write(String(text));
for await (const text of events().compose(dot)) process.stdout.write(String(text));
for await (const text of events().compose(new spec())) process.stdout.write(String(text));
for await (const text of events().compose(junit)) process.stdout.write(String(text).replace(/hostname="[^"]*"/g, ''));
console.log(typeof run);
