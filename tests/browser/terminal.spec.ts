// The terminal: a shell over the lesson's files, in the page.
import type { Locator, Page } from '@playwright/test';
import { startRegistry } from '../../src/container/embedded/shell/npm/registry.testing.ts';
import { expectNoComplaints } from './axe.ts';
import { courseFile, editorOf, expect, openLesson, savedText, test, typeProgram } from './journey.ts';

const lesson = 'rest/first-server';

const terminalOf = (page: Page): Locator => page.getByRole('region', { name: 'Terminal' });

/** What the terminal that is in front shows. */
async function screen(page: Page): Promise<string> {
  return (await terminalOf(page).locator('.xterm-rows').innerText()).replaceAll('\u00a0', ' ');
}

async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await expect.poll(() => screen(page)).toContain('/app $');
}

/** Opens a second terminal. */
async function openAnother(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New terminal' }).click();
  await expect(page.getByRole('button', { name: 'Terminal 2', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => screen(page)).toContain('/app $');
}

/** Types a command, once the shell asks for one. */
async function type(page: Page, line: string): Promise<void> {
  await expect.poll(() => screen(page)).toMatch(/\/app\S* \$\s*$/);
  await terminalOf(page).getByRole('textbox').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

const see = (page: Page, text: string | RegExp): Promise<void> => expect.poll(() => screen(page)).toMatch(typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text);

test('commands, pipes, history, completion and Ctrl+C', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'ls | grep json | tr a-z A-Z; echo code $?');
  await see(page, /PACKAGE\.JSON\s+code 0/);
  await type(page, 'nosuch');
  await see(page, 'sh: nosuch: command not found');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await screen(page)).match(/code 0/g)?.length).toBe(2);
  await page.keyboard.type('cat pack');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await see(page, '"type": "module"');
  // Ctrl+K is the shell's here, not the palette's.
  await page.keyboard.type('echo kept dropped');
  for (let i = 0; i < ' dropped'.length; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Enter');
  await see(page, /\nkept *\n/);
  await type(page, 'sleep 1000');
  await page.keyboard.press('Control+c');
  await see(page, '^C');
  await type(page, 'npm run; npm -v');
  await see(page, /\d+\.\d+\.\d+/);
});

test('history is searched with Ctrl+R, shared by terminals and kept over a reload; pasted lines wait for Enter', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'echo first $((1 + 1))');
  await see(page, 'first 2');
  await openAnother(page);
  await terminalOf(page).getByRole('textbox').focus();
  await page.keyboard.press('Control+r');
  await page.keyboard.type('first');
  await see(page, "(reverse-i-search)`first': echo first $((1 + 1))");
  await page.keyboard.press('Enter');
  await see(page, /\n *first 2/);
  await page.evaluate(() => navigator.clipboard.writeText('for i in a b\ndo echo got $i\ndone\n'));
  await page.keyboard.press('Control+v');
  await see(page, 'for i in a b⏎do echo got $i⏎done');
  expect(await screen(page)).not.toContain('got a');
  await page.keyboard.press('Enter');
  await see(page, /got a\s+got b/);
  await page.reload();
  await openTerminal(page);
  await terminalOf(page).getByRole('textbox').focus();
  await page.keyboard.press('ArrowUp');
  await see(page, 'for i in a b⏎do echo got $i⏎done');
  await page.keyboard.press('ArrowUp');
  await see(page, 'echo first $((1 + 1))');
});

test('an address of this machine in the terminal opens the preview', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'clear; echo http://localhost:3000/there');
  await see(page, /\n? *http:\/\/localhost:3000\/there/);
  const row = terminalOf(page).locator('.xterm-rows > div').filter({ hasText: /^http:\/\/localhost/ }).first();
  await expect(async () => {
    const box = await row.boundingBox();
    if (box === null) throw new Error('the line has no place');
    // xterm.js lays its own surface over the lines, and looks for links where the pointer is.
    await page.mouse.move(box.x + 40, box.y + box.height / 2);
    await page.mouse.move(box.x + 60, box.y + box.height / 2);
    await expect(terminalOf(page).locator('.xterm-cursor-pointer')).toBeAttached({ timeout: 5000 });
    await page.mouse.click(box.x + 60, box.y + box.height / 2);
  }).toPass();
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue('localhost:3000/there');
});

test('node in one terminal, curl in another, and Ctrl+C ends the server', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, courseFile('01-rest/01-first-server/stacks/express/solution/server.js'));
  await openTerminal(page);
  await type(page, 'node server.js');
  await expect(page.getByRole('contentinfo').or(page.getByRole('group', { name: 'Status' })).or(page.locator('footer')).first()).toContainText('3000');
  await openAnother(page);
  await type(page, 'curl -s -w "\\n%{http_code}\\n" localhost:3000/');
  await see(page, /Hello, world.*\s+200/);
  await page.getByRole('button', { name: 'Terminal 1', exact: true }).click();
  await terminalOf(page).getByRole('textbox').focus();
  await page.keyboard.press('Control+c');
  await see(page, /\^C\s+.*\/app \$/s);
  await type(page, 'curl localhost:3000');
  await see(page, 'curl: (7) Failed to connect to localhost port 3000');
});

test('a file changed in the terminal is in the editor and saved; one changed in the editor is on the disk at once', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'echo "// from the shell" > server.js; mkdir lib; echo "export default 1;" > lib/one.js');
  await expect.poll(() => savedText(page, lesson, 'express', 'lib/one.js')).toBe('export default 1;\n');
  await expect.poll(() => savedText(page, lesson, 'express', 'server.js')).toBe('// from the shell\n');
  await expect(page.locator('.view-lines')).toContainText('// from the shell');
  await editorOf(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('let typed = 1;');
  await expect.poll(() => savedText(page, lesson, 'express', 'server.js')).toBe('// from the shell\nlet typed = 1;');
  await type(page, 'cat server.js');
  await see(page, 'let typed = 1;');
  await type(page, 'rm -r lib');
  await expect.poll(() => savedText(page, lesson, 'express', 'lib/one.js')).toBeUndefined();
});

test('an empty folder that the terminal makes is in the file tree, and goes with the folder', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('button', { name: 'Show files' }).click();
  await openTerminal(page);
  const folder = page.getByRole('treegrid', { name: 'Files' }).getByRole('row', { name: 'uploads', exact: true });
  await type(page, 'mkdir uploads');
  await expect(folder).toBeVisible();
  await type(page, 'rmdir uploads');
  await expect(folder).toHaveCount(0);
});

test('a shell that was left says so and begins anew; Escape and Tab leave the terminal', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'exit 3');
  await expect(terminalOf(page).getByRole('status')).toContainText('The shell ended with exit code 3');
  await page.keyboard.press('Enter');
  await expect(terminalOf(page).getByRole('status')).toBeHidden();
  await see(page, '/app $');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(terminalOf(page).getByRole('textbox')).not.toBeFocused();
});

test.describe('a site that allows a registry', () => {
  // What the site's worker fetches can't be routed.
  test.use({ serviceWorkers: 'block' });

  test('npm install fetches from the registry that the site allows, and says so where it allows none', async ({ page }) => {
    const registry = await startRegistry([
      { manifest: { name: 'greet', version: '1.2.0', dependencies: { '@words/hello': '^2.0.0' }, bin: 'cli.js' }, files: { 'cli.js': "#!/usr/bin/env node\nconsole.log(require('@words/hello'));\n" } },
      { manifest: { name: '@words/hello', version: '2.0.1', main: 'index.js' }, files: { 'index.js': "module.exports = 'hello from a package';\n" } },
    ]);
    try {
      await page.route('**/backlot.config.json', (route) => route.fulfill({ json: { npmRegistry: registry.url } }));
      await openLesson(page, lesson, 'express');
      await openTerminal(page);
      await type(page, 'mkdir t; cd t; npm init -y > made; npm install greet && npx greet && cat package.json | grep greet');
      await see(page, 'added 2 packages');
      await see(page, 'hello from a package');
      await see(page, '"greet": "^1.2.0"');
      await page.unroute('**/backlot.config.json');
      await openLesson(page, lesson, 'fastify');
      await page.reload();
      await openTerminal(page);
      // The terminal is short: what comes after the reason would push it out of sight.
      await type(page, 'clear; npm install greet 2>&1 | head -3');
      await see(page, 'this site fetches nothing from a registry');
    } finally {
      await registry.close();
    }
  });
});

test('axe finds nothing in the terminal in either theme', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await openTerminal(page);
  await type(page, 'ls -la');
  await see(page, 'total');
  await expectNoComplaints(page, 'the terminal', '#panel-terminal');
});
