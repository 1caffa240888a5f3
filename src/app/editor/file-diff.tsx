// A file of the learner's and the lesson's solution, or its start, as a diff. Differences are taken one by one, or all; each is an undoable edit of the
// learner's file, and their text is kept as a copy before the first. This module and Monaco are loaded by dynamic import.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useApp } from '../app-context.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { followTheme, isDark } from '../settings.ts';
import { strings } from '../strings.ts';
import { applyChange, type LineChange } from './apply-change.ts';
import { editor, setMonacoTheme, sharedOptions, uriOf } from './monaco.ts';
import styles from './editor-panel.module.css';

/** @param other the text that it is compared with, of the solution or of the start */
export default function FileDiff({ path, other, from }: { readonly path: string; readonly other: string; readonly from: 'solution' | 'start' }): ReactNode {
  const app = useApp();
  const { workspace, ui } = app;
  const host = useRef<HTMLDivElement>(null);
  const diffEditor = useRef<editor.IStandaloneDiffEditor | null>(null);
  const mineModel = useRef<editor.ITextModel | null>(null);
  const copied = useRef(false);
  const [changes, setChanges] = useState<readonly LineChange[] | null>(null);
  const [current, setCurrent] = useState(0);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    setMonacoTheme(isDark());
    // The editor is not mounted while its file is compared, so the model is this component's own and its edits go to the workspace.
    const existing = editor.getModel(uriOf(path));
    const mine = existing ?? editor.createModel(workspace.state.getState().files[path] ?? '', undefined, uriOf(path));
    const theirs = editor.createModel(other, mine.getLanguageId());
    mineModel.current = mine;
    const diff = editor.createDiffEditor(element, {
      ...sharedOptions,
      originalEditable: false,
      readOnly: true,
      domReadOnly: true,
      renderMarginRevertIcon: false,
      renderOverviewRuler: false,
      renderGutterMenu: false,
      ignoreTrimWhitespace: false,
    });
    diffEditor.current = diff;
    diff.setModel({ original: mine, modified: theirs });
    const sides = [
      [diff.getOriginalEditor(), strings.readOnlyEditorLabel(path)],
      [diff.getModifiedEditor(), (from === 'solution' ? strings.solutionOf : strings.startOf)(path)],
    ] as const;
    // The labels that a comparison takes as options do not reach the fields of its read-only sides.
    const nameSides = (): void => {
      for (const [side, label] of sides) {
        for (const field of side.getDomNode()?.querySelectorAll('[role=textbox]') ?? []) field.setAttribute('aria-label', label);
      }
    };
    nameSides();
    const unfollow = followTheme(setMonacoTheme);
    const updates = diff.onDidUpdateDiff(() => {
      nameSides();
      const found = diff.getLineChanges() ?? [];
      setChanges(found);
      setCurrent((before) => Math.max(0, Math.min(before, found.length - 1)));
    });
    const edits = mine.onDidChangeContent(() => workspace.write(path, mine.getValue()));
    return () => {
      unfollow();
      updates.dispose();
      edits.dispose();
      diff.dispose();
      theirs.dispose();
      diffEditor.current = null;
      mineModel.current = null;
      if (!existing) mine.dispose();
    };
  }, [workspace, path, other, from]);

  const show = (index: number): void => {
    const change = changes?.[index];
    if (!change) return;
    setCurrent(index);
    diffEditor.current?.getModifiedEditor().revealLineInCenter(Math.max(1, change.modifiedStartLineNumber));
  };

  const take = (chosen: readonly LineChange[]): void => {
    const mine = mineModel.current;
    if (!mine) return;
    const before = mine.getValue();
    if (!copied.current) {
      copied.current = true;
      void workspace.keepCopy(path, before, from === 'solution' ? 'solution' : 'reset');
    }
    // From the last to the first, so that the lines of those before stay where they are.
    const after = [...chosen].reverse().reduce((text, change) => applyChange(text, other, change), before);
    const replace = (text: string): void => {
      mine.pushStackElement();
      mine.pushEditOperations([], [{ range: mine.getFullModelRange(), text }], () => null);
      mine.pushStackElement();
    };
    replace(after);
    ui.notify(strings.solutionTaken(path), {
      label: strings.undo,
      perform: () => {
        if (mine.isDisposed()) workspace.write(path, before);
        else replace(before);
      },
    });
  };

  const editable = workspace.isEditable(path);
  const change = changes?.[current];
  return (
    <>
      <div className={styles.compareBar}>
        {changes === null ? null : changes.length === 0 ? (
          <span>{from === 'solution' ? strings.solutionSame : strings.startSame}</span>
        ) : (
          <>
            <IconButton size="small" label={strings.solutionPrevious} isDisabled={current === 0} onPress={() => show(current - 1)}>
              <ChevronUp />
            </IconButton>
            <IconButton size="small" label={strings.solutionNext} isDisabled={current >= changes.length - 1} onPress={() => show(current + 1)}>
              <ChevronDown />
            </IconButton>
            <span className={styles.compareCount}>{strings.solutionChanges(current + 1, changes.length)}</span>
            <span className={styles.spring} />
            {editable ? (
              <>
                <Button size="small" onPress={() => change && take([change])}>
                  {strings.solutionTakeOne}
                </Button>
                <Button size="small" variant="quiet" onPress={() => take(changes)}>
                  {strings.solutionTakeAll}
                </Button>
              </>
            ) : null}
          </>
        )}
      </div>
      <div ref={host} className={styles.monaco} />
    </>
  );
}
