// A menu that opens from a button.
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Keys } from './button.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** a second, quieter line */
  readonly description?: string;
  readonly icon?: ReactNode;
  readonly keys?: readonly string[];
  readonly disabled?: boolean;
  readonly perform: () => void;
}

/** @param children the button that opens the menu */
export function MenuButton({ label, entries, children }: { readonly label: string; readonly entries: readonly MenuEntry[]; readonly children: ReactNode }): ReactNode {
  return (
    <MenuTrigger>
      {children}
      <Popover className={styles.popover ?? ''} offset={4} placement="bottom end">
        <AriaMenu aria-label={label} className={styles.menu ?? ''} disabledKeys={entries.filter((entry) => entry.disabled === true).map((entry) => entry.id)}>
          {entries.map((entry) => (
            <MenuItem key={entry.id} id={entry.id} textValue={entry.label} className={styles.item ?? ''} onAction={entry.perform}>
              {entry.icon}
              <span className={styles.label}>
                {entry.label}
                {entry.description === undefined ? null : <span className={styles.description}>{entry.description}</span>}
              </span>
              {entry.keys ? <Keys keys={entry.keys} /> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
