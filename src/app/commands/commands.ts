// Every command of the page in one list: the header's buttons, the shortcuts, the palette and the page of shortcuts are all made from it.
import {
  ArrowLeftToLine, ArrowRightToLine, ChevronLeft, ChevronRight, CircleStop, ClipboardPaste, Database, DatabaseZap, Eraser, FileArchive, FilePen, FilePlus, Files, FolderPlus, GitCompare, HardDriveDownload, History, Keyboard, Languages,
  LibraryBig, ListChecks, Monitor, Moon, PanelBottom, PanelLeft, PanelRight, Play, RotateCcw, Save, Search, Send, Share2, SquareCode, Sun, Trash2,
  WandSparkles, Zap, type LucideIcon,
} from 'lucide-react';
import type { App } from '../app-context.ts';
import { locales, shownLocale } from '../locale.ts';
import { goTo } from '../navigation.ts';
import { lessonsOf } from '../playground.ts';
import { isActive } from '../session.ts';
import { settings } from '../settings.ts';
import { panelsFor, titleOf, type PanelId } from '../shell/panels.ts';
import { strings } from '../strings.ts';
import { canFormat } from '../editor/can-format.ts';
import { downloadZip } from '../share/download-zip.ts';
import { deletePath, moveActiveTab, resetFile } from '../editor/file-actions.ts';
import { matchesShortcut, type Shortcut } from './shortcut.ts';

export type CommandId =
  | 'run' | 'stop' | 'check' | 'palette' | 'catalogue' | 'shortcuts' | 'previous-lesson' | 'next-lesson'
  | 'new-file' | 'new-folder' | 'move-tab-left' | 'move-tab-right' | 'rename-file' | 'delete-file' | 'reset-file' | 'format-file' | 'compare-solution' | 'compare-start' | 'earlier-versions' | 'toggle-auto-check' | 'save' | 'find-in-console' | 'toggle-files' | 'clear-console'
  | 'share' | 'download-zip' | 'backup' | 'reset-progress' | 'send-request' | 'save-request' | 'from-curl' | 'clear-network' | 'run-query' | 'reset-database' | `focus-${PanelId}` | 'toggle-left' | 'toggle-right' | 'toggle-bottom' | 'theme-system' | 'theme-light' | 'theme-dark' | `stack-${string}` | `locale-${string}`;

export interface Command {
  readonly id: CommandId;
  readonly label: string;
  /** other words that the palette finds it by */
  readonly keywords?: string;
  readonly icon: LucideIcon;
  readonly shortcut?: Shortcut;
  /** the panel in which the shortcut means this command, before any other that has the same keys; absent: everywhere */
  readonly within?: PanelId;
  /** absent: always */
  readonly isEnabled?: () => boolean;
  readonly perform: () => void;
}

/** Gives the focus to a panel, showing it first on small screens. */
export function focusPanel(app: App, panel: PanelId): void {
  app.ui.show(panel);
  requestAnimationFrame(() => {
    if (panel === 'editor') app.editorLink.use((editor) => editor.focus());
    else document.getElementById(`panel-${panel}`)?.focus();
  });
}

/** The commands as they are now, in the order in which the palette lists them. */
export function listCommands(app: App): readonly Command[] {
  const { playground, workspace, session, ui } = app;
  const lessons = lessonsOf(playground.course);
  const at = lessons.findIndex((lesson) => lesson.id === playground.lesson?.id);
  const neighbour = (step: number) => lessons[at + step];
  const openLesson = (step: number): void => {
    const lesson = neighbour(step);
    if (lesson) goTo(lesson.id, playground.state.getState().stack);
  };
  const active = (): string | null => workspace.state.getState().active;
  const activeIsEditable = (): boolean => {
    const path = active();
    return path !== null && workspace.isEditable(path);
  };
  const canMoveTab = (step: 1 | -1): boolean => {
    const { open } = workspace.state.getState();
    const path = active();
    return path !== null && open[open.indexOf(path) + step] !== undefined;
  };
  const isOpen = (): boolean => playground.lesson !== null;
  const stacks = playground.course.stacks.filter((stack) => playground.lesson?.stacks.includes(stack.id) ?? false);

  return [
    { id: 'run', label: strings.run, keywords: 'start restart server node', icon: Play, shortcut: { key: 'Enter', ctrl: true }, isEnabled: isOpen, perform: () => void playground.run() },
    {
      id: 'check', label: strings.check, keywords: 'test verify requests', icon: ListChecks, shortcut: { key: 'Enter', ctrl: true, shift: true }, isEnabled: isOpen,
      perform: () => {
        ui.show('checks');
        void playground.check();
      },
    },
    {
      id: 'stop', label: strings.stop, keywords: 'end kill', icon: CircleStop, shortcut: { key: '.', ctrl: true },
      isEnabled: () => isActive(session.state.getState().program) || playground.state.getState().pending.size > 0,
      perform: () => void playground.stop(),
    },
    { id: 'palette', label: strings.commandPalette, icon: SquareCode, shortcut: { key: 'k', ctrl: true }, perform: () => ui.open({ kind: 'palette' }) },
    { id: 'catalogue', label: strings.catalogue, keywords: 'course contents parts', icon: LibraryBig, perform: () => ui.open({ kind: 'catalogue' }) },
    { id: 'next-lesson', label: strings.nextLesson, icon: ChevronRight, isEnabled: () => neighbour(1) !== undefined, perform: () => openLesson(1) },
    { id: 'previous-lesson', label: strings.previousLesson, icon: ChevronLeft, isEnabled: () => at > 0, perform: () => openLesson(-1) },
    ...stacks.map((stack): Command => ({
      id: `stack-${stack.id}`, label: strings.switchStack(stack.title), keywords: 'stack framework', icon: SquareCode,
      isEnabled: () => playground.state.getState().stack !== stack.id,
      perform: () => goTo(playground.lesson?.id ?? null, stack.id),
    })),
    {
      id: 'toggle-auto-check', label: settings.getState().autoCheck ? strings.autoCheckOff : strings.autoCheckOn, keywords: 'auto save watch test', icon: Zap, isEnabled: isOpen,
      perform: () => settings.setState((before) => ({ autoCheck: !before.autoCheck })),
    },
    // Everything is saved as it is typed; who presses the keys all the same shall not get the browser's dialog.
    { id: 'save', label: strings.save, keywords: 'store keep', icon: Save, shortcut: { key: 's', ctrl: true }, isEnabled: isOpen, perform: () => void workspace.flush() },
    ...(['solution', 'start'] as const).map((other): Command => ({
      id: `compare-${other}`, label: other === 'solution' ? strings.compareSolution : strings.compareStart, keywords: 'diff answer changes original', icon: GitCompare,
      isEnabled: () => active() !== null,
      perform: () => {
        const { comparing, compareWith } = ui.state.getState();
        ui.show('editor');
        ui.state.setState({ viewing: null, compareWith: other, comparing: comparing !== null && compareWith === other ? null : active() });
      },
    })),
    { id: 'earlier-versions', label: strings.earlierVersions, keywords: 'history copies restore undo recover', icon: History, isEnabled: isOpen, perform: () => ui.open({ kind: 'earlier-versions' }) },
    {
      id: 'reset-file', label: strings.resetFile, keywords: 'start over restore original', icon: RotateCcw,
      isEnabled: () => {
        const path = active();
        return path !== null && activeIsEditable() && workspace.startOf(path) !== undefined && workspace.startOf(path) !== workspace.state.getState().files[path];
      },
      perform: () => {
        const path = active();
        if (path !== null) void resetFile(app, path);
      },
    },
    {
      id: 'format-file', label: strings.formatFile, keywords: 'prettier pretty beautify style', icon: WandSparkles, shortcut: { key: 'f', alt: true, shift: true },
      isEnabled: () => activeIsEditable() && canFormat(active() ?? ''),
      perform: () => {
        ui.state.setState({ comparing: null, viewing: null });
        app.editorLink.use((editor) => editor.format());
      },
    },
    { id: 'new-file', label: strings.newFile, keywords: 'add create', icon: FilePlus, isEnabled: isOpen, perform: () => ui.open({ kind: 'new-file' }) },
    {
      id: 'new-folder', label: strings.newFolder, keywords: 'add create directory', icon: FolderPlus, isEnabled: isOpen,
      perform: () => {
        settings.setState({ filesShown: true });
        ui.open({ kind: 'new-folder' });
      },
    },
    { id: 'move-tab-left', label: strings.moveTabLeft, keywords: 'reorder file', icon: ArrowLeftToLine, isEnabled: () => canMoveTab(-1), perform: () => moveActiveTab(app, -1) },
    { id: 'move-tab-right', label: strings.moveTabRight, keywords: 'reorder file', icon: ArrowRightToLine, isEnabled: () => canMoveTab(1), perform: () => moveActiveTab(app, 1) },
    {
      id: 'rename-file', label: strings.renameFile, keywords: 'move', icon: FilePen, isEnabled: activeIsEditable,
      perform: () => {
        const path = active();
        if (path !== null) ui.open({ kind: 'rename-file', path });
      },
    },
    {
      id: 'delete-file', label: strings.deleteFile, keywords: 'remove', icon: Trash2, isEnabled: activeIsEditable,
      perform: () => {
        const path = active();
        if (path !== null) void deletePath(app, path);
      },
    },
    {
      id: 'toggle-files', label: settings.getState().filesShown ? strings.hideFiles : strings.showFiles, keywords: 'tree explorer sidebar', icon: Files,
      shortcut: { key: 'b', ctrl: true },
      perform: () => settings.setState((before) => ({ filesShown: !before.filesShown })),
    },
    {
      id: 'send-request', label: strings.sendRequest, keywords: 'http client', icon: Send, shortcut: { key: 'Enter', ctrl: true }, within: 'requests', isEnabled: isOpen,
      perform: () => {
        ui.show('requests');
        void app.requests.send();
      },
    },
    { id: 'save-request', label: strings.requestsPanel.saveAs, keywords: 'keep', icon: Save, isEnabled: isOpen, perform: () => ui.open({ kind: 'save-request' }) },
    { id: 'from-curl', label: strings.requestsPanel.fromCurlTitle, keywords: 'paste import request', icon: ClipboardPaste, isEnabled: isOpen, perform: () => ui.open({ kind: 'from-curl' }) },
    { id: 'share', label: strings.share.command, keywords: 'link send pass on', icon: Share2, isEnabled: isOpen, perform: () => ui.open({ kind: 'share' }) },
    { id: 'download-zip', label: strings.share.downloadZip, keywords: 'export download', icon: FileArchive, isEnabled: isOpen, perform: () => void downloadZip(app) },
    { id: 'backup', label: strings.backup.command, keywords: 'export import backup progress save file', icon: HardDriveDownload, perform: () => ui.open({ kind: 'backup' }) },
    {
      id: 'reset-progress', label: strings.resetProgress.command, keywords: 'forget solved restart', icon: RotateCcw,
      isEnabled: () => Object.values(playground.state.getState().progress).some((record) => record.lesson === playground.lesson?.id),
      perform: () => {
        const { lesson } = playground;
        if (lesson) ui.open({ kind: 'reset-progress', lesson: lesson.id, title: lesson.title });
      },
    },
    ...(playground.lesson?.database === undefined ? [] : [
      {
        id: 'run-query', label: strings.runQuery, keywords: 'sql postgres select', icon: Database, shortcut: { key: 'Enter', ctrl: true }, within: 'database',
        perform: () => {
          ui.show('database');
          void app.explorer.run('run');
        },
      },
      { id: 'reset-database', label: strings.databasePanel.reset, keywords: 'seed postgres rows anew', icon: DatabaseZap, perform: () => ui.open({ kind: 'reset-database' }) },
    ] satisfies Command[]),
    { id: 'clear-network', label: strings.networkPanel.clear, keywords: 'network requests', icon: Eraser, perform: () => app.exchanges.clear() },
    {
      id: 'find-in-console', label: strings.searchConsole, keywords: 'filter output log', icon: Search,
      perform: () => {
        ui.show('console');
        ui.state.setState({ consoleSearch: '' });
      },
    },
    { id: 'clear-console', label: strings.clearConsole, keywords: 'output log', icon: Eraser, perform: () => app.console.clear() },
    ...panelsFor(playground.lesson).map((panel): Command => ({ id: `focus-${panel.id}`, label: strings.focusPanel(titleOf(panel.id)), keywords: 'panel tab focus', icon: panel.icon, shortcut: panel.shortcut, perform: () => focusPanel(app, panel.id) })),
    { id: 'toggle-left', label: strings.togglePanels('left'), keywords: 'collapse panel', icon: PanelLeft, isEnabled: () => ui.sideOf('left') !== undefined, perform: () => ui.sideOf('left')?.toggle() },
    { id: 'toggle-right', label: strings.togglePanels('right'), keywords: 'collapse panel', icon: PanelRight, isEnabled: () => ui.sideOf('right') !== undefined, perform: () => ui.sideOf('right')?.toggle() },
    { id: 'toggle-bottom', label: strings.togglePanels('bottom'), keywords: 'collapse panel', icon: PanelBottom, shortcut: { key: 'j', ctrl: true }, isEnabled: () => ui.sideOf('bottom') !== undefined, perform: () => ui.sideOf('bottom')?.toggle() },
    { id: 'theme-system', label: strings.themeSystem, keywords: 'dark light appearance', icon: Monitor, perform: () => settings.setState({ theme: 'system' }) },
    { id: 'theme-light', label: strings.themeLight, keywords: 'appearance bright', icon: Sun, perform: () => settings.setState({ theme: 'light' }) },
    { id: 'theme-dark', label: strings.themeDark, keywords: 'appearance night', icon: Moon, perform: () => settings.setState({ theme: 'dark' }) },
    ...Object.entries(locales).map(([id, { title }]): Command => ({
      id: `locale-${id}`, label: strings.useLanguage(title), keywords: `language locale translation ${id}`, icon: Languages, isEnabled: () => shownLocale.getState().id !== id,
      perform: () => settings.setState({ locale: id }),
    })),
    { id: 'shortcuts', label: strings.shortcuts, keywords: 'help keys', icon: Keyboard, shortcut: { key: '/', ctrl: true }, perform: () => ui.open({ kind: 'shortcuts' }) },
  ];
}

/** The command of an id. @throws when there is none: a mistake in the code */
export function commandOf(commands: readonly Command[], id: CommandId): Command {
  const command = commands.find((candidate) => candidate.id === id);
  if (!command) throw new Error(`There is no command ${id}`);
  return command;
}

/** Performs the command whose shortcut a key press is. @returns whether there was one */
export function performShortcut(commands: readonly Command[], event: KeyboardEvent): boolean {
  const matching = commands.filter((candidate) => candidate.shortcut && matchesShortcut(candidate.shortcut, event));
  const isWithin = (panel: PanelId): boolean => event.target instanceof Element && event.target.closest(`#panel-${panel}`) !== null;
  const command = matching.find(({ within }) => within !== undefined && isWithin(within)) ?? matching.find(({ within }) => within === undefined);
  if (!command) return false;
  if (command.isEnabled?.() ?? true) command.perform();
  return true;
}
