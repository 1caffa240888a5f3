// IP addresses as text and as numbers, as inet_pton and inet_ntop have them (RFC 4291, section 2.2, and RFC 5952).

const IPV4_PART = /^(?:0|[1-9]\d{0,2})$/;
const IPV6_PART = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;

/** The number of an IPv4 address; undefined when the text is none. */
export function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => IPV4_PART.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** The number of an IPv6 address, leaving out its zone; undefined when the text is none. */
export function parseIPv6(text: string): bigint | undefined {
  const halves = text.replace(/%.*$/, '').split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) as string[];
  if (last.at(-1)?.includes('.')) {
    const tail = parseIPv4(last.pop() as string);
    if (tail === undefined) return undefined;
    last.push((tail >> 16n).toString(16), (tail & 0xffffn).toString(16));
  }
  const all = groups.flat();
  if (!all.every((group) => IPV6_PART.test(group))) return undefined;
  if (halves.length === 1 ? all.length !== GROUPS : all.length >= GROUPS) return undefined;
  const [head = [], rest = []] = groups;
  const zeros = halves.length === 1 ? [] : new Array<string>(GROUPS - all.length).fill('0');
  return [...head, ...zeros, ...rest].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

/** An address's text: for IPv6 with the longest run of two or more zero groups left out, and a mapped IPv4 address in its own form. */
export function addressText(value: bigint, version: 4 | 6): string {
  if (version === 4) return ipv4Text(value);
  const groups = Array.from({ length: GROUPS }, (_, index) => Number((value >> BigInt(16 * (GROUPS - 1 - index))) & 0xffffn));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < GROUPS; at++) {
    let length = 0;
    while (at + length < GROUPS && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  // inet_ntop writes the last two groups as IPv4 when only zeros, or zeros and ffff, come before them.
  const embedsIPv4 = best.at === 0 && (best.length === 6 || (best.length === 5 && groups[5] === 0xffff));
  const texts = groups.map((group) => group.toString(16));
  if (embedsIPv4) texts.splice(6, 2, ipv4Text(value & 0xffff_ffffn));
  if (best.at < 0) return texts.join(':');
  const end = embedsIPv4 ? Math.min(best.at + best.length, 6) : best.at + best.length;
  return `${texts.slice(0, best.at).join(':')}::${texts.slice(end).join(':')}`;
}
