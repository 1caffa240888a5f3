// What a self-hoster set in backlot.config.json, which lies beside index.html and is read when the page opens. A setting that is wrong is told with its key
// and value, and its default stays.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Course } from '../../lesson/lesson.ts';
import { setSiteLocale } from '../locale.ts';
import { strings } from '../strings.ts';

export interface SiteLink {
  readonly title: string;
  /** absolute, or relative to the site */
  readonly url: string;
}

export interface SiteConfig {
  readonly title: string;
  /** ids of the parts that are shown, in their order; null: all */
  readonly parts: readonly string[] | null;
  readonly container: 'embedded' | 'webcontainer';
  /** the stack in which lessons open at first; null: the course's own */
  readonly defaultStack: string | null;
  /** language of the interface, where it speaks it; null: English */
  readonly locale: string | null;
  readonly links: readonly SiteLink[];
  /** of an application registered with StackBlitz; null: none */
  readonly stackblitzClientId: string | null;
  /** where `npm install` fetches from; null: it is switched off */
  readonly npmRegistry: string | null;
}

export const siteDefaults: SiteConfig = {
  title: strings.appName, parts: null, container: 'embedded', defaultStack: null, locale: null, links: [], stackblitzClientId: null, npmRegistry: null,
};

export interface ParsedSiteConfig {
  readonly config: SiteConfig;
  /** what is wrong, each with its key, its value and what was expected */
  readonly problems: readonly string[];
}

const FILE = 'backlot.config.json';
const site = createStore<SiteConfig>(() => siteDefaults);

/** Reads the site's configuration. A file that is missing changes nothing. @returns what is wrong with it */
export async function readSiteConfig(): Promise<readonly string[]> {
  let response: Response;
  try {
    // The page waits for it, but not for a network that does not answer.
    response = await fetch(new URL(FILE, document.baseURI), { signal: AbortSignal.timeout(3000) });
  } catch {
    // Without a network and not kept: the defaults.
    return [];
  }
  if (!response.ok) return [];
  const { config, problems } = await parseSiteConfig(await response.text());
  site.setState(config);
  document.title = config.title;
  await setSiteLocale(config.locale);
  return problems;
}

/** Reads the text of a configuration. Settings that are wrong keep their defaults. */
export async function parseSiteConfig(text: string): Promise<ParsedSiteConfig> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { config: siteDefaults, problems: [`${FILE} is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { config: siteDefaults, problems: [`${FILE} must hold an object, for example { "title": "Backlot" }`] };
  }
  // What most sites have needs no validator, which is larger than all of this file.
  if (Object.entries(value).every(([key, setting]) => key === 'title' && typeof setting === 'string' && setting !== '')) {
    return { config: { ...siteDefaults, ...(value as Partial<SiteConfig>) }, problems: [] };
  }
  const { settings } = await import('./site-config-schema.ts');
  const config: Record<string, unknown> = { ...siteDefaults };
  const problems: string[] = [];
  for (const [key, setting] of Object.entries(value)) {
    const schema = Object.hasOwn(settings, key) ? settings[key as keyof typeof settings] : undefined;
    if (schema === undefined) {
      problems.push(`${FILE} has an unknown setting "${key}"; known: ${Object.keys(settings).join(', ')}`);
      continue;
    }
    const read = schema.safeParse(setting);
    if (read.success) config[key] = read.data;
    else {
      const [issue] = read.error.issues;
      const at = [key, ...(issue?.path ?? [])].join('.');
      problems.push(`${FILE}: "${at}" is ${JSON.stringify(setting)}; ${issue?.message ?? 'that is not what was expected'}`);
    }
  }
  return { config: config as unknown as SiteConfig, problems };
}

/** A course as this site shows it. @returns also what of the configuration the course does not have */
export function courseOfSite(course: Course, config: SiteConfig): { readonly course: Course; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const ids = course.parts.map((part) => part.id);
  const parts = config.parts === null ? course.parts : config.parts.flatMap((id) => course.parts.filter((part) => part.id === id));
  for (const id of config.parts ?? []) if (!ids.includes(id)) problems.push(`${FILE}: "parts" names "${id}", which the course does not have; it has: ${ids.join(', ')}`);
  const stacks = course.stacks.map((stack) => stack.id);
  const knows = config.defaultStack === null || stacks.includes(config.defaultStack);
  if (!knows) problems.push(`${FILE}: "defaultStack" is "${config.defaultStack}", which the course does not have; it has: ${stacks.join(', ')}`);
  return { course: { ...course, parts: parts.length > 0 ? parts : course.parts, defaultStack: knows ? (config.defaultStack ?? course.defaultStack) : course.defaultStack }, problems };
}

/** The configuration as it is now. */
export const siteConfig = (): SiteConfig => site.getState();

/** The configuration, for components: they are rendered anew when it has been read. */
export function useSiteConfig(): SiteConfig {
  return useStore(site);
}

/** The name of the site, for components. */
export function useSiteTitle(): string {
  return useStore(site, (config) => config.title);
}
