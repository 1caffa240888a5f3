// The dialog that is open, if any. Each is loaded when it is first needed, or before where people type into it at once.
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';

const loadPalette = () => import('../commands/palette.tsx');
const loadCatalogue = () => import('../catalogue/catalogue.tsx');
const loadFileNameDialog = () => import('../editor/file-name-dialog.tsx');

const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const Shortcuts = lazy(async () => ({ default: (await import('../commands/shortcuts.tsx')).Shortcuts }));
const Catalogue = lazy(async () => ({ default: (await loadCatalogue()).Catalogue }));
const EarlierVersions = lazy(async () => ({ default: (await import('../editor/earlier-versions.tsx')).EarlierVersions }));
const FileNameDialog = lazy(async () => ({ default: (await loadFileNameDialog()).FileNameDialog }));
const SaveRequestDialog = lazy(async () => ({ default: (await import('../requests/request-dialogs.tsx')).SaveRequestDialog }));
const FromCurlDialog = lazy(async () => ({ default: (await import('../requests/request-dialogs.tsx')).FromCurlDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('../share/share-dialog.tsx')).ShareDialog }));
const BackupDialog = lazy(async () => ({ default: (await import('../share/backup-dialog.tsx')).BackupDialog }));
const ResetDatabaseDialog = lazy(async () => ({ default: (await import('../database/reset-database-dialog.tsx')).ResetDatabaseDialog }));
const ResetProgressDialog = lazy(async () => ({ default: (await import('../catalogue/reset-progress-dialog.tsx')).ResetProgressDialog }));

/** Loads, before they are needed, the dialogs that people open and type into at once: as long as one is not there, what is typed is lost. */
export async function loadTypedDialogs(): Promise<void> {
  // What can't be loaded now is asked for again when it is opened.
  await Promise.allSettled([loadPalette(), loadCatalogue(), loadFileNameDialog()]);
}

/** While a dialog is being loaded, what is meant for it must not go into the learner's code. Escape gives it up. */
function HeldKeys(): ReactNode {
  const { ui } = useApp();
  useEffect(() => {
    const hold = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape') ui.close();
    };
    window.addEventListener('keydown', hold, { capture: true });
    return () => window.removeEventListener('keydown', hold, { capture: true });
  }, [ui]);
  return null;
}

export function Dialogs(): ReactNode {
  const { ui } = useApp();
  const dialog = useStore(ui.state, (state) => state.dialog);
  if (!dialog) return null;
  return (
    <Suspense fallback={<HeldKeys />}>
      {dialog.kind === 'palette' ? <Palette /> : null}
      {dialog.kind === 'shortcuts' ? <Shortcuts /> : null}
      {dialog.kind === 'catalogue' ? <Catalogue /> : null}
      {dialog.kind === 'earlier-versions' ? <EarlierVersions /> : null}
      {dialog.kind === 'new-file' || dialog.kind === 'new-folder' ? <FileNameDialog asked={dialog} /> : null}
      {dialog.kind === 'save-request' ? <SaveRequestDialog /> : null}
      {dialog.kind === 'share' ? <ShareDialog /> : null}
      {dialog.kind === 'backup' ? <BackupDialog /> : null}
      {dialog.kind === 'reset-database' ? <ResetDatabaseDialog /> : null}
      {dialog.kind === 'reset-progress' ? <ResetProgressDialog lesson={dialog.lesson} title={dialog.title} /> : null}
      {dialog.kind === 'from-curl' ? <FromCurlDialog /> : null}
      {dialog.kind === 'rename-file' ? <FileNameDialog asked={dialog} /> : null}
    </Suspense>
  );
}
