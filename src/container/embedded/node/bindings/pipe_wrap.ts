// internalBinding('pipe_wrap'): pipes between processes, as child_process makes them, the standard streams, and UNIX domain
// sockets (src/pipe_wrap.cc, src/connection_wrap.cc; libuv's src/unix/pipe.c).
import type { Environment } from '../environment.ts';
import type { DescriptorStream } from '../kernel-link.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import { FileError } from '../../kernel/file-errors.ts';
import type { Endpoint, SentSocket } from '../../kernel/protocol.ts';
import { bytesOf } from '../bytes.ts';
import { encode, ENCODING } from '../encodings.ts';
import { fileSystemHost } from './fs.ts';
import { streamWrapOf, UV } from './stream_wrap.ts';
import { onceEach } from '../once-each.ts';
import { tcpWrapOf } from './tcp_wrap.ts';
import { udpWrapOf } from './udp_wrap.ts';

const SOCKET = 0;
const SERVER = 1;
const IPC = 2;
const UV_READABLE = 1;
const UV_WRITABLE = 2;
/** bytes of sockaddr_un.sun_path */
const LONGEST_NAME = 108;

/** What uv_pipe_bind2 and uv_pipe_connect2 take: a path, or a name that begins with NUL. */
const isSocketName = (name: string): boolean => name !== '' && encode(name, ENCODING.utf8).length <= LONGEST_NAME && (name.startsWith('\0') || !name.includes('\0'));

/** Does something with files. @returns 0, or the negative errno of what went wrong */
function errnoIn(work: () => unknown): number {
  try {
    work();
    return 0;
  } catch (error) {
    if (error instanceof FileError) return error.errno;
    throw error;
  }
}

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

  /** @throws for what is no handle of a socket */
  function sentSocket(handle: unknown): SentSocket {
    const { TCP } = tcpWrapOf(env);
    const { UDP } = udpWrapOf(env);
    if (handle instanceof TCP || handle instanceof Pipe || handle instanceof UDP) return handle.sendAway();
    throw new TypeError('This handle type cannot be sent');
  }

  /** pipes that are open, which are flushed at the end */
  const open = new Set<DescriptorWrap>();

  class PipeConnectWrap extends env.wraps.ReqWrap {
    protected override get provider(): string {
      return 'PIPECONNECTWRAP';
    }
  }

  class Pipe extends DescriptorWrap {
    /** set by the library: a handle that comes with a message */
    pendingHandle?: unknown;
    /** set by the library: (status, clientHandle) */
    onconnection?: unknown;
    readonly #type: number;
    /** of a UNIX domain socket that was bound */
    #endpoint: Endpoint | undefined;
    /** its file, which goes with it */
    #path: string | undefined;
    #listening = false;

    constructor(type: number = SOCKET) {
      super(type === SERVER ? 'PIPESERVERWRAP' : 'PIPEWRAP');
      this.#type = type;
    }

    /** Makes the handle of a connection that another process has sent. */
    static received(socket: SentSocket): Pipe {
      const handle = new Pipe(SOCKET);
      handle.attachSent(socket);
      return handle;
    }

    /** What another process makes a handle of: the connection is given away. @throws for a server */
    sendAway(): SentSocket {
      if (this.#listening) throw new NotImplementedError('sending a server on a UNIX domain socket to another process (the sendHandle of send())');
      const { port1, port2 } = new env.natives.MessageChannel();
      this.giveAway(port1);
      return { kind: 'pipe', pid: env.options.pid, type: 'connection', channel: port2, local: {} };
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
      this.pendingHandle = (socket.kind === 'pipe' ? Pipe : socket.kind === 'udp' ? udpWrapOf(env).UDP : tcpWrapOf(env).TCP).received(socket);
    }

    bind(name: string): number {
      if (this.#endpoint !== undefined || !isSocketName(name)) return UV.EINVAL;
      if (name.startsWith('\0')) {
        this.#endpoint = name;
        return 0;
      }
      const path = fileSystemHost(env).absolute(name);
      const errno = errnoIn(() => (this.#endpoint = String(env.files.bindSocket(path))));
      if (errno === 0) this.#path = path;
      // uv_pipe_bind2: "Convert ENOENT to EACCES for compat with Windows."
      return errno === UV.ENOENT ? UV.EACCES : errno;
    }

    listen(): number {
      if (this.#endpoint === undefined) return UV.EINVAL;
      const result = env.kernel.listen(this.#endpoint, ['unix'], ({ accept }) => {
        const client = new Pipe(SOCKET);
        client.attach(accept(client.events));
        if (this.closed) client.close();
        else this.makeCallback(this.onconnection, 0, client);
      });
      this.#listening = result === 0;
      this.setActive(this.#listening);
      return result;
    }

    connect(request: ReqWrapInstance, name: string): number {
      if (!isSocketName(name)) return UV.EINVAL;
      request.start();
      let endpoint: Endpoint = name;
      const errno = name.startsWith('\0') ? 0 : errnoIn(() => (endpoint = String(env.files.connectSocket(fileSystemHost(env).absolute(name)))));
      if (errno === 0) env.kernel.connect(endpoint, 'unix', this.events, (result) => this.completeConnect(request, result));
      else env.loop.enqueue(() => this.completeConnect(request, errno));
      return 0;
    }

    /** uv_pipe_chmod: what everybody may do with the socket's file. @param mode UV_READABLE, UV_WRITABLE */
    fchmod(mode: number): number {
      const path = this.#path;
      if ((mode & ~(UV_READABLE | UV_WRITABLE)) !== 0 || mode === 0) return UV.EINVAL;
      if (path === undefined) return UV.EBADF;
      const bits = ((mode & UV_READABLE) === 0 ? 0 : 0o444) | ((mode & UV_WRITABLE) === 0 ? 0 : 0o222);
      return errnoIn(() => env.files.chmod(path, bits));
    }

    protected override onClose(): void {
      const path = this.#path;
      if (this.#listening && this.#endpoint !== undefined) env.kernel.unlisten(this.#endpoint, ['unix']);
      // The program may have removed it.
      if (path !== undefined) errnoIn(() => env.files.unlink(path));
      super.onClose();
    }
  }
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
