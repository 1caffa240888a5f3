// Who is told when something in a FileTree changes. Events are those of inotify as libuv reports them
// (deps/uv/src/unix/linux.c, uv__inotify_read): `change` for content and attributes, `rename` for everything else.
import type { DirectoryNode, TreeNode } from './file-nodes.ts';

export type FileEvent = 'rename' | 'change';

/** @param filename relative to the watched directory; the base name when a file is watched */
export type FileListener = (event: FileEvent, filename: string) => void;

interface Watcher {
  readonly recursive: boolean;
  /** base name of what is watched, reported for events of the watched thing itself */
  readonly name: string;
  readonly listener: FileListener;
}

/** The watchers of one tree. They hang on nodes, so a watched directory may be renamed. */
export class FileWatchers {
  readonly #watchers = new Map<TreeNode, Set<Watcher>>();

  /** @returns stops watching */
  add(node: TreeNode, name: string, recursive: boolean, listener: FileListener): () => void {
    const watcher: Watcher = { recursive, name, listener };
    let watchers = this.#watchers.get(node);
    if (watchers === undefined) this.#watchers.set(node, (watchers = new Set()));
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(node) === watchers) this.#watchers.delete(node);
    };
  }

  /** Something happened to the entry `name` of a directory. */
  entryChanged(event: FileEvent, parent: DirectoryNode, name: string): void {
    if (this.#watchers.size === 0) return;
    this.#tell(parent, event, name, false);
    let path = name;
    let directory = parent;
    // The root is its own parent.
    while (directory.parent !== directory) {
      path = `${directory.name}/${path}`;
      directory = directory.parent;
      this.#tell(directory, event, path, true);
    }
  }

  /** Something happened to a file or directory itself, wherever it is. */
  selfChanged(event: FileEvent, node: TreeNode): void {
    if (this.#watchers.size === 0) return;
    for (const watcher of [...(this.#watchers.get(node) ?? [])]) watcher.listener(event, watcher.name);
  }

  #tell(node: DirectoryNode, event: FileEvent, filename: string, recursiveOnly: boolean): void {
    const watchers = this.#watchers.get(node);
    if (watchers === undefined) return;
    for (const watcher of [...watchers]) {
      if (!recursiveOnly || watcher.recursive) watcher.listener(event, filename);
    }
  }
}
