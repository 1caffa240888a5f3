// The dialogs of the Requests panel: a name for a saved request, and a curl command to take over.
import { useState, type ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Form } from 'react-aria-components/Form';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { strings } from '../strings.ts';
import { CurlError, fromCurl } from './from-curl.ts';
import styles from '../editor/file-name-dialog.module.css';

const text = strings.requestsPanel;

export function SaveRequestDialog(): ReactNode {
  const { requests, ui } = useApp();
  const { method, target } = requests.state.getState().draft;
  const [name, setName] = useState(`${method} ${target}`);
  return (
    <Dialog title={text.saveAs} onClose={() => ui.close()}>
      <Form className={styles.form ?? ''} onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        requests.save(name.trim());
        ui.close();
      }}>
        <TextField value={name} onChange={setName} autoFocus>
          <Label>{text.saveName}</Label>
          <Input autoComplete="off" />
        </TextField>
        <div className={styles.buttons}>
          <Button onPress={() => ui.close()}>{strings.cancel}</Button>
          <Button variant="primary" type="submit" isDisabled={name.trim() === ''}>{text.save}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function FromCurlDialog(): ReactNode {
  const { playground, requests, ui } = useApp();
  const [command, setCommand] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog title={text.fromCurlTitle} onClose={() => ui.close()}>
      <Form className={styles.form ?? ''} onSubmit={(event) => {
        event.preventDefault();
        try {
          const { draft, elsewhere } = fromCurl(command, playground.lesson?.port ?? 3000);
          requests.load(draft);
          ui.close();
          ui.show('requests');
          if (elsewhere !== null) ui.notify(text.elsewhere(elsewhere));
        } catch (error) {
          if (!(error instanceof CurlError)) throw error;
          setProblem(error.message);
        }
      }}>
        <TextField value={command} onChange={(value) => {
          setCommand(value);
          setProblem(null);
        }} isInvalid={problem !== null} autoFocus validationBehavior="aria">
          <Label>{text.curlCommand}</Label>
          <TextArea rows={7} spellCheck="false" autoComplete="off" />
          <Text slot="description">{text.fromCurlHint}</Text>
          <FieldError>{problem ?? ''}</FieldError>
        </TextField>
        <div className={styles.buttons}>
          <Button onPress={() => ui.close()}>{strings.cancel}</Button>
          <Button variant="primary" type="submit" isDisabled={command.trim() === ''}>{text.takeOver}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
