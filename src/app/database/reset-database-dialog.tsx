// Asks before the database is reset: what is in it cannot be put back.
import type { ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import styles from '../share/share.module.css';

export function ResetDatabaseDialog(): ReactNode {
  const { playground, session, ui } = useApp();
  const text = strings.databasePanel;
  return (
    <Dialog title={text.resetTitle} onClose={() => ui.close()}>
      <div className={styles.content}>
        <p>{text.resetQuestion}</p>
        <div className={styles.answers}>
          <Button onPress={() => ui.close()}>{strings.cancel}</Button>
          <Button variant="primary" onPress={() => {
            ui.close();
            void playground.resetDatabase().then(() => {
              // What went wrong stands in the panel.
              if (session.state.getState().database.kind === 'running') ui.notify(text.resetDone);
            });
          }}>
            {text.reset}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
