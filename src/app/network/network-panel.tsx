// The Network panel: every exchange in and out of the container, live, in order. The list draws only the rows that can be seen.
import { useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent, type ReactNode } from 'react';
import { ArrowDownLeft, ArrowDownToLine, ArrowUpRight, Copy, Eraser, Send, X } from 'lucide-react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import type { Exchange, ExchangeSender } from '../../container/exchange.ts';
import { useApp } from '../app-context.ts';
import { asCurl } from '../checks/curl.ts';
import { IconButton } from '../controls/button.tsx';
import { copyText } from '../controls/clipboard.ts';
import { Choice } from '../controls/choice.tsx';
import { draftOfExchange } from '../requests/draft.ts';
import { strings } from '../strings.ts';
import { curlRecordOf } from './curl-record.ts';
import { filterEntries, methodsOf, noFilter, statusClass, type ExchangeFilter, type LogEntry, type StatusClass } from './exchange-log.ts';
import { ExchangeView } from './exchange-view.tsx';
import styles from './network-panel.module.css';

const text = strings.networkPanel;

/** Pixels of a row; rows are all of one height, so that their places are known without measuring. */
const ROW = 30;
/** Rows that are drawn beyond what can be seen. */
const BEYOND = 8;

const statuses: readonly StatusClass[] = ['2xx', '3xx', '4xx', '5xx', 'failed', 'pending'];
const senders: readonly ExchangeSender[] = ['check', 'requests', 'terminal', 'program', 'preview', 'page'];

export default function NetworkPanel(): ReactNode {
  const app = useApp();
  const { exchanges, playground, requests, ui } = app;
  const { entries, dropped } = useSyncExternalStore(exchanges.subscribe, exchanges.snapshot);
  const [filter, setFilter] = useState<ExchangeFilter>(noFilter);
  const [selected, setSelected] = useState<string | null>(null);
  const shown = useMemo(() => filterEntries(entries, filter), [entries, filter]);
  const count = entries.filter((entry) => entry.kind === 'exchange').length;
  const found = entries.find((entry) => entry.id === selected);
  const open = found?.kind === 'exchange' ? found.exchange : null;

  const openInRequests = (exchange: Exchange): void => {
    requests.load(draftOfExchange(exchange, playground.lesson?.port ?? 3000));
    ui.show('requests');
  };
  const copyCurl = (exchange: Exchange): void => {
    const command = asCurl(curlRecordOf(exchange));
    if (command === null) ui.notify(text.noCurl);
    else void copyText(command).then((done) => ui.notify(done ? text.curlCopied : text.notCopied));
  };

  return (
    <div className={styles.panel}>
      <div className={styles.filters} role="search" aria-label={text.filter}>
        <SearchField aria-label={text.filterText} className={styles.search ?? ''} value={filter.text} onChange={(value) => setFilter({ ...filter, text: value })}>
          <Input placeholder={text.filterText} />
        </SearchField>
        <IconButton size="small" label={text.clear} isDisabled={entries.length === 0} onPress={() => {
          exchanges.clear();
          setSelected(null);
          ui.announce(text.cleared);
        }}>
          <Eraser />
        </IconButton>
        <Choice label={text.method} value={filter.method ?? ''} onChange={(value) => setFilter({ ...filter, method: value === '' ? null : value })} options={[['', text.anyMethod], ...methodsOf(entries).map((method) => [method, method] as const)]} />
        <Choice label={text.status} value={filter.status ?? ''} onChange={(value) => setFilter({ ...filter, status: value === '' ? null : (value as StatusClass) })} options={[['', text.anyStatus], ...statuses.map((status) => [status, text.statuses[status]] as const)]} />
        <Choice label={text.sender} value={filter.sender ?? ''} onChange={(value) => setFilter({ ...filter, sender: value === '' ? null : (value as ExchangeSender) })} options={[['', text.anySender], ...senders.map((sender) => [sender, text.senders[sender]] as const)]} />
      </div>
      {entries.length === 0 ? (
        <p className={styles.empty}>{text.empty}</p>
      ) : (
        <>
          <ExchangeList entries={shown} selected={selected} onSelect={setSelected} />
          <p className={styles.foot} role="status">
            {text.shown(shown.filter((entry) => entry.kind === 'exchange').length, count)}
            {dropped > 0 ? ` ${text.dropped(dropped)}` : ''}
          </p>
        </>
      )}
      {open === null ? null : (
        <section className={styles.details} aria-label={text.details(open.request.method, open.request.target)}>
          <div className={styles.detailsBar}>
            <span className={styles.detailsTitle}>
              <strong>{open.request.method}</strong> {open.host}{open.request.target}
            </span>
            <IconButton size="small" label={text.openInRequests} isDisabled={open.direction === 'out'} onPress={() => openInRequests(open)}><Send /></IconButton>
            <IconButton size="small" label={strings.copyAsCurl} onPress={() => copyCurl(open)}><Copy /></IconButton>
            <IconButton size="small" label={strings.close} onPress={() => setSelected(null)}><X /></IconButton>
          </div>
          <ExchangeView key={open.id} exchange={open} revision={open.revision} />
        </section>
      )}
    </div>
  );
}

interface ExchangeListProps {
  readonly entries: readonly LogEntry[];
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
}

/** A list box with one tab stop: arrows move, Enter opens, and only what is in sight is drawn. */
function ExchangeList({ entries, selected, onSelect }: ExchangeListProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [active, setActive] = useState<string | null>(null);
  const [following, setFollowing] = useState(true);
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(entries.length, Math.ceil((top + height) / ROW) + BEYOND);
  // Where the waterfall of a run begins, in milliseconds since 1970.
  const spans = useMemo(() => spansOf(entries), [entries]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (following && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [entries, following, height]);

  const move = (event: KeyboardEvent): void => {
    const rows = entries.flatMap((entry, index) => (entry.kind === 'exchange' ? [index] : []));
    if (rows.length === 0) return;
    const now = rows.findIndex((index) => entries[index]?.id === active);
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: now + 1, ArrowUp: now < 0 ? rows.length - 1 : now - 1, Home: 0, End: rows.length - 1, PageDown: now + page, PageUp: now - page,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const index = rows[Math.min(rows.length - 1, Math.max(0, step))] ?? 0;
      setActive(entries[index]?.id ?? null);
      const element = scroller.current;
      if (element) {
        if (index * ROW < element.scrollTop) element.scrollTop = index * ROW;
        else if ((index + 1) * ROW > element.scrollTop + element.clientHeight) element.scrollTop = (index + 1) * ROW - element.clientHeight;
      }
    } else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ' ') {
      event.preventDefault();
      if (active !== null) onSelect(active === selected ? null : active);
    } else if (event.key === 'Escape' && selected !== null) onSelect(null);
  };

  return (
    <div className={styles.listFrame}>
      <div
        ref={scroller}
        className={styles.list}
        role="listbox"
        aria-label={text.list}
        tabIndex={0}
        aria-activedescendant={active !== null && entries.slice(first, last).some((entry) => entry.id === active) ? `exchange-${active}` : undefined}
        onKeyDown={move}
        onFocus={() => active ?? setActive(selected ?? entries.findLast((entry) => entry.kind === 'exchange')?.id ?? null)}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setTop(scrollTop);
          setFollowing(scrollHeight - scrollTop - clientHeight < ROW);
        }}
      >
        <div style={{ height: first * ROW }} />
        {entries.slice(first, last).map((entry, index) =>
          entry.kind === 'divider' ? (
            <div key={entry.id} className={styles.divider} role="presentation">{entry.text}</div>
          ) : (
            <Row
              key={entry.id}
              exchange={entry.exchange}
              span={spans.get(entry.id)}
              position={first + index + 1}
              size={entries.length}
              isActive={entry.id === active}
              isSelected={entry.id === selected}
              onPress={() => {
                setActive(entry.id);
                onSelect(entry.id === selected ? null : entry.id);
              }}
            />
          ),
        )}
        <div style={{ height: (entries.length - last) * ROW }} />
      </div>
      {following ? null : (
        <div className={styles.toEnd}>
          <IconButton size="small" label={text.toEnd} onPress={() => setFollowing(true)}><ArrowDownToLine /></IconButton>
        </div>
      )}
    </div>
  );
}

/** The part of a run's time that an exchange took: for the waterfall. */
interface Span {
  /** 0 to 1 */
  readonly start: number;
  readonly waiting: number;
  readonly receiving: number;
}

/** Neighbours in time share a scale, so that what ran together shows as such: a pause of two seconds begins another. */
function spansOf(entries: readonly LogEntry[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  let group: { id: string; exchange: Exchange }[] = [];
  let end = -Infinity;
  const endOf = ({ startedAt, duration, waited }: Exchange): number => startedAt + (duration ?? waited ?? 0);
  const close = (): void => {
    const begin = group[0]?.exchange.startedAt ?? 0;
    const scale = Math.max(1, end - begin);
    for (const { id, exchange } of group) {
      const waiting = exchange.waited ?? exchange.duration ?? 0;
      spans.set(id, { start: (exchange.startedAt - begin) / scale, waiting: waiting / scale, receiving: Math.max(0, (exchange.duration ?? waiting) - waiting) / scale });
    }
    group = [];
    end = -Infinity;
  };
  for (const entry of entries) {
    if (entry.kind === 'divider') close();
    else {
      if (group.length > 0 && entry.exchange.startedAt - end > 2_000) close();
      group.push(entry);
      end = Math.max(end, endOf(entry.exchange));
    }
  }
  close();
  return spans;
}

interface RowProps {
  readonly exchange: Exchange;
  readonly span: Span | undefined;
  readonly position: number;
  readonly size: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onPress: () => void;
}

function Row({ exchange, span, position, size, isActive, isSelected, onPress }: RowProps): ReactNode {
  const { request, response, duration } = exchange;
  const state = statusClass(exchange);
  const status = state === 'failed' ? (exchange.error?.code ?? text.statuses.failed) : response === null ? text.statuses.pending : String(response.status);
  const time = duration === null ? '…' : strings.milliseconds(duration);
  const where = exchange.direction === 'out' || exchange.port === null ? `${exchange.host}${request.target}` : request.target;
  const Direction = exchange.direction === 'out' ? ArrowUpRight : ArrowDownLeft;
  return (
    <div
      id={`exchange-${exchange.id}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={size}
      aria-label={text.row(request.method, where, status, text.senders[exchange.sender], time, exchange.direction === 'out')}
      className={styles.row}
      data-active={isActive ? '' : undefined}
      data-state={state}
      onClick={onPress}
    >
      <Direction aria-hidden="true" className={styles.direction} />
      <span className={styles.method}>{request.method}</span>
      <span className={styles.path} title={where}>{where}</span>
      <span className={styles.status} title={status}>{state === 'failed' ? text.statuses.failed : status}</span>
      <span className={styles.sender}>{text.senders[exchange.sender]}</span>
      <span className={styles.time}>{time}</span>
      <span className={styles.waterfall} aria-hidden="true">
        {span ? (
          <>
            <span data-part="waiting" style={{ left: `${span.start * 100}%`, width: `max(2px, ${span.waiting * 100}%)` }} />
            <span data-part="receiving" style={{ left: `${(span.start + span.waiting) * 100}%`, width: `${span.receiving * 100}%` }} />
          </>
        ) : null}
      </span>
    </div>
  );
}
