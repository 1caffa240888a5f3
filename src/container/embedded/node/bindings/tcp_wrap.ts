// internalBinding('tcp_wrap') over the container's loopback: every address of this machine is the same machine.
// Facts: src/tcp_wrap.cc, src/connection_wrap.cc, lib/net.js.
import type { Environment } from '../environment.ts';
import type { Family, IncomingConnection } from '../kernel-link.ts';
import type { SentSocket, SocketName, SocketOwner } from '../../kernel/protocol.ts';
import type { Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import { isLocalAddress, OWN_OUTSIDE, outsideNamesOf } from '../outside-names.ts';
import { onceEach } from '../once-each.ts';
import { streamWrapOf, UV } from './stream_wrap.ts';

/**
 * What goes over the channel of a server that several processes share: `listening` and `done` from the one that it was sent to, which is
 * answered by `done`; connections to it, and back from it those that came after it was done.
 */
type ShareMessage = SocketOwner | 'listening' | 'done' | SentSocket;

/** A process that has a server too, and the channel to it. */
interface Taker {
  readonly channel: MessagePort;
  /** 0 until it is known */
  pid: number;
}

// Of uv_tcp_bind6's flags (uv.h).
const UV_TCP_IPV6ONLY = 1;

const familyOf = (address: string): string => (address.includes(':') ? 'IPv6' : 'IPv4');

function makeTcpWrap(env: Environment) {
  const { LibuvStreamWrap } = streamWrapOf(env);
  const { ReqWrap } = env.wraps;
  const SOCKET = 0;
  const SERVER = 1;

  class TCPConnectWrap extends ReqWrap {
    protected override get provider(): string {
      return 'TCPCONNECTWRAP';
    }
  }

  class TCP extends LibuvStreamWrap {
    /** set by the library: (status, clientHandle) */
    onconnection?: unknown;
    #local: SocketName | undefined;
    #remote: SocketName | undefined;
    #listening: number | undefined;
    #ipv6Only = false;
    /** who this server was sent to */
    readonly #given = new Set<Taker>();
    /** those of them that listen; connections go to each in turn */
    readonly #sharing: Taker[] = [];
    /** what has come while nobody listened and somebody still may */
    readonly #waiting: TCP[] = [];
    /** of a server that came from another process */
    #origin: Taker | undefined;
    #turn = 0;
    /** takes connections itself */
    #accepting = false;

    constructor(type: number = SOCKET) {
      super(type === SERVER ? 'TCPSERVERWRAP' : 'TCPWRAP');
    }

    /** Makes the handle of a socket that another process has sent. */
    static received(socket: SentSocket): TCP {
      const { type, channel, pid, local, remote, fromPage = false } = socket;
      const handle = new TCP(type === 'server' ? SERVER : SOCKET);
      handle.#local = local;
      handle.#remote = remote;
      handle.fromPage = fromPage;
      if (type === 'server') handle.#origin = { channel, pid };
      else handle.attachSent(socket);
      return handle;
    }

    /** What another process makes a handle of: a server is shared from here on, a connection is given away. */
    sendAway(): SentSocket {
      const { port1, port2 } = new env.natives.MessageChannel();
      const isServer = this.#listening !== undefined || this.stream === undefined;
      const sent: SentSocket = { kind: 'tcp', pid: env.options.pid, type: isServer ? 'server' : 'connection', channel: port2, local: this.#local ?? {}, remote: this.#remote, fromPage: this.fromPage };
      if (isServer) this.#share(port1);
      else this.giveAway(port1);
      return sent;
    }

    #share(channel: MessagePort): void {
      const taker: Taker = { channel, pid: 0 };
      this.#given.add(taker);
      let stopWatching: (() => void) | undefined;
      const forget = (): void => {
        stopWatching?.();
        this.#given.delete(taker);
        const at = this.#sharing.indexOf(taker);
        if (at >= 0) this.#sharing.splice(at, 1);
        if (this.closed) this.#releaseIfUnused();
      };
      const listening = (): void => {
        this.#sharing.push(taker);
        if (this.#origin !== undefined) this.#listenAtOrigin();
        else if (this.#listening === undefined) this.#claimPort();
        for (const client of this.#waiting.splice(0)) this.#pass(client);
      };
      channel.onmessage = ({ data }: MessageEvent<ShareMessage>) => {
        if (data === 'listening') {
          listening();
        } else if (data === 'done') {
          forget();
          channel.postMessage('done' satisfies ShareMessage);
        } else if (data.type === 'accepted') {
          taker.pid = data.pid;
          stopWatching = env.kernel.whenProcessEnds(data.pid, forget);
        } else {
          env.loop.enqueue(() => this.#pass(TCP.received(data)));
        }
      };
      channel.addEventListener('close', forget);
    }

    bind(address: string, port: number): number {
      if (!isLocalAddress(address)) return UV.EADDRNOTAVAIL;
      this.#local = { address, port, family: 'IPv4' };
      return 0;
    }

    bind6(address: string, port: number, flags = 0): number {
      if (!isLocalAddress(address)) return UV.EADDRNOTAVAIL;
      this.#ipv6Only = (flags & UV_TCP_IPV6ONLY) !== 0;
      this.#local = { address, port, family: 'IPv6' };
      return 0;
    }

    /** `::` takes IPv4 too, unless it was told not to. */
    get #families(): readonly Family[] {
      if (this.#local?.family !== 'IPv6') return [4];
      return this.#local.address === '::' && !this.#ipv6Only ? [4, 6] : [6];
    }

    listen(): number {
      const result = this.#origin === undefined ? this.#claimPort() : this.#listenAtOrigin();
      if (result === 0) this.#accepting = true;
      this.setActive(this.#accepting);
      return result;
    }

    /** Has the process that sent this server pass connections on. */
    #listenAtOrigin(): number {
      const channel = this.#origin?.channel;
      if (channel === undefined || channel.onmessage !== null) return 0;
      channel.onmessage = ({ data }: MessageEvent<ShareMessage>) => {
        // After the connections that came before, which may go back.
        if (data === 'done') env.loop.enqueue(() => channel.close());
        else if (data !== 'listening' && data.type !== 'accepted') env.loop.enqueue(() => this.#pass(TCP.received(data)));
      };
      channel.postMessage('listening' satisfies ShareMessage);
      return 0;
    }

    #claimPort(): number {
      const local = (this.#local ??= { address: '0.0.0.0', port: 0, family: 'IPv4' });
      const result = env.kernel.listen(local.port ?? 0, this.#families, (connection) => this.#onConnection(connection));
      if (result < 0) return result;
      local.port = result;
      this.#listening = result;
      return 0;
    }

    #onConnection(connection: IncomingConnection): void {
      const client = new TCP(SOCKET);
      // A server bound to `::` sees IPv4 clients as mapped addresses (dual stack).
      const mapped = this.#local?.address === '::' ? '::ffff:127.0.0.1' : this.#local?.family === 'IPv6' ? '::1' : '127.0.0.1';
      const address = connection.family === 6 ? '::1' : mapped;
      client.#local = { address, ...(this.#listening !== undefined && { port: this.#listening }), family: familyOf(address) };
      client.#remote = { address, port: connection.remotePort, family: familyOf(address) };
      client.fromPage = connection.family === undefined;
      client.attach(connection.accept(client.events));
      this.#pass(client);
    }

    /** Gives a connection to whose turn it is. */
    #pass(client: TCP): void {
      // Of those who share it, this process is the first while it listens itself.
      const takers = [...(this.#accepting ? [undefined] : []), ...this.#sharing];
      if (takers.length === 0 && (this.#given.size > 0 || !this.closed)) return void this.#waiting.push(client);
      const taker = takers.length > 0 ? takers[this.#turn++ % takers.length] : this.#origin;
      if (taker !== undefined) {
        const sent = client.sendAway();
        sent.channel.postMessage({ type: 'accepted', pid: taker.pid } satisfies SocketOwner);
        taker.channel.postMessage(sent satisfies ShareMessage, [sent.channel]);
      } else if (this.#accepting) this.makeCallback(this.onconnection, 0, client);
      else client.close();
    }

    connect(request: ReqWrapInstance, address: string, port: number): number {
      request.start();
      // A mapped address is IPv4's.
      const family: Family = address.includes(':') && !address.startsWith('::ffff:') ? 6 : 4;
      const local = isLocalAddress(address);
      const done: Parameters<Environment['kernel']['connect']>[3] = (result) => {
        this.completeConnect(request, result, ({ localPort }) => {
          const own = local ? (family === 6 ? '::1' : '127.0.0.1') : family === 6 ? OWN_OUTSIDE.ipv6 : OWN_OUTSIDE.ipv4;
          this.#local = { address: own, port: localPort, family: familyOf(own) };
          this.#remote = { address, port, family: familyOf(address) };
        });
      };
      if (local) env.kernel.connect(port, family, this.events, done);
      else {
        this.outsideHost = outsideNamesOf(env).nameOf(address) ?? address;
        env.kernel.connectOutside(this.outsideHost, port, this.events, done);
      }
      return 0;
    }

    connect6(request: ReqWrapInstance, address: string, port: number): number {
      return this.connect(request, address, port);
    }

    getsockname(name: SocketName): number {
      if (this.#local === undefined) return UV.EBADF;
      Object.assign(name, this.#local);
      return 0;
    }

    getpeername(name: SocketName): number {
      if (this.#remote === undefined) return UV.ENOTCONN;
      Object.assign(name, this.#remote);
      return 0;
    }

    // Options of a real network; on the loopback they change nothing.
    setNoDelay(): number {
      return 0;
    }
    setKeepAlive(): number {
      return 0;
    }
    setTypeOfService(): number {
      return 0;
    }
    getTypeOfService(): number {
      return 0;
    }

    // Linux closes a socket whose receive queue is not empty with RST in place of FIN (tcp_close in net/ipv4/tcp.c).
    protected override get resetsUnread(): boolean {
      return true;
    }

    /** Closes with RST in place of FIN. */
    reset(callback?: unknown): number {
      this.stream?.reset();
      this.close(callback);
      return 0;
    }

    protected override onClose(): void {
      this.#accepting = false;
      this.#releaseIfUnused();
      super.onClose();
    }

    #releaseIfUnused(): void {
      if (this.#given.size > 0) return;
      for (const client of this.#waiting.splice(0)) client.reset();
      // Who has not listened has nothing to wait for.
      if (this.#origin?.channel.onmessage === null) this.#origin.channel.close();
      else this.#origin?.channel.postMessage('done' satisfies ShareMessage);
      if (this.#listening === undefined) return;
      env.kernel.unlisten(this.#listening, this.#families);
      this.#listening = undefined;
    }
  }

  return { TCP, TCPConnectWrap };
}

/** The TCP classes of a process. */
export const tcpWrapOf = onceEach(makeTcpWrap);

export function tcpWrap(env: Environment): Binding {
  return { ...tcpWrapOf(env) };
}
