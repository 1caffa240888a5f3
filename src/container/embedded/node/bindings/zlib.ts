// internalBinding('zlib'): deflate, inflate, gzip and gunzip over pako, a port of zlib as Chromium and Node have it, driven as
// ZlibContext in src/node_zlib.cc drives zlib: what it makes is Node's, byte for byte. Brotli is in ../brotli.ts, which is loaded
// when a program wants it. Zstd is throwing stubs.
import {
  zlibDeflate,
  zlibDeflateEnd,
  zlibDeflateInit2,
  zlibDeflateReset,
  zlibDeflateSetDictionary,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit2,
  zlibInflateReset,
  zlibInflateSetDictionary,
  ZStream,
} from 'pako';
import type { BindingFactory } from '../environment.ts';
import { BrotliCompressor, BrotliDecompressor, instantiateBrotli, type BrotliLibrary } from '../brotli.ts';
import { bytesOf, copyOf } from '../bytes.ts';
import { bytesOfInput } from '../encodings.ts';
import { NotImplementedError } from '../shapes.ts';

// node_zlib_mode
const DEFLATE = 1;
const INFLATE = 2;
const GZIP = 3;
const GUNZIP = 4;
const DEFLATERAW = 5;
const INFLATERAW = 6;
const UNZIP = 7;

// zlib.h
const Z_OK = 0;
const Z_STREAM_END = 1;
const Z_NEED_DICT = 2;
const Z_DATA_ERROR = -3;
const Z_BUF_ERROR = -5;
const Z_FINISH = 4;
const Z_DEFLATED = 8;
const STATUS_NAMES: Readonly<Record<number, string>> = {
  0: 'Z_OK', 1: 'Z_STREAM_END', 2: 'Z_NEED_DICT', [-1]: 'Z_ERRNO', [-2]: 'Z_STREAM_ERROR', [-3]: 'Z_DATA_ERROR', [-4]: 'Z_MEM_ERROR',
  [-5]: 'Z_BUF_ERROR', [-6]: 'Z_VERSION_ERROR',
};

// brotli/encode.h, brotli/decode.h
const BROTLI_PARAM_QUALITY = 1;
const BROTLI_OPERATION_FINISH = 2;
/** The library does not tell which of the many errors it was. */
const BROTLI_DECODER_ERROR = -2;
/** what lib/zlib.js fills parameters with that were not given */
const UNSET = 0xffffffff;

const NOTHING = new Uint8Array(0);
const GZIP_ID1 = 0x1f;
const GZIP_ID2 = 0x8b;

/** what a level decides of a deflate stream's state */
const MATCHING_FIGURES = ['level', 'max_lazy_match', 'good_match', 'nice_match', 'max_chain_length'] as const;

/** internal_state (deflate.h) as pako has it: what is needed of it here */
interface DeflateState extends Record<(typeof MATCHING_FIGURES)[number], number> {
  strategy: number;
  readonly w_size: number;
  readonly window: Uint8Array;
  /** up to where the window has been written to */
  high_water: number;
  readonly head: Uint16Array;
  readonly prev: Uint16Array;
  matches: number;
  readonly pending_buf: Uint8Array;
  readonly pending_out: number;
  pending: number;
  bi_buf: number;
  bi_valid: number;
}

/** slide_hash (deflate.c): the window slid by its size, so what it holds stands that much earlier. */
function slideHashes({ head, prev, w_size }: DeflateState): void {
  for (const positions of [head, prev]) {
    for (let index = 0; index < positions.length; index++) positions[index] = Math.max(0, (positions[index] as number) - w_size);
  }
}

/**
 * Has whole bytes of a block go out as soon as it ends: zlib's flush_pending begins with _tr_flush_bits (trees.c), pako's leaves that out,
 * and where output is full exactly then, what follows differs. After a block pako takes the stream from its state and flushes that.
 */
function flushWholeBytes(stream: ZStream): void {
  const state = stream.state as DeflateState;
  Object.defineProperty(state, 'strm', {
    get() {
      for (; state.bi_valid >= 8; state.bi_valid -= 8, state.bi_buf >>>= 8) state.pending_buf[state.pending_out + state.pending++] = state.bi_buf & 0xff;
      return stream;
    },
  });
}

type Flush = Parameters<typeof zlibDeflate>[1];
type Strategy = Parameters<typeof zlibDeflateInit2>[5];

interface Failure {
  readonly message: string;
  readonly errno: number;
  readonly code: string;
}

interface Settings {
  readonly windowBits: number;
  readonly level: number;
  readonly memLevel: number;
  readonly strategy: Strategy;
  readonly dictionary: Uint8Array | undefined;
  /** Whether what follows a member of a gzip archive is left to the library, which takes it for an error. */
  readonly rejectGarbageAfterEnd: boolean;
}

/** What zlibDeflateInit2 is given, as text. */
const deflateKey = (windowBits: number, { level, memLevel, strategy }: Settings): string => `${windowBits} ${level} ${memLevel} ${strategy}`;

/**
 * Streams that have been closed, by what they were made with: a stream has several hundred kilobytes of memory, which cost more to
 * allocate than a short text to compress.
 */
const closedDeflates = new Map<string, ZStream>();
const MOST_CLOSED_DEFLATES = 2;

/** A stream as zlibDeflateInit2 makes it. @returns the status, too */
function openDeflate(windowBits: number, settings: Settings): { stream: ZStream; status: number } {
  const key = deflateKey(windowBits, settings);
  const closed = closedDeflates.get(key);
  if (closed !== undefined) {
    closedDeflates.delete(key);
    const status = zlibDeflateReset(closed);
    // Hashes are made of four bytes where three are there: the fourth counts, and is zero in a stream that is new.
    const state = closed.state as DeflateState;
    state.window.fill(0);
    state.high_water = 0;
    return { stream: closed, status };
  }
  const stream = new ZStream();
  const status = zlibDeflateInit2(stream, settings.level, Z_DEFLATED, windowBits, settings.memLevel, settings.strategy);
  if (status === Z_OK) flushWholeBytes(stream);
  return { stream, status };
}

/** Keeps a stream for the next one like it. It must be as it was made: without a dictionary, and without other parameters since. */
function closeDeflate(windowBits: number, settings: Settings, stream: ZStream): void {
  if (closedDeflates.size >= MOST_CLOSED_DEFLATES) {
    zlibDeflateEnd(stream);
    return;
  }
  // The program's bytes are not kept.
  stream.input = stream.output = NOTHING;
  closedDeflates.set(deflateKey(windowBits, settings), stream);
}

/** ZlibContext: one stream of zlib. */
class ZlibStream implements Codec {
  #mode: number;
  #settings: Settings;
  #stream: ZStream | undefined;
  #status: number = Z_OK;
  #gzipIdBytesRead = 0;
  /** whether the stream has other parameters than it was made with */
  #changed = false;

  constructor(mode: number, settings: Settings) {
    this.#mode = mode;
    this.#settings = settings;
  }

  get #deflates(): boolean {
    return this.#mode === DEFLATE || this.#mode === GZIP || this.#mode === DEFLATERAW;
  }

  /** The number of bits as zlib is given it, which tells the format, too. */
  get #windowBits(): number {
    const { windowBits } = this.#settings;
    switch (this.#mode) {
      case GZIP:
      case GUNZIP:
        return windowBits + 16;
      case UNZIP:
        return windowBits + 32;
      case DEFLATERAW:
      case INFLATERAW:
        return -windowBits;
      default:
        return windowBits;
    }
  }

  /** The stream, made when it is first needed. */
  #open(): ZStream {
    if (this.#stream !== undefined) return this.#stream;
    let stream: ZStream;
    if (this.#deflates) {
      ({ stream, status: this.#status } = openDeflate(this.#windowBits, this.#settings));
    } else {
      stream = new ZStream();
      this.#status = zlibInflateInit2(stream, this.#windowBits);
    }
    this.#stream = stream;
    if (this.#status === Z_OK) this.#setDictionary(stream);
    return stream;
  }

  #setDictionary(stream: ZStream): void {
    const { dictionary } = this.#settings;
    if (dictionary === undefined) return;
    if (this.#mode === DEFLATE || this.#mode === DEFLATERAW) this.#status = zlibDeflateSetDictionary(stream, dictionary);
    else if (this.#mode === INFLATERAW) this.#status = zlibInflateSetDictionary(stream, dictionary);
  }

  reset(): Failure | undefined {
    const stream = this.#open();
    this.#status = this.#deflates ? zlibDeflateReset(stream) : zlibInflateReset(stream);
    if (this.#status !== Z_OK) return this.#failure('Failed to reset stream');
    this.#setDictionary(stream);
    return this.#status === Z_OK ? undefined : this.#failure('Failed to set dictionary');
  }

  /**
   * deflateParams (deflate.c), which pako lacks: the library has flushed the stream before, so only the figures that matching
   * goes by change. They are read off a stream that is made with the new level. Node leaves gzip streams as they are.
   */
  params(level: number, strategy: Strategy): Failure | undefined {
    if (this.#mode !== DEFLATE && this.#mode !== DEFLATERAW) return undefined;
    const state = this.#open().state as DeflateState;
    this.#changed = true;
    const model = new ZStream();
    this.#status = zlibDeflateInit2(model, level, Z_DEFLATED, this.#settings.windowBits, this.#settings.memLevel, strategy);
    if (this.#status !== Z_OK) return this.#failure('Failed to set parameters');
    const fresh = model.state as DeflateState;
    if (state.level !== fresh.level) {
      // Storing keeps no hashes, and counts by how often the window slid meanwhile.
      if (state.level === 0 && state.matches === 1) slideHashes(state);
      if (state.level === 0 && state.matches > 1) state.head.fill(0);
      if (state.level === 0) state.matches = 0;
      for (const figure of MATCHING_FIGURES) state[figure] = fresh[figure];
    }
    state.strategy = fresh.strategy;
    zlibDeflateEnd(model);
    this.#settings = { ...this.#settings, level, strategy };
    return undefined;
  }

  /** Consumes input and fills output; answers what is left of both, or what went wrong. */
  write(flush: Flush, input: Uint8Array, output: Uint8Array<ArrayBuffer>): Written {
    const stream = this.#open();
    if (this.#status !== Z_OK && this.#status !== Z_BUF_ERROR && this.#status !== Z_STREAM_END) return this.#failure('Init error');
    stream.input = input;
    stream.next_in = 0;
    stream.avail_in = input.length;
    stream.output = output;
    stream.next_out = 0;
    stream.avail_out = output.length;
    if (this.#deflates) this.#status = zlibDeflate(stream, flush);
    else this.#inflate(stream, flush);
    return this.#check(stream, flush) ?? { availableOut: stream.avail_out, availableIn: stream.avail_in };
  }

  #inflate(stream: ZStream, flush: Flush): void {
    if (this.#mode === UNZIP) this.#tellFormat(stream);
    this.#status = zlibInflate(stream, flush);
    const { dictionary } = this.#settings;
    if (this.#mode !== INFLATERAW && this.#status === Z_NEED_DICT && dictionary !== undefined) {
      this.#status = zlibInflateSetDictionary(stream, dictionary);
      if (this.#status === Z_OK) this.#status = zlibInflate(stream, flush);
      else if (this.#status === Z_DATA_ERROR) this.#status = Z_NEED_DICT;
    }
    // Another member of the archive may follow; zeros are padding.
    const goesOn = this.#mode === GUNZIP && !this.#settings.rejectGarbageAfterEnd;
    while (goesOn && stream.avail_in > 0 && this.#status === Z_STREAM_END && stream.input[stream.next_in] !== 0) {
      if (this.reset() !== undefined) return;
      this.#status = zlibInflate(stream, flush);
    }
  }

  /** Tells gzip from zlib by the first two bytes, which may come one by one. */
  #tellFormat(stream: ZStream): void {
    let next = stream.next_in;
    const end = stream.next_in + stream.avail_in;
    if (this.#gzipIdBytesRead === 0 && next < end) {
      if (stream.input[next++] !== GZIP_ID1) {
        this.#mode = INFLATE;
        return;
      }
      this.#gzipIdBytesRead = 1;
    }
    if (this.#gzipIdBytesRead === 1 && next < end) {
      this.#mode = stream.input[next] === GZIP_ID2 ? GUNZIP : INFLATE;
      if (this.#mode === GUNZIP) this.#gzipIdBytesRead = 2;
    }
  }

  #check(stream: ZStream, flush: Flush): Failure | undefined {
    switch (this.#status) {
      case Z_OK:
      case Z_BUF_ERROR:
        return stream.avail_out !== 0 && flush === Z_FINISH ? this.#failure('unexpected end of file') : undefined;
      case Z_STREAM_END:
        return undefined;
      case Z_NEED_DICT:
        return this.#failure(this.#settings.dictionary === undefined ? 'Missing dictionary' : 'Bad dictionary', true);
      default:
        return this.#failure('Zlib error');
    }
  }

  #failure(message: string, own = false): Failure {
    const detail = this.#stream?.msg;
    return {
      message: !own && detail ? detail : message,
      errno: this.#status,
      code: STATUS_NAMES[this.#status] ?? 'Z_ERRNO',
    };
  }

  end(): void {
    if (this.#stream === undefined) return;
    if (!this.#deflates) zlibInflateEnd(this.#stream);
    else if (this.#changed || this.#settings.dictionary !== undefined || this.#status < Z_OK) zlibDeflateEnd(this.#stream);
    else closeDeflate(this.#windowBits, this.#settings, this.#stream);
    this.#stream = undefined;
  }
}

type Written = { availableOut: number; availableIn: number } | Failure;

/** One stream of some format. */
interface Codec {
  /** Consumes input and fills output; answers what is left of both, or what went wrong. */
  write(flush: number, input: Uint8Array, output: Uint8Array<ArrayBuffer>): Written;
  params?(level: number, strategy: Strategy): Failure | undefined;
  reset(): Failure | undefined;
  end(): void;
}

/** BrotliEncoderContext */
class BrotliEncoderStream implements Codec {
  readonly #library: BrotliLibrary;
  readonly #quality: number | undefined;
  #compressor: BrotliCompressor;

  constructor(library: BrotliLibrary, quality: number | undefined) {
    this.#library = library;
    this.#quality = quality;
    this.#compressor = new BrotliCompressor(library, quality);
  }
  write(flush: number, input: Uint8Array, output: Uint8Array<ArrayBuffer>): Written {
    return { availableOut: output.length - this.#compressor.write(flush, input, output), availableIn: 0 };
  }
  reset(): undefined {
    this.#compressor.end();
    this.#compressor = new BrotliCompressor(this.#library, this.#quality);
  }
  end(): void {
    this.#compressor.end();
  }
}

/** BrotliDecoderContext */
class BrotliDecoderStream implements Codec {
  readonly #library: BrotliLibrary;
  #decompressor: BrotliDecompressor;

  constructor(library: BrotliLibrary) {
    this.#library = library;
    this.#decompressor = new BrotliDecompressor(library);
  }
  write(flush: number, input: Uint8Array, output: Uint8Array<ArrayBuffer>): Written {
    try {
      const { filled, taken, needsInput } = this.#decompressor.write(input, output);
      if (flush === BROTLI_OPERATION_FINISH && needsInput) return { message: 'unexpected end of file', errno: Z_BUF_ERROR, code: 'Z_BUF_ERROR' };
      return { availableOut: output.length - filled, availableIn: input.length - taken };
    } catch {
      return { message: 'Decompression failed', errno: BROTLI_DECODER_ERROR, code: 'ERR_BROTLI_DECODER_ERROR' };
    }
  }
  reset(): undefined {
    this.#decompressor.end();
    this.#decompressor = new BrotliDecompressor(this.#library);
  }
  end(): void {
    this.#decompressor.end();
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array, initial: number): number {
  let crc = ~initial;
  for (let index = 0; index < bytes.length; index++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

export const zlib: BindingFactory = (env) => {
  const { AsyncWrap } = env.wraps;

  /** CompressionStream: a handle that feeds one stream of some format (src/node_zlib.cc). */
  abstract class CompressionHandle extends AsyncWrap {
    protected codec: Codec | undefined;
    /** [bytes of output left, bytes of input left], shared with the library */
    #writeState: Uint32Array = new Uint32Array(2);
    #processCallback: unknown;
    #writing = false;
    #closeAfterWrite = false;
    /** set by the library: (message, errno, code) */
    onerror?: unknown;

    protected override get provider(): string {
      return 'ZLIB';
    }

    protected open(codec: Codec, state: Uint32Array, callback: unknown): void {
      this.codec = codec;
      this.#writeState = state;
      this.#processCallback = callback;
    }

    write(...args: WriteArguments): void {
      const work = this.#prepare(args);
      this.#writing = true;
      env.loop.hold(this);
      env.loop.enqueue(() => {
        env.loop.release(this);
        const done = work();
        this.#writing = false;
        if (done) this.makeCallback(this.#processCallback);
        if (this.#closeAfterWrite) this.close();
      });
    }

    writeSync(...args: WriteArguments): void {
      this.#prepare(args)();
    }

    #prepare([flush, input, inputOffset, inputLength, output, outputOffset, outputLength]: WriteArguments): () => boolean {
      const source = input === null ? new Uint8Array(0) : bytesOf(input).subarray(inputOffset, inputOffset + inputLength);
      const target = bytesOf(output).subarray(outputOffset, outputOffset + outputLength);
      return () => {
        const result = this.codec?.write(flush, source, target);
        if (result === undefined) return false;
        if ('errno' in result) {
          this.fail(result);
          return false;
        }
        this.#writeState[0] = result.availableOut;
        this.#writeState[1] = result.availableIn;
        return true;
      };
    }

    protected fail({ message, errno, code }: Failure): void {
      this.makeCallback(this.onerror, message, errno, code);
    }

    params(level?: number, strategy?: Strategy): void {
      const failure = this.codec?.params?.(level ?? 0, strategy ?? 0);
      if (failure !== undefined) this.fail(failure);
    }

    reset(): void {
      const failure = this.codec?.reset();
      if (failure !== undefined) this.fail(failure);
    }

    close(): void {
      if (this.#writing) {
        this.#closeAfterWrite = true;
        return;
      }
      this.#closeAfterWrite = false;
      this.codec?.end();
      this.codec = undefined;
    }
  }

  class Zlib extends CompressionHandle {
    readonly #mode: number;

    constructor(mode: number) {
      super();
      this.#mode = mode;
    }

    init(...args: ZlibInit): void {
      const [windowBits, level, memLevel, strategy, state, callback, dictionary, rejectGarbageAfterEnd = false] = args;
      const settings = { windowBits, level, memLevel, strategy, dictionary: dictionary && copyOf(dictionary), rejectGarbageAfterEnd };
      this.open(new ZlibStream(this.#mode, settings), state, callback);
    }
  }

  let brotli: BrotliLibrary | undefined;
  const brotliLibrary = (): BrotliLibrary => (brotli ??= instantiateBrotli(env.lateParts.bytes('brotli')));
  type BrotliInit = [params: Uint32Array, state: Uint32Array, callback: unknown, dictionary?: ArrayBufferView];

  class BrotliEncoder extends CompressionHandle {
    init(...[params, state, callback, dictionary]: BrotliInit): void {
      if (dictionary !== undefined) throw new NotImplementedError('Brotli with a dictionary');
      const quality = params[BROTLI_PARAM_QUALITY];
      this.open(new BrotliEncoderStream(brotliLibrary(), quality === UNSET ? undefined : quality), state, callback);
    }
  }
  class BrotliDecoder extends CompressionHandle {
    init(...[, state, callback, dictionary]: BrotliInit): void {
      if (dictionary !== undefined) throw new NotImplementedError('Brotli with a dictionary');
      this.open(new BrotliDecoderStream(brotliLibrary()), state, callback);
    }
  }

  return {
    Zlib,
    BrotliEncoder,
    BrotliDecoder,
    crc32: (data: unknown, value: number) => crc32(bytesOfInput(data), value),
  };
};

type ZlibInit = [
  bits: number,
  level: number,
  memLevel: number,
  strategy: Strategy,
  state: Uint32Array,
  callback: unknown,
  dictionary?: ArrayBufferView,
  rejectGarbageAfterEnd?: boolean,
];

type WriteArguments = [
  flush: Flush,
  input: ArrayBufferView | null,
  inputOffset: number,
  inputLength: number,
  output: ArrayBufferView,
  outputOffset: number,
  outputLength: number,
];
