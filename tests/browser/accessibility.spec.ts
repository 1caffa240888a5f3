// For keyboards and screen readers: a lesson solved without a pointer, the focus never lost, and every view without a complaint of axe's in both themes.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { checkOf, courseFile, editorOf, expect, expectAllPass, openLesson, press, test } from './journey.ts';

const lesson = 'rest/create-user';

test('a lesson is solved with the keyboard alone', async ({ page }) => {
  test.setTimeout(120_000);
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

async function complaints(page: Page): Promise<string[]> {
  // A tooltip stands in no landmark: it comes and goes with what it explains.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-overlay-container]:has([role="tooltip"])').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

for (const scheme of ['light', 'dark'] as const) {
  // Has not been seen to pass as a whole yet: what it still finds is to be mended first.
  test.fixme(`axe finds nothing in any view of the ${scheme} theme`, async ({ page }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openLesson(page, lesson, 'express');
    await press(page, 'Check');
    await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
    await page.keyboard.press('ControlOrMeta+b');
    for (const tab of await page.getByRole('main').getByRole('tablist', { name: 'Panels' }).getByRole('tab').all()) {
      // What a preview shows is the program's page, not ours.
      if ((await tab.textContent()) === 'Preview') continue;
      await tab.click();
      expect(await complaints(page), `the panel ${(await tab.textContent()) ?? ''}`).toEqual([]);
    }
    await page.keyboard.press('Alt+4');
    await page.getByRole('button', { name: 'Search the console' }).click();
    expect(await complaints(page), 'the search').toEqual([]);
    await page.getByRole('button', { name: /^Solution/ }).click();
    await expect(page.getByText(/^Difference 1 of/)).toBeVisible();
    expect(await complaints(page), 'the comparison').toEqual([]);
    await page.getByRole('button', { name: 'Back to my code' }).click();
    for (const command of ['All lessons', 'New file', 'Earlier versions', 'Keyboard shortcuts']) {
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('searchbox', { name: 'Search commands' }).fill(command);
      if (command === 'All lessons') expect(await complaints(page), 'the palette').toEqual([]);
      await page.getByRole('menuitem', { name: command }).first().click();
      await expect(page.getByRole('searchbox', { name: 'Search commands' })).toHaveCount(0);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await complaints(page), command).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of await page.getByRole('main').getByRole('tablist', { name: 'Panels' }).getByRole('tab').all()) {
      if ((await tab.textContent()) === 'Preview') continue;
      await tab.click();
      // Everything is reached without scrolling sideways (WCAG 1.4.10).
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
    expect(await complaints(page), 'a small screen').toEqual([]);
  });
}

test('targets are at least 24 pixels, or have that room around them', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await press(page, 'Check');
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], [role=tab], [role=radio], summary, input')].flatMap((element) => {
      // Links and places within a text may be as small as it (WCAG 2.5.8).
      if (!element.checkVisibility() || element.closest('.monaco-editor, p, pre, nav[aria-label="Panels"]') || element.closest('[tabindex="-1"][aria-hidden="true"]')) return [];
      const { width, height } = element.getBoundingClientRect();
      // A layout between two pixels may come out a fraction smaller.
      return width > 1 && (width < 23.5 || height < 23.5) ? [`${element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''}: ${Math.round(width)} x ${Math.round(height)}`] : [];
    }),
  );
  expect(small).toEqual([]);
});
