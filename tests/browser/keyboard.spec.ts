// Every panel by the keyboard alone: no journey here touches a pointer. Solving a lesson so is in accessibility.spec.ts, the tree in files.spec.ts.
import type { Locator, Page } from '@playwright/test';
import { checkOf, courseFile, editorOf, expect, openCommands, openLesson, test } from './journey.ts';

const lesson = 'rest/create-user';

/** Presses Tab until an element has the focus. @throws when it is never reached */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

/** Types the name of a command into the palette, and waits until it is the first, which Enter performs. */
async function openPalette(page: Page, search: string): Promise<void> {
  await openCommands(page);
  await page.keyboard.type(search);
  await expect(page.getByRole('menuitem').first()).toContainText(search, { ignoreCase: true });
}

async function runSolution(page: Page): Promise<void> {
  await openLesson(page, lesson, 'express');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), courseFile('01-rest/03-create-user/stacks/express/solution/server.js'));
  await page.keyboard.press('Alt+2');
  await expect(editorOf(page)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+v');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('log', { name: 'Console' })).toContainText('listening on http://localhost:3000');
}

test('a request is composed, sent, and its response read; then found in Network and opened there', async ({ page }) => {
  await runSolution(page);
  await page.keyboard.press('Alt+4');
  const panel = page.getByRole('region', { name: 'Requests', exact: true });
  await expect(panel).toBeFocused();
  await tabTo(page, panel.getByRole('textbox', { name: 'Path and query' }));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/users?by=keys');
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('200 OK');
  // The parts of the response are tabs: one stop, then arrows.
  const response = page.getByRole('region', { name: 'Response', exact: true });
  await tabTo(page, response.getByRole('tab', { name: 'Response' }));
  await page.keyboard.press('ArrowRight');
  await expect(response.getByRole('tab', { name: /^Headers/ })).toBeFocused();
  await expect(response).toContainText('application/json');

  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('region', { name: 'Network', exact: true })).toBeFocused();
  const list = page.getByRole('listbox', { name: 'Exchanges' });
  await expect(list.getByRole('option', { name: /by=keys/ })).toBeVisible();
  await tabTo(page, list);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const details = page.getByRole('region', { name: 'GET /users?by=keys' });
  await tabTo(page, details.getByRole('tab', { name: 'Request' }).or(details.getByRole('tab', { name: 'Response' })).first());
  await expect(details).toContainText('"email"');
});

test('the terminal is entered, used, and left with Escape and then Tab', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.keyboard.press('Alt+8');
  const terminal = page.getByRole('region', { name: 'Terminal' });
  const input = terminal.getByRole('textbox');
  await expect(terminal.locator('.xterm-rows')).toContainText('/app $');
  await tabTo(page, input);
  await page.keyboard.type('echo by $((20 + 3)) keys');
  await page.keyboard.press('Enter');
  await expect(terminal.locator('.xterm-rows')).toContainText('by 23 keys');
  // Tab completes there; after Escape it moves on.
  await page.keyboard.type('cat serv');
  await page.keyboard.press('Tab');
  await expect(terminal.locator('.xterm-rows')).toContainText('cat server.js');
  await expect(input).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(input).not.toBeFocused();
});

test('one difference of the solution is taken, another left', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openPalette(page, 'compare with the solution');
  await page.keyboard.press('Enter');
  const count = page.getByText(/^Difference 1 of (\d+)$/);
  await expect(count).toBeVisible();
  const before = Number(/of (\d+)/.exec((await count.textContent()) ?? '')?.[1]);
  expect(before).toBeGreaterThan(1);
  await tabTo(page, page.getByRole('button', { name: 'Next difference' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Difference 2 of ${before}`)).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Take this one' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(new RegExp(`^Difference \\d of ${before - 1}$`))).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Back to my code' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toBeAttached();
});

test('the palette finds, walks and performs; the catalogue is searched and a lesson opened', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openPalette(page, 'all lessons');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Lessons' });
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('list users');
  await tabTo(page, dialog.getByRole('link', { name: /^List users/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'List users' })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('the console is searched, a check is run alone, and the theme is changed', async ({ page }) => {
  await runSolution(page);
  await page.keyboard.press('Alt+7');
  await tabTo(page, page.getByRole('button', { name: 'Search the console' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox', { name: 'Search the console' })).toBeFocused();
  await page.keyboard.type('nothing like this');
  await expect(page.getByText('No line matches')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+3');
  const title = 'GET /users still answers 200 with JSON, without password hashes';
  await tabTo(page, page.getByRole('button', { name: `Run the check “${title}”` }));
  await page.keyboard.press('Enter');
  await expect(checkOf(page, title)).toContainText('Passed');
  await tabTo(page, page.getByRole('button', { name: /^Theme: / }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('what is typed while the commands are still being loaded does not go into the code', async ({ page }) => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/assets/palette-*.js', async (route) => {
    await arrived;
    await route.continue();
  });
  const asked = page.waitForRequest('**/assets/palette-*.js');
  await openLesson(page, lesson, 'express');
  await editorOf(page).focus();
  const shown = page.getByRole('region', { name: 'Editor', exact: true }).getByRole('code');
  const before = await shown.textContent();
  await page.keyboard.press('ControlOrMeta+k');
  await asked;
  await page.keyboard.type('share');
  arrive();
  await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(editorOf(page)).toBeFocused();
  expect(await shown.textContent()).toBe(before);
});
