// From 900 px on: lesson, editor and side panels beside each other, the bottom panels below the editor. Each side is resized, collapsed to its
// titles or icons, and remembered.
import { useEffect, useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { ChevronDown, ChevronUp, PanelRightClose } from 'lucide-react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef, type LayoutStorage, type PanelImperativeHandle } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { settings } from '../settings.ts';
import { strings } from '../strings.ts';
import { HiddenTitle } from './hidden-title.tsx';
import { PanelFrame } from './panel-frame.tsx';
import { panelsAt, titleOf, type PanelDescription, type PanelId } from './panels.ts';
import styles from './shell.module.css';

/** Local storage, or nothing where the browser denies it. */
const layoutStorage: LayoutStorage = {
  getItem(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  setItem(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // Denied: sizes last as long as the tab.
    }
  },
};

/** Pixels of a side whose panels are collapsed to a column of icons. */
const RAIL = 40;
/** Pixels of the bottom panels collapsed to their tabs. */
const TABS = 36;

interface Side {
  readonly ref: { readonly current: PanelImperativeHandle | null };
  readonly collapsed: boolean;
  readonly onResize: () => void;
}

/** A side of the layout that `ui.show` expands and a command toggles. */
function useSide(side: 'left' | 'right' | 'bottom'): Side {
  const { ui } = useApp();
  const ref = usePanelRef();
  const [collapsed, setCollapsed] = useState(false);
  useEffect(
    () =>
      ui.attachSide(side, {
        expand: () => ref.current?.expand(),
        toggle: () => (ref.current?.isCollapsed() === true ? ref.current.expand() : ref.current?.collapse()),
      }),
    [ui, side, ref],
  );
  return { ref, collapsed, onResize: () => setCollapsed(ref.current?.isCollapsed() ?? false) };
}

export function WidePanels(): ReactNode {
  const columns = useDefaultLayout({ id: 'backlot.columns', storage: layoutStorage });
  const rows = useDefaultLayout({ id: 'backlot.rows', storage: layoutStorage });
  const left = useSide('left');
  const right = useSide('right');
  const bottom = useSide('bottom');
  return (
    <main className={styles.main}>
      {left.collapsed ? <HiddenTitle /> : null}
      <Group id="columns" orientation="horizontal" defaultLayout={columns.defaultLayout} onLayoutChanged={columns.onLayoutChanged}>
        <Panel id="lesson" panelRef={left.ref} defaultSize="28%" minSize={260} collapsible collapsedSize={RAIL} onResize={left.onResize}>
          {left.collapsed ? <Rail panels={panelsAt('left')} /> : null}
          {panelsAt('left').map((panel) => (
            <div key={panel.id} className={styles.side} hidden={left.collapsed}>
              <PanelFrame panel={panel} />
            </div>
          ))}
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('left')} />
        <Panel id="work" minSize={320}>
          <Group id="rows" orientation="vertical" defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
            <Panel id="editor" defaultSize="68%" minSize={160}>
              {panelsAt('middle').map((panel) => (
                <PanelFrame key={panel.id} panel={panel} />
              ))}
            </Panel>
            <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('bottom')} />
            <Panel id="console" panelRef={bottom.ref} minSize={96} collapsible collapsedSize={TABS} onResize={bottom.onResize}>
              <TabbedPanels side="bottom" state={bottom} />
            </Panel>
          </Group>
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('right')} />
        <Panel id="checks" panelRef={right.ref} defaultSize="29%" minSize={280} collapsible collapsedSize={RAIL} onResize={right.onResize}>
          {right.collapsed ? <Rail panels={panelsAt('right')} /> : null}
          <div className={styles.side} hidden={right.collapsed}>
            <TabbedPanels side="right" state={right} />
          </div>
        </Panel>
      </Group>
    </main>
  );
}

/** A collapsed side: an icon for each of its panels. */
function Rail({ panels }: { readonly panels: readonly PanelDescription[] }): ReactNode {
  const { ui } = useApp();
  return (
    <div className={styles.rail} role="toolbar" aria-orientation="vertical" aria-label={strings.panels}>
      {panels.map(({ id, icon: Icon }) => (
        <IconButton key={id} label={titleOf(id)} onPress={() => ui.show(id)}>
          <Icon />
        </IconButton>
      ))}
    </div>
  );
}

function createSlot(): HTMLElement {
  const slot = document.createElement('div');
  slot.className = styles.slot ?? '';
  return slot;
}

function TabbedPanels({ side, state }: { readonly side: 'right' | 'bottom'; readonly state: Side }): ReactNode {
  const { ui } = useApp();
  const all = panelsAt(side);
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
