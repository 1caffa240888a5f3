// Texts that were replaced or removed and kept: to look at, and to have back.
import { useEffect, useState, type ReactNode } from 'react';
import { Undo2 } from 'lucide-react';
import type { KeptCopy } from '../../lesson/saved-work.ts';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import { restoreCopy } from './file-actions.ts';
import styles from './earlier-versions.module.css';

export function EarlierVersions(): ReactNode {
  const app = useApp();
  const [copies, setCopies] = useState<readonly KeptCopy[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    app.workspace.copies().then(
      (found) => setCopies([...found].sort((a, b) => b.at - a.at)),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [app]);
  return (
    <Dialog title={strings.earlierVersions} onClose={() => app.ui.close()}>
      <div className={styles.body}>
        <p className={styles.intro}>{strings.earlierVersionsHint}</p>
        {problem !== null ? <p role="alert">{strings.earlierVersionsFailed} {problem}</p> : null}
        {copies?.length === 0 ? <p className={styles.intro}>{strings.earlierVersionsNone}</p> : null}
        <ul className={styles.list}>
          {(copies ?? []).map((copy, index) => {
            const name = strings.earlierVersion(copy.path, copy.at);
            return (
              <li key={index} className={styles.copy} aria-label={name}>
                <div className={styles.head}>
                  <span className={styles.path} translate="no">{copy.path}</span>
                  <span className={styles.meta}>{strings.copyReasons[copy.reason]} · {strings.dateTime(copy.at)}</span>
                  <Button
                    size="small"
                    icon={<Undo2 />}
                    aria-label={strings.restoreVersion(name)}
                    onPress={() => {
                      app.ui.close();
                      void restoreCopy(app, copy.path, copy.text);
                    }}
                  >
                    {strings.restore}
                  </Button>
                </div>
                <details className={styles.text}>
                  <summary>{strings.lines(copy.text.split('\n').length)}</summary>
                  <pre tabIndex={0} translate="no">{copy.text}</pre>
                </details>
              </li>
            );
          })}
        </ul>
      </div>
    </Dialog>
  );
}
