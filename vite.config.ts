// Builds the site: static files that work from any folder of any web server.
import react from '@vitejs/plugin-react';
import { defineConfig, type PluginOption } from 'vite';
import { nodeLibrary } from './tools/node-library/vite-plugin.ts';
import { notices } from './tools/notices/vite-plugin.ts';

/** A plugin of a tool that may not be there yet. */
async function whenThere(load: () => Promise<PluginOption>): Promise<PluginOption> {
  return load().catch(() => undefined);
}

export default defineConfig(async () => ({
  base: './',
  plugins: [
    react(),
    nodeLibrary(),
    notices(() => []),
    await whenThere(async () => (await import("./tools/lessons/vite-plugin.ts")).lessons()),
  ],
  build: {
    target: 'es2023',
    // The editor alone is larger than Vite's warning limit; bench/ reports what is loaded when.
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The prose is readable with `react` and the page's own chunk; the editor comes after it, by dynamic import.
          groups: [
            { name: 'monaco', test: /node_modules\/monaco-editor\// },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
          ],
        },
      },
    },
  },
  worker: { format: 'es' as const },
}));
