// internalBinding('udp_wrap') over the container's loopback (../../kernel/datagrams.ts). Nothing is lost on it, and nothing leaves it.
// Facts: src/udp_wrap.cc, deps/uv/src/unix/udp.c, lib/dgram.js.
import { BROADCAST, isMulticast, unmapped, type DatagramAddress, type DatagramInterface, type DatagramSocket, type GroupMembership, type PortReuse } from '../../kernel/datagrams.ts';
import type { SentSocket, SocketName, SocketOwner } from '../../kernel/protocol.ts';
import type { DatagramTaker } from '../kernel-link.ts';
import { bytesOf } from '../bytes.ts';
import { asBuffer, type Environment } from '../environment.ts';
import { onceEach } from '../once-each.ts';
import { isLocalAddress, OWN_OUTSIDE } from '../outside-names.ts';
import type { Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import { UV } from './stream_wrap.ts';

const UV_UDP = {
  EMSGSIZE: -90, ENETUNREACH: -101, ENODEV: -19, ENOPROTOOPT: -92, ...UV,
} as const;

// Of uv_udp_bind's flags (uv.h).
const UV_UDP_IPV6ONLY = 1;
const UV_UDP_REUSEADDR = 4;
const UV_UDP_REUSEPORT = 64;

/** The most that UDP carries over IPv4. */
const LARGEST_DATAGRAM = 65_507;
const LARGEST_TTL = 255;

// Linux: net.core.rmem_default and rmem_max, SOCK_MIN_RCVBUF, SOCK_MIN_SNDBUF; the kernel doubles what it is asked for (socket(7)).
const DEFAULT_BUFFER = 212_992;
const LARGEST_BUFFER = 4 * 1024 * 1024;
const SMALLEST_BUFFER = { receive: 2304, send: 4608 } as const;

type Family = 4 | 6;

interface Datagram {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: DatagramAddress;
}

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' } as const;
const WILDCARD = { 4: '0.0.0.0', 6: '::' } as const;
const OUTSIDE = { 4: OWN_OUTSIDE.ipv4, 6: OWN_OUTSIDE.ipv6 } as const;

const isWildcard = (address: string): boolean => address === WILDCARD[4] || address === WILDCARD[6];
const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4);
const nameOf = ({ address, port }: DatagramAddress): Required<SocketName> => ({ address, family: `IPv${familyOf(address)}`, port });

/** The interface that an address is of; undefined: none of this machine's. */
function interfaceOf(address: string | undefined): DatagramInterface | undefined {
  if (address === undefined || address === '' || isWildcard(address) || address.endsWith('%eth0')) return 'eth0';
  if (address === OUTSIDE[4] || address === OUTSIDE[6]) return 'eth0';
  return address.endsWith('%lo') || isLocalAddress(address) ? 'lo' : undefined;
}

function makeUdpWrap(env: Environment) {
  const { HandleWrap, ReqWrap } = env.wraps;
  const { canonicalizeIP } = env.internalBinding('cares_wrap') as { canonicalizeIP(address: string): string | undefined };
  const isAddress = (address: string, family: Family): boolean => canonicalizeIP(address.split('%')[0] as string) !== undefined && familyOf(address) === family;

  class SendWrap extends ReqWrap {
    protected override get provider(): string {
      return 'UDPSENDWRAP';
    }
  }

  class UDP extends HandleWrap {
    /** set by the library: (nread, handle, buffer, rinfo) */
    onmessage?: unknown;
    #socket: DatagramSocket | undefined;
    /** what it was bound to, which a connection narrows */
    #bound = '';
    #receiving = false;
    /** what has come while nobody wanted it */
    readonly #waiting: Datagram[] = [];
    #broadcast = false;
    #loop = true;
    #interface: DatagramInterface = 'eth0';
    readonly #buffers = { receive: DEFAULT_BUFFER, send: DEFAULT_BUFFER };
    /** to the processes that this socket was sent to */
    readonly #given = new Set<MessagePort>();
    /** those of them that receive; datagrams go to each in turn */
    readonly #sharing: DatagramTaker[] = [];
    /** of a socket that came from another process */
    #origin: { readonly channel: MessagePort; taker?: DatagramTaker } | undefined;
    #turn = 0;

    protected override get provider(): string {
      return 'UDPWRAP';
    }

    /** Makes the handle of a socket that another process has sent. */
    static received({ channel, local: { address = WILDCARD[4], port = 0 } }: SentSocket): UDP {
      const handle = new UDP();
      handle.#origin = { channel };
      handle.#bound = address;
      handle.#socket = { id: '', pid: 0, family: familyOf(address), address, port, ipv6Only: false, reuse: 'no', memberships: [] };
      return handle;
    }

    /** What another process makes a handle of: both have the socket from here on. */
    sendAway(): SentSocket {
      const { port1, port2 } = new env.natives.MessageChannel();
      this.#given.add(port1);
      let taker: DatagramTaker | undefined;
      let stopWatching: (() => void) | undefined;
      const forget = (): void => {
        stopWatching?.();
        this.#given.delete(port1);
        const at = taker === undefined ? -1 : this.#sharing.indexOf(taker);
        if (at >= 0) this.#sharing.splice(at, 1);
        if (this.closed) this.#releaseIfUnused();
      };
      port1.onmessage = ({ data }: MessageEvent<SocketOwner | DatagramTaker>) => {
        if ('type' in data) {
          stopWatching = env.kernel.whenProcessEnds(data.pid, forget);
          return;
        }
        taker = data;
        this.#sharing.push(taker);
        // What has come since nobody received is there for whoever does.
        if (!this.#receiving) for (const { bytes, from } of this.#waiting.splice(0)) env.kernel.passDatagram(taker, bytes, from);
      };
      port1.addEventListener('close', forget);
      return { kind: 'udp', pid: env.options.pid, type: 'server', channel: port2, local: this.#socket === undefined ? {} : nameOf(this.#socket) };
    }

    bind(address: string, port: number, flags = 0): number {
      return this.#bind(address, port, flags, 4);
    }

    bind6(address: string, port: number, flags = 0): number {
      return this.#bind(address, port, flags, 6);
    }

    #bind(address: string, port: number, flags: number, family: Family): number {
      if (this.#socket !== undefined || !isAddress(address, family)) return UV.EINVAL;
      if (!isLocalAddress(address) && !isMulticast(address)) return UV.EADDRNOTAVAIL;
      const reuse: PortReuse = (flags & UV_UDP_REUSEPORT) !== 0 ? 'port' : (flags & UV_UDP_REUSEADDR) !== 0 ? 'address' : 'no';
      const ipv6Only = (flags & UV_UDP_IPV6ONLY) !== 0;
      const bound = env.kernel.bindDatagrams({ family, address, port, ipv6Only, reuse, memberships: [] }, (bytes, from) => this.#onDatagram(bytes, from));
      if (typeof bound === 'number') return bound;
      this.#socket = bound;
      this.#bound = bound.address;
      return 0;
    }

    /** As libuv does it for whoever sends, connects or joins a group at once. */
    #bindIfUnbound(family: Family, flags = 0): number {
      return this.#socket === undefined ? this.#bind(WILDCARD[family], 0, flags, family) : 0;
    }

    #onDatagram(bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress): void {
      const takers = [...(this.#receiving || this.#sharing.length === 0 ? [undefined] : []), ...this.#sharing];
      const taker = takers[this.#turn++ % takers.length];
      if (taker === undefined) this.#take({ bytes, from });
      else env.kernel.passDatagram(taker, bytes, from);
    }

    #take(message: Datagram): void {
      if (this.#socket === undefined || (this.closed && this.#given.size === 0)) return;
      if (!this.#receiving) return void this.#waiting.push(message);
      const { address, port } = message.from;
      const seen = this.#socket.family === 6 && familyOf(address) === 4 ? `::ffff:${address}` : address;
      this.makeCallback(this.onmessage, message.bytes.byteLength, this, asBuffer(env, message.bytes), nameOf({ address: seen, port }));
    }

    recvStart(): number {
      if (this.#receiving) return 0;
      this.#receiving = true;
      this.setActive(true);
      if (this.#origin !== undefined && this.#origin.taker === undefined) {
        this.#origin.taker = env.kernel.takeDatagrams((bytes, from) => this.#take({ bytes, from }));
        this.#origin.channel.postMessage(this.#origin.taker);
      }
      for (const message of this.#waiting.splice(0)) env.loop.enqueue(() => this.#take(message));
      return 0;
    }

    recvStop(): number {
      this.#receiving = false;
      this.setActive(false);
      return 0;
    }

    connect(address: string, port: number): number {
      return this.#connect(address, port, 4);
    }

    connect6(address: string, port: number): number {
      return this.#connect(address, port, 6);
    }

    #connect(address: string, port: number, family: Family): number {
      if (!isAddress(address, family)) return UV.EINVAL;
      const target = this.#target(address, family);
      if (typeof target === 'number') return target;
      const errno = this.#bindIfUnbound(family);
      if (errno !== 0 || this.#socket === undefined) return errno;
      this.#change({ ...this.#socket, address: this.#sourceFor(target, this.#socket), peer: { address: target, port } });
      return 0;
    }

    disconnect(): number {
      if (this.#socket?.peer === undefined) return UV.ENOTCONN;
      this.#change({ ...this.#socket, address: this.#bound, peer: undefined });
      return 0;
    }

    #change(socket: DatagramSocket): void {
      this.#socket = socket;
      if (this.#origin === undefined) env.kernel.changeDatagrams(socket);
    }

    /** The address that a datagram really goes to, or a negative errno. */
    #target(address: string, family: Family): string | number {
      if (isWildcard(address)) return LOOPBACK[family];
      if (unmapped(address) === BROADCAST) return this.#broadcast ? address : UV.EACCES;
      return isLocalAddress(address) || isMulticast(address) ? address : UV_UDP.ENETUNREACH;
    }

    /** This machine's address on a datagram to an address. */
    #sourceFor(target: string, { address }: DatagramSocket): string {
      if (!isWildcard(address)) return address;
      const family = familyOf(target);
      const plain = unmapped(target);
      const isOutside = isMulticast(plain) || plain === BROADCAST ? this.#interface === 'eth0' : plain === OUTSIDE[4] || plain === OUTSIDE[6];
      if (plain !== target) return `::ffff:${isOutside ? OUTSIDE[4] : LOOPBACK[4]}`;
      return isOutside ? OUTSIDE[family] : LOOPBACK[family];
    }

    send(request: ReqWrapInstance, list: readonly ArrayBufferView[], count: number, port: number | boolean, address?: string): number {
      return this.#send(list, port, address, 4);
    }

    send6(request: ReqWrapInstance, list: readonly ArrayBufferView[], count: number, port: number | boolean, address?: string): number {
      return this.#send(list, port, address, 6);
    }

    /** @param port whether somebody wants to hear of the end, where the socket is connected @returns one more than was sent, or a negative errno */
    #send(list: readonly ArrayBufferView[], port: number | boolean, address: string | undefined, family: Family): number {
      const size = list.reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (address !== undefined && !isAddress(address, family)) return UV.EINVAL;
      const errno = this.#bindIfUnbound(family);
      if (errno !== 0 || this.#socket === undefined) return errno;
      const given = typeof port === 'number' && address !== undefined ? { address, port } : this.#socket.peer;
      if (given === undefined) return UV.EINVAL;
      const target = this.#target(given.address, family);
      if (typeof target === 'number') return target;
      if (size > LARGEST_DATAGRAM) return UV_UDP.EMSGSIZE;
      const bytes = new Uint8Array(size);
      let at = 0;
      for (const part of list) {
        bytes.set(bytesOf(part), at);
        at += part.byteLength;
      }
      // What goes out on the loopback comes back on it.
      if (isMulticast(target) && !this.#loop && this.#interface !== 'lo') return size + 1;
      const source = { address: unmapped(this.#sourceFor(target, this.#socket)), port: this.#socket.port };
      const found = env.kernel.sendDatagram({ source, target: { address: target, port: given.port }, interface: this.#interface }, bytes);
      // ICMP's answer, of which only connected sockets hear (udp(7)).
      if (!found && this.#socket.peer !== undefined) env.loop.enqueue(() => this.#receiving && this.makeCallback(this.onmessage, UV.ECONNREFUSED, this));
      return size + 1;
    }

    getsockname(name: SocketName): number {
      if (this.#socket === undefined) return UV.EBADF;
      Object.assign(name, nameOf(this.#socket));
      return 0;
    }

    getpeername(name: SocketName): number {
      if (this.#socket?.peer === undefined) return UV.ENOTCONN;
      Object.assign(name, nameOf(this.#socket.peer));
      return 0;
    }

    addMembership(group: string, address?: string): number {
      return this.#join(group, undefined, address);
    }

    addSourceSpecificMembership(source: string, group: string, address?: string): number {
      return isAddress(source, familyOf(group)) ? this.#join(group, source, address) : UV.EINVAL;
    }

    dropMembership(group: string, address?: string): number {
      return this.#leave(group, undefined, address, UV.EADDRNOTAVAIL);
    }

    dropSourceSpecificMembership(source: string, group: string, address?: string): number {
      return isAddress(source, familyOf(group)) ? this.#leave(group, source, address, UV.EINVAL) : UV.EINVAL;
    }

    #join(group: string, source: string | undefined, address: string | undefined): number {
      const family = familyOf(group);
      if (!isAddress(group, family) || !isMulticast(group)) return UV.EINVAL;
      const network = interfaceOf(address);
      if (network === undefined) return UV_UDP.ENODEV;
      const errno = this.#bindIfUnbound(family, UV_UDP_REUSEADDR);
      if (errno !== 0 || this.#socket === undefined) return errno;
      if (this.#memberships(group, network, source).length > 0) return source === undefined ? UV.EADDRINUSE : UV.EADDRNOTAVAIL;
      this.#change({ ...this.#socket, memberships: [...this.#socket.memberships, { group, interface: network, source }] });
      return 0;
    }

    #leave(group: string, source: string | undefined, address: string | undefined, absent: number): number {
      const network = interfaceOf(address);
      if (!isAddress(group, familyOf(group))) return UV.EINVAL;
      if (this.#socket === undefined || network === undefined) return absent;
      const left = this.#memberships(group, network, source);
      if (left.length === 0) return absent;
      this.#change({ ...this.#socket, memberships: this.#socket.memberships.filter((membership) => !left.includes(membership)) });
      return 0;
    }

    #memberships(group: string, network: DatagramInterface, source: string | undefined): readonly GroupMembership[] {
      return (this.#socket?.memberships ?? []).filter((one) => one.group === group && one.interface === network && one.source === source);
    }

    setMulticastInterface(address: string): number {
      if (this.#socket === undefined) return UV.EBADF;
      const family = familyOf(address);
      if (!isAddress(address, family)) return UV.EINVAL;
      if (family !== this.#socket.family) return UV_UDP.ENOPROTOOPT;
      const network = interfaceOf(address);
      if (network === undefined) return UV.EADDRNOTAVAIL;
      this.#interface = network;
      return 0;
    }

    setMulticastLoopback(on: number): number {
      if (this.#socket === undefined) return UV.EBADF;
      this.#loop = on !== 0;
      return 0;
    }

    setBroadcast(on: number): number {
      if (this.#socket === undefined) return UV.EBADF;
      this.#broadcast = on !== 0;
      return 0;
    }

    // How far a datagram goes: never further than this machine.
    setTTL(ttl: number): number {
      if (ttl < 1 || ttl > LARGEST_TTL) return UV.EINVAL;
      return this.#socket === undefined ? UV.EBADF : 0;
    }

    setMulticastTTL(ttl: number): number {
      if (this.#socket === undefined) return UV.EBADF;
      return ttl < 0 || ttl > LARGEST_TTL ? UV.EINVAL : 0;
    }

    /** @param size 0: only asks @param context gets the error @returns undefined with an error */
    bufferSize(size: number, isReceive: boolean, context: Record<string, unknown>): number | undefined {
      if (this.#socket === undefined) {
        Object.assign(context, { errno: UV.EBADF, code: 'EBADF', message: 'bad file descriptor', syscall: isReceive ? 'uv_recv_buffer_size' : 'uv_send_buffer_size' });
        return undefined;
      }
      const which = isReceive ? 'receive' : 'send';
      if (size !== 0) this.#buffers[which] = Math.max(2 * Math.min(size, LARGEST_BUFFER), SMALLEST_BUFFER[which]);
      return this.#buffers[which];
    }

    // What is sent has arrived.
    getSendQueueSize(): number {
      return 0;
    }

    getSendQueueCount(): number {
      return 0;
    }

    protected override onClose(): void {
      this.#receiving = false;
      this.#origin?.channel.close();
      if (this.#origin?.taker !== undefined) env.kernel.forgetDatagrams(this.#origin.taker);
      this.#releaseIfUnused();
    }

    #releaseIfUnused(): void {
      if (this.#socket === undefined || this.#origin !== undefined || this.#given.size > 0) return;
      env.kernel.closeDatagrams(this.#socket);
      this.#socket = undefined;
    }
  }

  return { UDP, SendWrap };
}

/** The UDP classes of a process. */
export const udpWrapOf = onceEach(makeUdpWrap);

export function udpWrap(env: Environment): Binding {
  return { ...udpWrapOf(env) };
}
