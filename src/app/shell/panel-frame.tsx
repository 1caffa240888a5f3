// What stands around every panel: a named region that can be focused, its tools, and its states of loading and of a failed load.
import { createContext, Suspense, useContext, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { LoadBoundary, Loading } from '../controls/loading.tsx';
import { titleOf, type PanelDescription } from './panels.ts';
import styles from './panel-frame.module.css';

const ToolsSlot = createContext<HTMLElement | null>(null);

/** Buttons and summaries of the panel around it. They stand beside the tabs where there is room, above the panel elsewhere. */
export function PanelTools({ children }: { readonly children: ReactNode }): ReactNode {
  const slot = useContext(ToolsSlot);
  return slot ? createPortal(children, slot) : null;
}

/** @param toolsSlot where the panel's tools go; absent: above the panel */
export function PanelFrame({ panel, toolsSlot }: { readonly panel: PanelDescription; readonly toolsSlot?: HTMLElement | null }): ReactNode {
  const [own, setOwn] = useState<HTMLElement | null>(null);
  const { id, Component } = panel;
  const title = titleOf(id);
  return (
    <section id={`panel-${id}`} className={styles.frame} aria-label={title} tabIndex={-1}>
      {toolsSlot === undefined ? <div ref={setOwn} className={styles.tools} /> : null}
      <div className={styles.content}>
        <ToolsSlot value={toolsSlot === undefined ? own : toolsSlot}>
          <LoadBoundary what={title}>
            <Suspense fallback={<Loading what={title} />}>
              <Component />
            </Suspense>
          </LoadBoundary>
        </ToolsSlot>
      </div>
    </section>
  );
}
