// The WebAssembly of hash-wasm's digests. The package's own JavaScript can only start it asynchronously, and what Node hashes it hashes at
// once: its files `hash-wasm/dist/<digest>.umd.min.js` are bundled as a module that exports the WebAssembly in them.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const FILE = /[\\/]hash-wasm[\\/]dist[\\/]\w+\.umd\.min\.js$/;

/**
 * The module that stands for one of the package's files: `wasm` is Base64.
 * @throws when the file does not have exactly one WebAssembly module in it
 */
export function hashModule(source: string): string {
  // Every module begins with the bytes 00 61 73 6d, `AGFzb` in Base64.
  const found = [...source.matchAll(/"(AGFzb[\w+/=]*)"/g)].map(([, base64]) => base64);
  if (found.length !== 1) throw new Error(`a file of hash-wasm has ${found.length} WebAssembly modules in it, not one`);
  return `export const wasm = ${JSON.stringify(found[0])};`;
}

/** For the bundles of the container. */
export const hashModules: Plugin = {
  name: 'backlot:hash-modules',
  setup(build) {
    build.onLoad({ filter: FILE }, async ({ path }) => ({ contents: hashModule(await readFile(path, 'utf8')), loader: 'js' }));
  },
};

/** For unit tests, which Vite loads. */
export const hashModulesOfTests = {
  name: 'backlot:hash-modules',
  enforce: 'pre',
  transform: (source: string, id: string) => (FILE.test(id) ? hashModule(source) : undefined),
} as const;
