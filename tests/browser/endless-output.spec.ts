// A program that prints without end: the page stays alive and Stop works.
import { consoleOf, expect, openLesson, press, test, typeProgram } from './journey.ts';

// A trace takes the whole page down at each step, which is slower than the page itself here.
test.use({ trace: 'off' });

test('endless output does not freeze the page', async ({ page }) => {
  await openLesson(page, 'rest/create-user', 'express');
  await typeProgram(page, "setInterval(() => { for (let i = 0; i < 500; i++) console.log('line', i, 'x'.repeat(200)); }, 10);\n");
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('older lines not kept');
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await press(page, 'Stop');
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
});
