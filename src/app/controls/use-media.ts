// Whether a media query matches now.
import { useSyncExternalStore } from 'react';

/** @param query for example `(max-width: 899px)` */
function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

const NARROW = '(max-width: 899px)';

/** Whether the page is so narrow that the panels are tabs. */
export function useNarrow(): boolean {
  return useMedia(NARROW);
}

/** The same outside of components, as it is now. */
export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}
