// A whole tree of files as plain data: how a process that starts gets its replica.
import type { DeviceName } from './devices.ts';
import { FileContent, type DirectoryNode, type TreeNode } from './file-nodes.ts';
import type { FileKind } from './file-stat.ts';
import type { Pack } from './packs.ts';

/** An inode as plain data. */
export interface NodeRecord {
  readonly kind: FileKind;
  /** [ino, mode, uid, gid, atime, mtime, ctime, birthtime] */
  readonly fields: readonly number[];
  /** [index of the parent's record, name]; files may have several */
  readonly places: readonly (readonly [parent: number, name: string])[];
  readonly content?: Uint8Array;
  readonly target?: string;
  readonly device?: DeviceName;
  /** [pack id, path in the pack] */
  readonly packed?: readonly [pack: string, path: string];
}

/** A whole tree as plain data, structured-cloneable. What comes from packs is named, not copied. */
export interface FileSnapshot {
  readonly version: 1;
  readonly limit: number;
  readonly packs: readonly string[];
  readonly layout: number;
  /** the root first, parents before children */
  readonly nodes: readonly NodeRecord[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Everything below a root, and the root. Contents are copied, those of packs named. */
export function recordsOf(root: DirectoryNode): readonly NodeRecord[] {
  const nodes: NodeRecord[] = [];
  const indexOf = new Map<TreeNode, number>();
  const visit = (node: TreeNode): void => {
    if (indexOf.has(node)) return;
    indexOf.set(node, nodes.length);
    const { ino, mode, uid, gid, atime, mtime, ctime, birthtime } = node;
    const fields = [ino, mode, uid, gid, atime, mtime, ctime, birthtime];
    const places = node.kind === 'directory' ? [] : node.places;
    const record: Mutable<NodeRecord> = { kind: node.kind, fields, places: [] };
    if (node.kind === 'directory' && node !== root) record.places = [[indexOf.get(node.parent) as number, node.name]];
    // A hard link's other directory may not have been visited yet: `places` is filled in when all are known.
    else linked.push([record, places]);
    if (node.kind === 'link') record.target = node.target;
    if (node.kind === 'device') record.device = node.device;
    if (node.kind === 'file') {
      const { packed } = node.content;
      if (packed !== undefined) record.packed = [packed.pack.id, packed.path];
      else record.content = new Uint8Array(node.content.view());
    }
    nodes.push(record);
    if (node.kind === 'directory') for (const child of node.entries.values()) visit(child);
  };
  const linked: [Mutable<NodeRecord>, readonly { parent: DirectoryNode; name: string }[]][] = [];
  visit(root);
  for (const [record, places] of linked) record.places = places.map(({ parent, name }) => [indexOf.get(parent) as number, name] as const);
  return nodes;
}

/** What a recorded file holds. Its bytes are used as they are. @throws when its pack is not among those given */
export function contentOf(record: NodeRecord, packs: ReadonlyMap<string, Pack>): FileContent {
  if (record.packed === undefined) return FileContent.fromBytes(record.content ?? new Uint8Array(0));
  const [id, path] = record.packed;
  const pack = packs.get(id);
  const entry = pack?.index[path];
  if (pack === undefined || entry === undefined) throw new Error(`the files use ${path} of package pack ${id}, which was not given`);
  return FileContent.fromPack(pack, path, entry);
}
