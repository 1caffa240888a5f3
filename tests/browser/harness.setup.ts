// Builds the page that tests of containers without the app are run in, once before all of them: a build empties the folder that it fills.
import { test } from '@playwright/test';
import { buildHarness } from '../conformance/browser.ts';

test('the page of the harness is built', async () => {
  test.setTimeout(600_000);
  await buildHarness();
});
