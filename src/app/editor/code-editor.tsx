// The Monaco editor over the workspace's files: a model for each file, edits go to the workspace, changes from elsewhere go into the model
// as steps of undo. This module and Monaco are loaded by dynamic import.
import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { useNarrow } from '../controls/use-media.ts';
import { followTheme, isDark } from '../settings.ts';
import { strings } from '../strings.ts';
import type { Workspace } from '../workspace.ts';
import { editor, pathOf, remeasureWhenFontsAreThere, setMonacoTheme, sharedOptions, uriOf, KeyCode } from './monaco.ts';
import styles from './editor-panel.module.css';

/** Keeps Monaco's models equal to the workspace's files. @returns ends it and disposes of the models */
function linkModels(workspace: Workspace): () => void {
  const listeners = new Map<string, { dispose(): void }>();
  // An edit that comes from a model is already in it, and one that goes into a model must not come back as the learner's.
  let inward = false;

  const sync = (): void => {
    const { files } = workspace.state.getState();
    for (const [path, text] of Object.entries(files)) {
      const model = editor.getModel(uriOf(path));
      if (!model) {
        const created = editor.createModel(text, undefined, uriOf(path));
        created.setEOL(editor.EndOfLineSequence.LF);
        listeners.set(path, created.onDidChangeContent(() => {
          if (!inward) workspace.write(path, created.getValue());
        }));
      } else if (model.getValue() !== text) {
        inward = true;
        model.pushStackElement();
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
        model.pushStackElement();
        inward = false;
      }
    }
    for (const [path, listener] of listeners) {
      if (files[path] !== undefined) continue;
      listener.dispose();
      listeners.delete(path);
      editor.getModel(uriOf(path))?.dispose();
    }
  };
  let key = workspace.state.getState().key;
  sync();
  const unsubscribe = workspace.state.subscribe((now, before) => {
    if (now.files === before.files) return;
    if (now.key !== key) {
      // Another lesson or stack: its files must not share an undo history with these.
      key = now.key;
      for (const [path, listener] of listeners) {
        listener.dispose();
        editor.getModel(uriOf(path))?.dispose();
      }
      listeners.clear();
    }
    sync();
  });
  return () => {
    unsubscribe();
    for (const [path, listener] of listeners) {
      listener.dispose();
      editor.getModel(uriOf(path))?.dispose();
    }
  };
}

/** The editor itself, filling its parent. */
export default function CodeEditor(): ReactNode {
  const { workspace, editorLink, ui } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const active = useStore(workspace.state, (state) => state.active);
  const key = useStore(workspace.state, (state) => state.key);
  const instance = useRef<editor.IStandaloneCodeEditor | null>(null);
  const narrow = useNarrow();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    setMonacoTheme(isDark());
    const unlink = linkModels(workspace);
    const created = editor.create(element, { ...sharedOptions, model: null, readOnlyMessage: { value: strings.readOnlyHint } });
    instance.current = created;
    const unfollow = followTheme(setMonacoTheme);
    void remeasureWhenFontsAreThere();
    const disposables = [
      created.onDidChangeCursorPosition(({ position }) => ui.state.setState({ cursor: { line: position.lineNumber, column: position.column } })),
      // Tab indents; after Escape it moves on, so that the keyboard can leave (WCAG 2.1.2).
      created.onKeyDown((event) => {
        if (event.keyCode === KeyCode.Escape) created.updateOptions({ tabFocusMode: true });
        else if (event.keyCode !== KeyCode.Tab && event.keyCode !== KeyCode.Shift) created.updateOptions({ tabFocusMode: false });
      }),
      created.onDidBlurEditorText(() => created.updateOptions({ tabFocusMode: false })),
    ];
    const detach = editorLink.attach({
      reveal(line, column) {
        created.setPosition({ lineNumber: line, column });
        created.revealLineInCenterIfOutsideViewport(line);
        created.focus();
      },
      insert(text) {
        const selection = created.getSelection();
        if (!selection) return;
        created.pushUndoStop();
        created.executeEdits('lesson', [{ range: selection, text, forceMoveMarkers: true }]);
        created.pushUndoStop();
        created.focus();
      },
      replace(path, text) {
        const model = editor.getModel(uriOf(path));
        if (!model) return false;
        model.pushStackElement();
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
        model.pushStackElement();
        return true;
      },
      focus: () => created.focus(),
    });
    return () => {
      detach();
      unfollow();
      for (const disposable of disposables) disposable.dispose();
      created.dispose();
      instance.current = null;
      unlink();
    };
  }, [workspace, editorLink, ui]);

  // Which file is shown, and where in it the learner was.
  const views = useRef(new Map<string, editor.ICodeEditorViewState>());
  useEffect(() => views.current.clear(), [key]);
  useEffect(() => {
    const shown = instance.current;
    if (!shown) return;
    const before = shown.getModel();
    const beforePath = before && !before.isDisposed() ? pathOf(before.uri) : null;
    const view = beforePath === null ? null : shown.saveViewState();
    if (beforePath !== null && view) views.current.set(beforePath, view);
    const model = active === null ? null : editor.getModel(uriOf(active));
    shown.setModel(model);
    if (active === null || !model) {
      ui.state.setState({ cursor: null });
      return;
    }
    const saved = views.current.get(active);
    if (saved) shown.restoreViewState(saved);
    const readOnly = !workspace.isEditable(active);
    shown.updateOptions({ readOnly, ariaLabel: readOnly ? strings.readOnlyEditorLabel(active) : strings.editorLabel(active) });
    const position = shown.getPosition();
    ui.state.setState({ cursor: position ? { line: position.lineNumber, column: position.column } : null });
  }, [active, key, workspace, ui]);

  useEffect(() => instance.current?.updateOptions({ wordWrap: narrow ? 'on' : 'off' }), [narrow]);

  return <div ref={host} className={styles.monaco} />;
}
