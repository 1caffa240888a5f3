// Programs that go wrong in every usual way: the page stays alive, says what happened in words that help, and checks end in `error`, never in `fail`.
import { checkOf, consoleOf, expect, openLesson, press, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';
const first = 'POST /users answers 201 with the user and its id';

/** A server whose handlers are the given ones. */
function server(body: string, port = 3000): string {
  return `import { createServer } from 'node:http';
createServer((request, response) => {
  ${body}
}).listen(${port}, () => console.log('up'));
`;
}

test.beforeEach(async ({ page }) => {
  await openLesson(page, lesson, 'express');
});

test('an endless loop at start leaves the page alive, Stop ends it, and checks end in error', async ({ page }) => {
  await typeProgram(page, "console.log('before');\nwhile (true) {}\n");
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('Error');
  await expect(checkOf(page, first)).toContainText('Nothing listens on port 3000 after 10 s.');
  await expect(checkOf(page, first)).toContainText('before');
  // The page still answers while the program spins.
  await page.getByRole('button', { name: 'All lessons' }).click();
  await expect(page.getByRole('dialog', { name: 'Lessons' })).toBeVisible();
  await page.keyboard.press('Escape');
  await press(page, 'Stop');
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
});

test('an endless loop in a handler ends the check in error, Stop ends it, and the next program runs', async ({ page }) => {
  await typeProgram(page, server("if (request.method === 'POST') while (true) {}\n  response.end('[]');"));
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('Error');
  await expect(checkOf(page, first)).toContainText('No whole response within 5 seconds');
  await press(page, 'Stop');
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  await typeProgram(page, server("response.end('[]');"));
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('up');
});

test('a syntax error is shown as Node prints it, with a link to its line', async ({ page }) => {
  await typeProgram(page, "import { createServer } from 'node:http';\nconst x = ;\n");
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('SyntaxError');
  await expect(page.getByText('Exited with code 1')).toBeVisible();
  await consoleOf(page).getByRole('button', { name: /server\.js:2/ }).first().click();
  await expect(page.getByText('Ln 2,')).toBeVisible();
});

test('an exception at start is told with its exit code and where it was thrown', async ({ page }) => {
  await typeProgram(page, "const users = undefined;\nconsole.log('starting');\nusers.push(1);\n");
  await press(page, 'Check');
  await expect(consoleOf(page)).toContainText('TypeError');
  await expect(consoleOf(page).getByRole('button', { name: /server\.js:3/ }).first()).toBeVisible();
  await expect(checkOf(page, first)).toContainText('Error');
  await expect(checkOf(page, first)).toContainText('The program ended with exit code 1 before it listened on port 3000.');
  await checkOf(page, first).getByRole('button', { name: 'Go to server.js, line 3' }).click();
  await expect(page.getByText('Ln 3,')).toBeVisible();
});

test('an import that leads nowhere is told at its line, in the console and at the checks', async ({ page }) => {
  await typeProgram(page, "import { createServer } from 'node:http';\nimport express from 'expres';\ncreateServer(express()).listen(3000);\n");
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText("Cannot find package 'expres'");
  await checkOf(page, first).getByRole('button', { name: 'Go to server.js, line 2' }).click();
  await expect(page.getByText('Ln 2,')).toBeVisible();
  await expect(consoleOf(page).getByRole('alert').getByRole('button', { name: 'Go to server.js, line 2' })).toBeVisible();
});

test('a program that never listens is told with what it printed', async ({ page }) => {
  await typeProgram(page, "console.log('I only wait');\nsetInterval(() => {}, 1000);\n");
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('Nothing listens on port 3000 after 10 s.');
  await expect(checkOf(page, first)).toContainText('I only wait');
  await expect(checkOf(page, first)).toContainText('Error');
});

test('a program that ends without listening is told so', async ({ page }) => {
  await typeProgram(page, "console.log('done');\n");
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('The program ended with exit code 0 before it listened on port 3000. A program ends when it has nothing left to do.');
  await expect(checkOf(page, first)).toContainText('done');
});

test('a program on another port is told which one it is', async ({ page }) => {
  await typeProgram(page, server("response.end('[]');", 8080));
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('The program listens on port 8080, but this lesson\'s requests go to port 3000.');
  await expect(checkOf(page, first)).toContainText('Error');
});

test('a program that exits during a check is told so, with the error that it printed', async ({ page }) => {
  await typeProgram(page, server("if (request.method === 'POST') throw new Error('boom in the handler');\n  response.end('[]');"));
  await press(page, 'Check');
  await expect(checkOf(page, first)).toContainText('The program ended with exit code 1 during this check.');
  await expect(checkOf(page, first)).toContainText('boom in the handler');
  await expect(checkOf(page, first)).toContainText('Error');
});
