// The Requests panel: an HTTP client for the learner's server.
import type { Locator, Page } from '@playwright/test';
import { expectNoComplaints } from './axe.ts';
import { checkOf, expect, openLesson, press, test, typeProgram } from './journey.ts';

const lesson = 'rest/create-user';

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Requests', exact: true });
const answerOf = (page: Page): Locator => panelOf(page).getByRole('region', { name: 'Response', exact: true });
const target = (page: Page): Locator => panelOf(page).getByRole('textbox', { name: 'Path and query' });
const method = (page: Page): Locator => panelOf(page).getByRole('combobox', { name: 'Method' });
const send = (page: Page): Promise<void> => panelOf(page).getByRole('button', { name: 'Send', exact: true }).click();
const part = (page: Page, name: RegExp): Promise<void> => panelOf(page).getByRole('tablist', { name: 'Parts of the request' }).getByRole('tab', { name }).click();
const show = (page: Page, name: RegExp): Promise<void> => panelOf(page).getByRole('tablist', { name: 'Parts of the exchange' }).getByRole('tab', { name }).click();

/** A server that answers with what it was sent, and a few special paths. */
const echo = `import { createServer } from 'node:http';
createServer((request, response) => {
  if (request.url === '/events') {
    response.setHeader('Content-Type', 'text/event-stream');
    response.write('id: 1\\nevent: tick\\ndata: first\\n\\n');
    return;
  }
  if (request.url === '/short') {
    response.setHeader('Content-Type', 'application/json');
    return response.end('{"text":"a","list":[1,true,null]}');
  }
  if (request.url === '/image') {
    response.setHeader('Content-Type', 'image/png');
    return response.end(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  }
  if (request.url === '/bytes') return response.end(Buffer.from([0, 1, 2, 255]));
  if (request.url === '/large') return response.end('x'.repeat(9_000_000));
  if (request.url === '/page') {
    response.setHeader('Content-Type', 'text/html');
    return response.end('<h1>Hello page</h1><script>parent.document.title = "escaped"</script>');
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('Set-Cookie', ['session=abc; Path=/; HttpOnly']);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }));
  });
}).listen(3000, () => console.log('up'));
`;

test.beforeEach(async ({ page }) => {
  await openLesson(page, lesson, 'express');
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(panelOf(page)).toBeVisible();
});

async function runEcho(page: Page): Promise<void> {
  await typeProgram(page, echo);
  await press(page, 'Run');
  await expect(page.getByRole('log', { name: 'Console' })).toContainText('up');
}

test('a server that does not run is told in words, and Run starts it and sends', async ({ page }) => {
  await target(page).fill('/users');
  await send(page);
  await expect(answerOf(page).getByRole('alert')).toContainText(/Your server is not running|Nothing listens on port 3000/);
  await answerOf(page).getByRole('button', { name: 'Run' }).click();
  await expect(answerOf(page)).toContainText('200 OK');
  await expect(answerOf(page).getByRole('group', { name: 'Body' })).toContainText('"email"');
});

test('method, query, headers and auth go as composed, and the response shows body, headers, cookies and timing', async ({ page }) => {
  await runEcho(page);
  await method(page).fill('purge');
  await target(page).fill('/things?a=1');
  await part(page, /Query/);
  await panelOf(page).getByRole('textbox', { name: 'Name, Query 2' }).fill('q');
  await panelOf(page).getByRole('textbox', { name: 'Value, Query 2' }).fill('x & y');
  await expect(target(page)).toHaveValue('/things?a=1&q=x%20%26%20y');
  await panelOf(page).getByRole('checkbox', { name: 'Send a', exact: true }).uncheck();
  await expect(target(page)).toHaveValue('/things?q=x%20%26%20y');
  await part(page, /Headers/);
  await panelOf(page).getByRole('combobox', { name: 'Name, Headers 1' }).fill('Host');
  await panelOf(page).getByRole('textbox', { name: 'Value, Headers 1' }).fill('api.example.com');
  await part(page, /Auth/);
  await panelOf(page).getByRole('combobox', { name: 'Kind of authentication' }).selectOption('basic');
  await panelOf(page).getByRole('textbox', { name: 'User name' }).fill('ada');
  await panelOf(page).getByLabel('Password').fill('s3cret');
  await panelOf(page).getByLabel('Password').press('ControlOrMeta+Enter');
  const body = answerOf(page).getByRole('group', { name: 'Body' });
  await expect(body).toContainText('"PURGE"');
  await expect(body).toContainText('"/things?q=x%20%26%20y"');
  await expect(body).toContainText('"api.example.com"');
  await expect(body).toContainText('"Basic YWRhOnMzY3JldA=="');
  await show(page, /^Headers/);
  await expect(answerOf(page)).toContainText('HTTP/1.1 200 OK');
  await expect(answerOf(page)).toContainText('Content-Typeapplication/json');
  await show(page, /^Cookies/);
  await expect(answerOf(page)).toContainText('sessionabc');
  await expect(answerOf(page)).toContainText('HttpOnly');
  await show(page, /^Timing/);
  await expect(answerOf(page)).toContainText('Waiting');
  await part(page, /Headers/);
  await panelOf(page).getByRole('checkbox', { name: 'Keep cookies and send them again' }).check();
  await send(page);
  await show(page, /^Request/);
  await expect(answerOf(page)).toContainText('Cookiesession=abc');
});

test('JSON, form, multipart with a file, text and a file are sent as such', async ({ page }) => {
  await runEcho(page);
  await method(page).fill('POST');
  const kind = panelOf(page).getByRole('combobox', { name: 'Kind of body' });
  await part(page, /Body/);
  await kind.selectOption('json');
  await panelOf(page).getByRole('textbox', { name: 'JSON body' }).focus();
  await page.keyboard.type('{"name": Ada');
  await expect(panelOf(page)).toContainText('This is not valid JSON yet');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.evaluate(() => navigator.clipboard.writeText('{"name": "Ada"}'));
  await page.keyboard.press('ControlOrMeta+v');
  await expect(panelOf(page)).not.toContainText('This is not valid JSON yet');
  const body = answerOf(page).getByRole('group', { name: 'Body' });
  await send(page);
  await expect(body).toContainText('{\\"name\\": \\"Ada\\"}');
  await expect(body).toContainText('"application/json"');
  await kind.selectOption('form');
  await panelOf(page).getByRole('textbox', { name: 'Name, Form 1' }).fill('title');
  await panelOf(page).getByRole('textbox', { name: 'Value, Form 1' }).fill('a b');
  await send(page);
  await expect(body).toContainText('"title=a+b"');
  await kind.selectOption('multipart');
  await panelOf(page).getByRole('textbox', { name: 'Name, Multipart 1' }).fill('photo');
  const chosen = page.waitForEvent('filechooser');
  await panelOf(page).getByRole('button', { name: 'Choose a file for photo' }).click();
  await (await chosen).setFiles({ name: 'me.txt', mimeType: 'text/plain', buffer: Buffer.from('file content') });
  await expect(panelOf(page)).toContainText('me.txt');
  await send(page);
  await expect(body).toContainText('filename=\\"me.txt\\"');
  await expect(body).toContainText('file content');
  await kind.selectOption('text');
  await panelOf(page).getByRole('textbox', { name: 'Text body' }).fill('plain words');
  await send(page);
  await expect(body).toContainText('"plain words"');
});

test('an event stream shows its events as they arrive, and Cancel ends it', async ({ page }) => {
  await runEcho(page);
  await target(page).fill('/events');
  await send(page);
  await expect(answerOf(page).getByRole('list', { name: 'Events' }).getByRole('listitem')).toContainText('first');
  await panelOf(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(answerOf(page)).toContainText('Cancelled. What had come so far is shown.');
  await expect(answerOf(page).getByRole('list', { name: 'Events' })).toContainText('tick');
});

test('images are shown, bytes are bytes, HTML is rendered without its scripts, and large bodies tell their true size', async ({ page }) => {
  await runEcho(page);
  const open = async (path: string): Promise<void> => {
    await target(page).fill(path);
    await send(page);
  };
  await open('/image');
  await expect(answerOf(page).getByRole('img', { name: 'The response as image/png' })).toBeVisible();
  await open('/bytes');
  await expect(answerOf(page)).toContainText('00 01 02 ff');
  await open('/page');
  await expect(answerOf(page)).toContainText('<h1>Hello page</h1>');
  await answerOf(page).getByRole('radio', { name: 'Rendered' }).click();
  const rendered = answerOf(page).getByTitle('Rendered');
  await expect(rendered).toHaveAttribute('sandbox', '');
  await expect(rendered).toHaveAttribute('srcdoc', /<h1>Hello page<\/h1>/);
  await expect(rendered).not.toHaveAttribute('srcdoc', /script/);
  await open('/large');
  await expect(answerOf(page)).toContainText('Only the first 8,389 kB of 9,000 kB are shown.');
});

test('a curl command is taken over and given out again', async ({ page }) => {
  await page.getByRole('button', { name: 'Paste curl' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take over a curl command' });
  const command = dialog.getByRole('textbox', { name: 'curl command' });
  await command.fill('wget http://localhost');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect(dialog).toContainText('This is not a curl command');
  await command.fill(`curl -X PUT 'http://localhost:3000/users/1' -H 'If-Match: "1"' --json '{"name":"Ada"}'`);
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect(method(page)).toHaveValue('PUT');
  await expect(target(page)).toHaveValue('/users/1');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl --include --request PUT http:\/\/localhost:3000\/users\/1[\s\S]*If-Match: "1"[\s\S]*--data-raw/);
});

test('the checks\' requests are examples, what is sent is remembered, and what is saved is there after a reload', async ({ page }) => {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^POST \/users/ }).first().click();
  await expect(method(page)).toHaveValue('POST');
  await page.getByRole('button', { name: 'Save this request' }).click();
  await page.getByRole('textbox', { name: 'Name of the request' }).fill('Make Ada');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await send(page);
  await expect(answerOf(page).getByRole('alert')).toBeVisible();
  await target(page).fill('/elsewhere');
  await expect.poll(() => page.evaluate(async () => {
    const open = indexedDB.open('backlot');
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
    const read = database.transaction('requests').objectStore('requests').get(['course', 'rest/create-user']);
    const record = await new Promise<{ draft: { target: string } } | undefined>((resolve) => (read.onsuccess = () => resolve(read.result as never)));
    database.close();
    return record?.draft.target;
  })).toBe('/elsewhere');
  await page.reload();
  await expect(target(page)).toHaveValue('/elsewhere');
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('menuitem', { name: /POST \/users/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Saved', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Make Ada/ }).click();
  await expect(target(page)).toHaveValue('/users');
});

test('a check\'s request is opened here as it was sent', async ({ page }) => {
  await press(page, 'Check');
  const check = checkOf(page, 'POST /users answers 201 with the user and its id');
  await expect(check).toContainText('Failed');
  await check.getByRole('button', { name: 'Open in Requests' }).click();
  await expect(method(page)).toHaveValue('POST');
  await send(page);
  await expect(answerOf(page)).toContainText(/\d{3} /);
});

test('nothing of the panel is out of reach of a screen reader, in both themes', async ({ page }) => {
  await runEcho(page);
  // Short: axe cannot judge colours of what is scrolled half out of sight.
  await target(page).fill('/short');
  await send(page);
  await expect(answerOf(page)).toContainText('200 OK');
  await expectNoComplaints(page, 'the panel', '#panel-requests');
});

test('the solution is asked too: where its answer differs is shown, it keeps what it was sent, and begins anew with the program', async ({ page }) => {
  await press(page, 'Run');
  await expect(page.getByRole('log', { name: 'Console' })).toContainText('listening');
  await panelOf(page).getByRole('checkbox', { name: 'Ask the solution too' }).check();
  await target(page).fill('/users');
  await send(page);
  await expect(answerOf(page)).toContainText('The solution answers the same.');

  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^POST \/users/ }).first().click();
  await send(page);
  const differences = answerOf(page).getByRole('group', { name: 'The solution answers differently' });
  await expect(differences.getByRole('row', { name: /^Status 404 Not Found 201 Created$/ })).toBeVisible();
  await expectNoComplaints(page, 'the differences', '#panel-requests');

  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('menuitem', { name: /^GET \/users/ }).click();
  await send(page);
  await expect(differences.getByRole('rowheader', { name: '$[2]' })).toBeVisible();

  await press(page, 'Run');
  await expect(page.getByRole('log', { name: 'Console' })).toContainText('Run 2');
  await expect(page.getByRole('log', { name: 'Console' }).getByText('listening')).toHaveCount(2);
  await send(page);
  await expect(answerOf(page)).toContainText('The solution answers the same.');
  await panelOf(page).getByRole('checkbox', { name: 'Ask the solution too' }).uncheck();
  await expect(answerOf(page)).not.toContainText('The solution answers');
});

test('the first request of a lesson is one that makes sense in it', async ({ page }) => {
  await expect(method(page)).toHaveValue('GET');
  await expect(target(page)).toHaveValue('/users');
});
