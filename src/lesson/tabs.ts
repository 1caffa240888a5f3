// Other tabs of the site: which of them have the same lesson open, and when one of them has saved. Facts: Web Locks API (a lock that is
// held by a tab is released when the tab goes, however it goes), HTML BroadcastChannel.
import type { WorkKey } from './saved-work.ts';

export interface Tabs {
  /** Says which work this tab has open now; null: none. */
  open(key: WorkKey | null): void;
  /** Tells the other tabs that this one has saved. */
  announceSaved(key: WorkKey): void;
  /** Hears that another tab has saved. @returns stops hearing */
  onSaved(listener: (key: WorkKey) => void): () => void;
  /** Hears how many other tabs have the open work open too. @returns stops hearing */
  onOthers(listener: (others: number) => void): () => void;
}

type TabMessage = { readonly type: 'saved'; readonly key: WorkKey } | { readonly type: 'opened' };

const lockOf = ({ course, lesson, stack }: WorkKey): string => `backlot.open:${JSON.stringify([course, lesson, stack])}`;

/** What of the browser is used; another one in tests. */
export interface TabsHost {
  readonly locks: Pick<LockManager, 'request' | 'query'>;
  readonly channel: Pick<BroadcastChannel, 'postMessage'> & { onmessage: ((event: MessageEvent) => void) | null };
}

/** The tabs of this browser; null where it has neither locks nor channels, as in some private windows. */
export function browserTabs(): Tabs | null {
  if (typeof BroadcastChannel === 'undefined' || !('locks' in navigator)) return null;
  return tabsOf({ locks: navigator.locks, channel: new BroadcastChannel('backlot.tabs') });
}

/** Milliseconds. */
const ASK_EVERY = 3_000;

/** The tabs that share the given locks and channel. */
export function tabsOf({ locks, channel }: TabsHost): Tabs {
  const savedListeners = new Set<(key: WorkKey) => void>();
  const othersListeners = new Set<(others: number) => void>();
  let current: WorkKey | null = null;
  let release: () => void = () => undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;

  const post = (message: TabMessage): void => channel.postMessage(message);

  async function count(): Promise<void> {
    const key = current;
    if (key === null) return;
    const { held = [] } = await locks.query();
    if (current !== key) return;
    const others = Math.max(0, held.filter((lock) => lock.name === lockOf(key)).length - 1);
    for (const listener of othersListeners) listener(others);
    // A tab that is closed says nothing: as long as there are others it is asked whether they are still there.
    clearTimeout(asking);
    if (others > 0) asking = setTimeout(() => void count(), ASK_EVERY);
  }

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.type === 'saved') for (const listener of savedListeners) listener(data.key);
    else void count();
  };

  return {
    open(key) {
      if (key !== null && current !== null && lockOf(current) === lockOf(key)) return;
      release();
      release = () => undefined;
      current = key;
      if (key === null) {
        for (const listener of othersListeners) listener(0);
        return;
      }
      void locks
        .request(lockOf(key), { mode: 'shared' }, () => {
          // Opened and left again before the lock came.
          if (current !== key) return undefined;
          const held = new Promise<void>((resolve) => (release = resolve));
          post({ type: 'opened' });
          void count();
          return held;
        })
        // The others count anew when this one has gone on to another lesson.
        .then(() => post({ type: 'opened' }))
        // Refused (an opaque origin, a closing page): then nobody is told, and saving still finds out what others wrote.
        .catch(() => undefined);
    },
    announceSaved: (key) => post({ type: 'saved', key: { course: key.course, lesson: key.lesson, stack: key.stack } }),
    onSaved(listener) {
      savedListeners.add(listener);
      return () => savedListeners.delete(listener);
    },
    onOthers(listener) {
      othersListeners.add(listener);
      return () => othersListeners.delete(listener);
    },
  };
}
