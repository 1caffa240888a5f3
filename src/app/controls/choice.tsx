// A choice of one among a few: the browser's own drop-down, which every keyboard and screen reader knows.
import type { ReactNode } from 'react';
import styles from './choice.module.css';

export interface ChoiceProps {
  /** the accessible name */
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, value, options, onChange }: ChoiceProps): ReactNode {
  return (
    <select className={styles.choice} aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([option, name]) => (
        <option key={option} value={option}>{name}</option>
      ))}
    </select>
  );
}
