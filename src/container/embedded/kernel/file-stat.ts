// What a tree of files tells of what is in it.
import type { TreeNode } from './file-nodes.ts';

/** What stat(2) tells. Times are ms since 1970, with a fraction. */
export interface FileStat {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly size: number;
  readonly blksize: number;
  readonly blocks: number;
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly birthtime: number;
}

export type FileKind = TreeNode['kind'];

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** Something below a folder that was walked; `path` is relative to that folder. */
export type WalkedEntry =
  | { readonly path: string; readonly kind: 'file' | 'directory' }
  | { readonly path: string; readonly kind: 'link'; readonly target: string };
