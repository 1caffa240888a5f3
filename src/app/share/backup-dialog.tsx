// Everything of the learner's as one file, out and back in.
import { useState, type ReactNode } from 'react';
import { Download } from 'lucide-react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { makeBackup, planImport, readBackup, type Backup, type ImportChoice } from '../../lesson/backup.ts';
import { ForeignFilesError } from '../../lesson/foreign-files.ts';
import type { LearnerData } from '../../lesson/saved-work-database.ts';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { downloadBytes } from '../controls/download.ts';
import { strings } from '../strings.ts';
import { OpenFile } from './share-dialog.tsx';
import styles from './share.module.css';

const text = strings.backup;
const choices: readonly ImportChoice[] = ['newer', 'here', 'backup'];

export function BackupDialog(): ReactNode {
  const { database, playground, requests, ui, workspace } = useApp();
  const [read, setRead] = useState<{ readonly backup: Backup; readonly data: LearnerData } | null>(null);
  const [choice, setChoice] = useState<ImportChoice>('newer');
  const [problem, setProblem] = useState<string | null>(null);
  const plan = read === null ? null : planImport(read.data, read.backup, choice);

  const flush = async (): Promise<void> => {
    await workspace.flush();
    await requests.flush();
  };
  const save = async (): Promise<void> => {
    await flush();
    const now = new Date();
    downloadBytes(await makeBackup(database, now), `backlot-${now.toISOString().slice(0, 10)}.json`, 'application/json');
  };
  const choose = async (file: File): Promise<void> => {
    setRead(null);
    setProblem(null);
    try {
      const backup = readBackup(await file.text());
      await flush();
      setRead({ backup, data: await database.getAll() });
    } catch (error) {
      if (!(error instanceof ForeignFilesError)) throw error;
      setProblem(text.refused(error.message));
    }
  };
  const bringIn = async (): Promise<void> => {
    if (read === null) return;
    try {
      // Planned anew: a moment may have passed, and another tab may have saved.
      await flush();
      const { changes } = planImport(await database.getAll(), read.backup, choice);
      await database.change(changes);
      ui.close();
      ui.notify(text.imported(changes.work?.length ?? 0));
      await playground.reload();
      await requests.reload();
    } catch (error) {
      setProblem(text.failed(error instanceof Error ? error.message : String(error)));
    }
  };

  return (
    <Dialog title={text.title} onClose={() => ui.close()}>
      <div className={styles.content}>
        <p>{text.exportIntro}</p>
        <div className={styles.buttons}>
          <Button icon={<Download />} onPress={() => void save()}>{text.export}</Button>
        </div>
        <p>{text.importIntro}</p>
        <div className={styles.buttons}>
          <OpenFile label={text.chooseFile} accept=".json,application/json" onFile={(file) => void choose(file)} />
        </div>
        {problem === null ? null : <p className={styles.problem} role="alert">{problem}</p>}
        {plan === null ? null : (
          <div className={styles.plan}>
            <p role="status">
              {text.plan(plan.added.length, plan.same, plan.differing.length)}
              {plan.untouched > 0 ? ` ${text.untouched(plan.untouched)}` : ''}
            </p>
            {plan.differing.length === 0 ? null : (
              <RadioGroup className={styles.choices ?? ''} value={choice} onChange={(value) => setChoice(value as ImportChoice)}>
                <Label>{text.choice}</Label>
                {choices.map((value) => <Radio key={value} value={value} className={styles.radio ?? ''}>{text.choices[value]}</Radio>)}
              </RadioGroup>
            )}
            <div className={styles.buttons}>
              <Button variant="primary" onPress={() => void bringIn()}>{text.import}</Button>
            </div>
          </div>
        )}
      </div>
    </Dialog>
  );
}
