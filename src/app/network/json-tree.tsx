// A JSON value as a tree that opens and closes, of elements that the browser itself knows to open, close and find text in.
import { useState, type ReactNode } from 'react';
import { Button } from '../controls/button.tsx';
import { strings } from '../strings.ts';
import styles from './json-tree.module.css';

/** Members that are shown of one object or list before the rest is asked for. */
const STEP = 200;
/** Levels that are open at first. */
const OPEN_LEVELS = 3;

/** @param label the accessible name of the tree */
export function JsonTree({ value, label }: { readonly value: unknown; readonly label: string }): ReactNode {
  return (
    <div className={styles.tree} tabIndex={0} role="group" aria-label={label}>
      <Node name={null} value={value} level={0} isLast />
    </div>
  );
}

interface NodeProps {
  /** null for members of lists and for the root */
  readonly name: string | null;
  readonly value: unknown;
  readonly level: number;
  readonly isLast: boolean;
}

function Node({ name, value, level, isLast }: NodeProps): ReactNode {
  const isList = Array.isArray(value);
  const comma = isLast ? '' : ',';
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={styles.leaf}>
        <Name name={name} />
        <span data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>
        {comma}
      </div>
    );
  }
  const members = isList ? value.map((item: unknown) => [null, item] as const) : Object.entries(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return <div className={styles.leaf}><Name name={name} />{`${open}${close}${comma}`}</div>;
  return (
    <Branch name={name} open={open} close={`${close}${comma}`} members={members} level={level} />
  );
}

interface BranchProps {
  readonly name: string | null;
  readonly open: string;
  readonly close: string;
  readonly members: readonly (readonly [name: string | null, value: unknown])[];
  readonly level: number;
}

function Branch({ name, open, close, members, level }: BranchProps): ReactNode {
  const [isOpen, setOpen] = useState(level < OPEN_LEVELS && members.length <= STEP);
  const [shown, setShown] = useState(STEP);
  return (
    <details className={styles.branch} open={isOpen} onToggle={(event) => {
      // Toggles of the branches within come up here too.
      if (event.target === event.currentTarget) setOpen(event.currentTarget.open);
    }}>
      <summary>
        <Name name={name} />
        {open}
        {isOpen ? null : <span className={styles.folded}>{`… ${close}`}</span>}
        {isOpen ? null : <span className={styles.count}>{strings.exchangeView.members(members.length)}</span>}
      </summary>
      {/* What is closed costs nothing. */}
      {isOpen ? (
        <>
          <div className={styles.members}>
            {members.slice(0, shown).map(([key, item], index) => (
              <Node key={index} name={key} value={item} level={level + 1} isLast={index === members.length - 1} />
            ))}
            {members.length > shown ? (
              <Button size="small" variant="quiet" onPress={() => setShown((before) => before + STEP * 5)}>
                {strings.exchangeView.moreMembers(members.length - shown)}
              </Button>
            ) : null}
          </div>
          <div className={styles.close}>{close}</div>
        </>
      ) : null}
    </details>
  );
}

function Name({ name }: { readonly name: string | null }): ReactNode {
  return name === null ? null : <span><span className={styles.name}>{JSON.stringify(name)}</span>{': '}</span>;
}
