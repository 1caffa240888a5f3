// The files of the program as a tree. Folders exist as long as a file is in them.
import type { ReactNode } from 'react';
import { Button as AriaButton, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { ChevronRight, Ellipsis, FileText, Folder, Lock } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp, type App } from '../app-context.ts';
import { MenuButton } from '../controls/menu.tsx';
import { IconButton } from '../controls/button.tsx';
import { strings } from '../strings.ts';
import { deleteFile } from './file-actions.ts';
import styles from './file-list.module.css';

interface FolderNode {
  readonly path: string;
  readonly name: string;
  readonly folders: Map<string, FolderNode>;
  readonly files: { readonly path: string; readonly name: string }[];
}

/** The tree of a list of paths, folders first, each level by name. */
export function treeOf(paths: readonly string[]): FolderNode {
  const root: FolderNode = { path: '', name: '', folders: new Map(), files: [] };
  for (const path of [...paths].sort((a, b) => a.localeCompare(b))) {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    let folder = root;
    for (const part of parts) {
      const inner = folder.folders.get(part) ?? { path: folder.path === '' ? part : `${folder.path}/${part}`, name: part, folders: new Map(), files: [] };
      folder.folders.set(part, inner);
      folder = inner;
    }
    folder.files.push({ path, name });
  }
  return root;
}

export function FileList(): ReactNode {
  const app = useApp();
  const files = useStore(app.workspace.state, (state) => state.files);
  const active = useStore(app.workspace.state, (state) => state.active);
  const tree = treeOf(Object.keys(files));
  return (
    <nav className={styles.list} aria-label={strings.files}>
      <Tree
        aria-label={strings.files}
        className={styles.tree ?? ''}
        defaultExpandedKeys={foldersOf(tree)}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={active === null ? [] : [active]}
        onSelectionChange={(keys) => {
          if (keys === 'all') return;
          const [path] = keys;
          if (typeof path === 'string') app.workspace.openFile(path);
        }}
      >
        {itemsOf(tree, app)}
      </Tree>
    </nav>
  );
}

function foldersOf(folder: FolderNode): string[] {
  return [...folder.folders.values()].flatMap((inner) => [`${inner.path}/`, ...foldersOf(inner)]);
}

function itemsOf(folder: FolderNode, app: App): ReactNode[] {
  return [
    ...[...folder.folders.values()].map((inner) => (
      <TreeItem key={`${inner.path}/`} id={`${inner.path}/`} textValue={inner.name} className={styles.item ?? ''}>
        <TreeItemContent>
          <div className={styles.row}>
            <AriaButton slot="chevron" className={styles.chevron ?? ''}>
              <ChevronRight aria-hidden="true" />
            </AriaButton>
            <Folder aria-hidden="true" />
            <span className={styles.name} translate="no">{inner.name}</span>
          </div>
        </TreeItemContent>
        {itemsOf(inner, app)}
      </TreeItem>
    )),
    ...folder.files.map(({ path, name }) => {
      const locked = !app.workspace.isEditable(path);
      return (
        <TreeItem key={path} id={path} textValue={name} className={styles.item ?? ''}>
          <TreeItemContent>
            <div className={styles.row}>
              <FileText aria-hidden="true" />
              <span className={styles.name} translate="no">{name}</span>
              {locked ? (
                <Lock aria-label={strings.readOnly} className={styles.lock} />
              ) : (
                <MenuButton
                  label={strings.fileActions(path)}
                  entries={[
                    { id: 'rename', label: strings.renameFile, perform: () => app.ui.open({ kind: 'rename-file', path }) },
                    { id: 'delete', label: strings.deleteFile, perform: () => void deleteFile(app, path) },
                  ]}
                >
                  <IconButton size="small" label={strings.fileActions(path)}>
                    <Ellipsis />
                  </IconButton>
                </MenuButton>
              )}
            </div>
          </TreeItemContent>
        </TreeItem>
      );
    }),
  ];
}
