// The language of the interface. A translation is one file of `src/app/locales/` with an object of the shape of `strings`, and one entry below. The
// language is that of the address (`?locale=`), else the learner's setting, else the site's (backlot.config.json), else English.
import { createStore } from 'zustand/vanilla';
import { settings } from './settings.ts';
import { strings, type Strings, type Translated } from './strings.ts';

export interface Locale {
  /** what it calls itself */
  readonly title: string;
  readonly direction: 'ltr' | 'rtl';
  /** gives its texts; null: those of strings.ts */
  readonly load: ((english: Strings) => Promise<Translated<Strings>>) | null;
}

/** BCP 47 tag -> language. `en-XA` is the customary tag of the pseudo-language for developers. */
export const locales: Readonly<Record<string, Locale>> = {
  en: { title: 'English', direction: 'ltr', load: null },
  'en-XA': { title: 'Pseudo (for translators)', direction: 'ltr', load: async (english) => (await import('./locales/pseudo.ts')).pseudoStrings(english) },
};

const DEFAULT = 'en';

/** The language of lessons, checks and what programs of this project say: it stays what it is when the interface speaks another (WCAG 3.1.2). */
export const CONTENT_LANGUAGE = 'en';

/** English as it was loaded: the shown catalogue is changed in place. */
const english = copyOf(strings);

/** The language that is shown. What renders texts is rendered anew when it changes. */
export const shownLocale = createStore<{ readonly id: string }>(() => ({ id: DEFAULT }));

/**
 * The language to show.
 * @param search the address's query, with its question mark
 * @param site what the site's configuration says; null: nothing
 */
export function chooseLocale(search: string, setting: string | null, site: string | null): string {
  const wanted = [new URLSearchParams(search).get('locale'), setting, site];
  for (const id of wanted) if (id !== null && id in locales) return id;
  return DEFAULT;
}

/** Puts the texts of a language into the catalogue and says so in the document. @throws when they cannot be loaded */
async function showLocale(id: string): Promise<void> {
  const locale = locales[id];
  if (!locale || id === shownLocale.getState().id) return;
  const texts = locale.load ? await locale.load(english) : english;
  putInto(strings, texts);
  document.documentElement.lang = id;
  document.documentElement.dir = locale.direction;
  shownLocale.setState({ id });
}

let site: string | null = null;

/** Shows the language that the address, the setting and the site ask for, now and whenever the setting changes. */
export async function followLocale(): Promise<void> {
  const follow = (): Promise<void> => showLocale(chooseLocale(location.search, settings.getState().locale, site));
  settings.subscribe((now, before) => {
    if (now.locale !== before.locale) void follow();
  });
  await follow();
}

/** Hears what backlot.config.json says. */
export async function setSiteLocale(id: string | null): Promise<void> {
  site = id;
  await showLocale(chooseLocale(location.search, settings.getState().locale, site));
}

function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]: [string, unknown]) => [name, copyOf(inner)])) as T;
}

/** Texts and functions of one catalogue in place of another's. What a translation lacks stays English. */
function putInto(target: object, source: object): void {
  for (const [name, value] of Object.entries(source) as [string, unknown][]) {
    const before: unknown = (target as Record<string, unknown>)[name];
    if (typeof before === 'object' && before !== null && typeof value === 'object' && value !== null) putInto(before, value);
    else (target as Record<string, unknown>)[name] = value;
  }
}
