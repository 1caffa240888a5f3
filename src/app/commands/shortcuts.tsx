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
        {placesWithKeys().map(({ title, keys }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([label, ...names]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={names} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Keys that mean something in one place only, and are no commands. */
function placesWithKeys(): readonly { readonly title: string; readonly keys: readonly (readonly [label: string, ...keys: string[]])[] }[] {
  return [
    { title: strings.helpEditor, keys: [[strings.helpLeaveEditor, 'Esc', 'Tab'], [strings.helpEditorCommands, 'F1']] },
    { title: strings.helpFiles, keys: [[strings.helpRename, 'F2'], [strings.helpDelete, 'Del'], [strings.helpMoveTab, 'Ctrl', 'Shift', '← →']] },
    { title: strings.helpTerminal, keys: [[strings.helpSearchHistory, 'Ctrl', 'R'], [strings.helpLeaveTerminal, 'Esc', 'Tab']] },
  ];
}
