import { describe, expect, it } from 'vitest';
import { DatagramTable, isMulticast, type DatagramSocket } from './datagrams.ts';

const socket = (id: string, given: Partial<DatagramSocket> = {}): DatagramSocket => ({
  id, pid: 2, family: 4, address: '0.0.0.0', port: 5000, ipv6Only: false, reuse: 'no', memberships: [], ...given,
});
const tableOf = (...sockets: DatagramSocket[]): DatagramTable => new DatagramTable(sockets);
const to = (table: DatagramTable, address: string, source = { address: '127.0.0.1', port: 40_000 }): string[] =>
  table.receivers({ source, target: { address, port: 5000 }, interface: 'lo' }).map(({ id }) => id);

describe('DatagramTable', () => {
  it('gives a port of an address once, and the wildcard is every address', () => {
    const table = tableOf(socket('a', { address: '127.0.0.1' }));
    expect(table.isTaken(socket('b', { address: '127.0.0.1' }))).toBe(true);
    expect(table.isTaken(socket('b'))).toBe(true);
    expect(table.isTaken(socket('b', { address: '127.0.0.2' }))).toBe(false);
    expect(table.isTaken(socket('b', { port: 5001 }))).toBe(false);
  });

  it('has ports of IPv6 apart, but those of a socket that takes IPv4 too', () => {
    expect(tableOf(socket('a')).isTaken(socket('b', { family: 6, address: '::' }))).toBe(true);
    expect(tableOf(socket('a')).isTaken(socket('b', { family: 6, address: '::', ipv6Only: true }))).toBe(false);
    expect(tableOf(socket('a')).isTaken(socket('b', { family: 6, address: '::1' }))).toBe(false);
  });

  it('lets sockets share a port when all of them said so in the same way', () => {
    expect(tableOf(socket('a', { reuse: 'address' })).isTaken(socket('b', { reuse: 'address' }))).toBe(false);
    expect(tableOf(socket('a', { reuse: 'address' })).isTaken(socket('b', { reuse: 'port' }))).toBe(true);
    expect(tableOf(socket('a', { reuse: 'address' })).isTaken(socket('b'))).toBe(true);
  });

  it('gives a datagram to the one that fits best: connected, of this address, bound last', () => {
    expect(to(tableOf(socket('a', { reuse: 'address' }), socket('b', { reuse: 'address' })), '127.0.0.1')).toEqual(['b']);
    expect(to(tableOf(socket('own', { address: '127.0.0.2' }), socket('any', { reuse: 'address' })), '127.0.0.2')).toEqual(['own']);
    const peer = { address: '127.0.0.1', port: 40_000 };
    const connected = tableOf(socket('peer', { peer }), socket('any'));
    expect(to(connected, '127.0.0.1')).toEqual(['peer']);
    expect(to(connected, '127.0.0.1', { address: '127.0.0.1', port: 40_001 })).toEqual(['any']);
  });

  it('gives IPv4 to a socket of IPv6 that takes both', () => {
    expect(to(tableOf(socket('a', { family: 6, address: '::' })), '127.0.0.1')).toEqual(['a']);
    expect(to(tableOf(socket('a', { family: 6, address: '::' })), '::ffff:127.0.0.1')).toEqual(['a']);
    expect(to(tableOf(socket('a', { family: 6, address: '::', ipv6Only: true })), '127.0.0.1')).toEqual([]);
    expect(to(tableOf(socket('a')), '::1')).toEqual([]);
  });

  it('gives multicast to everybody on the port once somebody has joined on that interface, and to who wants only one sender only its', () => {
    const joined = [{ group: '224.0.0.114', interface: 'lo' }] as const;
    const picky = [{ group: '224.0.0.114', interface: 'lo', source: '127.0.0.9' }] as const;
    expect(to(tableOf(socket('a')), '224.0.0.114')).toEqual([]);
    expect(to(tableOf(socket('a', { memberships: joined }), socket('b'), socket('c', { memberships: picky })), '224.0.0.114')).toEqual(['a', 'b']);
    expect(to(tableOf(socket('a', { memberships: [{ group: '224.0.0.114', interface: 'eth0' }] })), '224.0.0.114')).toEqual([]);
    expect([isMulticast('224.0.0.1'), isMulticast('240.0.0.1'), isMulticast('ff02::1'), isMulticast('fe80::1')]).toEqual([true, false, true, false]);
  });

  it('forgets a socket that is closed', () => {
    const table = tableOf(socket('a'));
    table.apply({ type: 'close', id: 'a' });
    expect([to(table, '127.0.0.1'), table.sockets]).toEqual([[], []]);
  });
});
