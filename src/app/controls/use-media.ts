// Whether a media query matches now.
import { useSyncExternalStore } from 'react';

/** @param query for example `(max-width: 899px)` */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Whether the page is so narrow that the panels are tabs. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 899px)');
}
