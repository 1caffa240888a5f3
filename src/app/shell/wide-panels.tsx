// From 900 px on: lesson, editor and side panels beside each other, the bottom panels below the editor. Each side is resized, collapsed to its
// titles or icons, and remembered.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef, type LayoutStorage, type PanelImperativeHandle } from 'react-resizable-panels';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { LoadBoundary } from '../controls/loading.tsx';
import { firstPaint } from '../first-paint.ts';
import { strings } from '../strings.ts';
import { HiddenTitle } from './hidden-title.tsx';
import { PanelFrame } from './panel-frame.tsx';
import { titleOf, type PanelSide } from './panels.ts';
import { usePanels } from './use-panels.ts';
import styles from './shell.module.css';

/** The panels that are tabs beside the editor and below it: they are not what is read first. */
const TabbedPanels = lazy(() => firstPaint.then(() => import('./tabbed-panels.tsx')));

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

/** A side of the layout whose panels can be collapsed. */
export interface Side {
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
  const leftPanels = usePanels('left');
  const middlePanels = usePanels('middle');
  return (
    <main className={styles.main}>
      {left.collapsed ? <HiddenTitle /> : null}
      <Group id="columns" orientation="horizontal" defaultLayout={columns.defaultLayout} onLayoutChanged={columns.onLayoutChanged}>
        <Panel id="lesson" panelRef={left.ref} defaultSize="28%" minSize={260} collapsible collapsedSize={RAIL} onResize={left.onResize}>
          {left.collapsed ? <Rail side="left" /> : null}
          {leftPanels.map((panel) => (
            <div key={panel.id} className={styles.side} hidden={left.collapsed}>
              <PanelFrame panel={panel} />
            </div>
          ))}
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('left')} />
        <Panel id="work" minSize={320}>
          <Group id="rows" orientation="vertical" defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
            <Panel id="editor" defaultSize="68%" minSize={160}>
              {middlePanels.map((panel) => (
                <PanelFrame key={panel.id} panel={panel} />
              ))}
            </Panel>
            <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('bottom')} />
            <Panel id="console" panelRef={bottom.ref} minSize={96} collapsible collapsedSize={TABS} onResize={bottom.onResize}>
              <SidePanels side="bottom" state={bottom} />
            </Panel>
          </Group>
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizePanels('right')} />
        <Panel id="checks" panelRef={right.ref} defaultSize="29%" minSize={280} collapsible collapsedSize={RAIL} onResize={right.onResize}>
          {right.collapsed ? <Rail side="right" /> : null}
          <div className={styles.side} hidden={right.collapsed}>
            <SidePanels side="right" state={right} />
          </div>
        </Panel>
      </Group>
    </main>
  );
}

/** A collapsed side: an icon for each of its panels. */
function Rail({ side }: { readonly side: PanelSide }): ReactNode {
  const { ui } = useApp();
  const panels = usePanels(side);
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

/** The panels of a side, and until they are there the empty place of their tabs. */
function SidePanels(props: { readonly side: 'right' | 'bottom'; readonly state: Side }): ReactNode {
  return (
    <LoadBoundary what={strings.panels}>
      <Suspense fallback={<div className={styles.tabBar} />}>
        <TabbedPanels {...props} />
      </Suspense>
    </LoadBoundary>
  );
}
