// What is done to a tree of files, as it travels between the kernel and the processes (files.ts tells how).
import type { DeviceName } from './devices.ts';

/** A mutation, as it travels between the kernel and the processes. Structured-cloneable. Times are ms since 1970. */
export type FileOp =
  /** an empty regular file; where there is a file already, that one is emptied */
  /** `keep`: a file that another tree has created meanwhile stays as it is */
  | { readonly type: 'create'; readonly path: string; readonly ino: number; readonly mode: number; readonly keep?: boolean; readonly time: number }
  | { readonly type: 'mkdir'; readonly path: string; readonly ino: number; readonly mode: number; readonly time: number }
  | { readonly type: 'socket'; readonly path: string; readonly ino: number; readonly mode: number; readonly time: number }
  | { readonly type: 'device'; readonly path: string; readonly device: DeviceName; readonly ino: number; readonly mode: number; readonly time: number }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string; readonly ino: number; readonly time: number }
  | { readonly type: 'link'; readonly from: string; readonly path: string; readonly time: number }
  /** a file or link, or an empty directory; with `recursive` a directory and all that is in it */
  | { readonly type: 'remove'; readonly path: string; readonly directory: boolean; readonly recursive: boolean; readonly time: number }
  | { readonly type: 'rename'; readonly from: string; readonly path: string; readonly time: number }
  | { readonly type: 'mountPack'; readonly path: string; readonly pack: string; readonly firstIno: number; readonly time: number }
  | NodeOp;

/** A mutation of one inode. */
export type NodeOp =
  /** `truncateTo` cuts or extends the file first; `append`: at the end, wherever that is by then */
  | {
      readonly type: 'write';
      readonly path: string;
      readonly offset: number;
      readonly append?: boolean;
      readonly data: Uint8Array;
      readonly truncateTo?: number;
      readonly time: number;
    }
  | { readonly type: 'truncate'; readonly path: string; readonly size: number; readonly time: number }
  | { readonly type: 'chmod'; readonly path: string; readonly mode: number; readonly time: number }
  | { readonly type: 'chown'; readonly path: string; readonly uid: number; readonly gid: number; readonly time: number }
  | { readonly type: 'utimes'; readonly path: string; readonly atime: number; readonly mtime: number; readonly time: number };

/** An operation on an inode that is at hand, rather than named. */
export type WithoutPath<Op> = Op extends NodeOp ? Omit<Op, 'path'> : never;
/** A mutation of a directory: what has a name in it. */
export type EntryOp = Exclude<FileOp, NodeOp>;

const OF_PACKAGES = /\/node_modules(?:\/|$)|\/package\.json$/;

/** Whether an operation may change where modules are found (`FileTree.layout`); a package.json is also looked for beside a program. */
export function changesLayout(op: EntryOp): boolean {
  switch (op.type) {
    case 'rename':
    case 'symlink':
    case 'mountPack':
      return true;
    case 'remove':
      return op.directory || OF_PACKAGES.test(op.path);
    default:
      return OF_PACKAGES.test(op.path);
  }
}
