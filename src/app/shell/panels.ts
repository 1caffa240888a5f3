// Every panel of the page in one list. The wide layout, the tabs on small screens, the skip links, the commands "Go to ...", their shortcuts
// and the palette are all made from it.
//
// To add a panel: write its component (default export) in a folder of `src/app/`, and put an object into `panels` below, where its tab shall
// stand. Give its title in `strings.panelTitles`. The frame (panel-frame.tsx) around the component is a region named by the title, with the id
// `panel-<id>`, and shows the states of loading and of a failed load. The component fills it (`height: 100%`). What belongs beside the tabs
// (buttons, a summary) goes into <PanelTools>. A component is mounted when its panel is first shown, stays mounted while others are shown, and
// is mounted anew when the layout changes between wide and narrow: state that must outlive that stands in a store, not in the component.
// A panel that only some lessons have says so by `isFor`. `ui.show(id)` brings a panel to the front from anywhere; `focusPanel(app, id)` moves the focus there too.
import { lazy, type ComponentType } from 'react';
import { AppWindow, BookOpen, Database, Network, ScrollText, Send, SquareCheckBig, SquareCode, SquareTerminal, type LucideIcon } from 'lucide-react';
import type { Shortcut } from '../commands/shortcut.ts';
import { EditorPanel } from '../editor/editor-panel.tsx';
import { firstPaint } from '../first-paint.ts';
import { LessonPanel } from '../lesson/lesson-panel.tsx';
import type { Lesson } from '../../lesson/lesson.ts';
import { strings } from '../strings.ts';

export type PanelId = 'lesson' | 'editor' | 'checks' | 'requests' | 'network' | 'preview' | 'console' | 'terminal' | 'database';

/** Where a panel stands on a wide screen. Panels of `right` and of `bottom` are tabs there. */
export type PanelSide = 'left' | 'middle' | 'right' | 'bottom';

export interface PanelDescription {
  readonly id: PanelId;
  readonly side: PanelSide;
  readonly icon: LucideIcon;
  /** goes there */
  readonly shortcut: Shortcut;
  /** whether a lesson has it; absent: each has */
  readonly isFor?: (lesson: Lesson | null) => boolean;
  /** loaded lazily, except what must be there at once: the prose, and the learner's text */
  readonly Component: ComponentType;
}

/** A panel that is loaded when it is first shown, and never before the prose is on the screen. */
const afterPaint = (load: () => Promise<{ default: ComponentType }>): ComponentType => lazy(() => firstPaint.then(load));

/** In the order of the tabs on small screens. */
const panels: readonly PanelDescription[] = [
  { id: 'lesson', side: 'left', icon: BookOpen, shortcut: { key: '1', alt: true }, Component: LessonPanel },
  { id: 'editor', side: 'middle', icon: SquareCode, shortcut: { key: '2', alt: true }, Component: EditorPanel },
  { id: 'checks', side: 'right', icon: SquareCheckBig, shortcut: { key: '3', alt: true }, Component: afterPaint(() => import('../checks/checks-panel.tsx')) },
  { id: 'requests', side: 'right', icon: Send, shortcut: { key: '4', alt: true }, Component: afterPaint(() => import('../requests/requests-panel.tsx')) },
  { id: 'network', side: 'right', icon: Network, shortcut: { key: '5', alt: true }, Component: afterPaint(() => import('../network/network-panel.tsx')) },
  { id: 'preview', side: 'right', icon: AppWindow, shortcut: { key: '6', alt: true }, Component: afterPaint(() => import('../preview/preview-panel.tsx')) },
  { id: 'console', side: 'bottom', icon: ScrollText, shortcut: { key: '7', alt: true }, Component: afterPaint(() => import('../console/console-panel.tsx')) },
  { id: 'terminal', side: 'bottom', icon: SquareTerminal, shortcut: { key: '8', alt: true }, Component: afterPaint(() => import('../terminal/terminal-panel.tsx')) },
  {
    id: 'database', side: 'right', icon: Database, shortcut: { key: '9', alt: true }, isFor: (lesson) => lesson?.database !== undefined,
    Component: afterPaint(() => import('../database/database-panel.tsx')),
  },
];

/** What the tab of a panel says. */
export function titleOf(id: PanelId): string {
  return strings.panelTitles[id];
}

/** @throws for a panel that is not in the list: a mistake in the code */
export function panelOf(id: PanelId): PanelDescription {
  const panel = panels.find((candidate) => candidate.id === id);
  if (!panel) throw new Error(`There is no panel "${id}"`);
  return panel;
}

/** The panels that a lesson has, in order. @param lesson null: none is open */
export function panelsFor(lesson: Lesson | null): readonly PanelDescription[] {
  return panels.filter(({ isFor }) => isFor?.(lesson) ?? true);
}
