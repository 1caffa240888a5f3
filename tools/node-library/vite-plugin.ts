// Vite plugin: offers `virtual:embedded-parts`, the addresses of the files that make up the embedded container: Node's
// library, llhttp, the script of a process (worker), the script of the kernel (sandboxed frame), and what only some programs need:
// the pieces of the library for cryptography, compression and HTTP/2, the TypeScript stripper, SQLite, Brotli and Postgres. The page fetches them.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { minify, type Plugin } from 'vite';
import { bundleApart } from '../notices/bundle.ts';
import { hashModules } from './hash-modules.ts';
import { buildLibrary, llhttpModule, typeScriptStripper } from './library.ts';
import { packPostgres } from '../postgres/pack.ts';
import { packShell } from '../shell/pack.ts';
import { NODE_VERSION } from './pin.ts';
import type { LibraryPartName } from '../../src/container/embedded/kernel/late-parts.ts';
import type { LibraryPart } from '../../src/container/embedded/node/late-parts.ts';

const TARGET = 'es2022';
const VIRTUAL_ID = 'virtual:embedded-parts';
const embedded = (path: string): string => fileURLToPath(new URL(`../../src/container/embedded/${path}`, import.meta.url));

/**
 * Bundles an entry into one classic script. Classes keep their names: V8 shows them in stack traces (`at TCP.onStreamRead`), where only
 * the source's own name counts.
 * @param name a variable that has its exports then
 * @param more options of esbuild's
 */
async function script(entry: string, shrink: boolean, name?: string, more: BuildOptions = {}): Promise<string> {
  const [file] = await bundleApart({
    entryPoints: [entry],
    bundle: true,
    plugins: [hashModules],
    format: 'iife',
    ...(name !== undefined && { globalName: name }),
    platform: 'browser',
    target: TARGET,
    // Modules are strict, and must stay so as a script: programs could reach sloppy functions through `arguments.callee.caller`.
    banner: { js: '"use strict";' },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    ...more,
  });
  if (file === undefined) throw new Error(`nothing came of bundling ${entry}`);
  if (!shrink) return file.text;
  const { code, errors } = await minify('script.js', file.text, {
    module: false,
    compress: { target: TARGET, keepNames: { class: true, function: false } },
    mangle: { keepNames: { class: true, function: false } },
  });
  if (errors.length > 0) throw new Error(`${entry} could not be minified: ${errors.map(({ message }) => message).join('\n')}`);
  return code;
}

/** A piece of the library: its sources, and the script of the binding that they are written over. */
async function libraryPart(part: LibraryPartName, shrink: boolean): Promise<string> {
  return JSON.stringify({ sources: libraryOnce().parts[part], script: await script(embedded(`node/late-${part}.ts`), shrink, 'exported') } satisfies LibraryPart);
}

/** PGlite asks for Node's modules where there is Node, and for its files by addresses where it is not given them: neither is so here. */
const PGLITE: BuildOptions = { external: ['fs', 'fs/promises', 'path', 'util', 'node:module'], define: { 'import.meta.url': JSON.stringify('https://pglite.invalid/') } };

const PARTS = {
  library: { file: 'node-library.json', make: async () => JSON.stringify(libraryOnce().file) },
  // Nearly all of it runs before a process is ready: it is compiled whole (https://v8.dev/blog/explicit-compile-hints).
  process: { file: 'node-process.js', make: async (shrink: boolean) => `//# allFunctionsCalledOnLoad\n${await script(embedded('node/worker.ts'), shrink)}` },
  llhttp: { file: 'llhttp.wasm', make: async () => llhttpModule() },
  typescript: { file: 'typescript-stripper.js', make: async () => typeScriptStripper() },
  sqlite: { file: 'sqlite.wasm', make: () => readFile(fileURLToPath(import.meta.resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'))) },
  shell: { file: 'shell.pack', make: () => packShell() },
  brotli: { file: 'brotli.wasm', make: () => readFile(fileURLToPath(new URL('../../node_modules/brotli-wasm/pkg.web/brotli_wasm_bg.wasm', import.meta.url))) },
  crypto: { file: 'node-crypto.json', make: (shrink: boolean) => libraryPart('crypto', shrink) },
  zlib: { file: 'node-zlib.json', make: (shrink: boolean) => libraryPart('zlib', shrink) },
  http2: { file: 'node-http2.json', make: (shrink: boolean) => libraryPart('http2', shrink) },
  postgresProcess: { file: 'postgres-process.js', make: (shrink: boolean) => script(embedded('postgres/worker.ts'), shrink, undefined, PGLITE) },
  postgres: { file: 'postgres.pack', make: () => packPostgres() },
  kernel: { file: 'kernel.js', make: (shrink: boolean) => script(embedded('host/frame.ts'), shrink) },
} as const;

let library: ReturnType<typeof buildLibrary> | undefined;
const libraryOnce = () => (library ??= buildLibrary());

/** The plugin. In a build the parts are hashed assets; the dev server makes them anew on each request. */
export function nodeLibrary(): Plugin {
  let serving = false;
  return {
    name: 'backlot:node-library',
    configResolved(config) {
      serving = config.command === 'serve';
    },
    resolveId: (id) => (id === VIRTUAL_ID ? `\0${VIRTUAL_ID}` : undefined),
    async load(id) {
      if (id !== `\0${VIRTUAL_ID}`) return undefined;
      const addresses: string[] = [];
      for (const [name, part] of Object.entries(PARTS)) {
        if (serving) {
          addresses.push(`${name}: new URL('/@embedded/${part.file}', location.href).href`);
          continue;
        }
        const source = await part.make(true);
        const hash = createHash('sha256').update(source).digest('hex').slice(0, 10);
        const reference = this.emitFile({ type: 'asset', fileName: `assets/${part.file.replace('.', `-${hash}.`)}`, source });
        addresses.push(`${name}: import.meta.ROLLUP_FILE_URL_${reference}`);
      }
      // A server may compress what it sends, so that its own count of bytes says nothing.
      addresses.push(`postgresBytes: ${(await packPostgres()).length}`, `nodeVersion: ${JSON.stringify(NODE_VERSION)}`);
      return `export const embeddedParts = { ${addresses.join(', ')} };`;
    },
    configureServer(server) {
      server.middlewares.use('/@embedded', (request, response, next) => {
        const part = Object.values(PARTS).find(({ file }) => request.url?.startsWith(`/${file}`));
        if (part === undefined) return next();
        part.make(false).then((source) => {
          response.setHeader('Content-Type', part.file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream');
          response.end(source);
        }, next);
      });
    },
  };
}
