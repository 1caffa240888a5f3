// internalBinding('stream_pipe'): what carries a file into a stream of HTTP/2 (`respondWithFile`), as fast as the stream takes it. Facts:
// src/stream_pipe.cc. It comes with the late part `http2`, which alone uses it.
import type { Environment } from '../environment.ts';
import type { AsyncWrapInstance, ReqWrapInstance } from '../wraps.ts';
import type { streamWrapOf } from './stream_wrap.ts';

/** A FileHandle: what of the file is to be read. */
interface Source extends AsyncWrapInstance {
  readonly fd: number;
  /** -1: from where the descriptor stands */
  readonly readOffset: number;
  /** -1: to the end */
  readonly readLength: number;
  /** set by the library */
  onread?: unknown;
}

/** A Http2Stream. */
interface Sink {
  readonly isDestroyed: boolean;
  pipe: { wantsWrite(): void; sinkDestroyed(): void } | undefined;
  queueWrite(bytes: Uint8Array, request: ReqWrapInstance): void;
  endWriting(): void;
}

/** What internalBinding('stream_wrap') gives to bindings of another script: its classes, and the places in `streamBaseState`. */
export type StreamWrapBinding = ReturnType<typeof streamWrapOf> &
  Readonly<Record<'kReadBytesOrError' | 'kArrayBufferOffset' | 'kBytesWritten' | 'kLastWriteWasAsync', number>>;

const READ_SIZE = 65_536;
const UV_EOF = -4095;
const UV_EIO = -5;

/** Makes the StreamPipe class of a process. */
export function makeStreamPipe(env: Environment, { WriteWrap, streamBaseState, kReadBytesOrError }: StreamWrapBinding) {
  type ReadFile = (fd: number, target: Uint8Array, offset: number, length: number, position: number) => number;

  return class StreamPipe extends env.wraps.AsyncWrap {
    readonly source: Source;
    readonly sink: Sink;
    /** set by the library: the pipe has let both go */
    onunpipe?: unknown;
    #position: number;
    #left: number;
    #reading = false;
    #ended = false;
    #closed = true;
    #pendingWrites = 0;

    constructor(source: Source, sink: Sink) {
      super('STREAMPIPE');
      this.source = source;
      this.sink = sink;
      this.#position = source.readOffset;
      this.#left = source.readLength < 0 ? Infinity : source.readLength;
    }

    start(): void {
      this.#closed = false;
      this.sink.pipe = { wantsWrite: () => this.#read(), sinkDestroyed: () => this.unpipe() };
      this.#read();
    }

    isClosed(): boolean {
      return this.#closed;
    }

    pendingWrites(): number {
      return this.#pendingWrites;
    }

    unpipe(): void {
      if (this.#closed) return;
      this.#closed = true;
      this.sink.pipe = undefined;
      env.loop.hold(this);
      env.loop.enqueueCheck(() => {
        env.loop.release(this);
        this.makeCallback(this.onunpipe);
      });
    }

    /** Reads the next piece, in the poll phase. */
    #read(): void {
      if (this.#reading || this.#closed || this.#ended || this.#pendingWrites > 0) return;
      this.#reading = true;
      env.loop.enqueue(() => {
        this.#reading = false;
        if (!this.#closed) this.#pass();
      });
    }

    #pass(): void {
      const bytes = new Uint8Array(Math.min(READ_SIZE, this.#left));
      let count = 0;
      try {
        const { read } = env.internalBinding('fs') as { read: ReadFile };
        if (bytes.length > 0) count = read(this.source.fd, bytes, 0, bytes.length, this.#position);
      } catch (error) {
        return this.#end((error as { errno?: number }).errno ?? UV_EIO);
      }
      if (count === 0) return this.#end(UV_EOF);
      if (this.#position >= 0) this.#position += count;
      this.#left -= count;
      this.#pendingWrites++;
      const request = new WriteWrap() as ReqWrapInstance;
      request.oncomplete = () => {
        this.#pendingWrites--;
        this.#read();
      };
      this.sink.queueWrite(bytes.subarray(0, count), request);
    }

    /** @param errno why nothing follows */
    #end(errno: number): void {
      this.#ended = true;
      if (errno !== UV_EOF) {
        streamBaseState[kReadBytesOrError] = errno;
        this.source.makeCallback(this.source.onread);
      }
      if (!this.sink.isDestroyed) this.sink.endWriting();
      this.unpipe();
    }
  };
}
