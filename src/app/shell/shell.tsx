// The whole screen: header, panels, status bar. Above 900 px the panels lie side by side and can be resized; below they are tabs, with the
// commands always in reach.
import { lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { focusPanel, listCommands, performShortcut } from '../commands/commands.ts';
import { LoadBoundary } from '../controls/loading.tsx';
import { isNarrow, useNarrow } from '../controls/use-media.ts';
import { pageIsRendered } from '../first-paint.ts';
import { strings } from '../strings.ts';
import { Banners } from '../share/banners.tsx';
import { Dialogs } from './dialogs.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { titleOf } from './panels.ts';
import { StatusBar } from './status-bar.tsx';
import { usePanels } from './use-panels.ts';
import { WidePanels } from './wide-panels.tsx';
import styles from './shell.module.css';

/** The panels of small screens, once they are there: wide ones don't load them. */
let narrowPanels: ComponentType | null = null;
const loadNarrowPanels = async (): Promise<ComponentType> => (narrowPanels ??= (await import('./narrow-panels.tsx')).default);
const NarrowPanelsLater = lazy(async () => ({ default: await loadNarrowPanels() }));

/** Loads what the first rendering needs on a screen of this width. What could not be loaded is told by the place where it belongs. */
export async function preloadPanels(): Promise<void> {
  if (isNarrow()) await loadNarrowPanels().catch(() => undefined);
}

export function Shell(): ReactNode {
  const app = useApp();
  const narrow = useNarrow();
  const panels = usePanels();

  useEffect(pageIsRendered, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isOwnKey(event)) return;
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
          <a key={panel.id} href="#root" onClick={(event) => {
            // The fragment is the lesson's address; the focus is moved without it, to a region that may not be there before it is shown.
            event.preventDefault();
            focusPanel(app, panel.id);
          }}>
            {strings.skipTo(titleOf(panel.id))}
          </a>
        ))}
      </nav>
      <Header narrow={narrow} />
      <Banners />
      {narrow ? <NarrowPanels /> : <WidePanels />}
      <StatusBar narrow={narrow} />
      <Dialogs />
      <Notices />
      <Announcer />
    </div>
  );
}

/** The panels of small screens: at once where they were loaded before the page was drawn. */
function NarrowPanels(): ReactNode {
  const [Panels] = useState<ComponentType>(() => narrowPanels ?? NarrowPanelsLater);
  return (
    <LoadBoundary what={strings.panels}>
      <Suspense fallback={<main className={styles.main} />}>
        <Panels />
      </Suspense>
    </LoadBoundary>
  );
}

/** Ctrl and a letter inside a terminal: the shell's keys (Ctrl+K, Ctrl+C ...) are not the page's. */
function isOwnKey(event: KeyboardEvent): boolean {
  const plain = event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && /^[a-z]$/i.test(event.key);
  return plain && event.target instanceof Element && event.target.closest('[data-own-keys]') !== null;
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
