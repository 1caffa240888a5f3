// What tests of apps built on `@webcontainer/api` share: the app, opened from where the test says.
import { test as plain, type Fixtures, type Page, type PlaywrightTestArgs, type PlaywrightTestOptions } from '@playwright/test';
import { test as base } from '../journey.ts';
import { openApp, type AppPlace } from './app.ts';

export { expect } from '../journey.ts';

/** Where an app that uses /headless may live. */
export const PLACES: readonly AppPlace[] = ['the same origin', 'another origin', 'another origin, cross-origin isolated'];

interface App {
  place: AppPlace;
  /** its page, in which `client` is the client package */
  app: Page;
}

const fixtures: Fixtures<App, object, PlaywrightTestArgs & PlaywrightTestOptions> = {
  place: ['the same origin', { option: true }],
  app: async ({ page, baseURL, place }, use) => {
    if (baseURL === undefined) throw new Error('playwright.config.ts names no baseURL');
    const close = await openApp(page, baseURL, place);
    await use(page);
    await close();
  },
};

export const test = base.extend<App>(fixtures);

/** For what makes the browser, or the client, write to the console, as it should. */
export const noisy = plain.extend<App>(fixtures);
