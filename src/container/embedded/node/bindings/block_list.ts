// internalBinding('block_list'): socket addresses and sets of them (src/node_sockaddr.cc). An address is kept as its family
// and a number; a rule is a run of numbers of one family. Rules are listed by kind, the newest of a kind first.
import { codedError } from '../bytes.ts';
import type { BindingFactory } from '../environment.ts';
import { addressText, parseIPv4, parseIPv6 } from '../ip-address.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const BITS: Readonly<Record<number, number>> = { [AF_INET]: 32, [AF_INET6]: 128 };
/** ::ffff:0:0/96 */
const MAPPED = 0xffffn << 32n;
const MAPPED_END = MAPPED | 0xffff_ffffn;
const FLOW_LABEL_BITS = 0xfffff;

interface Address {
  readonly family: number;
  readonly value: bigint;
}

const KINDS = ['Address', 'Subnet', 'Range'] as const;

interface Rule {
  readonly kind: (typeof KINDS)[number];
  readonly first: Address;
  readonly last: Address;
  /** how the rule is listed, and what tells it from others */
  readonly text: string;
}

function parseAddress(text: string, family: number): Address | undefined {
  const value = family === AF_INET ? parseIPv4(text) : parseIPv6(text);
  return value === undefined ? undefined : { family, value };
}

const textOf = ({ family, value }: Address): string => addressText(value, family === AF_INET ? 4 : 6);
const familyName = (family: number): string => (family === AF_INET ? 'IPv4' : 'IPv6');

/** The same address in the other family's numbers, if it is an IPv4 address that is mapped into IPv6; else undefined. */
function inFamily(address: Address, family: number): bigint | undefined {
  if (address.family === family) return address.value;
  if (family === AF_INET6) return MAPPED | address.value;
  return address.value >= MAPPED && address.value <= MAPPED_END ? address.value & 0xffff_ffffn : undefined;
}

function covers(rule: Rule, address: Address): boolean {
  const value = inFamily(address, rule.first.family);
  return value !== undefined && value >= rule.first.value && value <= rule.last.value;
}

/** Handles of this binding: clones of the library's objects share them (their C++ data is shared between threads). */
const handles = new WeakSet<object>();
export const isBlockListHandle = (value: object): boolean => handles.has(value);

const invalidAddress = (): Error => codedError(Error, 'ERR_INVALID_ADDRESS', 'Invalid socket address');

export const blockList: BindingFactory = () => {
  const addresses = new WeakMap<object, Address>();
  const addressOf = (handle: object): Address => {
    const address = addresses.get(handle);
    if (address === undefined) throw new TypeError('Illegal invocation');
    return address;
  };

  class SocketAddress {
    readonly #port: number;
    readonly #flowLabel: number;

    constructor(text: string, port: number, family: number, flowLabel: number) {
      const address = parseAddress(text, family);
      if (address === undefined) throw invalidAddress();
      handles.add(this);
      addresses.set(this, address);
      this.#port = port;
      this.#flowLabel = family === AF_INET6 ? flowLabel & FLOW_LABEL_BITS : 0;
    }

    /** Fills in the parts of the address. */
    detail(target: Record<string, unknown>): Record<string, unknown> {
      const address = addressOf(this);
      return Object.assign(target, { address: textOf(address), port: this.#port, family: address.family, flowlabel: this.#flowLabel });
    }
    legacyDetail(target: Record<string, unknown>): Record<string, unknown> {
      const address = addressOf(this);
      return Object.assign(target, { address: textOf(address), port: this.#port, family: familyName(address.family) });
    }
    flowlabel(): number {
      return this.#flowLabel;
    }
  }

  class BlockList {
    #rules: Rule[] = [];

    constructor() {
      handles.add(this);
    }

    #remove(text: string): void {
      const at = this.#rules.findIndex((rule) => rule.text === text);
      if (at >= 0) this.#rules.splice(at, 1);
    }

    addAddress(handle: object): void {
      const rule = addressRule(addressOf(handle));
      if (!this.#rules.some(({ text }) => text === rule.text)) this.#rules.unshift(rule);
    }
    addAddresses(handles: readonly object[]): void {
      for (const handle of handles) this.addAddress(handle);
    }
    removeAddress(handle: object): void {
      this.#remove(addressRule(addressOf(handle)).text);
    }
    /** false when the range ends before it starts */
    addRange(start: object, end: object): boolean | undefined {
      const [first, last] = [addressOf(start), addressOf(end)];
      if (first.family !== last.family || first.value > last.value) return false;
      this.#rules.unshift(rangeRule(first, last));
      return undefined;
    }
    removeRange(start: object, end: object): void {
      this.#remove(rangeRule(addressOf(start), addressOf(end)).text);
    }
    addSubnet(network: object, prefix: number): void {
      this.#rules.unshift(subnetRule(addressOf(network), prefix));
    }
    removeSubnet(network: object, prefix: number): void {
      this.#remove(subnetRule(addressOf(network), prefix).text);
    }
    check(handle: object): boolean {
      const address = addressOf(handle);
      return this.#rules.some((rule) => covers(rule, address));
    }
    /** false for what is no address, too */
    checkString(text: string, family: number): boolean {
      const address = parseAddress(text, family);
      return address !== undefined && this.#rules.some((rule) => covers(rule, address));
    }
    getRules(): string[] {
      return KINDS.flatMap((kind) => this.#rules.filter((rule) => rule.kind === kind).map((rule) => rule.text));
    }
    getSize(): number {
      return this.#rules.length;
    }
    clear(): void {
      this.#rules = [];
    }
  }

  return { SocketAddress, BlockList, AF_INET, AF_INET6 };
};

function addressRule(address: Address): Rule {
  return { kind: 'Address', first: address, last: address, text: `Address: ${familyName(address.family)} ${textOf(address)}` };
}

function rangeRule(first: Address, last: Address): Rule {
  return { kind: 'Range', first, last, text: `Range: ${familyName(first.family)} ${textOf(first)}-${textOf(last)}` };
}

function subnetRule(network: Address, prefix: number): Rule {
  const { family, value } = network;
  const hostBits = BigInt((BITS[family] ?? 0) - prefix);
  const first = (value >> hostBits) << hostBits;
  const last = first | ((1n << hostBits) - 1n);
  return { kind: 'Subnet', first: { family, value: first }, last: { family, value: last }, text: `Subnet: ${familyName(family)} ${textOf(network)}/${prefix}` };
}
