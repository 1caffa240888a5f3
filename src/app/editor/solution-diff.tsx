// A file of the learner's beside the lesson's solution. The arrows between the two take one change into the learner's file, which stays
// an undoable edit of theirs. This module and Monaco are loaded by dynamic import.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { useMedia } from '../controls/use-media.ts';
import { followTheme, isDark } from '../settings.ts';
import { strings } from '../strings.ts';
import { editor, setMonacoTheme, sharedOptions, uriOf } from './monaco.ts';
import styles from './editor-panel.module.css';

export default function SolutionDiff({ path, solution }: { readonly path: string; readonly solution: string }): ReactNode {
  const { workspace } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const narrow = useMedia('(max-width: 899px)');
  const [same, setSame] = useState(() => workspace.state.getState().files[path] === solution);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    setMonacoTheme(isDark());
    const existing = editor.getModel(uriOf(path));
    const mine = existing ?? editor.createModel(workspace.state.getState().files[path] ?? '', undefined, uriOf(path));
    const theirs = editor.createModel(solution, mine.getLanguageId());
    const diff = editor.createDiffEditor(element, {
      ...sharedOptions,
      originalEditable: false,
      readOnly: !workspace.isEditable(path),
      renderSideBySide: !narrow,
      renderMarginRevertIcon: true,
      renderOverviewRuler: false,
      ignoreTrimWhitespace: false,
      originalAriaLabel: strings.solutionOf(path),
      modifiedAriaLabel: strings.editorLabel(path),
    });
    diff.setModel({ original: theirs, modified: mine });
    const unfollow = followTheme(setMonacoTheme);
    const edits = mine.onDidChangeContent(() => {
      workspace.write(path, mine.getValue());
      setSame(mine.getValue() === solution);
    });
    return () => {
      unfollow();
      edits.dispose();
      diff.dispose();
      theirs.dispose();
      if (!existing) mine.dispose();
    };
  }, [workspace, path, solution, narrow]);

  return (
    <>
      <p className={styles.compareNote}>{same ? strings.solutionSame : strings.solutionTake}</p>
      <div ref={host} className={styles.monaco} />
    </>
  );
}
