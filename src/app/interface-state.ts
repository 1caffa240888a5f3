// What is open and where the learner looks: dialogs, the visible panel on small screens, notices. Nothing here outlives the tab.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { settings } from './settings.ts';
import { panelOf, type PanelId, type PanelSide } from './shell/panels.ts';

/** A side of the wide layout that can be collapsed. */
export interface CollapsibleSide {
  expand(): void;
  toggle(): void;
}

export type OpenDialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'catalogue' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'earlier-versions' }
  /** `within`: the folder that it is to lie in */
  | { readonly kind: 'new-file'; readonly within?: string }
  | { readonly kind: 'new-folder'; readonly within?: string }
  | { readonly kind: 'save-request' }
  | { readonly kind: 'from-curl' }
  | { readonly kind: 'share' }
  | { readonly kind: 'backup' }
  | { readonly kind: 'reset-database' }
  | { readonly kind: 'reset-progress'; readonly lesson: string; readonly title: string }
  | { readonly kind: 'rename-file'; readonly path: string };

/** A message that goes away by itself, perhaps with one thing to do. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly perform: () => void };
  /** stays until it is dismissed */
  readonly lasting?: boolean;
}

export interface InterfaceState {
  readonly dialog: OpenDialog | null;
  /** the panel shown below 900 px */
  readonly panel: PanelId;
  /** the file that is compared; null: the editor */
  readonly comparing: string | null;
  /** what it is compared with */
  readonly compareWith: 'solution' | 'start';
  /** a file that is not the learner's, of a package for example, shown read-only in the editor's place */
  readonly viewing: { readonly path: string; readonly text: string } | null;
  readonly cursor: { readonly line: number; readonly column: number } | null;
  readonly notices: readonly Notice[];
  /** read out by screen readers when it changes */
  readonly announcement: string;
  /** what is searched for in the console; null: nothing, and the field is not shown */
  readonly consoleSearch: string | null;
  /** folders of the file tree that are closed */
  readonly collapsedFolders: ReadonlySet<string>;
  /** the check whose details are open */
  readonly openChecks: ReadonlySet<string>;
}

/** Milliseconds that a notice stays. */
const NOTICE_TIME = 8_000;
/** Milliseconds that one stays in which there is something to do: it must be read, understood and reached first (WCAG 2.2.1). */
const ACTION_TIME = 30_000;

export class Interface {
  readonly state: StoreApi<InterfaceState>;
  private nextNotice = 1;
  private readonly sides = new Map<PanelSide, CollapsibleSide>();

  constructor() {
    this.state = createStore<InterfaceState>(() => ({
      dialog: null, panel: 'lesson', comparing: null, compareWith: 'solution', viewing: null, cursor: null, notices: [], announcement: '', consoleSearch: null, collapsedFolders: new Set(), openChecks: new Set(),
    }));
  }

  open(dialog: OpenDialog): void {
    this.state.setState({ dialog });
  }

  close(): void {
    this.state.setState({ dialog: null });
  }

  /** Brings a panel to the front: its tab, and its side where that is collapsed. */
  show(panel: PanelId): void {
    const { side } = panelOf(panel);
    this.state.setState({ panel });
    if (side === 'right' || side === 'bottom') settings.setState((before) => ({ tabs: { ...before.tabs, [side]: panel } }));
    this.sides.get(side)?.expand();
  }

  /** The wide layout is there and can collapse a side. @returns it is gone */
  attachSide(side: PanelSide, handle: CollapsibleSide): () => void {
    this.sides.set(side, handle);
    return () => {
      if (this.sides.get(side) === handle) this.sides.delete(side);
    };
  }

  /** The handle of a side of the wide layout; undefined on small screens. */
  sideOf(side: PanelSide): CollapsibleSide | undefined {
    return this.sides.get(side);
  }

  announce(text: string): void {
    // The same text twice must be read twice: a no-break space makes it another text.
    const before = this.state.getState().announcement;
    this.state.setState({ announcement: before === text ? `${text}\u00a0` : text });
  }

  notify(text: string, action?: Notice['action'], { lasting = false } = {}): void {
    const notice: Notice = { id: this.nextNotice++, text, lasting, ...(action ? { action } : {}) };
    this.state.setState((before) => ({ notices: [...before.notices.slice(-2), notice] }));
    if (!lasting) setTimeout(() => this.dismiss(notice.id), action ? ACTION_TIME : NOTICE_TIME);
  }

  dismiss(id: number): void {
    this.state.setState((before) => ({ notices: before.notices.filter((notice) => notice.id !== id) }));
  }

  toggleCheck(id: string, open?: boolean): void {
    this.state.setState((before) => {
      const next = new Set(before.openChecks);
      if (open ?? !next.has(id)) next.add(id);
      else next.delete(id);
      return { openChecks: next };
    });
  }
}
