// The Monaco editor over the workspace's files: a model for each file, edits go to the workspace, changes from elsewhere go into the model
// as steps of undo. This module and Monaco are loaded by dynamic import.
import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import type { ThrownError } from '../console/thrown-errors.ts';
import { useNarrow } from '../controls/use-media.ts';
import { followTheme, isDark } from '../settings.ts';
import { strings } from '../strings.ts';
import type { Workspace } from '../workspace.ts';
import { libraryModelOf, supportLanguages } from './language-support.ts';
import { editorIsReady } from './editor-ready.ts';
import { editor, KeyCode, MarkerSeverity, pathOf, remeasureWhenFontsAreThere, setMonacoTheme, sharedOptions, uriOf } from './monaco.ts';
import styles from './editor-panel.module.css';

/** Calls back once the browser has painted what is there now. @returns takes it back */
function afterNextPaint(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(callback, 0);
  });
  return () => {
    cancelAnimationFrame(frame);
    if (timer !== null) clearTimeout(timer);
  };
}

/** Keeps Monaco's models equal to the workspace's files. @returns ends it and disposes of the models */
function linkModels(workspace: Workspace): () => void {
  const listeners = new Map<string, { dispose(): void }>();
  // An edit that comes from a model is already in it, and one that goes into a model must not come back as the learner's.
  let inward = false;

  /** @param known the texts that the models were made equal to before */
  const sync = (known: Readonly<Record<string, string>>): void => {
    const { files } = workspace.state.getState();
    for (const [path, text] of Object.entries(files)) {
      if (known[path] === text && listeners.has(path)) continue;
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
  sync({});
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
    sync(before.files);
  });
  return () => {
    unsubscribe();
    for (const [path, listener] of listeners) {
      listener.dispose();
      editor.getModel(uriOf(path))?.dispose();
    }
  };
}

/** The name under which Monaco keeps the marks of what the program threw. */
const THROWN = 'program';

/** Marks the lines that threw, in all models of the learner's files. */
function markThrown(thrown: readonly ThrownError[]): void {
  for (const model of editor.getModels()) {
    const path = pathOf(model.uri);
    const here = thrown.filter((error) => error.path === path && error.line <= model.getLineCount());
    editor.setModelMarkers(model, THROWN, here.map(({ message, line, column }) => {
      const word = model.getWordAtPosition({ lineNumber: line, column: Math.min(column, model.getLineMaxColumn(line)) });
      return {
        severity: MarkerSeverity.Error,
        source: strings.threwHere,
        message,
        startLineNumber: line,
        startColumn: word?.startColumn ?? model.getLineFirstNonWhitespaceColumn(line),
        endLineNumber: line,
        endColumn: word?.endColumn ?? model.getLineMaxColumn(line),
      };
    }));
  }
}

/** The editor itself, filling its parent. */
export default function CodeEditor(): ReactNode {
  const app = useApp();
  const { workspace, editorLink, ui, problems } = app;
  const host = useRef<HTMLDivElement>(null);
  const active = useStore(workspace.state, (state) => state.active);
  const key = useStore(workspace.state, (state) => state.key);
  // Whose files they are decides whether they can be changed.
  const foreign = useStore(workspace.state, (state) => state.foreign);
  const viewing = useStore(ui.state, (state) => state.viewing);
  const thrown = useStore(problems.state, (state) => state.thrown);
  const instance = useRef<editor.IStandaloneCodeEditor | null>(null);
  const narrow = useNarrow();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    setMonacoTheme(isDark());
    const unlink = linkModels(workspace);
    const created = editor.create(element, { ...sharedOptions, model: null });
    instance.current = created;
    const unfollow = followTheme(setMonacoTheme);
    // The learner can type; what helps them to do so may follow.
    let endSupport = (): void => {};
    const idle = afterNextPaint(() => {
      editorIsReady();
      endSupport = supportLanguages(app);
    });
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
      format: () => void created.getAction('editor.action.formatDocument')?.run(),
      focus: () => created.focus(),
    });
    return () => {
      idle();
      endSupport();
      detach();
      unfollow();
      for (const disposable of disposables) disposable.dispose();
      created.dispose();
      instance.current = null;
      unlink();
    };
  }, [app, workspace, editorLink, ui]);

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
    const path = viewing?.path ?? active;
    const model = path === null ? null : viewing ? libraryModelOf(viewing.path, viewing.text) : editor.getModel(uriOf(path));
    shown.setModel(model);
    if (path === null || !model) {
      ui.state.setState({ cursor: null });
      return;
    }
    const saved = views.current.get(path);
    if (saved) shown.restoreViewState(saved);
    const readOnly = viewing !== null || !workspace.isEditable(path);
    shown.updateOptions({
      readOnly,
      readOnlyMessage: { value: viewing ? strings.libraryHint : strings.readOnlyHint },
      ariaLabel: readOnly ? strings.readOnlyEditorLabel(path) : strings.editorLabel(path),
    });
    const position = shown.getPosition();
    ui.state.setState({ cursor: position ? { line: position.lineNumber, column: position.column } : null });
  }, [active, viewing, key, foreign, workspace, ui]);

  useEffect(() => markThrown(thrown), [thrown, active, key]);

  useEffect(() => instance.current?.updateOptions({ wordWrap: narrow ? 'on' : 'off' }), [narrow]);

  return <div ref={host} className={styles.monaco} />;
}
