// The panels of a side of the wide layout as tabs. Loaded once the prose is on the screen.
import { useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { ChevronDown, ChevronUp, PanelRightClose } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { settings } from '../settings.ts';
import { strings } from '../strings.ts';
import { PanelFrame } from './panel-frame.tsx';
import { titleOf, type PanelId } from './panels.ts';
import { usePanels } from './use-panels.ts';
import type { Side } from './wide-panels.tsx';
import styles from './shell.module.css';

function createSlot(): HTMLElement {
  const slot = document.createElement('div');
  slot.className = styles.slot ?? '';
  return slot;
}

export default function TabbedPanels({ side, state }: { readonly side: 'right' | 'bottom'; readonly state: Side }): ReactNode {
  const { ui } = useApp();
  const all = usePanels(side);
  const chosen = useStore(settings, ({ tabs }) => tabs[side]);
  const active = all.find(({ id }) => id === chosen)?.id ?? all[0]?.id ?? null;
  // The elements into which the panels put their tools. On the right, where the tabs need the whole width, they stand above each panel.
  const beside = side === 'bottom';
  const [slots] = useState<ReadonlyMap<PanelId, HTMLElement>>(() => new Map(all.map(({ id }) => [id, createSlot()])));
  // What has been shown once stays, so that it keeps its place and its state.
  const [shown, setShown] = useState<ReadonlySet<PanelId>>(new Set(active === null ? [] : [active]));
  if (active !== null && !shown.has(active)) setShown(new Set([...shown, active]));
  return (
    <Tabs className={styles.tabs ?? ''} selectedKey={active ?? ''} onSelectionChange={(key) => ui.show(key as PanelId)}>
      <div className={styles.tabBar}>
        <TabList aria-label={strings.panels} className={styles.tabList ?? ''}>
          {all.map(({ id }) => (
            // The tab of a collapsed side is selected already: pressing it shows the side.
            <Tab key={id} id={id} className={styles.tab ?? ''} onPress={() => ui.show(id)}>
              {titleOf(id)}
            </Tab>
          ))}
        </TabList>
        <span className={styles.spring} />
        {(beside ? all : []).map(({ id }) => (
          <div
            key={id}
            className={styles.tools}
            hidden={id !== active || state.collapsed}
            ref={(host) => {
              const slot = slots.get(id);
              // React Aria renders these once more into a tree of its own, to count the tabs: what is there is no element.
              if (slot && host instanceof HTMLElement) host.append(slot);
            }}
          />
        ))}
        {state.collapsed ? (
          <IconButton size="small" label={strings.togglePanels(side)} onPress={() => state.ref.current?.expand()}>
            <ChevronUp />
          </IconButton>
        ) : (
          <IconButton size="small" label={strings.togglePanels(side)} onPress={() => state.ref.current?.collapse()}>
            {side === 'right' ? <PanelRightClose /> : <ChevronDown />}
          </IconButton>
        )}
      </div>
      {all.map((panel) => (
        <TabPanel key={panel.id} id={panel.id} shouldForceMount className={styles.tabPanel ?? ''}>
          {!shown.has(panel.id) ? null : beside ? <PanelFrame panel={panel} toolsSlot={slots.get(panel.id) ?? null} /> : <PanelFrame panel={panel} />}
        </TabPanel>
      ))}
    </Tabs>
  );
}
