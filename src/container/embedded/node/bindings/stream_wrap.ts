// internalBinding('stream_wrap'), and the stream handle that tcp_wrap and pipe_wrap build on: LibuvStreamWrap over a
// ByteStream of the loopback. Facts: src/stream_base.cc, src/stream_wrap.cc, lib/internal/stream_base_commons.js.
import { bytesOf, concatBytes } from '../bytes.ts';
import { encode, ENCODING, parseEncoding } from '../encodings.ts';
import type { Environment } from '../environment.ts';
import { handOver, processStream } from '../../kernel/byte-stream.ts';
import type { SentSocket } from '../../kernel/protocol.ts';
import type { ByteStream, ByteStreamEvents } from '../kernel-link.ts';
import type { Binding } from '../shapes.ts';
import type { HandleWrapInstance, ReqWrapInstance } from '../wraps.ts';
import { onceEach } from '../once-each.ts';

/** Negative errno values of Linux, as libuv gives them. */
export const UV = {
  EOF: -4095, EADDRINUSE: -98, EADDRNOTAVAIL: -99, ECONNREFUSED: -111, ECONNRESET: -104, ENOTCONN: -107, EPIPE: -32, ECANCELED: -125, EBADF: -9, EINVAL: -22, ENOENT: -2, EACCES: -13, ENOTSUP: -95,
} as const;

/** Bytes that libuv reads from a socket at once (uv__read asks for 64 KiB). */
const LARGEST_READ = 65_536;

/** Takes a stream's bytes in place of its 'data' events (HTTPParser#consume). */
export interface StreamConsumer {
  onBytes(bytes: Uint8Array): void;
}

/** What other bindings use of a stream handle. */
export interface StreamHandle extends HandleWrapInstance {
  consumer: StreamConsumer | undefined;
}

function makeStreamWrap(env: Environment) {
  const { ReqWrap, HandleWrap } = env.wraps;

  class WriteWrap extends ReqWrap {
    protected override get provider(): string {
      return 'WRITEWRAP';
    }
  }
  class ShutdownWrap extends ReqWrap {
    protected override get provider(): string {
      return 'SHUTDOWNWRAP';
    }
  }

  /** [kReadBytesOrError, kArrayBufferOffset, kBytesWritten, kLastWriteWasAsync], read by the library after each call. */
  const streamBaseState = new Int32Array(5);
  const READ_BYTES_OR_ERROR = 0;
  const ARRAY_BUFFER_OFFSET = 1;
  const BYTES_WRITTEN = 2;
  const LAST_WRITE_WAS_ASYNC = 3;

  class LibuvStreamWrap extends HandleWrap {
    /** set by the library: (arrayBuffer | undefined), after streamBaseState was filled */
    onread?: unknown;
    consumer: StreamConsumer | undefined;
    bytesRead = 0;
    bytesWritten = 0;
    writeQueueSize = 0;
    /** the connection, once there is one */
    protected stream: ByteStream | undefined;
    /** the host that it is connected to, where that is another machine */
    outsideHost: string | undefined;
    /** whether the page has connected here */
    fromPage = false;
    /** whether bytes come within a call of the library, and not in a callback of the loop */
    get comesAtOnce(): boolean {
      return false;
    }
    /** what reads and writes in this handle's place, and the handle in whose place this one does (tls_wrap) */
    protected outer: LibuvStreamWrap | undefined;
    protected inner: LibuvStreamWrap | undefined;
    #resetReason: string | undefined;
    #incoming: Uint8Array[] = [];
    #reading = false;
    #ended = false;
    #wasReset = false;
    #scheduled = false;
    #userBuffer: Uint8Array | undefined;
    /** who has the connection now that it was given away */
    #taker: ByteStreamEvents | undefined;

    get isStreamBase(): boolean {
      return true;
    }

    get fd(): number {
      return -1;
    }

    /** Whether a write to what is already broken fails itself, as a pipe's does, in place of a later callback. */
    protected get failsAtOnce(): boolean {
      return false;
    }

    /** What the other end calls. */
    protected readonly events: ByteStreamEvents = {
      data: (bytes) => {
        const taker = this.outer?.fromInner ?? this.#taker;
        if (taker !== undefined) return taker.data(bytes);
        this.#incoming.push(bytes);
        this.#schedule();
      },
      end: () => {
        const taker = this.outer?.fromInner ?? this.#taker;
        if (taker !== undefined) return taker.end();
        this.#ended = true;
        this.#schedule();
      },
      reset: (reason) => {
        const taker = this.outer?.fromInner ?? this.#taker;
        if (taker !== undefined) return taker.reset(reason);
        this.#wasReset = true;
        this.#resetReason = reason;
        this.#schedule();
      },
    };

    /** What the handle in whose place this one stands is told by the other end. */
    protected get fromInner(): ByteStreamEvents {
      return this.events;
    }

    /** Reads and writes in the place of a handle that was there before. */
    protected takeOver(inner: LibuvStreamWrap): void {
      this.inner = inner;
      inner.outer = this;
      // Who reads there, reads here: the library does not ask again.
      this.#reading = inner.#reading;
      if (inner.stream !== undefined) this.attach(inner.stream);
      for (const bytes of inner.#incoming.splice(0)) this.fromInner.data(bytes);
      if (inner.#wasReset) this.fromInner.reset(inner.#resetReason);
      else if (inner.#ended) this.fromInner.end();
      inner.#wasReset = false;
      inner.#ended = false;
    }

    /** Whether somebody wants to read. */
    protected get reads(): boolean {
      return this.#reading;
    }

    /** Gives bytes to who reads here at once, unless some wait already or nobody reads. For handles over others, which are themselves given bytes. */
    protected deliver(bytes: Uint8Array): void {
      if (this.outer !== undefined || !this.#reading || this.#incoming.length > 0) this.events.data(bytes);
      else this.#give(bytes);
    }

    /** The same for the end. */
    protected deliverEnd(): void {
      if (this.outer !== undefined || !this.#reading || this.#incoming.length > 0) this.events.end();
      else this.#readError(UV.EOF);
    }

    /** Gives the connection, with what has come over it and nobody has read, to whoever has the other end of a port. */
    protected giveAway(port: MessagePort): void {
      if (this.stream === undefined) return port.close();
      const taker = (this.#taker = handOver(this.stream, port, env.kernel.whenProcessEnds));
      this.stream = undefined;
      for (const bytes of this.#incoming.splice(0)) taker.data(bytes);
      if (this.#wasReset) taker.reset(this.#resetReason);
      else if (this.#ended) taker.end();
    }

    /** A connection that another process has sent is there. */
    protected attachSent({ channel, pid }: SentSocket): void {
      this.attach(processStream(channel, this.events, env.kernel.whenProcessEnds, { pid }));
    }

    /** The connection is there. */
    protected attach(stream: ByteStream): void {
      this.stream = stream;
      this.outer?.attach(stream);
    }

    /**
     * Answers a request to connect.
     * @param result the connection, or a negative errno
     * @param established called before, where there is a connection
     */
    protected completeConnect<Connected extends { readonly stream: ByteStream }>(request: ReqWrapInstance, result: Connected | number, established?: (result: Connected) => void): void {
      env.loop.release(request);
      let status = 0;
      if (typeof result === 'number') {
        status = this.closed ? UV.ECANCELED : result;
      } else if (this.closed) {
        // Destroyed while it was connecting: the other side must hear of it.
        result.stream.destroy();
        status = UV.ECANCELED;
      } else {
        established?.(result);
        this.attach(result.stream);
      }
      request.makeCallback(request.oncomplete, status, this, request, true, true);
      request.emitDestroy();
    }

    /** A handle that another one stands for keeps the loop alive, so that `unref` is about the connection. */
    #setReading(reading: boolean): void {
      this.#reading = reading;
      (this.inner ?? this).setActive(reading);
    }

    readStart(): number {
      this.#setReading(true);
      this.#schedule();
      return 0;
    }

    readStop(): number {
      this.#setReading(false);
      return 0;
    }

    useUserBuffer(buffer: ArrayBufferView): void {
      this.#userBuffer = bytesOf(buffer);
    }

    setBlocking(): number {
      return 0;
    }

    #schedule(): void {
      if (this.#scheduled || !this.#reading || this.closed) return;
      if (this.#incoming.length === 0 && !this.#ended && !this.#wasReset) return;
      this.#scheduled = true;
      env.loop.enqueue(() => this.#deliver());
    }

    #deliver(): void {
      this.#scheduled = false;
      if (this.closed || !this.#reading) return;
      const bytes = this.#takeIncoming();
      try {
        if (bytes !== undefined) {
          this.#give(bytes);
        } else if (this.#wasReset) {
          if (!this.#failWithReason()) this.#readError(UV.ECONNRESET);
        } else if (this.#ended) {
          this.#readError(UV.EOF);
        }
      } finally {
        this.#schedule();
      }
    }

    #give(bytes: Uint8Array): void {
      this.bytesRead += bytes.length;
      this.stream?.consumed(bytes.length);
      if (this.consumer !== undefined) this.consumer.onBytes(bytes);
      else this.#read(bytes);
    }

    /** What one read of a socket gives: all that has come until now, as far as it fits in libuv's buffer, or in the reader's own. */
    #takeIncoming(): Uint8Array | undefined {
      const [first] = this.#incoming;
      if (first === undefined) return undefined;
      const most = this.#userBuffer?.length ?? LARGEST_READ;
      if (first.length > most) {
        this.#incoming[0] = first.subarray(most);
        return first.subarray(0, most);
      }
      let count = 1;
      let length = first.length;
      for (let next = this.#incoming[count]; next !== undefined && length + next.length <= most; next = this.#incoming[count]) {
        length += next.length;
        count += 1;
      }
      const taken = this.#incoming.splice(0, count);
      return count === 1 ? first : concatBytes(taken);
    }

    #read(bytes: Uint8Array): void {
      if (this.#userBuffer !== undefined) {
        for (let at = 0; at < bytes.length; ) {
          const part = bytes.subarray(at, at + this.#userBuffer.length);
          this.#userBuffer.set(part);
          streamBaseState[READ_BYTES_OR_ERROR] = part.length;
          const next = this.makeCallback(this.onread, undefined);
          if (ArrayBuffer.isView(next)) this.#userBuffer = bytesOf(next);
          at += part.length;
        }
        return;
      }
      const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      streamBaseState[READ_BYTES_OR_ERROR] = whole.length;
      streamBaseState[ARRAY_BUFFER_OFFSET] = 0;
      this.makeCallback(this.onread, whole.buffer);
    }

    /** Where the other end said why it broke the connection, the socket's error says that. @returns whether it did */
    #failWithReason(): boolean {
      const reason = this.#resetReason;
      const owner = (this as Record<PropertyKey, unknown>)[env.perIsolateSymbols['owner_symbol'] ?? ''] as { destroy?(error: Error): void } | undefined;
      if (reason === undefined || owner?.destroy === undefined) return false;
      this.#setReading(false);
      this.#wasReset = false;
      this.#resetReason = undefined;
      this.consumer = undefined;
      const error = Object.assign(new Error(reason), { code: 'ERR_BACKLOT_OUTSIDE' });
      this.makeCallback(() => owner.destroy?.(error));
      return true;
    }

    #readError(errno: number): void {
      this.#setReading(false);
      this.#wasReset = false;
      this.#ended = false;
      this.consumer = undefined;
      streamBaseState[READ_BYTES_OR_ERROR] = errno;
      streamBaseState[ARRAY_BUFFER_OFFSET] = 0;
      this.makeCallback(this.onread, undefined);
    }

    /** @param bytes owned by the stream from here on @param socket goes with them */
    protected writeBytes(request: ReqWrapInstance, bytes: Uint8Array, socket?: SentSocket): number {
      streamBaseState[BYTES_WRITTEN] = bytes.length;
      streamBaseState[LAST_WRITE_WAS_ASYNC] = 0;
      if (this.stream === undefined) return UV.EBADF;
      // What broke it is told by the next read.
      if (this.#wasReset && this.#resetReason !== undefined) return 0;
      if (this.#wasReset) return UV.EPIPE;
      this.bytesWritten += bytes.length;
      let async = false;
      let taken = false;
      let failure = 0;
      this.stream.write(bytes, (error) => {
        taken = true;
        failure = error;
        if (!async) return;
        this.writeQueueSize -= bytes.length;
        env.loop.release(request);
        // Those that closing has cancelled are told of before it is over (uv__stream_destroy).
        if (this.closed) request.completePending(error, this, undefined);
        else request.complete(error, this, undefined);
      }, socket);
      if (!taken) {
        async = true;
        this.writeQueueSize += bytes.length;
        env.loop.hold(request);
        streamBaseState[LAST_WRITE_WAS_ASYNC] = 1;
      }
      return taken && this.failsAtOnce ? failure : 0;
    }

    writeBuffer(request: ReqWrapInstance, buffer: ArrayBufferView): number {
      return this.writeBytes(request, bytesOf(buffer).slice());
    }

    writeUtf8String(request: ReqWrapInstance, text: string): number {
      return this.writeBytes(request, encode(text, ENCODING.utf8));
    }

    writeAsciiString(request: ReqWrapInstance, text: string): number {
      return this.writeBytes(request, encode(text, ENCODING.latin1));
    }

    writeLatin1String(request: ReqWrapInstance, text: string): number {
      return this.writeBytes(request, encode(text, ENCODING.latin1));
    }

    writeUcs2String(request: ReqWrapInstance, text: string): number {
      return this.writeBytes(request, encode(text, ENCODING.utf16le));
    }

    /** @param chunks buffers, or pairs of chunk and encoding */
    writev(request: ReqWrapInstance, chunks: readonly unknown[], allBuffers: boolean): number {
      const parts: Uint8Array[] = [];
      for (let index = 0; index < chunks.length; index += allBuffers ? 1 : 2) {
        const chunk = chunks[index];
        parts.push(typeof chunk === 'string' ? encode(chunk, parseEncoding(chunks[index + 1])) : bytesOf(chunk as ArrayBufferView));
      }
      return this.writeBytes(request, concatBytes(parts));
    }

    shutdown(request: ReqWrapInstance): number {
      if (this.stream === undefined) return UV.ENOTCONN;
      this.stream.end();
      request.completePending(0);
      return 0;
    }

    /** Whether closing with something unread breaks the connection, as TCP does. */
    protected get resetsUnread(): boolean {
      return false;
    }

    protected override onClose(): void {
      const unread = this.#incoming.length > 0;
      this.#incoming = [];
      this.consumer = undefined;
      if (unread && this.resetsUnread) this.stream?.reset();
      else this.stream?.destroy();
      this.stream = undefined;
    }
  }

  return { WriteWrap, ShutdownWrap, LibuvStreamWrap, streamBaseState };
}

/** The stream classes of a process. */
export const streamWrapOf = onceEach(makeStreamWrap);

export function streamWrap(env: Environment): Binding {
  return { ...streamWrapOf(env) };
}
