// The files and folders of the program as a tree: opened, renamed (F2), deleted (Delete), moved by dragging or by a new path. React Aria gives the
// pattern of a tree grid: arrows, type-ahead, dragging with the keyboard (WAI-ARIA Authoring Practices, Treegrid).
import type { KeyboardEvent, ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Tree, TreeItem, TreeItemContent, type DropItem, type Key } from 'react-aria-components/Tree';
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop';
import { ChevronRight, CopyMinus, Ellipsis, FileText, Folder, FolderOpen, FolderPlus, GripVertical, Lock } from 'lucide-react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useApp, type App } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { MenuButton, type MenuEntry } from '../controls/menu.tsx';
import { strings } from '../strings.ts';
import { deletePath, movePath } from './file-actions.ts';
import { foldersBelow, movedInto, treeOf, type FolderNode } from './file-tree.ts';
import styles from './file-list.module.css';

/** The type under which a path travels while it is dragged. */
const PATH_TYPE = 'application/x-backlot-path';

/** Rows of folders have keys that end with a slash, which no file's has. */
const keyOfFolder = (path: string): string => `${path}/`;
const isFolderKey = (key: Key): boolean => String(key).endsWith('/');
const pathOfKey = (key: Key): string => String(key).replace(/\/$/, '');

export default function FileList(): ReactNode {
  const app = useApp();
  const { workspace, ui } = app;
  const paths = useStore(workspace.state, useShallow((state) => Object.keys(state.files)));
  const folders = useStore(workspace.state, (state) => state.folders);
  const active = useStore(workspace.state, (state) => state.active);
  const foreign = useStore(workspace.state, (state) => state.foreign);
  const collapsed = useStore(ui.state, (state) => state.collapsedFolders);
  const tree = treeOf(paths, folders);
  const all = foldersBelow(tree);
  const setExpanded = (expanded: ReadonlySet<string>): void => ui.state.setState({ collapsedFolders: new Set(all.filter((path) => !expanded.has(path))) });

  const drop = async (items: readonly DropItem[], folder: string): Promise<void> => {
    for (const item of items) {
      if (item.kind !== 'text' || !item.types.has(PATH_TYPE)) continue;
      const path = await item.getText(PATH_TYPE);
      movePath(app, path, movedInto(path, folder));
    }
  };
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: foreign !== null,
    getItems: (keys) => [...keys].map(pathOfKey).filter((path) => workspace.isMovable(path)).map((path) => ({ [PATH_TYPE]: path, 'text/plain': path })),
    acceptedDragTypes: [PATH_TYPE],
    getDropOperation: (_target, types) => (types.has(PATH_TYPE) ? 'move' : 'cancel'),
    shouldAcceptItemDrop: ({ key }) => isFolderKey(key),
    onItemDrop: ({ items, target }) => void drop(items, pathOfKey(target.key)),
    onRootDrop: ({ items }) => void drop(items, ''),
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const key = event.target instanceof Element && event.target.getAttribute('role') === 'row' ? event.target.getAttribute('data-key') : null;
    if (key === null || !workspace.isMovable(pathOfKey(key))) return;
    if (event.key === 'F2') ui.open({ kind: 'rename-file', path: pathOfKey(key) });
    else if (event.key === 'Delete') void deletePath(app, pathOfKey(key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <nav className={styles.list} aria-label={strings.files}>
      <div className={styles.head}>
        <span className={styles.title}>{strings.files}</span>
        <IconButton size="small" label={strings.newFolder} isDisabled={foreign !== null} onPress={() => ui.open({ kind: 'new-folder', within: '' })}>
          <FolderPlus />
        </IconButton>
        <IconButton size="small" label={strings.collapseFolders} isDisabled={all.length === 0} onPress={() => setExpanded(new Set())}>
          <CopyMinus />
        </IconButton>
      </div>
      <div className={styles.scroller} onKeyDownCapture={onKeyDown}>
        <Tree
          aria-label={strings.files}
          className={styles.tree ?? ''}
          dragAndDropHooks={dragAndDropHooks}
          expandedKeys={all.filter((path) => !collapsed.has(path)).map(keyOfFolder)}
          onExpandedChange={(keys) => setExpanded(new Set([...keys].map(pathOfKey)))}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={active === null ? [] : [active]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            if (key === undefined) return;
            const path = pathOfKey(key);
            if (!isFolderKey(key)) workspace.openFile(path);
            else setExpanded(new Set(all.filter((other) => (other === path ? collapsed.has(path) : !collapsed.has(other)))));
          }}
        >
          {itemsOf(tree, app)}
        </Tree>
      </div>
    </nav>
  );
}

function itemsOf(folder: FolderNode, app: App): ReactNode[] {
  return [
    ...folder.folders.map((inner) => (
      <TreeItem key={keyOfFolder(inner.path)} id={keyOfFolder(inner.path)} textValue={inner.name} className={styles.item ?? ''}>
        <TreeItemContent>
          {({ isExpanded }) => (
            <Row app={app} path={inner.path} name={inner.name} icon={isExpanded ? <FolderOpen aria-hidden="true" /> : <Folder aria-hidden="true" />} isFolder />
          )}
        </TreeItemContent>
        {itemsOf(inner, app)}
      </TreeItem>
    )),
    ...folder.files.map(({ path, name }) => (
      <TreeItem key={path} id={path} textValue={name} className={styles.item ?? ''}>
        <TreeItemContent>
          <Row app={app} path={path} name={name} icon={<FileText aria-hidden="true" />} />
        </TreeItemContent>
      </TreeItem>
    )),
  ];
}

interface RowProps {
  readonly app: App;
  readonly path: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly isFolder?: boolean;
}

function Row({ app, path, name, icon, isFolder = false }: RowProps): ReactNode {
  const { ui, workspace } = app;
  const isMovable = workspace.isMovable(path);
  const isForeign = workspace.state.getState().foreign !== null;
  const entries: MenuEntry[] = [
    ...(isFolder
      ? [
          { id: 'new-file', label: strings.newFileHere, perform: () => ui.open({ kind: 'new-file', within: path }) },
          { id: 'new-folder', label: strings.newFolderHere, perform: () => ui.open({ kind: 'new-folder', within: path }) },
        ]
      : []),
    { id: 'rename', label: isFolder ? strings.renameFolder : strings.renameFile, keys: ['F2'], disabled: !isMovable, perform: () => ui.open({ kind: 'rename-file', path }) },
    { id: 'delete', label: isFolder ? strings.deleteFolder : strings.deleteFile, keys: ['Del'], disabled: !isMovable, perform: () => void deletePath(app, path) },
  ];
  return (
    <div className={styles.row}>
      {isFolder ? (
        <AriaButton slot="chevron" className={styles.chevron ?? ''}>
          <ChevronRight aria-hidden="true" />
        </AriaButton>
      ) : <span className={styles.noChevron} />}
      {icon}
      <span className={styles.name} translate="no" title={path}>{name}</span>
      {isMovable ? (
        <AriaButton slot="drag" className={styles.drag ?? ''} aria-label={strings.movePath(path)}>
          <GripVertical aria-hidden="true" />
        </AriaButton>
      ) : null}
      {!isMovable && !isFolder ? (
        <Lock aria-label={strings.readOnly} className={styles.lock} />
      ) : isForeign ? null : (
        <MenuButton label={strings.fileActions(path)} entries={entries}>
          <IconButton size="small" label={strings.fileActions(path)}>
            <Ellipsis />
          </IconButton>
        </MenuButton>
      )}
    </div>
  );
}
