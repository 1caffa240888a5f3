// Every text of the interface is in the catalogue: in the pseudo-language, whatever stands outside its brackets was forgotten. What lessons,
// programs and Monaco say is not the interface's: it is marked with the language it is in, or as not to be translated.
import type { Page } from '@playwright/test';
import { expect, openCommands, test } from './journey.ts';

/** Visible texts and names that are not in the pseudo-language. */
async function forgotten(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // The button "Dismiss", for screen readers, is React Aria's, which brings its own translations.
    const notOurs = '[aria-label="Dismiss"], [lang]:not(html):not([lang="en-XA"]), [translate="no"], .monaco-editor, .monaco-diff-editor, .monaco-aria-container, kbd, code, style, script, noscript';
    const found = new Set<string>();
    const judge = (text: string | null): void => {
      if (text !== null && /[A-Za-z]{2}/.test(text) && !text.includes('⟦')) found.add(text.trim());
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      if (element && !element.closest(notOurs) && element.checkVisibility()) judge(walk.currentNode.textContent);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (element.closest(notOurs) || !element.checkVisibility()) continue;
      for (const name of ['aria-label', 'title', 'placeholder']) judge(element.getAttribute(name));
    }
    return [...found];
  });
}

test('nothing of the interface is left out of the catalogue', async ({ page }) => {
  await page.goto('./?locale=en-XA#/rest/create-user?stack=express');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA');
  await expect(page.locator('.monaco-editor .view-line').first()).toBeAttached();
  // Titles of lessons and checks are the course's; names of files and folders belong to nobody.
  await expect(page.locator('li[aria-label]').first()).toBeAttached();
  const titles = await page.locator('li[aria-label]').evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
  titles.push('Create a user');
  const missing = async (): Promise<string[]> => (await forgotten(page)).filter((text) => !titles.includes(text) && !/^(?:[\w.]+\.(?:js|json)|\/[\w/]*)$/.test(text));
  const named = (text: string) => page.getByRole('button', { name: new RegExp(`^⟦${text}`) });

  expect(await missing()).toEqual([]);
  await page.keyboard.press('ControlOrMeta+b');
  await named('Çĥéçķ').first().click();
  await expect(page.getByText(/^⟦Ƒáíłéđ/).first()).toBeVisible();
  expect(await missing(), 'verdicts').toEqual([]);
  for (const keys of ['ControlOrMeta+k', 'ControlOrMeta+/'] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await missing(), keys).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  for (const command of ['Áłł łéššóñš', 'Ñéŵ ƒíłé', 'Éáŕłíéŕ ṽéŕšíóñš', 'Çóɱþáŕé ŵíŧĥ ŧĥé šółúŧíóñ']) {
    await openCommands(page);
    await page.getByRole('searchbox').fill(command);
    await page.getByRole('menuitem', { name: new RegExp(`^⟦${command}`) }).click();
    await expect(page.getByRole('searchbox', { name: /^⟦Šéáŕçĥ çóɱɱáñđš/ })).toHaveCount(0);
    expect(await missing(), command).toEqual([]);
    await page.keyboard.press('Escape');
  }
  // The panels at last, with nothing running: a preview would show what the program answers.
  await page.reload();
  await expect(page.locator('.monaco-editor .view-line').first()).toBeAttached();
  for (const tab of await page.getByRole('main').getByRole('tab').all()) {
    await tab.click();
    expect(await missing(), 'a panel').toEqual([]);
  }
});

test('the language is changed in the page, remembered, and changed back', async ({ page }) => {
  await page.goto('./#/rest/create-user?stack=express');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await openCommands(page);
  await page.getByRole('searchbox', { name: 'Search commands' }).fill('pseudo');
  await page.getByRole('menuitem', { name: /Pseudo/ }).click();
  await expect(page.getByRole('button', { name: '⟦Ŕúñ~⟧', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: '⟦Ŕúñ~⟧', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await openCommands(page);
  await page.getByRole('searchbox').fill('locale');
  await page.getByRole('menuitem', { name: /Éñğłíšĥ/ }).click();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
