// Judges lessons in the embedded container, in Chromium: the same checks and the same expectations as in real Node.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { CHROMIUM_ARGS, ensureChromium } from '../browsers/chromium.ts';
import { ensureNodeLibrary } from '../node-library/fetch.ts';
import { nodeLibrary } from '../node-library/vite-plugin.ts';
import { packages } from '../packages/vite-plugin.ts';
import { PROJECT_ROOT } from '../serve/build-once.ts';
import { serve } from '../serve/server.ts';
import type { EmbeddedOutcome, EmbeddedVariant } from './embedded-page.ts';

const pageFolder = join(PROJECT_ROOT, '.cache', 'lesson-judge');

export interface EmbeddedJudge {
  /** @param runs how often the checks are run against the same program; the verdicts are those of the last */
  judge(variant: EmbeddedVariant, runs?: number): Promise<EmbeddedOutcome>;
  close(): Promise<void>;
}

/** Builds the page with the container and the checks, and opens it. @throws when there is no Chromium */
export async function openEmbeddedJudge(): Promise<EmbeddedJudge> {
  ensureNodeLibrary();
  await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: './',
    logLevel: 'warn',
    publicDir: false,
    plugins: [nodeLibrary(), packages()],
    worker: { format: 'es' },
    build: {
      outDir: pageFolder,
      emptyOutDir: true,
      target: 'es2023',
      chunkSizeWarningLimit: 6000,
      rolldownOptions: { input: fileURLToPath(new URL('./embedded-page.html', import.meta.url)) },
    },
  });
  const server = await serve({ folder: pageFolder, port: 0, host: '127.0.0.1', isolated: false });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_ARGS] });
  return {
    async judge(variant, runs = 1) {
      const page = await browser.newPage();
      try {
        await page.goto(`${server.url}embedded-page.html`);
        await page.waitForFunction(() => 'judgeVariant' in globalThis);
        return await page.evaluate(([one, times]) => globalThis.judgeVariant(one, times), [variant, runs] as const);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
