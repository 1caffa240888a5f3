// Examples of RFC 7541, appendix C, and what both ends must agree about.
import { describe, expect, test } from 'vitest';
import { CompressionError, HpackDecoder, HpackEncoder, type HeaderField } from './hpack.ts';
import { huffmanDecode, huffmanEncode, huffmanLength } from './huffman.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (byte) => parseInt(byte, 16));
const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const field = (name: string, value: string, sensitive = false): HeaderField => ({ name, value, sensitive });
const pairs = (fields: readonly HeaderField[]) => fields.map(({ name, value }) => `${name}: ${value}`);

describe('the Huffman code', () => {
  test('is that of RFC 7541', () => {
    const coded = new Uint8Array(huffmanLength('www.example.com'));
    huffmanEncode('www.example.com', coded, 0);
    expect(toHex(coded)).toBe('f1e3c2e5f23a6ba0ab90f4ff');
    expect(huffmanDecode(hex('9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3'))).toBe('https://www.example.com');
  });

  test('takes every byte, one way and the other', () => {
    const all = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));
    const coded = new Uint8Array(huffmanLength(all));
    huffmanEncode(all, coded, 0);
    expect(huffmanDecode(coded)).toBe(all);
  });

  test('refuses EOS, padding of zeros, and padding longer than 7 bits', () => {
    expect(huffmanDecode(hex('ffff ffff'))).toBeUndefined();
    expect(huffmanDecode(hex('00'))).toBeUndefined();
    expect(huffmanDecode(hex('1f ff'))).toBeUndefined();
    expect(huffmanDecode(hex('1f'))).toBe('a');
  });
});

describe('a decoder', () => {
  test('keeps its table over the requests of appendix C.4', () => {
    const decoder = new HpackDecoder();
    const common = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
    expect(pairs(decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff')))).toEqual(common);
    expect(pairs(decoder.decode(hex('8286 84be 5886 a8eb 1064 9cbf')))).toEqual([...common, 'cache-control: no-cache']);
    expect(pairs(decoder.decode(hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf')))).toEqual([
      ':method: GET', ':scheme: https', ':path: /index.html', ':authority: www.example.com', 'custom-key: custom-value',
    ]);
    expect(decoder.tableSize).toBe(164);
  });

  test('tells which fields must not be indexed', () => {
    expect(new HpackDecoder().decode(hex('1008 7061 7373 776f 7264 0673 6563 7265 74'))).toEqual([field('password', 'secret', true)]);
  });

  test.each([
    ['an index without an entry', 'be'],
    ['index 0', '80'],
    ['a string that is cut off', '400a 61'],
    ['a table larger than the limit', '3fe2 1f'],
    ['a table size update after a field', '8220'],
    ['an endless integer', '7fff ffff ffff ff'],
  ])('refuses %s', (_, block) => {
    expect(() => new HpackDecoder().decode(hex(block))).toThrow(CompressionError);
  });

  test('wants to be told of a smaller table once its limit is lowered', () => {
    const decoder = new HpackDecoder();
    decoder.setLimit(0);
    expect(() => decoder.decode(hex('82'))).toThrow(CompressionError);
    expect(pairs(decoder.decode(hex('2082')))).toEqual([':method: GET']);
  });
});

describe('an encoder', () => {
  test('writes what a decoder reads, block after block, with entries that leave the table', () => {
    const encoder = new HpackEncoder(256);
    const decoder = new HpackDecoder();
    for (let round = 0; round < 20; round++) {
      const fields = [field(':status', '200'), field('x-round', `round ${String(round)}`), field('x-same', 'again'), field('x-raw', '\u00ff\u0001')];
      expect(decoder.decode(encoder.encode(fields))).toEqual(fields);
    }
  });

  test('indexes what comes again', () => {
    const encoder = new HpackEncoder(4096);
    const fields = [field('x-header', 'a value of some length')];
    expect(encoder.encode(fields).length).toBeGreaterThan(10);
    expect(toHex(encoder.encode(fields))).toBe('be');
  });

  test('never indexes what is sensitive, an authorization or a short cookie', () => {
    const encoder = new HpackEncoder(4096);
    const fields = [field('x-key', '1', true), field('authorization', 'x'), field('cookie', 'a=b')];
    expect(new HpackDecoder().decode(encoder.encode(fields)).map(({ sensitive }) => sensitive)).toEqual([true, true, true]);
    expect(encoder.tableSize).toBe(0);
  });

  test('begins a block with the smallest and the last size that its peer has set', () => {
    const encoder = new HpackEncoder(4096);
    encoder.setLimit(0);
    encoder.setLimit(100);
    expect(toHex(encoder.encode([field(':method', 'GET')]))).toBe('203f4582');
  });
});
