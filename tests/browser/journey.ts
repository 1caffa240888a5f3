// What every journey shares: a page whose console must stay clean, and the few things a learner does again and again, by role and name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

const LESSONS = fileURLToPath(new URL('../../lessons', import.meta.url));

/** Journeys fail when the page writes a warning or an error to its console, or throws. */
export const test = base.extend<{ cleanConsole: void }>({
  cleanConsole: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      // What the test runner itself writes, where a journey has it block service workers, is not the page's.
      const isRunners = (text: string): boolean => text === 'Service Worker registration blocked by Playwright';
      page.on('console', (message) => {
        if ((message.type() === 'error' || message.type() === 'warning') && !isRunners(message.text())) complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
      await use();
      expect(complaints, 'the page\'s console').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a lesson and waits until it can be typed into, also where another lesson or stack was open before. */
export async function openLesson(page: Page, id: string, stack: 'express' | 'fastify'): Promise<void> {
  await page.goto(`./#/${id}?stack=${stack}`);
  await expect(page.getByRole('heading', { level: 1, name: titleOfLesson(id), exact: true })).toBeVisible();
  await expect(page.getByRole('radio', { name: stack === 'express' ? 'Express' : 'Fastify', exact: true })).toBeChecked();
  await expect(editorOf(page)).toBeAttached();
}

/** What a lesson of the course is called: its folder is found by its id, in which the numbers that order the folders are left out. */
function titleOfLesson(id: string): string {
  const folder = id.split('/').reduce((above, part) => {
    const below = readdirSync(above).find((name) => name.replace(/^\d+-/, '') === part);
    if (below === undefined) throw new Error(`the course has no lesson ${id}`);
    return join(above, below);
  }, LESSONS);
  const title = /^title: *(.+)$/m.exec(readFileSync(join(folder, 'lesson.md'), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${folder}/lesson.md has no title`);
  return title;
}

/** Opens the commands, and waits until they can be searched. The page must be drawn: before that no key is its own. */
export async function openCommands(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused();
}

/**
 * The editor as assistive technology sees it: an element without a size of its own, so that it is attached but never "visible".
 * @param file the file that it must show; absent: any that can be changed
 */
export function editorOf(page: Page, file = ''): Locator {
  return page.getByRole('textbox', { name: `${file}, editor.` });
}

/**
 * Replaces the whole of the open file, as a learner who pastes, and waits until the editor shows it.
 * @param file the file that must have been opened before; absent: whichever is open
 */
export async function typeProgram(page: Page, text: string, file?: string): Promise<void> {
  // A dialog that is about to go would take the focus back.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await editorOf(page, file).focus();
  await expect(editorOf(page, file)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  // The cursor stands at the end of what was pasted, so the last lines are in sight.
  const last = text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  await expect(page.getByRole('region', { name: 'Editor', exact: true }).getByRole('code')).toContainText(last);
}

/** Makes a file from the button above the editor, and waits until the editor shows it. */
export async function createFile(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'New file', exact: true }).click();
  await page.getByRole('textbox', { name: 'File name' }).fill(path);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(editorOf(page, path)).toBeAttached();
}

/** Makes the page as wide as that, and waits until it is laid out anew: below 900 pixels the panels are tabs. */
export async function resizeTo(page: Page, size: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(size);
  await expect(page.getByRole('tab', { name: 'Editor', exact: true })).toHaveCount(size.width < 900 ? 1 : 0);
}

/** The text of the open file, read from where it is kept: the learner's storage. */
export async function savedText(page: Page, lesson: string, stack: string, path: string): Promise<string | undefined> {
  return page.evaluate(
    async ([lessonId, stackId, file]) => {
      const open = indexedDB.open('backlot');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error ?? new Error('the database could not be opened'));
      });
      const read = database.transaction('work').objectStore('work').get(['course', lessonId ?? '', stackId ?? '']);
      const record = await new Promise<{ changed: Record<string, { text: string }> } | undefined>((resolve, reject) => {
        read.onsuccess = () => resolve(read.result as never);
        read.onerror = () => reject(read.error ?? new Error('the record could not be read'));
      });
      database.close();
      return record?.changed[file ?? '']?.text;
    },
    [lesson, stack, path] as const,
  );
}

/** Presses a button of the header. */
export async function press(page: Page, name: 'Run' | 'Stop' | 'Check'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** One check with its verdict. */
export function checkOf(page: Page, title: string): Locator {
  return page.getByRole('region', { name: 'Checks' }).getByRole('listitem', { name: title, exact: true });
}

/** Waits until every check of the lesson passes. */
export async function expectAllPass(page: Page, count: number): Promise<void> {
  await expect(page.getByText(`All ${count} checks pass`)).toBeVisible();
}

/** Runs the checks of a page for the first time, and waits until each has its verdict. */
export async function checkAndWait(page: Page): Promise<void> {
  await press(page, 'Check');
  // What screen readers are told at the end.
  await expect(page.getByRole('status').filter({ hasText: /\d checks? passed/ })).toBeAttached();
}

/** What programs have printed. */
export function consoleOf(page: Page): Locator {
  return page.getByRole('log', { name: 'Console' });
}

/** A file of the course, to be typed by the journey. */
export function courseFile(path: string): string {
  return readFileSync(join(LESSONS, path), 'utf8');
}
