// What the learner set about the page itself: theme, the stack they like, the last lesson. Kept in local storage, which can be read
// before the first paint (public/early.js reads the same entry).
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PanelId } from './shell/panels.ts';

export type Theme = 'system' | 'light' | 'dark';

export interface Settings {
  readonly version: 1;
  readonly theme: Theme;
  /** what runs programs; null: what the site says */
  readonly container: 'embedded' | 'webcontainer' | null;
  /** the stack chosen last; null: the course's default */
  readonly stack: string | null;
  /** the lesson opened last */
  readonly lesson: string | null;
  readonly filesShown: boolean;
  /** the language of the interface; null: the site's */
  readonly locale: string | null;
  /** run and check whenever the files have been quiet for a moment */
  readonly autoCheck: boolean;
  /** the tab in front on each side; absent: the first */
  readonly tabs: { readonly right?: PanelId; readonly bottom?: PanelId };
  /** the terminal's text is laid out for screen readers too, which costs time */
  readonly screenReader: boolean;
}

const NAME = 'backlot.settings';
const defaults: Settings = { version: 1, theme: 'system', container: null, stack: null, lesson: null, filesShown: false, locale: null, autoCheck: false, tabs: {}, screenReader: false };

function read(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null');
    if (typeof stored !== 'object' || stored === null || (stored as { version?: unknown }).version !== 1) return defaults;
    return { ...defaults, ...(stored as Partial<Settings>) };
  } catch {
    return defaults;
  }
}

/** The settings; each change is written at once where the browser allows it. */
export const settings: StoreApi<Settings> = createStore<Settings>(() => read());

settings.subscribe((now) => {
  try {
    localStorage.setItem(NAME, JSON.stringify(now));
  } catch {
    // Denied: the settings last as long as the tab.
  }
});

const darkSystem = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;

/** Whether the dark theme is shown now. */
export function isDark(): boolean {
  const { theme } = settings.getState();
  return theme === 'dark' || (theme === 'system' && darkSystem?.matches === true);
}

/** Puts the theme on the document now and whenever it changes. @param onChange is told too (Monaco has themes of its own) */
export function followTheme(onChange: (dark: boolean) => void): () => void {
  const apply = (): void => {
    const dark = isDark();
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    onChange(dark);
  };
  apply();
  const unsubscribe = settings.subscribe(apply);
  darkSystem?.addEventListener('change', apply);
  return () => {
    unsubscribe();
    darkSystem?.removeEventListener('change', apply);
  };
}
