// Parts of Node that most programs never need, and that are large: the page loads one when a file of the container shows
// that a program is going to want it. Programs load them synchronously, so they must be there before.
import type { FileOp } from './files.ts';

/** `typescript`: what strips types (JavaScript source). `sqlite`: SQLite (WebAssembly). `brotli`: Brotli both ways (WebAssembly). */
export type LatePart = 'typescript' | 'sqlite' | 'brotli';

const TYPESCRIPT_FILE = /(?<!\.d)\.[cm]?ts$/;
const SCRIPT_FILE = /\.[cm]?[jt]s$/;
// Node strips no types below node_modules; packages get their database from the program that uses them.
const OF_A_PACKAGE = /\/node_modules\//;

const decoder = new TextDecoder();

/** The parts that a text (a source, or the arguments of a command) speaks of. */
export function partsMentionedIn(text: string): LatePart[] {
  const parts: LatePart[] = [];
  if (/stripTypeScriptTypes|typescript/.test(text)) parts.push('typescript');
  if (text.includes('node:sqlite')) parts.push('sqlite');
  // By name, by a package that compresses, or as the name of a content encoding.
  if (/brotli|compress|['"`]br['"`]/i.test(text)) parts.push('brotli');
  return parts;
}

/** The parts that programs may want after a change of the container's files. */
export function partsWantedAfter(op: FileOp): LatePart[] {
  if (OF_A_PACKAGE.test(op.path)) return [];
  switch (op.type) {
    case 'create':
    case 'rename':
    case 'link':
    case 'symlink':
      return TYPESCRIPT_FILE.test(op.path) ? ['typescript'] : [];
    case 'write':
      return SCRIPT_FILE.test(op.path) ? partsMentionedIn(decoder.decode(op.data)) : [];
    default:
      return [];
  }
}
