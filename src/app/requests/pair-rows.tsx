// Names and values, a row each: headers, query, form fields. The last row is always empty, so that one can go on typing.
import { useId, type ReactNode } from 'react';
import { FileUp, X } from 'lucide-react';
import type { FormPart, Pair } from '../../lesson/saved-requests.ts';
import { IconButton } from '../controls/button.tsx';
import { strings } from '../strings.ts';
import styles from './requests-panel.module.css';

const text = strings.requestsPanel;

const empty = { name: '', value: '', enabled: true } as const;

export interface PairRowsProps<T extends Pair> {
  /** what the rows are, for example Headers */
  readonly label: string;
  readonly rows: readonly T[];
  /** a row of nothing */
  readonly blank: T;
  readonly onChange: (rows: readonly T[]) => void;
  /** names to complete */
  readonly names?: readonly string[];
  /** what stands in place of a value, and beside it */
  readonly renderValue?: (row: T, change: (changes: Partial<T>) => void) => ReactNode;
}

export function PairRows<T extends Pair>({ label, rows, blank, onChange, names, renderValue }: PairRowsProps<T>): ReactNode {
  const list = useId();
  const last = rows.at(-1);
  const isBlank = last !== undefined && last.name === '' && last.value === '' && last.enabled;
  const shown = isBlank ? rows : [...rows, blank];
  const change = (index: number, changes: Partial<T>): void => onChange(shown.map((row, at) => (at === index ? { ...row, ...changes } : row)).filter((row, at) => at < shown.length - 1 || row.name !== '' || row.value !== '' || hasMore(row)));
  return (
    <div className={styles.pairs} role="group" aria-label={label}>
      {names ? <datalist id={list}>{names.map((name) => <option key={name} value={name} />)}</datalist> : null}
      {shown.map((row, index) => (
        <div key={index} className={styles.pair}>
          <input type="checkbox" aria-label={text.on(row.name)} checked={row.enabled} onChange={(event) => change(index, { enabled: event.target.checked } as Partial<T>)} />
          <input
            className={styles.field} aria-label={`${text.name}, ${label} ${index + 1}`} placeholder={text.name} value={row.name} spellCheck="false" autoComplete="off" list={names ? list : undefined}
            onChange={(event) => change(index, { name: event.target.value } as Partial<T>)}
          />
          {renderValue?.(row, (changes) => change(index, changes)) ?? (
            <input
              className={styles.field} aria-label={`${text.value}, ${label} ${index + 1}`} placeholder={text.value} value={row.value} spellCheck="false" autoComplete="off"
              onChange={(event) => change(index, { value: event.target.value } as Partial<T>)}
            />
          )}
          <IconButton size="small" label={text.removeRow(row.name)} isDisabled={index === shown.length - 1} onPress={() => onChange(rows.filter((_row, at) => at !== index))}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  );
}

const hasMore = (row: Pair): boolean => (row as Partial<FormPart>).file != null;

/** A plain row of nothing. */
export const blankPair: Pair = empty;
/** A row of nothing of a multipart body. */
export const blankPart: FormPart = { ...empty, file: null };

/** A button that asks for a file. */
export function FileButton({ label, onFile }: { readonly label: string; readonly onFile: (file: File) => void }): ReactNode {
  const id = useId();
  return (
    <IconButton size="small" label={label} onPress={() => document.getElementById(id)?.click()}>
      <FileUp />
      <input
        id={id} type="file" className="visually-hidden" tabIndex={-1} aria-hidden="true"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file chosen again is a choice too.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </IconButton>
  );
}
