// internalBinding('js_stream'): a handle whose other end is a stream of JavaScript, so that TLS can run over any Duplex (src/js_stream.cc,
// lib/internal/js_stream_socket.js).
import { asBuffer, type Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import { bytesOf, copyOf } from '../bytes.ts';
import { streamWrapOf, UV } from './stream_wrap.ts';

interface Write {
  readonly bytes: Uint8Array;
  readonly settled: (errno: number) => void;
}

export function jsStream(env: Environment): Binding {
  const { LibuvStreamWrap, ShutdownWrap, WriteWrap } = streamWrapOf(env);

  class JSStream extends LibuvStreamWrap {
    /** set by the library */
    onreadstart?: () => number;
    onreadstop?: () => number;
    onwrite?: (request: ReqWrapInstance, buffers: Uint8Array[]) => number;
    onshutdown?: (request: ReqWrapInstance) => number;
    /** the library takes one write at a time */
    readonly #writes: Write[] = [];
    #current: Write | undefined;
    #ends = false;

    constructor() {
      super('JSSTREAM');
      this.attach({
        write: (bytes, settled) => {
          this.#writes.push({ bytes, settled });
          this.#next();
        },
        end: () => {
          this.#ends = true;
          this.#next();
        },
        destroy: () => {},
        reset: () => {},
        consumed: () => {},
      });
    }

    #next(): void {
      if (this.#current !== undefined) return;
      const write = this.#writes.shift();
      if (write !== undefined) {
        this.#current = write;
        this.makeCallback(this.onwrite, new WriteWrap(), [asBuffer(env, write.bytes)]);
      } else if (this.#ends) {
        this.#ends = false;
        this.makeCallback(this.onshutdown, new ShutdownWrap());
      }
    }

    override get comesAtOnce(): boolean {
      return true;
    }

    /** What keeps a process alive is behind the stream of JavaScript. */
    protected override setActive(): void {}

    override readStart(): number {
      super.readStart();
      return this.onreadstart?.() ?? UV.EINVAL;
    }
    override readStop(): number {
      super.readStop();
      return this.onreadstop?.() ?? UV.EINVAL;
    }
    /** The stream has given bytes. */
    readBuffer(bytes: ArrayBufferView): void {
      this.events.data(copyOf(bytesOf(bytes)));
    }
    emitEOF(): void {
      this.events.end();
    }
    finishWrite(_request: ReqWrapInstance, status: number): void {
      const write = this.#current;
      this.#current = undefined;
      write?.settled(status);
      this.#next();
    }
    finishShutdown(): void {}
  }
  return { JSStream };
}
