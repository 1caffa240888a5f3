// Makes the one file that holds Node's library for the page: patched sources without their comments (line and column of
// every token stay, so that stack frames read as in Node), and the shapes of its bindings.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, tokenizer, type Comment, type Options } from 'acorn';
import { CACHE_DIR, ensureNodeLibrary, readBuiltin } from './fetch.ts';
import { patchBuiltin, patchedIds } from './patches.ts';
import { NODE_VERSION, PIN_FILES, readOffsets } from './pin.ts';
import { writeWhole } from '../write-whole.ts';
import type { LibraryPartName } from '../../src/container/embedded/kernel/late-parts.ts';
import { transformAwait } from '../../src/container/embedded/node/transform/await.ts';

/** What strips types: swc as WebAssembly, 3.8 MB. It is a file of its own, loaded for programs with TypeScript files. */
const TYPESCRIPT_STRIPPER = 'internal/deps/amaro/dist/index';

type Sources = Readonly<Record<string, string>>;

/** The library as the page loads it, as JSON. */
export interface LibraryFile {
  readonly version: string;
  /** builtin id -> source */
  readonly sources: Sources;
  /** the part that each of the other builtins comes with */
  readonly late: Readonly<Record<string, LibraryPartName>>;
  /** binding shapes, see src/container/embedded/node/shapes.ts */
  readonly shapes: unknown;
}

/** The library, and the sources that are not part of its file. */
export interface Library {
  readonly file: LibraryFile;
  readonly parts: Readonly<Record<LibraryPartName, Sources>>;
}

/** Builtins that are loaded only by programs that use these bindings (src/container/embedded/kernel/late-parts.ts). */
const LATE: readonly (readonly [LibraryPartName, RegExp])[] = [
  ['crypto', /^(crypto|https|tls|_tls_\w+|internal\/(crypto|tls)\/.*)$/],
  ['zlib', /^(zlib|zlib\/iter|internal\/streams\/iter\/transform)$/],
  ['http2', /^(http2|internal\/http2\/.*)$/],
];

// What a browser can't use: V8's own tools, the debugger, QUIC.
const LEFT_OUT = /^internal\/(deps\/v8|test|debugger|quic|main\/(inspect|mksnapshot|prof_process|print_help))(\/|$)|^internal\/deps\/minimatch$/;

const PARSE_OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: false,
  allowHashBang: true,
};

/** Removes comments; code that stands behind a comment on its line keeps its column. */
function stripComments(source: string): string {
  const comments: Comment[] = [];
  const tokens = tokenizer(source, { ...PARSE_OPTIONS, onComment: comments });
  for (const _token of tokens) void _token;
  let stripped = '';
  let at = 0;
  for (const { start, end } of comments) {
    const code = source.slice(source.lastIndexOf('\n', start) + 1, start);
    // Node shows this line when such an error ends a program.
    if (/^\s*throw\b/.test(code)) continue;
    stripped += source.slice(at, start);
    const restOfLine = source.slice(end, source.indexOf('\n', end) < 0 ? undefined : source.indexOf('\n', end));
    const lines = source.slice(start, end).split('\n');
    const tail = restOfLine.trim() === '' ? '' : ' '.repeat(lines.length > 1 ? (lines.at(-1) ?? '').length : end - start);
    stripped += '\n'.repeat(lines.length - 1) + tail;
    at = end;
  }
  return (stripped + source.slice(at)).replace(/[ \t]+$/gm, '');
}

const parseBuiltin = (source: string) => parse(source, PARSE_OPTIONS);

function builtinSource(id: string): string {
  const patched = patchBuiltin(id, readBuiltin(id));
  // Whole-line template literals may hold trailing blanks: such a source is left as it is.
  const stripped = /`[^`]*[ \t]\n[^`]*`/.test(patched) ? patched : stripComments(patched);
  if (!/\bawait\b/.test(stripped)) return stripped;
  return transformAwait(stripped, parseBuiltin).code;
}

/** llhttp as WebAssembly: the build that Node ships within undici. */
export function llhttpModule(): Buffer {
  ensureNodeLibrary();
  // undici carries two builds, plain and SIMD; the plain one runs everywhere.
  const match = /wasmBase64 = "([A-Za-z0-9+/=]+)"/.exec(readBuiltin('internal/deps/undici/undici'));
  if (match?.[1] === undefined) throw new Error('llhttp is not where it was in internal/deps/undici/undici');
  return Buffer.from(match[1], 'base64');
}

/** A hash of all that the library file is made by, so that a made one is used again as long as nothing of it has changed. */
function recipeHash(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const transform = fileURLToPath(new URL('../../src/container/embedded/node/transform/', import.meta.url));
  const hash = createHash('sha256');
  for (const folder of [here, transform]) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')).sort()) hash.update(readFileSync(`${folder}/${file}`));
  }
  hash.update(readFileSync(PIN_FILES.shapes));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The library file, made from the fetched sources, which are fetched when they are missing.
 * @param log told what takes time
 * @throws when the library can't be fetched, or when a patch misses
 */
export function buildLibrary(log: (line: string) => void = console.log): Library {
  ensureNodeLibrary(log);
  const made = `${CACHE_DIR}/library-${recipeHash()}.json`;
  if (existsSync(made)) return JSON.parse(readFileSync(made, 'utf8')) as Library;
  log(`Preparing Node ${NODE_VERSION}'s library (about ten seconds, once) ...`);
  const library = makeLibrary();
  writeWhole(made, JSON.stringify(library));
  return library;
}

function makeLibrary(): Library {
  const ids = Object.keys(readOffsets().builtins).filter((id) => !LEFT_OUT.test(id) && id !== TYPESCRIPT_STRIPPER);
  const missing = patchedIds.filter((id) => !ids.includes(id));
  if (missing.length > 0) throw new Error(`patched builtins are not part of the library: ${missing.join(', ')}`);
  const partOf = (id: string): LibraryPartName | undefined => LATE.find(([, pattern]) => pattern.test(id))?.[0];
  const sourcesOf = (part: LibraryPartName | undefined): Sources =>
    Object.fromEntries(ids.filter((id) => partOf(id) === part).map((id) => [id, builtinSource(id)]));
  const parts = { crypto: sourcesOf('crypto'), zlib: sourcesOf('zlib'), http2: sourcesOf('http2') };
  return {
    file: {
      version: NODE_VERSION,
      sources: sourcesOf(undefined),
      late: Object.fromEntries(LATE.flatMap(([part]) => Object.keys(parts[part]).map((id) => [id, part] as const))),
      shapes: JSON.parse(readFileSync(PIN_FILES.shapes, 'utf8')),
    },
    parts,
  };
}

/** The source of Node's TypeScript stripper (amaro), as it is in Node. */
export function typeScriptStripper(): string {
  ensureNodeLibrary();
  return readBuiltin(TYPESCRIPT_STRIPPER);
}
