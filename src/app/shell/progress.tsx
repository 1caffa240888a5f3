// How many checks of the open lesson pass, for the files as they are now.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { useCurrentVerdicts } from '../checks/current-verdicts.ts';
import { strings } from '../strings.ts';
import styles from './header.module.css';

export function Progress(): ReactNode {
  const { playground } = useApp();
  const checks = useStore(playground.state, (state) => state.checks);
  const verdicts = useStore(playground.state, (state) => state.verdicts);
  const current = useCurrentVerdicts();
  if (!checks || checks.length === 0) return null;
  // A verdict on older files says nothing about these.
  const states = checks.map(({ id }) => (current.includes(id) ? (verdicts[id]?.verdict.state ?? null) : null));
  const known = states.some((state) => state !== null);
  const passed = states.filter((state) => state === 'pass').length;
  const name = known ? strings.progress(passed, checks.length) : strings.notChecked(checks.length);
  return (
    <div className={styles.progress} role="img" aria-label={name} title={name}>
      <span className={styles.segments}>
        {checks.map((check, index) => (
          <span key={check.id} className={styles.segment} data-state={states[index] ?? 'none'} />
        ))}
      </span>
      <span>{strings.progressShort(passed, checks.length)}</span>
    </div>
  );
}
