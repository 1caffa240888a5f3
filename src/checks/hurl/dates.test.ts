import { expect, test } from 'vitest';
import { DateFormatError, formatDate, parseDate } from './dates.ts';
import { display, render } from './value.ts';

const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const moment = at('2024-02-29T13:05:09.250Z') + 1500n;

test.each([
  ['%Y-%m-%d %H:%M:%S', '2024-02-29 13:05:09'],
  ['%F %T', '2024-02-29 13:05:09'],
  ['%D %R', '02/29/24 13:05'],
  ['%a, %d %b %Y', 'Thu, 29 Feb 2024'],
  ['%A %B %e %-d %_m %k %l %I %p %P', 'Thursday February 29 29  2 13  1 01 PM pm'],
  ['%y %C %j %u %w %V %G %U %W %q', '24 20 060 4 4 09 2024 08 09 1'],
  ['%f|%.f|%.3f|%.6f|%3f|%9f', '250001500|.250001500|.250|.250001|250|250001500'],
  ['%z %:z %Z %s', '+0000 +00:00 UTC 1709211909'],
  ['%+', '2024-02-29T13:05:09.250001500+00:00'],
  ['100%% %t%n', '100% \t\n'],
])('a date in the format %s is %j', (format, text) => {
  expect(formatDate(moment, format)).toBe(text);
});

test('a format with an unknown specifier is refused', () => {
  expect(() => formatDate(moment, '%L')).toThrow(DateFormatError);
  expect(() => formatDate(moment, '%')).toThrow(DateFormatError);
});

test.each([
  ['2024-02-29', '%Y-%m-%d', '2024-02-29T00:00:00Z'],
  ['29/02/2024 13:05', '%d/%m/%Y %H:%M', '2024-02-29T13:05:00Z'],
  ['Thu, 29 Feb 2024 13:05:09 +0200', '%a, %d %b %Y %H:%M:%S %z', '2024-02-29T11:05:09Z'],
  ['Thursday, February 29, 2024', '%A, %B %d, %Y', '2024-02-29T00:00:00Z'],
  ['2024-02-29T13:05:09Z', '%Y-%m-%dT%H:%M:%SZ', '2024-02-29T13:05:09Z'],
  ['2024-02-29T13:05:09.25Z', '%Y-%m-%dT%H:%M:%S%.fZ', '2024-02-29T13:05:09.250Z'],
  ['2024-02-29T13:05:09.25-05:00', '%+', '2024-02-29T18:05:09.250Z'],
  ['2024-02-29T13:05:09Z', '%+', '2024-02-29T13:05:09Z'],
  ['1709211909', '%s', '2024-02-29T13:05:09Z'],
  ['01:30 PM 1-3-2024', '%I:%M %p %d-%m-%Y', '2024-03-01T13:30:00Z'],
  ['60/24', '%j/%y', '2024-02-29T00:00:00Z'],
])('%j read by %s is %s', (text, format, iso) => {
  expect(parseDate(text, format)).toBe(at(iso));
});

test.each([
  ['2023-02-29', '%Y-%m-%d'],
  ['2024-13-01', '%Y-%m-%d'],
  ['2024-02-29 x', '%Y-%m-%d'],
  ['29 Feb', '%d %b'],
  ['25:00 2024-01-01', '%H:%M %Y-%m-%d'],
  ['Mon, 29 Feb 2024', '%a, %d %b %Y'],
  ['2024', '%L'],
])('%j is no date for %s', (text, format) => {
  expect(parseDate(text, format)).toBeUndefined();
});

test('a date is shown and rendered to its last digits', () => {
  expect(display({ kind: 'date', nanoseconds: moment })).toBe('2024-02-29 13:05:09.250001500 UTC');
  expect(display({ kind: 'date', nanoseconds: at('2024-02-29T13:05:09Z') })).toBe('2024-02-29 13:05:09 UTC');
  expect(render({ kind: 'date', nanoseconds: at('2024-02-29T13:05:09.25Z') })).toBe('2024-02-29T13:05:09.250000Z');
  expect(render({ kind: 'date', nanoseconds: -1_500_000_000n })).toBe('1969-12-31T23:59:58.500000Z');
});
