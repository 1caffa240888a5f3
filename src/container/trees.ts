// File trees as they travel: the wire form that `@webcontainer/api` sends and expects (dist/utils/file-system.js of 1.6.4), binary
// snapshots as `@webcontainer/snapshot` 0.1.0 makes them (the same form as MessagePack), zip archives, and what of a tree to leave out.
import { decode, encode } from '@msgpack/msgpack';
import type { FileNode, FileSystemTree, SymlinkNode } from '@webcontainer/api';
import { zip, type AsyncZippable } from 'fflate';
import picomatch from 'picomatch';
import type { ExportOptions } from './container.ts';
import { isRecord } from './is-record.ts';
import { bytesOfLatin1, latin1OfBytes } from './latin1.ts';

/** One thing below an exported folder. Paths are relative to it; a folder comes before what is in it. */
export type TreeEntry =
  | { readonly path: string; readonly kind: 'directory' }
  | { readonly path: string; readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly path: string; readonly kind: 'link'; readonly target: string };

/** A file of the wire form: text, or with `b` bytes as latin1 (JSON) or as they are (MessagePack); or a symbolic link. */
interface WireFile {
  c?: string | Uint8Array;
  b?: true;
  l?: string;
}
interface WireFolder {
  d: Record<string, WireFolder | { f: WireFile }>;
}

const OPENING_BRACE = 0x7b;
// Attributes of a zip entry made on Unix: the file's mode in the upper half (APPNOTE.TXT 4.4.15).
const UNIX = 3;
const LINK_ATTRIBUTES = 0o120777 * 2 ** 16;

/** The bytes as text where they are UTF-8, byte for byte; undefined where they are not. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readFolder(value: unknown, path: string): FileSystemTree {
  if (!isRecord(value) || !isRecord(value['d'])) throw new TypeError(`the tree to mount is not in the expected form: ${path || 'its root'} is no folder`);
  // Without a prototype: a file may be called `__proto__`.
  const tree = Object.create(null) as FileSystemTree;
  for (const [name, node] of Object.entries(value['d'])) {
    const at = `${path}${name}`;
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
      throw new TypeError(`the tree to mount holds ${JSON.stringify(at)}, which is no name of a file or folder`);
    }
    tree[name] = isRecord(node) && 'f' in node ? readFile(node['f'], at) : { directory: readFolder(node, `${at}/`) };
  }
  return tree;
}

function readFile(value: unknown, at: string): FileNode | SymlinkNode {
  if (isRecord(value)) {
    const { c: contents, b: binary, l: link } = value;
    if (typeof link === 'string') return { file: { symlink: link } };
    if (contents instanceof Uint8Array) return { file: { contents } };
    if (typeof contents === 'string') return { file: { contents: binary === true ? bytesOfLatin1(contents) : contents } };
  }
  throw new TypeError(`the tree to mount is not in the expected form: ${at} has no contents`);
}

/**
 * Reads what `WebContainer.mount` sends: a tree as JSON, or a binary snapshot. Which of them it is, the first byte tells.
 * @throws TypeError when it is neither, with what is wrong in it
 */
export function decodeTree(bytes: Uint8Array): FileSystemTree {
  let value: unknown;
  try {
    value = bytes[0] === OPENING_BRACE ? JSON.parse(new TextDecoder().decode(bytes)) : decode(bytes);
  } catch (error) {
    throw new TypeError(`what is to be mounted is neither a tree nor a binary snapshot: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readFolder(value, '');
}

function wireTree(entries: readonly TreeEntry[], contents: (bytes: Uint8Array) => WireFile): WireFolder {
  const newFolder = (): WireFolder => ({ d: Object.create(null) as WireFolder['d'] });
  const root = newFolder();
  const folders = new Map([['', root]]);
  const folderAt = (path: string): WireFolder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = newFolder();
    folders.set(path, made);
    const slash = path.lastIndexOf('/');
    folderAt(path.slice(0, Math.max(slash, 0))).d[path.slice(slash + 1)] = made;
    return made;
  };
  for (const entry of entries) {
    if (entry.kind === 'directory') {
      folderAt(entry.path);
      continue;
    }
    const slash = entry.path.lastIndexOf('/');
    folderAt(entry.path.slice(0, Math.max(slash, 0))).d[entry.path.slice(slash + 1)] = { f: entry.kind === 'link' ? { l: entry.target } : contents(entry.bytes) };
  }
  return root;
}

/** The tree in the wire form as JSON, which `WebContainer.export` turns into a FileSystemTree. Text where it is UTF-8, else bytes. */
export function encodeJson(entries: readonly TreeEntry[]): Uint8Array {
  const tree = wireTree(entries, (bytes) => {
    const text = asText(bytes);
    return text === undefined ? { c: latin1OfBytes(bytes), b: true } : { c: text };
  });
  return new TextEncoder().encode(JSON.stringify(tree));
}

/** The tree as a binary snapshot. The inverse of `decodeTree`. */
export function encodeSnapshot(entries: readonly TreeEntry[]): Uint8Array {
  return encode(wireTree(entries, (bytes) => ({ c: bytes })));
}

/** The tree as a zip archive, links included. */
export function encodeZip(entries: readonly TreeEntry[]): Promise<Uint8Array> {
  const files: AsyncZippable = Object.create(null) as AsyncZippable;
  for (const entry of entries) {
    if (entry.kind === 'directory') files[`${entry.path}/`] = new Uint8Array();
    else if (entry.kind === 'file') files[entry.path] = entry.bytes;
    else files[entry.path] = [new TextEncoder().encode(entry.target), { os: UNIX, attrs: LINK_ATTRIBUTES }];
  }
  return new Promise((resolve, reject) => {
    zip(files, { consume: false }, (error, data) => (error ? reject(error) : resolve(data)));
  });
}

/** The tree as `Container.export` gives it. */
export function treeOfEntries(entries: readonly TreeEntry[]): FileSystemTree {
  return readFolder(wireTree(entries, (bytes) => ({ c: asText(bytes) ?? bytes })), '');
}

/** A tree as a list. The inverse of `treeOfEntries`. */
export function entriesOfTree(tree: FileSystemTree, folder = ''): TreeEntry[] {
  return Object.entries(tree).flatMap(([name, node]): TreeEntry[] => {
    const path = folder + name;
    if ('directory' in node) return [{ path, kind: 'directory' }, ...entriesOfTree(node.directory, `${path}/`)];
    if ('symlink' in node.file) return [{ path, kind: 'link', target: node.file.symlink }];
    const { contents } = node.file;
    return [{ path, kind: 'file', bytes: typeof contents === 'string' ? new TextEncoder().encode(contents) : contents }];
  });
}

/**
 * Whether a path takes part in an export. `excludes` leaves out what it matches and everything below it; `includes` brings back
 * what it matches, and everything below it, from within what is left out. Patterns are globs of paths relative to the exported folder.
 */
export function exportFilter({ includes = [], excludes = [] }: Pick<ExportOptions, 'includes' | 'excludes'>): (path: string) => boolean {
  const matcher = (patterns: readonly string[]): ((path: string) => boolean) => {
    const tests = patterns.map((pattern) => picomatch(pattern.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''), { dot: true }));
    return (path) => {
      for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
        const prefix = path.slice(0, end);
        if (tests.some((test) => test(prefix))) return true;
      }
      return false;
    };
  };
  const [excluded, included] = [matcher(excludes), matcher(includes)];
  return (path) => !excluded(path) || included(path);
}
