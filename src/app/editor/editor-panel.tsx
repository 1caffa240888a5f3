// Tabs, the list of files and the editor. Until Monaco is there the open file is shown as text in the same place, so that nothing moves.
import { lazy, Suspense, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ArrowLeft, FilePlus, Lock, PanelLeft, RotateCcw, X } from 'lucide-react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { LoadBoundary } from '../controls/loading.tsx';
import { firstPaint } from '../first-paint.ts';
import { settings } from '../settings.ts';
import { strings } from '../strings.ts';
import { moveActiveTab, resetFile } from './file-actions.ts';
import styles from './editor-panel.module.css';

const CodeEditor = lazy(() => firstPaint.then(() => import('./code-editor.tsx')));
const FileList = lazy(() => firstPaint.then(() => import('./file-list.tsx')));
const FileDiff = lazy(() => import('./file-diff.tsx'));

export function EditorPanel(): ReactNode {
  const { ui, workspace, playground } = useApp();
  const active = useStore(workspace.state, (state) => state.active);
  const opened = useStore(workspace.state, (state) => state.key !== null);
  const comparing = useStore(ui.state, (state) => state.comparing);
  const viewing = useStore(ui.state, (state) => state.viewing);
  const filesShown = useStore(settings, (state) => state.filesShown);
  const stack = useStore(playground.state, (state) => state.stack);
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const compareWith = useStore(ui.state, (state) => state.compareWith);
  const isSolution = compareWith === 'solution';
  const other = comparing === null ? undefined : isSolution ? lesson?.files[stack]?.solution[comparing] : workspace.startOf(comparing);
  return (
    <div className={styles.panel}>
      {comparing !== null ? <CompareBar title={(isSolution ? strings.yourCodeAndSolution : strings.yourCodeAndStart)(comparing)} withChoice /> : viewing ? <CompareBar title={strings.readOnlyEditorLabel(viewing.path)} /> : <TabBar />}
      <div className={styles.body}>
        {filesShown && comparing === null && viewing === null ? (
          <LoadBoundary what={strings.files}>
            <Suspense fallback={<div className={styles.filesPlace} />}>
              <FileList />
            </Suspense>
          </LoadBoundary>
        ) : null}
        <div className={styles.code}>
          {!opened ? null : comparing !== null ? (
            other === undefined ? (
              <p className={styles.empty}>{(isSolution ? strings.solutionNone : strings.startNone)(comparing)}</p>
            ) : (
              <LoadBoundary what={strings.editor}>
                <Suspense fallback={<PlainText path={comparing} />}>
                  <FileDiff key={`${stack}:${comparing}:${compareWith}`} path={comparing} other={other} from={compareWith} />
                </Suspense>
              </LoadBoundary>
            )
          ) : (
            <LoadBoundary what={strings.editor}>
              <Suspense fallback={active === null ? null : <PlainText path={active} />}>
                <CodeEditor />
              </Suspense>
              {active === null && viewing === null ? (
                <div className={styles.empty}>
                  <p>{strings.noFileOpen}</p>
                  <p>{strings.noFileOpenHint}</p>
                </div>
              ) : null}
            </LoadBoundary>
          )}
        </div>
      </div>
    </div>
  );
}

function TabBar(): ReactNode {
  const { workspace, ui } = useApp();
  const open = useStore(workspace.state, (state) => state.open);
  const active = useStore(workspace.state, (state) => state.active);
  const filesShown = useStore(settings, (state) => state.filesShown);
  const foreign = useStore(workspace.state, (state) => state.foreign);
  // The texts change with every keystroke, the answer seldom does.
  const canReset = useStore(workspace.state, (state) => {
    const start = state.active === null ? undefined : workspace.startOf(state.active);
    return state.active !== null && start !== undefined && workspace.isEditable(state.active) && state.files[state.active] !== start;
  });
  const app = useApp();
  const tabs = useRef<HTMLDivElement>(null);
  // The tab that a pointer drags, and the place where it would come to lie.
  const dragged = useRef<string | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const focusTab = (path: string): void => tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[workspace.state.getState().open.indexOf(path)]?.focus();
  const onTabKey = (event: KeyboardEvent, path: string): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Delete') workspace.closeTab(path);
    if (step === 0) return;
    event.preventDefault();
    if (event.ctrlKey && event.shiftKey) {
      moveActiveTab(app, step);
      requestAnimationFrame(() => focusTab(path));
      return;
    }
    const next = open[(open.indexOf(path) + step + open.length) % open.length];
    if (next === undefined) return;
    workspace.openFile(next);
    focusTab(next);
  };
  return (
    <div className={styles.tabBar}>
      <IconButton size="small" label={filesShown ? strings.hideFiles : strings.showFiles} aria-pressed={filesShown} onPress={() => settings.setState({ filesShown: !filesShown })}>
        <PanelLeft />
      </IconButton>
      <div ref={tabs} className={styles.tabs} role="tablist" aria-label={strings.openFiles}>
        {open.map((path) => {
          const name = path.slice(path.lastIndexOf('/') + 1);
          const locked = !workspace.isEditable(path);
          return (
            <div
              key={path}
              className={styles.tab}
              data-active={path === active ? '' : undefined}
              data-drop={target === path ? '' : undefined}
              role="presentation"
              draggable
              onDragStart={(event) => {
                dragged.current = path;
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', path);
              }}
              onDragOver={(event) => {
                if (dragged.current === null) return;
                event.preventDefault();
                setTarget(path);
              }}
              onDragLeave={() => setTarget(null)}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged.current !== null) workspace.moveTab(dragged.current, open.indexOf(path));
                setTarget(null);
              }}
              onDragEnd={() => {
                dragged.current = null;
                setTarget(null);
              }}
            >
              <button
                type="button"
                role="tab"
                aria-selected={path === active}
                tabIndex={path === active ? 0 : -1}
                title={locked ? `${path} (${strings.readOnly})` : path}
                onClick={() => workspace.openFile(path)}
                onAuxClick={(event) => event.button === 1 && workspace.closeTab(path)}
                aria-keyshortcuts="Control+Shift+ArrowLeft Control+Shift+ArrowRight Delete"
                onKeyDown={(event) => onTabKey(event, path)}
              >
                {locked ? <Lock aria-hidden="true" /> : null}
                <span translate="no">{name}</span>
                {locked ? <span className="visually-hidden"> ({strings.readOnly})</span> : null}
              </button>
              {open.length > 1 ? (
                <button type="button" className={styles.closeTab} tabIndex={-1} aria-hidden="true" title={strings.closeTab(path)} onClick={() => workspace.closeTab(path)}>
                  <X aria-hidden="true" />
                </button>
              ) : null}
            </div>
          );
        })}
      </div>
      <IconButton size="small" label={strings.newFile} isDisabled={foreign !== null} onPress={() => ui.open({ kind: 'new-file' })}>
        <FilePlus />
      </IconButton>
      <span className={styles.spring} />
      <IconButton size="small" label={strings.resetFile} isDisabled={!canReset} onPress={() => active !== null && void resetFile(app, active)}>
        <RotateCcw />
      </IconButton>
      <Button size="small" variant="quiet" isDisabled={active === null} onPress={() => ui.state.setState({ comparing: active, compareWith: 'solution' })}>
        {strings.solution}
        <span className="visually-hidden">: {strings.compareSolution}</span>
      </Button>
    </div>
  );
}

/** @param withChoice what to compare with can be chosen */
function CompareBar({ title, withChoice = false }: { readonly title: string; readonly withChoice?: boolean }): ReactNode {
  const { ui } = useApp();
  const compareWith = useStore(ui.state, (state) => state.compareWith);
  return (
    <div className={styles.tabBar}>
      <Button size="small" variant="quiet" icon={<ArrowLeft />} onPress={() => ui.state.setState({ comparing: null, viewing: null })}>
        {strings.backToEditor}
      </Button>
      <span className={styles.spring} />
      <span className={styles.compareTitle}>{title}</span>
      {withChoice ? (
        <ToggleButtonGroup
          aria-label={strings.compareWith}
          className={styles.choice ?? ''}
          disallowEmptySelection
          selectedKeys={[compareWith]}
          onSelectionChange={(keys) => ui.state.setState({ compareWith: keys.has('start') ? 'start' : 'solution' })}
        >
          <ToggleButton id="solution">{strings.solution}</ToggleButton>
          <ToggleButton id="start">{strings.start}</ToggleButton>
        </ToggleButtonGroup>
      ) : null}
    </div>
  );
}

/** The file as text, where the editor will be. */
function PlainText({ path }: { readonly path: string }): ReactNode {
  const { workspace } = useApp();
  const text = useStore(workspace.state, (state) => state.files[path] ?? '');
  return (
    <pre translate="no" className={styles.plain} aria-label={strings.editorLoading} aria-busy="true" tabIndex={0}>
      {text}
    </pre>
  );
}
