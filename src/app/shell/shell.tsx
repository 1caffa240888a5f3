// The whole screen: header, panels, status bar. Above 900 px the panels lie side by side and can be resized; below they are tabs, with the
// commands always in reach.
import { useEffect, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Group, Panel, Separator, useDefaultLayout, type LayoutStorage } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { ChecksPanel } from '../checks/checks-panel.tsx';
import { focusPanel, listCommands, performShortcut } from '../commands/commands.ts';
import { ConsolePanel } from '../console/console-panel.tsx';
import { useMedia } from '../controls/use-media.ts';
import { EditorPanel } from '../editor/editor-panel.tsx';
import { LessonPanel } from '../lesson/lesson-panel.tsx';
import type { PanelId } from '../interface-state.ts';
import { strings } from '../strings.ts';
import { Dialogs } from './dialogs.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { StatusBar } from './status-bar.tsx';
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

const panels: readonly { readonly id: PanelId; readonly title: string }[] = [
  { id: 'lesson', title: strings.lesson },
  { id: 'editor', title: strings.editor },
  { id: 'checks', title: strings.checks },
  { id: 'console', title: strings.console },
];

export function Shell(): ReactNode {
  const app = useApp();
  const narrow = useMedia('(max-width: 899px)');

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (performShortcut(listCommands(app), event)) event.preventDefault();
    };
    // While the event goes down, so that no widget (Monaco's F1 aside) takes the page's shortcuts first.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [app]);

  return (
    <div className={styles.shell}>
      <nav className={styles.skips} aria-label={strings.panels}>
        {panels.map((panel) => (
          <a key={panel.id} href={`#panel-${panel.id}`} onClick={(event) => {
            // The fragment is the lesson's address; the focus is moved without it.
            event.preventDefault();
            focusPanel(app, panel.id);
          }}>
            {strings.skipTo(panel.title)}
          </a>
        ))}
      </nav>
      <Header narrow={narrow} />
      {narrow ? <NarrowPanels /> : <WidePanels />}
      <StatusBar narrow={narrow} />
      <Dialogs />
      <Notices />
      <Announcer />
    </div>
  );
}

function WidePanels(): ReactNode {
  const columns = useDefaultLayout({ id: 'backlot.columns', storage: layoutStorage, onlySaveAfterUserInteractions: true });
  const rows = useDefaultLayout({ id: 'backlot.rows', storage: layoutStorage, onlySaveAfterUserInteractions: true });
  return (
    <main className={styles.main}>
      <Group id="columns" orientation="horizontal" defaultLayout={columns.defaultLayout} onLayoutChanged={columns.onLayoutChanged}>
        <Panel id="lesson" defaultSize="28%" minSize={260} collapsible>
          <LessonPanel />
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizeLesson} />
        <Panel id="work" minSize={320}>
          <Group id="rows" orientation="vertical" defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
            <Panel id="editor" defaultSize="68%" minSize={160}>
              <EditorPanel />
            </Panel>
            <Separator className={styles.separator ?? ''} aria-label={strings.resizeConsole} />
            <Panel id="console" minSize={72} collapsible collapsedSize={36}>
              <ConsolePanel />
            </Panel>
          </Group>
        </Panel>
        <Separator className={styles.separator ?? ''} aria-label={strings.resizeChecks} />
        <Panel id="checks" defaultSize="27%" minSize={260} collapsible>
          <ChecksPanel />
        </Panel>
      </Group>
    </main>
  );
}

function NarrowPanels(): ReactNode {
  const { ui } = useApp();
  const panel = useStore(ui.state, (state) => state.panel);
  return (
    <main className={styles.main}>
      <Tabs className={styles.tabs ?? ''} selectedKey={panel} onSelectionChange={(key) => ui.show(key as PanelId)}>
        <TabList aria-label={strings.panels} className={styles.tabList ?? ''}>
          {panels.map(({ id, title }) => (
            <Tab key={id} id={id} className={styles.tab ?? ''}>
              {title}
            </Tab>
          ))}
        </TabList>
        {panels.map(({ id }) => (
          // All stay mounted: the editor keeps its state and the console its place.
          <TabPanel key={id} id={id} shouldForceMount className={styles.tabPanel ?? ''}>
            {id === 'lesson' ? <LessonPanel withStacks /> : id === 'editor' ? <EditorPanel /> : id === 'checks' ? <ChecksPanel /> : <ConsolePanel />}
          </TabPanel>
        ))}
      </Tabs>
    </main>
  );
}

/** Reads announcements out to screen readers. */
function Announcer(): ReactNode {
  const { ui } = useApp();
  const announcement = useStore(ui.state, (state) => state.announcement);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {announcement}
    </div>
  );
}
