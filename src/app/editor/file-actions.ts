// Things done to files that can be taken back: each keeps a copy and offers to undo.
import type { App } from '../app-context.ts';
import { strings } from '../strings.ts';

/** Makes a file what the lesson's start is. The learner's text is kept as a copy, in the editor's undo history, and one click away. */
export async function resetFile(app: App, path: string): Promise<void> {
  const start = app.workspace.startOf(path);
  const before = app.workspace.state.getState().files[path];
  if (start === undefined || before === undefined) return;
  await app.workspace.keepCopy(path, before, 'reset');
  setText(app, path, start);
  app.ui.notify(strings.fileWasReset(path), { label: strings.undo, perform: () => setText(app, path, before) });
}

/** Puts a kept copy back into its file; what stands there now is kept too, and one click away. */
export async function restoreCopy(app: App, path: string, text: string): Promise<void> {
  const before = app.workspace.state.getState().files[path];
  app.ui.state.setState({ comparing: null, viewing: null });
  if (before === undefined) {
    if (!app.workspace.add(path, text)) return app.ui.notify(strings.nameProblems.taken);
    return app.ui.notify(strings.versionRestored(path));
  }
  if (before !== text) await app.workspace.keepCopy(path, before, 'reset');
  setText(app, path, text);
  app.workspace.openFile(path);
  app.ui.show('editor');
  app.ui.notify(strings.versionRestored(path), { label: strings.undo, perform: () => setText(app, path, before) });
}

/** Removes a file, or a folder with all in it, where it is the learner's. */
export async function deletePath(app: App, path: string): Promise<void> {
  const removed = await app.workspace.remove(path);
  if (removed === null) return;
  app.ui.notify(strings.fileWasDeleted(path), { label: strings.undo, perform: () => app.workspace.putBack(removed) });
}

/** Renames or moves a file or a folder; where that cannot be, it says why. */
export function movePath(app: App, from: string, to: string): void {
  if (from === to) return;
  const { workspace, ui } = app;
  if (workspace.rename(from, to)) {
    ui.notify(strings.fileWasMoved(from, to), { label: strings.undo, perform: () => void workspace.rename(to, from) });
    return;
  }
  const problem = workspace.nameProblem(to, from);
  ui.notify(strings.fileNotMoved(from, problem === null ? strings.readOnlyHint : strings.nameProblems[problem]));
}

/** Puts the open file's tab before or behind its neighbour. */
export function moveActiveTab(app: App, step: 1 | -1): void {
  const { open, active } = app.workspace.state.getState();
  const to = active === null ? -1 : open.indexOf(active) + step;
  if (active === null || to < 0 || to >= open.length) return;
  app.workspace.moveTab(active, to);
  app.ui.announce(strings.tabMoved(active, to + 1, open.length));
}

function setText(app: App, path: string, text: string): void {
  // Through the editor where it is there, so that Ctrl+Z takes it back too.
  if (app.editorLink.mounted?.replace(path, text) !== true) app.workspace.write(path, text);
}

/** Opens a file at a place, from a stack frame for example. */
export function openAt(app: App, path: string, line: number, column: number): void {
  if (!app.workspace.openFile(path)) return;
  app.ui.state.setState({ comparing: null, viewing: null });
  app.ui.show('editor');
  reveal(app, line, column);
}

/** Shows a file that is not the learner's, of a package for example, read-only. @param path below the project, such as `node_modules/express/index.js` */
export function openLibrary(app: App, path: string, text: string, line: number, column: number): void {
  app.ui.state.setState({ comparing: null, viewing: { path, text } });
  app.ui.show('editor');
  reveal(app, line, column);
}

/** Shows a file of the container's node_modules, from a stack frame for example. */
export async function openPackageFile(app: App, path: string, line: number, column: number): Promise<void> {
  try {
    const text = await app.session.booted?.fs.readFile(path, 'utf-8');
    if (text !== undefined) openLibrary(app, path, text, line, column);
  } catch (error) {
    app.ui.notify(error instanceof Error ? error.message : String(error));
  }
}

function reveal(app: App, line: number, column: number): void {
  // The editor shows the file in its next effect; then it can go to the line.
  requestAnimationFrame(() => requestAnimationFrame(() => app.editorLink.use((editor) => editor.reveal(line, column))));
}
