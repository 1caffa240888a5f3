// Attacks of a page that the learner's server returns, each by name: in the Preview panel and in a tab of its own, none reaches the site. The same
// code in a page of the site itself succeeds, which shows that the attacks are attacks.
import { test, type Browser, type Page } from '@playwright/test';
import { PREVIEW_ATTACKS } from './attacks/preview-attacks.ts';
import { openApp } from './client/app.ts';
import { consoleOf, expect, openLesson, press, typeProgram } from './journey.ts';

test.describe.configure({ mode: 'default' });

type Outcomes = Readonly<Record<string, boolean | string>>;

/** Runs the attacks one after the other. Plain JavaScript: it stands in pages. */
const RUN = `async (attacks, site, other) => {
  // The channel to the page around the document: taken from its script while it sends something.
  const post = MessagePort.prototype.postMessage;
  const port = await new Promise((resolve) => {
    MessagePort.prototype.postMessage = function (...args) { MessagePort.prototype.postMessage = post; resolve(this); return Reflect.apply(post, this, args); };
    document.title = 'attacking ' + Math.random();
    setTimeout(() => resolve(undefined), 5000);
  });
  const ask = (at, request) => new Promise((resolve) => {
    const id = 1e6 + Math.floor(Math.random() * 1e6);
    at.addEventListener('message', async ({ data }) => { if (data.id === id) resolve(data.response.ok ? await new Response(data.response.body).text() : data.response.message); });
    post.call(at, { type: 'fetch', id, request: { method: 'GET', headers: [], body: null, ...request } });
  });
  const AsyncFunction = (async () => {}).constructor;
  const outcomes = { 'took the channel': port !== undefined };
  for (const { name, body } of attacks) {
    try { outcomes[name] = await new AsyncFunction('site', 'other', 'port', 'ask', body)(site, other, port, ask); } catch (error) { outcomes[name] = String(error); }
  }
  return outcomes;
}`;

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** A learner's server whose page attacks. */
const attacker = (site: string, other: string): string => `import { createServer } from 'node:http';
const page = ${JSON.stringify(`<!doctype html><title>Attacker</title><pre id="outcome"></pre><script>(${RUN})(${inScript(PREVIEW_ATTACKS)}, ${inScript(site)}, ${inScript(other)}).then((outcomes) => { document.getElementById('outcome').textContent = JSON.stringify(outcomes); });</script>`)};
createServer((request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html' });
  response.end(request.url === '/' ? page : 'nothing');
}).listen(3000, () => console.log('listening on http://localhost:3000'));
`;

let page: Page;
let victim: Page;
let site: string;
let other: string;
let close: () => Promise<void>;

/** An app with a container of its own, in another tab of the same site. @returns a port of it */
async function openVictim(browser: Browser, baseURL: string): Promise<string> {
  const context = await browser.newContext();
  page = await context.newPage();
  victim = await context.newPage();
  close = await openApp(victim, baseURL, 'the same origin');
  return victim.evaluate(async () => {
    const heard: unknown[] = [];
    new BroadcastChannel('backlot:attacks').onmessage = ({ data }) => heard.push(data);
    Object.assign(globalThis, { heard });
    document.cookie = 'session=secret';
    const container = await client.WebContainer.boot();
    await container.fs.writeFile('server.js', `require('http').createServer((q, s) => s.end('secret of the other')).listen(3000)`);
    const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, url) => resolve(url)));
    await container.spawn('node', ['server.js']);
    return ready;
  });
}

test.beforeAll(async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  site = new URL('./', baseURL).href;
  other = await openVictim(browser, baseURL!);
  await openLesson(page, 'rest/first-server', 'express');
  await typeProgram(page, attacker(site, other));
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening on');
});
test.afterAll(async () => {
  await close();
  await page.context().close();
});

const heard = (): Promise<unknown[]> => victim.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard.splice(0));

async function expectHeld(outcomes: Outcomes, address: () => string, before: string): Promise<void> {
  expect(outcomes['took the channel'], 'the attacks that need the channel have it').toBe(true);
  for (const { name } of PREVIEW_ATTACKS) expect.soft(outcomes[name], name).not.toBe(true);
  expect(address()).toBe(before);
  expect(await heard()).toEqual([]);
  expect(await victim.evaluate(() => [document.cookie, localStorage.getItem('attack')])).toEqual(['session=secret', null]);
}

test('in a tab of its own', async () => {
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Open port 3000 in a tab' }).click();
  const tab = await opened;
  const outcome = tab.frameLocator('iframe').locator('#outcome');
  await expect(outcome).not.toBeEmpty({ timeout: 120_000 });
  await expectHeld(JSON.parse((await outcome.textContent())!) as Outcomes, () => tab.url(), `${site}port/3000/`);
  await tab.close();
});

test('in the Preview panel', async () => {
  const before = page.url();
  await page.getByRole('tab', { name: 'Preview' }).click();
  const outcome = page.getByRole('region', { name: 'Preview' }).frameLocator('iframe').frameLocator('iframe').locator('#outcome');
  await expect(outcome).not.toBeEmpty({ timeout: 120_000 });
  await expectHeld(JSON.parse((await outcome.textContent())!) as Outcomes, () => page.url(), before);
});

test('in a page of the site itself they succeed', async () => {
  const outcomes = await victim.evaluate(
    async ([run, attacks, home, elsewhere]) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<!doctype html><title>frame</title><body><script>(${run})(${attacks}, ${home}, ${elsewhere}).then((outcomes) => parent.postMessage({ outcomes }, '*'))</script>`;
      const answered = new Promise<Outcomes>((resolve) => addEventListener('message', ({ source, data }: MessageEvent<{ outcomes: Outcomes }>) => source === frame.contentWindow && resolve(data.outcomes)));
      document.body.append(frame);
      return answered;
    },
    [RUN, inScript(PREVIEW_ATTACKS.filter(({ control }) => control !== false)), inScript(site), inScript(other)] as const,
  );
  const seen = await heard();
  for (const { name, control } of PREVIEW_ATTACKS) {
    if (control === false) continue;
    if (name === 'a broadcast that the site hears') expect.soft(seen, name).toEqual(['attacked']);
    else expect.soft(outcomes[name], name).toBe(true);
  }
});
