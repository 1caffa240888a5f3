// Buttons of the interface: quiet, primary, and icon-only ones with a tooltip that names them and their shortcut.
import type { ComponentProps, ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import styles from './button.module.css';

type AriaButtonProps = ComponentProps<typeof AriaButton>;

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  /** `primary`: the one accent of a view; `quiet`: no line until it is pointed at */
  readonly variant?: 'primary' | 'plain' | 'quiet';
  readonly size?: 'normal' | 'small';
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  /** shown on hover and focus, for example what a shortcut is */
  readonly hint?: ReactNode;
}

/** A button with a word, and perhaps an icon before it. */
export function Button({ variant = 'plain', size = 'normal', icon, children, hint, ...rest }: ButtonProps): ReactNode {
  const button = (
    <AriaButton {...rest} className={styles.button ?? ''} data-variant={variant} data-size={size}>
      {icon}
      {children}
    </AriaButton>
  );
  return hint === undefined ? button : <Hinted hint={hint}>{button}</Hinted>;
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  /** the accessible name, also the tooltip unless `hint` says more */
  readonly label: string;
  readonly hint?: ReactNode;
  readonly size?: 'normal' | 'small';
  readonly children: ReactNode;
}

/** A button that shows only an icon. */
export function IconButton({ label, hint, size = 'normal', children, ...rest }: IconButtonProps): ReactNode {
  return (
    <Hinted hint={hint ?? label}>
      <AriaButton {...rest} aria-label={label} className={styles.icon ?? ''} data-size={size}>
        {children}
      </AriaButton>
    </Hinted>
  );
}

/** A tooltip; it stands in a TooltipTrigger after what it explains. */
export function Hint({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Tooltip className={styles.tooltip ?? ''} offset={6}>
      {children}
    </Tooltip>
  );
}

function Hinted({ hint, children }: { readonly hint: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Hint>{hint}</Hint>
    </TooltipTrigger>
  );
}

/** A keyboard shortcut as keys. */
export function Keys({ keys }: { readonly keys: readonly string[] }): ReactNode {
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
