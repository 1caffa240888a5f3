// Parts of Node that many programs never need: the page loads one when a file of the container, a package or a command shows that
// a program is going to want it. Programs load them synchronously, so they must be there before one starts.
import type { FileOp } from './file-operations.ts';

/**
 * `typescript`: what strips types (JavaScript source). `sqlite`: SQLite (WebAssembly). `brotli`: Brotli both ways (WebAssembly).
 * `crypto`, `zlib` and `http2`: these pieces of Node's library, and the scripts of their bindings (JSON, LibraryPart of tools/node-library).
 */
export type LatePart = 'typescript' | 'sqlite' | 'brotli' | LibraryPartName;

/** Parts that are a piece of Node's library, named after the builtin that begins it. */
export type LibraryPartName = (typeof LIBRARY_PARTS)[number];

export const LIBRARY_PARTS = ['crypto', 'zlib', 'http2'] as const;

const TYPESCRIPT_FILE = /(?<!\.d)\.[cm]?ts$/;
/** Scripts, and files without an extension, which programs are when they are commands (`bin/www`). */
const SCRIPT_FILE = /\.[cm]?[jt]s$|\/[^/.]+$/;
// Node strips no types below node_modules; packages get their database from the program that uses them.
const OF_A_PACKAGE = /\/node_modules\//;

// What loads a module whose name the text does not show: `require(name)`, createRequire, getBuiltinModule, eval and the like.
const UNKNOWN_MODULES = /\b(?:require|import)\s*\((?!\s*['"`])|\bcreateRequire\b|\bgetBuiltinModule\b|\beval\b|\bnew\s+Function\b|\bbuiltinModules\b/;
/** Clients of the web: undici looks into compressed answers, makes random keys and boundaries. */
const OF_UNDICI: ReadonlySet<LibraryPartName> = new Set(['crypto', 'zlib']);
const UNDICI = /\b(?:fetch|WebSocket|EventSource|FormData|undici)\b/;
// By name (the global object included), by what is built on it, and by the URLs of objects, whose names are random.
const CRYPTO = /crypto|https(?!:\/\/)|\btls\b|http2|createObjectURL/i;
const ZLIB = /zlib|CompressionStream/i;
const OF_PART: Readonly<Record<LibraryPartName, RegExp>> = { crypto: CRYPTO, zlib: ZLIB, http2: /http2/i };

/** Options with which node runs nothing, or files that it finds. */
const RUNS_NO_INPUT = new Set(['-v', '--version', '-h', '--help', '--test']);

const decoder = new TextDecoder();

/** The parts of Node's library that a text speaks of. */
export function libraryPartsMentionedIn(text: string): LibraryPartName[] {
  return LIBRARY_PARTS.filter((part) => OF_PART[part].test(text) || (OF_UNDICI.has(part) && UNDICI.test(text)));
}

/** The parts that a text (a source, or the arguments of a command) speaks of. */
export function partsMentionedIn(text: string): LatePart[] {
  const parts: LatePart[] = UNKNOWN_MODULES.test(text) ? [...LIBRARY_PARTS] : libraryPartsMentionedIn(text);
  if (/stripTypeScriptTypes|typescript/.test(text)) parts.push('typescript');
  if (text.includes('node:sqlite')) parts.push('sqlite');
  // By name, by a package that compresses, or as the name of a content encoding.
  if (/brotli|compress|['"`]br['"`]/i.test(text)) parts.push('brotli');
  return parts;
}

/** The parts that a command of the container may want: one without a script gets its program from its input. */
export function partsWantedBy(args: readonly string[]): LatePart[] {
  const parts = partsMentionedIn(args.join('\n'));
  const readsProgram = args.every((argument) => argument.startsWith('-') && !RUNS_NO_INPUT.has(argument));
  return readsProgram ? [...new Set<LatePart>([...parts, ...LIBRARY_PARTS])] : parts;
}

/** The parts that programs may want after a change of the container's files. */
export function partsWantedAfter(op: FileOp): LatePart[] {
  const isOfAPackage = OF_A_PACKAGE.test(op.path);
  switch (op.type) {
    case 'create':
    case 'rename':
    case 'link':
    case 'symlink':
      return TYPESCRIPT_FILE.test(op.path) && !isOfAPackage ? ['typescript'] : [];
    case 'write':
      if (!SCRIPT_FILE.test(op.path)) return [];
      return isOfAPackage ? libraryPartsMentionedIn(decoder.decode(op.data)) : partsMentionedIn(decoder.decode(op.data));
    default:
      return [];
  }
}
