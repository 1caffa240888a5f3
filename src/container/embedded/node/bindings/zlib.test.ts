import * as reference from 'node:zlib';
import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { zlib } from './zlib.ts';

interface ZlibHandle {
  onerror?: (message: string, errno: number, code: string) => void;
  init(...args: unknown[]): void;
  write(...args: unknown[]): void;
  writeSync(...args: unknown[]): void;
  close(): void;
}
interface ZlibBinding {
  Zlib: new (mode: number) => ZlibHandle;
  crc32(data: unknown, value: number): number;
}

const MODE = { DEFLATE: 1, INFLATE: 2, GZIP: 3, GUNZIP: 4, DEFLATERAW: 5, INFLATERAW: 6, UNZIP: 7 } as const;
const Z_FINISH = 4;

function setup(mode: number) {
  const environment = createTestEnvironment();
  const ours = environment.binding<ZlibBinding>('zlib', zlib);
  const handle = new ours.Zlib(mode);
  const state = new Uint32Array(2);
  const errors: unknown[] = [];
  let calls = 0;
  handle.onerror = (...error) => errors.push(error);
  handle.init(15, 6, 8, 0, state, () => calls++);
  /** writes all input at once, with small outputs, as lib/zlib.js does */
  const process = (input: Uint8Array): Buffer => {
    const parts: Buffer[] = [];
    let left = input.length;
    do {
      const output = Buffer.alloc(64);
      handle.writeSync(Z_FINISH, input, input.length - left, left, output, 0, output.length);
      if (errors.length > 0) break;
      parts.push(output.subarray(0, output.length - (state[0] ?? 0)));
      left = state[1] ?? 0;
    } while (state[0] === 0);
    return Buffer.concat(parts);
  };
  return { ...environment, ours, handle, state, errors, process, calls: () => calls };
}

const TEXT = Buffer.from('the quick brown fox '.repeat(100));

test('what is compressed here is read by zlib, and the other way round', () => {
  expect(reference.inflateSync(setup(MODE.DEFLATE).process(TEXT))).toEqual(TEXT);
  expect(reference.gunzipSync(setup(MODE.GZIP).process(TEXT))).toEqual(TEXT);
  expect(reference.inflateRawSync(setup(MODE.DEFLATERAW).process(TEXT))).toEqual(TEXT);
  expect(setup(MODE.INFLATE).process(reference.deflateSync(TEXT))).toEqual(TEXT);
  expect(setup(MODE.GUNZIP).process(reference.gzipSync(TEXT))).toEqual(TEXT);
  expect(setup(MODE.UNZIP).process(reference.deflateSync(TEXT))).toEqual(TEXT);
  expect(setup(MODE.UNZIP).process(reference.gzipSync(TEXT))).toEqual(TEXT);
});

test('every member of a gzip archive is read', () => {
  expect(setup(MODE.GUNZIP).process(Buffer.concat([reference.gzipSync('a'), reference.gzipSync('b')])).toString()).toBe('ab');
});

test.each([
  ['garbage', Buffer.from('garbage'), ['incorrect header check', -3, 'Z_DATA_ERROR']],
  ['a cut stream', reference.gzipSync('hello').subarray(0, 15), ['unexpected end of file', -5, 'Z_BUF_ERROR']],
])('%s is reported with the message of zlib', (_name, input, error) => {
  const { errors, process } = setup(MODE.GUNZIP);
  process(input);
  expect(errors).toEqual([error]);
});

test('an asynchronous write keeps the process alive until its callback', () => {
  const { handle, held, turnLoop, calls } = setup(MODE.GZIP);
  handle.write(Z_FINISH, TEXT, 0, TEXT.length, Buffer.alloc(4096), 0, 4096);
  expect([held(), calls()]).toEqual([1, 0]);
  turnLoop();
  expect([held(), calls()]).toEqual([0, 1]);
});

test('crc32 goes on from an earlier value', () => {
  const { ours } = setup(MODE.GZIP);
  expect(ours.crc32('hello', 0)).toBe(907060870);
  expect(ours.crc32(Buffer.from('hello'), 5)).toBe(4277152246);
});
