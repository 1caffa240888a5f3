// Judges lessons in the embedded container, in Chromium: the same checks and the same expectations as in real Node.
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../browsers/chromium.ts';
import { packages } from '../packages/vite-plugin.ts';
import { buildPage } from '../serve/build-page.ts';
import { serve } from '../serve/server.ts';
import type { EmbeddedOutcome, EmbeddedVariant } from './embedded-page.ts';

export interface EmbeddedJudge {
  /** @param runs how often the checks are run against the same program; the verdicts are those of the last */
  judge(variant: EmbeddedVariant, runs?: number): Promise<EmbeddedOutcome>;
  close(): Promise<void>;
}

/** Builds the page with the container and the checks, and opens it. @throws when there is no Chromium */
export async function openEmbeddedJudge(): Promise<EmbeddedJudge> {
  const folder = await buildPage(fileURLToPath(new URL('./embedded-page.html', import.meta.url)), 'lesson-judge', packages());
  const server = await serve({ folder, port: 0, host: '127.0.0.1', isolated: false });
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
