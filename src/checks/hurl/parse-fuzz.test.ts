import fc from 'fast-check';
import { expect, test } from 'vitest';
import { format, HurlParseError, parse } from './index.ts';
import { SAMPLES } from './samples.ts';

/** Reads the text; what comes out must be a tree or an error with a place that exists. */
function survive(text: string): void {
  try {
    expect(format(parse(text))).toBe(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof HurlParseError)) throw error;
    const lines = text.split('\n');
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.line).toBeLessThanOrEqual(lines.length);
    expect(error.column).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeLessThanOrEqual([...(lines[error.line - 1] ?? '')].length + 2);
    expect(error.detail).not.toBe('');
    expect(error.render(text)).toContain(`${error.file}:${error.line}:${error.column}`);
  }
}

const tokens = fc.constantFrom(
  'GET ', 'http://a\n', 'HTTP', ' 200', '\n', '\r\n', ' ', '\t', '#', '[', ']', '[Asserts]\n', '[Captures]\n', '[Options]\n', '{{', '}}', '{', '}',
  '"', '`', '```', '```json', 'variables', ':', 'a: ', 'hex,', 'base64,', 'file,', ';', '<a>', '</a>', '<', 'jsonpath "$"', ' == ', 'not ', 'null', '1',
  '-', '01', '.5', '\\', '\\u', '\\u{', '/', '(', 'cookie "a[', 'status', ' count', ' nth ', 'redact', 'variable: x=', 'retry: ', 'é', '\u0301', '\ud800', '\0',
); // prettier-ignore

test('any text is read or refused with a place', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survive), { numRuns: 150 });
});

test('any order of the language’s pieces is read or refused with a place', () => {
  fc.assert(fc.property(fc.array(tokens, { maxLength: 40 }), (parts) => survive(`GET http://a\n${parts.join('')}`)), { numRuns: 1500 });
});

test('a good file with a piece cut out, doubled or put in is read or refused with a place', () => {
  const sample = fc.constantFrom(...Object.values(SAMPLES));
  const mutation = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), kind: fc.constantFrom('cut', 'double', 'put'), token: tokens });
  fc.assert(
    fc.property(sample, fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) => {
      let changed = text;
      for (const { at, length, kind, token } of mutations) {
        const from = at % (changed.length + 1);
        const piece = changed.slice(from, from + length);
        const middle = kind === 'cut' ? '' : kind === 'double' ? piece + piece : token + piece;
        changed = changed.slice(0, from) + middle + changed.slice(from + length);
      }
      survive(changed);
    }),
    { numRuns: 1000 },
  );
});

test('deep nesting is refused, not a stack overflow', () => {
  expect(() => parse(`POST http://a\n${'['.repeat(100_000)}`)).toThrow('maximum nesting depth of 128 exceeded');
  expect(() => parse(`POST http://a\n${'{"a":'.repeat(100_000)}`)).toThrow('maximum nesting depth of 128 exceeded');
  expect(() => parse(`GET http://a\nHTTP 200\n[Asserts]\nbody matches /${'['.repeat(100_000)}/`)).toThrow(HurlParseError);
});

test('long lines and many lines take linear time', () => {
  const start = performance.now();
  survive(`POST http://a\n"${'x{'.repeat(200_000)}"\nHTTP 200`);
  survive(`GET http://a/${'{{x}}'.repeat(20_000)}\n${'A: b\n'.repeat(20_000)}HTTP 200\n[Asserts]\n${'status == 200\n'.repeat(20_000)}`);
  survive(`GET http://a\n${'# comment\n'.repeat(50_000)}x`);
  expect(performance.now() - start).toBeLessThan(6000);
});
