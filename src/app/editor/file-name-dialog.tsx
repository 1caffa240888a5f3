// Asks for the name of a new file or folder, or for another name of an old one. A name is a path: another folder in it moves.
import { useState, type ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Form } from 'react-aria-components/Form';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import type { OpenDialog } from '../interface-state.ts';
import { strings } from '../strings.ts';
import styles from './file-name-dialog.module.css';

export function FileNameDialog({ asked }: { readonly asked: Extract<OpenDialog, { kind: 'new-file' | 'new-folder' | 'rename-file' }> }): ReactNode {
  const { ui, workspace } = useApp();
  const path = asked.kind === 'rename-file' ? asked.path : null;
  const isFolder = path === null ? asked.kind === 'new-folder' : workspace.isFolder(path);
  const within = asked.kind === 'rename-file' ? '' : (asked.within ?? '');
  const [name, setName] = useState(path ?? (within === '' ? '' : `${within}/`));
  const [tried, setTried] = useState(false);
  const wanted = name.trim();
  const problem = wanted === path ? null : workspace.nameProblem(wanted, path);
  const title = path === null ? (isFolder ? strings.newFolder : strings.newFile) : isFolder ? strings.renameFolder : strings.renameFile;
  return (
    <Dialog title={title} onClose={() => ui.close()}>
      <Form
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (problem !== null) return;
          if (path !== null && wanted !== path) workspace.rename(path, wanted);
          else if (path === null && isFolder) workspace.addFolder(wanted);
          else if (path === null) {
            workspace.add(wanted);
            ui.show('editor');
          }
          ui.close();
        }}
      >
        <TextField value={name} onChange={setName} isInvalid={tried && problem !== null} autoFocus validationBehavior="aria">
          <Label>{isFolder ? strings.folderName : strings.fileName}</Label>
          <Input spellCheck="false" autoCapitalize="off" autoComplete="off" />
          <Text slot="description">{isFolder ? strings.folderNameHint : strings.fileNameHint}</Text>
          <FieldError>{problem === null ? '' : strings.nameProblems[problem]}</FieldError>
        </TextField>
        <div className={styles.buttons}>
          <Button onPress={() => ui.close()}>{strings.cancel}</Button>
          <Button variant="primary" type="submit">
            {path === null ? strings.create : strings.rename}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
