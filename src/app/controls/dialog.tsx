// A dialog over the page, and the drawer that comes from the side. Focus stays inside, Escape closes, focus returns to where it was.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { X } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly shape?: 'box' | 'drawer' | 'palette';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** An open dialog: render it to open it, leave it out to close it. */
export function Dialog({ title, shape = 'box', onClose, children }: DialogProps): ReactNode {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className={styles.backdrop ?? ''} data-shape={shape}>
      <Modal className={styles.modal ?? ''} data-shape={shape}>
        <AriaDialog className={styles.dialog ?? ''} {...(shape === 'palette' ? { 'aria-label': title } : {})}>
          {shape === 'palette' ? null : (
            <div className={styles.head}>
              <Heading slot="title" className={styles.title ?? ''}>
                {title}
              </Heading>
              <IconButton label={strings.close} onPress={onClose}>
                <X />
              </IconButton>
            </div>
          )}
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
