// Vite plugin: leaves out the workers that Monaco would start by itself. The page gives it its own (src/app/editor/monaco.ts), and a second copy of
// the TypeScript compiler would be seven megabytes that nobody loads. Facts: monaco-editor 0.57, workerManager.js of each language.
import type { Plugin } from 'vite';

const OWN_WORKER = /createWorker: \(\) => new Worker\(new URL\('(?:ts|json)\.worker\.js', import\.meta\.url\), \{ type: "module" \}\)/;

/** The plugin. */
export function monaco(): Plugin {
  return {
    name: 'backlot:monaco',
    enforce: 'pre',
    transform(code, id) {
      if (!/monaco-editor\/esm\/vs\/languages\/features\/(?:typescript|json)\/workerManager\.js/.test(id)) return null;
      if (!OWN_WORKER.test(code)) throw new Error(`${id} makes its worker in another way than before: see tools/monaco/vite-plugin.ts`);
      return { code: code.replace(OWN_WORKER, 'createWorker: () => { throw new Error("the page gives Monaco its workers"); }'), map: null };
    },
  };
}
