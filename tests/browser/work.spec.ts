// Work and progress: finding a lesson, going on, forgetting, one file with everything, two tabs, links and zips.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { expectNoComplaints } from './axe.ts';
import { consoleOf, courseFile, expect, expectAllPass, openLesson, press, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';
const solution = courseFile('01-rest/03-create-user/stacks/express/solution/server.js');

const menu = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name }).click();
};
const catalogue = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: /^All lessons/ }).click();
  return page.getByRole('dialog', { name: 'Lessons' });
};
/** What the editor shows of the open file. */
const shown = (page: Page): Locator => page.getByRole('region', { name: 'Editor', exact: true }).getByRole('code');

/** Waits until the storage has a text of server.js. */
const expectSaved = (page: Page, text: string): Promise<void> => expect.poll(() => savedText(page, lesson, 'express', 'server.js')).toBe(text);

test('a lesson is found by a word of its prose, solved, offered no more, forgotten and brought back', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  const dialog = await catalogue(page);
  await expect(dialog.getByRole('link', { name: /^Start here/ })).toBeVisible();
  await dialog.getByRole('searchbox').fill('idempotent');
  const found = dialog.getByRole('link', { name: /^Create a user/ });
  await expect(found).toContainText('idempotent');
  await found.click();
  await expect(dialog).toBeHidden();
  await typeProgram(page, solution);
  await press(page, 'Check');
  await expectAllPass(page, 4);
  await catalogue(page);
  await expect(dialog.getByRole('link', { name: /^Create a user.*Express \(solved\)/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Forget progress of Create a user' }).click();
  await page.getByRole('dialog', { name: 'Forget progress?' }).getByRole('button', { name: 'Forget', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('Progress of “Create a user” is forgotten');
  await catalogue(page);
  await expect(dialog.getByRole('link', { name: /^Create a user.*Express \(new\)/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await catalogue(page);
  await expect(dialog.getByRole('link', { name: /^Create a user.*Express \(solved\)/ })).toBeVisible();
});

test('all work goes into one file and comes back in another browser, where nothing of the work there is lost', async ({ page, browser }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// from the first browser\n');
  await expectSaved(page, '// from the first browser\n');
  await menu(page, 'Save or load all my work');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save to a file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^backlot-\d{4}-\d\d-\d\d\.json$/);
  const file = { name: 'backup.json', mimeType: 'application/json', buffer: readFileSync(await download.path()) };

  const context = await browser.newContext();
  const other = await context.newPage();
  await openLesson(other, lesson, 'express');
  await typeProgram(other, '// of the second browser\n');
  await expectSaved(other, '// of the second browser\n');
  await menu(other, 'Save or load all my work');
  const dialog = other.getByRole('dialog', { name: 'All your work in one file' });
  const choose = async (files: typeof file): Promise<void> => {
    const chooser = other.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles(files);
  };
  await choose({ ...file, buffer: Buffer.from('{"format":"something"}') });
  await expect(dialog.getByRole('alert')).toContainText('The file is no backup of Backlot.');
  await choose(file);
  await expect(dialog.getByRole('status')).toContainText('1 that differ');
  await dialog.getByRole('radio', { name: 'Take the file’s' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Bring it in' }).click();
  await expectSaved(other, '// from the first browser\n');
  await expect(shown(other)).toContainText('from the first browser');
  const copies = await other.evaluate(async () => {
    const open = indexedDB.open('backlot');
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
    const read = database.transaction('copies').objectStore('copies').getAll();
    const all = await new Promise<{ text: string; reason: string }[]>((resolve) => (read.onsuccess = () => resolve(read.result as never)));
    database.close();
    return all.map(({ text, reason }) => [text, reason]);
  });
  expect(copies).toEqual([['// of the second browser\n', 'import']]);
  await context.close();
});

test('two tabs on one lesson: each says so, and what one changes shows in the other', async ({ page, context }) => {
  await openLesson(page, lesson, 'express');
  const other = await context.newPage();
  await openLesson(other, lesson, 'express');
  await expect(page.getByRole('region', { name: 'Other tabs' })).toContainText('open in another tab too');
  await expect(other.getByRole('region', { name: 'Other tabs' })).toContainText('open in another tab too');
  await page.bringToFront();
  await typeProgram(page, '// first\n');
  await expect(shown(other)).toContainText('first');
  await other.close();
  await expect(page.getByRole('region', { name: 'Other tabs' })).toBeHidden();
});

test('two tabs that change the same file without hearing of each other: none of the two texts is lost, and one can choose', async ({ page, context }) => {
  // The tabs cannot tell each other what they save, as when one sleeps.
  await context.addInitScript(() => {
    const Channel = BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
      override postMessage(message: unknown): void {
        if ((message as { type?: string }).type !== 'saved') super.postMessage(message);
      }
    };
  });
  await openLesson(page, lesson, 'express');
  const other = await context.newPage();
  await openLesson(other, lesson, 'express');
  await page.bringToFront();
  await typeProgram(page, '// one side\n');
  await expectSaved(page, '// one side\n');
  await other.bringToFront();
  await typeProgram(other, '// other side\n');
  await expect(other.getByRole('region', { name: 'Notifications' })).toContainText('server.js was changed in another tab at the same time.');
  await expectSaved(other, '// other side\n');
  await other.getByRole('button', { name: 'Take the other' }).click();
  await expect(shown(other)).toContainText('one side');
  await expectSaved(other, '// one side\n');
});

test('a link carries the files: read-only, not run by itself, next to the reader\'s own work, until it is made one\'s own', async ({ page, browser }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "console.log('from the link');\n");
  await menu(page, 'Share my files');
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/files=1\./);
  const url = await field.inputValue();

  const context = await browser.newContext();
  const reader = await context.newPage();
  await openLesson(reader, lesson, 'express');
  await typeProgram(reader, '// my own work\n');
  await expectSaved(reader, '// my own work\n');
  await reader.goto(url);
  const banner = reader.getByRole('region', { name: 'Shared files' });
  await expect(banner).toContainText('Somebody shared these files with you.');
  const editor = reader.getByRole('textbox', { name: 'server.js, read-only' });
  await expect(shown(reader)).toContainText('from the link');
  await editor.focus();
  await reader.keyboard.type('typed');
  await expect(shown(reader)).not.toContainText('typed');
  await expect(consoleOf(reader)).not.toContainText('from the link');
  await expect(reader.getByText('Not running')).toBeVisible();
  expect(await savedText(reader, lesson, 'express', 'server.js')).toBe('// my own work\n');
  await expectNoComplaints(reader, 'somebody else\'s files');
  await banner.getByRole('button', { name: 'Run them' }).click();
  await expect(consoleOf(reader)).toContainText('from the link');
  await banner.getByRole('button', { name: 'Back to my work' }).click();
  await expect(shown(reader)).toContainText('my own work');
  await expect(reader).toHaveURL(/#\/rest\/create-user\?stack=express$/);
  await reader.goto(url);
  await banner.getByRole('button', { name: 'Make them mine' }).click();
  await expect(banner).toBeHidden();
  await expectSaved(reader, "console.log('from the link');\n");
  await expect(shown(reader)).toContainText('from the link');
  await context.close();
});

test('a link that is cut off, hostile or too large is refused with a reason, and one\'s own work opens', async ({ page }) => {
  const packed = (value: unknown): string => `1.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;
  const shared = { lesson, stack: 'express', files: { 'server.js': '1' } };
  for (const [files, reason] of [
    [packed(shared).slice(0, -6), 'It was cut off or changed on its way.'],
    [packed({ ...shared, files: { '../../x.js': '' } }), 'its name leads out of the folder'],
    [packed({ ...shared, files: { 'a.js': 'x'.repeat(20_000_000) } }), 'It unpacks to more than 4 MB.'],
    ['2.AAAA', 'It was made by a newer Backlot.'],
  ] as const) {
    await page.goto(`./?${Math.random()}#/${lesson}?stack=express&files=${files}`);
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(reason);
    await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Shared files' })).toBeHidden();
  }
});

test('a zip is downloaded, and opened again in a browser that has none of the work', async ({ page, browser }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// in the zip\n');
  await expectSaved(page, '// in the zip\n');
  await menu(page, 'Share my files');
  const downloading = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Download as zip' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('create-user-express.zip');
  const buffer = readFileSync(await download.path());

  const context = await browser.newContext();
  const other = await context.newPage();
  await openLesson(other, 'rest/list-users', 'express');
  const open = async (bytes: Buffer): Promise<void> => {
    await menu(other, 'Share my files');
    const chooser = other.waitForEvent('filechooser');
    await other.getByRole('dialog').getByRole('button', { name: 'Open a zip' }).click();
    await (await chooser).setFiles({ name: 'work.zip', mimeType: 'application/zip', buffer: bytes });
  };
  await open(Buffer.from('no zip at all'));
  await expect(other.getByRole('region', { name: 'Notifications' })).toContainText('The file is no zip, or it is damaged.');
  await other.keyboard.press('Escape');
  await open(buffer);
  await expect(other.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await expect(other.getByRole('region', { name: 'Shared files' })).toContainText('These files are from a zip.');
  await expect(other.getByRole('textbox', { name: 'server.js, read-only' })).toBeAttached();
  await expect(shown(other)).toContainText('in the zip');
  await context.close();
});
