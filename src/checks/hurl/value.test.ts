import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText, display, equals, formatFloat, float, integer, repr, string, type Value } from './value.ts';

test.each([
  [1, '1.0'],
  [-1.5, '-1.5'],
  [0.1, '0.1'],
  [1e21, '1000000000000000000000.0'],
  [1.5e-7, '0.00000015'],
  [-2.5e25, '-25000000000000000000000000.0'],
])('the float %d is written %s', (value, text) => {
  expect(formatFloat(value)).toBe(text);
});

test('a float is never written with an exponent, and reads back as itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = formatFloat(value);
      expect(text).toMatch(/^-?\d+\.\d+$/);
      expect(Number(text)).toBe(value);
    }),
  );
});

test('values are told with their type', () => {
  const values: Value[] = [
    integer(20),
    float(1.5),
    string('x'),
    { kind: 'boolean', value: true },
    { kind: 'null' },
    { kind: 'list', items: [integer(1), string('a')] },
    { kind: 'object', members: [] },
    { kind: 'bytes', value: Uint8Array.of(0, 255) },
    { kind: 'nodeset', size: 2 },
    { kind: 'unit' },
    { kind: 'regex', pattern: 'a/b' },
    { kind: 'httpResponse', location: 'http://x', status: 302 },
  ];
  expect(values.map(repr)).toEqual([
    'integer <20>',
    'float <1.5>',
    'string <x>',
    'boolean <true>',
    'null <null>',
    'list <[1,a]>',
    'object <Object()>',
    'bytes <00ff>',
    'nodeset <Nodeset(size=2)>',
    'unit',
    'regex </a\\/b/>',
    'http response <Response(location=http://x, status=302)>',
  ]);
});

test('integers and floats are compared exactly', () => {
  expect(equals(integer(2n ** 53n + 1n), float(2 ** 53))).toBe(false);
  expect(equals(integer(3), float(3))).toBe(true);
  expect(display(integer(2n ** 64n))).toBe('18446744073709551616');
});

test('texts are ordered by code points', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(bytes(a), bytes(b))));
    }),
  );
});
