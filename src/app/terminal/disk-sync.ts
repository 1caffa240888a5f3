// Keeps the learner's files and the container's disk alike while the terminal is open: what is typed in the editor is on the
// disk at once, and what the shell does to a file shows in the editor and is saved as the learner's work.
//
// For each file the text is known that both sides had last. A side that differs from it has changed; its text goes to the
// other. Where both have, the editor wins: it is where somebody is typing. node_modules, binary and very large files stay
// where they are.
import type { Container } from '../../container/container.ts';
import type { WorkKey } from '../../lesson/saved-work.ts';
import type { Workspace } from '../workspace.ts';

/** Larger files of the disk are not taken over, in bytes. */
const SIZE_LIMIT = 256 * 1024;
/** More files than this are not taken over. */
const COUNT_LIMIT = 400;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file of the disk; null for what the editor can't show. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length > SIZE_LIMIT || bytes.includes(0)) return null;
  try {
    return decoder.decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

/** Whether a path of the disk is one that the workspace may have. */
const isWork = (path: string): boolean => path !== '' && !path.split('/').includes('node_modules');

/** A container, and the learner's files as they were put on its disk. */
export interface OpenDisk {
  readonly container: Container;
  readonly files: Readonly<Record<string, string>>;
  /** folders that the learner made */
  readonly folders: readonly string[];
}

/**
 * Begins to keep both alike.
 * @param onProblem told what could not be written
 * @returns stops
 */
export function syncDisk(workspace: Workspace, { container, files, folders }: OpenDisk, onProblem: (message: string) => void): () => void {
  const { key, foreign } = workspace.state.getState();
  /** what both sides had last */
  const known = new Map(Object.entries(files));
  let knownFolders = folders;
  /** goes up with each change of a file by the page: a reading that was begun before tells nothing */
  const turns = new Map<string, number>();
  const waiting = new Set<string>();
  let reading = false;
  let stopped = false;

  function agree(path: string, text: string | null): void {
    if (text === null) known.delete(path);
    else known.set(path, text);
    turns.set(path, (turns.get(path) ?? 0) + 1);
  }

  /** Writes what the workspace has changed. The kernel does what it is asked in order, so nothing here has to wait. */
  function toDisk(now: Readonly<Record<string, string>>): Promise<unknown> {
    const work: Promise<unknown>[] = [];
    for (const [path, text] of Object.entries(now)) {
      if (known.get(path) === text) continue;
      agree(path, text);
      const slash = path.lastIndexOf('/');
      if (slash > 0) work.push(container.fs.mkdir(path.slice(0, slash), { recursive: true }));
      work.push(container.fs.writeFile(path, text));
    }
    for (const path of [...known.keys()]) {
      if (now[path] !== undefined) continue;
      agree(path, null);
      work.push(container.fs.rm(path, { force: true }));
    }
    return Promise.all(work);
  }

  /** Makes folders that the workspace has got, and removes those that it has lost, unless something of a program's lies in them. */
  async function foldersToDisk(now: readonly string[]): Promise<void> {
    const before = knownFolders;
    knownFolders = now;
    for (const path of now) if (!before.includes(path)) await container.fs.mkdir(path, { recursive: true });
    for (const path of before.toReversed()) {
      if (now.includes(path) || workspace.isFolder(path)) continue;
      const isEmpty = await container.fs.readdir(path).then((names) => names.length === 0, () => false);
      if (isEmpty) await container.fs.rm(path, { recursive: true, force: true });
    }
  }

  /** Reads a path that has changed; a folder, with all in it. */
  async function fromDisk(path: string): Promise<void> {
    const turn = turns.get(path);
    let bytes: Uint8Array | null;
    try {
      bytes = await container.fs.readFile(path);
    } catch (error) {
      if ((error as { code?: string }).code === 'EISDIR') {
        const names = await container.fs.readdir(path);
        for (const name of names) if (isWork(name)) await fromDisk(`${path}/${name}`);
        // One with something in it is seen by that.
        if (names.length === 0 && !stopped) takeFolder(path, true);
        return;
      }
      bytes = null;
    }
    if (stopped) return;
    if (turns.get(path) !== turn) {
      waiting.add(path);
      return;
    }
    if (bytes === null) {
      // A folder that is gone took its files along.
      for (const other of [...known.keys()]) if (other === path || other.startsWith(`${path}/`)) take(other, null);
      takeFolder(path, false);
      return;
    }
    const text = textOf(bytes);
    if (text !== null && text !== known.get(path)) take(path, text);
  }

  function take(path: string, text: string | null): void {
    const now = workspace.state.getState().files;
    // The editor has changed it meanwhile: what it has is on its way to the disk.
    if (now[path] !== known.get(path)) return;
    if (now[path] === undefined && Object.keys(now).length >= COUNT_LIMIT) return;
    const before = known.get(path);
    agree(path, text);
    if (!workspace.takeFromDisk(path, text)) {
      // The lesson's own file: it stays as the lesson has it, and the disk may differ until the next run.
      agree(path, before ?? null);
    }
  }

  function takeFolder(path: string, isThere: boolean): void {
    const now = workspace.state.getState().folders;
    // The page has made or removed folders meanwhile: that is on its way to the disk.
    if (now !== knownFolders) return;
    if (isThere && now.length >= COUNT_LIMIT) return;
    // Before the workspace tells of it, so that it is not written back.
    knownFolders = isThere ? [...now, path] : now.filter((folder) => folder !== path && !folder.startsWith(`${path}/`));
    workspace.takeFolderFromDisk(path, isThere);
    knownFolders = workspace.state.getState().folders;
  }

  async function drain(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      while (waiting.size > 0 && !stopped) {
        for (const path of [...waiting]) {
          waiting.delete(path);
          await fromDisk(path).catch(() => {});
        }
      }
    } finally {
      reading = false;
    }
  }

  const unsubscribe = workspace.state.subscribe((now, before) => {
    // Another lesson's files are not these files changed.
    if (now.key !== key || now.foreign !== foreign) stop();
    else if (now.files !== before.files || now.folders !== before.folders) write(now);
  });
  const unwatch = container.fs.watch('.', { recursive: true }, (_, file) => {
    if (!isWork(file)) return;
    waiting.add(file);
    void drain();
  });

  function write(now: { readonly files: Readonly<Record<string, string>>; readonly folders: readonly string[] }): void {
    const work = toDisk(now.files);
    work.then(() => foldersToDisk(now.folders)).catch((error: unknown) => onProblem(error instanceof Error ? error.message : String(error)));
  }

  function stop(): void {
    if (stopped) return;
    stopped = true;
    unsubscribe();
    unwatch();
  }

  // What was typed while the disk was opened.
  write(workspace.state.getState());
  return stop;
}

/** The container's disk with the open lesson's files on it, kept alike from the first time that somebody asks for it. */
export class LearnerDisk {
  readonly #workspace: Workspace;
  readonly #open: () => Promise<OpenDisk>;
  readonly #onProblem: (message: string) => void;
  #stop: () => void = () => {};
  #key: WorkKey | null = null;
  #asked = false;

  /** @param open boots the container when need be and writes the open lesson's files */
  constructor(workspace: Workspace, open: () => Promise<OpenDisk>, onProblem: (message: string) => void) {
    this.#workspace = workspace;
    this.#open = open;
    this.#onProblem = onProblem;
    workspace.state.subscribe(({ key }) => {
      // Another lesson was opened: its files take the place of the old ones.
      if (this.#asked && key !== null && key !== this.#key) this.container().catch((error: unknown) => onProblem(error instanceof Error ? error.message : String(error)));
    });
  }

  async container(): Promise<Container> {
    this.#asked = true;
    this.#key = this.#workspace.state.getState().key;
    const disk = await this.#open();
    this.#stop();
    this.#stop = syncDisk(this.#workspace, disk, this.#onProblem);
    return disk.container;
  }
}
