// Below 900 px all panels are tabs of one list, which scrolls where they do not fit.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { strings } from '../strings.ts';
import { HiddenTitle } from './hidden-title.tsx';
import { PanelFrame } from './panel-frame.tsx';
import { titleOf, type PanelId } from './panels.ts';
import { usePanels } from './use-panels.ts';
import styles from './shell.module.css';

export default function NarrowPanels(): ReactNode {
  const { ui } = useApp();
  const panels = usePanels();
  const wanted = useStore(ui.state, (state) => state.panel);
  // Another lesson may lack the panel that was shown.
  const panel = panels.find(({ id }) => id === wanted)?.id ?? 'lesson';
  const list = useRef<HTMLDivElement>(null);
  // The editor keeps its state and the console its place: what has been shown once stays.
  const [shown, setShown] = useState<ReadonlySet<PanelId>>(new Set([panel]));
  if (!shown.has(panel)) setShown(new Set([...shown, panel]));
  useEffect(() => {
    list.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [panel]);
  return (
    <main className={styles.main}>
      {panel === 'lesson' ? null : <HiddenTitle />}
      <Tabs className={styles.tabs ?? ''} selectedKey={panel} onSelectionChange={(key) => ui.show(key as PanelId)}>
        <TabList ref={list} aria-label={strings.panels} className={styles.tabList ?? ''} data-narrow="">
          {panels.map(({ id }) => (
            <Tab key={id} id={id} className={styles.tab ?? ''}>
              {titleOf(id)}
            </Tab>
          ))}
        </TabList>
        {panels.map((description) => (
          <TabPanel key={description.id} id={description.id} shouldForceMount className={styles.tabPanel ?? ''}>
            {shown.has(description.id) ? <PanelFrame panel={description} /> : null}
          </TabPanel>
        ))}
      </Tabs>
    </main>
  );
}
