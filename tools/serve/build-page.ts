// A page of our own that is no part of the site: containers without the app, for tests and for the doctor of lessons.
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'vite';
import { ensureNodeLibrary } from '../node-library/fetch.ts';
import { nodeLibrary } from '../node-library/vite-plugin.ts';
import { PROJECT_ROOT } from './build-once.ts';

/**
 * Builds a page with the embedded container's parts into the cache; what stood there is gone.
 * @param page absolute path of its HTML file
 * @param name of its folder in the cache
 * @param packs the plugin that offers the npm packages which its programs may use
 * @returns the folder to serve; the page lies in it under its own name
 * @throws when it can't be built
 */
export async function buildPage(page: string, name: string, packs: Plugin): Promise<string> {
  ensureNodeLibrary();
  const folder = join(PROJECT_ROOT, '.cache', name);
  await build({
    configFile: false,
    root: dirname(page),
    base: './',
    logLevel: 'warn',
    publicDir: false,
    plugins: [nodeLibrary(), packs],
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 6000, rolldownOptions: { input: page } },
  });
  return folder;
}
