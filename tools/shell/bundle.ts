// Bundles the shell (src/container/embedded/shell) into modules for Node: a small one that starts, and what it loads when a
// command needs it. They run in the container as they run on a laptop.
import { fileURLToPath } from 'node:url';
import { bundleApart } from '../notices/bundle.ts';

/** File name -> text; `main.mjs` is the one to start. */
export type ShellBundle = ReadonlyMap<string, string>;

const ENTRY = fileURLToPath(new URL('../../src/container/embedded/shell/main.ts', import.meta.url));

/** Parts of just-bash that the shell does not offer: other languages, and their engines. */
const LEFT_OUT = /^(quickjs-emscripten|sql\.js|@mongodb-js\/zstd|node-liblzma|undici|turndown|seek-bzip|@jitl\/.*)$/;

/** @throws when the sources can't be bundled */
export async function bundleShell(): Promise<ShellBundle> {
  const files = await bundleApart({
    entryPoints: { main: ENTRY },
    bundle: true,
    outdir: '/shell',
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node24',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    chunkNames: '[hash]',
    plugins: [
      {
        name: 'left-out',
        setup(builder) {
          builder.onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: 'left-out' }));
          builder.onResolve({ filter: /(undici-|js-exec|python3|sqlite3|html-to-markdown)[^/]*\.js$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
          builder.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
            contents: `throw new Error(${JSON.stringify(`${path} is not part of the container's shell`)}); export default undefined; export {};`,
            loader: 'js',
          }));
        },
      },
    ],
  });
  return new Map(files.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]));
}
