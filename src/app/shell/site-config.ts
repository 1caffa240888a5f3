// What a self-hoster set in backlot.config.json, which lies beside index.html: the site's title.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { strings } from '../strings.ts';

export interface SiteConfig {
  readonly title: string;
}

const site = createStore<SiteConfig>(() => ({ title: strings.appName }));

/**
 * Reads the site's configuration. A file that is missing changes nothing.
 * @throws when it is there but wrong; the message says what is
 */
export async function readSiteConfig(): Promise<void> {
  const response = await fetch(new URL('backlot.config.json', document.baseURI));
  if (!response.ok) return;
  const config = parseSiteConfig(await response.text());
  site.setState(config);
  document.title = config.title;
}

/** @throws when the text is not a configuration; the message says why */
export function parseSiteConfig(text: string): SiteConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`backlot.config.json is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('backlot.config.json must hold an object, for example { "title": "Backlot" }');
  for (const [name, setting] of Object.entries(value)) {
    if (name !== 'title') throw new Error(`backlot.config.json has an unknown setting "${name}"; known: title`);
    if (typeof setting !== 'string' || setting === '') throw new Error('backlot.config.json: title must be a text that is not empty');
  }
  return { title: strings.appName, ...(value as Partial<SiteConfig>) };
}

export function useSiteTitle(): string {
  return useStore(site, (config) => config.title);
}
