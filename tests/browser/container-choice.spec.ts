// The site or the learner chooses what runs programs. StackBlitz's WebContainer can't be had on a page that is not cross-origin isolated: the page says so,
// and runs the program in its own container.
import { expect, openLesson, press, test } from './journey.ts';

test('where WebContainer is chosen and can not be had the page says why, and the program runs all the same', async ({ page }) => {
  await page.addInitScript(() => {
    // The container's frame has an origin, and so a storage, of its own: none.
    if (origin !== 'null') localStorage.setItem('backlot.settings', JSON.stringify({ version: 1, container: 'webcontainer' }));
  });
  await openLesson(page, 'rest/create-user', 'express');
  await press(page, 'Run');
  await expect(page.getByText(/WebContainer can't be had here.*not cross-origin isolated/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^What runs programs: Node .* embedded$/ })).toBeVisible({ timeout: 40_000 });
  await press(page, 'Stop');
});
