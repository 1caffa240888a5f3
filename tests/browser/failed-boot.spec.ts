// A container that cannot be had: the page says so in words, keeps the learner's work, and has a way on once what was in the way is gone.
import { expect, test } from '@playwright/test';
import { checkOf, consoleOf, openLesson, press, savedText, typeProgram } from './journey.ts';

// Not the journeys' own `test`: the browser itself tells of the request that fails here.
test.use({ serviceWorkers: 'block' });

test('a container whose parts cannot be fetched is told with the reason, and Run starts it once they can', async ({ page }) => {
  test.setTimeout(120_000);
  const uncaught: unknown[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  await page.route('**/assets/node-library-*.json', (route) => route.abort());
  await openLesson(page, 'rest/create-user', 'express');
  await typeProgram(page, "console.log('it runs');\n");
  await press(page, 'Run');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Container failed');
  await expect(consoleOf(page)).toContainText('The container could not start:');
  await press(page, 'Check');
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Error');
  await expect.poll(() => savedText(page, 'rest/create-user', 'express', 'server.js')).toBe("console.log('it runs');\n");

  await page.unroute('**/assets/node-library-*.json');
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('it runs');
  expect(uncaught).toEqual([]);
});
