// A small Monaco for JSON bodies: colours, validation, completion of names that the lesson's checks send. Loaded with Monaco itself.
import { useEffect, useRef, type ReactNode } from 'react';
import { Uri } from 'monaco-editor/editor.js';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register.js';
import { editor, KeyCode, setMonacoTheme, sharedOptions } from '../editor/monaco.ts';
import { followTheme, isDark } from '../settings.ts';
import { strings } from '../strings.ts';
import type { InferredSchema } from './infer-schema.ts';
import styles from './requests-panel.module.css';

const URI = 'inmemory://requests/body.json';

export interface JsonEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** names to complete */
  readonly schema: InferredSchema;
}

export default function JsonEditor({ value, onChange, schema }: JsonEditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const change = useRef(onChange);
  const model = useRef<editor.ITextModel | null>(null);
  // What came from the editor itself must not go back into it.
  const last = useRef(value);

  useEffect(() => {
    change.current = onChange;
  }, [onChange]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    setMonacoTheme(isDark());
    const uri = Uri.parse(URI);
    editor.getModel(uri)?.dispose();
    const created = editor.createModel(last.current, 'json', uri);
    model.current = created;
    const instance = editor.create(element, {
      ...sharedOptions, model: created, ariaLabel: strings.requestsPanel.jsonBody, lineNumbers: 'off', glyphMargin: false, lineDecorationsWidth: 4, lineHeight: 19, fontSize: 12,
      padding: { top: 6, bottom: 6 }, wordWrap: 'on', renderLineHighlight: 'none', contextmenu: false,
    });
    const unfollow = followTheme(setMonacoTheme);
    const disposables = [
      created.onDidChangeContent(() => {
        last.current = created.getValue();
        change.current(last.current);
      }),
      // Tab indents; after Escape it moves on, as in the editor.
      instance.onKeyDown((event) => {
        if (event.keyCode === KeyCode.Escape) instance.updateOptions({ tabFocusMode: true });
        else if (event.keyCode !== KeyCode.Tab && event.keyCode !== KeyCode.Shift) instance.updateOptions({ tabFocusMode: false });
      }),
    ];
    return () => {
      unfollow();
      for (const disposable of disposables) disposable.dispose();
      instance.dispose();
      created.dispose();
      model.current = null;
    };
  }, []);

  useEffect(() => {
    if (value === last.current) return;
    last.current = value;
    model.current?.setValue(value);
  }, [value]);

  useEffect(() => {
    jsonDefaults.setDiagnosticsOptions({ validate: true, allowComments: false, enableSchemaRequest: false, schemas: [{ uri: 'inmemory://requests/schema.json', fileMatch: [URI], schema }] });
  }, [schema]);

  return <div ref={host} className={styles.json} />;
}
