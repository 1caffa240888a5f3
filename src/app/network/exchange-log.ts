// Every exchange that the Network panel lists, in order, with a divider where a run began. Bounded: past a number of entries the
// oldest go, past a number of bytes the oldest bodies go. Listeners are called at most once a frame, however much happens.
import { dropBodies, keptBytes, type Exchange, type ExchangeListener, type ExchangeSender } from '../../container/exchange.ts';

export interface Divider {
  readonly kind: 'divider';
  readonly id: string;
  readonly text: string;
}

export interface ExchangeEntry {
  readonly kind: 'exchange';
  readonly id: string;
  readonly exchange: Exchange;
}

export type LogEntry = Divider | ExchangeEntry;

export interface ExchangeLogLimits {
  readonly entries: number;
  /** of all kept bodies together */
  readonly bytes: number;
}

const exchangeLogLimits: ExchangeLogLimits = { entries: 10_000, bytes: 32 * 1024 * 1024 };

export interface ExchangeLogSnapshot {
  readonly entries: readonly LogEntry[];
  /** exchanges that were let go to stay below the limit */
  readonly dropped: number;
}

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'failed' | 'pending';

export interface ExchangeFilter {
  /** in the path, the host or the method; case does not matter */
  readonly text: string;
  /** null: any */
  readonly method: string | null;
  readonly status: StatusClass | null;
  readonly sender: ExchangeSender | null;
}

export const noFilter: ExchangeFilter = { text: '', method: null, status: null, sender: null };

export class ExchangeLog {
  private readonly schedule: (run: () => void) => void;
  private readonly limits: ExchangeLogLimits;
  private readonly listeners = new Set<() => void>();
  private entries: LogEntry[] = [];
  /** exchanges whose bodies are kept, oldest first, with how many bytes they were counted for */
  private readonly kept = new Map<Exchange, number>();
  private bytes = 0;
  private dropped = 0;
  private nextDivider = 1;
  private scheduled = false;
  private current: ExchangeLogSnapshot = { entries: [], dropped: 0 };
  /** exchanges of before the last clearing, which must not come back with their end */
  private readonly shown = new WeakSet<Exchange>();

  /** @param schedule runs a function soon; a frame in the page, at once in tests */
  constructor(schedule: (run: () => void) => void, limits: ExchangeLogLimits = exchangeLogLimits) {
    this.schedule = schedule;
    this.limits = limits;
  }

  /** To be given to a container's recorder. */
  readonly record: ExchangeListener = (exchange, event) => {
    if (event === 'begin') {
      this.shown.add(exchange);
      this.entries.push({ kind: 'exchange', id: String(exchange.id), exchange });
      this.kept.set(exchange, 0);
    }
    if (!this.shown.has(exchange)) return;
    const counted = this.kept.get(exchange);
    if (counted !== undefined) {
      const now = keptBytes(exchange.request.body) + (exchange.response === null ? 0 : keptBytes(exchange.response.body));
      this.bytes += now - counted;
      this.kept.set(exchange, now);
    }
    this.bound();
    this.changed();
  };

  /** A line between two runs. Two in a row are one: the later. */
  divider(text: string): void {
    const divider: Divider = { kind: 'divider', id: `divider-${this.nextDivider++}`, text };
    if (this.entries.at(-1)?.kind === 'divider') this.entries.pop();
    if (this.entries.length > 0) this.entries.push(divider);
    this.changed();
  }

  clear(): void {
    for (const entry of this.entries) if (entry.kind === 'exchange') this.shown.delete(entry.exchange);
    this.entries = [];
    this.kept.clear();
    this.bytes = 0;
    this.dropped = 0;
    this.changed();
  }

  /** What to show now; the same object until something changed. */
  readonly snapshot = (): ExchangeLogSnapshot => this.current;

  /** @returns stops listening */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private bound(): void {
    for (const [exchange, bytes] of this.kept) {
      if (this.bytes <= this.limits.bytes) break;
      this.kept.delete(exchange);
      this.bytes -= bytes;
      dropBodies(exchange);
    }
    const over = this.entries.length - this.limits.entries;
    // A tenth at a time: cutting the front off for each new entry would copy the list each time.
    if (over <= 0) return;
    for (const entry of this.entries.splice(0, Math.max(over, Math.ceil(this.limits.entries / 10)))) {
      if (entry.kind !== 'exchange') continue;
      this.dropped++;
      this.shown.delete(entry.exchange);
      this.bytes -= this.kept.get(entry.exchange) ?? 0;
      this.kept.delete(entry.exchange);
    }
  }

  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      this.current = { entries: [...this.entries], dropped: this.dropped };
      for (const listener of this.listeners) listener();
    });
  }
}

/** What an exchange counts as in the filter of states. */
export function statusClass(exchange: Exchange): StatusClass {
  if (exchange.state === 'failed') return 'failed';
  if (exchange.response === null) return 'pending';
  return `${Math.min(5, Math.max(1, Math.floor(exchange.response.status / 100)))}xx` as StatusClass;
}

/** The entries that a filter lets through. Dividers stay where something of their run stays. */
export function filterEntries(entries: readonly LogEntry[], filter: ExchangeFilter): readonly LogEntry[] {
  const text = filter.text.trim().toLowerCase();
  if (text === '' && filter.method === null && filter.status === null && filter.sender === null) return entries;
  const matching = entries.filter((entry) => {
    if (entry.kind === 'divider') return true;
    const { exchange } = entry;
    return (
      (filter.method === null || exchange.request.method === filter.method) &&
      (filter.sender === null || exchange.sender === filter.sender) &&
      (filter.status === null || statusClass(exchange) === filter.status) &&
      (text === '' || `${exchange.request.method} ${exchange.host}${exchange.request.target}`.toLowerCase().includes(text))
    );
  });
  return matching.filter((entry, at) => entry.kind === 'exchange' || matching[at + 1]?.kind === 'exchange');
}

/** Methods that occur, in alphabetical order. */
export function methodsOf(entries: readonly LogEntry[]): readonly string[] {
  return [...new Set(entries.flatMap((entry) => (entry.kind === 'exchange' ? [entry.exchange.request.method] : [])))].sort();
}
