// The main journey, in both stacks: a wrong solution is told apart from a right one, and the work is there again after a reload.
import { checkOf, courseFile, editorOf, expect, expectAllPass, openLesson, press, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';

const wrong = {
  express: `import express from 'express';
import { users } from './users.js';

const app = express();
app.use(express.json());

app.get('/users', (request, response) => {
  response.json(users.map(({ id, name, email }) => ({ id, name, email })));
});

app.post('/users', (request, response) => {
  const user = { id: users.length + 1, ...request.body };
  users.push(user);
  response.json(user);
});

app.listen(3000);
`,
  fastify: `import Fastify from 'fastify';
import { users } from './users.js';

const app = Fastify();

app.get('/users', async () => users.map(({ id, name, email }) => ({ id, name, email })));

app.post('/users', async (request) => {
  const user = { id: users.length + 1, ...request.body };
  users.push(user);
  return user;
});

await app.listen({ port: 3000 });
`,
};

for (const stack of ['express', 'fastify'] as const) {
  test(`a learner solves "create a user" in ${stack}, is told what was wrong before, and finds the work again after a reload`, async ({ page }) => {
    await openLesson(page, lesson, stack);

    await typeProgram(page, wrong[stack]);
    await press(page, 'Check');
    const failing = checkOf(page, 'POST /users answers 201 with the user and its id');
    await expect(failing).toContainText('Failed');
    // It opens by itself, to what was expected and what came.
    await expect(failing.getByText('integer <201>')).toBeVisible();
    await expect(failing.getByText('integer <200>')).toBeVisible();
    await expect(failing.getByText('POST /users', { exact: true })).toBeVisible();
    await expect(failing.getByText('200 OK')).toBeVisible();
    await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');

    await typeProgram(page, courseFile(`01-rest/03-create-user/stacks/${stack}/solution/server.js`));
    // The verdicts are of other code now.
    await expect(failing).toContainText('outdated');
    await press(page, 'Check');
    await expectAllPass(page, 4);
    await expect(page.getByRole('heading', { name: /Answer 201 with the new user.*done/ })).toBeVisible();

    await expect.poll(() => savedText(page, lesson, stack, 'server.js')).toBe(courseFile(`01-rest/03-create-user/stacks/${stack}/solution/server.js`));
    await page.reload();
    await expect(editorOf(page)).toBeAttached();
    await expect(page.getByText('nextId++')).toBeVisible();
    await page.getByRole('button', { name: 'All lessons' }).click();
    const solved = stack === 'express' ? /Express \(solved\) Fastify \(new\)/ : /Express \(new\) Fastify \(solved\)/;
    await expect(page.getByRole('dialog', { name: 'Lessons' }).getByRole('link', { name: solved })).toBeVisible();
    await page.keyboard.press('Escape');
    await press(page, 'Check');
    await expectAllPass(page, 4);
  });
}

test('each stack keeps its own work', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// mine, in Express\n');
  await page.getByRole('radio', { name: 'Fastify' }).click();
  await expect(page).toHaveURL(/stack=fastify/);
  await expect(page.getByText("'fastify'")).toBeVisible();
  await typeProgram(page, '// mine, in Fastify\n');
  await page.getByRole('radio', { name: 'Express' }).click();
  await expect(page.getByText('// mine, in Express')).toBeVisible();
});

test('a keystroke right before a reload is not lost', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, '// the last thing typed');
  await page.reload();
  await expect(page.getByText('// the last thing typed')).toBeVisible();
});

test('one check can be run alone', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Run the check “GET /users still answers 200 with JSON, without password hashes”' }).click();
  await expect(checkOf(page, 'GET /users still answers 200 with JSON, without password hashes')).toContainText('Passed');
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('not run yet');
});

test('hints come one rung at a time', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await press(page, 'Check');
  const failing = checkOf(page, 'POST /users answers 201 with the user and its id');
  await failing.getByRole('button', { name: 'Show a hint' }).click();
  await expect(failing.getByText(/^Hint 1 of/)).toBeVisible();
  await expect(failing.getByText(/^Hint 2 of/)).toHaveCount(0);
});
