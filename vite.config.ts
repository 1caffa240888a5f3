// Builds the site: static files that work from any folder of any web server.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { lessons } from './tools/lessons/vite-plugin.ts';
import { nodeLibrary } from './tools/node-library/vite-plugin.ts';
import { notices } from './tools/notices/vite-plugin.ts';
import { collectLicenses } from './tools/packages/pack.ts';
import { packages } from './tools/packages/vite-plugin.ts';

export default defineConfig({
  base: './',
  plugins: [
    react(),
    nodeLibrary(),
    packages(),
    lessons(),
    notices(() => collectLicenses()),
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
  worker: { format: 'es' },
});
