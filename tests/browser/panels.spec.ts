// The panels: each side is collapsed, brought back, resized and remembered; shortcuts and skip links reach every panel.
import { expect, openLesson, press, consoleOf, test } from './journey.ts';

const lesson = 'rest/create-user';

test('sides collapse, come back by their titles and icons, and are remembered', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Show or hide the side panel' }).click();
  await expect(page.getByRole('region', { name: 'Checks' })).toBeHidden();
  await page.keyboard.press('ControlOrMeta+j');
  await expect(consoleOf(page)).not.toBeInViewport();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Checks' })).toBeHidden();
  // The tab of the collapsed panel is selected already, and still opens it.
  await page.getByRole('tab', { name: 'Console' }).click();
  await expect(consoleOf(page)).toBeInViewport();
  // Check shows what it does.
  await press(page, 'Check');
  await expect(page.getByRole('region', { name: 'Checks' })).toBeVisible();
});

test('a side is resized with the keyboard and keeps its size', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  const region = page.getByRole('region', { name: 'Lesson' });
  const width = async (): Promise<number> => (await region.boundingBox())?.width ?? 0;
  const before = await width();
  await page.getByRole('separator', { name: 'Resize the lesson' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBeGreaterThan(before);
  const after = await width();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(async () => Math.abs((await width()) - after)).toBeLessThan(2);
});

test('shortcuts and skip links move the focus to every panel', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  for (const [key, name] of [['1', 'Lesson'], ['3', 'Checks'], ['7', 'Console']] as const) {
    await page.keyboard.press(`Alt+${key}`);
    await expect(page.getByRole('region', { name, exact: true })).toBeFocused();
    const skip = page.getByRole('link', { name: `Skip to ${name}` });
    await skip.focus();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('textbox', { name: /server\.js, editor/ })).toBeFocused();
});
