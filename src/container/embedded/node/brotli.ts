// Brotli streams over the WebAssembly of the package brotli-wasm (the Rust port of Google's library), called by its own
// exports: its JavaScript can only be loaded asynchronously. Compressed bytes are valid, and mostly those of Node.
import { concatBytes } from './bytes.ts';

interface BrotliExports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_malloc: (size: number) => number;
  readonly __wbindgen_free: (pointer: number, size: number) => void;
  readonly __wbindgen_add_to_stack_pointer: (by: number) => number;
  readonly compressstream_new: (hasQuality: number, quality: number) => number;
  readonly compressstream_compress: StreamStep;
  readonly __wbg_compressstream_free: (stream: number) => void;
  readonly decompressstream_new: () => number;
  readonly decompressstream_decompress: StreamStep;
  readonly __wbg_decompressstream_free: (stream: number) => void;
  readonly __wbg_get_brotlistreamresult_code: (result: number) => number;
  readonly __wbg_get_brotlistreamresult_buf: (target: number, result: number) => void;
  readonly __wbg_get_brotlistreamresult_input_offset: (result: number) => number;
  readonly __wbg_brotlistreamresult_free: (result: number) => void;
}
/** Writes [result, error, whether it failed] to `target`. */
type StreamStep = (target: number, stream: number, input: number, inputLength: number, outputSize: number) => void;

export interface BrotliLibrary {
  readonly exports: BrotliExports;
  /** messages of errors that the library made, by their handle */
  readonly errors: Map<number, string>;
}

// BrotliStreamResultCode
const SUCCESS = 1;
const NEEDS_MORE_INPUT = 2;

// BrotliEncoderOperation (brotli/encode.h)
const FLUSH = 1;
const FINISH = 2;

const WORD = 4;
const RESULT_SPACE = 16;
/** What is asked of the encoder at once. */
const OUTPUT_CHUNK = 65_536;
/** As much is kept before it is certain that nothing is to be flushed. */
const UNDECIDED_LIMIT = 1 << 20;
/** A stored meta-block of four nibbles holds up to this (RFC 7932, section 9.2). */
const STORED_LIMIT = 65_536;
const LAST_EMPTY_BLOCK = Uint8Array.of(3);
const DEFAULT_QUALITY = 11;

/** @param wasm the bytes of brotli_wasm_bg.wasm */
export function instantiateBrotli(wasm: Uint8Array<ArrayBuffer>): BrotliLibrary {
  const module = new WebAssembly.Module(wasm);
  const errors = new Map<number, string>();
  let lastHandle = 0;
  const text = (pointer: number, length: number): string =>
    String.fromCharCode(...new Uint8Array(exports.memory.buffer, pointer, length));
  const keep = (pointer: number, length: number): number => {
    errors.set(++lastHandle, text(pointer, length));
    return lastHandle;
  };
  const known: Readonly<Record<string, (...args: number[]) => unknown>> = {
    __wbindgen_error_new: (pointer, length) => keep(pointer, length),
    __wbindgen_string_new: (pointer, length) => keep(pointer, length),
    __wbindgen_throw(pointer, length) {
      throw new Error(text(pointer, length));
    },
  };
  const imports: Record<string, (...args: number[]) => unknown> = {};
  for (const { name } of WebAssembly.Module.imports(module)) {
    imports[name] = known[name] ?? (() => {
      throw new Error(`brotli asks for ${name}`);
    });
  }
  const exports = new WebAssembly.Instance(module, { wbg: imports, './brotli_wasm_bg.js': imports }).exports as unknown as BrotliExports;
  return { exports, errors };
}

/** One step of a stream. @throws with the message of the library when the data is none of its format */
function step({ exports, errors }: BrotliLibrary, run: StreamStep, stream: number, input: Uint8Array | undefined, outputSize: number) {
  const given = input === undefined ? 0 : exports.__wbindgen_malloc(input.length);
  if (input !== undefined) new Uint8Array(exports.memory.buffer).set(input, given);
  const target = exports.__wbindgen_add_to_stack_pointer(-RESULT_SPACE);
  try {
    run(target, stream, given, input?.length ?? 0, outputSize);
    const word = (index: number): number => new DataView(exports.memory.buffer).getInt32(target + WORD * index, true);
    const [result, error, failed] = [word(0), word(1), word(2)];
    if (failed !== 0) {
      const message = errors.get(error) ?? 'unknown error';
      errors.delete(error);
      throw new Error(message);
    }
    const code = exports.__wbg_get_brotlistreamresult_code(result);
    const consumed = exports.__wbg_get_brotlistreamresult_input_offset(result) >>> 0;
    exports.__wbg_get_brotlistreamresult_buf(target, result);
    const [start, length] = [word(0), word(1)];
    const bytes = new Uint8Array(exports.memory.buffer, start, length).slice();
    exports.__wbindgen_free(start, length);
    exports.__wbg_brotlistreamresult_free(result);
    return { code, consumed, bytes };
  } finally {
    exports.__wbindgen_add_to_stack_pointer(RESULT_SPACE);
  }
}

/** A stored meta-block, after `first` bits of the stream's header where it is the first (RFC 7932, section 9.2). */
function storedBlock(bytes: Uint8Array, header: { bits: number; value: number }): Uint8Array[] {
  // ISLAST 0, MNIBBLES for four, MLEN - 1, ISUNCOMPRESSED 1; the bytes follow at the next whole one.
  const value = header.value + ((bytes.length - 1) * 8 + 2 ** 19) * 2 ** header.bits;
  return [Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff), bytes];
}

const NO_HEADER = { bits: 0, value: 0 };
/** WBITS for a window of 4 MiB */
const WINDOW_HEADER = { bits: 4, value: 0b1011 };

/**
 * A stream that compresses. The library can't flush in the middle of a stream. So what is written waits until it is clear whether
 * it is to be flushed: a stream that is goes out in stored blocks, as they are, and one that is not is compressed.
 */
export class BrotliCompressor {
  readonly #library: BrotliLibrary;
  readonly #quality: number;
  #stream = 0;
  #kind: 'undecided' | 'compressed' | 'stored' = 'undecided';
  #waiting: Uint8Array[] = [];
  #waitingLength = 0;
  #ready: Uint8Array[] = [];
  #finished = false;

  constructor(library: BrotliLibrary, quality = DEFAULT_QUALITY) {
    this.#library = library;
    this.#quality = quality;
  }

  /** Takes all input; fills output with what is ready. @returns bytes that were filled */
  write(operation: number, input: Uint8Array, output: Uint8Array): number {
    if (input.length > 0) {
      this.#waiting.push(input.slice());
      this.#waitingLength += input.length;
    }
    if (operation === FLUSH && this.#kind === 'undecided' && this.#waitingLength > 0) {
      this.#kind = 'stored';
      this.#store(WINDOW_HEADER);
    } else if (operation === FINISH || this.#waitingLength > UNDECIDED_LIMIT) {
      if (this.#kind === 'undecided') this.#kind = 'compressed';
    }
    if (this.#kind === 'stored') this.#store(NO_HEADER);
    if (this.#kind === 'compressed') this.#compress();
    if (operation === FINISH && !this.#finished) this.#finish();
    return this.#give(output);
  }

  #takeWaiting(): Uint8Array {
    const bytes = concatBytes(this.#waiting);
    this.#waiting = [];
    this.#waitingLength = 0;
    return bytes;
  }

  #store(header: typeof NO_HEADER): void {
    const bytes = this.#takeWaiting();
    for (let at = 0, first = header; at < bytes.length; at += STORED_LIMIT, first = NO_HEADER) {
      this.#ready.push(...storedBlock(bytes.subarray(at, at + STORED_LIMIT), first));
    }
  }

  #compress(): void {
    const { exports } = this.#library;
    if (this.#stream === 0) this.#stream = exports.compressstream_new(1, this.#quality);
    for (let bytes = this.#takeWaiting(); bytes.length > 0; ) {
      const { consumed, bytes: made } = step(this.#library, exports.compressstream_compress, this.#stream, bytes, OUTPUT_CHUNK);
      if (made.length > 0) this.#ready.push(made);
      bytes = bytes.subarray(consumed);
    }
  }

  #finish(): void {
    this.#finished = true;
    if (this.#kind === 'stored') {
      this.#ready.push(LAST_EMPTY_BLOCK);
      return;
    }
    for (let code = 0; code !== SUCCESS; ) {
      const made = step(this.#library, this.#library.exports.compressstream_compress, this.#stream, undefined, OUTPUT_CHUNK);
      if (made.bytes.length > 0) this.#ready.push(made.bytes);
      code = made.code;
    }
  }

  #give(output: Uint8Array): number {
    let filled = 0;
    while (filled < output.length) {
      const [next] = this.#ready;
      if (next === undefined) break;
      const part = next.subarray(0, output.length - filled);
      output.set(part, filled);
      filled += part.length;
      if (part.length === next.length) this.#ready.shift();
      else this.#ready[0] = next.subarray(part.length);
    }
    return filled;
  }

  end(): void {
    if (this.#stream !== 0) this.#library.exports.__wbg_compressstream_free(this.#stream);
    this.#stream = 0;
  }
}

/** A stream that decompresses. */
export class BrotliDecompressor {
  readonly #library: BrotliLibrary;
  #stream: number;
  #finished = false;

  constructor(library: BrotliLibrary) {
    this.#library = library;
    this.#stream = library.exports.decompressstream_new();
  }

  /**
   * @returns what was filled and what was taken, and whether more input is needed before the stream can end
   * @throws when the data is not Brotli's
   */
  write(input: Uint8Array, output: Uint8Array): { filled: number; taken: number; needsInput: boolean } {
    if (this.#finished) return { filled: 0, taken: 0, needsInput: false };
    const { code, consumed, bytes } = step(this.#library, this.#library.exports.decompressstream_decompress, this.#stream, input, output.length);
    output.set(bytes);
    if (code === SUCCESS) this.#finished = true;
    return { filled: bytes.length, taken: consumed, needsInput: code === NEEDS_MORE_INPUT };
  }

  end(): void {
    if (this.#stream !== 0) this.#library.exports.__wbg_decompressstream_free(this.#stream);
    this.#stream = 0;
  }
}
