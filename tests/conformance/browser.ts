// Builds and serves the harness page, and opens it in Chromium.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../../tools/browsers/chromium.ts';
import { packages } from '../../tools/packages/vite-plugin.ts';
import { PROJECT_ROOT } from '../../tools/serve/build-once.ts';
import { buildPage } from '../../tools/serve/build-page.ts';
import { serve } from '../../tools/serve/server.ts';

/** The packages that cases use: their package.json, lock file and, once installed, node_modules. */
export const PACKAGES_DIR = fileURLToPath(new URL('./packages/', import.meta.url));
/** The page's folder in the cache. */
const HARNESS = 'harness';

/** Builds the page into the cache. */
export async function buildHarness(): Promise<void> {
  await buildPage(fileURLToPath(new URL('./page.html', import.meta.url)), HARNESS, packages(PACKAGES_DIR));
}

export interface OpenHarness {
  /** a fresh page with a container of its own @param isolated whether it is cross-origin isolated */
  open(isolated?: boolean): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the built page as page.html. @param isolated whether it is cross-origin isolated */
export function serveHarness(isolated: boolean): ReturnType<typeof serve> {
  return serve({ folder: join(PROJECT_ROOT, '.cache', HARNESS), port: 0, host: '127.0.0.1', isolated });
}

/** Serves the built page, isolated and not, and starts Chromium. */
export async function startHarness(): Promise<OpenHarness> {
  const [plain, isolating] = await Promise.all([serveHarness(false), serveHarness(true)]);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_ARGS] });
  return {
    async open(isolated = false) {
      const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-US' });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      await page.goto(`${(isolated ? isolating : plain).url}page.html`);
      await page.waitForFunction(() => 'harness' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      await Promise.all([plain.close(), isolating.close()]);
    },
  };
}
