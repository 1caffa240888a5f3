// Previews: the learner's server at an address of the site, in a tab, in a frame of the page, and to `fetch`.
import type { Page } from '@playwright/test';
import { consoleOf, expect, openLesson, press, test, typeProgram } from './journey.ts';

const lesson = 'rest/first-server';

/** A server of the kind that a learner writes, with the things that previews must get right. */
const SERVER = `
import { createServer } from 'node:http';
const page = (body) => '<!doctype html><html><head><title>Learner</title><link rel="stylesheet" href="/style.css"><script src="/classic.js"></script><script type="module" src="/main.js"></script></head><body>' + body + '</body></html>';
let streams = 0;
createServer(async (req, res) => {
  const url = new URL(req.url, 'http://localhost:3000');
  const send = (type, text, headers = {}) => { res.writeHead(200, { 'Content-Type': type, ...headers }); res.end(text); };
  let body = '';
  for await (const chunk of req) body += chunk;
  switch (url.pathname) {
    case '/': return send('text/html', page('<h1>Home</h1><p id="out"></p><img id="pic" src="/pic.svg"><a href="/second?x=1">second</a><form method="post" action="/form"><input name="name" value="Ada L"><button>Send</button></form><button id="jump">jump</button>'));
    case '/style.css': return send('text/css', 'h1 { color: rgb(1, 2, 3); background: url(/pic.svg) }');
    case '/classic.js': return send('text/javascript', 'window.classic = "classic ran";');
    case '/main.js': return send('text/javascript', 'import { greet } from "./lib/greet.js"; const out = document.getElementById("out"); const me = await fetch("/api/me").then((r) => r.json()); if (out) out.textContent = [classic, greet("module"), JSON.stringify(me), origin].join(" | "); if (out) document.getElementById("jump").onclick = () => { location.href = "/second?x=jumped"; };');
    case '/lib/greet.js': return send('text/javascript', 'export const greet = (name) => "hello " + name;');
    case '/pic.svg': return send('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>');
    case '/api/me': return send('application/json', JSON.stringify({ host: req.headers.host, cookie: req.headers.cookie ?? '', referer: req.headers.referer ?? '' }));
    case '/second': return send('text/html', page('<h1>Second ' + url.search + '</h1>'));
    case '/form': res.writeHead(303, { Location: '/second?' + body, 'Set-Cookie': 'sid=abc; HttpOnly; Path=/' }); return res.end();
    case '/login': return send('text/plain', 'in', { 'Set-Cookie': 'sid=abc; HttpOnly' });
    case '/ticks': {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      streams++;
      req.socket.once('close', () => console.log('reader left'));
      res.once('close', () => console.log('stream closed'));
      let n = 0;
      const timer = setInterval(() => res.write('data: tick ' + ++n + '\\n\\n'), 30);
      res.once('close', () => clearInterval(timer));
      return;
    }
    case '/watch': return send('text/html', page('<h1>Watch</h1><ul id="list"></ul><script>const source = new EventSource("/ticks"); source.onmessage = (event) => { if (event.data === "tick 3") { list.innerHTML = "<li>" + event.data + "</li>"; source.close(); } }; try { new WebSocket("ws://localhost:3000/"); } catch (error) { document.title = error.message; }</script>'));
    case '/attack': return send('text/html', '<p id="said"></p><script>const said = []; for (const [name, attempt] of Object.entries({ storage: () => localStorage.length, database: () => indexedDB.open("backlot").readyState && fail(), cookies: () => document.cookie, caches: () => caches.keys && fail(), parent: () => parent === window ? "itself" : parent.document.title, top: () => top.document.title, worker: () => navigator.serviceWorker.controller })) { try { const value = attempt(); said.push(name + ": " + value); } catch (error) { said.push(name + " refused"); } } document.getElementById("said").textContent = said.join(", "); function fail() { return "open"; }</script>');
    case '/drawing.svg': return send('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><text y="20" id="t">still</text><script>document.getElementById("t").textContent = origin</script></svg>');
    case '/untyped': return res.end('<h1>Untyped</h1>');
    case '/words': return res.end('hello');
    case '/nosniff': res.setHeader('X-Content-Type-Options', 'nosniff'); return res.end('<h1>Untyped</h1>');
    default: res.writeHead(404, { 'Content-Type': 'application/json' }); return res.end('{"error":"Not found"}');
  }
}).listen(3000, () => console.log('listening on http://localhost:3000'));
`;

async function startServer(page: Page, program = SERVER): Promise<void> {
  await openLesson(page, lesson, 'express');
  await typeProgram(page, program);
  await press(page, 'Run');
  await expect(consoleOf(page)).toContainText('listening on');
}

async function openInTab(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Open port 3000 in a tab' }).click();
  return opened;
}

const inside = (tab: Page) => tab.frameLocator('iframe');

test('a page of the learner’s server works in a tab: scripts, modules, styles, pictures, requests to itself', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await expect(tab).toHaveURL(/\/port\/3000\/$/);
  await expect(inside(tab).getByRole('heading', { name: 'Home' })).toHaveCSS('color', 'rgb(1, 2, 3)');
  await expect(inside(tab).locator('#out')).toHaveText(/^classic ran \| hello module \| \{"host":"localhost:3000","cookie":"","referer":"http:\/\/localhost:3000\/"\} \| null$/);
  await expect(inside(tab).locator('#pic')).toHaveJSProperty('naturalWidth', 20);
  await expect(tab).toHaveTitle('Learner');
});

test('links, forms, redirects, cookies and scripts that move on lead where they would on the server’s own site', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await inside(tab).getByRole('link', { name: 'second' }).click();
  await expect(tab).toHaveURL(/\/port\/3000\/second\?x=1$/);
  await expect(inside(tab).getByRole('heading', { name: 'Second ?x=1' })).toBeVisible();
  await tab.goBack();
  await inside(tab).getByRole('button', { name: 'Send' }).click();
  await expect(tab).toHaveURL(/\/port\/3000\/second\?name=Ada\+L$/);
  await tab.goto(new URL('/port/3000/', tab.url()).href);
  await expect(inside(tab).locator('#out')).toContainText('"cookie":"sid=abc"');
  await inside(tab).getByRole('button', { name: 'jump' }).click();
  await expect(inside(tab).getByRole('heading', { name: 'Second ?x=jumped' })).toBeVisible();
});

test('the page can ask a port with fetch; JSON, errors and streams come as they are', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await tab.close();
  const answers = await page.evaluate(async () => {
    const me = await fetch('port/3000/api/me').then((response) => response.json());
    await fetch('port/3000/login');
    const again = await fetch('port/3000/api/me').then((response) => response.json());
    const posted = await fetch('port/3000/form', { method: 'POST', body: 'a=1' });
    const reader = (await fetch('port/3000/ticks')).body!.pipeThrough(new TextDecoderStream()).getReader();
    let ticks = '';
    while (!ticks.includes('tick 3')) ticks += (await reader.read()).value ?? '';
    await reader.cancel();
    return { me, again, posted: [posted.redirected, new URL(posted.url).search, posted.status], ticks: ticks.includes('data: tick 1\n\ndata: tick 2'), cookies: document.cookie };
  });
  expect(answers).toEqual({
    me: { host: 'localhost:3000', cookie: '', referer: '' },
    again: { host: 'localhost:3000', cookie: 'sid=abc', referer: '' },
    posted: [true, '?a=1', 200],
    ticks: true,
    cookies: '',
  });
  await expect(consoleOf(page)).toContainText('stream closed');
});

test('an answer without a type is taken for what it looks like, as browsers do, unless it forbids that', async ({ page }) => {
  await startServer(page);
  await page.getByRole('tab', { name: 'Preview' }).click();
  const panel = page.getByRole('region', { name: 'Preview' });
  const go = async (path: string): Promise<void> => {
    await panel.getByRole('textbox', { name: 'Address' }).fill(path);
    await panel.getByRole('textbox', { name: 'Address' }).press('Enter');
  };
  await go('/untyped');
  await expect(panel.frameLocator('iframe').frameLocator('iframe').getByRole('heading', { name: 'Untyped' })).toBeVisible();
  const tab = await openInTab(page);
  await tab.goto(new URL('untyped', tab.url()).href);
  await expect(inside(tab).getByRole('heading', { name: 'Untyped' })).toBeVisible();
  await tab.goto(new URL('words', tab.url()).href);
  await expect(tab.getByText('hello', { exact: true })).toBeVisible();
  await tab.goto(new URL('nosniff', tab.url()).href);
  await expect(tab.getByText('<h1>Untyped</h1>', { exact: true })).toBeVisible();
});

test('events stream into a page, and WebSocket says why it can not', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await tab.goto(new URL('watch', tab.url()).href);
  await expect(inside(tab).getByRole('listitem')).toHaveText('tick 3');
  await expect(tab).toHaveTitle(/A preview can't open a WebSocket to ws:\/\/localhost:3000\//);
  await expect(consoleOf(page)).toContainText('stream closed');
});

test('what the server returns can not act as the site', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await tab.goto(new URL('attack', tab.url()).href);
  await expect(inside(tab).locator('#said')).toHaveText('storage refused, database refused, cookies refused, caches refused, parent: itself, top refused, worker refused');
  await tab.goto(new URL('drawing.svg', tab.url()).href);
  await expect(tab.locator('text')).toHaveText('still');
});

test('without a program the preview says so, and comes by itself when there is one; after a reload of the page the tab finds the new container', async ({ page }) => {
  await startServer(page);
  const tab = await openInTab(page);
  await expect(inside(tab).getByRole('heading', { name: 'Home' })).toBeVisible();
  await press(page, 'Stop');
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  await tab.reload();
  await expect(tab.getByRole('status')).toHaveText('Nothing listens on port 3000. Press Run in Backlot to start the program.');
  await expect(tab.getByRole('link', { name: 'Back to Backlot' })).toHaveAttribute('href', new URL('./', page.url().split('#')[0]!).href);
  await page.reload();
  await press(page, 'Run');
  await expect(inside(tab).getByRole('heading', { name: 'Home' })).toBeVisible();
  await page.close();
  await tab.reload();
  await expect(tab.getByRole('status')).toContainText('Backlot is not open in this browser');
  await expect(tab.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('the Preview panel shows the server in the page, follows its links, and begins anew with each run', async ({ page }) => {
  await startServer(page);
  await page.getByRole('tab', { name: 'Preview' }).click();
  const panel = page.getByRole('region', { name: 'Preview' });
  const shown = panel.frameLocator('iframe').frameLocator('iframe');
  const address = panel.getByRole('textbox', { name: 'Address' });
  await expect(shown.getByRole('heading', { name: 'Home' })).toBeVisible();
  await shown.getByRole('link', { name: 'second' }).click();
  await expect(shown.getByRole('heading', { name: 'Second ?x=1' })).toBeVisible();
  await expect(address).toHaveValue('localhost:3000/second?x=1');
  await address.fill('/second?x=typed');
  await address.press('Enter');
  await expect(shown.getByRole('heading', { name: 'Second ?x=typed' })).toBeVisible();
  await press(page, 'Stop');
  await expect(panel.getByText('When your program listens on port 3000, its pages appear here.')).toBeVisible();
  await press(page, 'Run');
  await expect(shown.getByRole('heading', { name: 'Second ?x=typed' })).toBeVisible();
});
