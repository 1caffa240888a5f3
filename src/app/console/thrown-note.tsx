// What was thrown, and the way to the line of the learner's that threw it.
import type { ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { openAt } from '../editor/file-actions.ts';
import { strings } from '../strings.ts';
import type { ThrownError } from './thrown-errors.ts';
import styles from './thrown-note.module.css';

export function ThrownNote({ error }: { readonly error: ThrownError }): ReactNode {
  const app = useApp();
  return (
    <p className={styles.threw}>
      <span translate="no">{error.message}</span>
      <Button size="small" onPress={() => openAt(app, error.path, error.line, error.column)}>
        {strings.goToThrown(error.path, error.line)}
      </Button>
    </p>
  );
}
