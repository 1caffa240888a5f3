// An app built on `@webcontainer/api`, as a page on the site's own origin or on another one.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';

/** Where the app lives, and how it is served. */
export type AppPlace = 'the same origin' | 'another origin' | 'another origin, cross-origin isolated' | 'another site';

let bundle: Promise<string> | undefined;

/** The script of the app, with the client package in it. */
function script(): Promise<string> {
  bundle ??= build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return bundle;
}

const html = (site: string, code: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,"><body><script>globalThis.WEBCONTAINER_API_IFRAME_URL = ${JSON.stringify(site)};</script><script type="module">${code.replaceAll('</script', '<\\/script')}</script></body></html>`;

/**
 * Opens the app.
 * @param site address of the site, whose /headless the client is pointed at
 * @returns closes what was opened for it
 */
export async function openApp(page: Page, site: string, place: AppPlace): Promise<() => Promise<void>> {
  if (place === 'the same origin') {
    // A document of the site that runs nothing itself; a made-up one would not count as coming from this machine, and be kept from
    // asking others of it.
    await page.route('**/favicon.ico', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
    await page.goto(new URL('/early.js', site).href);
    await page.evaluate((address) => void (globalThis.WEBCONTAINER_API_IFRAME_URL = address), site);
    await page.addScriptTag({ type: 'module', content: await script() });
    await page.waitForFunction(() => 'client' in globalThis);
    return async () => {};
  }
  const body = html(site, await script());
  const headers = place.endsWith('isolated') ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } : {};
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', ...headers });
    response.end(body);
  });
  // The site is at localhost: another port is another origin, and another address is another site, to which browsers may deny storage.
  const host = place === 'another site' ? '127.0.0.1' : 'localhost';
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => 'client' in globalThis);
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
