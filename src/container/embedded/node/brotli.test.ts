import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { BrotliCompressor, BrotliDecompressor, instantiateBrotli } from './brotli.ts';
import { concatBytes } from './bytes.ts';

const library = instantiateBrotli(new Uint8Array(readFileSync('node_modules/brotli-wasm/pkg.web/brotli_wasm_bg.wasm')));
const { BROTLI_OPERATION_PROCESS: PROCESS, BROTLI_OPERATION_FLUSH: FLUSH, BROTLI_OPERATION_FINISH: FINISH, BROTLI_PARAM_QUALITY } = constants;
const text = new TextEncoder().encode('the quick brown fox jumps over the lazy dog '.repeat(40));

/** All that a compressor has to give after one write. */
function drain(compressor: BrotliCompressor, operation: number, input: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let given = input; ; given = new Uint8Array(0)) {
    const output = new Uint8Array(input.length > 100_000 ? 20_000 : 50);
    const filled = compressor.write(operation, given, output);
    pieces.push(output.slice(0, filled));
    if (filled < output.length) return concatBytes(pieces);
  }
}

test('a stream that is not flushed is compressed as Node compresses it', () => {
  const compressor = new BrotliCompressor(library, 5);
  const bytes = concatBytes([drain(compressor, PROCESS, text.subarray(0, 100)), drain(compressor, FINISH, text.subarray(100))]);
  expect(Buffer.from(bytes)).toEqual(brotliCompressSync(text, { params: { [BROTLI_PARAM_QUALITY]: 5 } }));
});

test('what was flushed can be read before the stream ends', () => {
  const compressor = new BrotliCompressor(library);
  const decompressor = new BrotliDecompressor(library);
  const read = (bytes: Uint8Array): string => {
    const output = new Uint8Array(200_000);
    return new TextDecoder().decode(output.slice(0, decompressor.write(bytes, output).filled));
  };
  expect(read(drain(compressor, FLUSH, text))).toBe(new TextDecoder().decode(text));
  expect(read(drain(compressor, FLUSH, text.subarray(0, 5)))).toBe('the q');
  const large = new Uint8Array(150_000).fill(97);
  expect(read(drain(compressor, FINISH, large))).toBe('a'.repeat(150_000));
});

test('a flushed stream is one that Node can read, empty and repeated flushes included', () => {
  const compressor = new BrotliCompressor(library);
  const none = new Uint8Array(0);
  const pieces = [drain(compressor, FLUSH, none), drain(compressor, FLUSH, text), drain(compressor, FLUSH, none), drain(compressor, FINISH, none)];
  expect(brotliDecompressSync(concatBytes(pieces))).toEqual(Buffer.from(text));
});

test('an empty stream, and one that is larger than what waits for a decision', () => {
  expect(brotliDecompressSync(drain(new BrotliCompressor(library), FINISH, new Uint8Array(0)))).toHaveLength(0);
  const compressor = new BrotliCompressor(library, 1);
  const large = new Uint8Array(1_500_000).map((_, index) => index * index);
  const pieces = [drain(compressor, PROCESS, large), drain(compressor, FLUSH, text), drain(compressor, FINISH, large)];
  expect(Buffer.compare(brotliDecompressSync(concatBytes(pieces)), concatBytes([large, text, large]))).toBe(0);
});

test('data of another format is refused, a cut stream asks for more', () => {
  expect(() => new BrotliDecompressor(library).write(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff), new Uint8Array(10))).toThrow();
  const whole = brotliCompressSync(text);
  expect(new BrotliDecompressor(library).write(whole.subarray(0, 10), new Uint8Array(1000)).needsInput).toBe(true);
});
