// npm packages that are machine code with a wrapper of JavaScript: no browser can run them. Whoever loads one is told by name, and
// what does the same here. The one list of them.
import { codedError } from './bytes.ts';

/** package -> what to use instead; undefined where nothing does the same */
const REPLACEMENTS: Readonly<Record<string, string | undefined>> = {
  '@mongodb-js/zstd': undefined,
  '@node-rs/argon2': 'crypto.argon2 of Node',
  '@node-rs/bcrypt': 'bcryptjs',
  '@prisma/engines': 'drizzle-orm or knex',
  '@swc/core': '@swc/wasm',
  argon2: 'crypto.argon2 of Node',
  bcrypt: 'bcryptjs',
  'better-sqlite3': 'node:sqlite',
  bufferutil: 'nothing: ws works without it',
  canvas: undefined,
  'cpu-features': 'nothing: ssh2 works without it',
  deasync: 'async functions',
  esbuild: 'esbuild-wasm, or, for TypeScript files, Node itself (`node file.ts`)',
  farmhash: 'crypto.hash of Node',
  'isolated-vm': 'worker_threads of Node',
  leveldown: 'memory-level',
  lightningcss: 'lightningcss-wasm',
  'libxmljs2': '@xmldom/xmldom',
  'node-sass': 'sass',
  'pg-native': 'pg',
  re2: 're2js',
  rolldown: 'rollup, or, for tests (vitest), node:test or jest',
  'sass-embedded': 'sass',
  sharp: 'jimp',
  snappy: 'zlib of Node',
  sqlite3: 'node:sqlite',
  'utf-8-validate': 'buffer.isUtf8 of Node',
  xxhash: 'crypto.hash of Node',
  'zeromq': undefined,
};

/** The package that a file belongs to; undefined for files that are no package's. */
function packageOf(filename: string): string | undefined {
  return /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(filename)?.[1];
}

function addonError(name: string): Error {
  const replacement = REPLACEMENTS[name];
  const advice = replacement === undefined ? 'Nothing that runs in a browser does the same.' : `Use ${replacement} instead.`;
  const text = `${name} is a native addon: it is compiled for a processor and cannot run in Backlot's container, which lives in a browser. ${advice}`;
  return codedError(Error, 'ERR_DLOPEN_FAILED', text);
}

/** Refuses a module of a package that is machine code, before any of it runs. @throws ERR_DLOPEN_FAILED, naming package and replacement */
export function refuseNativeAddon(filename: string): void {
  const name = packageOf(filename);
  if (name !== undefined && Object.hasOwn(REPLACEMENTS, name)) throw addonError(name);
}

/** `process.dlopen`: for packages that the list lacks. @throws always */
export function dlopen(_module: unknown, filename: unknown): never {
  throw addonError(packageOf(String(filename)) ?? String(filename));
}
