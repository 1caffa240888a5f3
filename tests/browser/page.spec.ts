// The page around the work: catalogue, palette, files, solution, console links, small screens, storage that is denied.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkOf, consoleOf, createFile, editorOf, expect, openCommands, openLesson, press, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';

test('the catalogue finds and opens another lesson', async ({ page }) => {
  await openLesson(page, 'rest/list-users', 'express');
  await page.getByRole('button', { name: 'All lessons' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lessons' });
  await dialog.getByRole('searchbox').fill('create');
  await dialog.getByRole('link', { name: /^Create a user/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await expect(page).toHaveURL(/#\/rest\/create-user\?stack=express/);
});

test('previous and next lead through the course, and Back returns', async ({ page }) => {
  await openLesson(page, 'rest/list-users', 'express');
  await page.getByRole('link', { name: 'Next: Create a user' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'List users' })).toBeVisible();
});

test('an address of a lesson that is not there says so, and shows no other lesson\'s files', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// mine\n');
  await page.goto('./#/rest/nonsense');
  await expect(page.getByRole('alert').filter({ hasText: 'There is no lesson “rest/nonsense”' })).toBeVisible();
  await expect(editorOf(page)).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'server.js' })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('region', { name: 'Editor', exact: true }).getByRole('code')).toContainText('// mine');
});

test('the palette finds a command by a word and performs it', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openCommands(page);
  await page.keyboard.type('dark');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitem', { name: /dark theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('Ctrl+Enter runs and Ctrl+Shift+Enter checks from within the editor', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(consoleOf(page)).toContainText('listening on http://localhost:3000');
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');
});

test('Escape and then Tab leave the editor', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await editorOf(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editorOf(page)).not.toBeFocused();
});

test('files can be added, renamed, used by the program, and deleted with undo', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByRole('textbox', { name: 'File name' }).fill('server.js');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('A file or folder of this name exists.')).toBeVisible();
  await page.keyboard.press('Escape');
  await createFile(page, 'lib/greet.js');
  await typeProgram(page, "export const greeting = 'hello from a file of mine';\n", 'lib/greet.js');
  await page.getByRole('tab', { name: 'server.js' }).click();
  await typeProgram(page, "import { greeting } from './lib/greet.js';\nconsole.log(greeting);\n", 'server.js');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('hello from a file of mine');

  await page.getByRole('button', { name: 'Show files' }).click();
  await page.getByRole('row', { name: 'greet.js' }).getByRole('button', { name: 'Actions for lib/greet.js' }).click();
  await page.getByRole('menuitem', { name: 'Rename file' }).click();
  await page.getByRole('textbox', { name: 'File name' }).fill('hello.js');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('row', { name: 'hello.js' }).getByRole('button', { name: 'Actions for hello.js' }).click();
  await page.getByRole('menuitem', { name: 'Delete file' }).click();
  await expect(page.getByRole('row', { name: 'hello.js' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: 'hello.js' })).toBeVisible();
});

test('files of the lesson that may not be changed are read-only', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Show files' }).click();
  await page.getByRole('row', { name: /package\.json/ }).click();
  const editor = page.getByRole('textbox', { name: 'package.json, read-only' });
  await editor.focus();
  await page.keyboard.type('x');
  await expect(page.getByRole('region', { name: 'Editor' }).getByText('This file belongs to the lesson and cannot be changed here.')).toBeVisible();
});

test('the solution is compared with, taken one difference at a time, and undone', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: /^Solution/ }).click();
  await expect(page.getByText(/^Difference 1 of/)).toBeVisible();
  await page.getByRole('button', { name: 'Take all' }).click();
  await expect(page.getByText('Your file and the solution are the same.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/^Difference 1 of/)).toBeVisible();
  await page.getByRole('button', { name: 'Take this one' }).click();
  await page.getByRole('button', { name: 'Back to my code' }).click();
  await expect(page.getByRole('region', { name: 'Editor' }).getByText('express.json()')).toBeVisible();
});

test('a reset file can be had back', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// work of an hour\n');
  await page.getByRole('button', { name: 'Reset this file' }).click();
  await expect(page.getByText('// work of an hour')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('// work of an hour')).toBeVisible();
});

test('where storage is denied the page says so and works on', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { get: () => { throw new DOMException('The operation is insecure.', 'SecurityError'); } });
  });
  await openLesson(page, lesson, 'express');
  await expect(page.getByText('Not saved')).toBeVisible();
  const notice = page.getByRole('region', { name: 'Notifications' });
  await expect(notice).toContainText('The operation is insecure');
  await typeProgram(page, "console.log('still works');\n");
  const zip = page.waitForEvent('download');
  await notice.getByRole('button', { name: 'Download as zip' }).click();
  expect((await zip).suggestedFilename()).toMatch(/\.zip$/);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('still works');
});

test.describe('on a small screen', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('the panels are tabs and Run and Check are always in reach', async ({ page }) => {
    await page.goto(`./#/${lesson}?stack=express`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const panel of ['Editor', 'Console', 'Checks', 'Lesson']) {
      await page.getByRole('tab', { name: panel, exact: true }).click();
      await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport();
      await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeInViewport();
    }
    await press(page, 'Check');
    await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
});

test('code of the lesson is copied, and inserted at the cursor', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLesson(page, lesson, 'express');
  const block = page.getByRole('region', { name: 'Lesson' }).locator('[data-code-block]').filter({ has: page.getByRole('button', { name: 'Insert' }) }).first();
  const code = (await block.locator('pre').textContent()) ?? '';
  await block.hover();
  await block.getByRole('button', { name: 'Copy' }).click();
  await expect(block.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await typeProgram(page, '// before\n');
  await block.hover();
  await block.getByRole('button', { name: 'Insert' }).click();
  await expect.poll(() => savedText(page, lesson, 'express', 'server.js')).toBe(`// before\n${code}`);
});

test('where storage is full the page says so, works on, and saves again once there is room', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.evaluate(() => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') ?? {};
    Object.assign(window, { makeRoom: () => Object.defineProperty(IDBObjectStore.prototype, 'put', put) });
    Object.defineProperty(IDBObjectStore.prototype, 'put', {
      ...put,
      value: () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      },
    });
  });
  await typeProgram(page, "console.log('in memory');\n");
  await expect(page.getByText('Not saved')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('The quota has been exceeded');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('in memory');
  await page.evaluate(() => (window as unknown as { makeRoom: () => void }).makeRoom());
  await typeProgram(page, "console.log('kept');\n");
  await expect.poll(() => savedText(page, lesson, 'express', 'server.js')).toBe("console.log('kept');\n");
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
});

test('work that the first version of the storage held is there', async ({ page }) => {
  const stored = JSON.parse(readFileSync(fileURLToPath(new URL('../../src/lesson/fixtures/database-1.json', import.meta.url)), 'utf8')) as Record<string, unknown[]>;
  // A page of the same origin that does not open the database itself.
  await page.route('**/blank.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><link rel="icon" href="data:,">' }));
  await page.goto('./blank.html');
  await page.evaluate(async (records) => {
    const open = indexedDB.open('backlot', 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore('work', { keyPath: ['course', 'lesson', 'stack'] });
      open.result.createObjectStore('copies', { autoIncrement: true }).createIndex('by-work', ['course', 'lesson', 'stack']);
      open.result.createObjectStore('progress', { keyPath: ['course', 'lesson', 'stack'] });
    };
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
    const transaction = database.transaction(['work', 'copies', 'progress'], 'readwrite');
    for (const [store, all] of Object.entries(records)) for (const record of all) transaction.objectStore(store).put(record);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }, stored);
  await openLesson(page, lesson, 'express');
  await expect(page.getByRole('tab', { name: 'own.js' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'server.js' }).click();
  await expect(page.getByText("console.log('mine');")).toBeVisible();
  await page.getByRole('button', { name: 'All lessons' }).click();
  await expect(page.getByRole('dialog', { name: 'Lessons' }).getByRole('link', { name: /^Create a user.*Express \(begun\)/ })).toBeVisible();
});
