// Bundles the service worker: our own script, MSW's worker taken unchanged from the package, the scripts of the preview's pages, and the list of the
// site's files.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { SiteFile, SiteFiles } from '../../src/service-worker/site-cache.ts';

export const WORKER_FILE = 'service-worker.js';

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** Modules by name, made when they are imported. */
function virtualModules(modules: Readonly<Record<string, () => string | Promise<string>>>): Plugin {
  return {
    name: 'virtual-modules',
    setup(setup) {
      setup.onResolve({ filter: /^virtual:/ }, ({ path }) => (path in modules ? { path, namespace: 'virtual' } : undefined));
      setup.onLoad({ filter: /.*/, namespace: 'virtual' }, async ({ path }) => ({ contents: (await modules[path]?.()) ?? '', loader: 'js' }));
    },
  };
}

async function bundle(entry: string, minify: boolean, modules: Parameters<typeof virtualModules>[0] = {}, inject: readonly string[] = []): Promise<string> {
  const result = await build({
    entryPoints: [source(entry)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    inject: inject.map(source),
    plugins: [virtualModules(modules)],
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`nothing came of bundling ${entry}`);
  return file.text;
}

const mswWorker = (): string => readFileSync(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'), 'utf8');

/** The worker's script. @param site undefined while developing: nothing is kept then */
export async function buildWorker(site: SiteFiles | undefined, minify: boolean): Promise<string> {
  const inside = await bundle('preview/shell/inside.ts', minify, {}, ['preview/shell/location.ts']);
  const shell = await bundle('preview/shell/shell.ts', minify, { 'virtual:preview-inside': () => `export const insideScript = ${JSON.stringify(inside)};` });
  return bundle('service-worker/worker.ts', minify, {
    'virtual:preview-shell': () => `export const shellScript = ${JSON.stringify(shell)};`,
    'virtual:msw-worker': () => `export function runMsw(self, addEventListener) {\n${mswWorker()}\n}`,
    'virtual:site-files': () => `export const site = ${JSON.stringify(site ?? { version: '', files: [], entry: '' })};`,
  });
}

/** Files for hosts, not for browsers. */
const FOR_HOSTS = new Set(['_headers', '.nojekyll', WORKER_FILE]);
/** As tools/serve and the recipes in the README know them: the name tells the content. */
const IMMUTABLE = /^(assets|packages)\/.*[-.][\w-]{8,}\.\w+$/;

/** Lists a built site. The version follows from every file's content and from `seed` (the worker's own code). */
export function listSite(folder: string, seed: string): SiteFiles {
  const hash = createHash('sha256').update(seed);
  const files: SiteFile[] = [];
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
    .filter((path) => !FOR_HOSTS.has(path) && !path.endsWith('.map'))
    .sort();
  let entry = '';
  for (const path of paths) {
    const bytes = readFileSync(join(folder, path));
    hash.update(path).update(bytes);
    // Hosts redirect the address with a file name, and a page that came by a redirect can't be kept.
    files.push({ path: path.replace(/(^|\/)index\.html$/, '$1'), immutable: IMMUTABLE.test(path), bytes: statSync(join(folder, path)).size });
    if (path === 'index.html') entry = /src="\.\/(assets\/[^"]+\.js)"/.exec(bytes.toString())?.[1] ?? '';
  }
  // What the first screen needs comes first.
  const rank = ({ path }: SiteFile): number => (path === '' ? 0 : path.startsWith('packages/') ? 2 : 1);
  files.sort((a, b) => rank(a) - rank(b));
  return { version: hash.digest('hex').slice(0, 12), files, entry };
}
