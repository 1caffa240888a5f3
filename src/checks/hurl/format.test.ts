import fc from 'fast-check';
import { expect, test } from 'vitest';
import { format, parse } from './index.ts';
import { SAMPLES } from './samples.ts';

for (const [name, text] of Object.entries(SAMPLES)) {
  test(`a file is written back as it was read: ${name}`, () => {
    expect(format(parse(text))).toBe(text);
  });
}

// Files out of well-formed pieces, with all kinds of layout between them.
const space = fc.constantFrom('', ' ', '  ', '\t');
const lineEnd = fc.tuple(space, fc.constantFrom('', '# comment', '#'), fc.constantFrom('\n', '\r\n')).map((parts) => parts.join(''));
const blank = fc.array(lineEnd, { maxLength: 2 }).map((lines) => lines.join(''));
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,6}$/).filter((n) => !/^(?:HTTP|file|hex|base64)$/i.test(n));
const plain = fc.stringMatching(/^[a-zA-Z0-9 .,é€😀-]{0,12}$/u);
// A string holds no tabs, so its placeholders hold none either.
const gap = fc.constantFrom('', ' ', '  ');
const placeholder = fc.tuple(gap, name, gap).map(([a, n, b]) => `{{${a}${n}${b}}}`);
const quoted = fc.array(fc.oneof(plain, placeholder, fc.constantFrom('\\"', '\\n', '\\u{e9}', '#', '{ ', '}')), { maxLength: 4 }).map((p) => `"${p.join('')}"`);
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('null', 'true', '0', '-1.5e3', '12345678901234567890', '""'),
    placeholder,
    plain.map((s) => JSON.stringify(s)),
    fc.array(fc.tuple(space, tie('value'), space).map((p) => p.join('')), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.array(fc.tuple(space, tie('value')).map(([s, v]) => `"k":${s}${v}`), { maxLength: 3 }).map((items) => `{${items.join(', ')}}`),
  ),
})).value;
const header = fc.tuple(blank, name, space, space, plain, lineEnd).map(([b, k, s1, s2, v, e]) => `${b}${k}${s1}:${s2}${v.trim()}${e}`);
const query = fc.oneof(
  fc.constantFrom('status', 'body', 'bytes', 'duration', 'redirects'),
  quoted.map((q) => `jsonpath ${q}`),
  quoted.map((q) => `header  ${q}`),
  name.map((n) => `cookie "${n}[ Path ]"`),
  fc.constantFrom('regex /a\\/b/', 'certificate "Issuer"'),
);
const filter = fc.oneof(fc.constantFrom('count', 'first', 'toInt', 'nth -1', 'nth {{n}}', 'urlDecode'), quoted.map((q) => `replace ${q} ${q}`), quoted.map((q) => `split ${q}`));
const value = fc.oneof(quoted, fc.constantFrom('1', '-2.50', 'null', 'true', 'hex,00ff;', 'base64, AA== ;', 'file,a.txt;', '`x`', '{{ x }}', '```\na\n```'));
const predicate = fc.oneof(fc.constantFrom('exists', 'isEmpty', 'not exists', 'not  isIpv4'), fc.tuple(fc.constantFrom('==', '!=', 'not =='), space, value).map((p) => p.join('')), quoted.map((q) => `contains ${q}`));
const assert = fc
  .tuple(blank, space, query, fc.array(filter, { maxLength: 2 }), predicate, lineEnd)
  .map(([b, s, q, fs, p, e]) => `${b}${s}${q}${fs.map((f) => ` ${f}`).join('')} ${p}${e}`);
const capture = fc.tuple(name, query, fc.constantFrom('', ' redact', ' count redact'), lineEnd).map(([n, q, r, e]) => `${n}: ${q}${r}${e}`);
const option = fc.constantFrom('retry: 3', 'delay : 5s', 'location: {{x}}', 'variable: a = "b"', 'variable: n=1.0', 'output: -').chain((o) => lineEnd.map((e) => o + e));
// `[null]` and `[1]` would be sections of that name.
const jsonBody = json.filter((text) => !/^\[[ \t]*[A-Za-z0-9]+[ \t]*\]/.test(text));
const body = fc.oneof(jsonBody, quoted.map((q) => `\`${q.slice(1, -1)}\``), fc.constantFrom('<a b="c"><d/></a>', 'hex,00;', '```raw\n{{\n```', '```graphql\n{ a }\nvariables {"a": 1}\n```', 'file, {{f}}.txt ;')); // prettier-ignore
const entry = fc
  .record({
    blank,
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'CUSTOM'),
    url: fc.constantFrom('http://localhost:3000/a?b=c', '{{host}}/x', 'https://é.example/\\u{e9}'),
    end: lineEnd,
    headers: fc.array(header, { maxLength: 2 }),
    options: fc.option(fc.array(option, { maxLength: 3 })),
    params: fc.option(fc.tuple(fc.constantFrom('Query', 'Form', 'Cookies', 'Multipart'), fc.array(header, { maxLength: 2 }))),
    body: fc.option(fc.tuple(body, lineEnd)),
    response: fc.option(
      fc.record({
        line: fc.constantFrom('HTTP 200', 'HTTP/1.1 *', 'HTTP  404'),
        end: lineEnd,
        headers: fc.array(header, { maxLength: 2 }),
        captures: fc.option(fc.array(capture, { maxLength: 2 })),
        asserts: fc.option(fc.array(assert, { maxLength: 4 })),
        body: fc.option(fc.tuple(body, lineEnd)),
      }),
    ),
  })
  .map((e) => {
    const r = e.response;
    const parts = [e.blank, e.method, ' ', e.url, e.end, ...e.headers];
    if (e.options !== null) parts.push('[Options]\n', ...e.options);
    if (e.params !== null) parts.push(`[${e.params[0]}]\n`, ...e.params[1]);
    if (e.body !== null) parts.push(...e.body);
    if (r !== null) {
      parts.push(r.line, r.end, ...r.headers);
      if (r.captures !== null) parts.push('[Captures]\n', ...r.captures);
      if (r.asserts !== null) parts.push('[Asserts]\n', ...r.asserts);
      if (r.body !== null) parts.push(...r.body);
    }
    return parts.join('');
  });

test('any file is written back as it was read, and reads the same again', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 3 }), blank, (entries, end) => {
      const text = entries.join('') + end;
      const tree = parse(text);
      expect(tree.entries).toHaveLength(entries.length);
      expect(format(tree)).toBe(text);
      expect(parse(format(tree))).toEqual(tree);
    }),
    { numRuns: 400 },
  );
});
