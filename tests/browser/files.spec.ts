// The file tree and the tabs: folders, moving by pointer and by keyboard, renaming, deleting with undo, and tabs put in another order.
import type { Locator, Page } from '@playwright/test';
import { consoleOf, createFile, editorOf, expect, openLesson, press, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';
const treeOf = (page: Page): Locator => page.getByRole('treegrid', { name: 'Files' });
const rowOf = (page: Page, name: string): Locator => treeOf(page).getByRole('row', { name, exact: true });
const tabsOf = (page: Page): Locator => page.getByRole('tablist', { name: 'Open files' }).getByRole('tab');

async function showFiles(page: Page): Promise<void> {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Show files' }).click();
  await expect(treeOf(page)).toBeVisible();
}

async function addFolder(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Folder name' }).fill(path);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('a folder is made, kept over a reload, filled by dragging, collapsed, and on the program\'s disk', async ({ page }) => {
  await showFiles(page);
  await addFolder(page, 'lib');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(rowOf(page, 'lib')).toBeVisible();
  await createFile(page, 'greet.js');
  await typeProgram(page, "export const greeting = 'from a folder';\n", 'greet.js');
  await rowOf(page, 'greet.js').dragTo(rowOf(page, 'lib'));
  await expect.poll(() => savedText(page, lesson, 'express', 'lib/greet.js')).toContain('from a folder');
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('greet.js is now lib/greet.js');
  await expect(rowOf(page, 'greet.js')).toHaveAttribute('aria-level', '2');

  await rowOf(page, 'lib').click();
  await expect(rowOf(page, 'lib')).toHaveAttribute('aria-expanded', 'false');
  await expect(rowOf(page, 'greet.js')).toHaveCount(0);
  await rowOf(page, 'lib').click();
  await expect(rowOf(page, 'greet.js')).toBeVisible();

  await addFolder(page, 'empty');
  await page.getByRole('tab', { name: 'server.js' }).click();
  await typeProgram(page, "import { readdirSync } from 'node:fs';\nimport { greeting } from './lib/greet.js';\nconsole.log(greeting, readdirSync('empty').length);\n", 'server.js');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('from a folder 0');
});

test('a folder is renamed with all in it, and deleted with all in it, which one click brings back', async ({ page }) => {
  await showFiles(page);
  await createFile(page, 'lib/deep/one.js');
  await typeProgram(page, 'export default 1;\n', 'lib/deep/one.js');
  await rowOf(page, 'lib').hover();
  await page.getByRole('button', { name: 'Actions for lib', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename folder' }).click();
  await page.getByRole('textbox', { name: 'Folder name' }).fill('lib/inside');
  await page.keyboard.press('Enter');
  await expect(page.getByText('It cannot be moved into itself.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Folder name' }).fill('source');
  await page.keyboard.press('Enter');
  await expect.poll(() => savedText(page, lesson, 'express', 'source/deep/one.js')).toBe('export default 1;\n');
  await rowOf(page, 'source').hover();
  await page.getByRole('button', { name: 'Actions for source', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete folder' }).click();
  await expect(rowOf(page, 'source')).toHaveCount(0);
  await expect(tabsOf(page)).toHaveText(['server.js']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'one.js')).toBeVisible();
  await expect.poll(() => savedText(page, lesson, 'express', 'source/deep/one.js')).toBe('export default 1;\n');
});

test('the tree is worked with the keyboard alone: arrows, letters, Enter, F2, Delete, and moving by its handle', async ({ page }) => {
  await showFiles(page);
  await createFile(page, 'lib/a.js');
  await createFile(page, 'routes.js');
  await page.keyboard.press('Alt+2');
  await expect(editorOf(page)).toBeFocused();
  await rowOf(page, 'lib').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rowOf(page, 'lib')).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(rowOf(page, 'lib')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 'a.js')).toBeFocused();
  // Walking does not open what it passes.
  await expect(page.getByRole('tab', { name: 'routes.js' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'a.js' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.type('ro');
  await expect(rowOf(page, 'routes.js')).toBeFocused();
  await page.keyboard.press('F2');
  const name = page.getByRole('textbox', { name: 'File name' });
  await expect(name).toHaveValue('routes.js');
  await name.fill('lib/routes.js');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'routes.js')).toHaveAttribute('aria-level', '2');

  // React Aria's dragging with the keyboard: the handle, Enter, arrows to a place, Enter.
  await addFolder(page, 'other');
  await rowOf(page, 'a.js').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Move lib/a.js' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Drop on other' })).toBeFocused({ timeout: 2000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect.poll(() => savedText(page, lesson, 'express', 'other/a.js')).toBe('');

  await rowOf(page, 'a.js').focus();
  await page.keyboard.press('Delete');
  await expect(rowOf(page, 'a.js')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect(rowOf(page, 'a.js')).toBeVisible();
  // The lesson's own file stays.
  await rowOf(page, 'package.json').focus();
  await page.keyboard.press('Delete');
  await expect(rowOf(page, 'package.json')).toBeVisible();
});

test('tabs are put in another order by dragging and by keyboard, and stay so', async ({ page }) => {
  await showFiles(page);
  await createFile(page, 'one.js');
  await createFile(page, 'two.js');
  await expect(tabsOf(page)).toHaveText(['server.js', 'one.js', 'two.js']);
  await page.getByRole('tab', { name: 'two.js' }).dragTo(page.getByRole('tab', { name: 'server.js' }));
  await expect(tabsOf(page)).toHaveText(['two.js', 'server.js', 'one.js']);
  await page.getByRole('tab', { name: 'two.js' }).focus();
  await page.keyboard.press('Control+Shift+ArrowRight');
  await expect(tabsOf(page)).toHaveText(['server.js', 'two.js', 'one.js']);
  await expect(page.getByRole('tab', { name: 'two.js' })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'two.js is tab 2 of 3' })).toBeAttached();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(tabsOf(page)).toHaveText(['server.js', 'two.js', 'one.js']);
});
