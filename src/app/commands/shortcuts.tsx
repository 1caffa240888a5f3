// The page of keyboard shortcuts, made from the list of commands.
import type { ReactNode } from 'react';
import { useApp } from '../app-context.ts';
import { Keys } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import { listCommands } from './commands.ts';
import { keysOf } from './shortcut.ts';
import styles from './shortcuts.module.css';

export function Shortcuts(): ReactNode {
  const app = useApp();
  return (
    <Dialog title={strings.shortcuts} onClose={() => app.ui.close()}>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div role="region" aria-label={strings.shortcuts} tabIndex={0} className={styles.lists}>
        <dl>
          {listCommands(app).map((command) =>
            command.shortcut ? (
              <div key={command.id}>
                <dt>{command.label}</dt>
                <dd>
                  <Keys keys={keysOf(command.shortcut)} />
                </dd>
              </div>
            ) : null,
          )}
        </dl>
        <h3>{strings.helpEditor}</h3>
        <dl>
          <div>
            <dt>{strings.helpLeaveEditor}</dt>
            <dd>
              <Keys keys={['Esc', 'Tab']} />
            </dd>
          </div>
          <div>
            <dt>{strings.helpEditorCommands}</dt>
            <dd>
              <Keys keys={['F1']} />
            </dd>
          </div>
        </dl>
      </div>
    </Dialog>
  );
}
