// What opens from a menu's button (menu.tsx).
import type { ReactNode, RefObject } from 'react';
import { OverlayTriggerStateContext } from 'react-aria-components/Dialog';
import { Menu, MenuItem, RootMenuTriggerStateContext } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { RootMenuTriggerState } from 'react-stately/useMenuTriggerState';
import { Keys } from './button.tsx';
import type { MenuEntry } from './menu.tsx';
import styles from './menu.module.css';

export interface MenuPopoverProps {
  readonly id: string;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly state: RootMenuTriggerState;
  readonly button: RefObject<HTMLButtonElement | null>;
}

export default function MenuPopover({ id, label, entries, state, button }: MenuPopoverProps): ReactNode {
  return (
    <OverlayTriggerStateContext value={state}>
      <RootMenuTriggerStateContext value={state}>
        <Popover trigger="MenuTrigger" triggerRef={button} className={styles.popover ?? ''} offset={4} placement="bottom end">
          <Menu
            id={id}
            autoFocus={state.focusStrategy ?? true}
            aria-label={label}
            className={styles.menu ?? ''}
            disabledKeys={entries.filter((entry) => entry.disabled === true).map((entry) => entry.id)}
          >
            {entries.map((entry) => (
              <MenuItem key={entry.id} id={entry.id} textValue={entry.label} className={styles.item ?? ''} data-begins-group={entry.beginsGroup === true ? '' : undefined} onAction={entry.perform}>
                {entry.icon}
                <span className={styles.label}>
                  {entry.label}
                  {entry.description === undefined ? null : <span className={styles.description}>{entry.description}</span>}
                </span>
                {entry.keys ? <Keys keys={entry.keys} /> : null}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </RootMenuTriggerStateContext>
    </OverlayTriggerStateContext>
  );
}
