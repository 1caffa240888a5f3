// Messages that come from below and go away by themselves. They are also read out.
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { strings } from '../strings.ts';
import styles from './notices.module.css';

export function Notices(): ReactNode {
  const { ui } = useApp();
  const notices = useStore(ui.state, (state) => state.notices);
  return (
    <section className={styles.stack} aria-label={strings.notifications} aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={styles.notice}>
          <span className={styles.text}>{notice.text}</span>
          {notice.action ? (
            <Button
              size="small"
              onPress={() => {
                notice.action?.perform();
                ui.dismiss(notice.id);
              }}
            >
              {notice.action.label}
            </Button>
          ) : null}
          <IconButton size="small" label={strings.close} onPress={() => ui.dismiss(notice.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
