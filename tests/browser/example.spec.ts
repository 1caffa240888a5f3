// examples/webcontainer-api, served as its README says, from an origin of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { expect, test } from './journey.ts';

const root = fileURLToPath(new URL('../../examples/webcontainer-api', import.meta.url));

test('the example boots a container of Backlot, shows what its server prints, and the server itself', async ({ page, baseURL }) => {
  test.slow();
  const cacheDir = mkdtempSync(join(tmpdir(), 'backlot-example-'));
  // What `npx vite examples/webcontainer-api` starts.
  const server = await createServer({ root, cacheDir, logLevel: 'warn', server: { port: 0, strictPort: false } });
  await server.listen();
  try {
    const [address] = server.resolvedUrls?.local ?? [];
    await page.goto(`${address}?backlot=${encodeURIComponent(baseURL!)}`);
    await expect(page.getByRole('log', { name: 'Output' })).toHaveText('listening\n', { timeout: 120_000 });
    await expect(page.frameLocator('iframe[title=Preview]').frameLocator('iframe').getByRole('heading', { name: /^Hello from Node v24\./ })).toBeVisible();
  } finally {
    await server.close();
    rmSync(cacheDir, { recursive: true, force: true });
  }
});
