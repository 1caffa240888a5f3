// The files and folders of a program as a tree, from their paths.

/** A folder with what is in it, each level by name. */
export interface FolderNode {
  /** empty: the program's own folder */
  readonly path: string;
  readonly name: string;
  readonly folders: readonly FolderNode[];
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

interface GrowingNode extends FolderNode {
  readonly folders: GrowingNode[];
  readonly files: { path: string; name: string }[];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/**
 * @param files paths of files; their folders are there too
 * @param folders paths of folders that may be empty
 */
export function treeOf(files: readonly string[], folders: readonly string[] = []): FolderNode {
  const nodes = new Map<string, GrowingNode>();
  const nodeOf = (path: string): GrowingNode => {
    const known = nodes.get(path);
    if (known) return known;
    const node: GrowingNode = { path, name: nameOf(path), folders: [], files: [] };
    nodes.set(path, node);
    if (path !== '') nodeOf(folderOf(path)).folders.push(node);
    return node;
  };
  const root = nodeOf('');
  for (const path of folders) nodeOf(path);
  for (const path of files) nodeOf(folderOf(path)).files.push({ path, name: nameOf(path) });
  for (const node of nodes.values()) {
    node.folders.sort(byName);
    node.files.sort(byName);
  }
  return root;
}

/** The folder that a path lies in; empty for the program's own. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The paths of all folders below one. */
export function foldersBelow(node: FolderNode): readonly string[] {
  return node.folders.flatMap((inner) => [inner.path, ...foldersBelow(inner)]);
}

/** Where something comes to lie that is moved into a folder. */
export function movedInto(path: string, folder: string): string {
  return folder === '' ? nameOf(path) : `${folder}/${nameOf(path)}`;
}
