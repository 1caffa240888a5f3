// Builds the site: static files that work from any folder of any web server.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Rolldown } from 'vite';
import { lessons } from './tools/lessons/vite-plugin.ts';
import { monaco } from './tools/monaco/vite-plugin.ts';
import { nodeLibrary } from './tools/node-library/vite-plugin.ts';
import { notices } from './tools/notices/vite-plugin.ts';
import { collectLicenses } from './tools/packages/pack.ts';
import { packages } from './tools/packages/vite-plugin.ts';
import { ISOLATION_HEADERS } from './tools/serve/server.ts';
import { serviceWorker } from './tools/service-worker/vite-plugin.ts';

// As `npm start` sends the site.
const headers = process.env['BACKLOT_ISOLATED'] === '0' ? {} : ISOLATION_HEADERS;

type Modules = Rolldown.ChunkingContext;

const MAIN = resolve(import.meta.dirname, 'src/main.tsx');
const HEADLESS = resolve(import.meta.dirname, 'src/headless.ts');

/** A module and all that it imports, but for what it imports dynamically. */
function reachedFrom(entry: string, modules: Modules): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = [entry];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    ahead.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return reached;
}

/** Which modules the page needs before its prose can be read, and no other page needs: they come in one file, since each request costs. */
function isFirstScreen(id: string, modules: Modules): boolean {
  return id !== MAIN && reachedFrom(MAIN, modules).has(id) && !reachedFrom(HEADLESS, modules).has(id);
}

export default defineConfig({
  base: './',
  server: { headers },
  preview: { headers },
  plugins: [
    react(),
    monaco(),
    nodeLibrary(),
    packages(),
    lessons(),
    notices(() => collectLicenses()),
    serviceWorker(),
  ],
  build: {
    target: 'es2023',
    // The editor alone is larger than Vite's warning limit; bench/ reports what is loaded when.
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      input: ['index.html', 'headless/index.html'],
      checks: { bundlerTimings: false },
      output: {
        // React changes seldom: in a chunk of its own it stays cached. The editor is split off by the dynamic imports of
        // src/app: the prose is readable before it arrives.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: (id, modules) => (isFirstScreen(id, modules) ? 'first-screen' : null), priority: 1, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
});
