// The editor: help from the real types, marks of what the program threw, the way into packages, formatting.
import { consoleOf, courseFile, createFile, editorOf, expect, openLesson, press, resizeTo, test, typeProgram } from './journey.ts';
import type { Page } from '@playwright/test';

const lesson = 'rest/create-user';

/** Types behind the last character of the open file. */
async function append(page: Page, text: string): Promise<void> {
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text);
}

/** Asks for completions until the types have arrived. */
async function completes(page: Page, text: string, expected: RegExp): Promise<void> {
  await append(page, text);
  const option = page.getByRole('listbox', { name: 'Suggest' }).getByRole('option', { name: expected });
  await expect(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+Space');
    await expect(option).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 120_000 });
  await page.keyboard.press('Escape');
}

test('JavaScript is completed from the types of Express and of Node, and mistakes are marked without nagging', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await completes(page, 'app.lis', /^listen,/);
  await page.keyboard.type('en();\nprocess.memor');
  await completes(page, '', /^memoryUsage,/);
  await page.keyboard.press('ControlOrMeta+z');
  await typeProgram(page, "import express from 'express';\n\nconst app = express();\napp.use((request, response, next) => {\n  request.user = { name: 'Ada' };\n  next();\n});\napp.lisen(3000);\n");
  // `lisen` is a mistake; a property that a middleware adds to the request is how JavaScript is written.
  await expect(page.locator('.squiggly-warning')).toHaveCount(1);
  await editorOf(page).focus();
  await page.keyboard.press('F8');
  await expect(page.getByText("Did you mean 'listen'?").first()).toBeVisible();
});

test('files that are not open are found, in another width and in another lesson too', async ({ page }) => {
  await openLesson(page, 'rest/list-users', 'express');
  const isSettled = async (): Promise<void> => {
    // A mistake at the end is marked once the types are there; nothing else may be.
    await append(page, '\nmisspelt;');
    await expect(page.locator('.squiggly-warning')).toHaveCount(1);
    await page.keyboard.press('F8');
    await expect(page.getByText("Cannot find name 'misspelt'").first()).toBeVisible();
    await page.keyboard.press('Escape');
  };
  await page.goto('./#/rest/create-user?stack=express');
  await expect(page.getByRole('heading', { level: 1, name: 'Create a user' })).toBeVisible();
  await isSettled();
  // The panels are laid out anew, and the editor with them.
  await resizeTo(page, { width: 600, height: 900 });
  await resizeTo(page, { width: 1440, height: 900 });
  await expect(page.getByText('misspelt').first()).toBeVisible();
  await expect(page.locator('.squiggly-warning')).toHaveCount(1);
});

test('CommonJS is typed too, and what require gives', async ({ page }) => {
  await openLesson(page, lesson, 'fastify');
  await typeProgram(page, "const os = require('node:os');\n");
  await completes(page, 'os.avail', /^availableParallelism,/);
});

test('a definition leads into the package, read-only, and back', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await completes(page, 'app.lis', /^listen,/);
  await page.keyboard.press('ControlOrMeta+z');
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ControlOrMeta+ArrowRight');
  await page.keyboard.press('ControlOrMeta+ArrowRight');
  await page.keyboard.press('F12');
  const declarations = page.getByRole('textbox', { name: /node_modules\/@types\/express\/index\.d\.ts, read-only/ });
  await expect(declarations).toBeFocused();
  await page.keyboard.type('x');
  await expect(page.getByText('Not one of your files: it can be read, not changed.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Back to my code' }).click();
  await expect(editorOf(page)).toBeAttached();
});

test('the line that threw is marked until the next run', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "const settings = {};\nconsole.log('before');\nsettings.port.toString();\n");
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('TypeError: Cannot read properties of undefined');
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
  await editorOf(page).focus();
  await page.keyboard.press('F8');
  await expect(page.getByText('The program threw here').first()).toBeVisible();
  await typeProgram(page, "console.log('after');\n");
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('after');
  await expect(page.locator('.squiggly-error')).toHaveCount(0);
});

test('an error behind a response of 500 is marked at its line', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, courseFile('01-rest/03-create-user/stacks/express/solution/server.js').replace("app.get('/users', (request, response) => {", "app.get('/users', (request, response) => {\n  missing();"));
  await press(page, 'Check');
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
});

test('a file is formatted with Prettier, in one step of undo', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, 'const  greeting="hello"\nconsole.log( greeting )\n');
  await page.keyboard.press('Shift+Alt+f');
  await expect(page.getByText("const greeting = 'hello';")).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('const  greeting="hello"')).toBeVisible();
  await typeProgram(page, 'const = 1;\n');
  await page.keyboard.press('Shift+Alt+f');
  await expect(page.getByText(/^server\.js cannot be formatted: .*\(1:7\)/)).toBeVisible();
});

test('pointing at a name tells its type, and writing a call tells its parameters', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await completes(page, 'app.lis', /^listen,/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(async () => {
    // Monaco asks when the pointer comes to rest over a word, and not again while it stays there.
    await page.mouse.move(0, 0);
    await page.locator('.view-line').filter({ hasText: 'const app' }).getByText('express', { exact: false }).last().hover();
    await expect(page.locator('.monaco-hover').filter({ hasText: /Express/ }).first()).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 120_000 });
  await append(page, 'app.listen(');
  await expect(page.locator('.parameter-hints-widget')).toContainText(/listen\(.*\): Server/);
  // With the keyboard too.
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Shift+Space');
  await expect(page.locator('.parameter-hints-widget')).toBeVisible();
});

test('TypeScript is completed from the types of Express, and its mistakes are errors', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await createFile(page, 'routes.ts');
  await typeProgram(page, "import express from 'express';\n\nexport const router = express.Router();\nrouter.get('/', (request, response) => {\n  response.jso");
  await completes(page, '', /^json,/);
  await typeProgram(page, "export const port: number = 'three';\n");
  await expect(async () => {
    await page.keyboard.press('F8');
    await expect(page.getByText("Type 'string' is not assignable to type 'number'").first()).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 120_000 });
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
});
