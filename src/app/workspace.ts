// The learner's files of the open lesson and stack: what the editor shows, what Run writes into the container, and how each
// change gets to storage. Knows nothing of Monaco or React.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Lesson } from '../lesson/lesson.ts';
import { mergeTabs, mergeWork, type ChangedFile, type KeptCopy, type MergedWork, type SavedWork, type WorkKey, type WorkRecord } from '../lesson/saved-work.ts';
import type { Tabs } from '../lesson/tabs.ts';

export interface WorkspaceState {
  /** null until a lesson has been opened */
  readonly key: WorkKey | null;
  readonly files: Readonly<Record<string, string>>;
  /** folders that the learner made; others are there because a file is in them */
  readonly folders: readonly string[];
  /** open tabs in order */
  readonly open: readonly string[];
  readonly active: string | null;
  /** goes up with every change that a verdict may depend on: of any file's text, name or existence, but for data that a program wrote (`isSource`) */
  readonly version: number;
  /** `memory`: storage is denied or full; work lasts as long as the tab */
  readonly saved: 'saved' | 'saving' | 'memory';
  /** why, when `saved` is `memory` */
  readonly savedProblem: string | null;
  /** files of the learner whose start the lesson has changed since */
  readonly outdated: readonly string[];
  /** the files are somebody else's, shown read-only and never saved; where they come from */
  readonly foreign: 'link' | 'zip' | null;
}

/** What came from another tab that has the same lesson open. */
export type OtherTabsWork = Pick<MergedWork, 'taken' | 'conflicts'>;

export type FileNameProblem = 'empty' | 'taken' | 'outside' | 'reserved' | 'own-inside';

/**
 * Whether a file is what a program is made of, by its name: code, or what says how to run it. Anything else that changes on the container's disk is
 * data: a server that keeps its users in a file writes it at every request, and is the same program afterwards.
 */
function isSource(path: string): boolean {
  return /(?:\.[cm]?[jt]sx?|(?:^|\/)(?:package|tsconfig)\.json|(?:^|\/)\.env(?:\.[\w-]+)?)$/.test(path);
}

/** What was removed, to be put back. */
export interface Removed {
  readonly files: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
}

/** Whether a path is a folder's or lies in it. */
const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The folder that a path lies in; empty for the program's own. */
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Milliseconds from a change to its being written. */
const SAVE_DELAY = 200;

export class Workspace {
  readonly state: StoreApi<WorkspaceState>;
  private readonly work: SavedWork;
  private readonly tabs: Tabs | null;
  /** the state of storage that the present files were made from */
  private base: WorkRecord | null = null;
  private readonly mergeListeners = new Set<(work: OtherTabsWork) => void>();
  private lesson: Lesson | null = null;
  private start: Readonly<Record<string, string>> = {};
  private bases: Readonly<Record<string, ChangedFile>> = {};
  private isEditableByLesson: (path: string) => boolean = () => false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private unsaved = false;
  /** what is on its way to storage, and when it has arrived (it never rejects); null: nothing is */
  private writing: { readonly record: WorkRecord; readonly leaving: boolean; readonly done: Promise<void> } | null = null;
  /** what is stored could not be read (it may be of a newer Backlot), so it must not be overwritten */
  private frozen = false;
  /** the browser has no storage for this site; otherwise a write that failed may succeed the next time */
  private memoryOnly = false;

  /** @param tabs other tabs of the site; null: there are none to think of */
  constructor(work: SavedWork, tabs: Tabs | null = null) {
    this.work = work;
    this.tabs = tabs;
    tabs?.onSaved((key) => void this.refresh(key));
    this.state = createStore<WorkspaceState>(() => ({
      key: null, files: {}, folders: [], open: [], active: null, version: 0, saved: 'saved', savedProblem: null, outdated: [], foreign: null,
    }));
  }

  /** Says that nothing outlives the tab, and why. */
  setMemoryOnly(reason: string): void {
    this.memoryOnly = true;
    this.state.setState({ saved: 'memory', savedProblem: reason });
  }

  /** Opens a lesson in a stack: saved work laid over its start. What was open before is saved first. */
  async open(course: string, lesson: Lesson, stack: string): Promise<void> {
    const key: WorkKey = { course, lesson: lesson.id, stack };
    let record: WorkRecord | null = null;
    let problem: string | null = null;
    do {
      await this.flush();
      problem = null;
      try {
        record = await this.work.load(key);
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
      // What was typed meanwhile belongs to what was open before, and is saved before that goes.
    } while (this.unsaved && this.canSave);
    this.frozen = problem !== null;
    this.base = record;
    this.tabs?.open(key);
    this.begin(lesson, stack, record?.changed ?? {});
    const merged = mergeWork(this.start, record);
    const open = (record?.open ?? []).filter((path) => path in merged.files);
    const focus = lesson.focus in merged.files ? lesson.focus : (Object.keys(merged.files)[0] ?? null);
    const active = record?.active && record.active in merged.files ? record.active : focus;
    if (open.length === 0 && focus !== null) open.push(focus);
    if (active !== null && !open.includes(active)) open.push(active);
    this.unsaved = false;
    this.state.setState((before) => ({
      key,
      files: merged.files,
      folders: record?.folders ?? [],
      open,
      active,
      version: before.version + 1,
      saved: problem !== null || this.memoryOnly ? 'memory' : 'saved',
      savedProblem: problem ?? (this.memoryOnly ? before.savedProblem : null),
      outdated: merged.outdated,
      foreign: null,
    }));
  }

  /** Shows no lesson any more, since none could be opened. What was open before is saved first. */
  async close(): Promise<void> {
    do await this.flush();
    while (this.unsaved && this.canSave);
    this.unsaved = false;
    this.frozen = false;
    this.base = null;
    this.lesson = null;
    this.start = {};
    this.bases = {};
    this.isEditableByLesson = () => false;
    this.tabs?.open(null);
    this.state.setState((before) => ({ key: null, files: {}, folders: [], open: [], active: null, version: before.version + 1, outdated: [], foreign: null }));
  }

  /**
   * Shows somebody else's files of a lesson, read-only. The learner's own work stays as it is in storage, and nothing of these is saved
   * before `makeForeignMine`.
   */
  async openForeign(course: string, lesson: Lesson, stack: string, files: Readonly<Record<string, string>>, from: 'link' | 'zip'): Promise<void> {
    await this.open(course, lesson, stack);
    const active = lesson.focus in files ? lesson.focus : (Object.keys(files)[0] ?? null);
    this.unsaved = false;
    this.state.setState((before) => ({
      files, folders: [], open: active === null ? [] : [active], active, version: before.version + 1, outdated: [], foreign: from,
    }));
  }

  /** Makes the shown files the learner's own work. Every text of theirs that this replaces is kept as a copy first. */
  async makeForeignMine(): Promise<void> {
    const { foreign, key, files } = this.state.getState();
    if (foreign === null || !key || !this.lesson) return;
    const own = mergeWork(this.start, this.base).files;
    for (const [path, text] of Object.entries(own)) {
      if (text !== files[path] && text !== this.start[path]) await this.keepCopy(path, text, 'shared');
    }
    this.bases = {};
    this.change({ foreign: null });
    await this.flush();
  }

  /** Hears of files that came from another tab. @returns stops hearing */
  onOtherTabsWork(listener: (work: OtherTabsWork) => void): () => void {
    this.mergeListeners.add(listener);
    return () => this.mergeListeners.delete(listener);
  }

  private begin(lesson: Lesson, stack: string, bases: Readonly<Record<string, ChangedFile>>): void {
    this.lesson = lesson;
    this.start = lesson.files[stack]?.start ?? {};
    this.bases = bases;
    const editable = new Set(lesson.editable);
    this.isEditableByLesson = (path) => editable.has(path);
  }

  /** The lesson's own text of a file; undefined for a file of the learner's. */
  startOf(path: string): string | undefined {
    return this.start[path];
  }

  /** Whether the learner may change a file: what the lesson lets them edit, and everything of their own. */
  isEditable(path: string): boolean {
    if (this.state.getState().foreign !== null) return false;
    return !(path in this.start) || this.isEditableByLesson(path);
  }

  /** Puts a new text into a file. */
  write(path: string, text: string): void {
    const { files } = this.state.getState();
    if (files[path] === undefined || files[path] === text || !this.isEditable(path)) return;
    this.change({ files: { ...files, [path]: text } });
  }

  /**
   * Why a name cannot be given to a file or a folder; null when it can.
   * @param from what is to be renamed, which is not in its own way; null for something new
   */
  nameProblem(path: string, from: string | null = null): FileNameProblem | null {
    if (path.trim() === '' || path.endsWith('/')) return 'empty';
    if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.' || part === '')) return 'outside';
    if (path.split('/').includes('node_modules')) return 'reserved';
    if (from !== null && path !== from && isIn(path, from)) return 'own-inside';
    const { files, folders } = this.state.getState();
    const stays = (other: string): boolean => from === null || !isIn(other, from);
    // A folder and a file cannot share a name either.
    const isTaken = Object.keys(files).some((other) => stays(other) && (isIn(other, path) || isIn(path, other))) || folders.some((other) => stays(other) && isIn(other, path));
    return isTaken ? 'taken' : null;
  }

  /** Whether a path is a folder's: one that the learner made, or one with a file in it. */
  isFolder(path: string): boolean {
    const { files, folders } = this.state.getState();
    return folders.includes(path) || Object.keys(files).some((other) => other !== path && isIn(other, path));
  }

  /** Whether a file, or a folder with all in it, may be renamed, moved or removed by the learner. */
  isMovable(path: string): boolean {
    return Object.keys(this.state.getState().files).every((other) => !isIn(other, path) || this.isEditable(other)) && this.state.getState().foreign === null;
  }

  /** Makes an empty folder. @returns false when the name cannot be used */
  addFolder(path: string): boolean {
    const { folders, foreign } = this.state.getState();
    if (foreign !== null || this.nameProblem(path) !== null) return false;
    this.change({ folders: [...folders, path] });
    return true;
  }

  /** Adds a file of the learner's and opens it. @returns false when the name cannot be used */
  add(path: string, text = ''): boolean {
    if (this.state.getState().foreign !== null || this.nameProblem(path) !== null) return false;
    const { files, open } = this.state.getState();
    this.change({ files: { ...files, [path]: text }, open: [...open, path], active: path });
    return true;
  }

  /**
   * Takes over what a program or the shell has done to a file on the container's disk. Verdicts stay about the present files unless it is source.
   * @param text null: it was removed; what it held is kept as a copy
   * @returns false when the learner may not change the file
   */
  takeFromDisk(path: string, text: string | null): boolean {
    const { files, folders, foreign } = this.state.getState();
    const before = files[path];
    if (before === undefined) {
      if (foreign !== null || text === null || this.nameProblem(path) !== null) return false;
    } else if (!this.isEditable(path)) return false;
    if (text !== null) {
      if (text !== before) this.change({ files: { ...files, [path]: text } }, isSource(path));
      return true;
    }
    if (before !== undefined) void this.keepCopy(path, before, 'delete');
    const { [path]: _, ...next } = files;
    this.closeTab(path);
    this.change({ files: next, folders: this.withParent(folders, next, path) }, isSource(path));
    return true;
  }

  /**
   * Takes over an empty folder that was made on the container's disk, or folders that are gone from there.
   * @returns whether anything is another now
   */
  takeFolderFromDisk(path: string, isThere: boolean): boolean {
    const { folders, foreign } = this.state.getState();
    if (foreign !== null) return false;
    if (isThere) {
      if (this.isFolder(path) || this.nameProblem(path) !== null) return false;
      this.change({ folders: [...folders, path] }, false);
      return true;
    }
    const rest = folders.filter((folder) => !isIn(folder, path));
    if (rest.length === folders.length) return false;
    this.change({ folders: rest }, false);
    return true;
  }

  /**
   * Renames or moves a file, or a folder with all in it.
   * @returns false when the new name cannot be used or it is not the learner's to rename
   */
  rename(from: string, to: string): boolean {
    const { files, folders, open, active } = this.state.getState();
    if ((files[from] === undefined && !this.isFolder(from)) || !this.isMovable(from) || this.nameProblem(to, from) !== null) return false;
    const renamed = (path: string): string => (isIn(path, from) ? `${to}${path.slice(from.length)}` : path);
    const next: Record<string, string> = {};
    for (const [path, text] of Object.entries(files)) next[renamed(path)] = text;
    this.change({ files: next, folders: this.withParent(folders.map(renamed), next, from), open: open.map(renamed), active: active === null ? null : renamed(active) });
    return true;
  }

  /** The folders, and with them the one whose last file has just left it: it stays, as on any disk. */
  private withParent(folders: readonly string[], files: WorkspaceState['files'], gone: string): readonly string[] {
    const parent = parentOf(gone);
    const isThere = parent === '' || folders.includes(parent) || Object.keys(files).some((path) => isIn(path, parent));
    return isThere ? folders : [...folders, parent];
  }

  /**
   * Removes a file, or a folder with all in it; each text is kept as a copy.
   * @returns what is gone, for `putBack`; null when it is not the learner's to remove
   */
  async remove(path: string): Promise<Removed | null> {
    const before = this.state.getState();
    const gone = Object.entries(before.files).filter(([other]) => isIn(other, path));
    const goneFolders = before.folders.filter((other) => isIn(other, path));
    if (gone.length + goneFolders.length === 0 || !before.key || !this.isMovable(path)) return null;
    for (const [other, text] of gone) await this.keepCopy(other, text, 'delete');
    for (const [other] of gone) this.closeTab(other);
    const { files, folders } = this.state.getState();
    const next = Object.fromEntries(Object.entries(files).filter(([other]) => !isIn(other, path)));
    this.change({ files: next, folders: this.withParent(folders.filter((other) => !isIn(other, path)), next, path) });
    return { files: Object.fromEntries(gone), folders: goneFolders };
  }

  /** Puts back what `remove` took away, except where another file has taken its name since. */
  putBack({ files: gone, folders: goneFolders }: Removed): void {
    if (this.state.getState().foreign !== null) return;
    const back = Object.entries(gone).filter(([path]) => this.nameProblem(path) === null);
    const { files, folders } = this.state.getState();
    this.change({ files: { ...files, ...Object.fromEntries(back) }, folders: [...folders, ...goneFolders.filter((path) => !folders.includes(path) && files[path] === undefined)] });
    const [first] = back;
    if (back.length === 1 && first) this.openFile(first[0]);
  }

  /** Keeps the present text of a file, so that it can be had back after a reset or after taking the solution. */
  async keepCopy(path: string, text: string, reason: KeptCopy['reason']): Promise<void> {
    const { key } = this.state.getState();
    if (!key) return;
    try {
      await this.work.keepCopy({ ...key, path, text, reason });
    } catch (error) {
      this.state.setState({ saved: 'memory', savedProblem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The copies kept of files of the open lesson and stack. @throws when storage cannot be read */
  async copies(): Promise<readonly KeptCopy[]> {
    const { key } = this.state.getState();
    return key ? this.work.copies(key) : [];
  }

  openFile(path: string): boolean {
    const { files, open, active } = this.state.getState();
    if (files[path] === undefined) return false;
    if (active === path) return true;
    this.state.setState({ open: open.includes(path) ? open : [...open, path], active: path });
    this.scheduleSave();
    return true;
  }

  /** Puts an open tab in another place among them. @param to its index then */
  moveTab(path: string, to: number): void {
    const { open } = this.state.getState();
    if (!open.includes(path)) return;
    const rest = open.filter((other) => other !== path);
    rest.splice(Math.max(0, Math.min(to, rest.length)), 0, path);
    this.state.setState({ open: rest });
    this.scheduleSave();
  }

  closeTab(path: string): void {
    const { open, active } = this.state.getState();
    const at = open.indexOf(path);
    if (at < 0) return;
    const rest = open.filter((other) => other !== path);
    this.state.setState({ open: rest, active: active === path ? (rest[at] ?? rest[at - 1] ?? null) : active });
    this.scheduleSave();
  }

  /** Whether a save could take what is unsaved to storage: the last one may have failed. */
  private get canSave(): boolean {
    return !this.frozen && (this.memoryOnly || this.state.getState().saved !== 'memory');
  }

  /** Writes what is not yet written. @param leaving the page may be gone before the answer comes */
  async flush(leaving = false): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (!leaving) while (this.writing !== null) await this.writing.done;
    // A page that goes takes with it what storage has not answered for: that too is written once more, where it is certain to arrive. Once: a page
    // hears twice that it goes, and a second text would follow one that may never have come to be, as if it were another tab's.
    if (!this.unsaved && !(leaving && this.writing?.leaving === false)) return;
    const record = this.record();
    if (!record || this.frozen) return;
    this.unsaved = false;
    const writing = { record, leaving, done: this.put(record, leaving) };
    this.writing = writing;
    await writing.done;
    if (this.writing === writing) this.writing = null;
  }

  private async put(record: WorkRecord, leaving: boolean): Promise<void> {
    try {
      const outcome = await (leaving ? this.work.saveBeforeLeaving(record) : this.work.save(record));
      if (outcome.kind === 'conflict') {
        // Another tab has written since: what it changed is laid together with what stands here, and that is saved.
        this.unsaved = true;
        await this.takeIn(outcome.stored);
        if (this.unsaved && !leaving) this.scheduleSave();
        return;
      }
      if (sameWork(this.state.getState().key, record)) this.base = record;
      this.tabs?.announceSaved(record);
      if (!this.unsaved && !this.memoryOnly) this.state.setState({ saved: 'saved', savedProblem: null });
    } catch (error) {
      this.unsaved = true;
      this.state.setState({ saved: 'memory', savedProblem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Another tab says that it has written. */
  private async refresh(key: WorkKey): Promise<void> {
    if (!sameWork(this.state.getState().key, key) || this.frozen) return;
    try {
      const stored = await this.work.load(key);
      if (stored !== null && stored.revision !== this.base?.revision) await this.takeIn(stored);
    } catch {
      // What cannot be read now is found at the next save, which tells of it.
    }
  }

  /** Lays what another tab has stored together with what stands here. */
  private async takeIn(theirs: WorkRecord): Promise<void> {
    const mine = this.record();
    if (!mine || !sameWork(mine, theirs)) return;
    const { foreign, files: shown } = this.state.getState();
    if (foreign !== null) {
      this.base = theirs;
      return;
    }
    const merged = mergeTabs(this.base, mine, theirs);
    this.base = theirs;
    this.bases = merged.changed;
    const { files, outdated } = mergeWork(this.start, { ...mine, changed: merged.changed, removed: merged.removed });
    const { folders } = merged;
    const differsFromTheirs = !sameFiles(files, mergeWork(this.start, theirs).files) || !sameNames(folders, theirs.folders);
    if (!sameFiles(files, shown) || !sameNames(folders, mine.folders)) {
      this.state.setState(({ version, open, active }) => ({
        files, folders, version: version + 1, outdated, open: open.filter((path) => path in files), active: active !== null && active in files ? active : null,
      }));
    }
    this.unsaved = differsFromTheirs;
    if (differsFromTheirs) this.scheduleSave();
    else if (!this.memoryOnly) this.state.setState({ saved: 'saved', savedProblem: null });
    for (const { path, theirs: text } of merged.conflicts) if (text !== null) await this.keepCopy(path, text, 'other-tab');
    if (merged.taken.length > 0 || merged.conflicts.length > 0) for (const listener of this.mergeListeners) listener(merged);
  }

  /** @param counts whether verdicts on the files before say nothing about these */
  private change(next: Partial<WorkspaceState>, counts = true): void {
    this.state.setState((before) => ({ ...next, version: before.version + (counts ? 1 : 0) }));
    this.scheduleSave();
  }

  private scheduleSave(): void {
    if (this.state.getState().foreign !== null) return;
    this.unsaved = true;
    if (this.state.getState().saved === 'saved') this.state.setState({ saved: 'saving' });
    this.timer ??= setTimeout(() => void this.flush(), SAVE_DELAY);
  }

  private record(): WorkRecord | null {
    const { key, files, folders, open, active } = this.state.getState();
    if (!key || !this.lesson) return null;
    const changed: Record<string, ChangedFile> = {};
    for (const [path, text] of Object.entries(files)) {
      const start = this.start[path] ?? null;
      const before = this.bases[path];
      if (text === start) continue;
      // A file begun against an older start keeps that start, so that the difference stays known.
      changed[path] = { text, base: before ? before.base : start };
    }
    return {
      version: 3,
      revision: crypto.randomUUID(),
      // Writes arrive in order: this one follows the one under way.
      parent: (this.writing?.record ?? this.base)?.revision ?? null,
      ...key,
      changed,
      removed: Object.keys(this.start).filter((path) => files[path] === undefined),
      folders,
      open,
      active,
      updatedAt: Date.now(),
    };
  }
}

function sameWork(a: WorkKey | null, b: WorkKey): boolean {
  return a !== null && a.course === b.course && a.lesson === b.lesson && a.stack === b.stack;
}

function sameFiles(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
