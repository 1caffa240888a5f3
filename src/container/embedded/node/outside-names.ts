// Names of other machines, as a program sees them: each gets an address out of the ranges that are kept for documentation (RFC 5737, RFC 3849), which
// no real machine has. A connection to such an address is answered by the page (connectOutside).
import { onceEach } from './once-each.ts';

/** TEST-NET-3, -2 and -1 */
const NETWORKS = ['203.0.113', '198.51.100', '192.0.2'] as const;
const HOSTS = 254;

/** This machine's own address on connections to others. */
export const OWN_OUTSIDE = { ipv4: '192.0.2.254', ipv6: '2001:db8::fe' } as const;

/** Whether an address is this machine's: the loopback, its own among others, or none in particular. */
export function isLocalAddress(address: string): boolean {
  const plain = address.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, '');
  return /^127\./.test(plain) || plain === '0.0.0.0' || plain === '::1' || plain === '::' || plain === '' || plain === OWN_OUTSIDE.ipv4 || plain === OWN_OUTSIDE.ipv6;
}

/** Whether a name can be another machine's: it has a dot, and is none of those that never exist (RFC 6761: localhost, invalid). */
export function isOutsideName(name: string): boolean {
  return /^[a-z\d_]([\w-]*[a-z\d])?(\.[a-z\d_]([\w-]*[a-z\d])?)+\.?$/i.test(name) && !/\.(localhost|invalid|local)\.?$/i.test(name);
}

class OutsideNames {
  readonly #byName = new Map<string, number>();
  readonly #byAddress = new Map<string, string>();

  /** The address of a name, the same each time. */
  addressOf(name: string, family: 4 | 6): string {
    const plain = name.toLowerCase().replace(/\.$/, '');
    let index = this.#byName.get(plain);
    if (index === undefined) this.#byName.set(plain, (index = this.#byName.size % (NETWORKS.length * HOSTS - 1)));
    const host = (index % HOSTS) + 1;
    const address = family === 6 ? `2001:db8::1:${(index + 1).toString(16)}` : `${NETWORKS[Math.floor(index / HOSTS)] ?? NETWORKS[0]}.${host}`;
    this.#byAddress.set(address, plain);
    return address;
  }

  /** The name that was given an address; undefined for one that was not asked for by name. */
  nameOf(address: string): string | undefined {
    return this.#byAddress.get(address.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, ''));
  }
}

/** The names that a process knows. */
export const outsideNamesOf = onceEach(() => new OutsideNames());
