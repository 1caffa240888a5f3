// Working with one's files and output: checks that run by themselves, earlier versions, the start to compare with, the console searched and copied.
import { checkOf, consoleOf, courseFile, expect, expectAllPass, openCommands, openLesson, press, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';
const solution = courseFile('01-rest/03-create-user/stacks/express/solution/server.js');

test('with "run and check on save" an edit is run and judged by itself, and is remembered', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Run and check on save' }).click();
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Failed');
  await typeProgram(page, solution);
  await expectAllPass(page, 4);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Run and check on save' })).toHaveAttribute('aria-pressed', 'true');
});

test('what was reset is among the earlier versions and can be had back, and what stood there meanwhile too', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// work of an hour\n');
  const saved = () => savedText(page, lesson, 'express', 'server.js');
  await expect.poll(saved).toBe('// work of an hour\n');
  await page.getByRole('button', { name: 'Reset this file' }).click();
  await expect(page.getByText('// work of an hour')).toHaveCount(0);
  await expect.poll(saved).toBeUndefined();
  await page.reload();
  await openCommands(page);
  await page.getByRole('searchbox', { name: 'Search commands' }).fill('earlier versions');
  await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
  const dialog = page.getByRole('dialog', { name: 'Earlier versions' });
  await dialog.getByRole('button', { name: /^Restore server\.js/ }).click();
  await expect(page.getByText('// work of an hour')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('// work of an hour')).toHaveCount(0);
});

test('a file is compared with its start, and one difference taken back', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, `// mine\n${courseFile('01-rest/02-list-users/stacks/express/solution/server.js')}`);
  await page.getByRole('button', { name: /^Solution/ }).click();
  await page.getByRole('radio', { name: 'Start' }).click();
  await expect(page.getByText(/^Difference 1 of/)).toBeVisible();
  await page.getByRole('button', { name: 'Take all' }).click();
  await expect(page.getByText('Your file is as the lesson starts it.')).toBeVisible();
});

test('the console tells stderr by a word, is searched, copied, and kept over runs', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "console.log('\\u001b[32mapples\\u001b[0m');\nconsole.error('pears');\nconsole.log('plums');\n");
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('plums');
  await expect(consoleOf(page).getByText('stderr', { exact: true })).toHaveCount(1);
  await press(page, 'Run');
  await expect(consoleOf(page).getByText('plums')).toHaveCount(2);
  await page.getByRole('button', { name: 'Search the console' }).click();
  await page.getByRole('searchbox', { name: 'Search the console' }).fill('APPLE');
  await expect(page.getByText('2 lines found')).toBeVisible();
  await expect(consoleOf(page).getByText('pears')).toHaveCount(0);
  await page.getByRole('button', { name: 'Copy what the console shows' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^--- Run 1 .*\napples\n/);
  await page.getByRole('searchbox', { name: 'Search the console' }).press('Escape');
  await expect(consoleOf(page).getByText('pears')).toHaveCount(2);
});

test('a failed check leads to the line that threw', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, solution.replace("app.post('/users', (request, response) => {", "app.post('/users', (request, response) => {\n  missing();"));
  await press(page, 'Check');
  const failing = checkOf(page, 'POST /users answers 201 with the user and its id');
  const line = solution.split('\n').findIndex((text) => text.startsWith("app.post('/users'")) + 2;
  await failing.getByRole('button', { name: `Go to server.js, line ${line}` }).click();
  await expect(page.getByText(`Ln ${line}, Col 3`)).toBeVisible();
});

test('a check is copied as a curl command, and shows how long it took', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLesson(page, lesson, 'express');
  await press(page, 'Check');
  const failing = checkOf(page, 'POST /users answers 201 with the user and its id');
  await expect(failing).toContainText(/Failed\s*[\d.]+ m?s/);
  await failing.getByRole('button', { name: 'Copy as curl' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl .*http:\/\/localhost:3000\/users[\s\S]*"name"/);
});

test('a task ticks itself when its checks pass, and is open again when they fail', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  const task = page.getByRole('region', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: 'Answer 201 with the new user' });
  await expect(task).toContainText('to do');
  await typeProgram(page, solution);
  await press(page, 'Check');
  await expectAllPass(page, 4);
  await expect(task).toContainText('done');
  await expect(page.getByRole('link', { name: 'Go on with “Read one user”' })).toBeVisible();
  await typeProgram(page, solution.replace('201', '200'));
  await press(page, 'Check');
  await expect(task).toContainText('to do');
});

test('verdicts of older code never count for new code, while checks run by themselves too', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, solution);
  await page.getByRole('button', { name: 'Run and check on save' }).click();
  await expectAllPass(page, 4);
  // What is on the screen from now on is of this text, or says that it is not.
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenByJourney: seen });
    const look = (): void => {
      const text = document.querySelector('#panel-checks')?.textContent ?? '';
      if (/Passed/.test(text) && !/outdated/.test(text)) seen.push(text);
      requestAnimationFrame(look);
    };
    document.querySelector('#panel-checks')?.addEventListener('journey', look, { once: true });
  });
  await typeProgram(page, '// nothing listens any more\n');
  await page.evaluate(() => document.querySelector('#panel-checks')?.dispatchEvent(new Event('journey')));
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Error');
  expect(await page.evaluate(() => (window as unknown as { seenByJourney: string[] }).seenByJourney)).toEqual([]);
});

test('a frame of a stack trace leads to its line, of a package too, and the console is cleared', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "import express from 'express';\n\nconst app = express();\napp.use(undefined);\n");
  await press(page, 'Run');
  await consoleOf(page).getByRole('button', { name: /server\.js:4:\d+$/ }).first().click();
  await expect(page.getByText('Ln 4, Col 5')).toBeVisible();
  await consoleOf(page).getByRole('button', { name: /node_modules\/express\/lib\/application\.js:\d+/ }).first().click();
  await expect(page.getByRole('textbox', { name: /node_modules\/express\/lib\/application\.js, read-only/ })).toBeAttached();
  await page.getByRole('button', { name: 'Back to my code' }).click();
  await page.getByRole('button', { name: 'Clear the console' }).click();
  await expect(consoleOf(page)).toContainText('What your program prints appears here.');
});

test('an address that the program prints opens the preview', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, "import express from 'express';\n\nconst app = express();\napp.get('/hello', (request, response) => response.send('<h1>Hello preview</h1>'));\napp.listen(3000, () => console.log('See http://localhost:3000/hello.'));\n");
  await press(page, 'Run');
  await consoleOf(page).getByRole('button', { name: 'http://localhost:3000/hello', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue('localhost:3000/hello');
  await expect(page.frameLocator('#panel-preview iframe').frameLocator('iframe').getByRole('heading', { name: 'Hello preview' })).toBeVisible();
});
