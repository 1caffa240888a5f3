// Browser journeys on the built site, in Chromium.
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './tools/browsers/chromium.ts';

const port = Number(process.env['BACKLOT_TEST_PORT'] ?? 4174);

/** Tests of containers without the app (tests/browser/harness.ts). */
const HARNESS_TESTS = /\/(contract|late-parts|outside|processes|shell|warm-start)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  // Far more than anything takes here: what is right comes in its time on a slow and busy machine too, and waiting for it costs nothing where it is quick.
  timeout: 180_000,
  expect: { timeout: 40_000 },
  // Each page runs a container of its own: more pages than cores only makes every one slow.
  workers: Number(process.env['BACKLOT_TEST_WORKERS'] ?? 2),
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  // One more attempt for a journey that a busy machine has kept waiting; what is wrong is wrong twice.
  retries: 1,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    trace: 'on-first-retry',
    launchOptions: { executablePath: findChromium(), args: [...CHROMIUM_ARGS] },
  },
  projects: [
    { name: 'harness', testMatch: 'harness.setup.ts' },
    { name: 'containers', testMatch: HARNESS_TESTS, dependencies: ['harness'] },
    { name: 'site', testMatch: '*.spec.ts', testIgnore: HARNESS_TESTS },
  ],
  webServer: {
    command: 'npx tsx tools/serve/main.ts',
    env: { PORT: String(port) },
    url: `http://localhost:${port}/`,
    reuseExistingServer: true,
    timeout: 300_000,
  },
});
