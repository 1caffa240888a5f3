// The two ways in which the site can be sent: with the headers that isolate the page, as `npm start` does and as all other journeys have it, and without
// them, as a plain host does. Programs can wait for each other in the first alone; everything else works in both.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SITE_FOLDER } from '../../tools/serve/build-once.ts';
import { serve } from '../../tools/serve/server.ts';
import { noisy, PLACES } from './client/fixture.ts';
import { checkOf, consoleOf, courseFile, expect, openLesson, press, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';

/** Waits for another program with its thread blocked, and tells what came of it. */
const WAITS = `import { execSync } from 'node:child_process';
try {
  console.log('heard:', execSync('echo from another program', { encoding: 'utf8' }));
} catch (error) {
  console.log(error.code, error.message);
}
console.log('memory:', typeof SharedArrayBuffer);
`;

/** The site as a plain host sends it, in place of the one that journeys open. */
const plainSite = async ({}, use: (url: string) => Promise<void>): Promise<void> => {
  const site = await serve({ folder: SITE_FOLDER, port: 0, isolated: false });
  await use(site.url);
  await site.close();
};
const onPlainHost = test.extend({ baseURL: plainSite });
const appOfPlainHost = noisy.extend({ baseURL: plainSite });

test('as npm start sends it a program waits for another one, and has memory to share', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, WAITS);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('heard: from another program');
  await expect(consoleOf(page)).toContainText('memory: function');
});

test('a page of the learner’s shows a picture of another host, in a tab and in the panel', async ({ page }) => {
  // Browsers find names below `localhost` on this machine; another host they are all the same.
  const pictures = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'image/svg+xml' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>');
  });
  await new Promise<void>((resolve) => pictures.listen(0, resolve));
  try {
    const { port } = pictures.address() as AddressInfo;
    await openLesson(page, lesson, 'express');
    await typeProgram(page, `import express from 'express';
express().get('/', (request, response) => response.send('<!doctype html><img alt="elsewhere" src="http://pictures.localhost:${port}/picture.svg">')).listen(3000, () => console.log('up'));
`);
    await press(page, 'Run');
    await expect(consoleOf(page)).toContainText('up');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Open port 3000 in a tab' }).click();
    const tab = await opened;
    await expect(tab.frameLocator('iframe').getByRole('img', { name: 'elsewhere' })).toHaveJSProperty('naturalWidth', 20);
    await page.getByRole('tab', { name: 'Preview' }).click();
    await expect(page.getByRole('region', { name: 'Preview' }).frameLocator('iframe').frameLocator('iframe').getByRole('img', { name: 'elsewhere' })).toHaveJSProperty('naturalWidth', 20);
  } finally {
    await new Promise((resolve) => void pictures.close(resolve).closeAllConnections());
  }
});

onPlainHost('on a plain host a lesson is run and judged, and a program that would wait is told why it can not', async ({ page }) => {
  await openLesson(page, lesson, 'express');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await typeProgram(page, courseFile('01-rest/03-create-user/stacks/express/solution/server.js'));
  await press(page, 'Check');
  await expect(checkOf(page, 'POST /users answers 201 with the user and its id')).toContainText('Passed');
  await typeProgram(page, WAITS);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM child_process.spawnSync, execSync and execFileSync need a cross-origin isolated page, and this one is not');
  await expect(consoleOf(page)).toContainText('memory: undefined');
});

onPlainHost('on a plain host WebContainer can not be had: the page says why, and the program runs all the same', async ({ page }) => {
  await page.addInitScript(() => {
    // The container's frame has an origin, and so a storage, of its own: none.
    if (origin !== 'null') localStorage.setItem('backlot.settings', JSON.stringify({ version: 1, container: 'webcontainer' }));
  });
  await openLesson(page, lesson, 'express');
  await press(page, 'Run');
  await expect(page.getByText(/WebContainer can't be had here.*not cross-origin isolated/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^What runs programs: Node .* embedded$/ })).toBeVisible();
  await press(page, 'Stop');
});

for (const place of PLACES) {
  appOfPlainHost.describe(`the container of a plain host, in an app from ${place}`, () => {
    appOfPlainHost.use({ place });

    appOfPlainHost('runs programs, and shows what they serve', async ({ app }) => {
      const printed = await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        await container.mount({ 'server.js': { file: { contents: `require('http').createServer((q, s) => s.setHeader('Content-Type', 'text/html').end('<h1>served</h1>')).listen(3000)` } } });
        const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, url) => resolve(url)));
        await container.spawn('node', ['server.js']);
        const frame = Object.assign(document.createElement('iframe'), { title: 'Preview', src: await ready });
        document.body.append(frame);
        return client.outputOf(await container.spawn('node', ['-p', '1 + 1']));
      });
      expect(printed).toBe('2\n');
      await expect(app.frameLocator('iframe[title=Preview]').frameLocator('iframe').getByRole('heading', { name: 'served' })).toBeVisible();
    });
  });
}
