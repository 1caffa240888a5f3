// Containers without the app: the page of tests/conformance in a browser of its own, one for all tests of a worker. The page is built once, by the
// project `harness` (playwright.config.ts), on which the tests that use this depend.
import { test as base, type Page } from '@playwright/test';
import { startHarness, type OpenHarness } from '../conformance/browser.ts';

export { expect } from '@playwright/test';

/** `harness` opens pages; `page` is one of them, with a container of its own; `site` is the address of the built site. */
export const test = base.extend<{ page: Page; site: string }, { harness: OpenHarness }>({
  harness: [
    async ({}, use) => {
      const harness = await startHarness();
      await use(harness);
      await harness.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ harness }, use) => {
    const page = await harness.open();
    await use(page);
    await page.context().close();
  },
  site: async ({ baseURL }, use) => {
    if (baseURL === undefined) throw new Error('playwright.config.ts names no baseURL');
    await use(baseURL);
  },
});
