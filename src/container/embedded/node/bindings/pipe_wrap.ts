// internalBinding('pipe_wrap'): pipes between processes, as child_process makes them, and the standard streams
// (src/pipe_wrap.cc). Named pipes and UNIX domain sockets are left out and say so.
import type { Environment } from '../environment.ts';
import type { DescriptorStream } from '../kernel-link.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import type { SentSocket } from '../../kernel/protocol.ts';
import { bytesOf } from '../bytes.ts';
import { encode, ENCODING } from '../encodings.ts';
import { streamWrapOf, UV } from './stream_wrap.ts';
import { onceEach } from '../once-each.ts';
import { tcpWrapOf } from './tcp_wrap.ts';

const SOCKET = 0;
const IPC = 2;

function makePipeWrap(env: Environment) {
  const { LibuvStreamWrap } = streamWrapOf(env);

  /** A stream over a descriptor of the process: a pipe or a terminal. */
  class DescriptorWrap extends LibuvStreamWrap {
    #fd = -1;
    #descriptor: DescriptorStream | undefined;

    override get fd(): number {
      return this.#fd;
    }

    protected override get failsAtOnce(): boolean {
      return true;
    }

    /** Takes over a descriptor. */
    open(fd: number): number {
      this.#fd = fd;
      this.stream = this.#descriptor = env.kernel.openDescriptor(fd, { ...this.events, socket: (socket) => this.received(socket) });
      return 0;
    }

    /** A socket has come with what is read next. */
    protected received(socket: SentSocket): void {
      socket.channel.close();
    }

    /** A pipe whose other end is closed. */
    openAtEnd(): void {
      const closed: DescriptorStream = {
        readStart: () => this.events.end(),
        readStop() {},
        consumed() {},
        write: (_bytes, settled) => settled(UV.EPIPE),
        end() {},
        destroy() {},
        reset() {},
      };
      this.stream = this.#descriptor = closed;
    }

    override readStart(): number {
      const result = super.readStart();
      this.#descriptor?.readStart();
      return result;
    }

    override readStop(): number {
      this.#descriptor?.readStop();
      return super.readStop();
    }

    /** Writes what the stream of the program still holds back, because the process ends. */
    flush(): void {
      const owner = (this as unknown as Record<symbol, unknown>)[env.perIsolateSymbols['owner_symbol'] as symbol];
      const waiting = (owner as { readonly _writableState?: { getBuffer(): readonly { chunk: unknown; encoding: string }[] } } | undefined)?._writableState?.getBuffer() ?? [];
      for (const { chunk, encoding } of waiting) {
        const { Buffer } = env.requireBuiltin('buffer') as { Buffer: { from(text: string, encoding: string): Uint8Array } };
        env.kernel.print(this.#fd, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Uint8Array));
      }
    }

    protected override onClose(): void {
      open.delete(this);
      super.onClose();
    }
  }

  /** @throws for what is no TCP socket */
  function sentSocket(handle: unknown): SentSocket {
    const { TCP } = tcpWrapOf(env);
    if (!(handle instanceof TCP)) throw new NotImplementedError('sending a pipe or UDP socket to another process (the sendHandle of send())');
    return handle.sendAway();
  }

  /** pipes that are open, which are flushed at the end */
  const open = new Set<DescriptorWrap>();

  class Pipe extends DescriptorWrap {
    /** set by the library: a handle that comes with a message */
    pendingHandle?: unknown;
    readonly #type: number;

    constructor(type: number = SOCKET) {
      super('PIPEWRAP');
      this.#type = type;
    }

    override open(fd: number): number {
      open.add(this);
      return super.open(fd);
    }

    override writeUtf8String(request: ReqWrapInstance, text: string, handle?: unknown): number {
      if (handle === undefined || handle === null || this.#type !== IPC) return super.writeUtf8String(request, text);
      return this.writeBytes(request, encode(text, ENCODING.utf8), sentSocket(handle));
    }

    override writeBuffer(request: ReqWrapInstance, buffer: ArrayBufferView, handle?: unknown): number {
      if (handle === undefined || handle === null || this.#type !== IPC) return super.writeBuffer(request, buffer);
      return this.writeBytes(request, bytesOf(buffer).slice(), sentSocket(handle));
    }

    protected override received(socket: SentSocket): void {
      this.pendingHandle = tcpWrapOf(env).TCP.received(socket);
    }

    bind(): never {
      throw new NotImplementedError('a named pipe or UNIX domain socket');
    }

    listen(): never {
      throw new NotImplementedError('a named pipe or UNIX domain socket');
    }

    connect(): never {
      throw new NotImplementedError('a named pipe or UNIX domain socket');
    }

    fchmod(): number {
      return UV.EINVAL;
    }
  }
  class PipeConnectWrap extends env.wraps.ReqWrap {}
  return { Pipe, PipeConnectWrap, DescriptorWrap, open };
}

/** The pipe classes of a process. */
export const pipeWrapOf = onceEach(makePipeWrap);

/** Writes what the program has written to its pipes and what waits there for the reader: Node's own are synchronous. */
export function flushPipes(env: Environment): void {
  for (const pipe of pipeWrapOf(env).open) pipe.flush();
}

export function pipeWrap(env: Environment): Binding {
  const { Pipe, PipeConnectWrap } = pipeWrapOf(env);
  return { Pipe, PipeConnectWrap };
}
