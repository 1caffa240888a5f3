// A menu that opens from a button. The menu itself (lists, places, focus) is much more code than the button, so it is loaded apart: before the first
// press where the page has a moment for it.
import { lazy, Suspense, useId, useRef, useState, type ReactNode } from 'react';
import { ButtonContext } from 'react-aria-components/Button';
import { useMenuTriggerState } from 'react-stately/useMenuTriggerState';
import { LoadBoundary } from './loading.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** a second, quieter line */
  readonly description?: string;
  readonly icon?: ReactNode;
  readonly keys?: readonly string[];
  readonly disabled?: boolean;
  /** stands apart from the entry above it */
  readonly beginsGroup?: boolean;
  readonly perform: () => void;
}

const loadPopover = () => import('./menu-popover.tsx');
const MenuPopover = lazy(loadPopover);

/** Fetches what menus are made of, so that the first one opens at once. */
export function preloadMenus(): void {
  // Pressing the button asks again, and tells what is wrong.
  loadPopover().catch(() => undefined);
}

/** @param children the button that opens the menu: one of React Aria's, since it hears of the menu through its context */
export function MenuButton({ label, entries, children }: { readonly label: string; readonly entries: readonly MenuEntry[]; readonly children: ReactNode }): ReactNode {
  const state = useMenuTriggerState({});
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  // Once opened it stays, so that it can be seen to close.
  const [opened, setOpened] = useState(false);
  if (state.isOpen && !opened) setOpened(true);
  return (
    <>
      <ButtonContext
        value={{
          ref: button,
          'aria-haspopup': 'menu',
          'aria-expanded': state.isOpen,
          ...(state.isOpen ? { 'aria-controls': id } : {}),
          isPressed: state.isOpen,
          // As in the menu button pattern of WAI-ARIA's Authoring Practices: whoever comes with the keyboard begins at the first entry, or at the last.
          onPress: ({ pointerType }) => state.open(pointerType === 'keyboard' || pointerType === 'virtual' ? 'first' : null),
          onKeyDown: (event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              state.open(event.key === 'ArrowDown' ? 'first' : 'last');
            } else event.continuePropagation();
          },
        }}
      >
        {children}
      </ButtonContext>
      {opened ? (
        <LoadBoundary what={label}>
          <Suspense fallback={null}>
            <MenuPopover id={id} label={label} entries={entries} state={state} button={button} />
          </Suspense>
        </LoadBoundary>
      ) : null}
    </>
  );
}
