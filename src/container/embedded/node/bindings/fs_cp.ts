// The part of `fs.cpSync` that Node does in C++ (CpSyncCheckPaths, CpSyncCopyDir, CpSyncOverrideFile in src/node_file.cc of
// Node 24.21): the checks, in its order and words, and the copying of whole directories.
import type { FileStat } from '../../kernel/file-stat.ts';
import type { FileTree } from '../../kernel/files.ts';
import { OpenFlags } from '../../kernel/open-file.ts';
import { codedError, systemCallError } from './fs_errors.ts';

/** The tree, and how a path of the program becomes one of the tree. */
export interface CopyContext {
  readonly files: FileTree;
  absolute(path: string): string;
}

export interface CopyOptions {
  readonly force: boolean;
  readonly dereference: boolean;
  readonly errorOnExist: boolean;
  readonly verbatimSymlinks: boolean;
  readonly preserveTimestamps: boolean;
}

const TYPE_MASK = 0o170000;
const isDirectory = (stat: FileStat | undefined): boolean => stat !== undefined && (stat.mode & TYPE_MASK) === 0o040000;
const trimmed = (path: string): string => path.replace(/(?<=.)\/+$/, '');
const parentOf = (path: string): string => trimmed(path).replace(/\/[^/]*$/, '') || '/';
const join = (folder: string, name: string): string => `${trimmed(folder)}/${name}`;

function lookup(context: CopyContext, path: string, follow: boolean): FileStat | undefined {
  const found = context.files.lookup(context.absolute(path), follow);
  return typeof found === 'string' ? undefined : found;
}

/** A path without `.` and `..`, links in it left as they are (std::filesystem's lexically_normal). */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function isInside(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(ancestor === '/' ? '/' : `${ancestor}/`);
}

/**
 * Refuses copies that make no sense, and makes the directories above the destination.
 * @throws errors with codes ENOENT, ERR_FS_CP_EINVAL, ERR_FS_CP_DIR_TO_NON_DIR, ERR_FS_CP_NON_DIR_TO_DIR, ERR_FS_EISDIR
 */
export function checkCopyPaths(context: CopyContext, source: string, destination: string, dereference: boolean, recursive: boolean): void {
  const from = context.files.lookup(context.absolute(source), dereference);
  if (typeof from === 'string') throw systemCallError(from, dereference ? 'stat' : 'lstat', source);
  const to = lookup(context, destination, dereference);
  const fromDirectory = isDirectory(from);
  if (to !== undefined) {
    if (from.ino === to.ino) throw codedError('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${destination}`);
    if (fromDirectory && !isDirectory(to)) {
      throw codedError('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${destination} with directory ${source}`);
    }
    if (!fromDirectory && isDirectory(to)) {
      throw codedError('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${destination} with non-directory ${source}`);
    }
  }
  const sourceName = source.endsWith('/') ? source : `${source}/`;
  if (fromDirectory && !recursive) throw codedError('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${sourceName}`);
  const sourcePath = normalized(context.absolute(source));
  const destinationPath = normalized(context.absolute(destination));
  let within = fromDirectory && isInside(destinationPath, sourcePath);
  // The destination may lie in the source by way of links: compare what the directories above it are.
  for (let parent = parentOf(destinationPath); !within && fromDirectory; parent = parentOf(parent)) {
    within = lookup(context, parent, true)?.ino === from.ino;
    if (parent === '/') break;
  }
  if (within) throw codedError('ERR_FS_CP_EINVAL', `Cannot copy ${sourceName} to a subdirectory of self ${destination}`);
  const parent = parentOf(destinationPath);
  if (lookup(context, parent, true) === undefined) context.files.mkdir(parent, { recursive: true });
}

function copyTimes(context: CopyContext, source: string, destination: string): void {
  const stat = context.files.stat(context.absolute(source));
  context.files.utimes(context.absolute(destination), stat.atime, stat.mtime);
}

function copyContents(context: CopyContext, source: string, destination: string, exclusive: boolean): void {
  const { files } = context;
  const from = files.open(context.absolute(source), OpenFlags.READ_ONLY);
  const bytes = new Uint8Array(from.view());
  const to = files.open(context.absolute(destination), OpenFlags.WRITE_ONLY | OpenFlags.CREATE | (exclusive ? OpenFlags.EXCLUSIVE : 0), from.stat().mode & 0o777);
  to.truncate(0);
  to.write(bytes, 0);
  to.chmod(from.stat().mode & 0o7777);
}

/** Replaces a file: removed first, so that other links to it keep their content. @param mode COPYFILE_* flags */
export function overrideFile(context: CopyContext, source: string, destination: string, mode: number, preserveTimestamps: boolean): void {
  context.files.rm(context.absolute(destination), { force: true });
  copyContents(context, source, destination, (mode & 1) !== 0);
  if (preserveTimestamps) copyTimes(context, source, destination);
}

/** Copies a directory's contents into another, which is made where it is missing. */
export function copyDirectory(context: CopyContext, source: string, destination: string, options: CopyOptions): void {
  const { files, absolute } = context;
  files.mkdir(absolute(destination), { recursive: true });
  for (const { name, kind } of files.readdirWithKinds(absolute(source))) {
    const from = join(source, name);
    const to = join(destination, name);
    if (kind === 'link') copyLink(context, source, from, to, options);
    else if (kind === 'directory') copyDirectory(context, from, to, options);
    else copyRegularFile(context, from, to, options);
  }
}

function copyRegularFile(context: CopyContext, from: string, to: string, options: CopyOptions): void {
  const exists = lookup(context, to, true) !== undefined;
  if (exists && !options.force) {
    if (!options.errorOnExist) return;
    throw codedError('ERR_FS_CP_EEXIST', `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${to} already exists)`);
  }
  copyContents(context, from, to, false);
  if (options.preserveTimestamps) copyTimes(context, from, to);
}

function copyLink(context: CopyContext, folder: string, from: string, to: string, options: CopyOptions): void {
  const { files, absolute } = context;
  const target = files.readlink(absolute(from));
  if (options.verbatimSymlinks) {
    files.symlink(target, absolute(to));
    return;
  }
  const base = normalized(absolute(folder));
  const resolve = (path: string): string => (path.startsWith('/') ? normalized(path) : normalized(`${base}/${path}`));
  const present = files.lookup(absolute(to), false);
  if (typeof present !== 'string') {
    const current = files.readlink(absolute(to));
    if (!options.dereference && isDirectory(lookup(context, resolve(target), true)) && isInside(current, target)) {
      throw codedError('ERR_FS_CP_EINVAL', `Cannot copy ${target} to a subdirectory of self ${current}`);
    }
    if (isDirectory(lookup(context, to, true)) && isInside(target, current)) {
      throw codedError('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', `cannot overwrite ${current} with ${target}`);
    }
    // Links are replaced even without `force`.
    files.unlink(absolute(to));
  }
  const resolved = resolve(target);
  files.symlink(files.exists(resolved) ? files.realpath(resolved) : resolved, absolute(to));
}
