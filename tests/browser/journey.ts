// What every journey shares: a page whose console must stay clean, and the few things a learner does again and again, by role and name.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

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

/** Opens a lesson and waits until it can be typed into. */
export async function openLesson(page: Page, id: string, stack: string): Promise<void> {
  await page.goto(`./#/${id}?stack=${stack}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(editorOf(page)).toBeAttached();
}

/** Opens the commands. The page must be drawn: before that no key is its own. */
export async function openCommands(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
}

/** The editor as assistive technology sees it: an element without a size of its own, so that it is attached but never "visible". */
export function editorOf(page: Page): Locator {
  return page.getByRole('textbox', { name: /, editor\./ });
}

/** Replaces the whole of the open file, as a learner who pastes. */
export async function typeProgram(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
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

export async function press(page: Page, name: 'Run' | 'Stop' | 'Check'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** One check with its verdict. */
export function checkOf(page: Page, title: string): Locator {
  return page.getByRole('region', { name: 'Checks' }).getByRole('listitem', { name: title, exact: true });
}

/** Waits until every check of the lesson passes. */
export async function expectAllPass(page: Page, count: number): Promise<void> {
  await expect(page.getByText(`All ${count} checks pass`)).toBeVisible({ timeout: 30_000 });
}

export function consoleOf(page: Page): Locator {
  return page.getByRole('log', { name: 'Console' });
}

/** A file of the course, to be typed by the journey. */
export function courseFile(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../lessons/${path}`, import.meta.url)), 'utf8');
}
