// npm install in an app's container: from the registry that the site allows, and of what is packed with the site where it allows none.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRegistry } from '../../src/container/embedded/shell/npm/registry.testing.ts';
import { SITE_FOLDER } from '../../tools/serve/build-once.ts';
import { serve } from '../../tools/serve/server.ts';
import { expect, noisy, PLACES, test } from './client/fixture.ts';

/** The site with a registry in its configuration. Browsers write of every 404 to the console. */
const withRegistry = noisy.extend({
  baseURL: async ({}, use) => {
    const registry = await startRegistry([
      { manifest: { name: 'greet', version: '1.2.0', dependencies: { '@words/hello': '^2.0.0' }, bin: 'cli.js' }, files: { 'cli.js': "#!/usr/bin/env node\nconsole.log(require('@words/hello'));\n" } },
      { manifest: { name: '@words/hello', version: '2.0.1', main: 'index.js' }, files: { 'index.js': "module.exports = 'hello from a package';\n" } },
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'backlot-registry-'));
    cpSync(SITE_FOLDER, folder, { recursive: true });
    writeFileSync(join(folder, 'backlot.config.json'), JSON.stringify({ npmRegistry: registry.url }));
    const site = await serve({ folder, port: 0, isolated: true });
    await use(site.url);
    await site.close();
    rmSync(folder, { recursive: true });
    await registry.close();
  },
});

for (const place of PLACES) {
  withRegistry.describe(`from ${place}`, () => {
    withRegistry.use({ place });

    withRegistry('packages are fetched from the registry that the site allows, and run', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const container = await WebContainer.boot();
        await container.mount({ 'package.json': { file: { contents: JSON.stringify({ name: 'shop', dependencies: { greet: '^1.0.0' } }) } } });
        const install = await container.spawn('npm', ['install']);
        const installed = await outputOf(install);
        const nothing = await container.spawn('npm', ['install', 'nothing-like-this']);
        return {
          installed,
          code: await install.exit,
          greeting: await outputOf(await container.spawn('npx', ['greet'])),
          lock: (JSON.parse(await container.fs.readFile('package-lock.json', 'utf-8')) as { packages: Record<string, { version: string }> }).packages['node_modules/@words/hello']?.version,
          nothing: await outputOf(nothing),
          nothingCode: await nothing.exit,
        };
      });
      expect(seen).toMatchObject({ code: 0, greeting: 'hello from a package\n', lock: '2.0.1', nothingCode: 1 });
      expect(seen.installed).toContain('added 2 packages');
      expect(seen.nothing).toContain('404 Not Found - nothing-like-this');
    });
  });
}

test('where the site allows none, a version that is not packed is refused with the one that is', async ({ app }) => {
  const seen = await app.evaluate(async () => {
    const container = await client.WebContainer.boot();
    await container.mount({ 'package.json': { file: { contents: JSON.stringify({ dependencies: { express: '^4' } }) } } });
    const install = await container.spawn('npm', ['install']);
    return { output: await client.outputOf(install), code: await install.exit };
  });
  expect(seen.code).toBe(1);
  expect(seen.output).toMatch(/express@\^4: not here, but express@5\.\d+\.\d+ is \(ask for "\^5\.\d+\.\d+"\), and this site fetches nothing from a registry\./);
  expect(seen.output).toContain('"npmRegistry" in backlot.config.json');
});
