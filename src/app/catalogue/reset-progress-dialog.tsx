// Asks before progress is forgotten; it can be put back afterwards too.
import type { ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import styles from '../share/share.module.css';

const text = strings.resetProgress;

export function ResetProgressDialog({ lesson, title }: { readonly lesson: string; readonly title: string }): ReactNode {
  const { playground, ui } = useApp();
  return (
    <Dialog title={text.title} onClose={() => ui.close()}>
      <div className={styles.content}>
        <p>{text.question(title)}</p>
        <div className={styles.answers}>
          <Button onPress={() => ui.close()}>{strings.cancel}</Button>
          <Button variant="primary" onPress={() => {
            ui.close();
            void playground.resetProgress(lesson).then((gone) => ui.notify(text.done(title), { label: strings.undo, perform: () => void playground.restoreProgress(gone) }));
          }}>
            {text.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
