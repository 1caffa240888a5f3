// For keyboards and screen readers: a lesson solved without a pointer, the focus never lost, and every view without a complaint of axe's in both themes.
import type { Page } from '@playwright/test';
import { changeTheme, expectNoComplaints, expectNoComplaintsAsShown } from './axe.ts';
import { checkAndWait, checkOf, courseFile, editorOf, expect, expectAllPass, openCommands, openLesson, resizeTo, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';

test('a lesson is solved with the keyboard alone', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), courseFile('01-rest/03-create-user/stacks/express/solution/server.js'));
  // Into the editor by its skip link, the second of the page.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to Editor' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  // Out of it again, although Tab indents there.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editorOf(page)).not.toBeFocused();
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expectAllPass(page, 4);
  await expect(page.getByRole('status').filter({ hasText: '4 checks passed' })).toBeAttached();
  // Into the verdicts, and one of them opened.
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('region', { name: 'Checks' })).toBeFocused();
  const head = checkOf(page, 'POST /users answers 201 with the user and its id').getByRole('button', { expanded: false }).first();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(head).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('201 Created').first()).toBeVisible();
});

test('a dialog gives the focus back to where it was', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await editorOf(page).focus();
  for (const [keys, name] of [['ControlOrMeta+k', 'Commands'], ['ControlOrMeta+/', 'Keyboard shortcuts']] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(editorOf(page)).toBeFocused();
  }
});

/** Everything is reached without scrolling sideways (WCAG 1.4.10). */
async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), where).toBe(0);
}

async function perform(page: Page, command: string): Promise<void> {
  await openCommands(page);
  await page.getByRole('searchbox', { name: 'Search commands' }).fill(command);
  await page.getByRole('menuitem', { name: command }).first().click();
  await expect(page.getByRole('searchbox', { name: 'Search commands' })).toHaveCount(0);
}

const dialogs = [
  'All lessons', 'New file', 'New folder', 'Rename file', 'Earlier versions', 'Keyboard shortcuts', 'Share my files', 'Save or load all my work', 'Forget my progress in this lesson', 'Save this request',
  'Take over a curl command',
];

test.describe('in both themes', () => {
  test.describe.configure({ timeout: 480_000 });
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('axe finds nothing in any panel, wide and narrow', async ({ page }) => {
    await openLesson(page, lesson, 'express');
    // The lesson's start, with a page for the preview.
    await typeProgram(page, courseFile('01-rest/02-list-users/stacks/express/solution/server.js').replace('app.listen(', "app.get('/', (request, response) => response.send('<h1>Home</h1>'));\n\napp.listen("));
    await checkAndWait(page);
    await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
    await page.keyboard.press('ControlOrMeta+b');
    await expect(page.getByRole('treegrid', { name: 'Files' })).toBeVisible();
    for (const width of [1440, 390]) {
      await resizeTo(page, { width, height: 844 });
      for (const tab of await page.getByRole('main').getByRole('tablist', { name: 'Panels' }).getByRole('tab').all()) {
        await tab.click();
        // What has not come yet is not what is judged.
        await expect(page.getByRole('main').getByText(/^Loading /)).toHaveCount(0);
        const where = `the panel ${(await tab.textContent()) ?? ''} at ${width}`;
        await expectNoComplaints(page, where);
        await expectNoSidewaysScroll(page, where);
      }
    }
    await resizeTo(page, { width: 1440, height: 900 });
    await page.keyboard.press('Alt+7');
    await page.getByRole('button', { name: 'Search the console' }).click();
    await expectNoComplaints(page, 'the search');
    await page.keyboard.press('Alt+5');
    await page.getByRole('listbox', { name: 'Exchanges' }).getByRole('option').first().click();
    await expectNoComplaints(page, 'an exchange');
    // Anew in each theme: Monaco does not colour the removed lines of a comparison again.
    for (let looks = 0; looks < 2; looks++) {
      await page.getByRole('button', { name: /^Solution/ }).click();
      await expect(page.getByText(/^Difference 1 of/)).toBeVisible();
      await expectNoComplaintsAsShown(page, 'the comparison');
      await page.getByRole('button', { name: 'Back to my code' }).click();
      await changeTheme(page);
    }
  });

  for (const width of [1440, 390]) {
    test(`axe finds nothing in any dialog at ${width} pixels`, async ({ page }) => {
      await openLesson(page, lesson, 'express');
      await checkAndWait(page);
      await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
      await resizeTo(page, { width, height: 844 });
      await openCommands(page);
      await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
      // The page behind is looked at above; for assistive technology it is not there.
      const open = '[role="dialog"]';
      await expectNoComplaints(page, 'the palette', open);
      await page.keyboard.press('Escape');
      for (const command of dialogs) {
        await perform(page, command);
        await expect(page.getByRole('dialog')).toBeVisible();
        await expectNoComplaints(page, command, open);
        await expectNoSidewaysScroll(page, command);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await page.getByRole('button', { name: 'More' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await expectNoComplaints(page, 'the menu', '[role="menu"]');
    });
  }

  test('axe finds nothing where a lesson is not there, and where files are somebody else\'s', async ({ page }) => {
    await page.goto('./#/rest/nonsense');
    await expect(page.getByRole('alert').filter({ hasText: 'There is no lesson' })).toBeVisible();
    await expectNoComplaints(page, 'no such lesson');
    await openLesson(page, lesson, 'express');
    await perform(page, 'Share my files');
    const field = page.getByRole('textbox', { name: 'Link' });
    await expect(field).toHaveValue(/files=1\./);
    await page.goto(await field.inputValue());
    await expect(page.getByRole('region', { name: 'Shared files' })).toBeVisible();
    for (const width of [1440, 390]) {
      await resizeTo(page, { width, height: 844 });
      await expectNoComplaints(page, `shared files at ${width}`);
      await expectNoSidewaysScroll(page, `shared files at ${width}`);
    }
  });
});

test('targets are at least 24 pixels, or have that room around them', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await checkAndWait(page);
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], [role=tab], [role=radio], summary, input')].flatMap((element) => {
      // Links and places within a text may be as small as it (WCAG 2.5.8).
      if (!element.checkVisibility() || element.closest('.monaco-editor, p, pre, [role=log] [class*=line], nav[aria-label="Panels"]') || element.closest('[tabindex="-1"][aria-hidden="true"]')) return [];
      const { width, height } = element.getBoundingClientRect();
      // A layout between two pixels may come out a fraction smaller.
      return width > 1 && (width < 23.5 || height < 23.5) ? [`${element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''}: ${Math.round(width)} x ${Math.round(height)}`] : [];
    }),
  );
  expect(small).toEqual([]);
});
