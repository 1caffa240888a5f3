// UDP sockets that are bound in the container, and who of them gets a datagram. Every process has a copy of the table, so that `bind` can tell at
// once that a port is taken and a datagram can be sent without asking; the kernel keeps the one that new processes get.
// Facts: ip(7), udp(7), udp_lib_lport_inuse and __udp4_lib_lookup of Linux (net/ipv4/udp.c).

/** Whether several sockets may have one port: SO_REUSEADDR, or SO_REUSEPORT. */
export type PortReuse = 'no' | 'address' | 'port';

/** Where a datagram comes from or goes to. */
export interface DatagramAddress {
  readonly address: string;
  readonly port: number;
}

/** A network interface, of which there are two. */
export type DatagramInterface = 'lo' | 'eth0';

export interface GroupMembership {
  readonly group: string;
  readonly interface: DatagramInterface;
  /** the only sender that is listened to; undefined: every one */
  readonly source?: string | undefined;
}

/** A bound socket. */
export interface DatagramSocket {
  /** unique in the container */
  readonly id: string;
  /** the process that has bound it */
  readonly pid: number;
  readonly family: 4 | 6;
  /** the wildcard among others */
  readonly address: string;
  readonly port: number;
  /** does not take IPv4's datagrams */
  readonly ipv6Only: boolean;
  readonly reuse: PortReuse;
  /** whom it is connected to */
  readonly peer?: DatagramAddress | undefined;
  readonly memberships: readonly GroupMembership[];
}

/** A change of the table. */
export type DatagramOp = { readonly type: 'set'; readonly socket: DatagramSocket } | { readonly type: 'close'; readonly id: string };

/** What is sent. */
export interface OutgoingDatagram {
  readonly source: DatagramAddress;
  readonly target: DatagramAddress;
  /** where multicast goes out */
  readonly interface: DatagramInterface;
}

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/** An IPv4 address that is written as an IPv6 one, as itself; others as they are. */
export const unmapped = (address: string): string => address.replace(MAPPED, '');

const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** 224.0.0.0/4 and ff00::/8 */
export function isMulticast(address: string): boolean {
  const first = /^(\d+)\./.exec(address)?.[1];
  return first === undefined ? /^ff[\da-f]{2}:/i.test(address) : Number(first) >= 224 && Number(first) < 240;
}

/** The limited broadcast address. */
export const BROADCAST = '255.255.255.255';

export class DatagramTable {
  /** in the order in which they were bound */
  readonly #sockets = new Map<string, DatagramSocket>();

  constructor(sockets: readonly DatagramSocket[] = []) {
    for (const socket of sockets) this.#sockets.set(socket.id, socket);
  }

  get sockets(): readonly DatagramSocket[] {
    return [...this.#sockets.values()];
  }

  get(id: string): DatagramSocket | undefined {
    return this.#sockets.get(id);
  }

  apply(op: DatagramOp): void {
    if (op.type === 'set') this.#sockets.set(op.socket.id, op.socket);
    else this.#sockets.delete(op.id);
  }

  /** Whether a socket's port is another's already (EADDRINUSE). */
  isTaken(wanted: Omit<DatagramSocket, 'id' | 'pid' | 'memberships'>): boolean {
    return this.sockets.some((other) => {
      if (other.port !== wanted.port || !shareFamily(other, wanted)) return false;
      const [mine, its] = [unmapped(wanted.address), unmapped(other.address)];
      if (mine !== its && !isWildcard(mine) && !isWildcard(its)) return false;
      return wanted.reuse === 'no' || other.reuse !== wanted.reuse;
    });
  }

  /** The sockets that get a datagram. None: nobody listens there. */
  receivers({ source, target, interface: outgoing }: OutgoingDatagram): readonly DatagramSocket[] {
    const address = unmapped(target.address);
    const family = address.includes(':') ? 6 : 4;
    const listening = this.sockets.filter((socket) => {
      if (socket.port !== target.port || !takesFamily(socket, family)) return false;
      if (!isWildcard(socket.address) && unmapped(socket.address) !== address) return false;
      const { peer } = socket;
      return peer === undefined || (peer.port === source.port && unmapped(peer.address) === unmapped(source.address));
    });
    if (address === BROADCAST) return listening;
    if (isMulticast(address)) return this.#members(listening, address, outgoing, unmapped(source.address));
    return oneOf(listening, family, source.port);
  }

  /** Those who get what goes to a group: a socket that has joined none gets what the machine gets (IP_MULTICAST_ALL). */
  #members(listening: readonly DatagramSocket[], group: string, outgoing: DatagramInterface, source: string): readonly DatagramSocket[] {
    const ofGroup = (socket: DatagramSocket): readonly GroupMembership[] =>
      socket.memberships.filter((membership) => membership.group === group && membership.interface === outgoing);
    if (!this.sockets.some((socket) => ofGroup(socket).length > 0)) return [];
    return listening.filter((socket) => {
      const memberships = ofGroup(socket);
      return memberships.length === 0 || memberships.some((membership) => membership.source === undefined || membership.source === source);
    });
  }
}

/** Whether two sockets have their ports out of the same numbers. */
function shareFamily(a: Pick<DatagramSocket, 'family' | 'address' | 'ipv6Only'>, b: Pick<DatagramSocket, 'family' | 'address' | 'ipv6Only'>): boolean {
  return ([4, 6] as const).some((family) => takesFamily(a, family) && takesFamily(b, family));
}

function takesFamily({ family, address, ipv6Only }: Pick<DatagramSocket, 'family' | 'address' | 'ipv6Only'>, wanted: 4 | 6): boolean {
  if (family === 4) return wanted === 4;
  if (MAPPED.test(address)) return wanted === 4;
  return wanted === 6 || (address === '::' && !ipv6Only);
}

/** The best of those who could get a datagram: a connected one, else one of this very address, else the one that was bound last. */
function oneOf(listening: readonly DatagramSocket[], family: 4 | 6, sourcePort: number): readonly DatagramSocket[] {
  const score = (socket: DatagramSocket): number =>
    (socket.peer === undefined ? 0 : 4) + (isWildcard(socket.address) ? 0 : 2) + (socket.family === family ? 1 : 0);
  const best = Math.max(...listening.map(score));
  const equal = listening.filter((socket) => score(socket) === best);
  const chosen = equal.at(-1);
  if (chosen === undefined) return [];
  // SO_REUSEPORT spreads the senders over the sockets.
  return [chosen.reuse === 'port' ? (equal[sourcePort % equal.length] ?? chosen) : chosen];
}
