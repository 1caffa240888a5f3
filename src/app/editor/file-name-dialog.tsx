// Asks for the name of a new file, or for another name of an old one.
import { useState, type ReactNode } from 'react';
import { FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import styles from './file-name-dialog.module.css';

/** @param path the file to rename; null for a new one */
export function FileNameDialog({ path }: { readonly path: string | null }): ReactNode {
  const { ui, workspace } = useApp();
  const [name, setName] = useState(path ?? '');
  const [tried, setTried] = useState(false);
  const wanted = name.trim();
  const problem = wanted === path ? null : workspace.nameProblem(wanted);
  return (
    <Dialog title={path === null ? strings.newFile : strings.renameFile} onClose={() => ui.close()}>
      <Form
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (problem !== null) return;
          if (path === null) {
            workspace.add(wanted);
            ui.show('editor');
          } else if (wanted !== path) workspace.rename(path, wanted);
          ui.close();
        }}
      >
        <TextField value={name} onChange={setName} isInvalid={tried && problem !== null} autoFocus validationBehavior="aria">
          <Label>{strings.fileName}</Label>
          <Input spellCheck="false" autoCapitalize="off" autoComplete="off" />
          <Text slot="description">{strings.fileNameHint}</Text>
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
